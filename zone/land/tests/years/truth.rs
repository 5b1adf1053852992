//! What the model itself knows, reckoned without the product's rules: rounds of matters with their spans, working days counted one by one.
use chrono::{Datelike, Days, NaiveDate};
use land::matter::command::Command;
use land::matter::{ClockKind, Matter};
use schedule::Calendar;
use std::collections::BTreeMap;

/// Working days of thirteen years, each looked up by itself.
pub struct Count {
    start: NaiveDate,
    through: Vec<i64>,
}

impl Count {
    pub fn of(calendar: &Calendar) -> Self {
        let start = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
        let mut through = Vec::new();
        let mut sum = 0;
        for day in start.iter_days().take_while(|d| d.year() < 2032) {
            sum += i64::from(calendar.working(day).yes);
            through.push(sum);
        }
        Self { start, through }
    }
    fn at(&self, day: NaiveDate) -> i64 {
        self.through[usize::try_from((day - self.start).num_days()).unwrap()]
    }
    /// Working days after the first up to and including the second.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        (self.at(to) - self.at(from)).max(0)
    }
    /// The day on which that many working days have passed.
    pub fn after(&self, from: NaiveDate, days: i64) -> NaiveDate {
        let mut day = from;
        while self.at(day) - self.at(from) < days {
            day = day + Days::new(1);
        }
        day
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    StandAll,
    StandLegal,
    Go,
}

/// From acceptance to the end: what happened to the clocks.
#[derive(Clone, Debug)]
pub struct Round {
    pub limits: BTreeMap<ClockKind, i64>,
    accepted: NaiveDate,
    turns: Vec<(NaiveDate, Turn)>,
    stopped: Option<NaiveDate>,
    /// Days of the extension, and how often there was one.
    pub more: i64,
    pub extensions: usize,
    pub corrections: usize,
}

impl Round {
    fn begin(m: &Matter, on: NaiveDate) -> Self {
        let limits = [
            (ClockKind::Statutory, m.statutory_days),
            (ClockKind::Promised, m.promised_days),
            (ClockKind::Internal, m.internal_days),
        ];
        let limits = limits.into_iter().filter_map(|(kind, days)| Some((kind, days?))).collect();
        Self { limits, accepted: on, turns: Vec::new(), stopped: None, more: 0, extensions: 0, corrections: 0 }
    }

    /// Running (true) and standing stretches of a clock, the last one open unless it was stopped.
    pub fn spans(&self, kind: ClockKind) -> Vec<(bool, NaiveDate, Option<NaiveDate>)> {
        let mut spans = vec![(true, self.accepted, None)];
        for (day, turn) in &self.turns {
            let runs = match turn {
                Turn::StandLegal if kind == ClockKind::Internal => continue,
                Turn::StandAll | Turn::StandLegal => false,
                Turn::Go => true,
            };
            let last = spans.last_mut().unwrap();
            if last.0 != runs {
                last.2 = Some(*day);
                spans.push((runs, *day, None));
            }
        }
        spans.last_mut().unwrap().2 = self.stopped;
        spans
    }

    pub fn budget(&self, kind: ClockKind) -> i64 {
        self.limits[&kind] + if kind == ClockKind::Internal { 0 } else { self.more }
    }

    pub fn consumed(&self, count: &Count, kind: ClockKind, today: NaiveDate) -> i64 {
        let running = self.spans(kind).into_iter().filter(|(runs, ..)| *runs);
        running.map(|(_, from, to)| count.between(from, to.unwrap_or(today))).sum()
    }

    /// The last day: none while it stands or was ended in time.
    pub fn due(&self, count: &Count, kind: ClockKind) -> Option<NaiveDate> {
        let mut left = self.budget(kind);
        for (_, from, to) in self.spans(kind).into_iter().filter(|(runs, ..)| *runs) {
            let Some(to) = to else { return Some(count.after(from, left)) };
            let used = count.between(from, to);
            if used > left {
                return Some(count.after(from, left));
            }
            left -= used;
        }
        None
    }

    pub fn runs(&self, kind: ClockKind) -> bool {
        self.stopped.is_none() && self.spans(kind).last().unwrap().0
    }
}

/// Who acts for whom, from when to when.
#[derive(Clone, Debug)]
pub struct Deputy {
    pub id: String,
    pub from: String,
    pub to: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
}

#[derive(Default)]
pub struct Truth {
    pub rounds: BTreeMap<String, Round>,
    /// First day over the limit, as it was said first.
    pub breaches: BTreeMap<String, String>,
    pub deputies: Vec<Deputy>,
    /// Days that were consumed at the last look; cleared when the calendar changes.
    pub consumed: BTreeMap<(String, ClockKind), i64>,
}

impl Truth {
    /// A step that the product took, on a matter as it was before.
    pub fn note(&mut self, m: &Matter, command: &Command, on: NaiveDate) {
        let id = m.id.to_string();
        // A step of an earlier day takes back what was reckoned since.
        self.consumed.retain(|(of, _), _| *of != id);
        match command {
            Command::Submit => {
                self.rounds.remove(&id);
            }
            Command::Accept | Command::AcceptTolerantly { .. } | Command::Start => {
                self.rounds.insert(id, Round::begin(m, on));
            }
            _ => {
                let Some(round) = self.rounds.get_mut(&id) else { return };
                match command {
                    Command::AskCorrection { .. } => {
                        round.corrections += 1;
                        round.turns.push((on, Turn::StandAll));
                    }
                    Command::BeginSpecial { .. } => round.turns.push((on, Turn::StandLegal)),
                    Command::AnswerCorrection | Command::EndSpecial => round.turns.push((on, Turn::Go)),
                    Command::Decide { .. } | Command::Finish | Command::Withdraw => round.stopped = Some(on),
                    Command::Extend { days, .. } => {
                        round.more += days;
                        round.extensions += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether this user acts for that one on that day.
    pub fn is_deputy(&self, user: &str, of: &str, today: NaiveDate) -> bool {
        self.deputies.iter().any(|d| {
            let open = d.from_on <= today && today <= d.to_on && d.ended_on.is_none_or(|end| end > today);
            d.to == user && d.from == of && open
        })
    }
}

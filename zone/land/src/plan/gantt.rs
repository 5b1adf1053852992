//! 甘特图: where a plan's bars stand, in percent of the picture's width. Long stretches in which nothing begins or ends are folded.
use chrono::{Datelike, Days, NaiveDate};
use schedule::Calendar;

/// Stretches longer than this many days without an event are folded.
const FOLD_DAYS: i64 = 60;
/// What a folded stretch counts as.
const FOLDED_AS_DAYS: f64 = 24.0;
/// Days off in a row that are drawn.
const HOLIDAY_DAYS: u64 = 3;

/// A part of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `done`, `run`, `pz`, `p50`.
    pub class: &'static str,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A matter's marks in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    pub parts: Vec<Part>,
    /// The whisker's end: P80.
    pub late: Option<NaiveDate>,
    /// Promised or planned day.
    pub due: Option<NaiveDate>,
}

impl Track {
    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let parts = self.parts.iter().flat_map(|p| [p.from, p.to]);
        parts.chain(self.late).chain(self.due)
    }
}

/// A rectangle: class, x and width in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Box {
    pub class: &'static str,
    pub x: String,
    pub width: String,
}

/// A row's picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub boxes: Vec<Box>,
    /// Whisker from the end of P50 to P80.
    pub whisker: Option<(String, String)>,
    pub due: Option<String>,
}

/// The time axis of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Days with their place in percent, ascending; between them places go evenly.
    knots: Vec<(NaiveDate, f64)>,
    /// Folded stretches: x and width.
    pub folds: Vec<(String, String)>,
    /// Months: place, and the label, with the year where it changes.
    pub months: Vec<Month>,
    /// Holidays: x and width.
    pub holidays: Vec<(String, String)>,
    pub today: Option<String>,
    /// Where its word stands: not over the edge.
    pub today_word: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    pub x: String,
    pub year: Option<i32>,
    /// Where the year stands: beside the word for today.
    pub year_x: String,
    pub month: u32,
}

/// Half the width of the word for today, in percent of the picture.
const WORD: f64 = 2.4;

fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

impl Axis {
    /// The axis over all tracks and today; none where there is no day at all.
    pub fn of(calendar: &Calendar, tracks: &[Track], today: NaiveDate) -> Option<Self> {
        let mut days: Vec<NaiveDate> = tracks.iter().flat_map(Track::days).collect();
        if days.is_empty() {
            return None;
        }
        // Where all is over, today is far off and says nothing.
        let live = days.iter().max().is_some_and(|last| *last >= today);
        days.extend(live.then_some(today));
        days.sort_unstable();
        days.dedup();
        let knots = knots(&days)?;
        let (folds, months, holidays) = (Vec::new(), Vec::new(), Vec::new());
        let mut axis = Self { knots, folds, months, holidays, today: None, today_word: String::new() };
        axis.folds = days
            .iter()
            .zip(days.iter().skip(1))
            .filter(|(a, b)| (**b - **a).num_days() > FOLD_DAYS)
            .map(|(a, b)| axis.span(*a, *b))
            .collect();
        let word = live.then(|| axis.at(today).max(WORD));
        axis.today_word = word.map(percent).unwrap_or_default();
        axis.months = axis.months(word);
        axis.holidays = axis.holidays(calendar);
        axis.today = live.then(|| percent(axis.at(today)));
        Some(axis)
    }

    /// A day's place.
    pub fn at(&self, day: NaiveDate) -> f64 {
        let after = self.knots.partition_point(|(d, _)| *d <= day);
        let before = after.checked_sub(1).and_then(|i| self.knots.get(i));
        match (before, self.knots.get(after)) {
            (Some((a, x)), Some((b, y))) => {
                let whole = (*b - *a).num_days().max(1) as f64;
                x + (y - x) * (day - *a).num_days() as f64 / whole
            }
            (Some((_, x)), None) => *x,
            (None, Some((_, y))) => *y,
            (None, None) => 0.0,
        }
    }

    fn span(&self, from: NaiveDate, to: NaiveDate) -> (String, String) {
        let (x, end) = (self.at(from), self.at(to));
        (percent(x), percent((end - x).max(0.0)))
    }

    fn ends(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.knots.first()?.0, self.knots.last()?.0))
    }

    /// First days of months that are not inside a fold, no closer than a label is wide.
    fn months(&self, word: Option<f64>) -> Vec<Month> {
        let Some((first, last)) = self.ends() else { return Vec::new() };
        let mut found: Vec<Month> = Vec::new();
        let (mut year, mut place) = (None, -10.0);
        let mut day = first.with_day(1).unwrap_or(first);
        while day <= last {
            let x = self.at(day.max(first));
            if x - place >= 5.0 {
                let new_year = (year != Some(day.year())).then(|| day.year());
                let beside = word.filter(|word| (x - word).abs() < 3.0 * WORD).map(|word| word + WORD);
                let year_x = percent(beside.unwrap_or(x));
                found.push(Month { x: percent(x), year: new_year, year_x, month: day.month() });
                (year, place) = (Some(day.year()), x);
            }
            let Some(next) = day.checked_add_months(chrono::Months::new(1)) else { break };
            day = next;
        }
        found
    }

    /// Runs of days off that are longer than a weekend.
    fn holidays(&self, calendar: &Calendar) -> Vec<(String, String)> {
        let Some((first, last)) = self.ends() else { return Vec::new() };
        let mut found = Vec::new();
        let mut since: Option<NaiveDate> = None;
        for day in first.iter_days().take_while(|d| *d <= last + Days::new(1)) {
            match since {
                None if !calendar.working(day).yes => since = Some(day),
                Some(start) if calendar.working(day).yes => {
                    if (day - start).num_days().unsigned_abs() >= HOLIDAY_DAYS {
                        found.push(self.span(start, day.min(last)));
                    }
                    since = None;
                }
                _ => {}
            }
        }
        found
    }

    /// A track as boxes.
    pub fn row(&self, track: &Track) -> Row {
        let boxes = track.parts.iter().map(|p| {
            let (x, width) = self.span(p.from, p.to.max(p.from));
            // What begins and ends on one day is still seen.
            let width = if width == "0.00%" { "0.60%".to_owned() } else { width };
            Box { class: p.class, x, width }
        });
        let end = track.parts.last().map(|p| p.to);
        let whisker = track.late.zip(end).filter(|(late, end)| late > end);
        Row {
            boxes: boxes.collect(),
            whisker: whisker.map(|(late, end)| (percent(self.at(end)), percent(self.at(late)))),
            due: track.due.map(|d| percent(self.at(d))),
        }
    }
}

/// Places of the days that matter: from 1 to 99 percent, folded stretches short.
fn knots(days: &[NaiveDate]) -> Option<Vec<(NaiveDate, f64)>> {
    let first = *days.first()?;
    let mut places = vec![(first, 0.0)];
    let mut at = 0.0;
    for (a, b) in days.iter().zip(days.iter().skip(1)) {
        let whole = (*b - *a).num_days();
        at += if whole > FOLD_DAYS { FOLDED_AS_DAYS } else { whole as f64 };
        places.push((*b, at));
    }
    let scale = if at > 0.0 { 98.0 / at } else { 0.0 };
    Some(places.into_iter().map(|(day, x)| (day, 1.0 + x * scale)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn long_quiet_stretches_are_folded_and_days_keep_their_order() {
        let calendar = Calendar::china().unwrap();
        let part = |from: &str, to: &str| Part { class: "done", from: day(from), to: day(to) };
        let tracks = [
            Track { parts: vec![part("2019-04-18", "2019-04-30")], late: None, due: Some(day("2019-05-06")) },
            Track { parts: vec![part("2019-12-03", "2019-12-20")], late: Some(day("2020-02-01")), due: None },
        ];
        let axis = Axis::of(&calendar, &tracks, day("2020-01-15")).unwrap();
        assert_eq!(axis.folds.len(), 1, "from May to December nothing happens");
        let places: Vec<f64> = ["2019-04-18", "2019-04-30", "2019-12-03", "2020-02-01"].map(|d| axis.at(day(d))).into();
        assert!(places.is_sorted() && places[0] == 1.0 && places[3] == 99.0, "{places:?}");
        // The fold takes 24 of 18 + 24 + 60 days.
        assert!((axis.at(day("2019-12-03")) - axis.at(day("2019-05-06")) - 98.0 * 24.0 / 102.0).abs() < 1e-9);
        assert_eq!(axis.months.first().map(|m| (m.year, m.month)), Some((Some(2019), 4)));
        assert!(axis.months.iter().any(|m| m.year == Some(2020)));
        assert!(!axis.holidays.is_empty(), "the first of May and Spring Festival are drawn");
        let row = axis.row(&tracks[1]);
        assert!(row.whisker.is_some() && row.boxes.len() == 1);
    }

    #[test]
    fn nothing_planned_has_no_axis() {
        assert!(Axis::of(&Calendar::china().unwrap(), &[], day("2020-01-15")).is_none());
    }
}

//! How long an answer may take, who is told when it takes longer, and what a rating needs.
use super::{Request, State};
use chrono::NaiveDate;
use kernel::{Error, FieldError, Result};
use schedule::{Calendar, Clock};

/// Characters.
pub const MOST_SUBJECT: usize = 100;
pub const MOST_BODY: usize = 4000;
/// Stars up to which a word is asked for and the directors are told.
pub const LOW: i64 = 2;

/// A rung of the ladder. Each fires once for every time that a request is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// Nobody took it up in time: the directors are told.
    Contact,
    /// One working day left: the handler is told.
    Ahead,
    /// A working day over: the directors are told.
    Over,
    /// Five working days over: the directors are told again.
    Long,
}

impl Rung {
    pub const ALL: [Self; 4] = [Self::Contact, Self::Ahead, Self::Over, Self::Long];
    pub fn bit(self) -> i64 {
        match self {
            Self::Contact => 1,
            Self::Ahead => 2,
            Self::Over => 4,
            Self::Long => 8,
        }
    }
    pub fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Ahead => "ahead",
            Self::Over => "over",
            Self::Long => "long",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
    /// Goes to the directors; else to who has to answer.
    pub fn is_reported(self) -> bool {
        self != Self::Ahead
    }
}

/// The rungs that a request has reached on that day and that have not fired; `contact_days` is the limit of the first contact
/// under which it was asked.
pub fn due(calendar: &Calendar, r: &Request, contact_days: i64, on: NaiveDate) -> Vec<Rung> {
    if r.state != State::Open {
        return Vec::new();
    }
    let left = r.clock.remaining(calendar, on);
    let asked = crate::days::parse(&r.asked_on).unwrap_or(on);
    let waited = calendar.count(asked, on).days;
    let reached = |rung: &Rung| match rung {
        Rung::Contact => r.taken_on.is_none() && waited > contact_days,
        Rung::Ahead => left <= 1 && r.limit_days > 1,
        Rung::Over => left <= -1,
        Rung::Long => left <= -5,
    };
    Rung::ALL.into_iter().filter(|rung| r.escalated & rung.bit() == 0).filter(reached).collect()
}

/// A new clock from that day on: when it is asked and when it is asked again.
pub fn start(r: &mut Request, calendar: &Calendar, on: NaiveDate) -> Result<()> {
    r.clock = Clock::start(r.limit_days, on).map_err(Error::internal)?;
    r.escalated &= Rung::Contact.bit();
    derive(r, calendar, on);
    Ok(())
}

/// Answered: nothing is consumed any more.
pub fn stop(r: &mut Request, calendar: &Calendar, on: NaiveDate) -> Result<()> {
    r.clock.stop(on).map_err(Error::internal)?;
    derive(r, calendar, on);
    Ok(())
}

/// What lists read, from the clock as it stands on that day. A breach stays.
pub fn derive(r: &mut Request, calendar: &Calendar, on: NaiveDate) {
    let due = r.clock.due(calendar);
    if let Some((day, provisional)) = due {
        (r.due_on, r.due_provisional) = (Some(day.to_string()), provisional);
    }
    if r.breached_on.is_none() && r.clock.is_overdue(calendar, on) {
        r.breached_on = due.map(|(day, _)| calendar.add(day, 1).date.to_string());
    }
}

/// Words of a form: something, and not too much.
pub fn words(field: &str, text: &str, most: usize) -> std::result::Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, "request-words-missing"));
    }
    if text.chars().count() > most {
        return Err(FieldError::new(field, "request-words-long").arg("most", most));
    }
    Ok(text.to_owned())
}

/// Stars from 1 to 5, with a word where they are few.
pub fn rating(stars: i64, note: &str) -> std::result::Result<Option<String>, FieldError> {
    let note = note.trim();
    if !(1..=5).contains(&stars) {
        return Err(FieldError::new("stars", "rating-stars-missing"));
    }
    if stars <= LOW && note.is_empty() {
        return Err(FieldError::new("note", "rating-word-missing"));
    }
    if note.chars().count() > MOST_BODY {
        return Err(FieldError::new("note", "request-words-long").arg("most", MOST_BODY));
    }
    Ok(Some(note.to_owned()).filter(|n| !n.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Channel;
    use kernel::id::{EnterpriseId, RequestId};

    fn day(text: &str) -> NaiveDate {
        crate::days::parse(text).unwrap()
    }

    fn asked(on: &str) -> Request {
        Request {
            id: RequestId::parse("r").unwrap(),
            enterprise_id: EnterpriseId::parse("e").unwrap(),
            enterprise: "示例企业".to_owned(),
            project_id: None,
            matter_id: None,
            subject: "用电".to_owned(),
            body: "何时送电".to_owned(),
            channel: Channel::Portal,
            department_id: None,
            handler: None,
            state: State::Open,
            asked_by: None,
            asked_us: 0,
            asked_on: on.to_owned(),
            taken_on: None,
            reopened_on: None,
            limit_days: 5,
            clock: Clock::start(5, day(on)).unwrap(),
            due_on: None,
            due_provisional: false,
            breached_on: None,
            escalated: 0,
            answer: None,
            answered_by: None,
            answered_on: None,
            closed_on: None,
            source: kernel::Source::default(),
            updated_us: 0,
            version: 1,
        }
    }

    /// 2020-01-15 was a Wednesday; 01-19 a make-up Sunday; 01-24 to 02-02 the Spring Festival of that year.
    #[test]
    fn the_ladder_counts_working_days() {
        let calendar = Calendar::china().unwrap();
        let mut r = asked("2020-01-15");
        derive(&mut r, &calendar, day("2020-01-15"));
        assert_eq!(r.due_on.as_deref(), Some("2020-01-21"), "16, 17, 19 (make-up), 20, 21");
        let codes = |r: &Request, on: &str| due(&calendar, r, 1, day(on)).iter().map(|r| r.code()).collect::<Vec<_>>();
        assert!(codes(&r, "2020-01-16").is_empty());
        assert_eq!(codes(&r, "2020-01-17"), ["contact"]);
        r.taken_on = Some("2020-01-17".to_owned());
        assert!(codes(&r, "2020-01-19").is_empty());
        assert_eq!(codes(&r, "2020-01-20"), ["ahead"]);
        r.escalated |= Rung::Ahead.bit();
        assert!(codes(&r, "2020-01-21").is_empty(), "the last day, and told already");
        assert_eq!(codes(&r, "2020-01-22"), ["over"]);
        let answered = Request { state: State::Answered, ..r.clone() };
        assert!(codes(&answered, "2020-03-01").is_empty());
        derive(&mut r, &calendar, day("2020-01-22"));
        assert_eq!(r.breached_on.as_deref(), Some("2020-01-22"));
        // Asked again: a new limit; the old breach stays, and the ladder begins anew.
        stop(&mut r, &calendar, day("2020-01-22")).unwrap();
        start(&mut r, &calendar, day("2020-02-10")).unwrap();
        assert_eq!((r.due_on.as_deref(), r.breached_on.as_deref()), (Some("2020-02-17"), Some("2020-01-22")));
        assert_eq!(codes(&r, "2020-02-14"), ["ahead"]);
    }

    #[test]
    fn few_stars_need_a_word() {
        let code = |stars, note: &str| rating(stars, note).map_err(|e| e.code);
        assert_eq!(code(5, ""), Ok(None));
        assert_eq!(code(2, " "), Err("rating-word-missing".to_owned()));
        assert_eq!(code(1, "跑了三趟"), Ok(Some("跑了三趟".to_owned())));
        assert_eq!(code(0, ""), Err("rating-stars-missing".to_owned()));
        assert_eq!(code(6, ""), Err("rating-stars-missing".to_owned()));
    }
}

//! 咨询答复时限: an enquiry is answered within so many working hours of the zone. Nights, the break at noon, days off and
//! holidays do not count; make-up days do.
use super::Lead;
use crate::pipeline::Policy;
use chrono::{DateTime, NaiveDateTime, NaiveTime};
use kernel::ctx::china;
use kernel::{Error, Result};
use schedule::{Calendar, Hours, Measure};
use std::sync::OnceLock;

/// The published notices that ship with the program; read once.
fn calendar() -> Result<&'static Calendar> {
    static CALENDAR: OnceLock<Option<Calendar>> = OnceLock::new();
    let read = CALENDAR.get_or_init(|| Calendar::china().ok());
    read.as_ref().ok_or_else(|| Error::internal("the shipped calendar of working days cannot be read"))
}

/// Local time of the zone: all of China keeps UTC+8.
fn local(us: i64) -> NaiveDateTime {
    DateTime::from_timestamp_micros(us).unwrap_or_default().with_timezone(&china()).naive_local()
}

fn instant(local: NaiveDateTime) -> Option<i64> {
    local.and_local_timezone(china()).single().map(|t| t.timestamp_micros())
}

/// Windows of the working day as people write them: `10:00-14:00 15:30-19:30`, also with full-width signs, 至 and commas.
/// None where something else is written, or a window ends before it starts or before the one before it ended.
pub fn windows(text: &str) -> Option<Vec<(NaiveTime, NaiveTime)>> {
    let plain: String = text.chars().map(plain).collect();
    // Spaces around a dash belong to its window, and a Chinese dash is often written as two.
    let joined = plain.split('-').map(str::trim).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
    let window = |part: &str| {
        let (from, to) = part.split_once('-')?;
        Some((time(from)?, time(to)?))
    };
    let all: Vec<_> = joined.split_whitespace().map(window).collect::<Option<_>>()?;
    calendar().ok().and_then(|c| Hours::new(c, &all).ok()).map(|_| all)
}

fn plain(c: char) -> char {
    match c {
        '0'..='9' => c,
        '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '：' => ':',
        '—' | '–' | '－' | '~' | '～' | '至' => '-',
        ',' | '，' | '、' | ';' | '；' => ' ',
        other => other,
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// The windows as they are stored and shown.
pub fn windows_text(windows: &[(NaiveTime, NaiveTime)]) -> String {
    let one = |(from, to): &(NaiveTime, NaiveTime)| format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"));
    windows.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn hours(policy: &Policy) -> Result<Hours<'static>> {
    let windows =
        windows(policy.work_hours()).ok_or_else(|| Error::internal("the zone's working hours cannot be read"))?;
    Hours::new(calendar()?, &windows).map_err(Error::internal)
}

/// When an enquiry that came at this moment is to be answered, in microseconds since 1970.
pub fn due_us(policy: &Policy, enquired_us: i64) -> Result<i64> {
    let (due, _) = hours(policy)?.after(local(enquired_us), policy.answer_hours * 60);
    instant(due).ok_or_else(|| Error::internal("a moment beyond the calendar"))
}

/// Working hours from one moment to a later one; a begun one counts, and there is always one.
pub fn working_hours(policy: &Policy, from_us: i64, to_us: i64) -> Result<i64> {
    let minutes = hours(policy)?.between(local(from_us), local(to_us));
    Ok(((minutes + 59) / 60).max(1))
}

/// 暂定: the time to answer runs over days whose notice is not published yet.
pub fn is_provisional(lead: &Lead) -> bool {
    lead.enquired_us.zip(lead.answer_due_us).is_some_and(|(from, due)| spans_unpublished(from, due))
}

fn spans_unpublished(from_us: i64, due_us: i64) -> bool {
    let (from, due) = (local(from_us).date(), local(due_us).date());
    calendar().is_ok_and(|c| c.count(from, due).provisional || c.working(due).provisional)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        instant(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()).unwrap()
    }

    fn due(policy: &Policy, from: &str) -> String {
        local(due_us(policy, at(from)).unwrap()).format("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn nights_noon_weekends_and_holidays_do_not_count_and_make_up_days_do() {
        let eight = Policy { answer_hours: 8, ..Policy::default() };
        for (came, due_by) in [
            // Friday 17:30: two hours are left of the day, the other six are Monday's.
            ("2020-01-10 17:30", "2020-01-13 17:30"),
            ("2020-01-14 10:00", "2020-01-14 19:30"),
            ("2020-01-14 02:00", "2020-01-14 19:30"),
            ("2020-01-14 14:40", "2020-01-15 14:00"),
            // 2020-01-19 is a Sunday on which is worked, before Spring Festival.
            ("2020-01-18 12:00", "2020-01-19 19:30"),
            ("2020-01-19 18:30", "2020-01-20 18:30"),
            // Thursday 01-23 is the last working day; the festival of 2020 was prolonged to 02-02.
            ("2020-01-23 18:00", "2020-02-03 18:00"),
            ("2020-01-25 09:00", "2020-02-03 19:30"),
            // National Day 2019, with the make-up Saturday 10-12.
            ("2019-09-30 19:00", "2019-10-08 19:00"),
            ("2019-10-11 19:00", "2019-10-12 19:00"),
        ] {
            assert_eq!(due(&eight, came), due_by, "{came}");
        }
    }

    #[test]
    fn the_zones_own_hours_count() {
        let east =
            Policy { answer_hours: 8, work_hours: Some("09:00-12:00 13:00-18:00".to_owned()), ..Policy::default() };
        assert_eq!(due(&east, "2020-01-10 17:30"), "2020-01-13 17:30");
        assert_eq!(due(&east, "2020-01-10 12:30"), "2020-01-13 12:00");
        assert_eq!(working_hours(&east, at("2020-01-10 17:30"), at("2020-01-13 11:01")).unwrap(), 3);
        assert_eq!(working_hours(&east, at("2020-01-10 20:00"), at("2020-01-10 23:00")).unwrap(), 1, "never none");
    }

    #[test]
    fn beyond_the_notices_it_is_provisional() {
        let policy = Policy::default();
        let open = |came: &str| spans_unpublished(at(came), due_us(&policy, at(came)).unwrap());
        let (_, last) = calendar().unwrap().years();
        assert!(!open("2020-01-10 17:30"));
        assert!(!open(&format!("{last}-12-16 17:30")));
        assert!(open(&format!("{last}-12-31 17:30")));
        assert!(open(&format!("{}-03-02 11:00", last + 1)));
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let text = |t: &str| windows(t).map(|w| windows_text(&w));
        for written in ["10:00-14:00 15:30-19:30", " 10：00—14：00，15:30至19:30", "10:00 - 14:00; 15:30——19:30"]
        {
            assert_eq!(text(written).as_deref(), Some("10:00-14:00 15:30-19:30"), "{written}");
        }
        for wrong in ["", "10-14", "14:00-10:00", "10:00-14:00 13:00-18:00", "25:00-26:00", "全天"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }
}

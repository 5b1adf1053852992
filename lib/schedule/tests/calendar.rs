//! Working days: the acceptance dates, the edges of years, and that adding and counting undo each other.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use proptest::prelude::*;
use schedule::{Calendar, CalendarFault, Hours, HoursError, Measure};
use std::sync::LazyLock;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// The calendar is read once: properties ask it thousands of times.
fn china() -> &'static Calendar {
    static CHINA: LazyLock<Calendar> = LazyLock::new(|| Calendar::china().unwrap());
    &CHINA
}

#[test]
fn twenty_working_days_over_the_national_holiday() {
    let due = china().add(day("2019-09-20"), 20);
    assert_eq!((due.date, due.provisional), (day("2019-10-23"), false));
}

#[test]
fn long_spans_and_a_year() {
    let calendar = china();
    let from = day("2019-03-01");
    let ends = [33, 90, 120].map(|n| calendar.add(from, n).date);
    assert_eq!(ends, ["2019-04-18", "2019-07-10", "2019-08-21"].map(day));
    assert_eq!(calendar.in_year(2019).unwrap().days, 250);
    assert!(!calendar.in_year(2019).unwrap().provisional);
}

#[test]
fn shipped_years_follow_each_other() {
    let calendar = china();
    assert_eq!(calendar.years(), (2007, 2026));
    for year in 2007..=2026 {
        let days = calendar.in_year(year).unwrap().days;
        assert!((247..=255).contains(&days), "{year}: {days}");
    }
}

#[test]
fn names_of_holidays_and_make_up_days() {
    let calendar = china();
    assert_eq!(calendar.name(day("2019-10-01")), Some("国庆节"));
    assert!(calendar.working(day("2019-09-29")).yes, "a Sunday that is worked on");
    assert!(!calendar.working(day("2019-10-04")).yes, "a Friday that is off");
    assert_eq!(calendar.name(day("2019-10-09")), None);
}

#[test]
fn beyond_the_notices_it_is_provisional() {
    let calendar = china();
    assert!(!calendar.add(day("2026-12-20"), 5).provisional);
    let beyond = calendar.add(day("2026-12-25"), 10);
    assert!(beyond.provisional);
    // The notice of 2027 may still move the last days of December.
    assert!(calendar.working(day("2026-12-30")).provisional);
    assert!(!calendar.working(day("2026-12-28")).provisional);
    assert!(!calendar.working(day("2025-12-30")).provisional);
    assert!(calendar.working(day("2006-06-01")).provisional);
    assert!(calendar.count(day("2026-12-01"), day("2027-01-10")).provisional);
    assert!(!calendar.add(day("2027-01-10"), 0).provisional, "nothing was counted");
    assert!(calendar.in_year(2026).unwrap().provisional && calendar.in_year(2027).unwrap().provisional);
}

#[test]
fn an_imported_year_moves_what_was_provisional() {
    let calendar = china();
    let before = calendar.add(day("2026-12-25"), 10);
    let notice =
        "date,kind,name\n2026-12-31,holiday,元旦\n2027-01-01/2027-01-03,holiday,元旦\n2027-01-09,workday,元旦\n";
    let (after, import) = calendar.import(notice).unwrap();
    let moved = after.add(day("2026-12-25"), 10);
    assert_eq!(before.date, day("2027-01-08"));
    // Two working days were lost; Saturday the 9th is worked on.
    assert_eq!((moved.date, moved.provisional), (day("2027-01-11"), false));
    assert_eq!(import.new_years, [2027]);
    assert!(import.changed_days.contains(&day("2026-12-31")) && import.changed_days.contains(&day("2027-01-01")));
    // Importing 2026 again leaves the December day that the notice of 2027 named.
    let again: Vec<_> = calendar.exceptions().filter(|e| e.date.year() == 2026).collect();
    let text: String = again.iter().map(|e| format!("{},holiday,{}\n", e.date, e.name)).collect();
    assert!(!after.import(&text).unwrap().0.working(day("2026-12-31")).yes);
}

#[test]
fn faults_name_the_line() {
    let calendar = china();
    let fault = |text: &str| calendar.import(text).unwrap_err();
    assert_eq!(fault("2027-01-01,holiday"), CalendarFault::Line { line: 1, text: "2027-01-01,holiday".into() });
    assert_eq!(
        fault("date,kind,name\n2027-02-30,holiday,x"),
        CalendarFault::Date { line: 2, text: "2027-02-30".into() }
    );
    assert_eq!(fault("2027-01-01,off,x"), CalendarFault::Kind { line: 1, text: "off".into() });
    let twice = "2027-01-01/2027-01-02,holiday,x\n2027-01-02,workday,x";
    assert_eq!(fault(twice), CalendarFault::Twice { line: 2, date: day("2027-01-02") });
    assert_eq!(fault("2028-01-01,holiday,x"), CalendarFault::Gap { missing: 2027 });
    assert_eq!(fault("2027-12-30,holiday,x"), CalendarFault::NoYear);
    assert_eq!(
        fault("2027-01-01/2028-01-01,holiday,x"),
        CalendarFault::Date { line: 1, text: "2027-01-01/2028-01-01".into() }
    );
}

fn urumqi(calendar: &Calendar) -> Hours<'_> {
    let clock = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    Hours::new(calendar, &[(clock(10, 0), clock(14, 0)), (clock(15, 30), clock(19, 30))]).unwrap()
}

#[test]
fn working_hours_stop_at_noon_at_night_and_on_holidays() {
    let calendar = china();
    let hours = urumqi(calendar);
    assert_eq!(hours.minutes_per_day(), 480);
    // Friday before the holiday: three hours from 13:00 skip the noon break.
    assert_eq!(hours.after(at("2019-09-27 13:00"), 180).0, at("2019-09-27 17:30"));
    // From the last working evening (30 September) over the week off.
    assert_eq!(hours.after(at("2019-09-30 19:00"), 60).0, at("2019-10-08 10:30"));
    assert_eq!(hours.after(at("2019-10-03 12:00"), 60).0, at("2019-10-08 11:00"));
    assert_eq!(hours.between(at("2019-09-30 19:00"), at("2019-10-08 10:30")), 60);
    assert_eq!(hours.between(at("2019-09-27 13:00"), at("2019-09-27 15:00")), 60);
    let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap();
    assert_eq!(Hours::new(calendar, &[]).unwrap_err(), HoursError::Empty);
    assert_eq!(Hours::new(calendar, &[(eight, eight)]).unwrap_err(), HoursError::Order);
}

/// Days from 2005 to 2030: before, within and beyond the notices.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..9000).prop_map(|n| day("2005-01-01") + chrono::Days::new(n))
}

proptest! {
    #[test]
    fn add_then_count_is_the_identity(from in any_day(), n in 0_u32..600) {
        let calendar = china();
        let due = calendar.add(from, n).date;
        prop_assert_eq!(calendar.count(from, due).days, i64::from(n));
        prop_assert_eq!(calendar.count(due, from).days, -i64::from(n));
        prop_assert!(n == 0 || calendar.working(due).yes);
    }

    #[test]
    fn counting_adds_up(a in any_day(), b in any_day(), c in any_day()) {
        let calendar = china();
        let count = |x, y| calendar.count(x, y).days;
        prop_assert_eq!(count(a, b) + count(b, c), count(a, c));
    }

    #[test]
    fn hours_add_then_count_is_the_identity(from in any_day(), minute in 0_i64..1440, n in 0_i64..20_000) {
        let calendar = china();
        let hours = urumqi(calendar);
        let from = from.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(minute);
        prop_assert_eq!(hours.between(from, hours.after(from, n).0), n);
    }
}

//! Clocks: corrections move the due date, extension once and in time, a breach stays, pauses lose nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use schedule::{Calendar, Clock, ClockError, Measure};
use std::sync::LazyLock;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The calendar is read once: properties ask it thousands of times.
fn china() -> &'static Calendar {
    static CHINA: LazyLock<Calendar> = LazyLock::new(|| Calendar::china().unwrap());
    &CHINA
}

#[test]
fn a_correction_moves_the_due_date() {
    let calendar = china();
    let mut clock = Clock::start(20, day("2019-09-20")).unwrap();
    assert_eq!(clock.due(calendar), Some((day("2019-10-23"), false)));
    clock.pause(day("2019-09-27"), "补正").unwrap();
    assert_eq!(clock.consumed(calendar, day("2019-10-14")), 5);
    assert_eq!(clock.due(calendar), None);
    assert_eq!(clock.due_if_resumed(calendar, day("2019-10-14")), Some((day("2019-11-04"), false)));
    clock.resume(day("2019-10-14")).unwrap();
    assert_eq!(clock.remaining(calendar, day("2019-10-14")), 15);
    assert_eq!(clock.due(calendar), Some((day("2019-11-04"), false)));
    assert!(!clock.is_overdue(calendar, day("2019-11-04")));
    assert!(clock.is_overdue(calendar, day("2019-11-05")));
}

#[test]
fn an_extension_comes_once_in_time_and_has_an_approver() {
    let calendar = china();
    let mut clock = Clock::start(20, day("2019-09-20")).unwrap();
    let on = day("2019-10-23");
    assert_eq!(clock.extend(calendar, on, 10, " "), Err(ClockError::NoApprover));
    assert_eq!(clock.extend(calendar, on, 0, "王局长"), Err(ClockError::NoBudget));
    let late = clock.clone().extend(calendar, day("2019-10-24"), 10, "王局长");
    assert_eq!(late, Err(ClockError::Expired));
    clock.extend(calendar, on, 10, "王局长").unwrap();
    assert_eq!(clock.due(calendar), Some((calendar.add(day("2019-09-20"), 30).date, false)));
    assert_eq!(clock.extend(calendar, on, 10, "王局长"), Err(ClockError::AlreadyExtended));
    assert_eq!((clock.budget(), clock.extension().unwrap().approver.as_str()), (30, "王局长"));
}

#[test]
fn a_breach_is_permanent() {
    let calendar = china();
    let mut clock = Clock::start(5, day("2019-03-01")).unwrap();
    clock.pause(day("2019-03-12"), "特别程序").unwrap();
    assert!(clock.is_overdue(calendar, day("2019-03-12")));
    assert!(clock.is_overdue(calendar, day("2020-03-12")));
    assert_eq!(clock.due(calendar), Some((day("2019-03-08"), false)), "the point that was missed");
    clock.stop(day("2019-06-12")).unwrap();
    assert!(clock.is_overdue(calendar, day("2021-01-01")));
    assert_eq!(clock.consumed(calendar, day("2021-01-01")), 7);
    assert_eq!(clock.resume(day("2021-01-01")), Err(ClockError::Stopped));
}

#[test]
fn a_clock_refuses_nonsense() {
    let mut clock = Clock::start(5, day("2019-03-01")).unwrap();
    assert_eq!(Clock::start(0, day("2019-03-01")).unwrap_err(), ClockError::NoBudget);
    assert_eq!(clock.resume(day("2019-03-02")), Err(ClockError::NotPaused));
    assert_eq!(clock.pause(day("2019-02-01"), "x"), Err(ClockError::Backwards));
    clock.pause(day("2019-03-04"), "x").unwrap();
    assert_eq!(clock.pause(day("2019-03-05"), "x"), Err(ClockError::AlreadyPaused));
    clock.stop(day("2019-03-06")).unwrap();
    assert_eq!(clock.stop(day("2019-03-06")), Err(ClockError::Stopped));
    assert_eq!(clock.due(china()), None);
    assert_eq!(clock.spans().len(), 2);
}

#[test]
fn due_beyond_the_notices_is_provisional() {
    let clock = Clock::start(20, day("2026-12-10")).unwrap();
    assert!(clock.due(china()).unwrap().1);
}

proptest! {
    /// Running and standing time together are all time, wherever the pauses lie; a pause of no length changes nothing.
    #[test]
    fn consumed_time_is_conserved(start in 0_u64..7000, steps in proptest::collection::vec(0_u64..60, 1..12), budget in 1_i64..200) {
        let calendar = china();
        let first = day("2007-01-01") + Days::new(start);
        let mut clock = Clock::start(budget, first).unwrap();
        let mut whole = Clock::start(budget, first).unwrap();
        let (mut now, mut stood, mut before) = (first, 0, 0);
        for (i, step) in steps.iter().enumerate() {
            let next = now + Days::new(*step);
            if i % 2 == 0 {
                clock.pause(next, "补正").unwrap();
                whole.pause(next, "补正").unwrap();
                whole.resume(next).unwrap();
            } else {
                stood += calendar.between(now, next);
                clock.resume(next).unwrap();
            }
            now = next;
            let consumed = clock.consumed(calendar, now);
            prop_assert!(consumed >= before, "consumed time never falls");
            before = consumed;
            prop_assert_eq!(consumed + stood, calendar.between(first, now));
            prop_assert_eq!(clock.remaining(calendar, now) + consumed, budget);
            prop_assert_eq!(whole.consumed(calendar, now), calendar.between(first, now));
        }
    }

    /// On the due date nothing is left; on the next working day it is overdue.
    #[test]
    fn due_is_the_last_day_in_time(start in 0_u64..7000, run in 0_u64..20, stand in 0_u64..40, budget in 25_i64..90) {
        let calendar = china();
        let first = day("2007-01-01") + Days::new(start);
        let mut clock = Clock::start(budget, first).unwrap();
        let paused = first + Days::new(run);
        clock.pause(paused, "补正").unwrap();
        clock.resume(paused + Days::new(stand)).unwrap();
        let (due, _) = clock.due(calendar).unwrap();
        prop_assert_eq!(clock.remaining(calendar, due), 0);
        prop_assert!(clock.is_overdue(calendar, calendar.add(due, 1).date));
    }
}

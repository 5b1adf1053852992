//! Remaining time: only what had ended is known, the figures of the rolling test, bounds that hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod made;

use process::{Log, Method, Rolling, Strictness, csv, evaluate, forecasts, running, time};
use proptest::prelude::*;

const DAY: i64 = time::DAY_MS;

#[test]
fn nothing_is_said_before_a_case_has_ended() {
    let mut rolling = Rolling::default();
    assert_eq!(rolling.observe(0, 7, 0, 0), None);
    assert_eq!(rolling.observe(1, 7, 0, 0), None);
    assert_eq!(rolling.observe(0, 8, 0, 10 * DAY), None);
    rolling.end(0);
    let forecast = rolling.observe(2, 7, 0, 11 * DAY).unwrap();
    assert_eq!((forecast.median_ms, forecast.samples), (10.0 * DAY as f64, 1));
    // The last activity of the ended case is its end: nothing was learned about it, all samples answer.
    assert_eq!(rolling.observe(2, 8, 0, 12 * DAY).unwrap().samples, 0);
    rolling.end(99);
}

/// Cases of three steps, one begun every twenty days, so that most have ended when the next begins; the last step takes `last(case)` days.
fn town(cases: i64, last: impl Fn(i64) -> i64) -> Log {
    let mut text = "case,activity,time\n".to_owned();
    for case in 0..cases {
        let start = (20_000 + case * 20) * DAY;
        for (activity, at) in [("受理", 0), ("审查", 2 * DAY), ("办结", (2 + last(case)) * DAY)] {
            text.push_str(&format!("{case},{activity},{}\n", time::format(start + at)));
        }
    }
    csv::read(text.as_bytes(), &csv::Options::default()).unwrap()
}

#[test]
fn a_steady_town_is_forecast_exactly() {
    let found = evaluate(&town(100, |_| 5), Strictness::Moment).unwrap();
    assert_eq!((found.test_cases, found.test_prefixes, found.unanswered), (20, 20, 0));
    assert!(found.mae_days < 1e-9, "{}", found.mae_days);
    assert!(found.methods.iter().any(|m| m.method == Method::LastActivity && m.mae_days < 1e-9));
}

#[test]
fn bounds_follow_a_town_that_becomes_slow() {
    // From the middle on, the last step takes four times as long.
    let found = evaluate(
        &town(1_500, |case| (5 + case * case * 31 % 23) * if case > 700 { 4 } else { 1 }),
        Strictness::NextDay,
    )
    .unwrap();
    assert!((found.coverage.p80 - 0.80).abs() < 0.06, "{:?}", found.coverage);
    assert!((found.coverage.p95 - 0.95).abs() < 0.04, "{:?}", found.coverage);
}

#[test]
fn ends_of_the_same_day_are_not_known_when_strict() {
    // Every case takes no time at all and ends on the day of its start.
    let log = town(20, |_| 0);
    let moment = evaluate(&log, Strictness::Moment).unwrap();
    let strict = evaluate(&log, Strictness::NextDay).unwrap();
    assert_eq!((moment.strictness, strict.strictness), (Strictness::Moment, Strictness::NextDay));
    assert_eq!(evaluate(&town(1, |_| 1), Strictness::NextDay), None, "a first case has nobody to learn from");
    assert_eq!(moment.test_prefixes, strict.test_prefixes);
}

#[test]
fn running_cases_are_told_apart_from_ended_ones() {
    let mut text = "case,activity,time\n".to_owned();
    let stamp = |day: i64| time::format((20_000 + day) * DAY);
    for case in 0..30 {
        text.push_str(&format!("{case},受理,{}\n{case},办结,{}\n", stamp(case), stamp(case + 6)));
    }
    text.push_str(&format!("new,受理,{}\n", stamp(40)));
    let log = csv::read(text.as_bytes(), &csv::Options::default()).unwrap();
    let new = log.find_case("new").unwrap();
    let found = running(&log, |case| case != new);
    assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [new]);
    assert_eq!((found[0].1.median_ms, found[0].1.samples), (6.0 * DAY as f64, 30));
    assert_eq!(running(&log, |_| true), [], "nothing runs where all has ended");
}

fn mixed(a: u64, b: u64) -> u64 {
    (a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b.wrapping_mul(0xD6E8_FEB8_6659_FD93)) >> 40
}

/// Cases of six checks, quick or slow by minutes, and then the end. Where `told` is true, each slow check makes the end twelve days later; else that takes
/// a time which nothing tells.
fn town_of_checks(cases: u64, told: bool) -> Log {
    let mut text = "case,activity,time\n".to_owned();
    for case in 0..cases {
        let (start, mut minutes, mut slow) = ((20_000 + case as i64 * 3) * DAY, 0, 0);
        for step in 0..6 {
            let slowly = mixed(case, step + 1).is_multiple_of(2);
            slow += i64::from(slowly);
            minutes += if slowly { 20 } else { 4 };
            text.push_str(&format!(
                "{case},查{},{}\n",
                mixed(case, step + 50) % 3,
                time::format(start + minutes * 60_000)
            ));
        }
        let wait = if told { 12 * slow } else { (mixed(case, 99) % 70) as i64 };
        text.push_str(&format!("{case},办结,{}\n", time::format(start + (1 + wait) * DAY)));
    }
    csv::read(text.as_bytes(), &csv::Options::default()).unwrap()
}

fn learned(found: &process::Evaluation) -> process::Score {
    *found.methods.iter().find(|m| m.method == Method::Learned).unwrap()
}

#[test]
fn trees_win_where_only_they_see_what_decides() {
    let found = evaluate(&town_of_checks(900, true), Strictness::NextDay).unwrap();
    let trees = learned(&found);
    assert!(
        found.methods.iter().all(|m| m.method == Method::Learned || m.mae_days > trees.mae_days * 1.1),
        "{found:?}"
    );
    assert_eq!(trees.chosen, found.test_prefixes);
}

#[test]
fn trees_lose_where_there_is_nothing_to_see() {
    // Every case lasts five days: the median is exact, trees can only be as good.
    let found = evaluate(&town(600, |_| 5), Strictness::NextDay).unwrap();
    assert_eq!((learned(&found).chosen, found.mae_days < 1e-9), (0, true), "{found:?}");
    // What remains is luck: whoever is chosen, nothing is lost.
    let found = evaluate(&town_of_checks(900, false), Strictness::NextDay).unwrap();
    let simplest = found.methods.iter().find(|m| m.method == Method::LastActivity).unwrap();
    assert!(found.mae_days < simplest.mae_days * 1.03, "{found:?}");
}

#[test]
fn the_same_log_gives_the_same_forecasts() {
    let log = town_of_checks(400, true);
    let (one, other) = (forecasts(&log, Strictness::NextDay), forecasts(&log, Strictness::NextDay));
    assert!(one.iter().filter_map(|(_, f)| *f).any(|f| f.methods_ms[3] != f.methods_ms[2]), "trees have spoken");
    assert_eq!(one, other);
}

/// Cases that begin every other day and take between one and forty days; what comes after `cut` is told by `future`.
fn cut_town(cut: i64, future: u64) -> Log {
    let mut text = "case,activity,time,resource\n".to_owned();
    for case in 0..120_u64 {
        let (mut day, mut after) = (case as i64 * 2, false);
        for step in 0..(3 + mixed(case, 1) % 4) {
            let wait = 1 + mixed(case, step + 7) % 10;
            let (activity, wait) = match after {
                true => (mixed(case + step, future) % 6, 1 + mixed(step, future + case) % 30),
                false => (mixed(case, step) % 6, wait),
            };
            day += wait as i64;
            let who = mixed(activity, if after { future } else { step }) % 5;
            text.push_str(&format!("{case},a{activity},{},r{who}\n", time::format((20_000 + day) * DAY)));
            after |= day > cut;
        }
    }
    csv::read(text.as_bytes(), &csv::Options::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever happens afterwards, what was said before stays the same: nothing of the future leaks into a forecast.
    #[test]
    fn the_future_changes_nothing_that_was_said(future in 1_u64..10_000, cut in 60_i64..230) {
        let said = |log: &Log| -> Vec<(String, i64, Option<String>)> {
            let case_of = |event: usize| (0..log.cases()).find(|c| log.range(*c).contains(&event)).unwrap();
            let all = forecasts(log, Strictness::NextDay).into_iter();
            let known = all.filter(|(event, _)| log.time(*event).unwrap() <= (20_000 + cut) * DAY);
            known.map(|(e, f)| (log.case_name(case_of(e)).to_owned(), log.time(e).unwrap(), f.map(|f| format!("{f:?}")))).collect()
        };
        let (one, other) = (said(&cut_town(cut, 0)), said(&cut_town(cut, future)));
        prop_assert!(one.iter().any(|s| s.2.is_some()));
        prop_assert_eq!(one, other);
    }
}

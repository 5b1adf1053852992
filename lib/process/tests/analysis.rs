//! What a log says: flow, waiting, handover, variants, lateness, conformance, before and after.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod made;

use process::{
    Deviation, Expected, Flow, Handover, Log, Sampling, Statistics, check, compare, csv, late_cases, time, variants,
};

/// Cases as (start day, [(activity, days after the start, who)]).
fn log(cases: &[&[(&str, u32, &str)]]) -> Log {
    let mut text = "case,activity,time,resource\n".to_owned();
    for (number, case) in cases.iter().enumerate() {
        for (activity, day, who) in *case {
            let stamp = time::format((20_000 + i64::from(*day)) * time::DAY_MS);
            text.push_str(&format!("{number},{activity},{stamp},{who}\n"));
        }
    }
    csv::read(text.as_bytes(), &csv::Options::default()).unwrap()
}

#[test]
fn flow_counts_and_times() {
    let log = log(&[
        &[("a", 0, "x"), ("b", 2, "y"), ("c", 3, "y")],
        &[("a", 0, "x"), ("b", 4, "x"), ("c", 5, "")],
        &[("a", 0, "x"), ("b", 9, "y"), ("b", 9, "y")],
    ]);
    let flow = Flow::of(&log);
    let id = |name| log.activities.find(name).unwrap();
    let arc = flow.arc(id("a"), id("b")).unwrap();
    assert_eq!((arc.count, time::days(arc.total_ms), arc.median_ms / 86_400_000.0), (3, 15.0, 4.0));
    assert_eq!(arc.mean_ms() / 86_400_000.0, 5.0);
    assert_eq!(flow.arcs.len(), 3);
    assert_eq!(flow.by_waiting()[0], *arc);
    assert_eq!(
        (flow.starts.as_slice(), flow.ends.as_slice()),
        (&[(id("a"), 3)][..], &[(id("c"), 2), (id("b"), 1)][..])
    );
    let handover = Handover::of(&log);
    assert_eq!((handover.steps, handover.handed, handover.pairs.len()), (5, 2, 1));
    assert!((handover.share() - 0.4).abs() < 1e-12);
    let statistics = Statistics::of(&log);
    assert_eq!((statistics.cases, statistics.events, statistics.resources.len()), (3, 9, 2));
    assert_eq!((time::days(statistics.median_duration_ms as i64), statistics.activities[0].count), (5.0, 4));
    let ways = variants(&log);
    assert_eq!((ways.len(), ways[0].cases, ways[1].example), (2, 2, 2));
}

#[test]
fn lateness_by_the_logs_own_deadline() {
    let log = made::xes_log();
    let late = late_cases(&log, None, None).unwrap();
    assert_eq!((late.end_key.as_str(), late.deadline_key.as_str(), late.ended), ("enddate", "deadline", 2));
    assert_eq!(late.late, [(1, 3 * time::DAY_MS)]);
    assert_eq!(late_cases(&log, Some("none"), None), None);
    assert_eq!(late_cases(&made::csv_log(), None, None), None);
}

#[test]
fn a_deadline_that_is_a_date_lasts_until_its_end() {
    let table = "case,activity,time,case:enddate,case:deadline\n\
        1,a,2026-03-01,2026-03-05 16:00,2026-03-05\n2,a,2026-03-01,2026-03-06 09:00,2026-03-05\n";
    let log = csv::read(table.as_bytes(), &csv::Options::default()).unwrap();
    let late: Vec<usize> = late_cases(&log, None, None).unwrap().late.iter().map(|l| l.0).collect();
    assert_eq!(late, [1]);
}

#[test]
fn a_case_beside_its_plan() {
    let log =
        log(&[&[("施工许可", 0, ""), ("用地许可", 1, ""), ("喝茶", 2, ""), ("喝茶", 3, "")], &[("用地许可", 0, "")]]);
    let plan = Expected {
        activities: [("用地许可", true), ("规划许可", true), ("环评", false), ("施工许可", true)]
            .map(|(n, m)| (n.to_owned(), m))
            .to_vec(),
        before: vec![(0, 3), (1, 3), (2, 3)],
    };
    let order = |earlier: &str, came_afterwards| Deviation::Order {
        earlier: earlier.into(),
        later: "施工许可".into(),
        came_afterwards,
    };
    let finding = check(&log, 0, &plan, false);
    let skipped = Deviation::Skipped { activity: "规划许可".into() };
    let extra = Deviation::Extra { activity: "喝茶".into(), times: 2 };
    assert_eq!(finding.deviations, [order("用地许可", true), order("规划许可", false), skipped.clone(), extra]);
    assert_eq!((finding.done, finding.open), (2, 1));
    let running = check(&log, 1, &plan, false);
    assert!(running.conforms() && running.open == 3);
    let ended = check(&log, 1, &plan, true);
    assert_eq!(ended.deviations, [skipped, Deviation::Skipped { activity: "施工许可".into() }]);
}

#[test]
fn the_gain_is_found_in_its_step() {
    // Before: b takes 60 to 69 days longer than after; c is the same.
    let cases: Vec<Vec<(&str, u32, &str)>> = (0..60)
        .map(|i| {
            let b = if i < 30 { 80 + i % 10 } else { 20 + i % 10 };
            vec![("a", 0, ""), ("b", b, ""), ("c", b + 5, "")]
        })
        .collect();
    let log = log(&cases.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (before, after): (Vec<usize>, Vec<usize>) = (0..60).partition(|c| *c < 30);
    let found = compare(&log, &before, &after, Sampling::default()).unwrap();
    assert_eq!((found.before_cases, found.after_cases), (30, 30));
    assert_eq!((found.mean.difference, found.median.difference), (-60.0, -60.0));
    assert!(found.mean.low < -60.0 && -60.0 < found.mean.high && found.mean.high < -57.0);
    let id = |name| log.activities.find(name).unwrap();
    let gain = found.arcs[0];
    assert_eq!((gain.from, gain.to, gain.gain_days()), (id("a"), id("b"), 60.0));
    // The arcs share the whole difference among them.
    let sum: f64 = found.arcs.iter().map(|a| a.gain_days()).sum();
    assert!((sum + found.mean.difference).abs() < 1e-9);
    assert!(found.before_outliers.is_empty());
    assert_eq!(compare(&log, &before, &after, Sampling::default()).unwrap(), found, "the same seed, the same interval");
    assert_eq!(compare(&log, &before[..1], &after, Sampling::default()), None);
}

#[test]
fn far_out_cases_are_named() {
    let cases: Vec<Vec<(&str, u32, &str)>> =
        (0..40).map(|i| vec![("a", 0, ""), ("b", if i == 7 { 900 } else { 10 + i % 4 }, "")]).collect();
    let log = log(&cases.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (before, after): (Vec<usize>, Vec<usize>) = (0..40).partition(|c| *c < 20);
    let found = compare(&log, &before, &after, Sampling::default()).unwrap();
    assert_eq!((found.before_outliers, found.after_outliers), (vec![7], vec![]));
}

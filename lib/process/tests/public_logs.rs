//! The figures that the public permit logs must give. They are not shipped: they are read from `permit-logs` in WUTONG_SHARED_DATA, or in `../shared/data`
//! beside the repository.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use process::{Flow, Handover, Log, Statistics, Strictness, evaluate, late_cases, time, variants, xes};
use std::path::PathBuf;

fn log(name: &str) -> Option<Log> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("WUTONG_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join("permit-logs").join(format!("{name}.xes.gz"));
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is absent; name the folder in WUTONG_SHARED_DATA", path.display());
        return None;
    };
    Some(xes::read(&bytes[..], &xes::Options::default()).unwrap().log)
}

#[test]
fn receipt_phase() {
    let Some(log) = log("receipt") else { return };
    let (statistics, flow, handover) = (Statistics::of(&log), Flow::of(&log), Handover::of(&log));
    assert_eq!((statistics.cases, statistics.events, statistics.activities.len()), (1434, 8577, 27));
    assert_eq!((variants(&log).len(), statistics.resources.len(), flow.arcs.len()), (116, 48, 99));
    let arc = flow.by_waiting()[0];
    assert!(log.activities.text(arc.from).starts_with("T05") && log.activities.text(arc.to).starts_with("T06"));
    assert_eq!((arc.count, time::days(arc.total_ms).round()), (791, 2422.0));
    assert_eq!(((handover.share() * 1000.0).round(), handover.pairs.len()), (169.0, 246));
    let late = late_cases(&log, None, None).unwrap();
    assert_eq!((late.deadline_key.as_str(), late.late.len(), late.ended), ("deadline", 377, 1329));
}

#[test]
fn three_towns() {
    for (name, cases, events, arcs) in
        [("bpic15_1", 1199, 52_217, 4699), ("bpic15_2", 832, 44_354, 4802), ("bpic15_3", 1409, 59_681, 4909)]
    {
        let Some(log) = log(name) else { return };
        assert_eq!((log.cases(), log.events(), Flow::of(&log).arcs.len()), (cases, events, arcs), "{name}");
    }
}

#[test]
fn remaining_time_of_the_receipt_phase() {
    let Some(log) = log("receipt") else { return };
    let found = evaluate(&log, Strictness::Moment).unwrap();
    assert_eq!(found.test_prefixes, 1048);
    assert!(found.mae_days < 1.40, "{}", found.mae_days);
    assert!(
        (found.coverage.p80 - 0.80).abs() < 0.03 && (found.coverage.p95 - 0.95).abs() < 0.03,
        "{:?}",
        found.coverage
    );
}

//! The entry ranking on the registry's history, counted as `score_entry.py` counts it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod benchmark;
use std::collections::BTreeSet;
use targeting::complexity::quotient;
use targeting::entry::{Options, Task, fit};
use targeting::panel::{Count, Panel};

fn panel(text: &str, last: i32) -> Panel {
    let lines = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let counts = lines.map(|c| Count {
        parent: c[0],
        region: c[1],
        activity: c[2],
        year: c[3].parse().unwrap(),
        count: c[4].parse().unwrap(),
    });
    // The source lacks these years of this province.
    Panel::new(counts.filter(|c| c.year <= last)).unwrap().with_missing([("山东", 2001), ("山东", 2002)])
}

/// Whether each candidate came, the likeliest first.
fn outcome(text: &str, at: i32, horizon: i32, task: Task) -> Vec<bool> {
    let known = panel(text, at);
    let model = fit(&known, &Options::new(at, horizon, task), &mut |_| {}).unwrap();
    println!("{task:?} {at}: {:?}", model.backtest.as_ref().map(|b| (b.at, b.average_precision, b.calibration_error)));
    let forecast = model.forecast(&known);
    let future = panel(text, at + horizon);
    let place = |one: &targeting::entry::Ranked<'_>| {
        let r = future.regions().iter().position(|r| r == one.region).unwrap();
        (r, future.activities().iter().position(|a| a == one.activity).unwrap())
    };
    let named: Vec<(usize, usize)> = forecast.ranked().map(|one| place(&one)).collect();
    let regions: Vec<usize> = named.iter().map(|n| n.0).collect::<BTreeSet<_>>().into_iter().collect();
    let activities: Vec<usize> = named.iter().map(|n| n.1).collect::<BTreeSet<_>>().into_iter().collect();
    let came = future.between(at, at + horizon).select(&regions, &activities);
    let quotients = quotient(&came);
    let came_true = |(r, a): &(usize, usize)| {
        let (r, a) = (regions.binary_search(r).unwrap(), activities.binary_search(a).unwrap());
        match task {
            Task::New => came.get(r, a) >= 2.0,
            Task::Weak => came.get(r, a) >= 3.0 && quotients.get(r, a) >= 1.0,
        }
    };
    named.iter().map(came_true).collect()
}

fn average_precision(outcome: &[bool]) -> f64 {
    let hits = outcome.iter().enumerate().filter(|(_, came)| **came).map(|(place, _)| place);
    let precisions = hits.enumerate().map(|(before, place)| (before + 1) as f64 / (place + 1) as f64);
    let all: Vec<f64> = precisions.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

#[test]
#[ignore = "some minutes of computing: cargo nextest run -p targeting --run-ignored all benchmark"]
fn entry_benchmark() {
    let Some(text) = benchmark::table("entry-benchmark/counts_1978_2002.csv.gz") else { return };
    for (task, at, least) in [(Task::New, 1996, 0.235), (Task::Weak, 1996, 0.19), (Task::Weak, 1998, 0.2)] {
        let outcome = outcome(&text, at, 2, task);
        let precision = average_precision(&outcome);
        let hits = outcome.iter().take(100).filter(|came| **came).count();
        println!("{task:?} {at}: average precision {precision:.4}, {hits} of the first 100");
        assert!(precision > least, "{task:?} {at}: {precision}");
        assert!(precision < 0.27, "{task:?} {at}: too good to be true: {precision}");
    }
}

//! Event logs: import and directly-follows graph beside rust4pm (`process_mining`) in the same run; remaining time on the public permit logs.
mod scale;

use crate::Done;
use crate::report::{Report, whole, workspace};
use crate::spread::median;
use ::process::{Flow, Handover, Keep, Log, Strictness, evaluate, late_cases, variants, xes};
use clap::Args;
use process_mining::core::event_data::case_centric::xes::{XESImportOptions, import_xes_slice};
use process_mining::discovery::case_centric::dfg::discover_dfg;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub struct Options {
    /// How often each is measured, in turn; the median counts.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Events of the made log; 0 leaves it out.
    #[arg(long, default_value_t = 10_000_000)]
    events: u64,
}

/// Mean absolute errors in days that were measured before with other means on the same logs, prefixes and cases: median by prefix length, LightGBM with
/// the L1 objective, and the streaming median after the last activity. They are not measured anew here.
const BEFORE: [(&str, [f64; 3]); 4] = [
    ("receipt", [1.54, 2.16, 1.40]),
    ("bpic15_1", [22.81, 29.01, 22.58]),
    ("bpic15_2", [45.05, 42.57, 38.58]),
    ("bpic15_3", [14.69, 12.37, 13.35]),
];

pub fn run(options: &Options, report: &mut Report) -> Done {
    // First, while the process holds nothing else.
    if options.events > 0 {
        scale::run(options.events, report)?;
    }
    speed(&packed("bpic15_1")?, options.rounds.max(1), report)?;
    facts(report)?;
    let mut rows = vec![words(&["Log", "median by prefix", "LightGBM L1", "last activity", "ours", "P80", "P95"])];
    for (name, before) in BEFORE {
        let log = read(&packed(name)?, Keep::Cases)?;
        let found = evaluate(&log, Strictness::Moment).ok_or("the log has no test cases")?;
        let mut row = vec![format!("{name} ({} prefixes)", found.test_prefixes)];
        row.extend(before.map(|mae| format!("{mae:.2}")));
        let own = [found.mae_days, found.coverage.p80, found.coverage.p95];
        row.extend(own.into_iter().zip([2, 3, 3]).map(|(value, digits)| format!("{value:.digits$}")));
        rows.push(row);
    }
    report.table(&rows);
    Ok(())
}

/// What is known of the logs from elsewhere: cases, events, arcs.
const FACTS: [(&str, [usize; 3]); 4] = [
    ("receipt", [1_434, 8_577, 99]),
    ("bpic15_1", [1_199, 52_217, 4_699]),
    ("bpic15_2", [832, 44_354, 4_802]),
    ("bpic15_3", [1_409, 59_681, 4_909]),
];

/// The logs hold what others found in them.
fn facts(report: &mut Report) -> Done {
    let mut rows =
        vec![words(&["Log", "cases", "events", "arcs", "variants", "late of ended", "steps that change hands"])];
    for (name, known) in FACTS {
        let log = read(&packed(name)?, Keep::Cases)?;
        let found = [log.cases(), log.events(), Flow::of(&log).arcs.len()];
        if found != known {
            return Err(format!("{name}: {found:?} where {known:?} are known").into());
        }
        let late =
            late_cases(&log, None, None).map_or_else(|| "—".to_owned(), |l| format!("{} of {}", l.late.len(), l.ended));
        let mut row = vec![name.to_owned()];
        row.extend(found.map(|n| whole(n as f64)));
        row.extend([whole(variants(&log).len() as f64), late, format!("{:.1} %", Handover::of(&log).share() * 100.0)]);
        rows.push(row);
    }
    report.table(&rows);
    Ok(())
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

/// A log of the public data, packed as it is.
fn packed(name: &str) -> Done<Vec<u8>> {
    let folder =
        std::env::var_os("WUTONG_SHARED_DATA").map_or_else(|| workspace().join("../shared/data"), PathBuf::from);
    let path = folder.join("permit-logs").join(format!("{name}.xes.gz"));
    std::fs::read(&path).map_err(|e| format!("{}: {e}; name the folder in WUTONG_SHARED_DATA", path.display()).into())
}

fn read(packed: &[u8], keep: Keep) -> Done<Log> {
    Ok(xes::read(packed, &xes::Options { keep, ..xes::Options::default() })?.log)
}

fn speed(packed: &[u8], rounds: usize, report: &mut Report) -> Done {
    let mut times: [Vec<f64>; 5] = Default::default();
    for _ in 0..rounds {
        let (log, core) = timed(|| read(packed, Keep::Cases));
        let (all, whole) = timed(|| read(packed, Keep::All));
        let (peer, theirs) = timed(|| import_xes_slice(packed, true, XESImportOptions::default()));
        let (log, peer) = (log?, peer?);
        black_box(all?);
        let (flow, ours) = timed(|| Flow::of(&log));
        let (graph, others) = timed(|| discover_dfg(&peer));
        if flow.arcs.len() != graph.directly_follows_relations.len() {
            return Err("both sides must find the same arcs".into());
        }
        times.iter_mut().zip([core, whole, theirs, ours, others]).for_each(|(list, time)| list.push(time));
    }
    let ms = times.map(|list| format!("{:.1} ms", median(&list) * 1000.0));
    let [core, whole, theirs, ours, others] = ms;
    report.line(format!(
        "- BPIC15_1 packed (52,217 events), {rounds} rounds in turn, the median counts; wall time, one thread"
    ));
    report.table(&[
        words(&["Step", "Wutong", "rust4pm (process_mining 0.6)"]),
        vec!["import, all attributes".to_owned(), whole, theirs.clone()],
        vec!["import, without attributes of events".to_owned(), core, theirs],
        vec!["directly-follows graph; ours with sum and median of times".to_owned(), ours, others],
    ]);
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = black_box(work());
    (done, start.elapsed().as_secs_f64())
}

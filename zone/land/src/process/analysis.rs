//! The figures of a log at a glance: where time is lost, who hands over, which ways cases take, which are late.
use super::map::{self, Map};
use ::process::{Arc, Flow, Handover, Lateness, Log, Pair, Statistics, Variant, late_cases, variants};

/// Arcs and variants that are listed.
pub const TOP: usize = 12;

/// An arc with who hands over to whom on it most often.
pub struct Waiting {
    pub arc: Arc,
    pub pair: Option<Pair>,
    /// Share of its passages that this pair has, from 0 to 1.
    pub share: f64,
}

/// A way that cases take.
pub struct Way {
    pub activities: Vec<u32>,
    /// The name of a case that took it.
    pub example: String,
    pub variant: Variant,
}

pub struct Late {
    pub end_key: String,
    pub deadline_key: String,
    pub ended: u64,
    pub late: usize,
    /// The latest, by name, with milliseconds over the deadline.
    pub worst: Vec<(String, i64)>,
}

pub struct Overview {
    pub statistics: Statistics,
    /// Sum of all waiting in milliseconds, without what is negative.
    pub total_ms: f64,
    pub waiting: Vec<Waiting>,
    pub handover: Handover,
    pub variants: usize,
    /// The most frequent ones.
    pub ways: Vec<Way>,
    pub late: Option<Late>,
    pub map: Map,
}

pub fn overview(log: &Log) -> Overview {
    let flow = Flow::of(log);
    let top: Vec<Arc> = flow.by_waiting().into_iter().filter(|a| a.total_ms > 0).take(TOP).collect();
    let keys: Vec<(u32, u32)> = top.iter().map(|a| (a.from, a.to)).collect();
    let pairs = Handover::on(log, &keys);
    let waiting = top.into_iter().zip(pairs).map(|(arc, pairs)| {
        let pair = pairs.first().copied();
        let share = pair.map_or(0.0, |p| p.count as f64 / arc.count.max(1) as f64);
        Waiting { arc, pair, share }
    });
    let variants = variants(log);
    let way = |v: &Variant| Way {
        activities: log.trace(v.example).to_vec(),
        example: log.case_name(v.example).to_owned(),
        variant: v.clone(),
    };
    Overview {
        statistics: Statistics::of(log),
        total_ms: flow.arcs.iter().map(|a| a.total_ms.max(0) as f64).sum(),
        waiting: waiting.collect(),
        handover: Handover::of(log),
        ways: variants.iter().take(TOP).map(way).collect(),
        variants: variants.len(),
        late: late_cases(log, None, None).map(|l| late(log, l)),
        map: map::of(log),
    }
}

fn late(log: &Log, found: Lateness) -> Late {
    let mut worst = found.late.clone();
    worst.sort_by_key(|(case, ms)| (std::cmp::Reverse(*ms), *case));
    let named = |(case, ms): &(usize, i64)| (log.case_name(*case).to_owned(), *ms);
    Late {
        ended: found.ended,
        late: found.late.len(),
        worst: worst.iter().take(TOP).map(named).collect(),
        end_key: found.end_key,
        deadline_key: found.deadline_key,
    }
}

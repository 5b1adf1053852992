//! The figures of a log at a glance.
use crate::log::{Log, NONE};
use crate::sample::median_ms;

/// How often a text occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub id: u32,
    pub count: u64,
}

#[derive(Clone, Debug)]
pub struct Statistics {
    pub cases: usize,
    pub events: usize,
    /// Most frequent first.
    pub activities: Vec<Counted>,
    pub resources: Vec<Counted>,
    /// First and last time in the log.
    pub span: Option<(i64, i64)>,
    /// From a case's first to its last event, in milliseconds.
    pub mean_duration_ms: f64,
    pub median_duration_ms: f64,
}

impl Statistics {
    pub fn of(log: &Log) -> Self {
        let mut activities = vec![0; log.activities.len()];
        let mut resources = vec![0; log.resources.len()];
        let mut durations = Vec::with_capacity(log.cases());
        let mut span: Option<(i64, i64)> = None;
        for case in 0..log.cases() {
            count(&mut activities, log.trace(case));
            count(&mut resources, log.resources_of(case));
            if let Some((first, last)) = log.span(case) {
                durations.push(last - first);
                span = Some(span.map_or((first, last), |(f, l)| (f.min(first), l.max(last))));
            }
        }
        Self {
            cases: log.cases(),
            events: log.events(),
            activities: ranked(&activities),
            resources: ranked(&resources),
            span,
            mean_duration_ms: durations.iter().map(|d| *d as f64).sum::<f64>() / durations.len().max(1) as f64,
            median_duration_ms: median_ms(&mut durations),
        }
    }
}

fn count(counts: &mut [u64], ids: &[u32]) {
    for id in ids.iter().filter(|id| **id != NONE) {
        counts.get_mut(*id as usize).into_iter().for_each(|c| *c += 1);
    }
}

fn ranked(counts: &[u64]) -> Vec<Counted> {
    let counted = (0_u32..).zip(counts).filter(|(_, count)| **count > 0);
    let mut list: Vec<Counted> = counted.map(|(id, count)| Counted { id, count: *count }).collect();
    list.sort_by_key(|c| (std::cmp::Reverse(c.count), c.id));
    list
}

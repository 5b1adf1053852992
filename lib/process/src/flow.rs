//! 流程图: which activity directly follows which, how often, and how long it takes.
use crate::log::Log;
use crate::sample::median_ms;
use rustc_hash::FxHashMap;

/// One activity directly followed by another, over all cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    pub from: u32,
    pub to: u32,
    pub count: u64,
    /// How many of them have times at both ends; the times below are of these.
    pub timed: u64,
    /// Sum of the time between, in milliseconds. Negative where the file's order contradicts its stamps.
    pub total_ms: i64,
    pub median_ms: f64,
}

impl Arc {
    pub fn mean_ms(&self) -> f64 {
        self.total_ms as f64 / self.timed.max(1) as f64
    }
}

/// The directly-follows graph, with the activities that cases begin and end with.
#[derive(Clone, Debug)]
pub struct Flow {
    /// By from, then by to.
    pub arcs: Vec<Arc>,
    /// Activity and number of cases, most frequent first.
    pub starts: Vec<(u32, u64)>,
    pub ends: Vec<(u32, u64)>,
}

impl Flow {
    pub fn of(log: &Log) -> Self {
        let mut collected = Collected::default();
        let (mut starts, mut ends) = (FxHashMap::default(), FxHashMap::default());
        for case in 0..log.cases() {
            let trace = log.trace(case);
            trace.first().into_iter().for_each(|a| *starts.entry(*a).or_insert(0) += 1);
            trace.last().into_iter().for_each(|a| *ends.entry(*a).or_insert(0) += 1);
            let steps = trace.iter().zip(log.times(case));
            for ((from, since), (to, until)) in steps.clone().zip(steps.skip(1)) {
                collected.add(*from, *to, since.zip(until).map(|(s, u)| u - s));
            }
        }
        Self { arcs: collected.arcs(), starts: ranked(starts), ends: ranked(ends) }
    }

    /// Arcs by the time that is waited on them in sum, longest first.
    pub fn by_waiting(&self) -> Vec<Arc> {
        let mut arcs = self.arcs.clone();
        arcs.sort_by_key(|a| (std::cmp::Reverse(a.total_ms), a.from, a.to));
        arcs
    }

    pub fn arc(&self, from: u32, to: u32) -> Option<&Arc> {
        let place = self.arcs.binary_search_by_key(&(from, to), |a| (a.from, a.to)).ok()?;
        self.arcs.get(place)
    }
}

fn ranked(counts: FxHashMap<u32, u64>) -> Vec<(u32, u64)> {
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_unstable_by_key(|(activity, count)| (std::cmp::Reverse(*count), *activity));
    list
}

/// Every step with its arc's number; then the steps of one arc are brought together by counting.
#[derive(Default)]
struct Collected {
    numbers: FxHashMap<u64, u32>,
    arcs: Vec<Arc>,
    steps: Vec<(u32, i64)>,
}

impl Collected {
    fn add(&mut self, from: u32, to: u32, ms: Option<i64>) {
        let key = (u64::from(from) << 32) | u64::from(to);
        let next = self.arcs.len() as u32;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.arcs.push(Arc { from, to, count: 0, timed: 0, total_ms: 0, median_ms: 0.0 });
        }
        let Some(arc) = self.arcs.get_mut(number as usize) else { return };
        arc.count += 1;
        if let Some(ms) = ms {
            arc.timed += 1;
            arc.total_ms += ms;
            self.steps.push((number, ms));
        }
    }

    fn arcs(self) -> Vec<Arc> {
        let Self { mut arcs, steps, .. } = self;
        let mut places = Vec::with_capacity(arcs.len());
        let mut sum = 0;
        for arc in &arcs {
            places.push(sum);
            sum += arc.timed as usize;
        }
        let mut times = vec![0; steps.len()];
        for (number, ms) in steps {
            let Some(place) = places.get_mut(number as usize) else { continue };
            times.get_mut(*place).into_iter().for_each(|cell| *cell = ms);
            *place += 1;
        }
        let mut rest = times.as_mut_slice();
        for arc in &mut arcs {
            let (own, others) = rest.split_at_mut((arc.timed as usize).min(rest.len()));
            arc.median_ms = median_ms(own);
            rest = others;
        }
        arcs.sort_unstable_by_key(|a| (a.from, a.to));
        arcs
    }
}

//! 交接: how often work passes from one person to another.
use crate::log::{Log, NONE};
use rustc_hash::FxHashMap;

/// One person handing over to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub from: u32,
    pub to: u32,
    pub count: u64,
    /// Time between both events in sum, in milliseconds.
    pub total_ms: i64,
}

#[derive(Clone, Debug)]
pub struct Handover {
    /// Direct successions in which both events name who did them.
    pub steps: u64,
    /// Those in which the names differ.
    pub handed: u64,
    /// Most frequent first.
    pub pairs: Vec<Pair>,
}

impl Handover {
    pub fn of(log: &Log) -> Self {
        let (mut steps, mut handed) = (0, 0);
        let mut pairs: FxHashMap<(u32, u32), (u64, i64)> = FxHashMap::default();
        for case in 0..log.cases() {
            let people = log.resources_of(case).iter().zip(log.times(case));
            for ((from, since), (to, until)) in people.clone().zip(people.skip(1)) {
                if *from == NONE || *to == NONE {
                    continue;
                }
                steps += 1;
                if from != to {
                    handed += 1;
                    let pair = pairs.entry((*from, *to)).or_default();
                    pair.0 += 1;
                    pair.1 += since.zip(until).map_or(0, |(s, u)| u - s);
                }
            }
        }
        Self { steps, handed, pairs: ranked(pairs) }
    }

    /// Who hands over to whom on each of these arcs, most frequent first; also from somebody to the same, which is no handover but work that waits.
    pub fn on(log: &Log, arcs: &[(u32, u32)]) -> Vec<Vec<Pair>> {
        let numbers: FxHashMap<(u32, u32), usize> = arcs.iter().enumerate().map(|(i, arc)| (*arc, i)).collect();
        let mut found: Vec<FxHashMap<(u32, u32), (u64, i64)>> = vec![FxHashMap::default(); arcs.len()];
        for case in 0..log.cases() {
            let steps = log.trace(case).iter().zip(log.resources_of(case)).zip(log.times(case));
            for (((a, from), since), ((b, to), until)) in steps.clone().zip(steps.skip(1)) {
                let place = numbers.get(&(*a, *b)).filter(|_| *from != NONE && *to != NONE);
                let Some(pairs) = place.and_then(|place| found.get_mut(*place)) else { continue };
                let pair = pairs.entry((*from, *to)).or_default();
                *pair = (pair.0 + 1, pair.1 + since.zip(until).map_or(0, |(s, u)| u - s));
            }
        }
        found.into_iter().map(ranked).collect()
    }

    /// Share of successions that change hands, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.handed as f64 / self.steps.max(1) as f64
    }
}

fn ranked(pairs: FxHashMap<(u32, u32), (u64, i64)>) -> Vec<Pair> {
    let pairs = pairs.into_iter().map(|((from, to), (count, total_ms))| Pair { from, to, count, total_ms });
    let mut pairs: Vec<Pair> = pairs.collect();
    pairs.sort_unstable_by_key(|p| (std::cmp::Reverse(p.count), p.from, p.to));
    pairs
}

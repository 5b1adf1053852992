//! 变体: the different ways that cases take.
use crate::log::Log;
use crate::sample::median_ms;
use rustc_hash::FxHashMap;

/// Cases with the same activities in the same order.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The first case that went this way; its trace is the variant.
    pub example: usize,
    pub cases: u64,
    /// Median time from first to last event in milliseconds, over cases with times.
    pub median_ms: f64,
}

/// Most frequent first; of equally frequent ones, the earlier in the log.
pub fn variants(log: &Log) -> Vec<Variant> {
    let mut numbers: FxHashMap<&[u32], usize> = FxHashMap::default();
    let mut found: Vec<(usize, u64, Vec<i64>)> = Vec::new();
    for case in 0..log.cases() {
        let next = found.len();
        let number = *numbers.entry(log.trace(case)).or_insert(next);
        if number == next {
            found.push((case, 0, Vec::new()));
        }
        if let Some((_, count, durations)) = found.get_mut(number) {
            *count += 1;
            durations.extend(log.duration(case));
        }
    }
    let variant = |(example, cases, mut durations): (usize, u64, Vec<i64>)| Variant {
        example,
        cases,
        median_ms: median_ms(&mut durations),
    };
    let mut list: Vec<Variant> = found.into_iter().map(variant).collect();
    list.sort_by_key(|v| (std::cmp::Reverse(v.cases), v.example));
    list
}

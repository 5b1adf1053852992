//! Ways to look at a running case: each gives a key under which similar moments of ended cases are found.
use crate::time::DAY_MS;

/// The views that have a key of their own.
pub const KEYS: usize = 12;
/// With the view that has none: the horizon of earlier forecasts.
pub const VIEWS: usize = KEYS + 1;

/// What is known of a running case after an event.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub steps: Vec<(u32, i64)>,
    /// The furthest activity so far, in the order in which activities first appeared.
    pub frontier: u32,
    /// Which activities have happened, as a sum of hashes.
    happened: u64,
    /// Who took the latest step.
    pub resource: u32,
}

impl Progress {
    pub fn add(&mut self, activity: u32, resource: u32, time_ms: i64) {
        self.resource = resource;
        if !self.steps.iter().any(|(known, _)| *known == activity) {
            self.happened = self.happened.wrapping_add(mixed(u64::from(activity) + 1));
        }
        self.frontier = self.frontier.max(activity);
        self.steps.push((activity, time_ms));
    }

    /// The keys of this moment; each view has numbers of its own.
    pub fn keys(&self) -> [u64; KEYS] {
        let (last, now) = self.steps.last().copied().unwrap_or_default();
        let (before, since) = self.steps.iter().rev().nth(1).copied().unwrap_or((u32::MAX, now));
        let started = self.steps.first().map_or(now, |s| s.1);
        let elapsed = logarithm((now - started) as f64 / DAY_MS as f64);
        let pause = logarithm((now - since) as f64 / DAY_MS as f64);
        let length = self.steps.len() as f64;
        let (coarse, fine) = (length.log2() as u64, (length.log2() * 2.0) as u64);
        let last = u64::from(last);
        let key = |view: u64, a: u64, b: u64| mixed(view ^ mixed(a ^ mixed(b)));
        [
            key(0, last, 0),
            // The same key as the first, but few samples: what is latest counts.
            key(1, last, 0),
            key(2, last, coarse),
            key(3, last, u64::from(before)),
            key(4, last, elapsed),
            key(5, self.happened, 0),
            key(6, elapsed, fine),
            key(7, last, u64::from(self.frontier)),
            key(8, last, pause),
            key(9, last, (u64::from(self.frontier) << 32) | elapsed),
            key(10, last, (u64::from(before) << 32) | elapsed),
            key(11, last, u64::from(self.resource)),
        ]
    }
}

/// Powers of two of days, from 1/256 of a day.
fn logarithm(days: f64) -> u64 {
    if days <= 0.0 { 0 } else { (days.log2() + 8.0).max(0.0) as u64 }
}

/// The finaliser of SplitMix64.
fn mixed(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

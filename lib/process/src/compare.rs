//! 改革前后: two groups of cases, how their durations differ, how sure that is, and which step gave the gain.
use crate::log::Log;
use crate::sample::{Draws, mean, median, quantile, sorted};
use crate::time::days;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// One group against the other: `after` minus `before`, in days, with a 95 % interval from the bootstrap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    pub before: f64,
    pub after: f64,
    pub difference: f64,
    pub low: f64,
    pub high: f64,
}

/// What an arc (one activity directly followed by another) contributes to the difference of the means, in days per case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArcGain {
    pub from: u32,
    pub to: u32,
    /// Time on the arc per case of the group, cases that do not pass it counted as 0. The sum over all arcs is the mean duration.
    pub before_days: f64,
    pub after_days: f64,
    /// Cases of the group that pass it.
    pub before_cases: usize,
    pub after_cases: usize,
}

impl ArcGain {
    pub fn gain_days(&self) -> f64 {
        self.before_days - self.after_days
    }
}

/// What a step contributes to the difference of the means: the time until this activity since the event before it, whatever that was, in
/// days per case of the group. The sum over all steps is the mean duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepGain {
    pub activity: u32,
    pub before_days: f64,
    pub after_days: f64,
    /// Cases of the group in which it follows something.
    pub before_cases: usize,
    pub after_cases: usize,
}

impl StepGain {
    pub fn gain_days(&self) -> f64 {
        self.before_days - self.after_days
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub before_cases: usize,
    pub after_cases: usize,
    /// Cases whose duration lies more than 3 interquartile ranges outside the quartiles of their group (Tukey's far out); they are counted in all figures.
    pub before_outliers: Vec<usize>,
    pub after_outliers: Vec<usize>,
    pub mean: Difference,
    pub median: Difference,
    /// Largest gain first, losses last.
    pub arcs: Vec<ArcGain>,
    /// The same by the activity that was waited for.
    pub steps: Vec<StepGain>,
}

/// How the interval is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    pub rounds: usize,
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { rounds: 2_000, seed: 1 }
    }
}

/// Compares two lists of cases by the time from their first to their last event in the file's order. Nothing where a group has fewer than two cases with times.
pub fn compare(log: &Log, before: &[usize], after: &[usize], sampling: Sampling) -> Option<Comparison> {
    let (before, after) = (Group::of(log, before), Group::of(log, after));
    if before.days.len() < 2 || after.days.len() < 2 {
        return None;
    }
    let mut draws = Draws::new(sampling.seed);
    let rounds = sampling.rounds.max(100);
    let drawn: Vec<[f64; 2]> =
        (0..rounds).map(|_| difference(before.drawn(&mut draws), after.drawn(&mut draws))).collect();
    let (b, a) = (sorted(before.days.clone()), sorted(after.days.clone()));
    let means = drawn.iter().map(|d| d[0]).collect();
    let medians = drawn.iter().map(|d| d[1]).collect();
    Some(Comparison {
        before_cases: b.len(),
        after_cases: a.len(),
        mean: interval(mean(&b), mean(&a), means),
        median: interval(quantile(&b, 0.5), quantile(&a, 0.5), medians),
        arcs: arc_gains(&before, &after),
        steps: step_gains(&before, &after),
        before_outliers: before.outliers(&b),
        after_outliers: after.outliers(&a),
    })
}

/// Mean and median of the second minus those of the first.
fn difference(mut before: Vec<f64>, mut after: Vec<f64>) -> [f64; 2] {
    [mean(&after) - mean(&before), median(&mut after) - median(&mut before)]
}

fn interval(before: f64, after: f64, drawn: Vec<f64>) -> Difference {
    let drawn = sorted(drawn);
    let (low, high) = (quantile(&drawn, 0.025), quantile(&drawn, 0.975));
    Difference { before, after, difference: after - before, low, high }
}

/// Time in milliseconds and cases that pass.
type Passed<K> = FxHashMap<K, (i64, usize)>;

struct Group {
    cases: Vec<usize>,
    days: Vec<f64>,
    arcs: Passed<(u32, u32)>,
    steps: Passed<u32>,
}

impl Group {
    fn of(log: &Log, cases: &[usize]) -> Self {
        let (arcs, steps) = (FxHashMap::default(), FxHashMap::default());
        let mut group = Self { cases: Vec::new(), days: Vec::new(), arcs, steps };
        for &case in cases {
            let steps = log.trace(case).iter().zip(log.times(case)).filter_map(|(a, t)| Some((*a, t?)));
            let (Some(first), Some(last)) = (steps.clone().next(), steps.clone().last()) else { continue };
            group.cases.push(case);
            group.days.push(days(last.1 - first.1));
            let (mut arcs, mut reached) = (Passed::default(), Passed::default());
            for ((from, since), (to, until)) in steps.clone().zip(steps.skip(1)) {
                arcs.entry((from, to)).or_default().0 += until - since;
                reached.entry(to).or_default().0 += until - since;
            }
            add(&mut group.arcs, arcs);
            add(&mut group.steps, reached);
        }
        group
    }

    /// As many durations as the group has, drawn with replacement.
    fn drawn(&self, draws: &mut Draws) -> Vec<f64> {
        let n = self.days.len();
        (0..n).filter_map(|_| self.days.get(draws.below(n)).copied()).collect()
    }

    fn outliers(&self, sorted: &[f64]) -> Vec<usize> {
        let (low, high) = (quantile(sorted, 0.25), quantile(sorted, 0.75));
        let far = 3.0 * (high - low);
        let outside = |days: f64| days < low - far || days > high + far;
        self.cases.iter().zip(&self.days).filter(|(_, days)| outside(**days)).map(|(case, _)| *case).collect()
    }

    /// Days per case of the group, and how many cases pass.
    fn per_case<K: Hash + Eq>(&self, passed: &Passed<K>, key: &K) -> (f64, usize) {
        let (ms, cases) = passed.get(key).copied().unwrap_or_default();
        (days(ms) / self.days.len().max(1) as f64, cases)
    }
}

fn add<K: Hash + Eq>(sum: &mut Passed<K>, of_case: Passed<K>) {
    for (key, (ms, _)) in of_case {
        let passed = sum.entry(key).or_default();
        *passed = (passed.0 + ms, passed.1 + 1);
    }
}

fn keys<K: Hash + Ord + Copy>(before: &Passed<K>, after: &Passed<K>) -> Vec<K> {
    let mut keys: Vec<K> = before.keys().chain(after.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn arc_gains(before: &Group, after: &Group) -> Vec<ArcGain> {
    let gain = |key: (u32, u32)| {
        let (before_days, before_cases) = before.per_case(&before.arcs, &key);
        let (after_days, after_cases) = after.per_case(&after.arcs, &key);
        ArcGain { from: key.0, to: key.1, before_days, after_days, before_cases, after_cases }
    };
    let mut list: Vec<ArcGain> = keys(&before.arcs, &after.arcs).into_iter().map(gain).collect();
    list.sort_by(|a, b| b.gain_days().total_cmp(&a.gain_days()));
    list
}

fn step_gains(before: &Group, after: &Group) -> Vec<StepGain> {
    let gain = |activity: u32| {
        let (before_days, before_cases) = before.per_case(&before.steps, &activity);
        let (after_days, after_cases) = after.per_case(&after.steps, &activity);
        StepGain { activity, before_days, after_days, before_cases, after_cases }
    };
    let mut list: Vec<StepGain> = keys(&before.steps, &after.steps).into_iter().map(gain).collect();
    list.sort_by(|a, b| b.gain_days().total_cmp(&a.gain_days()));
    list
}

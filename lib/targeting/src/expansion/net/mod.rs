//! A small network beside the trees: it learns to name the group that came among all that might have come.
mod climb;

use crate::boost::{Random, Table};
use climb::Climb;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How a network is learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetParams {
    /// Units of the hidden layer.
    pub units: usize,
    /// How often all questions are gone through.
    pub rounds: u32,
    /// Questions between two steps.
    pub batch: usize,
    /// The length of the first steps; it falls to nothing along half a cosine.
    pub rate: f32,
    /// How far each step shortens the weights, in parts of the rate.
    pub decay: f32,
    /// The share of the units that a row does without while learning (Srivastava et al. 2014, "Dropout").
    pub dropped: f32,
}

impl Default for NetParams {
    fn default() -> Self {
        Self { units: 64, rounds: 15, batch: 32, rate: 0.003, decay: 0.03, dropped: 0.5 }
    }
}

/// Values beyond so many standard deviations are taken for this many.
const FARTHEST: f32 = 5.0;

/// One hidden layer of rectified sums, and a direct way from each feature to the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Net {
    mean: Vec<f32>,
    spread: Vec<f32>,
    weights: Weights,
}

/// What is learned; the same shape holds its slopes and their memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Weights {
    units: usize,
    /// From each feature to each unit, feature by feature.
    inward: Vec<f32>,
    bias: Vec<f32>,
    /// From each unit to the score.
    outward: Vec<f32>,
    /// From each feature to the score.
    direct: Vec<f32>,
}

impl Weights {
    fn zero(columns: usize, units: usize) -> Self {
        Self {
            units,
            inward: vec![0.0; columns * units],
            bias: vec![0.0; units],
            outward: vec![0.0; units],
            direct: vec![0.0; columns],
        }
    }

    fn random(columns: usize, units: usize, random: &mut Random) -> Self {
        let mut draw = |n: usize, spread: f32| (0..n).map(|_| spread * normal(random)).collect();
        let (narrow, wide) = (1.0 / (columns.max(1) as f32).sqrt(), 1.0 / (units.max(1) as f32).sqrt());
        Self {
            units,
            inward: draw(columns * units, narrow),
            bias: vec![0.0; units],
            outward: draw(units, wide),
            direct: draw(columns, 0.01),
        }
    }

    fn parts_mut(&mut self) -> [&mut [f32]; 4] {
        [&mut self.inward, &mut self.bias, &mut self.outward, &mut self.direct]
    }

    /// The sums that the units rectify.
    fn sums(&self, row: &[f32], sums: &mut [f32]) {
        sums.copy_from_slice(&self.bias);
        for (value, to_units) in row.iter().zip(self.inward.chunks_exact(self.units.max(1))) {
            for (sum, weight) in sums.iter_mut().zip(to_units) {
                *sum += value * weight;
            }
        }
    }

    fn score(&self, row: &[f32], units: &[f32]) -> f32 {
        dot(&self.direct, row) + dot(&self.outward, units)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A number of the normal distribution (Box and Muller 1958).
fn normal(random: &mut Random) -> f32 {
    let far = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
    far * (std::f32::consts::TAU * random.unit()).cos()
}

/// Counts have long tails; their logarithm has not.
fn flat(value: f32) -> f32 {
    value.signum() * value.abs().ln_1p()
}

impl Net {
    /// Learns by Adam (Kingma and Ba 2015) with decoupled decay; the same table, parameters and seed give the same network.
    pub(super) fn fit(table: &Table<'_>, params: &NetParams, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let (mean, spread) = scales(table);
        let weights = Weights::random(table.columns, params.units, &mut random);
        let mut net = Self { mean, spread, weights };
        let rows: Vec<f32> = table.values.chunks_exact(table.columns.max(1)).flat_map(|row| net.flatten(row)).collect();
        let mut lists = ranges(table.lists);
        let mut climb = Climb::new(table.columns, params);
        for round in 0..params.rounds {
            shuffle(&mut lists, &mut random);
            let along = round as f32 / params.rounds as f32;
            let rate = params.rate * 0.5 * (1.0 + (std::f32::consts::PI * along).cos());
            for batch in lists.chunks(params.batch.max(1)) {
                for list in batch {
                    climb.list(&net.weights, (table, &rows), list, &mut random);
                }
                climb.step(&mut net.weights, batch.len(), rate, params.decay);
            }
        }
        net
    }

    fn flatten<'a>(&'a self, row: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        let scales = self.mean.iter().zip(&self.spread);
        row.iter().zip(scales).map(|(v, (mean, spread))| ((flat(*v) - mean) / spread).clamp(-FARTHEST, FARTHEST))
    }

    /// The logarithm of the row's chance within its question, up to what is the same for all rows of the question.
    pub(super) fn score(&self, row: &[f32]) -> f32 {
        let row: Vec<f32> = self.flatten(row).collect();
        let mut units = vec![0.0; self.weights.units];
        self.weights.sums(&row, &mut units);
        units.iter_mut().for_each(|u| *u = u.max(0.0));
        self.weights.score(&row, &units)
    }

    /// Adds to `changes` how each feature moved the score from that of the average row, which is returned: the slopes
    /// gathered along the straight way between the two (Sundararajan, Taly and Yan 2017, "Axiomatic attribution"). A
    /// rectified sum bends at most once on the way, so that they add up exactly.
    pub(super) fn explain(&self, row: &[f32], changes: &mut [f32]) -> f32 {
        let row: Vec<f32> = self.flatten(row).collect();
        let weights = &self.weights;
        let mut sums = vec![0.0; weights.units];
        weights.sums(&row, &mut sums);
        let slopes: Vec<f32> = sums
            .iter()
            .zip(&weights.bias)
            .zip(&weights.outward)
            .map(|((sum, bias), outward)| {
                let way = sum - bias;
                let open = if way.abs() < 1e-6 { flag(*bias > 0.0) } else { (sum.max(0.0) - bias.max(0.0)) / way };
                open * outward
            })
            .collect();
        let ways = weights.inward.chunks_exact(weights.units.max(1)).zip(&weights.direct);
        for ((change, value), (to_units, direct)) in changes.iter_mut().zip(&row).zip(ways) {
            *change += value * (direct + dot(to_units, &slopes));
        }
        weights.bias.iter().zip(&weights.outward).map(|(bias, outward)| bias.max(0.0) * outward).sum()
    }
}

fn flag(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// Mean and standard deviation of each flattened feature; one that never changes has no spread and stays 0.
fn scales(table: &Table<'_>) -> (Vec<f32>, Vec<f32>) {
    let n = table.positive.len().max(1) as f64;
    let (mut sum, mut square) = (vec![0.0_f64; table.columns], vec![0.0_f64; table.columns]);
    for row in table.values.chunks_exact(table.columns.max(1)) {
        for ((value, sum), square) in row.iter().zip(&mut sum).zip(&mut square) {
            let value = f64::from(flat(*value));
            *sum += value;
            *square += value * value;
        }
    }
    let spread = sum.iter().zip(&square).map(|(sum, square)| (square / n - (sum / n).powi(2)).max(0.0).sqrt());
    let spread = spread.map(|s| if s < 1e-6 { f32::MAX } else { s as f32 }).collect();
    (sum.iter().map(|s| (s / n) as f32).collect(), spread)
}

/// The rows of each list.
fn ranges(lists: &[u32]) -> Vec<Range<usize>> {
    let mut start = 0;
    let range = |rows: &[u32]| {
        let range = start..start + rows.len();
        start = range.end;
        range
    };
    lists.chunk_by(|a, b| a == b).map(range).collect()
}

fn shuffle(lists: &mut [Range<usize>], random: &mut Random) {
    for i in (1..lists.len()).rev() {
        let other = (random.bits() % (i as u64 + 1)) as usize;
        lists.swap(i, other);
    }
}

#[cfg(test)]
mod tests {
    use super::climb::slopes;
    use super::*;

    const COLUMNS: usize = 4;

    /// Questions with ten rows each; who comes is decided by the first feature where the second is 1, else by the third.
    struct Played {
        values: Vec<f32>,
        positive: Vec<bool>,
        weights: Vec<f32>,
        lists: Vec<u32>,
    }

    fn played(questions: u32, seed: u64) -> Played {
        let mut random = Random::new(seed);
        let mut all = Played { values: vec![], positive: vec![], weights: vec![], lists: vec![] };
        for question in 0..questions {
            let switch = flag(random.unit() < 0.5);
            let rows: Vec<(f32, f32)> = (0..10).map(|_| (random.unit() * 9.0, random.unit() * 9.0)).collect();
            let decides = |row: &(f32, f32)| if switch > 0.0 { row.0 } else { row.1 };
            let most = rows.iter().map(decides).fold(f32::MIN, f32::max);
            for row in &rows {
                all.values.extend([row.0, switch, row.1, 7.0]);
                all.positive.push(decides(row) >= most);
                all.weights.push(1.0);
                all.lists.push(question);
            }
        }
        all
    }

    fn table(all: &Played) -> Table<'_> {
        Table {
            columns: COLUMNS,
            values: &all.values,
            positive: &all.positive,
            weights: &all.weights,
            lists: &all.lists,
        }
    }

    fn learned(seed: u64) -> Net {
        let params = NetParams { units: 16, rounds: 60, batch: 8, rate: 0.01, decay: 0.001, dropped: 0.0 };
        Net::fit(&table(&played(400, 1)), &params, seed)
    }

    #[test]
    fn names_who_comes_where_one_feature_switches_between_two() {
        let (net, fresh) = (learned(3), played(200, 2));
        let scores: Vec<f32> = fresh.values.chunks_exact(COLUMNS).map(|row| net.score(row)).collect();
        let named = scores.chunks_exact(10).zip(fresh.positive.chunks_exact(10)).filter(|(scores, came)| {
            let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(n, _)| n);
            best.and_then(|n| came.get(n)) == Some(&true)
        });
        let named = named.count();
        assert!(named >= 150, "{named} of 200; a straight sum names about 120");
    }

    #[test]
    fn what_each_feature_changed_adds_up_to_the_score() {
        let (net, fresh) = (learned(3), played(5, 4));
        for row in fresh.values.chunks_exact(COLUMNS) {
            let mut changes = vec![0.0; COLUMNS];
            let base = net.explain(row, &mut changes);
            let sum = base + changes.iter().sum::<f32>();
            assert!((sum - net.score(row)).abs() < 1e-3, "{sum} is not {}", net.score(row));
            assert_eq!(changes.last(), Some(&0.0), "a feature that never changes moves nothing");
        }
    }

    #[test]
    fn the_seed_alone_decides_and_nothing_to_learn_from_is_no_error() {
        assert_eq!(learned(3), learned(3));
        assert_ne!(learned(3), learned(4));
        let none = Played { values: vec![], positive: vec![], weights: vec![], lists: vec![] };
        assert!(Net::fit(&table(&none), &NetParams::default(), 1).score(&[1.0; COLUMNS]).is_finite());
    }

    #[test]
    fn a_row_weighs_as_many_as_it_stands_for() {
        // The same rows twice, or once with a weight of two: the same slopes.
        let all = played(1, 5);
        let scores: Vec<f32> = all.values.chunks_exact(COLUMNS).map(|row| row.iter().sum()).collect();
        let twice: Vec<f32> = scores.iter().chain(&scores).copied().collect();
        let doubled = Played {
            positive: all.positive.iter().chain(&all.positive).copied().collect(),
            weights: vec![1.0; 20],
            ..played(1, 5)
        };
        let heavy = Played { weights: vec![2.0; 10], ..played(1, 5) };
        let apart = slopes(&twice, &table(&doubled), &(0..20));
        let together = slopes(&scores, &table(&heavy), &(0..10));
        for ((one, other), sum) in apart.iter().zip(apart.iter().skip(10)).zip(&together) {
            // Two rows that came share the loss, as one of them does alone.
            assert!((one + other - sum).abs() < 1e-6);
        }
    }
}

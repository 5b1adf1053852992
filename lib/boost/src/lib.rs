//! Boosted decision trees on histograms, for ranking in lists, for yes or no, and for medians, with weights on rows of the first two
//! (Friedman 2001; histograms and growth by leaf as in Ke et al. 2017, "LightGBM").
mod bins;
mod grow;
mod median;
mod random;
mod tree;

use bins::Bins;
use grow::{Plot, Slope};
pub use median::{Measured, Medians};
pub use random::Random;
use serde::{Deserialize, Serialize};
use tree::Tree;

/// How trees are grown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    pub trees: usize,
    /// Leaves of one tree.
    pub leaves: usize,
    pub learning_rate: f64,
    /// Added to the second derivative of every leaf, so that small leaves stay modest.
    pub l2: f64,
    /// What a leaf must have at least: rows, and sum of second derivatives.
    pub least_rows: u32,
    pub least_second: f64,
    /// The share of rows and of features that each tree sees.
    pub rows: f32,
    pub columns: f32,
    pub seed: u64,
}

/// What is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// Weighted log loss of each row: the score is the log odds.
    Logistic,
    /// The log loss of naming a positive row among all rows of its list. The weight of a row says for how many it
    /// stands in the sum over the list (importance sampling), so that a sample of the negatives is as good as all.
    List,
}

/// What is learned from.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    pub columns: usize,
    /// Row by row, `columns` values each, without NaN.
    pub values: &'a [f32],
    pub positive: &'a [bool],
    pub weights: &'a [f32],
    /// The list of each row; rows of a list stand together.
    pub lists: &'a [u32],
}

/// The learned trees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boosted {
    start: f32,
    trees: Vec<Tree>,
}

impl Boosted {
    /// Learns; the same table and parameters give the same trees.
    #[must_use]
    pub fn fit(table: &Table<'_>, loss: Loss, params: &Params) -> Self {
        let mut random = Random::new(params.seed);
        let bins = Bins::new(table.values, table.columns);
        let steps = bins.apply(table.values);
        let start = if loss == Loss::Logistic { log_odds(table) } else { 0.0 };
        let mut scores = vec![start; table.positive.len()];
        let mut model = Self { start, trees: Vec::with_capacity(params.trees) };
        for _ in 0..params.trees {
            let slopes = slopes(table, loss, &scores);
            let plot = plot(table.columns, &steps, &slopes, params, &mut random);
            let tree = grow::grow(&plot, &bins, params);
            for (score, row) in scores.iter_mut().zip(table.values.chunks_exact(table.columns.max(1))) {
                *score += tree.score(row);
            }
            model.trees.push(tree);
        }
        model
    }

    /// The score of a row: log odds, or log weight within its list.
    #[must_use]
    pub fn score(&self, row: &[f32]) -> f32 {
        self.trees.iter().fold(self.start, |sum, tree| sum + tree.score(row))
    }

    /// The score after the first `trees`: rougher, and quicker.
    #[must_use]
    pub fn score_first(&self, row: &[f32], trees: usize) -> f32 {
        self.trees.iter().take(trees).fold(self.start, |sum, tree| sum + tree.score(row))
    }

    /// Adds to `changes` (one for each feature) how each moved the score; returns what the score is without them.
    pub fn explain(&self, row: &[f32], changes: &mut [f32]) -> f32 {
        self.trees.iter().fold(self.start, |sum, tree| sum + tree.explain(row, changes))
    }
}

fn log_odds(table: &Table<'_>) -> f32 {
    let (mut yes, mut no) = (0.5_f64, 0.5_f64);
    for (positive, weight) in table.positive.iter().zip(table.weights) {
        *(if *positive { &mut yes } else { &mut no }) += f64::from(*weight);
    }
    (yes / no).ln() as f32
}

fn slopes(table: &Table<'_>, loss: Loss, scores: &[f32]) -> Vec<Slope> {
    match loss {
        Loss::Logistic => {
            let rows = table.positive.iter().zip(table.weights).zip(scores);
            rows.map(|((positive, weight), score)| {
                let p = 1.0 / (1.0 + (-score).exp());
                Slope { first: weight * (p - f32::from(u8::from(*positive))), second: weight * p * (1.0 - p) }
            })
            .collect()
        }
        Loss::List => list_slopes(table, scores),
    }
}

fn list_slopes(table: &Table<'_>, scores: &[f32]) -> Vec<Slope> {
    let rows: Vec<(u32, bool, f32, f32)> = table
        .lists
        .iter()
        .zip(table.positive)
        .zip(table.weights.iter().zip(scores))
        .map(|((list, positive), (weight, score))| (*list, *positive, *weight, *score))
        .collect();
    let mut slopes = Vec::with_capacity(rows.len());
    for list in rows.chunk_by(|a, b| a.0 == b.0) {
        let most = list.iter().map(|r| r.3).fold(f32::MIN, f32::max);
        let sum: f32 = list.iter().map(|r| r.2 * (r.3 - most).exp()).sum();
        let positives = list.iter().filter(|r| r.1).count() as f32;
        for (_, positive, weight, score) in list {
            let p = weight * (score - most).exp() / sum;
            let first = positives * p - f32::from(u8::from(*positive));
            slopes.push(Slope { first, second: positives * p * (1.0 - p) });
        }
    }
    slopes
}

/// The rows and features of one tree.
fn plot(columns: usize, steps: &[u8], slopes: &[Slope], params: &Params, random: &mut Random) -> Plot {
    let count = (columns as f32 * params.columns).ceil() as usize;
    let chosen = random.choose(count.max(1), columns);
    let mut plot = Plot { columns: chosen, steps: Vec::new(), slopes: Vec::new() };
    for (row, slope) in steps.chunks_exact(columns.max(1)).zip(slopes) {
        if random.unit() >= params.rows {
            continue;
        }
        plot.steps.extend(plot.columns.iter().map(|c| row.get(*c).copied().unwrap_or(0)));
        plot.slopes.push(*slope);
    }
    plot
}

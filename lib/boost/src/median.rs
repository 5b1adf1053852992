//! Medians: what is minimised is the mean absolute error.
use super::bins::Bins;
use super::grow::{self, Slope};
use super::tree::Tree;
use super::{Params, Random, plot};
use serde::{Deserialize, Serialize};

/// Trees whose sum says the median of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Medians {
    start: f32,
    trees: Vec<Tree>,
}

/// What medians are learned from.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    pub columns: usize,
    /// Row by row, `columns` values each, without NaN.
    pub values: &'a [f32],
    /// The number that belongs to each row.
    pub targets: &'a [f32],
    /// Rows of the same group are alike: each tree sees all of them or none.
    pub groups: &'a [u32],
}

impl Medians {
    /// Learns; the same rows and parameters give the same trees. Each tree is grown on the signs of what is left over in its share of the groups;
    /// then each of its leaves takes off a part of the median of that in all groups.
    #[must_use]
    pub fn fit(measured: &Measured<'_>, params: &Params) -> Self {
        let Measured { columns, values, targets, groups } = *measured;
        let mut random = Random::new(params.seed);
        let bins = Bins::new(values, columns);
        let steps = bins.apply(values);
        let start = median(&mut targets.to_vec());
        let mut model = Self { start, trees: Vec::with_capacity(params.trees) };
        let mut left: Vec<f32> = targets.iter().map(|t| t - start).collect();
        for _ in 0..params.trees {
            let salt = random.bits();
            let inside = |group: u32| Random::new(salt ^ (u64::from(group) << 32)).unit() < params.rows;
            let (mut chosen, mut slopes) = (Vec::new(), Vec::new());
            for ((row, left), group) in steps.chunks_exact(columns.max(1)).zip(&left).zip(groups) {
                if inside(*group) {
                    chosen.extend_from_slice(row);
                    slopes.push(Slope { first: -sign(*left), second: 1.0 });
                }
            }
            let plot = plot(columns, &chosen, &slopes, &Params { rows: 1.0, ..params.clone() }, &mut random);
            let mut tree = grow::grow(&plot, &bins, params);
            let leaves: Vec<usize> = values.chunks_exact(columns.max(1)).map(|row| tree.leaf(row)).collect();
            renew(&mut tree, &leaves, &left, params.learning_rate as f32);
            for (left, leaf) in left.iter_mut().zip(&leaves) {
                *left -= tree.nodes.get(*leaf).map_or(0.0, |node| node.value);
            }
            model.trees.push(tree);
        }
        model
    }

    /// The median that is expected for a row.
    #[must_use]
    pub fn predict(&self, row: &[f32]) -> f32 {
        self.trees.iter().fold(self.start, |sum, tree| sum + tree.score(row))
    }
}

/// Each leaf says a share of the median of what is left over of its rows.
fn renew(tree: &mut Tree, leaves: &[usize], left: &[f32], share: f32) {
    let mut rows: Vec<Vec<f32>> = vec![Vec::new(); tree.nodes.len()];
    for (leaf, left) in leaves.iter().zip(left) {
        rows.get_mut(*leaf).into_iter().for_each(|r| r.push(*left));
    }
    for (node, rows) in tree.nodes.iter_mut().zip(&mut rows) {
        node.value = median(rows) * share;
    }
}

fn sign(value: f32) -> f32 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

/// The lower of the middle two where there are two; 0 of none.
fn median(values: &mut [f32]) -> f32 {
    let middle = values.len().saturating_sub(1) / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

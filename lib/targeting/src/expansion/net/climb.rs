//! One step after another towards the weights of a network: slopes of a batch of questions, then Adam.
use super::{NetParams, Weights, flag};
use crate::boost::{Random, Table};
use std::ops::Range;

/// The slopes of a batch, and Adam's memory of earlier ones.
pub(super) struct Climb {
    slopes: Weights,
    first: Weights,
    second: Weights,
    steps: i32,
    dropped: f32,
    /// The units of each row of the list in hand.
    units: Vec<f32>,
}

/// A row that moves the slopes by less is passed over: most rows of a list have no chance.
const LEAST: f32 = 1e-7;

impl Climb {
    pub(super) fn new(columns: usize, params: &NetParams) -> Self {
        let zero = Weights::zero(columns, params.units);
        let (slopes, first, second) = (zero.clone(), zero.clone(), zero);
        Self { slopes, first, second, steps: 0, dropped: params.dropped, units: Vec::new() }
    }

    /// Adds the slopes of a question: the log loss of naming those who came. A row stands for as many as its weight says.
    pub(super) fn list(
        &mut self,
        weights: &Weights,
        (table, rows): (&Table<'_>, &[f32]),
        list: &Range<usize>,
        random: &mut Random,
    ) {
        let (columns, units) = (table.columns, weights.units);
        let rows = rows.get(list.start * columns..list.end * columns).unwrap_or_default();
        self.units.resize(list.len() * units, 0.0);
        let mut scores = Vec::with_capacity(list.len());
        for (row, own) in rows.chunks_exact(columns.max(1)).zip(self.units.chunks_exact_mut(units.max(1))) {
            weights.sums(row, own);
            for unit in own.iter_mut() {
                let kept = random.unit() >= self.dropped;
                *unit = if kept { unit.max(0.0) / (1.0 - self.dropped) } else { 0.0 };
            }
            scores.push(weights.score(row, own));
        }
        let slopes = slopes(&scores, table, list);
        for ((row, own), slope) in
            rows.chunks_exact(columns.max(1)).zip(self.units.chunks_exact_mut(units.max(1))).zip(slopes)
        {
            if slope.abs() > LEAST {
                self.slopes.add(weights, row, own, slope, 1.0 - self.dropped);
            }
        }
    }

    pub(super) fn step(&mut self, weights: &mut Weights, lists: usize, rate: f32, decay: f32) {
        self.steps += 1;
        let (one, two) = (1.0 - 0.9_f32.powi(self.steps), 1.0 - 0.999_f32.powi(self.steps));
        let memory = self.first.parts_mut().into_iter().zip(self.second.parts_mut());
        let parts = weights.parts_mut().into_iter().zip(self.slopes.parts_mut()).zip(memory);
        for (part, ((weights, slopes), (first, second))) in parts.enumerate() {
            // The biases of the units are not shortened.
            let decay = if part == 1 { 0.0 } else { decay };
            for (((w, slope), first), second) in weights.iter_mut().zip(slopes).zip(first).zip(second) {
                let g = std::mem::take(slope) / lists as f32;
                *first = 0.9 * *first + 0.1 * g;
                *second = 0.999 * *second + 0.001 * g * g;
                *w -= rate * ((*first / one) / ((*second / two).sqrt() + 1e-8) + decay * *w);
            }
        }
    }
}

impl Weights {
    /// Adds the slopes of a row with the slope of its score; `own` are its units, and are used up.
    fn add(&mut self, at: &Self, row: &[f32], own: &mut [f32], slope: f32, kept: f32) {
        for ((sum, unit), outward) in self.outward.iter_mut().zip(own.iter_mut()).zip(&at.outward) {
            *sum += slope * *unit;
            *unit = if *unit > 0.0 { slope * outward / kept } else { 0.0 };
        }
        for (sum, unit) in self.bias.iter_mut().zip(own.iter()) {
            *sum += unit;
        }
        let ways = self.inward.chunks_exact_mut(self.units.max(1)).zip(&mut self.direct);
        for (value, (to_units, direct)) in row.iter().zip(ways) {
            *direct += value * slope;
            for (sum, unit) in to_units.iter_mut().zip(own.iter()) {
                *sum += value * unit;
            }
        }
    }
}

/// The slope of each score of a list: how likely the row was named, less what it should have been.
pub(super) fn slopes(scores: &[f32], table: &Table<'_>, list: &Range<usize>) -> Vec<f32> {
    let weights = table.weights.get(list.clone()).unwrap_or_default();
    let positive = table.positive.get(list.clone()).unwrap_or_default();
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let chances: Vec<f32> = scores.iter().zip(weights).map(|(s, w)| w * (s - most).exp()).collect();
    let (sum, came) = (chances.iter().sum::<f32>(), positive.iter().filter(|p| **p).count() as f32);
    chances.iter().zip(positive).map(|(c, p)| c / sum - flag(*p) / came.max(1.0)).collect()
}

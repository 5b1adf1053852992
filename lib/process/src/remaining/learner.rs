//! Boosted trees that learn medians from the moments of ended cases, again and again as cases end.
use super::features::COLUMNS;
use crate::time::DAY_MS;
use boost::{Measured, Medians, Params};
use std::collections::VecDeque;

/// Moments that are kept to learn from; the latest count. With their features some six megabytes.
const MOMENTS: usize = 40_000;
/// Nothing is learned from fewer ended cases.
const CASES_MIN: u32 = 50;
/// Trees are grown anew when so many times as many cases have ended.
const GROWTH: f64 = 1.1;
/// Logarithms are taken of remaining days plus this, so that hours count little.
const OFFSET_DAYS: f64 = 1.0;

const PARAMS: Params = Params {
    trees: 100,
    leaves: 16,
    learning_rate: 0.05,
    l2: 1.0,
    least_rows: 200,
    least_second: 1.0,
    rows: 0.5,
    columns: 0.4,
    seed: 1,
};

/// The trees, and what they were grown from.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    values: VecDeque<f32>,
    targets: VecDeque<f32>,
    /// The number of the ended case that each moment is of.
    cases: VecDeque<u32>,
    ended: u32,
    ended_when_grown: u32,
    model: Option<Medians>,
}

impl Learner {
    /// The median in milliseconds; nothing before the first trees.
    pub fn say(&self, row: &[f32; COLUMNS]) -> Option<f64> {
        let logarithm = f64::from(self.model.as_ref()?.predict(row));
        Some((logarithm.exp() - OFFSET_DAYS).max(0.0) * DAY_MS as f64)
    }

    /// An ended case: its moments, with what remained of each in milliseconds.
    pub fn learn<'m>(&mut self, moments: impl Iterator<Item = (&'m [f32; COLUMNS], i64)>) {
        for (row, remaining_ms) in moments {
            self.values.extend(row);
            self.targets.push_back((remaining_ms as f64 / DAY_MS as f64 + OFFSET_DAYS).ln() as f32);
            self.cases.push_back(self.ended);
        }
        let over = self.targets.len().saturating_sub(MOMENTS);
        self.values.drain(..over * COLUMNS);
        self.targets.drain(..over);
        self.cases.drain(..over);
        self.ended += 1;
        let next = (f64::from(self.ended_when_grown) * GROWTH).max(f64::from(CASES_MIN));
        if f64::from(self.ended) >= next && !self.targets.is_empty() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        self.ended_when_grown = self.ended;
        let measured = Measured {
            columns: COLUMNS,
            values: self.values.make_contiguous(),
            targets: self.targets.make_contiguous(),
            groups: self.cases.make_contiguous(),
        };
        self.model = Some(Medians::fit(&measured, &PARAMS));
    }
}

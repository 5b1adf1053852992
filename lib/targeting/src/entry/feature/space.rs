//! Neighbours in space (regions of the same parent) and in the classification (codes of the same branch).
use super::similar::as_expected;
use super::{Frame, Group, independent, log1p};
use crate::entry::near::Near;
use crate::entry::state::State;
use crate::matrix::Matrix;

pub fn neighbours(s: &State, out: &mut Frame) {
    let same = |i: usize, parent: &String| -> Vec<(usize, f64)> {
        let others = s.parents.iter().enumerate().filter(|(j, p)| *j != i && *p == parent && !p.is_empty());
        others.map(|(j, _)| (j, 1.0)).collect()
    };
    let near = Near { neighbours: s.parents.iter().enumerate().map(|(i, p)| same(i, p)).collect() };
    let count: Vec<f64> = near.neighbours.iter().map(|n| n.len() as f64).collect();
    let total = |m: &Matrix| Matrix::outer(&count, &vec![1.0; m.cols()]).zip(&near.mean(m), |n, v| n * v);
    let recent = total(&s.recent);
    let share = recent.clone().scale_rows(&recent.row_sums().iter().map(|n| n.max(3.0)).collect::<Vec<_>>());
    let size: Vec<f64> = s.flow3.row_sums().iter().map(|n| n.max(1.0)).collect();
    out.pair(Group::Neighbours, "neighbours.rate", &as_expected(&share, &size));
    out.pair(Group::Neighbours, "neighbours.has", &near.mean(&s.has));
    out.pair(Group::Neighbours, "neighbours.entered", &near.mean(&s.entered));
    out.pair(Group::Neighbours, "neighbours.flow", &near.mean(&log1p(&s.flow3)));
    let (stock, everywhere) = (total(&s.stock), s.stock.col_sums());
    let all: f64 = everywhere.iter().sum::<f64>().max(1.0);
    let shares: Vec<f64> = stock.row_sums().iter().map(|n| n / all).collect();
    let quotient = stock.zip(&Matrix::outer(&shares, &everywhere), |n, e| ((n + 1.0) / (e + 1.0)).ln());
    out.pair(Group::Neighbours, "neighbours.quotient", &quotient);
    out.region(Group::Neighbours, "neighbours.count", count.iter().map(|n| n.ln_1p()));
}

/// Beginnings of codes that make a branch: GB/T 4754 and SITC have the division in two characters, the rest above.
const BEGINNINGS: [usize; 2] = [2, 1];

pub fn branch(s: &State, out: &mut Frame) {
    for length in BEGINNINGS {
        let start = |code: &str| code.chars().take(length).collect::<String>();
        let starts: Vec<String> = s.activities.iter().map(|c| start(c)).collect();
        let n = starts.len();
        let cell = |i: usize, j: usize| if i != j && starts.get(i) == starts.get(j) { 1.0 } else { 0.0 };
        let siblings = Matrix::from_fn(n, n, cell);
        let count: Vec<f64> = siblings.col_sums().iter().map(|c| c.max(1.0)).collect();
        let id = |what: &str| format!("branch{length}.{what}");
        out.pair(Group::Branch, &id("has"), &s.has.dot(&siblings).scale_cols(&count));
        out.pair(Group::Branch, &id("flow"), &log1p(&s.flow3.dot(&siblings)));
        let expected = independent(&s.stock).dot(&siblings);
        let quotient = s.stock.dot(&siblings).zip(&expected, |n, e| ((n + 1.0) / (e + 1.0)).ln());
        out.pair(Group::Branch, &id("quotient"), &quotient);
    }
}

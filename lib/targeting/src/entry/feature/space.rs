//! Neighbours in space (regions of the same parent) and in the classification (codes of the same branch).
use super::similar::as_expected;
use super::{Frame, Group, at_least, independent, log_growth, log1p};
use crate::entry::near::{Near, cosines};
use crate::entry::state::State;
use crate::matrix::Matrix;

/// The other regions of the same parent.
fn near(s: &State) -> Near {
    let same = |i: usize, parent: &String| -> Vec<(usize, f64)> {
        let others = s.parents.iter().enumerate().filter(|(j, p)| *j != i && *p == parent && !p.is_empty());
        others.map(|(j, _)| (j, 1.0)).collect()
    };
    Near { neighbours: s.parents.iter().enumerate().map(|(i, p)| same(i, p)).collect() }
}

/// The sum over the other regions of the same parent.
pub(super) fn around(s: &State, values: &Matrix) -> Matrix {
    let near = near(s);
    let count: Vec<f64> = near.neighbours.iter().map(|n| n.len() as f64).collect();
    Matrix::outer(&count, &vec![1.0; values.cols()]).zip(&near.mean(values), |n, v| n * v)
}

pub fn neighbours(s: &State, out: &mut Frame) {
    let near = near(s);
    let total = |m: &Matrix| around(s, m);
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
    let count = near.neighbours.iter().map(|n| (n.len() as f64).ln_1p());
    out.region(Group::Neighbours, "neighbours.count", count);
}

/// How it went in the regions of the same parent lately, above all in those that are similar.
pub fn neighbours_lately(s: &State, out: &mut Frame) {
    let near = near(s);
    let total = |m: &Matrix| around(s, m);
    let (flow1, flow3, before) = (total(&s.flow1), total(&s.flow3), total(&s.flow3_before));
    let share = flow1.clone().scale_rows(&flow1.row_sums().iter().map(|n| n.max(3.0)).collect::<Vec<_>>());
    let size: Vec<f64> = s.flow1.row_sums().iter().map(|n| n.max(1.0) * f64::from(s.horizon)).collect();
    let alike = cosines(&log1p(&s.stock));
    let close = near.neighbours.iter().enumerate();
    let close = close.map(|(r, others)| others.iter().map(|(o, _)| (*o, alike.get(r, *o))).collect());
    let close = Near { neighbours: close.collect() };
    for (name, values) in [
        ("stock", log1p(&total(&s.stock))),
        ("flow1", log1p(&flow1)),
        ("growth1", log_growth(&flow1, &flow3, 3.0)),
        ("growth3", log_growth(&flow3, &before, 1.0)),
        ("entered1", near.mean(&s.entered1)),
        ("any1", near.mean(&at_least(&s.flow1, 1.0))),
        ("two3", near.mean(&at_least(&s.flow3, 2.0))),
        ("rate1", as_expected(&share, &size)),
        ("similar_flow", close.mean(&log1p(&s.flow2))),
        ("similar_two", close.mean(&at_least(&s.flow2, 2.0))),
    ] {
        out.pair(Group::Neighbours, &format!("neighbours.{name}"), &values);
    }
    out.region(Group::Neighbours, "neighbours.size", flow3.row_sums().iter().map(|n| n.ln_1p()));
    let (own, others) = (s.stock.row_sums(), total(&s.stock).row_sums());
    let part = own.iter().zip(&others).map(|(n, o)| (n / (n + o).max(1.0) + 1e-3).ln());
    out.region(Group::Neighbours, "neighbours.part", part);
}

/// Beginnings of codes that make a branch: GB/T 4754 and SITC have the division in two characters, the rest above.
const BEGINNINGS: [usize; 2] = [BRANCH, 1];
pub const BRANCH: usize = 2;

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
        branch_lately(s, &siblings, &id, out);
    }
}

/// How it went in the branch lately.
fn branch_lately(s: &State, siblings: &Matrix, id: &dyn Fn(&str) -> String, out: &mut Frame) {
    let (flow1, flow3) = (s.flow1.dot(siblings), s.flow3.dot(siblings));
    out.pair(Group::Branch, &id("flow1"), &log1p(&flow1));
    out.pair(Group::Branch, &id("growth"), &log_growth(&flow1, &flow3, 3.0));
    out.pair(Group::Branch, &id("entered1"), &log1p(&s.entered1.dot(siblings)));
    out.pair(Group::Branch, &id("entered"), &log1p(&s.entered.dot(siblings)));
    let everywhere = flow1.col_sums().into_iter().zip(flow3.col_sums());
    out.activity(Group::Branch, &id("growth_everywhere"), everywhere.map(|(n, b)| n.ln_1p() - (b / 3.0).ln_1p()));
    out.pair(Group::Branch, &id("neighbours"), &log1p(&around(s, &s.flow2).dot(siblings)));
}

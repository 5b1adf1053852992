//! What the most similar regions have and get (k nearest neighbours).
use super::{Frame, Group, at_least, log_growth, log1p, shrunk_quotient};
use crate::entry::near::{Near, cosines};
use crate::entry::state::State;
use crate::matrix::Matrix;

/// A region with fewer counts than this tells little about others.
const TELLS: f64 = 100.0;
const SIZES: [usize; 3] = [10, 30, 80];
const LATELY: usize = 30;

pub fn all(s: &State, out: &mut Frame) {
    let flow = log1p(&s.flow3);
    let kinds = [
        ("log", log1p(&s.stock), true),
        ("quotient", shrunk_quotient(&s.stock), false),
        ("flow", flow, true),
        ("flow_quotient", shrunk_quotient(&s.flow3), false),
        ("presence", s.has.clone(), false),
    ];
    let (heard, rate) = (heard(s), shares(s));
    let size: Vec<f64> = s.flow3.row_sums().iter().map(|n| n.max(1.0)).collect();
    let came = log1p(&s.flow2);
    for (name, vectors, detailed) in kinds {
        let alike = cosines(&vectors);
        for k in SIZES {
            let near = Near::of(&alike, k, &heard);
            let id = |what: &str| format!("similar.{name}{k}_{what}");
            out.pair(Group::Similar, &id("rate"), &as_expected(&near.mean(&rate), &size));
            out.pair(Group::Similar, &id("has"), &near.mean(&s.has));
            if detailed {
                out.pair(Group::Similar, &id("entered"), &near.mean(&s.entered));
                out.pair(Group::Similar, &id("flow"), &near.mean(&came));
            }
        }
    }
}

/// The regions that are large enough to tell something about others.
fn heard(s: &State) -> Vec<bool> {
    let stock = s.stock.row_sums();
    let largest = stock.iter().copied().fold(0.0, f64::max);
    stock.iter().map(|n| *n >= TELLS.min(largest / 10.0)).collect()
}

/// Which share of what came lately each activity had.
fn shares(s: &State) -> Matrix {
    s.recent.clone().scale_rows(&s.recent.row_sums().iter().map(|n| n.max(3.0)).collect::<Vec<_>>())
}

/// The shares that activities had lately in the `k` most similar regions.
pub(super) fn shares_nearby(s: &State, alike: &Matrix, k: usize) -> Matrix {
    Near::of(alike, k, &heard(s)).mean(&shares(s))
}

/// How it went in similar regions lately: growth, and how many of them got several.
pub fn lately(s: &State, out: &mut Frame) {
    let heard = heard(s);
    for (name, vectors) in [("log", log1p(&s.stock)), ("flow", log1p(&s.flow3))] {
        let near = Near::of(&cosines(&vectors), LATELY, &heard);
        let (flow1, flow3) = (near.mean(&s.flow1), near.mean(&s.flow3));
        let id = |what: &str| format!("similar.{name}{LATELY}_{what}");
        out.pair(Group::Similar, &id("flow1"), &log1p(&flow1));
        out.pair(Group::Similar, &id("growth"), &log_growth(&flow1, &flow3, 3.0));
        out.pair(Group::Similar, &id("two"), &near.mean(&at_least(&s.flow2, 2.0)));
        out.pair(Group::Similar, &id("three"), &near.mean(&at_least(&s.flow2, 3.0)));
    }
}

/// Shares turned into the logarithm of what they mean for a region of this size.
pub(super) fn as_expected(share: &Matrix, size: &[f64]) -> Matrix {
    let ones = vec![1.0; share.cols()];
    share.zip(&Matrix::outer(size, &ones), |s, n| (s * n + 0.01).ln())
}

//! A year of the past as training data: what was known then, and what came after.
use super::feature::Frame;
use super::label::{Task, early_positives, positives};
use super::logistic::Rows;
use super::scope::{KNOWN_ACTIVITY, Scope};
use super::state::State;
use crate::matrix::Matrix;
use crate::panel::Panel;

/// The feature by which candidates without a chance are told from the others when a model is fitted.
const EASY: &str = "chance.two_together";

pub(super) struct Window {
    pub at: i32,
    /// Features of the candidates, as distances from the average candidate of the year; labels are the outcomes within
    /// the horizon, weights are set when a model is fitted.
    pub rows: Rows,
    /// The outcomes within the first half of the horizon.
    pub early: Vec<f32>,
    /// Parents of the regions and activities, and of which each row is.
    parents: Vec<String>,
    activities: Vec<String>,
    pairs: Vec<(u32, u32)>,
    /// Which feature tells roughly who has no chance.
    pub easy: usize,
}

pub(super) fn name(names: &[String], place: usize) -> &str {
    names.get(place).map_or("", String::as_str)
}

impl Window {
    /// Parent and activity of each row.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(r, a)| (name(&self.parents, *r as usize), name(&self.activities, *a as usize)))
    }
}

/// The first half of the horizon, at least a year.
pub(super) fn half(horizon: i32) -> i32 {
    (horizon / 2).max(1)
}

/// Candidates at `at` and whether they came true within the horizon, and within half of it. Where the panel ends before, the
/// outcomes are of what there is, and are not learned from.
pub(super) fn window(panel: &Panel, scope: &Scope, task: Task, at: i32, horizon: i32) -> Window {
    let state = State::new(panel, at, horizon, &scope.regions, &scope.activities);
    let came = |years: i32| panel.between(at, at + years).select(&scope.regions, &scope.activities);
    let (mut open, truth) = positives(task, &state.stock, &came(horizon));
    let early = early_positives(task, &state.stock, &came(half(horizon)));
    keep(panel, scope, at, horizon, &mut open);
    let frame = Frame::of(&state).centred(&open);
    let mut rows = candidates(&frame, &open);
    let labels = |truth: &Matrix| -> Vec<f32> {
        let pairs = open.data().iter().zip(truth.data());
        pairs.filter(|(o, _)| **o > 0.0).map(|(_, t)| *t as f32).collect()
    };
    rows.labels = labels(&truth);
    rows.weights = vec![1.0; rows.labels.len()];
    let easy = frame.features.iter().position(|f| f.id == EASY).unwrap_or(0);
    let places = open.iter_rows().zip(0..).flat_map(|(row, r)| row.iter().zip(0..).map(move |(o, a)| (*o, (r, a))));
    let pairs = places.filter(|(o, _)| *o > 0.0).map(|(_, pair)| pair).collect();
    Window { at, early: labels(&early), rows, parents: state.parents, activities: state.activities, pairs, easy }
}

/// Regions must have been large enough by then, and complete in the years that count.
fn keep(panel: &Panel, scope: &Scope, at: i32, horizon: i32, open: &mut Matrix) {
    let known = panel.between(panel.first_year() - 1, at - horizon).select(&scope.regions, &scope.activities);
    let sizes = known.row_sums();
    let targets = scope.regions.iter().zip(sizes).zip(&scope.target_region).enumerate();
    for (r, ((index, size), target)) in targets {
        let complete =
            panel.regions().get(*index).is_some_and(|region| !panel.is_missing(region, at - horizon, at + horizon));
        if !complete || !target || size < scope.learn_from {
            open.row_mut(r).iter_mut().for_each(|o| *o = 0.0);
        }
    }
    let known = known.col_sums().into_iter().map(|n| n >= KNOWN_ACTIVITY);
    let counts: Vec<bool> = known.zip(&scope.target_activity).map(|(known, target)| known && *target).collect();
    for r in 0..open.rows() {
        open.row_mut(r).iter_mut().zip(&counts).filter(|(_, counts)| !**counts).for_each(|(o, _)| *o = 0.0);
    }
}

/// The features of the open pairs, row by row.
fn candidates(frame: &Frame, open: &Matrix) -> Rows {
    let width = frame.columns.len();
    let count = open.data().iter().filter(|o| **o > 0.0).count();
    let mut values = vec![0.0; count * width];
    for (f, (column, mean)) in frame.columns.iter().zip(&frame.means).enumerate() {
        let cells = values.iter_mut().skip(f).step_by(width.max(1));
        cells.zip(column.open(open)).for_each(|(cell, value)| *cell = value - mean);
    }
    Rows { width, values, labels: Vec::new(), weights: Vec::new() }
}

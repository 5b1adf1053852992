//! A year of the past as training data: what was known then, and what came after.
use super::feature::{Column, Frame};
use super::label::{Task, positives};
use super::logistic::Rows;
use super::scope::{KNOWN_ACTIVITY, Scope};
use super::state::State;
use crate::matrix::Matrix;
use crate::panel::Panel;

/// The feature by which candidates without a chance are told from the others when a model is fitted.
const EASY: &str = "chance.two_together";

pub(super) struct Window {
    pub at: i32,
    /// Raw features of the candidates, with labels; weights are set when a model is fitted.
    pub rows: Rows,
    /// Which feature tells roughly who has no chance.
    pub easy: usize,
}

/// Candidates at `at` and whether they came true within the horizon.
pub(super) fn window(panel: &Panel, scope: &Scope, task: Task, at: i32, horizon: i32) -> Window {
    let state = State::new(panel, at, horizon, &scope.regions, &scope.activities);
    let came = panel.between(at, at + horizon).select(&scope.regions, &scope.activities);
    let (mut open, truth) = positives(task, &state.stock, &came);
    keep(panel, scope, at, horizon, &mut open);
    let frame = Frame::of(&state);
    let mut rows = candidates(&frame, &open);
    let pairs = open.data().iter().zip(truth.data());
    rows.labels = pairs.filter(|(o, _)| **o > 0.0).map(|(_, t)| *t as f32).collect();
    rows.weights = vec![1.0; rows.labels.len()];
    let easy = frame.features.iter().position(|f| f.id == EASY).unwrap_or(0);
    Window { at, rows, easy }
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
pub(super) fn candidates(frame: &Frame, open: &Matrix) -> Rows {
    let width = frame.columns.len();
    let count = open.data().iter().filter(|o| **o > 0.0).count();
    let mut values = vec![0.0; count * width];
    for (f, column) in frame.columns.iter().enumerate() {
        let mut cells = values.iter_mut().skip(f).step_by(width.max(1));
        for (r, row) in open.iter_rows().enumerate() {
            fill(column, r, row, &mut cells);
        }
    }
    Rows { width, values, labels: Vec::new(), weights: Vec::new() }
}

fn fill<'a>(column: &Column, r: usize, open: &[f64], cells: &mut impl Iterator<Item = &'a mut f32>) {
    let places = open.iter().enumerate().filter(|(_, o)| **o > 0.0).map(|(a, _)| a);
    for a in places {
        if let Some(cell) = cells.next() {
            *cell = column.value(r, a, open.len());
        }
    }
}

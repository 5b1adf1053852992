//! Which pairs are candidates, and which of them came true.
use crate::complexity::quotient;
use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};

/// What counts as an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Nothing there at T; at least 2 come within the horizon.
    New,
    /// Location quotient of the stock below 0.5 at T; within the horizon at least 3 come and the location quotient of
    /// what comes is at least 1.
    Weak,
}

/// How many must come at least, for new entry and for weak entry.
pub(super) const LEAST_NEW: f64 = 2.0;
pub(super) const LEAST_WEAK: f64 = 3.0;

/// How many must come within the first half of the horizon to be taken for a weak entry on its way; a new entry has
/// succeeded as soon as as many are there as count in the end.
const LEAST_WEAK_EARLY: f64 = 2.0;

/// Candidates (1) by the stock at T, and those (1) of them that the arrivals after T make true.
pub(super) fn positives(task: Task, stock: &Matrix, came: &Matrix) -> (Matrix, Matrix) {
    let least = match task {
        Task::New => LEAST_NEW,
        Task::Weak => LEAST_WEAK,
    };
    let open = candidates(task, stock);
    let truth = enough(task, &open, came, least);
    (open, truth)
}

/// The candidates (1) that the arrivals in the first half of the horizon make true, or let expect.
pub(super) fn early_positives(task: Task, stock: &Matrix, came: &Matrix) -> Matrix {
    let least = match task {
        Task::New => LEAST_NEW,
        Task::Weak => LEAST_WEAK_EARLY,
    };
    enough(task, &candidates(task, stock), came, least)
}

fn enough(task: Task, open: &Matrix, came: &Matrix, least: f64) -> Matrix {
    match task {
        Task::New => open.zip(came, |o, n| if n >= least { o } else { 0.0 }),
        Task::Weak => {
            let enough = quotient(came).zip(came, |q, n| if q >= 1.0 && n >= least { 1.0 } else { 0.0 });
            open.zip(&enough, |o, e| o * e)
        }
    }
}

pub(super) fn candidates(task: Task, stock: &Matrix) -> Matrix {
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    match task {
        Task::New => stock.map(|n| flag(n <= 0.0)),
        Task::Weak => quotient(stock).map(|q| flag(q < 0.5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_come_by_half_time() {
        let stock = Matrix::from_fn(1, 4, |_, c| [0.0, 0.0, 3.0, 90.0].get(c).copied().unwrap_or(0.0));
        let came = Matrix::from_fn(1, 4, |_, c| [2.0, 1.0, 2.0, 5.0].get(c).copied().unwrap_or(0.0));
        assert_eq!(early_positives(Task::New, &stock, &came).data(), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(early_positives(Task::New, &stock, &came), positives(Task::New, &stock, &came).1);
        // One region alone has the quotient 1 everywhere: at home in what it has, weak in what it lacks.
        assert_eq!(early_positives(Task::Weak, &stock, &came).data(), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(positives(Task::Weak, &stock, &came).1.data(), [0.0; 4]);
    }
}

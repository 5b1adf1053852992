//! Who is nearest to whom.
use crate::matrix::{Matrix, inner};

/// Cosines between the rows, negative ones as 0, the diagonal as 0.
pub(super) fn cosines(vectors: &Matrix) -> Matrix {
    let lengths: Vec<f64> = vectors.iter_rows().map(|row| inner(row, row).sqrt()).collect();
    let unit = vectors.clone().scale_rows(&lengths);
    let mut alike = unit.dot(&unit.transpose()).map(|c| c.max(0.0));
    (0..alike.rows()).for_each(|i| alike.set(i, i, 0.0));
    alike
}

/// For each row the nearest others with their similarity, nearest first.
#[derive(Clone, Debug)]
pub(super) struct Near {
    pub neighbours: Vec<Vec<(usize, f64)>>,
}

impl Near {
    /// The `k` most similar of those that are heard.
    pub fn of(alike: &Matrix, k: usize, heard: &[bool]) -> Self {
        let nearest = |row: &[f64]| {
            let others = row.iter().zip(heard).enumerate().filter(|(_, (a, h))| **h && **a > 0.0);
            let mut others: Vec<(usize, f64)> = others.map(|(i, (a, _))| (i, *a)).collect();
            others.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            others.truncate(k);
            others
        };
        Self { neighbours: alike.iter_rows().map(nearest).collect() }
    }

    /// The rows of `values` averaged over the neighbours of each row, weighted by similarity.
    pub fn mean(&self, values: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(self.neighbours.len(), values.cols());
        for (r, neighbours) in self.neighbours.iter().enumerate() {
            let total: f64 = neighbours.iter().map(|(_, w)| w).sum::<f64>().max(1e-12);
            for (other, weight) in neighbours {
                let share = weight / total;
                out.row_mut(r).iter_mut().zip(values.row(*other)).for_each(|(o, v)| *o += share * v);
            }
        }
        out
    }
}

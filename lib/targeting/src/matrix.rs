//! A dense matrix of `f64`, row by row, that cannot be read out of bounds.
use serde::{Deserialize, Serialize};

/// Rows × columns, row-major. Reading outside gives an empty row or 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// Cell by cell, from the row's and the column's number.
    pub fn from_fn(rows: usize, cols: usize, mut cell: impl FnMut(usize, usize) -> f64) -> Self {
        let mut data = Vec::with_capacity(rows * cols);
        for r in 0..rows {
            data.extend((0..cols).map(|c| cell(r, c)));
        }
        Self { rows, cols, data }
    }

    /// `left[r] × right[c]`.
    pub fn outer(left: &[f64], right: &[f64]) -> Self {
        let data = left.iter().flat_map(|l| right.iter().map(move |r| l * r)).collect();
        Self { rows: left.len(), cols: right.len(), data }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn cols(&self) -> usize {
        self.cols
    }

    pub fn data(&self) -> &[f64] {
        &self.data
    }

    pub fn row(&self, r: usize) -> &[f64] {
        self.data.get(r * self.cols..(r + 1) * self.cols).unwrap_or_default()
    }

    pub fn row_mut(&mut self, r: usize) -> &mut [f64] {
        self.data.get_mut(r * self.cols..(r + 1) * self.cols).unwrap_or_default()
    }

    /// All rows in order; a matrix without columns has empty rows.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.rows).map(|r| self.row(r))
    }

    pub fn get(&self, r: usize, c: usize) -> f64 {
        self.row(r).get(c).copied().unwrap_or(0.0)
    }

    pub fn set(&mut self, r: usize, c: usize, value: f64) {
        if let Some(cell) = self.row_mut(r).get_mut(c) {
            *cell = value;
        }
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self { rows: self.rows, cols: self.cols, data: self.data.iter().map(|v| f(*v)).collect() }
    }

    /// Cell by cell with another matrix of the same shape.
    pub fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        debug_assert_eq!((self.rows, self.cols), (other.rows, other.cols));
        let data = self.data.iter().zip(&other.data).map(|(a, b)| f(*a, *b)).collect();
        Self { rows: self.rows, cols: self.cols, data }
    }

    pub fn add_assign(&mut self, other: &Self, times: f64) {
        self.data.iter_mut().zip(&other.data).for_each(|(a, b)| *a += times * b);
    }

    pub fn row_sums(&self) -> Vec<f64> {
        self.iter_rows().map(|row| row.iter().sum()).collect()
    }

    pub fn col_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.cols];
        for row in self.iter_rows() {
            sums.iter_mut().zip(row).for_each(|(s, v)| *s += v);
        }
        sums
    }

    pub fn transpose(&self) -> Self {
        let mut out = Self::zeros(self.cols, self.rows);
        for (r, row) in self.iter_rows().enumerate() {
            for (cell, v) in out.data.iter_mut().skip(r).step_by(self.rows.max(1)).zip(row) {
                *cell = *v;
            }
        }
        out
    }

    /// The matrix product; four rows of `other` at a time keep a row of the result in registers.
    pub fn dot(&self, other: &Self) -> Self {
        debug_assert_eq!(self.cols, other.rows);
        let mut out = Self::zeros(self.rows, other.cols);
        for r in 0..self.rows {
            let left = self.row(r);
            let target = out.data.get_mut(r * other.cols..(r + 1) * other.cols).unwrap_or_default();
            let mut k = 0;
            for four in left.chunks(4) {
                match four {
                    [a, b, c, d] => {
                        let rows = (other.row(k), other.row(k + 1), other.row(k + 2), other.row(k + 3));
                        let right = rows.0.iter().zip(rows.1).zip(rows.2).zip(rows.3);
                        for (t, (((w, x), y), z)) in target.iter_mut().zip(right) {
                            *t += a * w + b * x + c * y + d * z;
                        }
                    }
                    rest => {
                        for (i, a) in rest.iter().enumerate() {
                            target.iter_mut().zip(other.row(k + i)).for_each(|(t, w)| *t += a * w);
                        }
                    }
                }
                k += 4;
            }
        }
        out
    }

    /// Each row divided by its own number; rows whose number is 0 become 0.
    pub fn scale_rows(mut self, divisors: &[f64]) -> Self {
        let cols = self.cols.max(1);
        for (row, d) in self.data.chunks_mut(cols).zip(divisors) {
            let factor = if *d == 0.0 { 0.0 } else { 1.0 / d };
            row.iter_mut().for_each(|v| *v *= factor);
        }
        self
    }

    /// Each column divided by its own number; columns whose number is 0 become 0.
    pub fn scale_cols(mut self, divisors: &[f64]) -> Self {
        let factors: Vec<f64> = divisors.iter().map(|d| if *d == 0.0 { 0.0 } else { 1.0 / d }).collect();
        let cols = self.cols.max(1);
        for row in self.data.chunks_mut(cols) {
            row.iter_mut().zip(&factors).for_each(|(v, f)| *v *= f);
        }
        self
    }

    /// The chosen rows and columns, in the order given.
    pub fn select(&self, rows: &[usize], cols: &[usize]) -> Self {
        let data = rows.iter().flat_map(|r| cols.iter().map(move |c| self.get(*r, *c))).collect();
        Self { rows: rows.len(), cols: cols.len(), data }
    }

    /// This matrix with another one to its right.
    pub fn beside(&self, other: &Self) -> Self {
        let data = self.iter_rows().zip(other.iter_rows()).flat_map(|(a, b)| a.iter().chain(b).copied()).collect();
        Self { rows: self.rows, cols: self.cols + other.cols, data }
    }
}

/// The inner product.
pub fn inner(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in left.zip(right) {
        lanes.iter_mut().zip(x).zip(y).for_each(|((l, x), y)| *l += x * y);
    }
    lanes.iter().sum::<f64>() + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_shapes() {
        let a = Matrix::from_fn(3, 6, |r, c| (r * 6 + c) as f64);
        let b = Matrix::from_fn(6, 2, |r, c| (r as f64) - (c as f64));
        let naive = Matrix::from_fn(3, 2, |r, c| (0..6).map(|k| a.get(r, k) * b.get(k, c)).sum());
        assert_eq!(a.dot(&b), naive);
        assert_eq!(a.transpose().transpose(), a);
        assert_eq!(a.transpose().get(4, 2), a.get(2, 4));
        assert_eq!(a.row_sums(), [15.0, 51.0, 87.0]);
        assert_eq!(a.select(&[2], &[5, 0]).data(), [17.0, 12.0]);
        assert_eq!(a.beside(&a).row(1).len(), 12);
        assert_eq!(inner(a.data(), a.data()), a.data().iter().map(|v| v * v).sum::<f64>());
        assert_eq!((a.get(9, 0), a.row(9).len()), (0.0, 0));
    }
}

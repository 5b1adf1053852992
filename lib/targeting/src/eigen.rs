//! The largest eigenpairs of a symmetric matrix, by subspace iteration with Rayleigh and Ritz.
use crate::matrix::{Matrix, inner};

/// Stops when a pair's residual is this small beside the largest eigenvalue.
const PRECISE: f64 = 1e-14;
const ROUNDS: usize = 400;

/// The `count` largest eigenpairs (largest first) of a symmetric positive semidefinite matrix: values, and vectors
/// as rows. Fewer where the matrix is smaller. Deterministic; `rounds` limits the work, `None` iterates until precise.
pub fn largest(a: &Matrix, count: usize, rounds: Option<usize>) -> (Vec<f64>, Matrix) {
    let n = a.rows();
    let (count, block) = (count.min(n), (count + 8).min(n));
    let mut basis = orthonormal(start(block, n));
    let mut values = vec![0.0; block];
    for _ in 0..rounds.unwrap_or(ROUNDS) {
        let image = basis.dot(a);
        let small = image.dot(&basis.transpose());
        let (found, turn) = jacobi(small);
        let ritz = turn.dot(&basis);
        let moved = turn.dot(&image);
        let largest = found.first().copied().unwrap_or(0.0).abs().max(f64::MIN_POSITIVE);
        let worst = (0..count).map(|i| residual(moved.row(i), ritz.row(i), found.get(i).copied().unwrap_or(0.0)));
        let done = rounds.is_none() && worst.fold(0.0, f64::max) < PRECISE * largest;
        values = found;
        if done {
            basis = ritz;
            break;
        }
        basis = orthonormal(moved);
    }
    values.truncate(count);
    let vectors = basis.select(&(0..count).collect::<Vec<_>>(), &(0..n).collect::<Vec<_>>());
    (values, vectors)
}

fn residual(image: &[f64], vector: &[f64], value: f64) -> f64 {
    image.iter().zip(vector).map(|(i, v)| (i - value * v).powi(2)).sum::<f64>().sqrt()
}

/// Fixed, well spread directions to start from.
fn start(block: usize, n: usize) -> Matrix {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    Matrix::from_fn(block, n, |_, _| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    })
}

/// Rows made orthonormal (Gram and Schmidt, twice); a row that depends on the others becomes 0.
fn orthonormal(mut rows: Matrix) -> Matrix {
    for i in 0..rows.rows() {
        let mut row = rows.row(i).to_vec();
        let before = inner(&row, &row).sqrt();
        for _ in 0..2 {
            for j in 0..i {
                let share = inner(&row, rows.row(j));
                row.iter_mut().zip(rows.row(j)).for_each(|(v, o)| *v -= share * o);
            }
        }
        let length = inner(&row, &row).sqrt();
        let factor = if length > 1e-13 * before { 1.0 / length } else { 0.0 };
        rows.row_mut(i).iter_mut().zip(&row).for_each(|(t, v)| *t = v * factor);
    }
    rows
}

/// All eigenpairs of a small symmetric matrix by Jacobi's rotations, largest first; vectors as rows.
fn jacobi(mut a: Matrix) -> (Vec<f64>, Matrix) {
    let n = a.rows();
    let mut vectors = Matrix::from_fn(n, n, |r, c| f64::from(u8::from(r == c)));
    for _ in 0..60 {
        let mut off = 0.0;
        for p in 0..n {
            for q in p + 1..n {
                off += a.get(p, q).powi(2);
                rotate(&mut a, &mut vectors, p, q);
            }
        }
        if off.sqrt() < 1e-300 {
            break;
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|x, y| a.get(*y, *y).total_cmp(&a.get(*x, *x)));
    let values = order.iter().map(|i| a.get(*i, *i)).collect();
    (values, vectors.select(&order, &(0..n).collect::<Vec<_>>()))
}

fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let (app, aqq, apq) = (a.get(p, p), a.get(q, q), a.get(p, q));
    if apq.abs() <= 1e-18 * (app.abs() + aqq.abs()) {
        a.set(p, q, 0.0);
        a.set(q, p, 0.0);
        return;
    }
    let theta = (aqq - app) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..a.rows() {
        let (x, y) = (a.get(k, p), a.get(k, q));
        a.set(k, p, c * x - s * y);
        a.set(k, q, s * x + c * y);
    }
    mix(a, p, q, c, s);
    mix(vectors, p, q, c, s);
}

/// Rows p and q turned by the angle with cosine `c` and sine `s`.
fn mix(m: &mut Matrix, p: usize, q: usize, c: f64, s: f64) {
    for k in 0..m.cols() {
        let (x, y) = (m.get(p, k), m.get(q, k));
        m.set(p, k, c * x - s * y);
        m.set(q, k, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_pairs_are_eigenpairs() {
        let half = Matrix::from_fn(40, 30, |r, c| ((r * 37 + c * 53 + r * c) % 23) as f64);
        let a = half.transpose().dot(&half);
        let (values, vectors) = largest(&a, 3, None);
        assert!(values.windows(2).all(|w| w[0] >= w[1]));
        for (value, vector) in values.iter().zip(vectors.iter_rows()) {
            assert!((inner(vector, vector) - 1.0).abs() < 1e-12);
            let image: Vec<f64> = a.iter_rows().map(|row| inner(row, vector)).collect();
            assert!(residual(&image, vector, *value) < 1e-10 * values[0]);
        }
    }

    #[test]
    fn small_and_singular_matrices() {
        let (values, vectors) = largest(&Matrix::from_fn(2, 2, |r, c| [[2.0, 0.0], [0.0, 0.0]][r][c]), 5, None);
        assert_eq!((values.len(), vectors.rows()), (2, 2));
        assert!((values[0] - 2.0).abs() < 1e-14 && values[1].abs() < 1e-14);
        assert_eq!(largest(&Matrix::zeros(0, 0), 2, None).0.len(), 0);
    }
}

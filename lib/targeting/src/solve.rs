//! Symmetric positive definite systems by Cholesky's factorisation.
use crate::matrix::{Matrix, inner};

/// The lower factor L of a = L Lᵀ, or nothing where the matrix is not positive definite.
pub fn cholesky(a: &Matrix) -> Option<Matrix> {
    let n = a.rows();
    let mut l = Matrix::zeros(n, n);
    for r in 0..n {
        for c in 0..=r {
            let known = inner(l.row(r).get(..c)?, l.row(c).get(..c)?);
            let rest = a.get(r, c) - known;
            if r == c {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                l.set(r, c, rest.sqrt());
            } else {
                l.set(r, c, rest / l.get(c, c));
            }
        }
    }
    Some(l)
}

/// Solves a x = b for a single right-hand side.
pub fn solve(a: &Matrix, b: &[f64]) -> Option<Vec<f64>> {
    let l = cholesky(a)?;
    let down = forward(&l, b)?;
    backward(&l.transpose(), &down)
}

fn forward(l: &Matrix, b: &[f64]) -> Option<Vec<f64>> {
    let mut x: Vec<f64> = Vec::with_capacity(b.len());
    for (r, value) in b.iter().enumerate() {
        let row = l.row(r);
        x.push((value - inner(row.get(..r)?, &x)) / row.get(r)?);
    }
    Some(x)
}

fn backward(upper: &Matrix, b: &[f64]) -> Option<Vec<f64>> {
    let mut x = b.to_vec();
    for r in (0..b.len()).rev() {
        let row = upper.row(r);
        let known = inner(row.get(r + 1..)?, x.get(r + 1..)?);
        let cell = x.get_mut(r)?;
        *cell = (*cell - known) / row.get(r)?;
    }
    Some(x)
}

/// The inverse.
pub fn inverse(a: &Matrix) -> Option<Matrix> {
    let l = cholesky(a)?;
    // Rows of L⁻¹ by forward substitution on whole rows, then a⁻¹ = L⁻ᵀ L⁻¹.
    let n = a.rows();
    let mut inv = Matrix::zeros(n, n);
    for r in 0..n {
        let mut row = vec![0.0; n];
        for (c, factor) in l.row(r).iter().enumerate().take(r) {
            row.iter_mut().zip(inv.row(c)).take(c + 1).for_each(|(t, v)| *t -= factor * v);
        }
        let pivot = l.get(r, r);
        if let Some(one) = row.get_mut(r) {
            *one += 1.0;
        }
        inv.row_mut(r).iter_mut().zip(&row).for_each(|(t, v)| *t = v / pivot);
    }
    Some(inv.transpose().dot(&inv))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_and_solution() {
        let half = Matrix::from_fn(7, 5, |r, c| ((r * 31 + c * 17) % 11) as f64 - 4.0);
        let mut a = half.transpose().dot(&half);
        (0..5).for_each(|i| a.set(i, i, a.get(i, i) + 1.0));
        let unit = a.dot(&inverse(&a).unwrap());
        for r in 0..5 {
            for c in 0..5 {
                assert!((unit.get(r, c) - f64::from(u8::from(r == c))).abs() < 1e-10);
            }
        }
        let x = solve(&a, &[1.0, -2.0, 0.5, 3.0, 0.0]).unwrap();
        for (r, want) in [1.0, -2.0, 0.5, 3.0, 0.0].iter().enumerate() {
            assert!((inner(a.row(r), &x) - want).abs() < 1e-10);
        }
        assert!(inverse(&Matrix::zeros(2, 2)).is_none(), "not positive definite");
    }
}

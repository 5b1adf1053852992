//! Ridge logistic regression on weighted rows, by Newton steps.
use crate::matrix::Matrix;
use crate::solve::solve;

/// Rows of features, each followed by its label and weight.
#[derive(Default)]
pub(super) struct Rows {
    pub width: usize,
    /// Row by row.
    pub values: Vec<f32>,
    pub labels: Vec<f32>,
    pub weights: Vec<f32>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&[f32], f32, f32)> {
        let rows = self.values.chunks_exact(self.width.max(1));
        rows.zip(&self.labels).zip(&self.weights).map(|((x, y), w)| (x, *y, *w))
    }
}

/// Every this many rows one counts for the curvature; the slope always counts all, so the optimum is the same.
const CURVATURE_STRIDE: usize = 6;
const ROUNDS: usize = 25;
const PRECISE: f64 = 1e-8;

/// The intercept first, then one coefficient for each feature: minimises the weighted mean log loss + ridge/2 × Σ b². Features must be
/// standardised. None where the labels are all alike.
pub(super) fn fit(sets: &[&Rows], ridge: f64, start: Option<&[f64]>) -> Option<Vec<f64>> {
    let width = sets.first()?.width + 1;
    let total: f64 = sets.iter().flat_map(|s| &s.weights).map(|w| f64::from(*w)).sum();
    let hits: f64 = sets.iter().flat_map(|s| s.iter()).map(|(_, y, w)| f64::from(y * w)).sum();
    if hits <= 0.0 || hits >= total {
        return None;
    }
    let mut b = match start {
        Some(start) if start.len() == width => start.to_vec(),
        _ => std::iter::once((hits / (total - hits)).ln()).chain(std::iter::repeat_n(0.0, width - 1)).collect(),
    };
    let problem = Problem { sets, ridge, total };
    let mut loss = problem.loss(&b);
    for _ in 0..ROUNDS {
        let (slope, curvature) = problem.derivatives(&b);
        let step = solve(&curvature, &slope)?;
        let Some((next, reached)) = shorten(&problem, &b, &step, loss) else { break };
        let gained = loss - reached;
        (b, loss) = (next, reached);
        if gained < PRECISE {
            break;
        }
    }
    Some(b)
}

/// The longest of the steps 1, ½, ¼ … that lowers the loss.
fn shorten(problem: &Problem<'_>, b: &[f64], step: &[f64], loss: f64) -> Option<(Vec<f64>, f64)> {
    let mut length = 1.0;
    while length > 1e-4 {
        let next: Vec<f64> = b.iter().zip(step).map(|(b, s)| b - length * s).collect();
        let reached = problem.loss(&next);
        if reached < loss {
            return Some((next, reached));
        }
        length /= 2.0;
    }
    None
}

struct Problem<'a> {
    sets: &'a [&'a Rows],
    ridge: f64,
    total: f64,
}

impl Problem<'_> {
    fn loss(&self, b: &[f64]) -> f64 {
        let b32 = single(b);
        let mut sum = 0.0;
        for (x, y, w) in self.sets.iter().flat_map(|s| s.iter()) {
            let z = f64::from(logit(&b32, x));
            sum += f64::from(w) * (z.max(0.0) + (-z.abs()).exp().ln_1p() - f64::from(y) * z);
        }
        sum / self.total + self.ridge / 2.0 * b.iter().skip(1).map(|v| v * v).sum::<f64>()
    }

    fn derivatives(&self, b: &[f64]) -> (Vec<f64>, Matrix) {
        let b32 = single(b);
        let width = b.len();
        let (mut slope, mut curvature) = (vec![0.0; width], Curvature::new(width));
        let mut pending = vec![0.0_f32; width];
        for (i, (x, y, w)) in self.sets.iter().flat_map(|s| s.iter()).enumerate() {
            let p = chance(f64::from(logit(&b32, x))) as f32;
            let push = w * (p - y);
            if let Some((first, rest)) = pending.split_first_mut() {
                *first += push;
                rest.iter_mut().zip(x).for_each(|(s, v)| *s += push * v);
            }
            if i % 1024 == 1023 {
                slope.iter_mut().zip(&mut pending).for_each(|(s, p)| *s += f64::from(std::mem::take(p)));
            }
            if i % CURVATURE_STRIDE == 0 {
                curvature.add(x, (w * p * (1.0 - p)).max(1e-7));
            }
        }
        slope.iter_mut().zip(&pending).for_each(|(s, p)| *s += f64::from(*p));
        let slope = slope.iter().zip(b).enumerate();
        let slope = slope.map(|(i, (s, b))| s / self.total + if i > 0 { self.ridge * b } else { 0.0 }).collect();
        (slope, curvature.finish(CURVATURE_STRIDE as f64 / self.total, self.ridge))
    }
}

fn single(b: &[f64]) -> Vec<f32> {
    b.iter().map(|v| *v as f32).collect()
}

/// The logit of a row; coefficients with the intercept first.
fn logit(b: &[f32], x: &[f32]) -> f32 {
    let Some((intercept, rest)) = b.split_first() else { return 0.0 };
    let mut lanes = [0.0_f32; 16];
    let (left, right) = (rest.chunks_exact(16), x.chunks_exact(16));
    let tail: f32 = left.remainder().iter().zip(right.remainder()).map(|(b, v)| b * v).sum();
    for (b, v) in left.zip(right) {
        lanes.iter_mut().zip(b).zip(v).for_each(|((l, b), v)| *l += b * v);
    }
    intercept + lanes.iter().sum::<f32>() + tail
}

pub(super) fn chance(z: f64) -> f64 {
    if z >= 0.0 { 1.0 / (1.0 + (-z).exp()) } else { z.exp() / (1.0 + z.exp()) }
}

/// Σ h x xᵀ with the intercept's 1 in front of x: summed four rows at a time in single precision, kept in double.
struct Curvature {
    width: usize,
    rows: Vec<(Vec<f32>, f32)>,
    block: Vec<f32>,
    blocks: usize,
    sum: Vec<f64>,
}

impl Curvature {
    fn new(width: usize) -> Self {
        let square = width * width;
        Self { width, rows: Vec::with_capacity(4), block: vec![0.0; square], blocks: 0, sum: vec![0.0; square] }
    }

    fn add(&mut self, x: &[f32], h: f32) {
        let mut row = Vec::with_capacity(self.width);
        row.push(1.0);
        row.extend_from_slice(x);
        self.rows.push((row, h));
        if self.rows.len() == 4 {
            self.four();
        }
    }

    fn four(&mut self) {
        while self.rows.len() < 4 {
            self.rows.push((vec![0.0; self.width], 0.0));
        }
        if let [(a, ha), (b, hb), (c, hc), (d, hd)] = self.rows.as_slice() {
            let quads = a.iter().zip(b).zip(c).zip(d);
            for (target, (((x, y), z), w)) in self.block.chunks_exact_mut(self.width).zip(quads) {
                let (x, y, z, w) = (x * ha, y * hb, z * hc, w * hd);
                for (t, (((p, q), r), s)) in target.iter_mut().zip(a.iter().zip(b).zip(c).zip(d)) {
                    *t += x * p + y * q + z * r + w * s;
                }
            }
        }
        self.rows.clear();
        self.blocks += 1;
        if self.blocks.is_multiple_of(256) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.sum.iter_mut().zip(&mut self.block).for_each(|(s, b)| *s += f64::from(std::mem::take(b)));
    }

    fn finish(mut self, scale: f64, ridge: f64) -> Matrix {
        self.four();
        self.flush();
        let mut m = Matrix::from_fn(self.width, self.width, |r, c| {
            self.sum.get(r * self.width + c).copied().unwrap_or(0.0) * scale
        });
        (0..self.width).for_each(|i| m.set(i, i, m.get(i, i) + if i > 0 { ridge } else { 0.0 } + 1e-9));
        m
    }
}

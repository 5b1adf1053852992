//! What related activities the region has: densities, item-to-item regression (EASE), low-rank pictures.
use super::similar::as_expected;
use super::{Frame, Group, log1p, shrunk_quotient};
use crate::complexity::{Presence, density, quotient};
use crate::eigen::largest;
use crate::entry::near::{Near, cosines};
use crate::entry::state::State;
use crate::matrix::Matrix;
use crate::solve::inverse;

/// Nearest activities that count for the narrow density.
const NARROW: usize = 15;

pub fn all(s: &State, out: &mut Frame) {
    let pictures = [
        ("presence", s.has.clone()),
        ("quotient", shrunk_quotient(&s.stock)),
        ("log", log1p(&s.stock)),
        ("flow", log1p(&s.flow3)),
        ("flow_quotient", shrunk_quotient(&s.flow3)),
    ];
    for (name, picture) in &pictures {
        densities(name, picture, out);
    }
    let presence = Presence::of(&quotient(&s.stock), 1.0);
    out.pair(Group::Related, "related.hidalgo", &density(&presence));
    let [has, quotients, log, flow, _] = &pictures;
    for (name, picture, ridge) in [
        ("presence", has, 50.0),
        ("presence_broad", has, 300.0),
        ("log", log, 100.0),
        ("flow", flow, 50.0),
        ("quotient", quotients, 50.0),
    ] {
        out.pair(Group::Related, &format!("related.ease_{name}"), &ease(&picture.1, ridge));
    }
    for (name, picture, rank) in
        [("log", log, 5), ("log", log, 20), ("flow", flow, 10), ("quotient", quotients, 10), ("presence", has, 10)]
    {
        out.pair(Group::Related, &format!("related.svd{rank}_{name}"), &low_rank(&picture.1, rank));
    }
    parts(s, out);
    regressions(s, out);
}

/// The mean of a region's row over related activities, weighted by their cosine: over all, and over the nearest.
fn densities(name: &str, picture: &Matrix, out: &mut Frame) {
    let alike = cosines(&picture.transpose());
    let broad = picture.dot(&alike).scale_cols(&alike.col_sums());
    out.pair(Group::Related, &format!("related.density_{name}"), &broad);
    let near = Near::of(&alike, NARROW, &vec![true; alike.rows()]);
    let narrow = near.mean(&picture.transpose()).transpose();
    out.pair(Group::Related, &format!("related.density{NARROW}_{name}"), &narrow);
}

/// EASE (Steck 2019): each activity regressed on all others, with ridge; what the others foretell.
fn ease(picture: &Matrix, ridge: f64) -> Matrix {
    let mut gram = picture.transpose().dot(picture);
    (0..gram.rows()).for_each(|i| gram.set(i, i, gram.get(i, i) + ridge));
    let Some(inv) = inverse(&gram) else { return Matrix::zeros(picture.rows(), picture.cols()) };
    let diagonal: Vec<f64> = (0..inv.rows()).map(|i| -inv.get(i, i)).collect();
    let mut weights = inv.scale_cols(&diagonal);
    (0..weights.rows()).for_each(|i| weights.set(i, i, 0.0));
    picture.dot(&weights)
}

/// The best picture of this rank (truncated singular value decomposition).
fn low_rank(picture: &Matrix, rank: usize) -> Matrix {
    let gram = picture.transpose().dot(picture);
    let (_, directions) = largest(&gram, rank, Some(15));
    picture.dot(&directions.transpose()).dot(&directions)
}

/// Non-negative parts (Lee and Seung 1999, Kullback-Leibler) of what came: each region a mixture of a few profiles.
fn parts(s: &State, out: &mut Frame) {
    let size: Vec<f64> = s.flow3.row_sums().iter().map(|n| n.max(1.0)).collect();
    for (name, counts, rank) in [("recent", &s.recent, 8), ("recent", &s.recent, 20), ("stock", &s.stock, 12)] {
        let totals: Vec<f64> = counts.row_sums().iter().map(|n| n.max(1.0)).collect();
        let share = profiles(counts, rank).scale_rows(&totals);
        out.pair(Group::Related, &format!("related.profiles{rank}_{name}"), &as_expected(&share, &size));
    }
}

const PROFILE_ROUNDS: usize = 40;

pub(super) fn profiles(counts: &Matrix, rank: usize) -> Matrix {
    // Fixed starting values that differ from profile to profile; the first round brings them to scale.
    let spread = |a: usize, b: usize| 0.1 + ((a * 7919 + b * 104_729 + a * b * 31) % 1009) as f64 / 1009.0;
    let mut left = Matrix::from_fn(counts.rows(), rank, |r, k| spread(r + 1, k + 1));
    let mut right = Matrix::from_fn(rank, counts.cols(), |k, c| spread(c + 3, k + 11));
    let ratio = |left: &Matrix, right: &Matrix| {
        counts.zip(&left.dot(right), |n, m| if n > 0.0 { n / m.max(1e-12) } else { 0.0 })
    };
    for _ in 0..PROFILE_ROUNDS {
        let up = left.transpose().dot(&ratio(&left, &right)).scale_rows(&left.col_sums());
        right = right.zip(&up, |v, u| v * u);
        let up = ratio(&left, &right).dot(&right.transpose()).scale_cols(&right.row_sums());
        left = left.zip(&up, |v, u| v * u);
    }
    left.dot(&right)
}

/// What came lately, regressed with ridge on what was there before; applied to what is there now.
fn regressions(s: &State, out: &mut Frame) {
    let (Some(before), Some(came)) = (s.stock_before.first(), s.arrivals.first()) else { return };
    let one = Matrix::from_fn(before.rows(), 1, |_, _| 1.0);
    let then = log1p(before).beside(&log1p(&s.flow3_then)).beside(&one);
    let now = log1p(&s.stock).beside(&log1p(&s.flow3)).beside(&one);
    // In the space of regions, which are fewer than twice the activities: now · thenᵀ (then thenᵀ + ridge)⁻¹ came.
    let (kernel, turn, came) = (then.dot(&then.transpose()), now.dot(&then.transpose()), log1p(came));
    for ridge in [100.0, 1000.0] {
        let mut kernel = kernel.clone();
        (0..kernel.rows()).for_each(|i| kernel.set(i, i, kernel.get(i, i) + ridge));
        let foretold = inverse(&kernel).map(|inv| turn.dot(&inv.dot(&came)));
        let foretold = foretold.unwrap_or_else(|| Matrix::zeros(s.stock.rows(), s.stock.cols()));
        out.pair(Group::Related, &format!("related.regression{ridge}"), &foretold);
    }
}

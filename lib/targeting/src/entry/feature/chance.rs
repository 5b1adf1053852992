//! How many must come for the task to be fulfilled, and the chance that as many do if they come at the rate that one
//! sign or another foretells. Counts of firms vary more than a Poisson count, so the tail is that of a negative binomial.
use super::related::profiles;
use super::similar::shares_nearby;
use super::space::around;
use super::{Frame, Group, log1p};
use crate::entry::label::{LEAST_NEW, LEAST_WEAK};
use crate::entry::near::cosines;
use crate::entry::state::State;
use crate::matrix::Matrix;

/// Similar regions whose rates are averaged, and profiles of the mixture.
const NEAREST: usize = 30;
const PROFILES: usize = 12;

/// Added to a rate before its logarithm is taken.
const LEAST_RATE: f64 = 0.02;

/// The growth that is believed lies between half and twice.
const GROWTH: (f64, f64) = (0.5, 2.0);

pub fn all(s: &State, out: &mut Frame) {
    let inflow = inflow(s);
    let needed = needed(s, &inflow, out);
    let rates = rates(s, &inflow);
    let logs = rates.iter().map(|(_, _, rate)| rate.map(|l| (l + LEAST_RATE).ln()));
    let mut mean = Matrix::zeros(needed.rows(), needed.cols());
    logs.for_each(|log| mean.add_assign(&log, 1.0 / rates.len() as f64));
    let together = [(Group::Expected, "together", mean.map(f64::exp))];
    for (group, name, rate) in rates.iter().chain(&together) {
        let two = rate.map(|l| log_tail(l, LEAST_NEW));
        out.pair(*group, &format!("chance.two_{name}"), &two);
        let enough = rate.zip(&needed, |l, k| log_tail(l, (k - 1e-9).ceil()));
        out.pair(*group, &format!("chance.enough_{name}"), &enough);
    }
    out.pair(Group::Expected, "chance.rate_to_needed", &mean.zip(&needed, |log, k| log - k.ln()));
}

/// What comes to each region within the horizon, if it goes on as in the last year.
fn inflow(s: &State) -> Vec<f64> {
    s.flow1.row_sums().iter().map(|n| n * f64::from(s.horizon)).collect()
}

/// The number at which the location quotient of what comes reaches 1, at least [`LEAST_WEAK`].
fn needed(s: &State, inflow: &[f64], out: &mut Frame) -> Matrix {
    let lately = s.flow1.col_sums().into_iter().zip(s.flow2.col_sums()).map(|(a, b)| a + b);
    let lately: Vec<f64> = lately.collect();
    let total = lately.iter().sum::<f64>().max(1.0);
    let share: Vec<f64> = lately.iter().map(|n| n / total).collect();
    let expected = Matrix::outer(inflow, &share);
    let needed = expected.map(|e| e.max(LEAST_WEAK));
    let (last, both) = (s.flow1.row_sums(), s.flow2.row_sums());
    let growth = last.iter().zip(&both).map(|(l, b)| (l / (b - l).max(1.0)).clamp(GROWTH.0, GROWTH.1).sqrt());
    let growth: Vec<f64> = growth.collect();
    let growing = expected.zip(&Matrix::outer(&growth, &vec![1.0; share.len()]), |e, g| (e * g).max(LEAST_WEAK));
    out.pair(Group::Expected, "chance.expected", &expected.map(|e| (e + 0.05).ln()));
    out.pair(Group::Expected, "chance.needed", &needed.map(f64::ln));
    out.pair(Group::Expected, "chance.needed_growing", &growing.map(f64::ln));
    needed
}

/// How many each sign foretells within the horizon.
fn rates(s: &State, inflow: &[f64]) -> Vec<(Group, &'static str, Matrix)> {
    let grown = |share: &Matrix| share.zip(&Matrix::outer(inflow, &vec![1.0; share.cols()]), |s, n| s * n);
    let totals = |m: &Matrix, least: f64| m.row_sums().iter().map(|n| n.max(least)).collect::<Vec<_>>();
    let around = around(s, &s.recent);
    vec![
        (Group::Own, "own", own(s)),
        (Group::Similar, "similar_flow", grown(&shares_nearby(s, &cosines(&log1p(&s.flow3)), NEAREST))),
        (Group::Similar, "similar_stock", grown(&shares_nearby(s, &cosines(&log1p(&s.stock)), NEAREST))),
        (Group::Neighbours, "neighbours", grown(&around.clone().scale_rows(&totals(&around, 3.0)))),
        (Group::Related, "profiles", grown(&profiles(&s.recent, PROFILES).scale_rows(&totals(&s.recent, 1.0)))),
    ]
}

/// What the region had lately, mixed with what is common: the weights of `recent` add up to about 2.5 years.
fn own(s: &State) -> Matrix {
    let common = super::independent(&s.recent);
    let horizon = f64::from(s.horizon);
    s.recent.zip(&common, |n, c| (n + 0.5 * c) / 1.5 * horizon / 2.5)
}

/// ln P(N ≥ k) of a negative binomial count with mean `rate` and shape 2, that is P(N ≥ k) = qᵏ (1 + k (1 − q)) with
/// q = rate ÷ (2 + rate). From one in a hundred thousand upwards.
fn log_tail(rate: f64, k: f64) -> f64 {
    let q = rate / (2.0 + rate);
    (q.powf(k) * (1.0 + k * (1.0 - q)) + 1e-5).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_negative_binomial() {
        // Summed by hand: P(N = n) = (n + 1) p² qⁿ.
        let (rate, k) = (1.7_f64, 4);
        let q = rate / (2.0 + rate);
        let below: f64 = (0..k).map(|n| f64::from(n + 1) * (1.0 - q).powi(2) * q.powi(n)).sum();
        assert!((log_tail(rate, f64::from(k)) - (1.0 - below + 1e-5).ln()).abs() < 1e-12);
        assert!((log_tail(0.0, 2.0) - 1e-5_f64.ln()).abs() < 1e-12);
    }
}

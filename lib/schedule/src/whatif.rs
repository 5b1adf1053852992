//! What-if: two plans under the same random numbers, compared run by run.
use crate::select::at_ranks;
use crate::simulation::Simulated;
use serde::Serialize;

/// Changed plan minus plan, in working days, run by run: negative means earlier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Paired {
    pub runs: usize,
    pub mean: f64,
    /// 95 % interval of the mean difference (normal, from the paired differences).
    pub low: f64,
    pub high: f64,
    /// Of the differences themselves: what one project may see.
    pub p10: f32,
    pub p50: f32,
    pub p90: f32,
    /// Share of runs that end earlier, and that end later.
    pub earlier: f64,
    pub later: f64,
    /// Difference of the P80 of both ends.
    pub p80: f32,
}

impl Paired {
    /// Nothing where the two were not simulated with the same number of runs. Both must come from the same seed.
    pub fn of(plan: &Simulated, changed: &Simulated) -> Option<Self> {
        let runs = plan.ends.len();
        if runs == 0 || changed.ends.len() != runs {
            return None;
        }
        let differences: Vec<f32> = changed.ends.iter().zip(&plan.ends).map(|(c, p)| c - p).collect();
        let n = runs as f64;
        let mean = differences.iter().map(|d| f64::from(*d)).sum::<f64>() / n;
        let squares: f64 = differences.iter().map(|d| (f64::from(*d) - mean).powi(2)).sum();
        let margin = 1.96 * (squares / (n - 1.0).max(1.0) / n).sqrt();
        let [p10, p50, p90] = at_ranks(&differences, [10, 50, 90].map(|p| (runs * p).div_ceil(100) - 1));
        let share = |test: fn(&f32) -> bool| differences.iter().filter(|d| test(d)).count() as f64 / n;
        Some(Self {
            runs,
            mean,
            low: mean - margin,
            high: mean + margin,
            p10,
            p50,
            p90,
            earlier: share(|d| *d < 0.0),
            later: share(|d| *d > 0.0),
            p80: changed.p80 - plan.p80,
        })
    }
}

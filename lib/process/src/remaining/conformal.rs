//! Bounds that keep their promise under drift: adaptive conformal inference.
//!
//! Gibbs and Candès, "Adaptive Conformal Inference Under Distribution Shift" (NeurIPS 2021): the level moves by γ times how much more often than promised
//! the bound failed. Feedback comes when a case ends.
use super::window::Window;

/// For bounds; quick enough to follow a drift within a few cases.
pub const GAMMA: f64 = 0.02;
/// For the median, which should not swing with single cases.
pub const GAMMA_SLOW: f64 = 0.002;
/// So far a level may rise; else a bound that failed for long would need as long to come down.
const LEVEL_MAX: f64 = 1.2;
/// More forecasts of one case do not count.
const FORECASTS_MAX: u32 = 8;
/// How far beyond the largest sample a bound goes per point of level above 1.
const STRETCH: f64 = 10.0;

/// An upper bound that should hold in this share of cases.
#[derive(Clone, Debug)]
pub struct Adaptive {
    target: f64,
    gamma: f64,
    level: f64,
}

impl Adaptive {
    pub fn new(target: f64, gamma: f64) -> Self {
        Self { target, gamma, level: target }
    }

    /// The bound among samples; beyond the largest where even that failed too often.
    pub fn bound(&self, samples: &Window) -> Option<f64> {
        let bound = samples.quantile(self.level)?;
        Some(bound * (1.0 + STRETCH * (self.level - 1.0).max(0.0)))
    }

    /// An ended case: `failed` of the `judged` forecasts that were made for it lay below the truth. They fail together, so that a long case counts as
    /// a few forecasts only.
    pub fn learn(&mut self, failed: u32, judged: u32) {
        if judged == 0 {
            return;
        }
        let share = f64::from(failed) / f64::from(judged);
        let weight = self.gamma * f64::from(judged.min(FORECASTS_MAX));
        self.level = (self.level + weight * (share - (1.0 - self.target))).clamp(0.0, LEVEL_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_raises_the_bound_and_holding_lowers_it() {
        let mut samples = Window::new(100);
        (1..=100).for_each(|v| samples.push(v));
        let mut bound = Adaptive::new(0.8, GAMMA);
        let start = bound.bound(&samples).unwrap();
        bound.learn(1, 1);
        assert!(bound.bound(&samples).unwrap() > start);
        (0..50).for_each(|_| bound.learn(0, 1));
        assert!(bound.bound(&samples).unwrap() < start);
        (0..500).for_each(|_| bound.learn(1, 1));
        assert!(bound.bound(&samples).unwrap() > 100.0, "beyond the largest sample");
    }
}

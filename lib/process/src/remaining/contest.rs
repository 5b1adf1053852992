//! Which method is shipped is decided by a rolling contest on ended cases.
use super::views::VIEWS;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// How a forecast's median was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Median of ended cases after the same activity.
    LastActivity,
    /// The same, of the latest hundred.
    Recent,
    /// Several views, weighted by how well each did lately after the same activity.
    Blend,
    /// Boosted trees that learned from ended cases.
    Learned,
    /// A quantile of ended cases after the same activity, whose level follows the drift.
    Adaptive,
}

pub const METHODS: [Method; 5] =
    [Method::LastActivity, Method::Recent, Method::Blend, Method::Learned, Method::Adaptive];

/// What takes the place of the simplest method must have been better than it by this factor over all forecasts so far.
const MARGIN: f64 = 0.995;
/// Memory of the contest between the trees and the simple methods, in forecasts: a few dozen cases. The trees must have been judged as often before they win.
const MEMORY: u64 = 1000;
/// How sharply better views are preferred.
const PREFERENCE: f64 = 10.0;
/// Memory of a view's error after one activity, in samples.
const FORGET_VIEW: f64 = 0.02;

/// Absolute errors in milliseconds: of the methods over all that was judged, of the views over what came lately.
#[derive(Clone, Debug, Default)]
pub struct Contest {
    methods: [f64; METHODS.len()],
    judged: u64,
    /// Lately: of the simple method that was best at the time, and of the trees.
    simple: f64,
    learned: f64,
    challenged: u64,
    /// Per activity: errors of the views, and how many were judged.
    views: FxHashMap<u32, ([f64; VIEWS], u64)>,
}

impl Contest {
    /// The mean of the views' forecasts, each with weight exp(−10·(its error / the least error − 1)).
    pub fn blend(&self, activity: u32, forecasts: &[f64; VIEWS]) -> f64 {
        let first = forecasts.first().copied().unwrap_or(0.0);
        let Some((errors, _)) = self.views.get(&activity) else { return first };
        let least = errors.iter().copied().fold(f64::INFINITY, f64::min).max(1.0);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (error, forecast) in errors.iter().zip(forecasts) {
            let weight = (-PREFERENCE * (error / least - 1.0)).exp();
            sum += weight * forecast;
            weights += weight;
        }
        sum / weights
    }

    /// The simple method with the least error so far; the simplest one unless another is clearly better.
    pub fn simple_winner(&self) -> Method {
        let bar = self.methods.first().map_or(0.0, |simplest| simplest * MARGIN);
        let mut best = (Method::LastActivity, bar);
        for (method, error) in METHODS.into_iter().zip(self.methods).skip(1) {
            if method != Method::Learned && error < best.1 {
                best = (method, error);
            }
        }
        best.0
    }

    /// Whether the trees were better lately than the simple method that they would have replaced.
    pub fn learned_wins(&self) -> bool {
        self.challenged >= MEMORY && self.learned < self.simple
    }

    /// What the best simple method and the trees said, and what came.
    pub fn challenge(&mut self, simple: f64, learned: f64, truth: f64) {
        self.challenged += 1;
        let rate = 1.0 / self.challenged.min(MEMORY) as f64;
        self.simple += rate * ((simple - truth).abs() - self.simple);
        self.learned += rate * ((learned - truth).abs() - self.learned);
    }

    /// What the methods and views said after an activity, and what came.
    pub fn judge(&mut self, activity: u32, methods: &[f64; METHODS.len()], views: &[f64; VIEWS], truth: f64) {
        self.judged += 1;
        let rate = 1.0 / self.judged as f64;
        for (error, said) in self.methods.iter_mut().zip(methods) {
            *error += rate * ((said - truth).abs() - *error);
        }
        let (errors, judged) = self.views.entry(activity).or_default();
        *judged += 1;
        let rate = FORGET_VIEW.max(1.0 / *judged as f64);
        for (error, said) in errors.iter_mut().zip(views) {
            *error += rate * ((said - truth).abs() - *error);
        }
    }
}

//! How long something takes, as a table of quantiles: waiting and processing apart.

/// Steps of 0.5 %: P50, P80, P95, P99 are exact.
const STEPS: usize = 200;

/// A distribution of working days at probabilities 0, 0.005, … 1; linear between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    values: Vec<f64>,
}

/// Why a distribution cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantilesError {
    Empty,
    /// A duration is negative or not a number, or over [`DAYS_MAX`].
    Value,
    /// Probabilities must rise from 0 to 1, values must not fall.
    Order,
}

/// A century of working days: more is a slip of the pen.
pub const DAYS_MAX: f64 = 25_000.0;

impl std::fmt::Display for QuantilesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "a distribution needs at least one value",
            Self::Value => "durations are numbers from 0 to 25000 working days",
            Self::Order => "probabilities must rise from 0 to 1 and values must not fall",
        })
    }
}

impl std::error::Error for QuantilesError {}

impl Quantiles {
    /// Always the same, in working days.
    pub fn constant(days: f64) -> Result<Self, QuantilesError> {
        Self::from_samples(&[days])
    }

    /// Of what was observed; between order statistics linear (Hyndman and Fan's type 7).
    pub fn from_samples(days: &[f64]) -> Result<Self, QuantilesError> {
        check(days)?;
        let mut sorted = days.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Ok(Self { values: probabilities().map(|p| interpolated(&sorted, p)).collect() })
    }

    /// From knots (probability, days), the first at 0 and the last at 1.
    pub fn from_knots(knots: &[(f64, f64)]) -> Result<Self, QuantilesError> {
        check(&knots.iter().map(|k| k.1).collect::<Vec<_>>())?;
        let rises = knots.iter().zip(knots.iter().skip(1)).all(|(a, b)| a.0 < b.0 && a.1 <= b.1);
        let ends = knots.first().is_some_and(|k| k.0 == 0.0) && knots.last().is_some_and(|k| k.0 == 1.0);
        if !rises || !ends {
            return Err(QuantilesError::Order);
        }
        Ok(Self { values: probabilities().map(|p| between_knots(knots, p)).collect() })
    }

    /// Below `enough` samples the own table counts in proportion, the rest is the parent's (department, then statute).
    pub fn shrunk(&self, samples: usize, parent: &Self, enough: usize) -> Self {
        let own = samples.min(enough) as f64 / enough.max(1) as f64;
        let pairs = self.values.iter().zip(&parent.values);
        Self { values: pairs.map(|(o, p)| own * o + (1.0 - own) * p).collect() }
    }

    /// Every duration times a factor: a shorter promised limit, a faster officer.
    pub fn scaled(&self, factor: f64) -> Self {
        let factor = if factor.is_finite() { factor.max(0.0) } else { 1.0 };
        Self { values: self.values.iter().map(|v| (v * factor).min(DAYS_MAX)).collect() }
    }

    /// No duration above the limit.
    pub fn capped(&self, limit_days: f64) -> Self {
        Self { values: self.values.iter().map(|v| v.min(limit_days.max(0.0))).collect() }
    }

    /// Working days at the probability.
    pub fn at(&self, p: f64) -> f64 {
        interpolated(&self.values, p)
    }

    pub fn mean(&self) -> f64 {
        let middle = self.values.iter().zip(self.values.iter().skip(1)).map(|(a, b)| (a + b) / 2.0);
        middle.sum::<f64>() / STEPS as f64
    }

    /// Value and slope of each step.
    pub(crate) fn table(&self) -> Table {
        let mut steps = [[0.0; 2]; 256];
        let pairs = self.values.iter().zip(self.values.iter().skip(1));
        for (step, (a, b)) in steps.iter_mut().zip(pairs) {
            *step = [*a as f32, (*b - *a) as f32];
        }
        Table { steps }
    }
}

/// Padded to 256 steps, so that a byte always finds one.
pub(crate) struct Table {
    steps: [[f32; 2]; 256],
}

impl Table {
    /// The duration at the probability `bits / 2³²`.
    #[inline]
    pub(crate) fn draw(&self, bits: u32) -> f32 {
        let scaled = u64::from(bits) * STEPS as u64;
        let [value, slope] = self.steps.get(usize::from((scaled >> 32) as u8)).copied().unwrap_or_default();
        value + slope * ((scaled as u32 >> 8) as f32 * (1.0 / 16_777_216.0))
    }
}

/// Waiting until somebody begins, then processing, both in working days.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration {
    pub waiting: Quantiles,
    pub processing: Quantiles,
}

impl Duration {
    /// No waiting, always the same processing.
    pub fn fixed(days: f64) -> Result<Self, QuantilesError> {
        Ok(Self { waiting: Quantiles::constant(0.0)?, processing: Quantiles::constant(days)? })
    }
}

fn probabilities() -> impl Iterator<Item = f64> {
    (0..=STEPS).map(|i| i as f64 / STEPS as f64)
}

fn check(days: &[f64]) -> Result<(), QuantilesError> {
    match (days.is_empty(), days.iter().all(|d| (0.0..=DAYS_MAX).contains(d))) {
        (true, _) => Err(QuantilesError::Empty),
        (_, false) => Err(QuantilesError::Value),
        _ => Ok(()),
    }
}

fn interpolated(sorted: &[f64], p: f64) -> f64 {
    let place = p.clamp(0.0, 1.0) * sorted.len().saturating_sub(1) as f64;
    let low = sorted.get(place.floor() as usize).copied().unwrap_or(0.0);
    let high = sorted.get(place.ceil() as usize).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

fn between_knots(knots: &[(f64, f64)], p: f64) -> f64 {
    let pairs = knots.iter().zip(knots.iter().skip(1));
    let found = pairs.rev().find(|(a, _)| a.0 <= p);
    found.map_or(0.0, |(a, b)| a.1 + (b.1 - a.1) * (p - a.0) / (b.0 - a.0))
}

//! Percentiles of measured times.
use std::time::Duration;

#[derive(Default, Clone)]
pub struct Spread {
    micros: Vec<u64>,
}

impl Spread {
    pub fn add(&mut self, time: Duration) {
        self.micros.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }
    pub fn join(&mut self, other: Spread) {
        self.micros.extend(other.micros);
    }
    pub fn count(&self) -> usize {
        self.micros.len()
    }
    /// The value that `share` of all do not exceed, in milliseconds (nearest rank).
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rank = (sorted.len() as f64 * share).ceil() as usize;
        #[allow(clippy::cast_precision_loss)]
        sorted.get(rank.saturating_sub(1)).map_or(0.0, |us| *us as f64 / 1_000.0)
    }
}

/// The middle one of several measurements.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let mut spread = Spread::default();
        (1..=100).for_each(|ms| spread.add(Duration::from_millis(ms)));
        assert_eq!((spread.at(0.5), spread.at(0.99), spread.at(1.0)), (50.0, 99.0, 100.0));
        assert_eq!(Spread::default().at(0.5), 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}

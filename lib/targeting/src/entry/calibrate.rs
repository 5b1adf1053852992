//! From the model's logits to probabilities that hold (Platt 1999).
use super::logistic::{Rows, chance, fit};
use serde::{Deserialize, Serialize};

/// probability = 1 ÷ (1 + exp(−(slope × logit + offset))), learned on years that the logits have not seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    pub slope: f64,
    pub offset: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { slope: 1.0, offset: 0.0 }
    }
}

impl Calibration {
    /// From logits and whether it came. Where the two are unrelated, or nothing came, the logits stay as they are.
    pub(super) fn learn(said: &[(f64, bool)]) -> Self {
        let rows = Rows {
            width: 1,
            values: said.iter().map(|(z, _)| *z as f32).collect(),
            labels: said.iter().map(|(_, came)| f32::from(u8::from(*came))).collect(),
            weights: vec![1.0; said.len()],
        };
        match fit(&[&rows], 1e-6, Some(&[0.0, 1.0])).as_deref() {
            Some([offset, slope]) if *slope > 0.0 => Self { slope: *slope, offset: *offset },
            _ => Self::default(),
        }
    }

    pub fn probability(&self, logit: f64) -> f64 {
        chance(self.slope * logit + self.offset)
    }
}

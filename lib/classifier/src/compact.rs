//! Learned weights as whole numbers of one byte: what a classifier keeps in memory and on disk.
use crate::softmax::Weights;

/// Smaller group weights than this many steps of 127 are forgotten.
const LEAST_STEP: u8 = 6;

/// One row of `classes` bytes for each feature; a weight is its byte times `scale`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dense {
    pub classes: usize,
    pub scale: f32,
    pub values: Vec<i8>,
}

impl Dense {
    pub fn of(weights: &Weights) -> Self {
        let scale = scale(weights);
        let values = weights.rows().flatten().map(|w| step(*w, scale)).collect();
        Self { classes: weights.classes(), scale, values }
    }

    pub fn row(&self, id: u32) -> &[i8] {
        let start = usize::try_from(id).unwrap_or(usize::MAX).saturating_mul(self.classes);
        self.values.get(start..start.saturating_add(self.classes)).unwrap_or_default()
    }

    /// The row's largest weight in steps of 127.
    pub fn loudest(&self, id: u32) -> u8 {
        self.row(id).iter().map(|step| step.unsigned_abs()).max().unwrap_or(0)
    }

    /// Only the rows of these features, in this order.
    pub fn only(&self, ids: &[u32]) -> Self {
        let values = ids.iter().flat_map(|id| self.row(*id)).copied().collect();
        Self { values, ..*self }
    }

    /// Adds `weight` times the feature's row to the scores.
    pub fn add(&self, id: u32, weight: f32, scores: &mut [f32]) {
        let weight = weight * self.scale;
        for (score, step) in scores.iter_mut().zip(self.row(id)) {
            *score += weight * f32::from(*step);
        }
    }
}

/// Rows of which most weights are nothing: (class, byte) pairs, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse {
    pub scale: f32,
    /// Where the row of each feature ends in `entries`.
    pub ends: Vec<u32>,
    pub entries: Vec<(u16, i8)>,
}

impl Sparse {
    pub fn of(weights: &Weights) -> Self {
        let scale = scale(weights);
        let mut sparse = Self { scale, ..Self::default() };
        for row in weights.rows() {
            let steps = row.iter().map(|w| step(*w, scale)).enumerate();
            let kept = steps.filter(|(_, s)| s.unsigned_abs() >= LEAST_STEP);
            sparse.entries.extend(kept.filter_map(|(class, s)| Some((u16::try_from(class).ok()?, s))));
            sparse.ends.push(u32::try_from(sparse.entries.len()).unwrap_or(u32::MAX));
        }
        sparse
    }

    /// Only the rows of these features, in this order.
    pub fn only(&self, ids: &[u32]) -> Self {
        let mut kept = Self { scale: self.scale, ..Self::default() };
        for id in ids {
            kept.entries.extend_from_slice(self.row(*id));
            kept.ends.push(u32::try_from(kept.entries.len()).unwrap_or(u32::MAX));
        }
        kept
    }

    fn row(&self, id: u32) -> &[(u16, i8)] {
        let place = |at: Option<u32>| at.and_then(|at| self.ends.get(usize::try_from(at).ok()?)).copied();
        let start = place(id.checked_sub(1)).unwrap_or(0);
        let Some(end) = place(Some(id)) else { return &[] };
        let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        self.entries.get(at(start)..at(end)).unwrap_or_default()
    }

    pub fn add(&self, id: u32, weight: f32, scores: &mut [f32]) {
        let weight = weight * self.scale;
        for (class, step) in self.row(id) {
            if let Some(score) = scores.get_mut(usize::from(*class)) {
                *score += weight * f32::from(*step);
            }
        }
    }
}

fn scale(weights: &Weights) -> f32 {
    let largest = weights.rows().flatten().fold(0.0_f32, |most, w| most.max(w.abs()));
    if largest > 0.0 { largest / f32::from(i8::MAX) } else { 1.0 }
}

#[allow(clippy::cast_possible_truncation)] // clamped to the range of a byte
fn step(weight: f32, scale: f32) -> i8 {
    (weight / scale).round().clamp(-127.0, 127.0) as i8
}

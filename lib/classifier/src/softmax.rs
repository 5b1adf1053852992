//! Multinomial logistic regression on sparse features, learned by stochastic gradient descent.
//! Bishop, Pattern Recognition and Machine Learning, 4.3.4: the gradient of the error for class k is (p_k - t_k) x.
use std::ops::Range;

use crate::features::Feature;

/// Steps smaller than this share of probability are left out: most classes are far from most firms.
const LEAST_GRADIENT: f32 = 2e-3;

/// Weights while they are learned: one row of `classes` for each feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    classes: usize,
    values: Vec<f32>,
}

impl Weights {
    pub fn new(features: usize, classes: usize) -> Self {
        Self { classes, values: vec![0.0; features.saturating_mul(classes)] }
    }

    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks(self.classes.max(1))
    }

    pub fn classes(&self) -> usize {
        self.classes
    }

    fn place(&self, id: u32, among: &Range<usize>) -> Range<usize> {
        let start = usize::try_from(id).unwrap_or(usize::MAX).saturating_mul(self.classes);
        start.saturating_add(among.start)..start.saturating_add(among.end)
    }

    /// One step of size `rate` towards class `target`, as a choice among the classes of `among`.
    pub fn step(&mut self, features: &[Feature], among: Range<usize>, target: usize, rate: f32, work: &mut Vec<f32>) {
        work.clear();
        work.resize(among.len(), 0.0);
        for feature in features {
            let row = self.values.get(self.place(feature.id, &among)).unwrap_or_default();
            for (score, weight) in work.iter_mut().zip(row) {
                *score += feature.weight * weight;
            }
        }
        softmax(work);
        if let Some(score) = target.checked_sub(among.start).and_then(|at| work.get_mut(at)) {
            *score -= 1.0;
        }
        let far = work.iter().enumerate().filter(|(_, gradient)| gradient.abs() > LEAST_GRADIENT);
        let far: Vec<(usize, f32)> = far.map(|(class, gradient)| (class, rate * gradient)).collect();
        for feature in features {
            let place = self.place(feature.id, &among);
            let row = self.values.get_mut(place).unwrap_or_default();
            for (class, step) in &far {
                if let Some(weight) = row.get_mut(*class) {
                    *weight -= feature.weight * step;
                }
            }
        }
    }
}

/// Scores to probabilities, in place.
pub fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        total += *score;
    }
    scores.iter_mut().for_each(|score| *score /= total);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Field;

    fn feature(id: u32) -> Feature {
        Feature { id, weight: 1.0, field: Field::Scope, start: 0, end: 2 }
    }

    fn learned() -> Weights {
        let mut weights = Weights::new(2, 3);
        for _ in 0..50 {
            weights.step(&[feature(0)], 0..3, 2, 0.5, &mut Vec::new());
            weights.step(&[feature(1)], 0..2, 1, 0.5, &mut Vec::new());
        }
        weights
    }

    #[test]
    fn each_feature_learns_its_class_among_those_of_its_choice() {
        let weights = learned();
        let rows: Vec<&[f32]> = weights.rows().collect();
        assert!(rows[0][2] > 2.0 && rows[0][0] < 0.0 && rows[0][1] < 0.0, "{rows:?}");
        assert!(rows[1][1] > 1.5 && rows[1][0] < 0.0, "{rows:?}");
        assert_eq!(rows[1][2], 0.0, "a class outside the choice stays");
    }

    #[test]
    fn probabilities_sum_to_one_however_large_the_scores() {
        let mut scores = [1000.0, 999.0, -1000.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((scores[0] / scores[1] - std::f32::consts::E).abs() < 1e-3);
    }
}

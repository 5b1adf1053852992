//! What was learned from a registry, as bytes that stand beside its Parquet files.
use std::ops::Range;

use crate::code::{Division, Group};
use crate::compact::{Dense, Sparse};
use crate::features::{Feature, Vocabulary};
use crate::softmax::{Weights, softmax};

/// Divisions of the standard; the class of a division is its number less one.
pub const DIVISIONS: usize = 97;

/// A run whose largest weight is smaller than this many steps of 127 is forgotten.
const LEAST_STEP: u8 = 12;

/// Weights of runs of characters and of the lexicon's votes. Empty where there were too few firms to learn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub(crate) taught_by: u64,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) divisions: Dense,
    /// The groups that were taught, in the order of the standard: the classes of `within`.
    pub(crate) groups: Vec<Group>,
    pub(crate) within: Sparse,
}

impl Model {
    /// The model that knows nothing: the lexicon decides alone.
    pub fn empty() -> Self {
        Self::default()
    }

    pub(crate) fn learned(
        taught_by: u64,
        vocabulary: Vocabulary,
        divisions: &Weights,
        groups: Vec<Group>,
        within: &Weights,
    ) -> Self {
        let (divisions, within) = (Dense::of(divisions), Sparse::of(within));
        Self { taught_by, vocabulary, divisions, groups, within }.telling()
    }

    /// Without the runs of characters that tell no division from another.
    fn telling(self) -> Self {
        let features = u32::try_from(self.vocabulary.features()).unwrap_or(u32::MAX);
        let tells = |id: &u32| Vocabulary::is_vote(*id) || self.divisions.loudest(*id) >= LEAST_STEP;
        let ids: Vec<u32> = (0..features).filter(tells).collect();
        Self {
            vocabulary: self.vocabulary.only(&ids),
            divisions: self.divisions.only(&ids),
            within: self.within.only(&ids),
            ..self
        }
    }

    pub fn is_empty(&self) -> bool {
        self.taught_by == 0
    }

    /// Firms whose names told their trade, from which the weights were learned.
    pub fn taught_by(&self) -> u64 {
        self.taught_by
    }

    /// The probability of each division by number less one; nothing when the model is empty.
    pub(crate) fn divisions(&self, features: &[Feature], scores: &mut Vec<f32>) {
        scores.clear();
        if self.is_empty() || features.is_empty() {
            return;
        }
        scores.resize(DIVISIONS, 0.0);
        features.iter().for_each(|f| self.divisions.add(f.id, f.weight, scores));
        softmax(scores);
    }

    /// Scores of all groups that were taught; [`Model::siblings`] of a division are made probabilities by the caller.
    pub(crate) fn groups(&self, features: &[Feature], scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.groups.len(), 0.0);
        features.iter().for_each(|f| self.within.add(f.id, f.weight, scores));
    }

    /// The places of a division's groups among those that were taught.
    pub(crate) fn siblings(&self, division: Division) -> Range<usize> {
        siblings(&self.groups, division)
    }
}

/// `groups` in the order of the standard.
pub fn siblings(groups: &[Group], division: Division) -> Range<usize> {
    groups.partition_point(|g| g.division() < division)..groups.partition_point(|g| g.division() <= division)
}

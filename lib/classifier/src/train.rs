//! Learning from a registry: firms stream in, a bounded sample stays, and the model comes out the same whatever their order.
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::code::Group;
use crate::features::{Feature, Vocabulary, known_runs};
use crate::hash::mix;
use crate::model::{DIVISIONS, Model, siblings};
use crate::parsed::Parsed;
use crate::sample::{Sample, Taught};
use crate::softmax::Weights;
use crate::verdict::Firm;

/// Times that each firm of the sample is learned from.
const EPOCHS: usize = 2;
/// The size of the first step; the last is nearly nothing.
const FIRST_STEP: f32 = 1.5;
const LAST_STEP: f32 = 0.05;
/// Fewer taught firms than this make no model.
const LEAST_FIRMS: usize = 2000;
/// A firm between two looks at the caller's wish to stop.
const STRIDE: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Chooses the sample and the order of learning. Same seed and same firms, in any order: same model, byte for byte.
    pub seed: u64,
    /// Firms of each division that are kept at most; about 500 bytes each.
    pub most_per_division: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 20_191_008, most_per_division: 2000 }
    }
}

/// How far training is, in firms learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub of: usize,
}

/// The caller asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Collects the sample. Memory does not grow with the number of firms.
#[derive(Debug)]
pub struct Trainer {
    options: Options,
    sample: Sample,
}

impl Trainer {
    pub fn new(options: Options) -> Self {
        Self { options, sample: Sample::new(options.seed, options.most_per_division) }
    }

    /// One firm of the registry, in any order; a firm that comes twice counts once.
    pub fn add(&mut self, firm: Firm<'_>) {
        self.sample.add(firm);
    }

    /// Learns. `watch` hears how far it is and can break off. With too few telling names the model is empty, and
    /// [`crate::Classifier`] works from its lexicon alone.
    pub fn train(self, mut watch: impl FnMut(Progress) -> ControlFlow<()>) -> Result<Model, Cancelled> {
        let firms = self.sample.into_firms();
        if firms.len() < LEAST_FIRMS {
            return Ok(Model::empty());
        }
        let mut pupil = Pupil::new(&firms);
        let of = firms.len() * EPOCHS;
        for epoch in 0..EPOCHS {
            let salt = mix(self.options.seed ^ mix(u64::try_from(epoch).unwrap_or(0)));
            for (at, firm) in shuffled(&firms, salt).into_iter().enumerate() {
                let done = epoch * firms.len() + at;
                if done.is_multiple_of(STRIDE) && watch(Progress { done, of }).is_break() {
                    return Err(Cancelled);
                }
                pupil.learn(firm, step_size(done, of));
            }
        }
        Ok(pupil.finish(u64::try_from(firms.len()).unwrap_or(u64::MAX)))
    }
}

/// Falls in a straight line from the first step to the last.
#[allow(clippy::cast_precision_loss)] // a share, not a count
fn step_size(done: usize, of: usize) -> f32 {
    FIRST_STEP + (LAST_STEP - FIRST_STEP) * (done as f32 / of as f32)
}

/// In an order of its own for each salt; the firms come in an order that depends on the seed only.
fn shuffled(firms: &[Taught], salt: u64) -> Vec<&Taught> {
    let mut order: Vec<(u64, &Taught)> =
        firms.iter().enumerate().map(|(at, firm)| (mix(salt ^ u64::try_from(at).unwrap_or(0)), firm)).collect();
    order.sort_by_key(|(place, _)| *place);
    order.into_iter().map(|(_, firm)| firm).collect()
}

/// A model that is being learned.
struct Pupil {
    vocabulary: Vocabulary,
    groups: Vec<Group>,
    divisions: Weights,
    within: Weights,
    parsed: Parsed,
    work: Vec<f32>,
}

impl Pupil {
    fn new(firms: &[Taught]) -> Self {
        let vocabulary = known_runs(firms.iter().map(|f| f.scope.as_str()));
        let taught: BTreeSet<Group> = firms.iter().filter(|f| !f.division_only).map(|f| f.group).collect();
        let groups: Vec<Group> = taught.into_iter().collect();
        let divisions = Weights::new(vocabulary.features(), DIVISIONS);
        let within = Weights::new(vocabulary.features(), groups.len());
        Self { vocabulary, groups, divisions, within, parsed: Parsed::default(), work: Vec::new() }
    }

    fn learn(&mut self, firm: &Taught, rate: f32) {
        self.parsed.read(Firm { name: &firm.name, scope: &firm.scope });
        self.parsed.scope_features(&self.vocabulary);
        let features: &[Feature] = &self.parsed.features;
        let division = firm.group.division();
        let class = usize::from(division.number()).saturating_sub(1);
        self.divisions.step(features, 0..DIVISIONS, class, rate, &mut self.work);
        let known = self.groups.binary_search(&firm.group).ok().filter(|_| !firm.division_only);
        if let Some(class) = known {
            self.within.step(features, siblings(&self.groups, division), class, rate, &mut self.work);
        }
    }

    fn finish(self, taught_by: u64) -> Model {
        Model::learned(taught_by, self.vocabulary, &self.divisions, self.groups, &self.within)
    }
}

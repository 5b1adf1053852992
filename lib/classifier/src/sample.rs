//! A sample of firms whose names tell their trade: of each division those whose hashes come first, so that the order in
//! which firms arrive does not matter and memory stays bounded.
use std::collections::BTreeMap;

use crate::code::Group;
use crate::hash::mix;
use crate::reading::{ScopeActivity, assumed, name_vote, read_name};
use crate::text::{Items, SCOPE_CHARS, half_width};
use crate::verdict::Firm;

/// A firm with the code that its name tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    pub name: String,
    pub scope: String,
    pub group: Group,
    /// Only the division of `group` was told.
    pub division_only: bool,
}

#[derive(Debug, Default)]
pub struct Sample {
    seed: u64,
    most: usize,
    by_division: BTreeMap<u16, BTreeMap<u64, Taught>>,
    name: Items,
    scope: Items,
}

impl Sample {
    /// `most` firms of each division at most.
    pub fn new(seed: u64, most: usize) -> Self {
        Self { seed, most, ..Self::default() }
    }

    pub fn add(&mut self, firm: Firm<'_>) {
        self.name.read_name(firm.name);
        let mut name = read_name(&self.name);
        if name.strong.is_none() || firm.scope.is_empty() {
            return;
        }
        self.scope.read_scope(firm.scope);
        if self.scope.is_empty() {
            return;
        }
        let activity = ScopeActivity::read(&self.scope);
        name.activity = assumed(&self.scope, &activity, &name);
        let Some(vote) = name_vote(&name, activity.first(name.activity)) else { return };
        let rank = self.rank(firm);
        let kept = self.by_division.entry(vote.group.division().number()).or_default();
        if kept.len() >= self.most && kept.last_key_value().is_none_or(|(last, _)| rank >= *last) {
            return;
        }
        let cut = |text: &str| text.chars().take(SCOPE_CHARS * 3).collect::<String>();
        let taught = Taught {
            name: cut(firm.name),
            scope: cut(firm.scope),
            group: vote.group,
            division_only: vote.division_only,
        };
        kept.insert(rank, taught);
        if kept.len() > self.most {
            kept.pop_last();
        }
    }

    /// A place in the queue that depends on seed and firm only.
    fn rank(&self, firm: Firm<'_>) -> u64 {
        let text = firm.name.chars().chain(std::iter::once('\n')).chain(firm.scope.chars()).map(half_width);
        text.fold(mix(self.seed), |hash, c| mix(hash ^ u64::from(u32::from(c))))
    }

    /// All kept firms in the order of their ranks.
    pub fn into_firms(self) -> Vec<Taught> {
        let mut ranked: Vec<(u64, Taught)> = self.by_division.into_values().flatten().collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, taught)| taught).collect()
    }
}

//! What the model sees of a firm: runs of two to four characters, and the codes that the lexicon votes for.
use std::collections::HashMap;

use crate::code::Group;
use crate::hash::{HashIndex, Run};
use crate::reading::{Vote, rank_weight};
use crate::text::{Items, is_letter};
use crate::verdict::Field;

/// Shortest and longest run of characters that is looked at.
pub const RUN_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
/// Places for the lexicon's votes: one for each number of three digits.
const VOTES: u32 = 1000;
/// Runs of a name count half as much as the first of a scope: among them are places and brands.
const NAME_WEIGHT: f32 = 0.5;
/// A word of the lexicon counts as much as four runs of characters: it is known to mean something.
const VOTE_WEIGHT: f32 = 2.0;

/// A feature that is present, and the characters it stands on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    pub id: u32,
    pub weight: f32,
    pub field: Field,
    pub start: usize,
    pub end: usize,
}

/// The runs of characters that the model knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    hashes: Vec<u64>,
    index: HashIndex,
}

impl Vocabulary {
    pub fn new(hashes: Vec<u64>) -> Self {
        let index = HashIndex::new(hashes.iter().copied());
        Self { hashes, index }
    }

    /// Only the runs whose features are among `ids`, and the votes; `ids` rise.
    pub fn only(&self, ids: &[u32]) -> Self {
        let places = ids.iter().filter_map(|id| usize::try_from(id.checked_sub(VOTES)?).ok());
        Self::new(places.filter_map(|at| self.hashes.get(at)).copied().collect())
    }

    pub fn is_vote(id: u32) -> bool {
        id < VOTES
    }

    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// How many features there are: votes first, then runs.
    pub fn features(&self) -> usize {
        usize::try_from(VOTES).unwrap_or(0) + self.hashes.len()
    }

    fn id(&self, run: Run) -> Option<u32> {
        self.index.get(run.finish()).map(|at| at + VOTES)
    }

    /// The features of one text.
    pub fn read(&self, field: Field, items: &Items, out: &mut Vec<Feature>) {
        for (item, chars) in items.iter() {
            let weight = if field == Field::Name { NAME_WEIGHT } else { rank_weight(&item) };
            each_run(chars, |start, end, run| {
                if let Some(id) = self.id(run) {
                    out.push(Feature { id, weight, field, start: item.start + start, end: item.start + end });
                }
            });
        }
    }
}

pub fn vote_feature(field: Field, vote: &Vote) -> Feature {
    let Vote { group, weight, start, end, .. } = *vote;
    Feature { id: vote_id(group), weight: weight * VOTE_WEIGHT, field, start, end }
}

fn vote_id(group: Group) -> u32 {
    u32::from(group.number())
}

/// Calls `seen` with start, end and hash of each run in the characters; runs do not cross digits and signs.
pub fn each_run(chars: &[char], mut seen: impl FnMut(usize, usize, Run)) {
    for start in 0..chars.len() {
        let mut run = Run::EMPTY;
        for (length, c) in chars.iter().skip(start).take(*RUN_CHARS.end()).enumerate() {
            if !is_letter(*c) {
                break;
            }
            run = run.push(*c);
            if RUN_CHARS.contains(&(length + 1)) {
                seen(start, start + length + 1, run);
            }
        }
    }
}

/// Makes the weights a vector of length 1, so that long scopes do not speak louder.
pub fn normalise(features: &mut [Feature]) {
    let length = features.iter().map(|f| f.weight * f.weight).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|f| f.weight /= length);
    }
}

/// Runs that fewer scopes have are left out.
const LEAST_SCOPES: u32 = 20;

/// The vocabulary of a sample: runs that enough scopes have.
pub fn known_runs<'a>(scopes: impl Iterator<Item = &'a str>) -> Vocabulary {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut items = Items::default();
    let mut own = Vec::new();
    for scope in scopes {
        items.read_scope(scope);
        own.clear();
        items.iter().for_each(|(_, chars)| each_run(chars, |_, _, run| own.push(run.finish())));
        own.sort_unstable();
        own.dedup();
        own.iter().for_each(|hash| *counts.entry(*hash).or_default() += 1);
    }
    let mut hashes: Vec<u64> = counts.into_iter().filter(|(_, n)| *n >= LEAST_SCOPES).map(|(hash, _)| hash).collect();
    hashes.sort_unstable();
    Vocabulary::new(hashes)
}

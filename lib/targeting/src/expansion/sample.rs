//! What the trees learn from: past questions, the groups that answered them, and a sample of those that did not.
use super::feature::{Feature, Row};
use super::ledger::Ledger;
use super::question::Question;
use super::snapshot::Snapshot;
use crate::boost::{Random, Table};
use std::collections::BTreeMap;

/// The rows to learn from.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    values: Vec<f32>,
    positive: Vec<bool>,
    weights: Vec<f32>,
    lists: Vec<u32>,
    pub questions: u32,
    pub positives: u32,
}

/// The groups that entered, by place and division.
pub(super) type Entries = BTreeMap<(u32, u32), Vec<usize>>;

/// Who of those known on the eve entered in the year itself.
pub(super) fn entries(ledger: &Ledger, eve: &Snapshot) -> Entries {
    let mut entries = Entries::new();
    for (number, profile) in eve.profiles.iter().enumerate() {
        let visits = ledger.groups.get(profile.group).map(|g| g.visits.as_slice()).unwrap_or_default();
        for visit in visits.iter().filter(|v| v.year == eve.year && v.entry) {
            entries.entry((visit.place, visit.division)).or_default().push(number);
        }
    }
    entries
}

/// How promising a group looks before anything was learned: pace × place × trade, flattened a little.
fn promise(row: &Row) -> f32 {
    (1.2 * row.at(Feature::Expected)).exp()
}

impl Sample {
    pub(super) fn table(&self) -> Table<'_> {
        Table {
            columns: Feature::ALL.len(),
            values: &self.values,
            positive: &self.positive,
            weights: &self.weights,
            lists: &self.lists,
        }
    }

    /// Adds the questions of one year; `negatives` is how many groups that did not come are drawn for each.
    pub(super) fn add_year(&mut self, ledger: &Ledger, eve: &Snapshot, negatives: f32, random: &mut Random) {
        for ((place, division), came) in entries(ledger, eve) {
            let question = Question::new(ledger, eve, ledger.places.name(place), ledger.divisions.name(division));
            self.add(eve, &question, &came, negatives, random);
            self.questions += 1;
        }
    }

    /// Groups that look promising are drawn more often. A drawn group weighs the inverse of its probability, so that
    /// the sample stands for all groups.
    fn add(&mut self, eve: &Snapshot, question: &Question<'_>, came: &[usize], negatives: f32, random: &mut Random) {
        let mut row = Row::new();
        let mut promises = Vec::with_capacity(eve.profiles.len());
        for profile in eve.profiles.iter() {
            question.row(profile, &mut row);
            promises.push(if profile.is_in(question.place) { 0.0 } else { promise(&row) });
        }
        let open = promises.iter().filter(|p| **p > 0.0).count().max(1) as f32;
        let sum: f32 = promises.iter().sum();
        for (number, (profile, promise)) in eve.profiles.iter().zip(&promises).enumerate() {
            let positive = came.contains(&number);
            let probability = (negatives * (0.7 * promise / sum + 0.3 / open)).min(1.0);
            let drawn = *promise > 0.0 && random.unit() < probability;
            if positive || drawn {
                question.row(profile, &mut row);
                self.values.extend_from_slice(&row.0);
                self.positive.push(positive);
                self.weights.push(if positive { 1.0 } else { 1.0 / probability });
                self.lists.push(self.questions);
                self.positives += u32::from(positive);
            }
        }
    }
}

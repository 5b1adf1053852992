//! How well a ranking did, once the year that it was made for is known.
use super::ledger::Ledger;
use super::sample::entries;
use super::snapshot::Snapshot;
use super::{Establishment, Expansion};
use serde::{Deserialize, Serialize};

/// How deep a ranking is looked through for an answer.
const DEPTH: usize = 200;

/// The accuracy over all questions that a known group answered in the year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Places × divisions where a group entered that had opened outside its home before.
    pub questions: usize,
    /// Mean of 1 ÷ rank of the first group that came; 0 beyond the first 200.
    pub mean_reciprocal_rank: f64,
    /// Share of the questions with a group that came among the first 10, and the first 50.
    pub hit_10: f64,
    pub hit_50: f64,
}

impl Expansion {
    /// Judges the ranking by what happened in its year; `establishments` are those it was learned from and that year's.
    /// Without a question in that year there is nothing to judge.
    #[must_use]
    pub fn judge(&self, establishments: &[Establishment]) -> Option<Accuracy> {
        let ledger = Ledger::new(establishments, self.model().at.saturating_add(1));
        let eve = Snapshot::new(&ledger, self.model().at);
        let mut ranks = Vec::new();
        for ((place, division), came) in entries(&ledger, &eve) {
            let profiles = came.iter().filter_map(|n| eve.profiles.get(*n));
            let came: Vec<&str> = profiles.filter_map(|p| ledger.groups.get(p.group)).map(|g| g.id.as_str()).collect();
            let ranked = self.rank(ledger.places.name(place), ledger.divisions.name(division), DEPTH);
            ranks.push(ranked.iter().position(|r| came.contains(&r.group.as_str())).map(|n| n + 1));
        }
        accuracy(&ranks)
    }
}

fn accuracy(ranks: &[Option<usize>]) -> Option<Accuracy> {
    let questions = ranks.len();
    let share = |within| ranks.iter().flatten().filter(|r| **r <= within).count() as f64 / questions as f64;
    let inverse: f64 = ranks.iter().flatten().map(|r| 1.0 / *r as f64).sum();
    (questions > 0).then(|| Accuracy {
        questions,
        mean_reciprocal_rank: inverse / questions as f64,
        hit_10: share(10),
        hit_50: share(50),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_become_shares() {
        let a = accuracy(&[Some(1), Some(4), Some(20), None]).unwrap();
        assert_eq!((a.questions, a.hit_10, a.hit_50), (4, 0.5, 0.75));
        assert!((a.mean_reciprocal_rank - 1.3 / 4.0).abs() < 1e-12);
        assert!(accuracy(&[]).is_none());
    }
}

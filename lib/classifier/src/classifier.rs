//! The classifier as it is used: lexicon, and a model where one was trained.
use crate::code::{Division, Group};
use crate::model::Model;
use crate::reading::{ScopeActivity, Vote, name_vote, read_name, scope_votes};
use crate::text::Items;
use crate::verdict::{Evidence, Field, Firm, Guess, Top, Verdict};

/// What is not known takes part as this much weight, so that one weak word does not make a certainty.
const DOUBT: f32 = 0.35;

/// Places firms in GB/T 4754-2017. Cheap to share between threads; `classify` is a pure function of model and firm.
#[derive(Debug)]
pub struct Classifier {
    model: Model,
}

/// Buffers of one thread.
#[derive(Default)]
struct Work {
    name: Items,
    scope: Items,
    votes: Vec<(Field, Vote)>,
}

impl Classifier {
    /// With the lexicon alone: where there are too few firms to learn from, as in the demo.
    pub fn lexicon_only() -> Self {
        Self { model: Model::empty() }
    }

    pub fn new(model: Model) -> Self {
        Self { model }
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Division and group, three of each at most.
    pub fn classify(&self, firm: Firm<'_>) -> Verdict {
        self.classify_with(firm, &mut Work::default())
    }

    /// The same for many firms, in their order, on `threads` threads (at least one).
    pub fn classify_all(&self, firms: &[Firm<'_>], threads: usize) -> Vec<Verdict> {
        let size = firms.len().div_ceil(threads.max(1)).max(1);
        let run = |part: &[Firm<'_>]| {
            let mut work = Work::default();
            part.iter().map(|firm| self.classify_with(*firm, &mut work)).collect::<Vec<_>>()
        };
        if firms.len() <= size {
            return run(firms);
        }
        std::thread::scope(|scope| {
            let parts: Vec<_> = firms.chunks(size).map(|part| scope.spawn(move || run(part))).collect();
            // A thread that fails has a fault of ours: its panic goes on in the caller's thread.
            parts.into_iter().flat_map(|p| p.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }

    /// The words that speak for the division, strongest first, at most five; empty when nothing does.
    pub fn explain(&self, firm: Firm<'_>, division: Division) -> Vec<Evidence> {
        let mut work = Work::default();
        read(firm, &mut work);
        let mut found: Vec<Evidence> = Vec::new();
        let total: f32 = votes_for(&work, division).map(|(_, v)| v.weight).sum();
        for &(field, vote) in votes_for(&work, division) {
            let text = if field == Field::Name { &work.name } else { &work.scope };
            let word: String = text.slice(vote.start, vote.end).iter().collect();
            let share = vote.weight / total;
            match found.iter_mut().find(|e| e.word == word && e.field == field) {
                Some(seen) => seen.share += share,
                None => found.push(Evidence { word, field, share }),
            }
        }
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        found.truncate(5);
        found
    }

    fn classify_with(&self, firm: Firm<'_>, work: &mut Work) -> Verdict {
        read(firm, work);
        verdict(&work.votes)
    }
}

fn votes_for(work: &Work, division: Division) -> impl Iterator<Item = &(Field, Vote)> {
    work.votes.iter().filter(move |(_, v)| v.group.division() == division)
}

fn read(firm: Firm<'_>, work: &mut Work) {
    work.name.read_name(firm.name);
    work.scope.read_scope(firm.scope);
    work.votes.clear();
    let name = read_name(&work.name);
    let activity = ScopeActivity::read(&work.scope);
    work.votes.extend(scope_votes(&work.scope, &activity, name.activity).map(|v| (Field::Scope, v)));
    work.votes.extend(name_vote(&name, activity.first(name.activity)).map(|v| (Field::Name, v)));
}

fn verdict(votes: &[(Field, Vote)]) -> Verdict {
    let total: f32 = votes.iter().map(|(_, v)| v.weight).sum::<f32>() + DOUBT;
    let mut divisions: Vec<(Division, f32)> = Vec::new();
    let mut groups: Vec<(Group, f32)> = Vec::new();
    for (_, vote) in votes {
        add(&mut divisions, vote.group.division(), vote.weight / total);
        add(&mut groups, vote.group, vote.weight / total * if vote.division_only { 0.5 } else { 1.0 });
    }
    let divisions = Top::of(divisions.into_iter().map(guess));
    let within = |group: &(Group, f32)| divisions.iter().any(|d| d.code == group.0.division());
    Verdict { divisions, groups: Top::of(groups.into_iter().filter(within).map(guess)), corrected: false }
}

fn guess<C>((code, confidence): (C, f32)) -> Guess<C> {
    Guess { code, confidence }
}

fn add<C: PartialEq>(sums: &mut Vec<(C, f32)>, code: C, weight: f32) {
    match sums.iter_mut().find(|(seen, _)| *seen == code) {
        Some((_, sum)) => *sum += weight,
        None => sums.push((code, weight)),
    }
}

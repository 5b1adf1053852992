//! The classifier as it is used: two opinions, the lexicon's and the model's, weighed against each other.
use crate::code::{Division, Group};
use crate::model::{DIVISIONS, Model};
use crate::parsed::Parsed;
use crate::softmax::softmax;
use crate::verdict::{Evidence, Firm, Guess, Top, Verdict};

/// What the lexicon does not know takes part as this much weight, so that one weak word does not make a certainty.
const DOUBT: f32 = 0.35;
/// The lexicon's share of a verdict where there is a model too. Chosen on the even half of the check (docs/decisions/0030).
const LEXICON_SHARE: f32 = 0.5;

/// Places firms in GB/T 4754-2017. Cheap to share between threads; `classify` is a pure function of model and firm.
#[derive(Debug)]
pub struct Classifier {
    model: Model,
}

/// The buffers of one thread.
#[derive(Default)]
struct Work {
    parsed: Parsed,
    divisions: Vec<f32>,
    groups: Vec<f32>,
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
        let mut parsed = Parsed::default();
        parsed.read(firm);
        parsed.all_features(&self.model.vocabulary);
        crate::evidence::words(&parsed, &self.model, division)
    }

    fn classify_with(&self, firm: Firm<'_>, work: &mut Work) -> Verdict {
        work.parsed.read(firm);
        work.divisions.clear();
        if !self.model.is_empty() {
            work.parsed.all_features(&self.model.vocabulary);
            self.model.divisions(&work.parsed.features, &mut work.divisions);
            self.model.groups(&work.parsed.features, &mut work.groups);
        }
        let divisions = divisions(work);
        let mut groups = Top::EMPTY;
        for division in divisions.iter() {
            self.groups_of(division, work, &mut groups);
        }
        Verdict { divisions, groups, corrected: false }
    }

    /// Offers the groups of one division: its confidence, shared among them.
    fn groups_of(&self, division: Guess<Division>, work: &mut Work, top: &mut Top<Group>) {
        let siblings = self.model.siblings(division.code);
        let learned = work.groups.get_mut(siblings.clone()).unwrap_or_default();
        softmax(learned);
        let votes = work.parsed.votes.iter().map(|(_, v)| v).filter(|v| v.group.division() == division.code);
        let voted: f32 = votes.clone().map(|v| v.weight).sum();
        let lexicon_share = match (voted > 0.0, learned.is_empty()) {
            (true, true) => 1.0,
            (true, false) => LEXICON_SHARE,
            (false, _) => 0.0,
        };
        let mut shares = Shares::default();
        for vote in votes {
            let certain = if vote.division_only { 0.5 } else { 1.0 };
            shares.add(vote.group, lexicon_share * certain * vote.weight / voted);
        }
        for (group, probability) in self.model.groups.get(siblings).unwrap_or_default().iter().zip(learned.iter()) {
            shares.add(*group, (1.0 - lexicon_share) * probability);
        }
        for (code, share) in shares.0 {
            top.offer(Guess { code, confidence: share * division.confidence });
        }
    }
}

/// Both opinions on the divisions. Where the lexicon is silent, its share goes to the model.
fn divisions(work: &Work) -> Top<Division> {
    let votes = work.parsed.votes.iter().map(|(_, v)| v);
    let total: f32 = votes.clone().map(|v| v.weight).sum::<f32>() + DOUBT;
    let share = if work.divisions.is_empty() { 1.0 } else { LEXICON_SHARE };
    let mut sums = [0.0_f32; DIVISIONS];
    for vote in votes {
        if let Some(sum) = sums.get_mut(usize::from(vote.group.division().number()).saturating_sub(1)) {
            *sum += share * vote.weight / total;
        }
    }
    let rest = 1.0 - sums.iter().sum::<f32>();
    sums.iter_mut().zip(&work.divisions).for_each(|(sum, p)| *sum += rest * p);
    let guesses = sums.iter().zip(1_u16..).filter(|(sum, _)| **sum > 0.0);
    Top::of(guesses.filter_map(|(sum, number)| Some(Guess { code: Division::new(number)?, confidence: *sum })))
}

/// Sums by group, in the order in which groups came.
#[derive(Default)]
struct Shares(Vec<(Group, f32)>);

impl Shares {
    fn add(&mut self, group: Group, share: f32) {
        match self.0.iter_mut().find(|(seen, _)| *seen == group) {
            Some((_, sum)) => *sum += share,
            None => self.0.push((group, share)),
        }
    }
}

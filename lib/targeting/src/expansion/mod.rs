//! Which company groups open in a place, in a division, next.
//!
//! Learned from the past: each place and division where known groups entered in one of the last years is a question,
//! the groups that came are its answers. Only groups that had opened outside their home before can be ranked; most
//! newcomers (about four of five in the Chinese registry) are not among them, and a page must say so.
mod backtest;
mod evidence;
mod feature;
mod grid;
mod ledger;
mod net;
mod question;
mod sample;
mod snapshot;

use crate::boost::{Boosted, Loss, Params, Random};
pub use backtest::Accuracy;
pub use evidence::{Facts, Reason};
use feature::Row;
pub use feature::{Family, Feature};
use ledger::Ledger;
use net::Net;
pub use net::NetParams;
use question::Question;
use sample::Sample;
use serde::{Deserialize, Serialize};
use snapshot::{Profile, Snapshot};

/// One establishment of a company group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Establishment {
    /// What tells the group from others.
    pub group: String,
    /// The place where the group is at home; `None` where unknown.
    pub home: Option<String>,
    /// `province|city`; a name without `|` is its own province.
    pub place: String,
    /// The division of industry, for example GB/T 4754 with two digits. Any fixed set of codes works.
    pub division: String,
    pub year: i32,
}

/// How the ranking is learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Years of questions.
    pub years: i32,
    /// Groups drawn for each question that did not come.
    pub negatives: f32,
    /// Groups that the first trees keep for all trees to rank.
    pub keep: usize,
    /// Boosted models, each with its own random rows and features.
    pub models: u64,
    pub loss: Loss,
    pub trees: Params,
    /// Networks, each with its own random start.
    pub nets: u64,
    pub net: NetParams,
}

impl Default for Settings {
    fn default() -> Self {
        let trees = Params {
            trees: 200,
            leaves: 15,
            learning_rate: 0.05,
            l2: 30.0,
            least_rows: 50,
            least_second: 1e-3,
            rows: 0.6,
            columns: 0.4,
            seed: 1,
        };
        let net = NetParams::default();
        Self { years: 9, negatives: 600.0, keep: 2000, models: 4, loss: Loss::Logistic, trees, nets: 4, net }
    }
}

/// Answers that are needed before anything is learned; with fewer, the plain product of pace, place and trade ranks.
const LEAST_POSITIVES: u32 = 30;
/// What the networks have of the score; the boosted models have the rest.
const NET_SHARE: f64 = 0.35;
/// Trees of the first model that choose whom everything else looks at.
const FIRST_TREES: usize = 40;

/// What was learned. It can be kept, and used again with the same establishments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The year for which it ranks: nothing of it or later was looked at.
    pub at: i32,
    /// Past questions, and groups that answered them.
    pub questions: u32,
    pub positives: u32,
    keep: usize,
    boosted: Vec<Boosted>,
    nets: Vec<Net>,
}

impl Model {
    /// Whether there was enough to learn from. If not, groups are ranked by the product of their pace, how likely the
    /// place is after their places, and how near the division is to theirs.
    #[must_use]
    pub fn is_learned(&self) -> bool {
        !self.boosted.is_empty()
    }

    /// What the boosted models and the networks have of the score.
    fn shares(&self) -> (f64, f64) {
        if self.nets.is_empty() { (1.0, 0.0) } else { (1.0 - NET_SHARE, NET_SHARE) }
    }
}

/// 0 without scores.
fn mean(scores: impl ExactSizeIterator<Item = f32>) -> f64 {
    let n = scores.len().max(1) as f64;
    scores.map(f64::from).sum::<f64>() / n
}

/// How far the learning has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Gathering the questions of a year.
    Year(i32),
    /// Growing the trees of a model, or learning a network, counted from 1.
    Model { number: u64, of: u64 },
}

/// A group in a ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub group: String,
    /// Orders the groups of one question: log odds by the trees mixed with log chances by the networks, not a probability
    /// to be shown, and not to be compared between questions.
    pub score: f64,
    pub facts: Facts,
    /// What moved the score, the strongest first; with `base` they add up to the score.
    pub reasons: Vec<Reason>,
    /// The score of a group of which nothing is known: that of the trees before a split, and of the networks' average row.
    pub base: f64,
}

/// A model with what was known on the eve of its year.
#[derive(Clone, Debug)]
pub struct Expansion {
    model: Model,
    ledger: Ledger,
    eve: Snapshot,
}

impl Expansion {
    /// Learns from the establishments before the year `at`, with the settings that did best over several years.
    #[must_use]
    pub fn fit(establishments: &[Establishment], at: i32) -> Self {
        Self::fit_with(establishments, at, &Settings::default(), &mut |_| ())
    }

    /// The same with settings and with news of the progress.
    pub fn fit_with(
        establishments: &[Establishment],
        at: i32,
        settings: &Settings,
        progress: &mut dyn FnMut(Step),
    ) -> Self {
        let ledger = Ledger::new(establishments, at);
        let sample = gather(&ledger, at, settings, progress);
        let (mut boosted, mut nets) = (Vec::new(), Vec::new());
        if sample.positives >= LEAST_POSITIVES {
            let of = settings.models + settings.nets;
            for number in 1..=of {
                progress(Step::Model { number, of });
                let seed = settings.trees.seed.wrapping_add(number);
                if number <= settings.models {
                    let trees = Params { seed, ..settings.trees.clone() };
                    boosted.push(Boosted::fit(&sample.table(), settings.loss, &trees));
                } else {
                    nets.push(Net::fit(&sample.table(), &settings.net, seed));
                }
            }
        }
        let (questions, positives) = (sample.questions, sample.positives);
        let model = Model { at, questions, positives, keep: settings.keep, boosted, nets };
        Self { eve: Snapshot::new(&ledger, at), model, ledger }
    }

    /// A kept model again, with the establishments that it was learned from.
    #[must_use]
    pub fn with(model: Model, establishments: &[Establishment]) -> Self {
        let ledger = Ledger::new(establishments, model.at);
        Self { eve: Snapshot::new(&ledger, model.at), model, ledger }
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How many groups can be ranked: those that had opened outside their home.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.eve.profiles.len()
    }

    /// Whether any group was ever in the place.
    #[must_use]
    pub fn knows_place(&self, place: &str) -> bool {
        self.ledger.places.find(place).is_some()
    }

    /// Whether any group ever had the division.
    #[must_use]
    pub fn knows_division(&self, division: &str) -> bool {
        self.ledger.divisions.find(division).is_some()
    }

    /// The groups not yet in the place, the likeliest to open there in the division first.
    #[must_use]
    pub fn rank(&self, place: &str, division: &str, limit: usize) -> Vec<Ranked> {
        let question = Question::new(&self.ledger, &self.eve, place, division);
        let mut row = Row::new();
        let mut best = self.promising(&question, limit);
        for (score, profile) in &mut best {
            question.row(profile, &mut row);
            *score = self.score(&row);
        }
        sort(&mut best, &self.ledger);
        best.truncate(limit);
        best.iter().map(|(score, profile)| self.explain(&question, profile, *score)).collect()
    }

    /// The groups that the first trees like best.
    fn promising(&self, question: &Question<'_>, limit: usize) -> Vec<(f64, &Profile)> {
        let mut row = Row::new();
        let mut all = Vec::with_capacity(self.eve.profiles.len());
        for profile in self.eve.profiles.iter().filter(|p| !p.is_in(question.place)) {
            question.row(profile, &mut row);
            let score = match self.model.boosted.first() {
                Some(first) => f64::from(first.score_first(&row.0, FIRST_TREES)),
                None => f64::from(row.at(Feature::Expected)),
            };
            all.push((score, profile));
        }
        sort(&mut all, &self.ledger);
        all.truncate(self.model.keep.max(limit));
        all
    }

    fn score(&self, row: &Row) -> f64 {
        if !self.model.is_learned() {
            return f64::from(row.at(Feature::Expected));
        }
        let boosted = mean(self.model.boosted.iter().map(|b| b.score(&row.0)));
        let nets = mean(self.model.nets.iter().map(|n| n.score(&row.0)));
        self.model.shares().0 * boosted + self.model.shares().1 * nets
    }

    fn explain(&self, question: &Question<'_>, profile: &Profile, score: f64) -> Ranked {
        let mut row = Row::new();
        question.row(profile, &mut row);
        let (base, reasons) = evidence::reasons(&self.model, &row, score);
        let group = self.ledger.groups.get(profile.group).map(|g| g.id.clone()).unwrap_or_default();
        Ranked { group, score, facts: Facts::new(profile, &row, &self.ledger), reasons, base }
    }
}

fn gather(ledger: &Ledger, at: i32, settings: &Settings, progress: &mut dyn FnMut(Step)) -> Sample {
    let mut sample = Sample::default();
    let mut random = Random::new(settings.trees.seed);
    for year in at.saturating_sub(settings.years)..at {
        progress(Step::Year(year));
        let eve = Snapshot::new(ledger, year);
        sample.add_year(ledger, &eve, settings.negatives, &mut random);
    }
    sample
}

/// Highest score first; equal scores in the order of the groups' ids.
fn sort(scored: &mut [(f64, &Profile)], ledger: &Ledger) {
    let id = |profile: &Profile| ledger.groups.get(profile.group).map_or("", |g| g.id.as_str());
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| id(a.1).cmp(id(b.1))));
}

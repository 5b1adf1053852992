//! Predictions with their reasons.
use super::feature::{Feature, Frame};
use super::label::candidates;
use super::learner::Pair;
use super::model::Model;
use super::near::{Near, cosines};
use super::scope::Scope;
use super::state::State;
use super::window::name;
use crate::matrix::Matrix;
use crate::panel::{Panel, Region};
use serde::Serialize;

/// How many similar regions and related activities serve as evidence.
const SHOWN: usize = 20;

/// All candidates, ranked, and what is needed to explain each.
pub struct Forecast {
    model: Model,
    regions: Vec<Region>,
    activities: Vec<String>,
    state: State,
    frame: Frame,
    alike: Near,
    related: Near,
    /// Region, activity (places here), logit; highest first.
    ranked: Vec<(usize, usize, f64)>,
}

/// One candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Ranked<'a> {
    pub region: &'a Region,
    pub activity: &'a str,
    /// That it comes within the horizon; calibrated.
    pub probability: f64,
    /// 1 is the best of all candidates of all regions.
    pub rank: usize,
}

/// What a feature added to the logit, against the average candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Contribution<'a> {
    pub feature: &'a Feature,
    /// The feature's own value.
    pub value: f64,
    pub contribution: f64,
}

/// One of the most similar regions.
#[derive(Clone, Debug, Serialize)]
pub struct Similar<'a> {
    pub region: &'a Region,
    /// Cosine of the logarithms of stocks, 0 to 1.
    pub similarity: f64,
    /// How many it has, and how many of those came in the last three years.
    pub stock: f64,
    pub flow3: f64,
}

/// One of the most related activities.
#[derive(Clone, Debug, Serialize)]
pub struct Related<'a> {
    pub activity: &'a str,
    /// Cosine over all regions, 0 to 1.
    pub relatedness: f64,
    /// How many the region has of it.
    pub stock: f64,
}

/// Why a candidate stands where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence<'a> {
    /// The largest first, by absolute contribution; all features that contributed.
    pub contributions: Vec<Contribution<'a>>,
    /// The 20 most similar regions, most similar first: "12 of the 20 most similar have it".
    pub similar: Vec<Similar<'a>>,
    /// The 20 most related activities, most related first.
    pub related: Vec<Related<'a>>,
    /// Regions of the same parent, and how many of them have it.
    pub neighbours: usize,
    pub neighbours_having: usize,
    /// What the region has of it.
    pub stock: f64,
    /// All regions together: the last three years, and the three before.
    pub flow3: f64,
    pub flow3_before: f64,
}

impl Forecast {
    pub(super) fn new(model: &Model, panel: &Panel) -> Self {
        let options = &model.options;
        let scope = Scope::new(panel, options);
        let state = State::new(panel, options.at, options.horizon, &scope.regions, &scope.activities);
        let open = open(model, &scope, &state.stock);
        let frame = Frame::of(&state).centred(&open);
        let logit = |r: usize, a: usize| {
            let distances: Vec<f32> = frame.distances(r, a, open.cols()).collect();
            model.learner.logit(&pair(&state, &distances, r, a))
        };
        let mut ranked = Vec::new();
        for (r, row) in open.iter_rows().enumerate() {
            let open = row.iter().enumerate().filter(|(_, o)| **o > 0.0);
            ranked.extend(open.map(|(a, _)| (r, a, logit(r, a))));
        }
        ranked.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
        let log = state.stock.map(f64::ln_1p);
        let all = |n: usize| vec![true; n];
        Self {
            alike: Near::of(&cosines(&log), SHOWN, &all(log.rows())),
            related: Near::of(&cosines(&log.transpose()), SHOWN, &all(log.cols())),
            regions: scope.regions.iter().filter_map(|i| panel.regions().get(*i).cloned()).collect(),
            activities: scope.activities.iter().filter_map(|i| panel.activities().get(*i).cloned()).collect(),
            model: model.clone(),
            state,
            frame,
            ranked,
        }
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// All candidates, the likeliest first.
    pub fn ranked(&self) -> impl Iterator<Item = Ranked<'_>> {
        self.ranked.iter().enumerate().filter_map(|(i, (r, a, z))| self.one(i, *r, *a, *z))
    }

    /// The candidates of one region, the likeliest first.
    pub fn of_region<'a>(&'a self, region: &'a Region) -> impl Iterator<Item = Ranked<'a>> {
        self.ranked().filter(move |one| one.region == region)
    }

    fn one(&self, place: usize, r: usize, a: usize, logit: f64) -> Option<Ranked<'_>> {
        let (region, activity) = (self.regions.get(r)?, self.activities.get(a)?);
        let probability = self.model.calibration.probability(logit);
        Some(Ranked { region, activity, probability, rank: place + 1 })
    }

    /// The reasons for a pair, whether it is a candidate or not; none where one of them is too small to be described.
    pub fn evidence(&self, region: &Region, activity: &str) -> Option<Evidence<'_>> {
        let r = self.regions.iter().position(|x| x == region)?;
        let a = self.activities.iter().position(|x| x == activity)?;
        let s = &self.state;
        let neighbours = s.parents.iter().enumerate().filter(|(i, p)| *i != r && **p == region.parent && !p.is_empty());
        let neighbours: Vec<usize> = neighbours.map(|(i, _)| i).collect();
        let sum = |m: &Matrix| m.iter_rows().filter_map(|row| row.get(a)).sum();
        Some(Evidence {
            contributions: self.contributions(r, a),
            similar: self.similar(r, a),
            related: self.related(r, a),
            neighbours_having: neighbours.iter().filter(|i| s.has.get(**i, a) > 0.0).count(),
            neighbours: neighbours.len(),
            stock: s.stock.get(r, a),
            flow3: sum(&s.flow3),
            flow3_before: sum(&s.flow3_before),
        })
    }

    fn contributions(&self, r: usize, a: usize) -> Vec<Contribution<'_>> {
        let distances: Vec<f32> = self.frame.distances(r, a, self.activities.len()).collect();
        let parts = self.model.learner.contributions(&pair(&self.state, &distances, r, a));
        let values = self.frame.columns.iter().map(|c| f64::from(c.value(r, a, self.activities.len())));
        // A surplus has no measure but what it adds.
        let values = values.chain(parts.iter().skip(distances.len()).copied().collect::<Vec<_>>());
        let all = self.model.features.iter().zip(values).zip(parts);
        let all = all.map(|((feature, value), contribution)| Contribution { feature, value, contribution });
        let mut all: Vec<_> = all.filter(|c| c.contribution != 0.0).collect();
        all.sort_by(|x, y| y.contribution.abs().total_cmp(&x.contribution.abs()));
        all
    }

    fn similar(&self, r: usize, a: usize) -> Vec<Similar<'_>> {
        let neighbours = self.alike.neighbours.get(r).into_iter().flatten();
        let similar = neighbours.filter_map(|(i, similarity)| {
            let (stock, flow3) = (self.state.stock.get(*i, a), self.state.flow3.get(*i, a));
            Some(Similar { region: self.regions.get(*i)?, similarity: *similarity, stock, flow3 })
        });
        similar.collect()
    }

    fn related(&self, r: usize, a: usize) -> Vec<Related<'_>> {
        let neighbours = self.related.neighbours.get(a).into_iter().flatten();
        let related = neighbours.filter_map(|(i, relatedness)| {
            Some(Related {
                activity: self.activities.get(*i)?,
                relatedness: *relatedness,
                stock: self.state.stock.get(r, *i),
            })
        });
        related.collect()
    }
}

fn pair<'a>(state: &'a State, distances: &'a [f32], r: usize, a: usize) -> Pair<'a> {
    Pair { distances, parent: name(&state.parents, r), activity: name(&state.activities, a) }
}

/// The candidates: by the stock of the regions and activities that get predictions.
fn open(model: &Model, scope: &Scope, stock: &Matrix) -> Matrix {
    let places = |flags: &[bool]| flags.iter().enumerate().filter(|(_, f)| **f).map(|(i, _)| i).collect::<Vec<_>>();
    let (regions, activities) = (places(&scope.target_region), places(&scope.target_activity));
    let chosen = candidates(model.options.task, &stock.select(&regions, &activities));
    let mut open = Matrix::zeros(stock.rows(), stock.cols());
    for (r, row) in regions.iter().zip(chosen.iter_rows()) {
        activities.iter().zip(row).for_each(|(a, o)| open.set(*r, *a, *o));
    }
    open
}

//! What is learned from windows of the past: ridge logistic regressions and boosted trees, averaged in log odds.
use super::Options;
use super::logistic::{self, Rows};
use super::surplus::{Said, Surplus};
use super::window::{Window, half};
use crate::boost::{Boosted, Loss, Params, Random, Table};
use serde::{Deserialize, Serialize};

/// Standardised values beyond this many standard deviations are cut.
const CUT: f32 = 6.0;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Scale {
    means: Vec<f32>,
    factors: Vec<f32>,
}

impl Scale {
    /// From raw rows; a feature that hardly varies gets the factor 0.
    fn of(windows: &[&Window]) -> Self {
        let width = windows.first().map_or(0, |w| w.rows.width);
        let (mut sum, mut squares, mut n) = (vec![0.0_f64; width], vec![0.0_f64; width], 0.0);
        for (x, _, _) in windows.iter().flat_map(|w| w.rows.iter()) {
            sum.iter_mut().zip(x).for_each(|(s, v)| *s += f64::from(*v));
            squares.iter_mut().zip(x).for_each(|(s, v)| *s += f64::from(*v).powi(2));
            n += 1.0;
        }
        let means: Vec<f64> = sum.iter().map(|s| s / f64::max(n, 1.0)).collect();
        let sd = means.iter().zip(&squares).map(|(m, s)| (s / f64::max(n, 1.0) - m * m).max(0.0).sqrt());
        let factors = sd.map(|sd| if sd < 1e-3 { 0.0 } else { (1.0 / sd) as f32 }).collect();
        Self { means: means.iter().map(|m| *m as f32).collect(), factors }
    }

    fn apply<'a>(&'a self, x: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        x.iter().zip(&self.means).zip(&self.factors).map(|((v, m), f)| ((v - m) * f).clamp(-CUT, CUT))
    }
}

/// What is learned on one span of outcomes: a regression and boosted trees, on the scale that they stand on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct View {
    scale: Scale,
    intercept: f64,
    /// On standardised features.
    coefficients: Vec<f64>,
    /// Belongs to the regression.
    surplus: Surplus,
    boosted: Vec<Boosted>,
    /// How much of the score is the regression's and all trees' together.
    parts: (f64, f64),
}

/// What a score is given to.
pub(super) struct Pair<'a> {
    /// The features' distances from the average candidate.
    pub distances: &'a [f32],
    pub parent: &'a str,
    pub activity: &'a str,
}

/// A view of the outcomes within the horizon, and one of those within its first half: of these the latest are newer. The
/// score is a weighted mean of their log odds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Learner {
    views: Vec<View>,
}

/// Of the candidates that a rough chance puts in the lower half, which hardly ever come, some stand for all.
const EASY_PART: usize = 2;
const EASY_KEEP: f32 = 0.25;

impl Learner {
    /// Learned from the outcomes that were known at `at`.
    pub fn at(at: i32, windows: &[Window], options: &Options, start: Option<&Self>) -> Option<Self> {
        let from = |n: usize| start.and_then(|s| s.views.get(n));
        let whole = View::at(at, windows, options, Span::Whole, from(0))?;
        let early = match half(options.horizon) < options.horizon && options.early_part > 0.0 {
            true => View::at(at, windows, options, Span::Early, from(1)),
            false => None,
        };
        let views = match early {
            Some(early) => vec![whole.weighing(1.0 - options.early_part), early.weighing(options.early_part)],
            None => vec![whole],
        };
        Some(Self { views })
    }

    pub fn logit(&self, pair: &Pair<'_>) -> f64 {
        self.views.iter().map(|view| view.logit(pair)).sum()
    }

    /// What each feature adds to the logit: coefficient × standardised value, and what the splits on it changed; then the
    /// two of the surplus.
    pub fn contributions(&self, pair: &Pair<'_>) -> Vec<f64> {
        let mut all = vec![0.0; pair.distances.len() + Surplus::features().len()];
        self.views.iter().for_each(|view| view.contribute(pair, &mut all));
        all
    }

    pub fn logits(&self, window: &Window) -> Vec<(f64, bool)> {
        let pairs = window.rows.iter().zip(window.names());
        pairs
            .map(|((distances, y, _), (parent, activity))| (self.logit(&Pair { distances, parent, activity }), y > 0.0))
            .collect()
    }
}

/// Which outcomes are learned from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Whole,
    Early,
}

impl Span {
    fn years(self, horizon: i32) -> i32 {
        if self == Self::Whole { horizon } else { half(horizon) }
    }

    fn labels(self, window: &Window) -> &[f32] {
        if self == Self::Whole { &window.rows.labels } else { &window.early }
    }
}

impl View {
    fn at(at: i32, windows: &[Window], options: &Options, span: Span, start: Option<&Self>) -> Option<Self> {
        let over = windows.iter().filter(|w| w.at + span.years(options.horizon) <= at && w.rows.len() > 0);
        let mut over: Vec<&Window> = over.collect();
        over.sort_by_key(|w| -w.at);
        over.truncate(options.windows);
        let newest = over.first()?.at;
        let scale = Scale::of(&over);
        let mut random = Random::new(options.trees.seed);
        let weight = |w: &Window| (-f64::from(newest - w.at) / options.decay).exp() as f32;
        let mut rows = Rows { width: over.first()?.rows.width, ..Rows::default() };
        let mut names = Vec::new();
        over.iter().for_each(|w| names.extend(gather(w, span, &scale, weight(w), &mut random, &mut rows)));
        let start: Option<Vec<f64>> =
            start.map(|s| std::iter::once(s.intercept).chain(s.coefficients.iter().copied()).collect());
        let mut b = logistic::fit(&[&rows], options.ridge, start.as_deref())?.into_iter();
        let intercept = b.next()?;
        let coefficients: Vec<f64> = b.collect();
        let said = rows.iter().zip(&names).map(|((x, y, weight), (parent, activity))| Said {
            parent,
            activity,
            logit: intercept + weighted(&coefficients, x),
            came: f64::from(y),
            weight: f64::from(weight),
        });
        let surplus = Surplus::learn(&said.collect::<Vec<_>>());
        let boosted = boost(&rows, span, options);
        let trees = if boosted.is_empty() { 0.0 } else { options.tree_part };
        Some(Self { scale, intercept, coefficients, surplus, boosted, parts: (1.0 - trees, trees) })
    }

    fn weighing(mut self, part: f64) -> Self {
        self.parts = (self.parts.0 * part, self.parts.1 * part);
        self
    }

    /// Its part of the score.
    fn logit(&self, pair: &Pair<'_>) -> f64 {
        let x: Vec<f32> = self.scale.apply(pair.distances).collect();
        let surplus: f64 = self.surplus.of(pair.parent, pair.activity).iter().sum();
        let regression = self.intercept + weighted(&self.coefficients, &x) + surplus;
        let trees: f64 = self.boosted.iter().map(|m| f64::from(m.score(&x))).sum();
        self.parts.0 * regression + self.each_tree() * trees
    }

    /// How much of the score one boosted model has.
    fn each_tree(&self) -> f64 {
        self.parts.1 / self.boosted.len().max(1) as f64
    }

    fn contribute(&self, pair: &Pair<'_>, all: &mut [f64]) {
        let x: Vec<f32> = self.scale.apply(pair.distances).collect();
        let mut changes = vec![0.0; x.len()];
        self.boosted.iter().for_each(|model| {
            model.explain(&x, &mut changes);
        });
        let surplus = self.surplus.of(pair.parent, pair.activity);
        let regression = self.coefficients.iter().zip(&x).map(|(b, v)| b * f64::from(*v)).chain(surplus);
        let trees = changes.into_iter().map(f64::from).chain(surplus.map(|_| 0.0));
        for (sum, (part, change)) in all.iter_mut().zip(regression.zip(trees)) {
            *sum += self.parts.0 * part + self.each_tree() * change;
        }
    }
}

fn weighted(coefficients: &[f64], x: &[f32]) -> f64 {
    coefficients.iter().zip(x).map(|(b, v)| b * f64::from(*v)).sum()
}

/// Adds the standardised rows of a window: all that came, and all that had a chance. Returns their parents and activities.
fn gather<'a>(
    window: &'a Window,
    span: Span,
    scale: &Scale,
    weight: f32,
    random: &mut Random,
    rows: &mut Rows,
) -> Vec<(&'a str, &'a str)> {
    let easy = window.easy;
    let chance = |x: &[f32]| x.get(easy).copied().unwrap_or(f32::MAX);
    let mut chances: Vec<f32> = window.rows.iter().map(|(x, _, _)| chance(x)).collect();
    let middle = chances.len() / EASY_PART;
    let bound = match chances.len() {
        0 => return Vec::new(),
        _ => *chances.select_nth_unstable_by(middle, f32::total_cmp).1,
    };
    let mut names = Vec::new();
    for (((x, _, _), y), name) in window.rows.iter().zip(span.labels(window)).zip(window.names()) {
        let easy = *y <= 0.0 && chance(x) < bound;
        if easy && random.unit() >= EASY_KEEP {
            continue;
        }
        rows.values.extend(scale.apply(x));
        rows.labels.push(*y);
        rows.weights.push(if easy { weight / EASY_KEEP } else { weight });
        names.push(name);
    }
    names
}

fn boost(rows: &Rows, span: Span, options: &Options) -> Vec<Boosted> {
    let positive: Vec<bool> = rows.labels.iter().map(|y| *y > 0.0).collect();
    let lists = vec![0; rows.len()];
    let table =
        Table { columns: rows.width, values: &rows.values, positive: &positive, weights: &rows.weights, lists: &lists };
    let first = if span == Span::Whole { 0 } else { options.boosted };
    let seeds = (1..=options.boosted).map(|n| first + n);
    let seeds = seeds.map(|n| Params { seed: options.trees.seed.wrapping_add(n), ..options.trees.clone() });
    seeds.map(|trees| Boosted::fit(&table, Loss::Logistic, &trees)).collect()
}

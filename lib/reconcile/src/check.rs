//! Interval propagation to a fixpoint: every relation narrows its quantities until nothing changes or two bounds exclude
//! each other. Bounds are rounded outward, so a contradiction that is reported is proven.
use crate::figure::{Figure, Kind};
use crate::interval::Interval;
use crate::kinds::{Kinds, Refused, kinds};
use crate::relation::{Relation, Way};
use crate::step::{Step, Term};
use std::collections::BTreeMap;
use std::fmt;

/// Narrowing may go on in ever smaller steps; what stands after so many rounds is true, if not the narrowest.
const MOST_ROUNDS: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Consistent(Findings),
    Contradiction(Box<Contradiction>),
}

/// What follows from figures that can all be true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The quantities that were not stated, by name.
    pub derived: BTreeMap<String, Derived>,
    /// Where every known quantity can lie; stated ones may be narrower than their rounding.
    pub intervals: BTreeMap<String, Interval>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    pub term: Term,
    /// The line that first gave it.
    first: Step,
    /// The lines that led to it, in order; the first derivation and whatever narrowed it since.
    pub steps: Vec<Step>,
}

impl Derived {
    /// The line of arithmetic that gives this quantity.
    pub fn step(&self) -> &Step {
        &self.first
    }
}

/// Figures that cannot all be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The relation in which it shows.
    pub relation: Relation,
    /// The names of the stated figures of which one at least is wrong; leave out any and the others agree.
    pub figures: Vec<String>,
    /// What leads to the operands of `computed` and, if it was computed too, to `known`.
    pub steps: Vec<Step>,
    /// The line whose result cannot be.
    pub computed: Step,
    /// The same quantity as it is stated, or as other figures give it.
    pub known: Term,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(f, "{step}")?;
        }
        let (computed, known) = self.told_apart();
        write!(f, "{computed} ≠ {} ({})", known.shown(), known.shown_interval())
    }
}

impl Contradiction {
    /// With as many decimals as it takes to see the gap.
    fn told_apart(&self) -> (Step, Term) {
        let (mut computed, mut known) = (self.computed.clone(), self.known.clone());
        let (a, b) = (computed.result.interval, known.interval);
        let (lower, upper) = if a.high() < b.low() { (a.high(), b.low()) } else { (b.high(), a.low()) };
        let places = if known.kind == Kind::Plain { 0 } else { 2 };
        let least = computed.result.interval_decimals.min(known.interval_decimals);
        let enough = (least..10).find(|d| lower.show(d + places) != upper.show(d + places)).unwrap_or(10);
        for term in [&mut computed.result, &mut known] {
            term.interval_decimals = term.interval_decimals.max(enough);
        }
        (computed, known)
    }
}

/// Derives what follows from the figures, or shows which of them contradict each other. The order of relations and
/// figures does not matter. Quantities that no figure reaches are left out of the findings.
pub fn check<N: Into<String>>(
    relations: &[Relation],
    figures: impl IntoIterator<Item = (N, Figure)>,
) -> Result<Outcome, Refused> {
    let mut stated = Figures::new();
    for (name, figure) in figures {
        let name = name.into();
        if stated.insert(name.clone(), figure).is_some() {
            return Err(Refused::Twice { quantity: name });
        }
    }
    let mut relations = relations.to_vec();
    relations.sort();
    relations.dedup();
    let kinds = kinds(&relations, &stated)?;
    Ok(match propagate(&kinds, &relations, &stated) {
        Ok(findings) => Outcome::Consistent(findings),
        Err(clash) => Outcome::Contradiction(shortest(&kinds, relations, stated, clash)),
    })
}

type Figures = BTreeMap<String, Figure>;

/// Leaves out every figure and relation without which the contradiction stays: what remains is to the point.
fn shortest(
    kinds: &Kinds,
    mut relations: Vec<Relation>,
    mut figures: Figures,
    mut clash: Box<Contradiction>,
) -> Box<Contradiction> {
    for name in figures.keys().cloned().collect::<Vec<_>>() {
        let mut fewer = figures.clone();
        fewer.remove(&name);
        if let Err(shorter) = propagate(kinds, &relations, &fewer) {
            (figures, clash) = (fewer, shorter);
        }
    }
    for relation in relations.clone() {
        let fewer: Vec<_> = relations.iter().filter(|r| **r != relation).cloned().collect();
        if let Err(shorter) = propagate(kinds, &fewer, &figures) {
            (relations, clash) = (fewer, shorter);
        }
    }
    clash
}

/// `relations` are sorted, so that the same figures always give the same arithmetic.
fn propagate(kinds: &Kinds, relations: &[Relation], figures: &Figures) -> Result<Findings, Box<Contradiction>> {
    let known = figures.iter().map(|(name, f)| (name.clone(), Known::stated(name, f)));
    let mut search = Search { kinds, known: known.collect() };
    for _ in 0..MOST_ROUNDS {
        let mut narrowed = false;
        for relation in relations {
            for way in relation.ways() {
                narrowed |= search.narrow(&way).map_err(|clash| {
                    let (steps, computed, known) = *clash;
                    Box::new(Contradiction {
                        relation: relation.clone(),
                        figures: figures.keys().cloned().collect(),
                        steps,
                        computed,
                        known,
                    })
                })?;
            }
        }
        if !narrowed {
            break;
        }
    }
    Ok(search.findings())
}

/// A quantity on the way: where it can lie, and why.
struct Known {
    term: Term,
    first: Option<Step>,
    steps: Vec<Step>,
}

impl Known {
    fn stated(name: &str, figure: &Figure) -> Self {
        let term = Term {
            name: name.to_owned(),
            value: figure.value(),
            interval: figure.interval(),
            kind: figure.kind(),
            decimals: figure.decimals(),
            interval_decimals: figure.decimals() + 1,
            stated: true,
        };
        Self { term, first: None, steps: Vec::new() }
    }

    fn add(&mut self, steps: Vec<Step>) {
        for step in steps {
            if !self.steps.iter().any(|s| s.repeats(&step)) {
                self.steps.push(step);
            }
        }
    }
}

struct Search<'a> {
    kinds: &'a Kinds,
    known: BTreeMap<String, Known>,
}

type Clash = (Vec<Step>, Step, Term);

impl Search<'_> {
    /// Computes the target of a way and keeps what is new. Ok(true) when something changed.
    fn narrow(&mut self, way: &Way<'_>) -> Result<bool, Box<Clash>> {
        let Some((step, mut steps)) = self.compute(way) else {
            return Ok(false);
        };
        let Some(target) = self.known.get_mut(way.target) else {
            let term = step.result.clone();
            steps.push(step.clone());
            let first = Some(step);
            self.known.insert(way.target.to_owned(), Known { term, first, steps });
            return Ok(true);
        };
        let Some(interval) = target.term.interval.meet(step.result.interval) else {
            let known = target.term.clone();
            target.add(steps);
            target.steps.retain(|s| !s.repeats(&step));
            return Err(Box::new((std::mem::take(&mut target.steps), step, known)));
        };
        if interval == target.term.interval {
            return Ok(false);
        }
        target.term.interval = interval;
        if !target.term.stated && !interval.contains(target.term.value) {
            target.term.value = interval.middle();
        }
        steps.push(step);
        target.add(steps);
        Ok(true)
    }

    /// The step and what led to its operands; None when an operand is unknown or nothing follows.
    fn compute(&self, way: &Way<'_>) -> Option<(Step, Vec<Step>)> {
        let (left, right) = (self.known.get(way.left)?, self.known.get(way.right)?);
        let interval = (way.operation).on_intervals(left.term.interval, right.term.interval)?;
        let value = (way.operation)
            .on_numbers(left.term.value, right.term.value)
            .filter(|&v| interval.contains(v))
            .unwrap_or(interval.middle());
        let kind = self.kinds.get(way.target).copied().unwrap_or(Kind::Plain);
        // As many decimals as the operands of the same kind have; one where there is none.
        let decimals = [&left.term, &right.term]
            .into_iter()
            .filter(|t| t.kind.is_percent() == kind.is_percent())
            .map(|t| t.decimals)
            .max()
            .unwrap_or(1);
        let result = Term {
            name: way.target.to_owned(),
            value,
            interval,
            kind,
            decimals,
            interval_decimals: decimals,
            stated: false,
        };
        let mut steps = left.steps.clone();
        for step in &right.steps {
            if !steps.iter().any(|s| s.repeats(step)) {
                steps.push(step.clone());
            }
        }
        let step = Step { operation: way.operation, left: left.term.clone(), right: right.term.clone(), result };
        Some((step, steps))
    }

    fn findings(self) -> Findings {
        let mut findings = Findings::default();
        for (name, known) in self.known {
            findings.intervals.insert(name.clone(), known.term.interval);
            if let Some(first) = known.first {
                let (term, steps) = (known.term, known.steps);
                findings.derived.insert(name, Derived { term, first, steps });
            }
        }
        findings
    }
}

//! 时长: how long a matter may take, from what was seen here, else from its limits; waiting and processing apart.
use crate::catalogue::{MatterKind, MatterType};
use schedule::{Duration, Quantiles, QuantilesError};
use serde::Serialize;

/// From so many finished cases on, a matter speaks for itself; below, its department and then its limit speak with it (land.md).
pub const ENOUGH: usize = 20;

/// 行政许可法第四十二条: where no other limit is set, a department decides within this many working days.
pub const LEGAL_DEFAULT_DAYS: i64 = 20;

/// Assumed where only a limit is known: the shares of cases that end within these parts of it. Most end before the limit, one in five after
/// it; see docs/decisions/0066. Replaced by what was seen, case by case.
const WITHIN_LIMIT: [(f64, f64); 5] = [(0.0, 0.3), (0.5, 0.7), (0.8, 1.0), (0.95, 1.25), (1.0, 1.5)];

/// A finished matter of the zone's own cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Code of the matter.
    pub matter: String,
    pub department: String,
    /// Working days from the day on which it could begin until somebody began.
    pub waiting_days: f64,
    /// Working days from then until it was finished, pauses left out.
    pub processing_days: f64,
}

/// What a duration rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Basis {
    /// This many finished cases of the matter here.
    Own {
        cases: usize,
    },
    /// Fewer than 20 of its own and this many of its department's, together with its limit.
    Shrunk {
        cases: usize,
        department: usize,
    },
    /// As the catalogue says it took elsewhere.
    Took,
    Promised,
    Statutory,
    /// No limit is known: twenty working days, as the law has it.
    LegalDefault,
    /// A step of the company's own of which nothing is known: no time is reckoned for it.
    Unknown,
}

impl Basis {
    /// Its text key; the arguments are `cases` and `department`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Own { .. } => "forecast-basis-own",
            Self::Shrunk { .. } => "forecast-basis-shrunk",
            Self::Took => "forecast-basis-took",
            Self::Promised => "forecast-basis-promised",
            Self::Statutory => "forecast-basis-statutory",
            Self::LegalDefault => "forecast-basis-legal-default",
            Self::Unknown => "forecast-basis-unknown",
        }
    }
}

/// The distribution of a matter, and what it rests on.
pub fn of(matter: &MatterType, samples: &[Sample]) -> Result<(Duration, Basis), QuantilesError> {
    let (statute, basis) = by_rule(matter)?;
    let own: Vec<&Sample> = samples.iter().filter(|s| s.matter == matter.code).collect();
    let department: Vec<&Sample> = samples.iter().filter(|s| s.department == matter.department).collect();
    if department.is_empty() && own.is_empty() {
        return Ok((statute, basis));
    }
    let parent = Duration {
        waiting: learned(&days(&department, |s| s.waiting_days), &statute.waiting)?,
        processing: department_processing(&department, samples, &statute.processing)?,
    };
    let duration = Duration {
        waiting: learned(&days(&own, |s| s.waiting_days), &parent.waiting)?,
        processing: learned(&days(&own, |s| s.processing_days), &parent.processing)?,
    };
    let seen = match own.len() {
        cases if cases >= ENOUGH => Basis::Own { cases },
        cases => Basis::Shrunk { cases, department: department.len() },
    };
    Ok((duration, seen))
}

/// The limit that counts for a forecast: promised, else by law.
pub fn limit_days(matter: &MatterType) -> Option<i64> {
    matter.promised_days.or(matter.statutory_days)
}

/// Without any case of the zone's own.
fn by_rule(matter: &MatterType) -> Result<(Duration, Basis), QuantilesError> {
    let (processing, basis) = if !matter.took.is_empty() {
        (Quantiles::from_knots(&whole(&matter.took))?, Basis::Took)
    } else if let Some(days) = matter.promised_days {
        (within(days)?, Basis::Promised)
    } else if let Some(days) = matter.statutory_days {
        (within(days)?, Basis::Statutory)
    } else if matter.kind == MatterKind::Approval {
        (within(LEGAL_DEFAULT_DAYS)?, Basis::LegalDefault)
    } else {
        (Quantiles::constant(0.0)?, Basis::Unknown)
    };
    Ok((Duration { waiting: Quantiles::constant(0.0)?, processing }, basis))
}

fn within(limit_days: i64) -> Result<Quantiles, QuantilesError> {
    let limit = limit_days as f64;
    Quantiles::from_knots(&WITHIN_LIMIT.map(|(share, part)| (share, part * limit)))
}

/// Knots from 0 to 1: below the first known share the days fall to half of it, above the last they rise by a quarter.
fn whole(knots: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut whole = knots.to_vec();
    if let Some((share, days)) = knots.first().filter(|k| k.0 > 0.0) {
        whole.insert(0, (0.0, if *share < 1.0 { days / 2.0 } else { *days }));
    }
    if let Some((_, days)) = knots.last().filter(|k| k.0 < 1.0) {
        whole.push((1.0, days * 1.25));
    }
    whole
}

fn days(samples: &[&Sample], of: fn(&Sample) -> f64) -> Vec<f64> {
    samples.iter().map(|s| of(s)).collect()
}

/// What was seen, shrunk to what is known otherwise.
fn learned(days: &[f64], parent: &Quantiles) -> Result<Quantiles, QuantilesError> {
    match days.is_empty() {
        true => Ok(parent.clone()),
        false => Ok(Quantiles::from_samples(days)?.shrunk(days.len(), parent, ENOUGH)),
    }
}

/// A department's matters are of different length: each case is taken as a multiple of the mean of its own matter's cases, and the multiples
/// of this matter's mean by rule.
fn department_processing(
    department: &[&Sample],
    samples: &[Sample],
    statute: &Quantiles,
) -> Result<Quantiles, QuantilesError> {
    let mean = |code: &str| {
        let days: Vec<f64> = samples.iter().filter(|s| s.matter == code).map(|s| s.processing_days).collect();
        days.iter().sum::<f64>() / days.len().max(1) as f64
    };
    let multiples: Vec<f64> = department
        .iter()
        .filter_map(|s| Some(mean(&s.matter)).filter(|m| *m > 0.0).map(|m| s.processing_days / m))
        .collect();
    if multiples.is_empty() {
        return Ok(statute.clone());
    }
    let spread = Quantiles::from_samples(&multiples)?.scaled(statute.mean());
    Ok(spread.shrunk(multiples.len(), statute, ENOUGH))
}

/// What is left of a processing that has taken `consumed` working days: the part of the distribution beyond them. Where it has taken longer than
/// ever seen, from one day to a quarter of what it took so far.
pub fn remaining(processing: &Quantiles, consumed_days: f64) -> Result<Quantiles, QuantilesError> {
    let consumed = consumed_days.max(0.0);
    if processing.at(1.0) <= consumed {
        return Quantiles::from_knots(&[(0.0, 1.0), (1.0, (consumed / 4.0).max(1.0))]);
    }
    let passed = share_below(processing, consumed);
    let knots: Vec<(f64, f64)> = (0..=100)
        .map(|i| f64::from(i) / 100.0)
        .map(|p| (p, (processing.at(passed + p * (1.0 - passed)) - consumed).max(0.0)))
        .collect();
    Quantiles::from_knots(&knots)
}

/// The share of cases that take no longer, by halving.
fn share_below(quantiles: &Quantiles, days: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if quantiles.at(middle) <= days { low = middle } else { high = middle }
    }
    low
}

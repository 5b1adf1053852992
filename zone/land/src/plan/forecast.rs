//! 预测: from durations and order to days: the critical path with its slack, and P50, P80, P95 by simulation on the working-day calendar.
use super::compile::{CompileError, edge_kind};
use super::duration::{self, Basis, Sample};
use super::{Compiled, Forecast};
use crate::catalogue::{LinkKind, MatterType};
use chrono::NaiveDate;
use schedule::{Calendar, Duration, Edge, Graph, Paths, Quantiles, Simulated, SimulationError, simulate};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far a matter is on the day of the forecast; one that is not listed has not begun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// Finished so many working days ago.
    Finished { ago_days: u32 },
    /// Begun so many working days ago; the clock has run for `consumed_days` of them.
    Running { ago_days: u32, consumed_days: f64 },
}

/// What a forecast is reckoned from.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    pub calendar: &'a Calendar,
    /// The first working day that counts is the one after it.
    pub from: NaiveDate,
    pub runs: usize,
    pub seed: u64,
    /// Finished matters of the zone.
    pub samples: &'a [Sample],
    /// By code of the matter.
    pub progress: &'a BTreeMap<String, Progress>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ForecastError {
    Plan(CompileError),
    /// The known durations of this matter are not a distribution.
    Duration(String),
    /// Runs from 1 to 1,000,000.
    Runs,
}

impl From<CompileError> for ForecastError {
    fn from(error: CompileError) -> Self {
        Self::Plan(error)
    }
}

impl From<SimulationError> for ForecastError {
    fn from(_: SimulationError) -> Self {
        Self::Runs
    }
}

/// A matter of the forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatterForecast {
    pub code: String,
    /// The median of what is left of it, waiting included, in whole working days.
    pub days: u32,
    pub basis: Basis,
    /// By medians: the day after which it may begin, and the day on which it is finished.
    pub start_on: NaiveDate,
    pub finish_on: NaiveDate,
    /// Working days by which it may be late without delaying the end, by medians.
    pub slack_days: u32,
    /// On the critical path, by medians.
    pub critical: bool,
    /// The share of runs in which it decides the end.
    pub criticality: f64,
    pub p50_on: NaiveDate,
    pub p80_on: NaiveDate,
    pub p95_on: NaiveDate,
    /// 暂定: a day without a published holiday notice was counted.
    pub provisional: bool,
    pub finished: bool,
}

/// A plan's forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub forecast: Forecast,
    /// Working days to the end by medians, and in 50, 80 and 95 % of runs.
    pub days: u32,
    pub p50_days: f32,
    pub p80_days: f32,
    pub p95_days: f32,
    /// In the plan's order.
    pub matters: Vec<MatterForecast>,
    /// Codes, from the first to the last.
    pub critical: Vec<String>,
    pub simulated: Simulated,
}

/// What a plan will take. The same plan, setting and seed give the same outcome, whatever the order of matters and links.
pub fn forecast(plan: &Compiled, setting: &Setting) -> Result<Outcome, ForecastError> {
    let durations = durations(plan, setting.samples)?;
    reckon(plan, &durations, setting)
}

/// Whole durations per matter in the plan's order.
pub(super) fn durations(plan: &Compiled, samples: &[Sample]) -> Result<Vec<(Duration, Basis)>, ForecastError> {
    let matters = plan.needed.iter().map(|n| &n.matter);
    matters.map(|m| duration::of(m, samples).map_err(|_| ForecastError::Duration(m.code.clone()))).collect()
}

pub(super) fn reckon(
    plan: &Compiled,
    durations: &[(Duration, Basis)],
    setting: &Setting,
) -> Result<Outcome, ForecastError> {
    super::compile::graph(plan)?;
    let left = plan.needed.iter().zip(durations).map(|(n, (duration, _))| left(&n.matter, duration, setting));
    let left = left.collect::<Result<Vec<_>, _>>()?;
    let graph = graph_of_rest(plan, setting)?;
    let simulated = simulate(&graph, &left, setting.runs, setting.seed)?;
    let medians: Vec<u32> = left.iter().map(median).collect();
    let paths = Paths::of(&graph, &medians);
    Ok(outcome(plan, durations, (&medians, &paths, simulated), setting))
}

/// What is left of a matter.
fn left(matter: &MatterType, whole: &Duration, setting: &Setting) -> Result<Duration, ForecastError> {
    let left = match setting.progress.get(&matter.code) {
        None => Ok(whole.clone()),
        Some(Progress::Finished { .. }) => Duration::fixed(0.0),
        Some(Progress::Running { consumed_days, .. }) => Quantiles::constant(0.0).and_then(|waiting| {
            Ok(Duration { waiting, processing: duration::remaining(&whole.processing, *consumed_days)? })
        }),
    };
    left.map_err(|_| ForecastError::Duration(matter.code.clone()))
}

/// The links that still hold something up: a matter that began waits for nothing before it, and lags have run since.
fn graph_of_rest(plan: &Compiled, setting: &Setting) -> Result<Graph, ForecastError> {
    let codes: Vec<String> = plan.needed.iter().map(|n| n.matter.code.clone()).collect();
    let numbers: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(i, c)| (c.as_str(), i)).collect();
    let edges = plan.links.iter().filter_map(|link| {
        let (from, to) = (setting.progress.get(&link.from), setting.progress.get(&link.to));
        let holds = match (to, link.kind) {
            (None, _) => true,
            (Some(Progress::Running { .. }), LinkKind::FinishToFinish) => true,
            (Some(_), _) => false,
        };
        let since = match (from, link.kind) {
            (Some(Progress::Finished { ago_days }), _) => *ago_days,
            (Some(Progress::Running { ago_days, .. }), LinkKind::StartToStart) => *ago_days,
            _ => 0,
        };
        let (from, to) = (numbers.get(link.from.as_str())?, numbers.get(link.to.as_str())?);
        let lag_days = link.lag_days.saturating_sub(since);
        holds.then(|| Edge { from: *from, to: *to, kind: edge_kind(link.kind), lag_days })
    });
    let edges = edges.collect();
    Graph::new(codes, edges).map_err(|e| ForecastError::Plan(CompileError::UnknownMatter(e.to_string())))
}

/// Half of the cases take no longer than the medians of waiting and processing together; in whole days, up.
fn median(duration: &Duration) -> u32 {
    (duration.waiting.at(0.5) + duration.processing.at(0.5)).ceil() as u32
}

fn outcome(
    plan: &Compiled,
    durations: &[(Duration, Basis)],
    (medians, paths, simulated): (&[u32], &Paths, Simulated),
    setting: &Setting,
) -> Outcome {
    let day = |days: f32| setting.calendar.add(setting.from, days.ceil() as u32);
    let critical: Vec<String> =
        paths.critical.iter().filter_map(|s| plan.needed.get(s.node)).map(|n| n.matter.code.clone()).collect();
    let rows = plan.needed.iter().zip(durations).zip(medians).zip(&simulated.nodes).enumerate();
    let matters = rows.map(|(i, (((needed, (_, basis)), days), node))| {
        let timing = paths.timing(i);
        let (start, finish) = timing.dates(setting.calendar, setting.from);
        let dated = [day(node.p50), day(node.p80), day(node.p95)];
        let finished = matches!(setting.progress.get(&needed.matter.code), Some(Progress::Finished { .. }));
        MatterForecast {
            code: needed.matter.code.clone(),
            days: *days,
            basis: *basis,
            start_on: start.date,
            finish_on: finish.date,
            slack_days: timing.slack,
            critical: !finished && critical.contains(&needed.matter.code),
            criticality: node.criticality,
            p50_on: dated[0].date,
            p80_on: dated[1].date,
            p95_on: dated[2].date,
            provisional: finish.provisional || dated.iter().any(|d| d.provisional),
            finished,
        }
    });
    let matters: Vec<MatterForecast> = matters.collect();
    let ends = [simulated.p50, simulated.p80, simulated.p95].map(day);
    let forecast = Forecast {
        from_on: setting.from.to_string(),
        runs: i64::try_from(setting.runs).unwrap_or(i64::MAX),
        seed: i64::try_from(setting.seed).unwrap_or(i64::MAX),
        p50_on: ends[0].date.to_string(),
        p80_on: ends[1].date.to_string(),
        p95_on: ends[2].date.to_string(),
        provisional: ends.iter().any(|d| d.provisional),
    };
    Outcome {
        forecast,
        days: paths.end,
        p50_days: simulated.p50,
        p80_days: simulated.p80,
        p95_days: simulated.p95,
        matters,
        critical,
        simulated,
    }
}

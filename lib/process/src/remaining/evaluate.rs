//! How good forecasts are on a log: the newest cases as test, learning from what had ended.
use super::contest::Method;
use super::rolling::{Forecast, Rolling};
use crate::log::{Event, Log};
use crate::time::{DAY_MS, days};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::VecDeque;

/// When an end is known to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// At its own time stamp, in the order of the file.
    #[default]
    Moment,
    /// On the next day: logs that stamp dates only do not say what came first within a day.
    NextDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    pub method: Method,
    /// Mean absolute error of the median, in days.
    pub mae_days: f64,
    /// Test prefixes in which the rolling contest chose this method.
    pub chosen: u64,
}

/// Shares of test prefixes in which the case ended within the bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Coverage {
    pub p80: f64,
    pub p95: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    pub test_cases: usize,
    pub test_prefixes: u64,
    /// Test prefixes for which no case had ended yet; they are not counted.
    pub unanswered: u64,
    /// Of what is shipped: the method that the contest chose at the time.
    pub mae_days: f64,
    pub coverage: Coverage,
    pub methods: Vec<Score>,
    pub strictness: Strictness,
}

/// The newest fifth of the cases by their start is the test; prefixes of 2 to n−1 events are forecast. Cases without any time are left out.
/// Nothing where there is no test prefix.
pub fn evaluate(log: &Log, strictness: Strictness) -> Option<Evaluation> {
    let test = newest_fifth(log);
    let mut judge = Judge { log, test: &test, seen: FxHashMap::default(), tally: Tally::default() };
    replay(log, strictness, |moment, forecast| judge.take(moment, forecast));
    judge.tally.evaluation(test.iter().filter(|t| **t).count(), strictness)
}

/// What was said at each event, with the number of the event; in the order of time.
pub fn forecasts(log: &Log, strictness: Strictness) -> Vec<(usize, Option<Forecast>)> {
    let mut said = Vec::with_capacity(log.events());
    replay(log, strictness, |moment, forecast| said.push((moment.event, forecast)));
    said
}

/// An event as it comes.
struct Moment {
    case: usize,
    event: usize,
    time_ms: i64,
    /// Timed events of the case that are still to come.
    left: u32,
}

/// The log as it happened: each event is forecast from, then known; an end is learned from once it is known.
fn replay(log: &Log, strictness: Strictness, mut hear: impl FnMut(&Moment, Option<Forecast>)) {
    let mut left: Vec<u32> = (0..log.cases()).map(|case| log.times(case).flatten().count() as u32).collect();
    let mut rolling = Rolling::default();
    let mut ended: VecDeque<(i64, u32)> = VecDeque::new();
    for (time, case, event) in log.by_time() {
        while let Some((_, known)) = ended.pop_front_if(|(day, _)| *day <= time.div_euclid(DAY_MS)) {
            rolling.end(known);
        }
        let Some(Event { activity, resource, .. }) = log.event(event as usize) else { continue };
        let forecast = rolling.observe(case, activity, resource, time);
        let Some(left) = left.get_mut(case as usize) else { continue };
        *left -= 1;
        hear(&Moment { case: case as usize, event: event as usize, time_ms: time, left: *left }, forecast);
        match (*left, strictness) {
            (0, Strictness::Moment) => rolling.end(case),
            (0, Strictness::NextDay) => ended.push_back((time.div_euclid(DAY_MS) + 1, case)),
            _ => {}
        }
    }
}

fn newest_fifth(log: &Log) -> Vec<bool> {
    let starts = (0..log.cases()).filter_map(|case| Some((log.times(case).flatten().next()?, case)));
    let mut starts: Vec<(i64, usize)> = starts.collect();
    starts.sort_by_key(|s| s.0);
    let mut test = vec![false; log.cases()];
    for (_, case) in starts.iter().rev().take(starts.len().div_ceil(5)) {
        test.get_mut(*case).into_iter().for_each(|t| *t = true);
    }
    test
}

struct Judge<'l> {
    log: &'l Log,
    test: &'l [bool],
    seen: FxHashMap<usize, u32>,
    tally: Tally,
}

impl Judge<'_> {
    fn take(&mut self, moment: &Moment, forecast: Option<Forecast>) {
        let Moment { case, time_ms: time, left, .. } = *moment;
        if self.test.get(case) != Some(&true) {
            return;
        }
        let seen = self.seen.entry(case).or_default();
        *seen += 1;
        if *seen < 2 || left == 0 {
            return;
        }
        let end = self.log.span(case).map_or(time, |s| s.1);
        match forecast {
            Some(forecast) => self.tally.add(&forecast, (end - time) as f64),
            None => self.tally.unanswered += 1,
        }
    }
}

#[derive(Default)]
struct Tally {
    answered: u64,
    unanswered: u64,
    error_ms: f64,
    methods_ms: [f64; Rolling::METHODS.len()],
    chosen: [u64; Rolling::METHODS.len()],
    held80: u64,
    held95: u64,
}

impl Tally {
    fn add(&mut self, forecast: &Forecast, truth: f64) {
        self.answered += 1;
        self.error_ms += (forecast.median_ms - truth).abs();
        self.methods_ms.iter_mut().zip(forecast.methods_ms).for_each(|(sum, said)| *sum += (said - truth).abs());
        let methods = self.chosen.iter_mut().zip(Rolling::METHODS);
        methods.for_each(|(count, method)| *count += u64::from(method == forecast.method));
        self.held80 += u64::from(truth <= forecast.p80_ms);
        self.held95 += u64::from(truth <= forecast.p95_ms);
    }

    fn evaluation(&self, test_cases: usize, strictness: Strictness) -> Option<Evaluation> {
        let n = self.answered as f64;
        let mean = |sum_ms: f64| days(1) * sum_ms / n;
        let scores = Rolling::METHODS.into_iter().zip(self.methods_ms).zip(self.chosen);
        let score = |((method, sum), chosen)| Score { method, mae_days: mean(sum), chosen };
        (self.answered > 0).then(|| Evaluation {
            test_cases,
            test_prefixes: self.answered + self.unanswered,
            unanswered: self.unanswered,
            mae_days: mean(self.error_ms),
            coverage: Coverage { p80: self.held80 as f64 / n, p95: self.held95 as f64 / n },
            methods: scores.map(score).collect(),
            strictness,
        })
    }
}

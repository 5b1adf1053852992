//! 在办: running cases with the time that they still need, and beside their own plan.
use super::own::{OURS, SIGNED, STEP, View, day_of};
use super::shown::Loaded;
use ::process::{Deviation, Log, Method, NONE, Part, check, running};
use chrono::NaiveDate;

/// Cases that are learned from; the latest ones.
const LATEST: usize = 50_000;

/// How a case stands to its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// The deadline has passed.
    Over,
    /// One in five such cases would end after it.
    AtRisk,
    Fine,
    /// No deadline, or no forecast.
    Unknown,
}

/// When a case should end.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    pub p50_on: NaiveDate,
    pub p80_on: NaiveDate,
    /// Ended cases after the same activity.
    pub samples: usize,
    pub method: Method,
}

pub struct Row {
    pub name: String,
    pub last: u32,
    pub last_on: NaiveDate,
    pub outlook: Option<Outlook>,
    pub deadline: Option<NaiveDate>,
    pub light: Light,
}

#[derive(Default)]
pub struct Live {
    /// The most urgent first.
    pub rows: Vec<Row>,
    /// Cases that are over, which is what was learned from.
    pub ended: usize,
}

/// Nothing where the log does not say which cases are over.
pub fn of(loaded: &Loaded, part: &Log, today: NaiveDate) -> Option<Live> {
    let plain = approvals(loaded, part);
    let log = plain.as_ref().unwrap_or(part);
    let ended = loaded.ended(log)?;
    let recent = recent(log, &ended);
    let log = recent.as_ref().unwrap_or(log);
    let over = loaded.ended(log)?;
    let forecasts = running(log, |case| over.get(case) == Some(&true));
    let mut said = forecasts.into_iter().peekable();
    let mut rows = Vec::new();
    for case in (0..log.cases()).filter(|c| over.get(*c) != Some(&true)) {
        while said.next_if(|(c, _)| *c < case).is_some() {}
        let forecast = said.next_if(|(c, _)| *c == case).map(|f| f.1);
        let (Some(last), Some((_, last_ms))) = (log.trace(case).last().copied(), log.span(case)) else { continue };
        let outlook = forecast.map(|f| Outlook {
            p50_on: day_of(last_ms + f.median_ms as i64),
            p80_on: day_of(last_ms + f.p80_ms as i64),
            samples: f.samples,
            method: f.method,
        });
        let deadline = deadline(log, case);
        let light = light(outlook.as_ref(), deadline, today);
        rows.push(Row {
            name: log.case_name(case).to_owned(),
            last,
            last_on: day_of(last_ms),
            outlook,
            deadline,
            light,
        });
    }
    let end = |row: &Row| row.outlook.map(|o| o.p80_on);
    rows.sort_by(|a, b| {
        a.light.cmp(&b.light).then(a.deadline.cmp(&b.deadline)).then(end(b).cmp(&end(a))).then(a.name.cmp(&b.name))
    });
    Some(Live { rows, ended: ended.iter().filter(|over| **over).count() })
}

/// Of projects what leads to the last approval: later milestones are no part of it.
fn approvals(loaded: &Loaded, part: &Log) -> Option<Log> {
    loaded.own.as_ref().filter(|o| o.view != View::Matters)?;
    let signed = part.activities.find(SIGNED).unwrap_or(NONE);
    let ours: Vec<bool> = part.activities.iter().map(|a| a.starts_with(OURS)).collect();
    let kept = |activity: u32| activity == signed || ours.get(activity as usize) != Some(&true);
    Some(part.part(&Part { case: &|_| true, event: &|e| kept(e.activity) }))
}

/// All running cases and the latest of those that are over; nothing where these are all.
fn recent(log: &Log, ended: &[bool]) -> Option<Log> {
    let mut over: Vec<(i64, usize)> =
        ended.iter().enumerate().filter_map(|(case, over)| Some((log.span(case).filter(|_| *over)?.1, case))).collect();
    let drop = over.len().checked_sub(LATEST).filter(|n| *n > 0)?;
    over.sort_unstable();
    let mut kept = vec![true; ended.len()];
    for (_, case) in over.iter().take(drop) {
        kept.get_mut(*case).into_iter().for_each(|k| *k = false);
    }
    Some(log.part(&Part { case: &|case| kept.get(case) == Some(&true), event: &|_| true }))
}

fn deadline(log: &Log, case: usize) -> Option<NaiveDate> {
    const USUAL: [&str; 6] = ["deadline", "enddate_planned", "endDatePlanned", "due", "dueDate", "承诺办结时间"];
    let text = USUAL.iter().find_map(|key| log.case_attributes.get(key, case))?;
    text.get(..10)?.parse().ok()
}

fn light(outlook: Option<&Outlook>, deadline: Option<NaiveDate>, today: NaiveDate) -> Light {
    match (outlook, deadline) {
        (_, Some(deadline)) if today > deadline => Light::Over,
        (Some(o), Some(deadline)) if o.p80_on > deadline => Light::AtRisk,
        (Some(_), Some(_)) => Light::Fine,
        _ => Light::Unknown,
    }
}

/// A running project that does not follow its plan.
pub struct Strayed {
    pub name: String,
    pub deviations: Vec<Deviation>,
    pub done: u32,
    pub open: u32,
}

#[derive(Default)]
pub struct Conformance {
    pub running: usize,
    /// Those with most deviations first.
    pub strayed: Vec<Strayed>,
}

/// Running projects beside their own plans; the log must be that of steps.
pub fn conformance(loaded: &Loaded) -> Conformance {
    let Some(own) = &loaded.own else { return Conformance::default() };
    // Only what a plan speaks of: when a matter was accepted and when it was decided.
    let kept: Vec<bool> = loaded
        .log
        .activities
        .iter()
        .map(|a| ["accepted", "decided"].iter().any(|step| a.ends_with(&format!("{STEP}{step}"))))
        .collect();
    let event = |e: &::process::Event| kept.get(e.activity as usize) == Some(&true);
    let log = loaded.log.part(&Part { case: &|_| true, event: &event });
    let over = loaded.ended(&log).unwrap_or_default();
    let mut found = Conformance::default();
    for case in (0..log.cases()).filter(|c| over.get(*c) != Some(&true)) {
        let Some(plan) = own.plans.get(log.case_name(case)) else { continue };
        found.running += 1;
        let finding = check(&log, case, plan, false);
        if !finding.conforms() {
            let (name, done, open) = (log.case_name(case).to_owned(), finding.done / 2, finding.open.div_ceil(2));
            found.strayed.push(Strayed { name, deviations: finding.deviations, done, open });
        }
    }
    found.strayed.sort_by_key(|s| std::cmp::Reverse(s.deviations.len()));
    found
}

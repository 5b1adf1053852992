//! From a plan in flight to the days of its milestones. Pure: the day is part of the setting.
use super::{Basis, Foreseen};
use crate::catalogue::Stage;
use crate::plan::duration::Basis as Known;
use crate::plan::forecast::{ForecastError, Progress, Setting, forecast};
use crate::plan::{Compiled, duration};
use crate::project::{Milestone, MilestoneKind};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// The milestones that can be foreseen, in their order:
/// 1. One that a stage leads to: the end of that stage's matters, of the stages before it, and of what they wait for, by simulation.
/// 2. Any other: as long after the last earlier milestone as was planned, where both have a planned day.
///
/// None is earlier than one before it, and none lies in the past. What cannot be said is left out: a stage without matters, a step of
/// unknown length, a gap that has run out.
pub fn foresee(
    plan: &Compiled,
    stages: &[Stage],
    setting: &Setting,
    milestones: &[Milestone],
) -> Result<Vec<Foreseen>, ForecastError> {
    let reached = |k: MilestoneKind| milestones.iter().any(|m| m.kind >= k && m.actual_on.is_some());
    let mut found: Vec<Foreseen> = Vec::new();
    for kind in MilestoneKind::ALL.into_iter().filter(|k| !reached(*k)) {
        let stage = stages.iter().rposition(|s| s.leads_to == Some(kind));
        let simulated = match stage.and_then(|at| stages.get(..=at)) {
            Some(stages) => by_stage(plan, stages, setting, kind)?,
            None => None,
        };
        let Some(mut next) = simulated.or_else(|| by_gap(&found, milestones, setting.from, kind)) else { continue };
        if let Some(before) = found.last() {
            (next.on, next.late_on) = (next.on.max(before.on), next.late_on.max(before.late_on));
        }
        found.push(next);
    }
    Ok(found)
}

fn by_stage(
    plan: &Compiled,
    stages: &[Stage],
    setting: &Setting,
    kind: MilestoneKind,
) -> Result<Option<Foreseen>, ForecastError> {
    let Some(last) = stages.last() else { return Ok(None) };
    let part = until(plan, stages);
    let own = part.needed.iter().any(|n| n.matter.stage == last.code);
    if !own || unknown(&part, setting)? {
        return Ok(None);
    }
    let end = forecast(&part, setting)?;
    let day = |days: f32| setting.calendar.add(setting.from, days.ceil() as u32).date;
    let (on, late_on) = (day(end.p50_days), day(end.p80_days));
    Ok(Some(Foreseen { kind, on, late_on, basis: Basis::Stage(last.code.clone()) }))
}

/// The part of a plan that must be finished before the last of these stages is.
fn until(plan: &Compiled, stages: &[Stage]) -> Compiled {
    let inside = |stage: &str| stages.iter().any(|s| s.code == stage);
    let mut wanted: BTreeSet<&str> =
        plan.needed.iter().filter(|n| inside(&n.matter.stage)).map(|n| n.matter.code.as_str()).collect();
    loop {
        let known = wanted.len();
        let before = plan.links.iter().filter(|l| wanted.contains(l.to.as_str())).map(|l| l.from.as_str());
        let before: Vec<&str> = before.collect();
        wanted.extend(before);
        if wanted.len() == known {
            break;
        }
    }
    Compiled {
        needed: plan.needed.iter().filter(|n| wanted.contains(n.matter.code.as_str())).cloned().collect(),
        links: plan.links.iter().filter(|l| wanted.contains(l.to.as_str())).cloned().collect(),
        left_out: Vec::new(),
    }
}

/// Whether something that is still to be done takes nobody knows how long.
fn unknown(part: &Compiled, setting: &Setting) -> Result<bool, ForecastError> {
    for needed in &part.needed {
        if matches!(setting.progress.get(&needed.matter.code), Some(Progress::Finished { .. })) {
            continue;
        }
        let (_, basis) = duration::of(&needed.matter, setting.samples)
            .map_err(|_| ForecastError::Duration(needed.matter.code.clone()))?;
        if basis == Known::Unknown {
            return Ok(true);
        }
    }
    Ok(false)
}

fn day(text: Option<&String>) -> Option<NaiveDate> {
    text.and_then(|d| d.parse().ok())
}

/// As long after the last earlier milestone as was planned.
fn by_gap(found: &[Foreseen], milestones: &[Milestone], today: NaiveDate, kind: MilestoneKind) -> Option<Foreseen> {
    let planned = |k: MilestoneKind| milestones.iter().find(|m| m.kind == k).and_then(|m| day(m.planned_on.as_ref()));
    let known = |k: MilestoneKind| {
        let foreseen = found.iter().find(|f| f.kind == k).map(|f| (f.on, f.late_on));
        let actual = milestones.iter().find(|m| m.kind == k).and_then(|m| day(m.actual_on.as_ref()));
        actual.map(|d| (d, d)).or(foreseen)
    };
    let own = planned(kind)?;
    let earlier = MilestoneKind::ALL.into_iter().rev().filter(|k| *k < kind);
    let mut bases = earlier.filter_map(|k| Some((k, planned(k)?, known(k)?)));
    let (base, base_planned, (on, late_on)) = bases.next()?;
    let gap = u64::try_from((own - base_planned).num_days()).ok()?;
    let (on, late_on) = (on.checked_add_days(Days::new(gap))?, late_on.checked_add_days(Days::new(gap))?);
    (on >= today).then_some(Foreseen { kind, on, late_on, basis: Basis::Gap(base) })
}

/// The milestones whose forecast is another one now; those that were reached keep their last.
pub fn changed(old: &[Milestone], foreseen: &[Foreseen], blank: impl Fn(MilestoneKind) -> Milestone) -> Vec<Milestone> {
    let next = |kind: MilestoneKind| {
        let known = old.iter().find(|m| m.kind == kind);
        let now = foreseen.iter().find(|f| f.kind == kind);
        let (on, late_on) = (now.map(|f| f.on.to_string()), now.map(|f| f.late_on.to_string()));
        let same = known
            .map_or(now.is_none(), |m| m.actual_on.is_some() || (m.forecast_on == on && m.forecast_late_on == late_on));
        let milestone = known.cloned().unwrap_or_else(|| blank(kind));
        let version = milestone.version + 1;
        (!same).then_some(Milestone { forecast_on: on, forecast_late_on: late_on, version, ..milestone })
    };
    MilestoneKind::ALL.into_iter().filter_map(next).collect()
}

//! A running plan as the forecast sees it: what is done, what is under way, how long such matters took here before.
use super::duration::Sample;
use super::forecast::{self, Outcome, Progress, Setting};
use super::store::Done;
use super::{Compiled, Needed, Plan};
use crate::catalogue::{Link, MatterType, Name};
use crate::matter::view::leading;
use crate::matter::{Matter, MatterClock, State};
use chrono::NaiveDate;
use kernel::{Error, Result};
use schedule::{Calendar, Measure};
use std::collections::BTreeMap;
use store::Conn;

/// Simulated runs of a page.
pub const RUNS: usize = 10_000;
/// The same plan always gets the same answer.
pub const SEED: u64 = 20_200_115;
/// Finished cases of a matter that are looked at, the latest.
const SAMPLES: i64 = 60;

/// The plan's matters as the compiler would give them, with the limits that they run under.
pub fn compiled(plan: &Plan, matters: &[(Matter, Vec<MatterClock>)]) -> Compiled {
    let needed = matters
        .iter()
        .filter(|(m, _)| m.state != State::Withdrawn)
        .map(|(m, _)| Needed { matter: matter_type(m), why: m.why.clone() });
    let needed: Vec<Needed> = needed.collect();
    let known = |code: &str| needed.iter().any(|n| n.matter.code == code);
    let links = plan.links.iter().filter(|l| known(&l.from) && known(&l.to)).cloned().collect::<Vec<Link>>();
    Compiled { needed, links, left_out: plan.left_out.clone() }
}

/// A running matter as a type, for reckoning.
fn matter_type(m: &Matter) -> MatterType {
    MatterType {
        code: m.code.clone(),
        name: Name { zh: m.name_zh.clone(), en: m.name_en.clone() },
        department: m.department.clone(),
        stage: m.stage.clone(),
        kind: m.kind,
        statutory_days: m.statutory_days,
        promised_days: m.promised_days,
        internal_days: m.internal_days,
        needs: m.needs.clone(),
        tolerant: m.tolerant,
        took: m.took.clone(),
        ..MatterType::default()
    }
}

/// How far each matter is on that day.
pub fn progress(
    calendar: &Calendar,
    matters: &[(Matter, Vec<MatterClock>)],
    today: NaiveDate,
) -> BTreeMap<String, Progress> {
    let ago = |day: &Option<String>| {
        let day = day.as_ref()?.parse::<NaiveDate>().ok()?;
        u32::try_from(calendar.between(day, today)).ok()
    };
    let of = |(m, clocks): &(Matter, Vec<MatterClock>)| {
        let progress = match m.state {
            State::Decided | State::Delivered if m.is_passed() => Progress::Finished { ago_days: ago(&m.decided_on)? },
            s if s.is_running() => {
                let ago_days = ago(&m.accepted_on)?;
                let consumed = leading(clocks).map(|c| c.clock.consumed(calendar, today) as f64);
                Progress::Running { ago_days, consumed_days: consumed.unwrap_or(f64::from(ago_days)) }
            }
            _ => return None,
        };
        Some((m.code.clone(), progress))
    };
    matters.iter().filter_map(of).collect()
}

/// How long a finished matter took: waiting from handing in to acceptance, processing from there without what stood still.
fn sample(calendar: &Calendar, m: &Done) -> Option<Sample> {
    let day = |text: &Option<String>| text.as_ref().and_then(|d| d.parse::<NaiveDate>().ok());
    let (accepted, decided) = (day(&m.accepted_on)?, day(&m.decided_on)?);
    let submitted = day(&m.submitted_on).unwrap_or(accepted);
    let correction = m.correction.as_ref().and_then(|c| c.asked_on.parse().ok().zip(day(&c.answered_on)));
    let special = m.specials.iter().filter_map(|s| s.from_on.parse().ok().zip(day(&s.to_on)));
    let still: i64 =
        special.chain(correction).map(|(from, to): (NaiveDate, NaiveDate)| calendar.between(from, to)).sum();
    Some(Sample {
        matter: m.matter.clone(),
        department: m.department.clone(),
        waiting_days: calendar.between(submitted, accepted) as f64,
        processing_days: (calendar.between(accepted, decided) - still).max(0) as f64,
    })
}

/// The latest finished cases of these matters in the zone.
pub async fn samples(conn: &mut Conn, calendar: &Calendar, codes: &[String]) -> Result<Vec<Sample>> {
    samples_of(conn, calendar, codes, None).await
}

/// The same, of one officer's projects where one is named.
pub async fn samples_of(
    conn: &mut Conn,
    calendar: &Calendar,
    codes: &[String],
    officer: Option<&str>,
) -> Result<Vec<Sample>> {
    let mut all = Vec::new();
    for code in codes {
        all.extend(super::store::done(conn, code, officer, SAMPLES).await?.iter().filter_map(|d| sample(calendar, d)));
    }
    Ok(all)
}

/// The forecast of a running plan on that day.
pub fn outcome(
    calendar: &Calendar,
    plan: &Plan,
    matters: &[(Matter, Vec<MatterClock>)],
    samples: &[Sample],
    today: NaiveDate,
) -> Result<Outcome> {
    let progress = progress(calendar, matters, today);
    let setting = Setting { calendar, from: today, runs: RUNS, seed: SEED, samples, progress: &progress };
    forecast::forecast(&compiled(plan, matters), &setting).map_err(|e| Error::internal(format!("{e:?}")))
}

/// Writes today's forecast into plan and matters, for showing; nothing where all is finished.
pub async fn refresh(
    conn: &mut Conn,
    plan: &mut Plan,
    matters: &mut [(Matter, Vec<MatterClock>)],
    today: NaiveDate,
) -> Result<()> {
    if matters.iter().all(|(m, _)| m.ended_on.is_some()) {
        return Ok(());
    }
    let calendar = crate::calendar::of_zone(conn).await?;
    let codes: Vec<String> = matters.iter().map(|(m, _)| m.code.clone()).collect();
    let samples = samples(conn, &calendar, &codes).await?;
    let outcome = outcome(&calendar, plan, matters, &samples, today)?;
    for f in outcome.matters.iter().filter(|f| !f.finished) {
        let Some((matter, _)) = matters.iter_mut().find(|(m, _)| m.code == f.code) else { continue };
        matter.forecast_on = Some(f.p50_on.to_string());
        matter.forecast_late_on = Some(f.p80_on.to_string());
        (matter.criticality, matter.critical) = (Some(f.criticality), f.critical);
        if matter.accepted_on.is_none() {
            matter.planned_start_on = Some(f.start_on.to_string());
        }
    }
    plan.forecast = Some(outcome.forecast);
    Ok(())
}

//! Writing forecasts of milestones: with the plan, and once a day; an event only where a day changed.
use super::{Foreseen, rules, store as books};
use crate::calendar;
use crate::matter::{Matter, MatterClock, store as matters};
use crate::plan::duration::Sample;
use crate::plan::forecast::Setting;
use crate::plan::{Plan, live, store as plans};
use crate::project::service::blank_milestone;
use crate::project::{Milestone, Project, store as projects};
use ::store::{Db, Tx};
use chrono::NaiveDate;
use kernel::id::ProjectId;
use kernel::{Action, Ctx, Error, Event, Permit, Relation, Result};
use schedule::Calendar;
use std::collections::{BTreeMap, BTreeSet};

/// Projects of one sweep, so that a large zone does not hold up what else is due in that minute.
const PER_SWEEP: i64 = 200;
/// Projects of one transaction.
const BATCH: usize = 20;

/// What is foreseen of a running plan on that day.
pub fn foreseen(
    calendar: &Calendar,
    plan: &Plan,
    matters: &[(Matter, Vec<MatterClock>)],
    samples: &[Sample],
    milestones: &[Milestone],
    today: NaiveDate,
) -> Result<Vec<Foreseen>> {
    let progress = live::progress(calendar, matters, today);
    let setting = Setting { calendar, from: today, runs: live::RUNS, seed: live::SEED, samples, progress: &progress };
    let compiled = live::compiled(plan, matters);
    rules::foresee(&compiled, &plan.stages, &setting, milestones).map_err(|e| Error::internal(format!("{e:?}")))
}

/// Reckons and writes the forecasts of a project inside the caller's transaction; the event, where a day changed.
pub async fn renew_in(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    (project, permit): (&Project, &Permit<Project>),
    plan: &Plan,
) -> Result<Option<Event>> {
    let all = matters::of_plan(tx, &plan.id).await?;
    let with = with_clocks(tx, all).await?;
    let codes: Vec<String> = with.iter().map(|(m, _)| m.code.clone()).collect();
    let samples = live::samples(tx, calendar, &codes).await?;
    let old = projects::milestones(tx, &project.id).await?;
    let foreseen = foreseen(calendar, plan, &with, &samples, &old, ctx.today())?;
    write(tx, ctx, permit, (&project.id, plan), &foreseen).await
}

/// The same with a plan that was just adopted from that day on. What began in the past has yet to tell what was done since: who records it, or
/// the next sweep, looks ahead.
pub async fn with_plan(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    of: (&Project, &Permit<Project>),
    plan: &Plan,
    from: NaiveDate,
) -> Result<Option<Event>> {
    if from < ctx.today() { Ok(None) } else { renew_in(tx, ctx, calendar, of, plan).await }
}

async fn with_clocks(conn: &mut ::store::Conn, all: Vec<Matter>) -> Result<Vec<(Matter, Vec<MatterClock>)>> {
    let mut clocks = matters::clocks_of(conn, &all).await?;
    let with = all.into_iter().map(|m| {
        let own = clocks.remove(m.id.as_str()).unwrap_or_default();
        (m, own)
    });
    Ok(with.collect())
}

/// Writes what changed against the books as they stand in this transaction, and notes that it was looked at.
async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit<Project>,
    (project, plan): (&ProjectId, &Plan),
    foreseen: &[Foreseen],
) -> Result<Option<Event>> {
    books::looked(tx, project, &ctx.today().to_string()).await?;
    let old = projects::milestones(tx, project).await?;
    let changed = rules::changed(&old, foreseen, |kind| blank_milestone(project, kind));
    if changed.is_empty() {
        return Ok(None);
    }
    // The forecast is the plan's: a project's timeline tells what happened, not what was expected each day.
    let mut event = Event::new("plan.forecast", ctx).object("plan", &plan.id);
    for milestone in &changed {
        projects::save_milestone(tx, permit, milestone).await?;
        event = event.with(milestone.kind.code(), milestone.forecast_on.clone().unwrap_or_default());
    }
    Ok(Some(event))
}

/// The daily look at the plans of open projects, and a look at those on which something was done since. Gives how many forecasts changed.
pub async fn sweep(ctx: &Ctx, db: &Db) -> Result<usize> {
    let mut conn = db.read(&ctx.zone).await?;
    let waiting = books::waiting(&mut conn, &ctx.today().to_string(), PER_SWEEP).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let calendar = calendar::of_zone(&mut conn).await?;
    drop(conn);
    let mut changed = 0;
    for some in waiting.chunks(BATCH) {
        changed += batch(ctx, db, &calendar, some).await?;
    }
    Ok(changed)
}

/// A project to be reckoned, with the plan that it follows.
type Case = (ProjectId, Plan, Vec<(Matter, Vec<MatterClock>)>, Vec<Milestone>);

async fn batch(ctx: &Ctx, db: &Db, calendar: &Calendar, ids: &[ProjectId]) -> Result<usize> {
    // Reckoning takes longer than writing: it is done before the books are held.
    let mut conn = db.read(&ctx.zone).await?;
    let mut cases: Vec<Case> = Vec::new();
    for id in ids {
        let Some(plan) = plans::current(&mut conn, id).await? else { continue };
        let all = matters::of_plan(&mut conn, &plan.id).await?;
        let with = with_clocks(&mut conn, all).await?;
        cases.push((id.clone(), plan, with, projects::milestones(&mut conn, id).await?));
    }
    let codes: BTreeSet<&str> = cases.iter().flat_map(|c| &c.2).map(|(m, _)| m.code.as_str()).collect();
    let mut samples: BTreeMap<&str, Vec<Sample>> = BTreeMap::new();
    for code in codes {
        samples.insert(code, live::samples(&mut conn, calendar, &[code.to_owned()]).await?);
    }
    drop(conn);
    let mut reckoned = Vec::new();
    for (id, plan, with, milestones) in &cases {
        let own: Vec<Sample> =
            with.iter().filter_map(|(m, _)| samples.get(m.code.as_str())).flatten().cloned().collect();
        reckoned.push((id, plan, foreseen(calendar, plan, with, &own, milestones, ctx.today())?));
    }
    let permit = ctx.permit::<Project>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for (id, plan, foreseen) in &reckoned {
        // A plan that was replaced meanwhile has written its own.
        if plans::current(&mut tx, id).await?.is_some_and(|p| p.id == plan.id) {
            events.extend(write(&mut tx, ctx, &permit, (id, plan), foreseen).await?);
        }
    }
    let n = events.len();
    tx.commit_all(events).await?;
    Ok(n)
}

//! Commands and questions about trips.
use super::draft::{Draft, Plan};
use super::rules::{self, Conversion, Reached};
use super::store as books;
use super::{Mission, Visit};
use crate::agreement;
use crate::pipeline::{Kind, store::pipeline};
use ::store::{Conn, Db};
use kernel::error::StaleField;
use kernel::id::{LeadId, MissionId};
use kernel::{Action, Ctx, Error, Event, Permit, Relation, Result};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn permit(ctx: &Ctx, action: Action) -> Result<Permit<Mission>> {
    ctx.permit(action, &Relation::zone())
}

pub(super) fn event(kind: &'static str, ctx: &Ctx, mission: &Mission) -> Event {
    Event::new(kind, ctx).object("mission", &mission.id).with("title", mission.title.as_str())
}

pub async fn plan(ctx: &Ctx, db: &Db, draft: &Draft) -> Result<Mission> {
    let permit = permit(ctx, Action::Create)?;
    let plan = draft.checked().map_err(Error::Invalid)?;
    let mut tx = db.write(&ctx.zone).await?;
    let mission = Mission {
        recorded_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        recorded_on: ctx.today().to_string(),
        ..of_plan(MissionId::new(ctx), plan)
    };
    books::save(&mut tx, &permit, &mission).await?;
    let made = event("mission.planned", ctx, &mission).with("starts_on", mission.starts_on.as_str());
    tx.commit(made).await?;
    Ok(mission)
}

fn of_plan(id: MissionId, plan: Plan) -> Mission {
    Mission {
        id,
        title: plan.title,
        title_en: plan.title_en,
        direction: plan.direction,
        starts_on: plan.starts_on,
        ends_on: plan.ends_on,
        legs: plan.legs,
        team: plan.team,
        aim: plan.aim,
        cancelled_on: None,
        source: plan.source,
        recorded_by: None,
        recorded_on: String::new(),
        version: 1,
    }
}

pub async fn edit(ctx: &Ctx, db: &Db, id: &MissionId, version: i64, draft: &Draft) -> Result<Mission> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before = books::get(&mut tx, &ctx.scope()?, id).await?;
    let plan = draft.checked().map_err(Error::Invalid)?;
    let after = Mission {
        cancelled_on: before.cancelled_on.clone(),
        recorded_by: before.recorded_by.clone(),
        recorded_on: before.recorded_on.clone(),
        version: before.version + 1,
        ..of_plan(id.clone(), plan)
    };
    version_is(&before, version, &after)?;
    let visits = books::visits(&mut tx, id).await?;
    if let Some(outside) = visits.iter().find(|v| v.day < after.starts_on || v.day > after.ends_on) {
        let error = kernel::FieldError::new("ends_on", "mission-visit-outside");
        return Err(Error::Invalid(vec![error.arg("company", &outside.company).arg("day", &outside.day)]));
    }
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("mission.edited", ctx, &after)).await?;
    Ok(after)
}

/// 取消: the trip does not take place; what was planned and minuted stays.
pub async fn cancel(ctx: &Ctx, db: &Db, id: &MissionId, version: i64) -> Result<Mission> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut mission = books::get(&mut tx, &ctx.scope()?, id).await?;
    if mission.version != version || mission.cancelled_on.is_some() {
        return Err(Error::conflict("mission-stale"));
    }
    if books::visits(&mut tx, id).await?.iter().any(Visit::is_held) {
        return Err(Error::conflict("mission-has-minutes"));
    }
    mission.cancelled_on = Some(ctx.today().to_string());
    mission.version += 1;
    books::save(&mut tx, &permit, &mission).await?;
    tx.commit(event("mission.cancelled", ctx, &mission)).await?;
    Ok(mission)
}

fn version_is(now: &Mission, version: i64, yours: &Mission) -> Result<()> {
    if now.version == version {
        return Ok(());
    }
    let sides = |m: &Mission| {
        [
            ("title", m.title.clone()),
            ("starts_on", m.starts_on.clone()),
            ("ends_on", m.ends_on.clone()),
            ("cities", m.cities()),
            ("aim", m.aim.clone()),
        ]
    };
    let both = sides(now).into_iter().zip(sides(yours));
    let stale = both
        .filter(|((_, theirs), (_, yours))| theirs != yours)
        .map(|((field, theirs), (_, yours))| StaleField { field: format!("mission_{field}"), theirs, yours });
    Err(Error::Conflict { code: "mission-stale".to_owned(), args: Vec::new(), stale: stale.collect() })
}

/// A trip with its plan and what became of it.
#[derive(Clone, Debug)]
pub struct Trip {
    pub mission: Mission,
    pub visits: Vec<Visit>,
    pub conversion: Conversion,
    /// How far each lead of the visits came.
    pub reached: BTreeMap<LeadId, Reached>,
}

pub async fn get(ctx: &Ctx, db: &Db, id: &MissionId) -> Result<Trip> {
    let mut conn = db.read(&ctx.zone).await?;
    let mission = books::get(&mut conn, &ctx.scope()?, id).await?;
    let visits = books::visits(&mut conn, id).await?;
    let reached = reached(&mut conn, Some(id)).await?;
    Ok(trip(mission, visits, &reached))
}

/// Every trip, the latest first.
pub async fn list(ctx: &Ctx, db: &Db) -> Result<Vec<Trip>> {
    let scope = ctx.scope()?;
    let mut conn = db.read(&ctx.zone).await?;
    let missions = books::all(&mut conn, &scope).await?;
    let visits = books::all_visits(&mut conn, &scope).await?;
    let reached = reached(&mut conn, None).await?;
    let mut of: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for visit in visits {
        of.entry(visit.mission_id.to_string()).or_default().push(visit);
    }
    let own = |m: Mission| {
        let visits = of.remove(m.id.as_str()).unwrap_or_default();
        trip(m, visits, &reached)
    };
    Ok(missions.into_iter().map(own).collect())
}

fn trip(mission: Mission, visits: Vec<Visit>, reached: &BTreeMap<LeadId, Reached>) -> Trip {
    let far = |v: &Visit| v.lead_id.as_ref().and_then(|l| reached.get(l)).copied().unwrap_or_default();
    let conversion = rules::conversion(&visits, far);
    let own: BTreeSet<&LeadId> = visits.iter().filter_map(|v| v.lead_id.as_ref()).collect();
    let reached = reached.iter().filter(|(l, _)| own.contains(l)).map(|(l, r)| (l.clone(), *r)).collect();
    Trip { mission, visits, conversion, reached }
}

impl Trip {
    /// How far the lead of a visit came; nothing where there is none.
    pub fn far(&self, visit: &Visit) -> Reached {
        visit.lead_id.as_ref().and_then(|l| self.reached.get(l)).copied().unwrap_or_default()
    }
}

/// The trips that took place or will, with the visits behind a number of their conversion taken together.
pub fn behind(trips: &[Trip], stage: rules::Stage) -> Vec<(&Trip, &Visit)> {
    let of: BTreeMap<&str, &Trip> = trips.iter().map(|t| (t.mission.id.as_str(), t)).collect();
    let found = rules::behind(visits_of(trips), stage, far_in(trips));
    found.into_iter().filter_map(|v| Some((of.get(v.mission_id.as_str()).copied()?, v))).collect()
}

/// How far the lead of any of the trips' visits came.
fn far_in(trips: &[Trip]) -> impl Fn(&Visit) -> Reached {
    let reached: BTreeMap<&LeadId, Reached> = trips.iter().flat_map(|t| &t.reached).map(|(l, r)| (l, *r)).collect();
    move |v| v.lead_id.as_ref().and_then(|l| reached.get(l)).copied().unwrap_or_default()
}

/// The conversion of all trips together: a company seen on two of them counts once.
pub fn together(trips: &[Trip]) -> Conversion {
    rules::conversion(visits_of(trips), far_in(trips))
}

/// The visits of trips that are not cancelled, the earliest first.
fn visits_of(trips: &[Trip]) -> Vec<&Visit> {
    let held = trips.iter().filter(|t| t.mission.cancelled_on.is_none());
    let mut visits: Vec<&Visit> = held.flat_map(|t| &t.visits).collect();
    visits.sort_by(|a, b| (&a.day, a.position, &a.id).cmp(&(&b.day, b.position, &b.id)));
    visits
}

/// How far the leads of visits (of one trip, or of all) came: signed where an agreement names the lead or it is won, in talks
/// where it ever stood past its first stage, also if it was lost after that, as in the funnel.
async fn reached(conn: &mut Conn, trip: Option<&MissionId>) -> Result<BTreeMap<LeadId, Reached>> {
    let pipeline = pipeline(conn).await?;
    let first = pipeline.first().map(|s| s.id.as_str());
    let talks = |stage: &str| first != Some(stage) && pipeline.stage(stage).is_some_and(|s| s.kind == Kind::Open);
    let signed: BTreeSet<LeadId> = agreement::store::leads_signed(conn).await?.into_iter().collect();
    let mut reached = BTreeMap::new();
    for (lead, kind, stage) in books::stays_of_visited(conn, trip).await? {
        let far = match () {
            () if signed.contains(&lead) || kind == Kind::Won => Reached::Signed,
            () if talks(&stage) => Reached::Talks,
            () => Reached::Lead,
        };
        let known = reached.entry(lead).or_insert(far);
        *known = far.max(*known);
    }
    Ok(reached)
}

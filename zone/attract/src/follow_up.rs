//! What a visit or a signing does to a lead, inside the caller's transaction: trips and agreements write here, so that a lead
//! never says something else than the minutes or the contract.
use crate::AttractState;
use crate::agreement::Agreement;
use crate::companies::Candidate;
use crate::lead::activity::{Activity, Kind as ActivityKind};
use crate::lead::draft::{self, Draft};
use crate::lead::service::{active, blank, event, first_passage, me, passed, permit, refuse_taken, touch};
use crate::lead::{Channel, Lead, owner, rules, store as books};
use crate::message;
use crate::mission::{Outcome, Visit, store as trips};
use crate::pipeline::{Kind, Pipeline, Stage, store::pipeline};
use ::store::{Conn, Tx};
use kernel::id::{EnterpriseId, LeadId};
use kernel::{Ctx, Error, Event, Permit, Result, Scope};

/// The open lead of this company, if there is one.
pub async fn open_lead_of(conn: &mut Conn, company: &str, id: Option<&EnterpriseId>) -> Result<Option<LeadId>> {
    let by_name = books::live(conn, &rules::name_key(company), None).await?;
    let Some(id) = id.filter(|_| by_name.is_none()) else { return Ok(by_name.map(|l| l.id)) };
    Ok(trips::open_lead_of_books(conn, id).await?.map(|l| l.id))
}

/// Opens a lead for a company that was visited; one that is open already is taken as it is.
pub async fn open(ctx: &Ctx, s: &AttractState, tx: &mut Tx, company: &Candidate) -> Result<(LeadId, Vec<Event>)> {
    let id = (company.origin == crate::Origin::Books).then(|| EnterpriseId::parse(&company.id)).flatten();
    if let Some(known) = open_lead_of(tx, &company.name, id.as_ref()).await? {
        return Ok((known, Vec::new()));
    }
    let permit = ctx.permit::<Lead>(kernel::Action::Edit, &kernel::Relation::zone())?;
    let said = Draft { company: company.clone(), channel: Channel::Mission.code().to_owned(), ..Draft::default() };
    let facts = said.facts(ctx.today()).map_err(Error::Invalid)?;
    let pipeline = pipeline(tx).await?;
    let stage = pipeline.first().ok_or_else(|| Error::invalid("stage", "lead-no-stage"))?;
    let mut lead = blank(ctx, LeadId::new(ctx), stage);
    facts.into_lead(&mut lead);
    // An officer keeps the company that he or she met; what others bring home waits in the pool.
    lead.owner = me(ctx).filter(|_| ctx.actor.has(kernel::Role::AttractionOfficer));
    lead.owned_on = lead.owner.as_ref().map(|_| ctx.today().to_string());
    refuse_taken(ctx, s, tx, &lead).await?;
    touch(ctx, &mut lead);
    books::save(tx, &permit, &lead).await?;
    books::save(tx, &permit, &first_passage(ctx, &lead)).await?;
    let opened = event("lead.created", ctx, &lead);
    Ok((lead.id, vec![opened]))
}

/// A visit becomes the lead's activity (the same one when its minutes are corrected), its next step the lead's, and 进入洽谈
/// leads it out of its first stage. The owner is named when somebody else wrote the minutes.
pub async fn visited(ctx: &Ctx, tx: &mut Tx, id: &LeadId, visit: &Visit) -> Result<Vec<Event>> {
    let (scope, permit) = (ctx.scope::<Lead>()?, permit(ctx)?);
    let before = books::get(tx, &scope, id).await?;
    let known: Option<Activity> = tx.get(&[visit.id.as_str().into()]).await?;
    let activity = Activity {
        id: visit.id.clone(),
        lead_id: id.clone(),
        kind: ActivityKind::Visit,
        happened_on: visit.day.clone(),
        summary: visit.minutes.clone(),
        author: None,
        recorded_by: me(ctx),
        recorded_us: ctx.now_us(),
        version: known.as_ref().map_or(1, |k| k.version + 1),
    };
    books::save(tx, &permit, &activity).await?;
    if known.is_none() {
        name_owner(ctx, tx, &permit, &before, &activity).await?;
    }
    let noted =
        event("lead.noted", ctx, &before).related("mission", &visit.mission_id, "visit").with("activity", "visit");
    if !before.is_open() {
        return Ok(vec![noted]);
    }
    let mut lead = before.clone();
    next_step(visit, &mut lead)?;
    if lead.enquired_us.is_some() && lead.answered_us.is_none() {
        lead.answered_us = Some(ctx.now_us());
    }
    active(ctx, &mut lead);
    let mut events = vec![noted];
    if visit.outcome == Some(Outcome::Talks) {
        let pipeline = pipeline(tx).await?;
        if let Some(talks) = talks_after(&pipeline, &lead) {
            let on = visit.day.clone().max(lead.stage_on.clone());
            events.push(moved(ctx, tx, (&scope, &permit), &mut lead, talks, &on).await?);
        }
    }
    touch(ctx, &mut lead);
    books::save(tx, &permit, &lead).await?;
    Ok(events)
}

fn next_step(visit: &Visit, lead: &mut Lead) -> Result<()> {
    if visit.next_step.is_empty() {
        return Ok(());
    }
    let mut errors = Vec::new();
    let next = draft::next_of(&visit.next_step, visit.next_due.as_deref().unwrap_or_default(), "", &mut errors);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    next.into_lead(lead);
    Ok(())
}

async fn name_owner(ctx: &Ctx, tx: &mut Tx, permit: &Permit<Lead>, lead: &Lead, activity: &Activity) -> Result<()> {
    let owner = lead.owner.clone().unwrap_or_default();
    message::leave(ctx, tx, permit, (&owner, message::Kind::Mention), &lead.id, Some(&activity.id)).await
}

/// The stage after the first, for a lead that stands in the first.
fn talks_after<'a>(pipeline: &'a Pipeline, lead: &Lead) -> Option<&'a Stage> {
    let mut open = pipeline.active().filter(|s| s.kind == Kind::Open);
    open.next().filter(|first| first.id == lead.stage)?;
    open.next()
}

/// Puts the lead into a stage and closes its stay in the one before.
async fn moved(
    ctx: &Ctx,
    tx: &mut Tx,
    (scope, permit): (&Scope<Lead>, &Permit<Lead>),
    lead: &mut Lead,
    stage: &Stage,
    on: &str,
) -> Result<Event> {
    let from = std::mem::replace(&mut lead.stage, stage.id.clone());
    lead.kind = stage.kind;
    lead.stage_on = on.to_owned();
    for passage in passed(ctx, &books::passages(tx, scope, &lead.id).await?, lead) {
        books::save(tx, permit, &passage).await?;
    }
    Ok(event("lead.moved", ctx, lead).with("from", from).with("to", stage.id.as_str()))
}

/// 签约 ends the lead: it goes to the first stage of those that are won, on the day of signing.
pub async fn signed(ctx: &Ctx, tx: &mut Tx, id: &LeadId, agreement: &Agreement) -> Result<Vec<Event>> {
    let (scope, permit) = (ctx.scope::<Lead>()?, permit(ctx)?);
    let mut lead = books::get(tx, &scope, id).await?;
    rules::require_work(ctx, &lead)?;
    if lead.kind == Kind::Won {
        // A supplement or a second contract of a lead that was won before.
        return Ok(Vec::new());
    }
    if !lead.is_open() {
        return Err(Error::conflict("agreement-lead-closed"));
    }
    let pipeline = pipeline(tx).await?;
    let won = pipeline.active().find(|s| s.kind == Kind::Won);
    let won = won.ok_or_else(|| Error::conflict("agreement-no-won-stage"))?;
    let today = ctx.today().to_string();
    let on = agreement.signed_on.clone().unwrap_or(today).max(lead.stage_on.clone());
    let event = moved(ctx, tx, (&scope, &permit), &mut lead, won, &on).await?;
    lead.closed_on = Some(on);
    draft::Next::default().into_lead(&mut lead);
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(tx, &permit, &lead).await?;
    owner::lapse(ctx, tx, &scope, &permit, id).await?;
    Ok(vec![event])
}

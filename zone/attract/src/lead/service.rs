//! Commands and questions about leads: one command, one transaction, at least one event.
use super::draft::{self, Draft, Next};
use super::memory::{Asked, MANY};
use super::query::Filter;
use super::store as books;
use super::store::{Now, Where};
use super::{Lead, Passage, rules};
use crate::AttractState;
use crate::companies::{Candidate, Origin};
use crate::pipeline::store::pipeline;
use crate::pipeline::{Kind, Pipeline, Stage};
use ::store::{Conn, Tx};
use chrono::{Days, NaiveDate};
use kernel::id::LeadId;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result, Role, Scope};

/// The right to change leads at all; whose lead it is decides [`rules::require_work`].
pub fn permit(ctx: &Ctx) -> Result<Permit<Lead>> {
    ctx.permit(Action::Edit, &Relation::zone())
}

/// The actor as stored: a user id, none for the installation itself.
pub fn me(ctx: &Ctx) -> Option<String> {
    ctx.actor.user_id.as_ref().map(ToString::to_string)
}

/// What day-dependent conditions are measured against.
pub fn now(ctx: &Ctx) -> Now {
    let today = ctx.today();
    let week = today.checked_add_days(Days::new(7)).unwrap_or(today);
    Now { today: today.to_string(), in_a_week: week.to_string(), us: ctx.now_us() }
}

pub fn event(kind: &'static str, ctx: &Ctx, lead: &Lead) -> Event {
    let event = Event::new(kind, ctx).object("lead", &lead.id).with("lead", lead.name.as_str());
    match (&lead.company_id, lead.origin) {
        (Some(company), Origin::Books) => event.related("enterprise", company, "company"),
        _ => event,
    }
}

pub fn touch(ctx: &Ctx, lead: &mut Lead) {
    lead.updated_us = ctx.now_us();
    lead.version += 1;
}

/// A lead for changing: in scope, this actor's to work, as it stood when the form was opened.
pub async fn opened(
    tx: &mut Tx,
    ctx: &Ctx,
    id: &LeadId,
    version: Option<i64>,
) -> Result<(Lead, Scope<Lead>, Permit<Lead>)> {
    let scope = ctx.scope::<Lead>()?;
    let permit = permit(ctx)?;
    let lead = books::get(tx, &scope, id).await?;
    rules::require_work(ctx, &lead)?;
    if version.is_some_and(|v| v != lead.version) {
        return Err(Error::conflict("lead-stale"));
    }
    Ok((lead, scope, permit))
}

/// 新建线索: the company from books or registry (or typed), one open lead per company.
pub async fn create(ctx: &Ctx, s: &AttractState, draft: &Draft) -> Result<Lead> {
    let draft = Draft { company: known(ctx, s, &draft.company).await?, ..draft.clone() };
    let mut tx = s.db.write(&ctx.zone).await?;
    let (lead, event) = open_in(&mut tx, ctx, s, &draft).await?;
    tx.commit(event).await?;
    Ok(lead)
}

/// The same inside the caller's transaction; the company's facts are taken as the draft has them. It is the actor's lead,
/// or in the pool where the actor is no officer.
pub async fn open_in(tx: &mut Tx, ctx: &Ctx, s: &AttractState, draft: &Draft) -> Result<(Lead, Event)> {
    let permit = ctx.permit::<Lead>(Action::Create, &Relation::zone())?;
    let facts = draft.facts(ctx.today()).map_err(Error::Invalid)?;
    let pipeline = pipeline(tx).await?;
    let stage = pipeline.first().ok_or_else(|| Error::invalid("stage", "lead-no-stage"))?;
    let mut lead = blank(ctx, LeadId::new(ctx), stage);
    facts.into_lead(&mut lead);
    lead.stage_on.clone_from(&lead.began_on);
    lead.owner = me(ctx).filter(|_| ctx.actor.has(Role::AttractionOfficer));
    lead.owned_on = lead.owner.as_ref().map(|_| ctx.today().to_string());
    start_clock(ctx, &pipeline, &mut lead)?;
    refuse_taken(ctx, s, tx, &lead).await?;
    touch(ctx, &mut lead);
    books::save(tx, &permit, &lead).await?;
    books::save(tx, &permit, &first_passage(ctx, &lead)).await?;
    let event = event("lead.created", ctx, &lead);
    Ok((lead, event))
}

/// An enquiry is to be answered within the zone's working hours.
pub fn start_clock(ctx: &Ctx, pipeline: &Pipeline, lead: &mut Lead) -> Result<()> {
    if lead.channel == super::Channel::Enquiry && lead.enquired_us.is_none() {
        lead.enquired_us = Some(ctx.now_us());
        lead.answer_due_us = Some(super::answer::due_us(&pipeline.policy, ctx.now_us())?);
    }
    Ok(())
}

pub fn first_passage(ctx: &Ctx, lead: &Lead) -> Passage {
    Passage {
        lead_id: lead.id.clone(),
        n: 1,
        stage: lead.stage.clone(),
        entered_on: lead.stage_on.clone(),
        left_on: None,
        days: None,
        owner: lead.owner.clone(),
        moved_by: me(ctx),
    }
}

/// A lead with nothing but its place in the pipeline.
pub fn blank(ctx: &Ctx, id: LeadId, stage: &Stage) -> Lead {
    let today = ctx.today().to_string();
    Lead {
        id,
        name: String::new(),
        name_key: String::new(),
        origin: Origin::Typed,
        company_id: None,
        credit_code: None,
        city: None,
        industry: None,
        division: None,
        focus: None,
        subject: String::new(),
        channel: super::Channel::default(),
        amount_fen: None,
        amount_currency: None,
        stage: stage.id.clone(),
        kind: stage.kind,
        stage_on: today.clone(),
        owner: None,
        owned_on: None,
        next_step: None,
        next_on: None,
        remind_on: None,
        began_on: today.clone(),
        enquired_us: None,
        answer_due_us: None,
        answered_us: None,
        active_on: today.clone(),
        warned_on: None,
        hesitating: 0,
        lost_reason: None,
        closed_on: None,
        note: None,
        source: kernel::Source::default(),
        author: None,
        recorded_by: me(ctx),
        recorded_on: today,
        batch_id: None,
        updated_us: 0,
        version: 0,
    }
}

/// The company as books or registry have it: what a form sends besides its id is not believed.
async fn known(ctx: &Ctx, s: &AttractState, said: &Candidate) -> Result<Candidate> {
    if said.origin == Origin::Typed {
        return Ok(said.clone());
    }
    let found = s.companies.get(ctx, said.origin, &said.id).await?;
    found.ok_or_else(|| Error::invalid("company", "lead-company-gone"))
}

/// One open lead per company: who has it is named, so that it can be asked for.
pub async fn refuse_taken(ctx: &Ctx, s: &AttractState, conn: &mut Conn, lead: &Lead) -> Result<()> {
    let Some(other) = books::live(conn, &lead.name_key, lead.credit_code.as_deref()).await? else { return Ok(()) };
    if other.id == lead.id {
        return Ok(());
    }
    let owner = match &other.owner {
        Some(id) => s.directory.users(&ctx.zone, std::slice::from_ref(id)).await?.remove(id).unwrap_or_default(),
        None => String::new(),
    };
    let code = if owner.is_empty() { "lead-taken-pool" } else { "lead-taken" };
    let error = FieldError::new("company", code).arg("name", &other.name).arg("owner", owner).arg("id", &other.id);
    Err(Error::Invalid(vec![error]))
}

/// 修改. The company itself stays what it is when it came from books or registry.
pub async fn edit(ctx: &Ctx, s: &AttractState, id: &LeadId, version: i64, draft: &Draft) -> Result<Lead> {
    let mut draft = draft.clone();
    if draft.company.origin != Origin::Typed {
        draft.company = known(ctx, s, &draft.company).await?;
    }
    let facts = draft.facts(ctx.today()).map_err(Error::Invalid)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let (before, _, permit) = opened(&mut tx, ctx, id, None).await?;
    let mut after = before.clone();
    facts.into_lead(&mut after);
    if version != before.version {
        let stale = draft::differences(&before, &after);
        return Err(Error::Conflict { code: "lead-stale".to_owned(), args: Vec::new(), stale });
    }
    if after == before {
        return Ok(before);
    }
    if after.is_open() {
        refuse_taken(ctx, s, &mut tx, &after).await?;
    }
    let pipeline = pipeline(&mut tx).await?;
    start_clock(ctx, &pipeline, &mut after)?;
    touch(ctx, &mut after);
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("lead.edited", ctx, &after)).await?;
    Ok(after)
}

/// 定下一步: what comes next and by when; both empty takes it away.
pub async fn plan(ctx: &Ctx, s: &AttractState, id: &LeadId, version: i64, step: [&str; 3]) -> Result<Lead> {
    let mut errors = Vec::new();
    let [what, on, remind_on] = step;
    let next: Next = draft::next_of(what, on, remind_on, &mut errors);
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, _, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    next.into_lead(&mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    tx.commit(event("lead.planned", ctx, &lead)).await?;
    Ok(lead)
}

/// A change of stage.
#[derive(Clone, Debug, Default)]
pub struct Move {
    pub stage: String,
    /// The day it happened; empty: today.
    pub on: String,
    /// Why, where it goes to a lost stage: id of a reason of the zone's list.
    pub reason: String,
}

/// 推进: to another stage, forward or back; a lost lead says why, a closed one leaves the work lists.
pub async fn move_to(ctx: &Ctx, s: &AttractState, id: &LeadId, version: i64, cmd: &Move) -> Result<Lead> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (before, scope, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let pipeline = pipeline(&mut tx).await?;
    let lead = moved(ctx, &pipeline, &before, cmd).map_err(Error::Invalid)?;
    if lead.stage == before.stage {
        return Ok(before);
    }
    if lead.is_open() && !before.is_open() {
        refuse_taken(ctx, s, &mut tx, &lead).await?;
    }
    let (lead, event) = write_move(&mut tx, ctx, &scope, &permit, &before, lead).await?;
    tx.commit(event).await?;
    Ok(lead)
}

/// 签约 inside the caller's transaction: to the first stage that is won, on that day; a closed lead is a conflict.
pub async fn win_in(tx: &mut Tx, ctx: &Ctx, id: &LeadId, on: NaiveDate) -> Result<(Lead, Event)> {
    let (before, scope, permit) = opened(tx, ctx, id, None).await?;
    if !before.is_open() {
        return Err(Error::conflict("lead-closed"));
    }
    let pipeline = pipeline(tx).await?;
    let won = pipeline.active().find(|s| s.kind == Kind::Won);
    let stage = won.map(|s| s.id.clone()).ok_or_else(|| Error::invalid("stage", "lead-no-stage"))?;
    let cmd = Move { stage, on: on.to_string(), reason: String::new() };
    let lead = moved(ctx, &pipeline, &before, &cmd).map_err(Error::Invalid)?;
    write_move(tx, ctx, &scope, &permit, &before, lead).await
}

async fn write_move(
    tx: &mut Tx,
    ctx: &Ctx,
    scope: &Scope<Lead>,
    permit: &Permit<Lead>,
    before: &Lead,
    mut lead: Lead,
) -> Result<(Lead, Event)> {
    touch(ctx, &mut lead);
    books::save(tx, permit, &lead).await?;
    for passage in passed(ctx, &books::passages(tx, scope, &lead.id).await?, &lead) {
        books::save(tx, permit, &passage).await?;
    }
    if !lead.is_open() {
        super::owner::lapse(ctx, tx, scope, permit, &lead.id).await?;
    }
    let event = event("lead.moved", ctx, &lead).with("from", before.stage.as_str()).with("to", lead.stage.as_str());
    Ok((lead, event))
}

fn moved(ctx: &Ctx, pipeline: &Pipeline, before: &Lead, cmd: &Move) -> std::result::Result<Lead, Vec<FieldError>> {
    let mut errors = Vec::new();
    let stage = pipeline.active().find(|s| s.id == cmd.stage);
    if stage.is_none() {
        errors.push(FieldError::new("stage", "lead-stage-unknown").arg("found", &cmd.stage));
    }
    let on = if cmd.on.trim().is_empty() { Some(ctx.today()) } else { rules::day(&cmd.on) };
    let on = on.filter(|d| *d <= ctx.today() && d.to_string() >= before.stage_on);
    if on.is_none() {
        errors.push(FieldError::new("on", "lead-move-day").arg("from", &before.stage_on));
    }
    let lost = stage.is_some_and(|s| s.kind == Kind::Lost);
    let reason = pipeline.reasons_for(crate::pipeline::Purpose::Loss).find(|r| r.id == cmd.reason);
    if lost && reason.is_none() {
        errors.push(FieldError::new("reason", "lead-reason-missing"));
    }
    let (Some(stage), Some(on), true) = (stage, on, errors.is_empty()) else { return Err(errors) };
    let mut lead = before.clone();
    if stage.id == before.stage {
        return Ok(lead);
    }
    lead.stage.clone_from(&stage.id);
    lead.kind = stage.kind;
    lead.stage_on = on.to_string();
    lead.lost_reason = reason.filter(|_| lost).map(|r| r.id.clone());
    lead.closed_on = (stage.kind != Kind::Open).then(|| on.to_string());
    if stage.kind != Kind::Open {
        Next::default().into_lead(&mut lead);
    }
    active(ctx, &mut lead);
    Ok(lead)
}

/// The owner did something: the clock of the pool starts anew.
pub fn active(ctx: &Ctx, lead: &mut Lead) {
    lead.active_on = ctx.today().to_string();
    lead.warned_on = None;
}

/// The stay that ends and the one that begins.
pub fn passed(ctx: &Ctx, passages: &[Passage], lead: &Lead) -> Vec<Passage> {
    let mut written = Vec::new();
    if let Some(last) = passages.last() {
        let days = rules::days_between(&last.entered_on, &lead.stage_on);
        written.push(Passage { left_on: Some(lead.stage_on.clone()), days: Some(days), ..last.clone() });
    }
    let n = passages.last().map_or(0, |p| p.n) + 1;
    written.push(Passage { n, ..first_passage(ctx, lead) });
    written
}

/// Leads are counted no further for a page: who sees so many adds a condition.
pub const COUNTED_MOST: i64 = 10_000;

/// One page of the list, with how many there are.
pub struct Listed {
    pub leads: Vec<Lead>,
    /// At most [`COUNTED_MOST`]; there can be more then.
    pub total: i64,
    pub pipeline: Pipeline,
}

/// `me` among the owners stands for whoever asks, so that a link means the same to everybody.
pub fn resolved(ctx: &Ctx, filter: &Filter) -> Filter {
    let mut filter = filter.clone();
    if let Some(owners) = filter.conditions.get_mut("owner") {
        for owner in owners.iter_mut().filter(|o| *o == "me") {
            *owner = me(ctx).unwrap_or_else(|| "system".to_owned());
        }
    }
    filter
}

/// The filter as SQL for this actor and moment.
pub fn conditions(ctx: &Ctx, pipeline: &Pipeline, filter: &Filter) -> Where {
    books::where_of(&resolved(ctx, filter), pipeline, &now(ctx))
}

pub async fn list(ctx: &Ctx, s: &AttractState, filter: &Filter) -> Result<Listed> {
    let scope = ctx.scope::<Lead>()?;
    let filter = s.names.sought(ctx, filter).await?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let pipeline = pipeline(&mut conn).await?;
    let w = conditions(ctx, &pipeline, &filter);
    let total = books::count_to(&mut conn, &scope, &w, COUNTED_MOST).await?;
    let leads = books::page(&mut conn, &scope, &w, &filter.sort, filter.page).await?;
    Ok(Listed { leads, total, pipeline })
}

/// What a kept sum is measured against: the journal's head and now.
pub async fn asked(ctx: &Ctx, db: &::store::Db) -> Result<Asked> {
    let mut conn = db.read(&ctx.zone).await?;
    let leads = books::count_to(&mut conn, &ctx.scope()?, &Where::default(), MANY).await?;
    Ok(Asked { head: conn.head().await?.0, now_us: ctx.now_us(), many: leads >= MANY })
}

/// Leads that fit behind an id, by id: what a program walks.
pub async fn walk(ctx: &Ctx, s: &AttractState, filter: &Filter, behind: &str, most: i64) -> Result<Vec<Lead>> {
    let scope = ctx.scope::<Lead>()?;
    let filter = s.names.sought(ctx, filter).await?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let pipeline = pipeline(&mut conn).await?;
    books::behind(&mut conn, &scope, &conditions(ctx, &pipeline, &filter), behind, most).await
}

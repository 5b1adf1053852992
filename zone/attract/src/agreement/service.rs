//! Commands and questions about agreements.
use super::draft::{AmountDraft, Draft, ProjectDraft, WorkDraft};
use super::store as books;
use super::{Agreement, AmountEntry, Party, Project, WorkState, Workstream};
use crate::companies::Candidate;
use crate::{AttractState, Origin, follow_up};
use ::store::{Db, Tx};
use kernel::id::{AgreementId, EnterpriseId, LeadId, MissionId, new_uuid};
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result, Source};

const MOST_WORKSTREAMS: usize = 50;

pub(super) fn permit(ctx: &Ctx, action: Action) -> Result<Permit<Agreement>> {
    ctx.permit(action, &Relation::zone())
}

pub(super) fn event(kind: &'static str, ctx: &Ctx, agreement: &Agreement) -> Event {
    Event::new(kind, ctx).object("agreement", &agreement.id).with("title", agreement.title.as_str())
}

/// An agreement with what hangs on it.
#[derive(Clone, Debug)]
pub struct Whole {
    pub agreement: Agreement,
    pub workstreams: Vec<Workstream>,
    pub projects: Vec<Project>,
    pub amounts: Vec<AmountEntry>,
}

pub async fn get(ctx: &Ctx, db: &Db, id: &AgreementId) -> Result<Whole> {
    let scope = ctx.scope()?;
    let mut conn = db.read(&ctx.zone).await?;
    let agreement = books::get(&mut conn, &scope, id).await?;
    let mut projects = books::projects(&mut conn, id).await?;
    if let (Some(amended), true) = (&agreement.amends, projects.is_empty()) {
        projects = books::projects(&mut conn, amended).await?;
    }
    let workstreams = books::workstreams(&mut conn, id).await?;
    let amounts = books::amounts(&mut conn, id).await?;
    Ok(Whole { agreement, workstreams, projects, amounts })
}

/// Every agreement, the latest signing first.
pub async fn list(ctx: &Ctx, db: &Db) -> Result<Vec<Agreement>> {
    books::all(&mut db.read(&ctx.zone).await?, &ctx.scope()?).await
}

/// 登记签约: the agreement with its projects, amounts and workstreams, and the lead that it ends, in one transaction.
pub async fn sign(ctx: &Ctx, s: &AttractState, draft: &Draft) -> Result<Agreement> {
    let permit = permit(ctx, Action::Create)?;
    let facts = draft.checked(ctx.today()).map_err(Error::Invalid)?;
    let parties = recognised(ctx, s, facts.parties).await?;
    let mut known = Vec::new();
    for project in &draft.projects {
        known.push(s.companies.named(ctx, project.company.trim()).await?);
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let (lead_id, mission_id) = (id_of(&draft.lead, LeadId::parse)?, id_of(&draft.mission, MissionId::parse)?);
    if let Some(mission) = &mission_id {
        crate::mission::store::get(&mut tx, &ctx.scope()?, mission).await?;
    }
    let amends = id_of(&draft.amends, AgreementId::parse)?;
    if let Some(earlier) = &amends {
        books::get(&mut tx, &ctx.scope()?, earlier).await?;
    }
    let agreement = Agreement {
        id: AgreementId::new(ctx),
        title: facts.title,
        title_en: facts.title_en,
        kind: facts.kind,
        signed_on: Some(facts.signed_on),
        date_source: None,
        amends,
        parties,
        lead_id,
        mission_id,
        source: facts.source,
        voided_on: None,
        void_reason: None,
        recorded_by: recorder(ctx),
        recorded_on: ctx.today().to_string(),
        version: 1,
    };
    books::save(&mut tx, &permit, &agreement).await?;
    let mut opened = Vec::new();
    for (i, (project, known)) in draft.projects.iter().zip(known).enumerate() {
        if !project.is_blank() {
            opened.push(open_project(ctx, &mut tx, &permit, &agreement, (i, project, known)).await?);
        }
    }
    for work in &draft.workstreams {
        add_work(ctx, &mut tx, &permit, &agreement, work).await?;
    }
    let landed = s.landing.signed(ctx, &mut tx, &agreement, &opened).await?;
    signed(ctx, tx, &agreement, landed).await?;
    Ok(agreement)
}

/// The parties of these names; those that the books know are linked.
pub(super) async fn recognised(ctx: &Ctx, s: &AttractState, names: Vec<String>) -> Result<Vec<Party>> {
    let mut parties = Vec::new();
    for name in names {
        let company_id = books_id(s.companies.named(ctx, &name).await?.as_ref());
        parties.push(Party { name, company_id });
    }
    Ok(parties)
}

/// Two records of one sum: the same project, kind, day and amount.
pub(super) fn same_amount(a: &AmountEntry, b: &AmountEntry) -> bool {
    let of = |e: &AmountEntry| (e.project_id.clone(), e.kind, e.basis, e.dated_on.clone(), e.fen, e.currency);
    of(a) == of(b)
}

/// Ends the lead and commits: the event names agreement, lead, trip and companies.
async fn signed(ctx: &Ctx, mut tx: Tx, agreement: &Agreement, landed: Vec<Event>) -> Result<()> {
    let mut done = event("agreement.signed", ctx, agreement).with("kind", agreement.kind.code());
    for company in agreement.parties.iter().filter_map(|p| p.company_id.as_ref()) {
        done = done.related("enterprise", company, "party");
    }
    if let Some(mission) = &agreement.mission_id {
        done = done.related("mission", mission, "from");
    }
    if let Some(amended) = &agreement.amends {
        done = done.related("agreement", amended, "amended");
    }
    let mut events = Vec::new();
    if let Some(lead) = &agreement.lead_id {
        done = done.related("lead", lead, "won");
        events = follow_up::signed(ctx, &mut tx, lead, agreement).await?;
    }
    events.insert(0, done);
    events.extend(landed);
    tx.commit_all(events).await
}

fn id_of<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match text.trim() {
        "" => Ok(None),
        id => parse(id).map(Some).ok_or(Error::NotFound),
    }
}

pub(super) fn recorder(ctx: &Ctx) -> Option<String> {
    ctx.actor.user_id.as_ref().map(ToString::to_string)
}

fn books_id(known: Option<&Candidate>) -> Option<EnterpriseId> {
    known.filter(|c| c.origin == Origin::Books).and_then(|c| EnterpriseId::parse(&c.id))
}

pub(super) async fn open_project(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<Agreement>,
    agreement: &Agreement,
    (i, draft, known): (usize, &ProjectDraft, Option<Candidate>),
) -> Result<Project> {
    let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    let project = Project {
        id: new_uuid(ctx),
        agreement_id: Some(agreement.id.clone()),
        name: draft.name.trim().to_owned(),
        name_en: String::new(),
        company: known.as_ref().map_or_else(|| draft.company.trim().to_owned(), |c| c.name.clone()),
        company_id: books_id(known.as_ref()),
        focus: text(&draft.focus).or_else(|| known.and_then(|c| c.focus)),
        owner: text(&draft.owner).or_else(|| recorder(ctx)),
        source: agreement.source.clone(),
        version: 1,
    };
    books::save(tx, permit, &project).await?;
    let signed_on = agreement.signed_on.as_deref().unwrap_or_default();
    for amount in draft.amounts(signed_on, &agreement.source) {
        let suffix = format!("_{i}");
        let entry =
            entry(ctx, agreement, &project.id, &amount, &suffix).map_err(|errors| renamed(errors, &amount, i))?;
        books::save(tx, permit, &entry).await?;
    }
    Ok(project)
}

/// The form names the amount's field after its kind.
fn renamed(error: Error, amount: &AmountDraft, i: usize) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let own = format!("amount_{i}");
    let name =
        |e: FieldError| if e.field == own { FieldError { field: format!("{}_{i}", amount.kind), ..e } } else { e };
    Error::Invalid(errors.into_iter().map(name).collect())
}

pub(super) fn entry(
    ctx: &Ctx,
    agreement: &Agreement,
    project: &str,
    draft: &AmountDraft,
    suffix: &str,
) -> Result<AmountEntry> {
    let sum = draft.checked(ctx.today(), suffix).map_err(Error::Invalid)?;
    Ok(AmountEntry {
        id: new_uuid(ctx),
        agreement_id: Some(agreement.id.clone()),
        project_id: project.to_owned(),
        kind: sum.kind,
        basis: sum.basis,
        dated_on: sum.dated_on,
        fen: sum.fen,
        currency: sum.currency,
        rate: sum.rate,
        source: sum.source,
        recorded_by: recorder(ctx),
        recorded_on: ctx.today().to_string(),
        version: 1,
    })
}

pub(super) async fn in_force(ctx: &Ctx, tx: &mut Tx, id: &AgreementId) -> Result<Agreement> {
    let agreement = books::get(tx, &ctx.scope()?, id).await?;
    if agreement.voided_on.is_some() {
        return Err(Error::conflict("agreement-is-void"));
    }
    Ok(agreement)
}

/// 登记金额: 到位, 增资 or a new total of a project, with its document.
pub async fn record_amount(ctx: &Ctx, db: &Db, id: &AgreementId, draft: &AmountDraft) -> Result<AmountEntry> {
    let permit = permit(ctx, Action::Edit)?;
    let faults = ui::source::refused(&draft.source);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let project = books::project(&mut tx, draft.project.trim()).await?;
    let own = |p: &Project| {
        p.agreement_id.as_ref().is_some_and(|a| *a == agreement.id || agreement.amends.as_ref() == Some(a))
    };
    let project = project.filter(own).ok_or_else(|| Error::invalid("project", "amount-project-missing"))?;
    let entry = entry(ctx, &agreement, &project.id, draft, "")?;
    if books::amounts(&mut tx, id).await?.iter().any(|e| same_amount(e, &entry)) {
        return Err(Error::invalid("amount", "amount-twice"));
    }
    books::save(&mut tx, &permit, &entry).await?;
    tx.commit(event("agreement.amount_recorded", ctx, &agreement).with("kind", entry.kind.code())).await?;
    Ok(entry)
}

async fn add_work(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<Agreement>,
    agreement: &Agreement,
    draft: &WorkDraft,
) -> Result<()> {
    let name = draft.name.trim();
    if name.is_empty() {
        return Ok(());
    }
    let known = books::workstreams(tx, &agreement.id).await?;
    if known.len() >= MOST_WORKSTREAMS {
        return Err(Error::limit("agreement-workstreams-many", MOST_WORKSTREAMS));
    }
    if known.iter().any(|w| w.name == name) {
        return Err(Error::invalid("name", "workstream-twice"));
    }
    let work = Workstream {
        id: new_uuid(ctx),
        agreement_id: agreement.id.clone(),
        position: i64::try_from(known.len()).unwrap_or(0),
        name: name.to_owned(),
        name_en: String::new(),
        state: WorkState::Planned,
        owner: Some(draft.owner.trim().to_owned()).filter(|o| !o.is_empty()),
        note: String::new(),
        source: Source::default(),
        version: 1,
    };
    books::save(tx, permit, &work).await
}

pub async fn add_workstream(ctx: &Ctx, db: &Db, id: &AgreementId, draft: &WorkDraft) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    WorkDraft::fits(draft.name.trim())?;
    let mut tx = db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    add_work(ctx, &mut tx, &permit, &agreement, draft).await?;
    tx.commit(event("agreement.workstream_added", ctx, &agreement).with("name", draft.name.trim())).await
}

/// 更新合作方向: name, state, officer and note of a workstream.
#[derive(Clone, Debug, Default)]
pub struct WorkChange {
    pub version: i64,
    /// Empty: as it is.
    pub name: String,
    pub state: String,
    pub owner: String,
    pub note: String,
}

pub async fn change_workstream(ctx: &Ctx, db: &Db, id: &AgreementId, work: &str, change: &WorkChange) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let state = WorkState::parse(change.state.trim()).ok_or_else(|| Error::invalid("state", "field-unknown-choice"))?;
    if change.note.chars().count() > 500 {
        return Err(Error::Invalid(vec![FieldError::new("note", "field-too-long").arg("limit", 500)]));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let agreement = in_force(ctx, &mut tx, id).await?;
    let before: Option<Workstream> = tx.get(&[work.into()]).await?;
    let before = before.filter(|w| w.agreement_id == *id).ok_or(Error::NotFound)?;
    if before.version != change.version {
        return Err(Error::conflict("workstream-stale"));
    }
    let all = books::workstreams(&mut tx, id).await?;
    let name = super::change::renamed_work(&change.name, &before, &all)?;
    let name_en = if name == before.name { before.name_en.clone() } else { String::new() };
    let owner = Some(change.owner.trim().to_owned()).filter(|o| !o.is_empty());
    let after = Workstream { name, name_en, state, owner, note: change.note.trim().to_owned(), ..before.clone() };
    if after == before {
        return Ok(());
    }
    books::save(&mut tx, &permit, &Workstream { version: before.version + 1, ..after.clone() }).await?;
    let changed = event("agreement.workstream_changed", ctx, &agreement);
    tx.commit(changed.with("name", after.name.as_str()).with("state", state.code())).await
}

/// 作废: the agreement no longer stands, and its amounts no longer count.
pub async fn void(ctx: &Ctx, db: &Db, id: &AgreementId, version: i64, reason: &str) -> Result<Agreement> {
    let permit = permit(ctx, Action::Edit)?;
    if !(2..=200).contains(&reason.trim().chars().count()) {
        return Err(Error::invalid("reason", "agreement-void-reason"));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let mut agreement = in_force(ctx, &mut tx, id).await?;
    if agreement.version != version {
        return Err(Error::conflict("agreement-stale"));
    }
    agreement.voided_on = Some(ctx.today().to_string());
    agreement.void_reason = Some(reason.trim().to_owned());
    agreement.version += 1;
    books::save(&mut tx, &permit, &agreement).await?;
    tx.commit(event("agreement.voided", ctx, &agreement)).await?;
    Ok(agreement)
}

//! Commands on matters: one command, one transaction; what becomes ready because of it goes along.
use super::command::{Command, Refusal};
use super::rules::{self, File};
use super::{Matter, MatterClock, order, store as books};
use crate::{LandState, calendar};
use ::store::Tx;
use chrono::NaiveDate;
use kernel::id::MatterId;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Result};
use schedule::Calendar;

/// The actor as stored: a user id, none for the installation itself.
pub fn me(ctx: &Ctx) -> Option<String> {
    ctx.actor.user_id.as_ref().map(ToString::to_string)
}

/// Which right a command asks: the company and its officer hand in, the department handles, the director takes back and extends.
fn action(command: &Command) -> Action {
    match command {
        Command::Submit
        | Command::AnswerCorrection
        | Command::Withdraw
        | Command::Start
        | Command::Finish
        | Command::MeetObligation { .. } => Action::Create,
        Command::Revoke | Command::Extend { .. } => Action::Assign,
        _ => Action::Edit,
    }
}

/// The past tense of a command: the journal's word.
pub fn kind(command: &Command) -> &'static str {
    match command {
        Command::Submit => "matter.submitted",
        Command::Accept => "matter.accepted",
        Command::AcceptTolerantly { .. } => "matter.accepted_tolerantly",
        Command::Refuse => "matter.refused",
        Command::AskCorrection { .. } => "matter.correction_asked",
        Command::AnswerCorrection => "matter.corrected",
        Command::BeginSpecial { .. } => "matter.special_begun",
        Command::EndSpecial => "matter.special_ended",
        Command::Opine { .. } => "matter.opinion_given",
        Command::Decide { .. } => "matter.decided",
        Command::Deliver => "matter.delivered",
        Command::Withdraw => "matter.withdrawn",
        Command::Revoke => "matter.revoked",
        Command::Extend { .. } => "matter.extended",
        Command::MeetObligation { .. } => "matter.obligation_met",
        Command::Start => "matter.started",
        Command::Finish => "matter.finished",
    }
}

/// An event about a matter. `on` is the day on which it happened, which may lie before the day on which it is recorded.
pub fn event(kind: &'static str, ctx: &Ctx, m: &Matter, on: NaiveDate) -> Event {
    let mut event = Event::new(kind, ctx)
        .object("matter", &m.id)
        .related("project", &m.project_id, "project")
        .with("code", m.code.as_str())
        .with("name", m.name_zh.as_str())
        .with("on", on.to_string());
    if let Some(company) = &m.enterprise_id {
        event = event.related("enterprise", company, "company");
    }
    match &m.department_id {
        Some(department) => event.related("department", department, "department"),
        None => event,
    }
}

/// One step of a matter.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    pub id: &'a MatterId,
    /// As it stood when the form was opened; none: whatever it is.
    pub version: Option<i64>,
    pub command: &'a Command,
    /// The day it happened; none: today.
    pub on: Option<NaiveDate>,
    /// Why; kept in the journal.
    pub note: &'a str,
}

pub async fn perform(ctx: &Ctx, s: &LandState, step: &Step<'_>) -> Result<Matter> {
    perform_as(&super::delegation::acting(ctx, s).await?, s, step).await
}

/// The same by an actor who has the departments of those for whom he or she acts.
async fn perform_as(ctx: &Ctx, s: &LandState, step: &Step<'_>) -> Result<Matter> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let (matter, events) = perform_with(&mut tx, ctx, &calendar, step, Papers::Complete).await?;
    tx.commit_all(events).await?;
    Ok(matter)
}

/// What handing in asks of the matter's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Papers {
    /// All that may not follow are there.
    Complete,
    /// They lie where the step was done.
    Elsewhere,
}

/// The same inside the caller's transaction. For what was done elsewhere, such as the steps that a pack tells: handing in does not
/// ask for documents here, because they were handed in there.
pub async fn perform_in(tx: &mut Tx, ctx: &Ctx, calendar: &Calendar, step: &Step<'_>) -> Result<(Matter, Vec<Event>)> {
    perform_with(tx, ctx, calendar, step, Papers::Elsewhere).await
}

async fn perform_with(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    step: &Step<'_>,
    papers: Papers,
) -> Result<(Matter, Vec<Event>)> {
    let matter = books::get(tx, &ctx.scope()?, step.id).await?;
    let permit = permit(ctx, &matter, step.command)?;
    if step.version.is_some_and(|v| v != matter.version) {
        return Err(Error::conflict("matter-stale"));
    }
    let on = step.on.unwrap_or_else(|| ctx.today());
    if on > ctx.today() {
        return Err(Error::invalid("on", "matter-refused-future"));
    }
    if matches!(step.command, Command::Submit | Command::Start) {
        super::stopped::refuse(tx, &matter.project_id).await?;
    }
    // Most steps concern nobody else: only those that do look at the whole plan.
    let plan = if matter.state == super::State::Planned || concerns_others(step.command) {
        books::of_plan(tx, &matter.plan_id).await?
    } else {
        Vec::new()
    };
    // A lag that has passed since the last look makes it ready now.
    let due = order::settle(calendar, &plan, on).into_iter().find(|m| m.id == matter.id);
    let readied = due.filter(|m| m.state == super::State::Ready && matter.state == super::State::Planned);
    let matter = readied.clone().unwrap_or(matter);
    if papers == Papers::Complete && *step.command == Command::Submit && rules::allows(&matter, step.command) {
        crate::material::service::complete(ctx, tx, &matter).await?;
    }
    let before = books::clocks(tx, &matter.id).await?;
    let unmet = order::unmet(calendar, &matter, &plan, step.command, on);
    let file = File { matter: matter.clone(), clocks: before.clone() };
    let mut file = rules::apply(calendar, &file, step.command, on, &unmet).map_err(|r| refused(&r, &plan))?;
    take_over(ctx, step.command, &mut file.matter);
    if let (Command::AskCorrection { .. }, Some(correction)) = (step.command, &mut file.matter.correction) {
        let uses = crate::material::store::uses_of(tx, step.id).await?;
        correction.had = uses.iter().map(|u| u.material_id.to_string()).collect();
    }
    touch(ctx, &mut file.matter);
    write(tx, &permit, &before, &mut file).await?;
    crate::milestone::store::look_again(tx, &file.matter.project_id).await?;
    let from = matter.state.code();
    let mut event =
        event(kind(step.command), ctx, &file.matter, on).with("from", from).with("to", file.matter.state.code());
    if !step.note.trim().is_empty() {
        event = event.with("note", step.note.trim());
    }
    if let Some(outcome) = file.matter.outcome.filter(|_| matter.outcome.is_none()) {
        event = event.with("outcome", outcome.code());
    }
    let mut events: Vec<Event> = readied.iter().map(|m| self::event("matter.readied", ctx, m, on)).collect();
    events.push(event);
    if concerns_others(step.command) {
        events.extend(settle_in(tx, ctx, calendar, &permit, (&plan, &file.matter), on).await?);
    }
    Ok((file.matter, events))
}

/// Whether a step can open or close what comes after the matter, or asks what stands before it.
fn concerns_others(command: &Command) -> bool {
    matches!(
        command,
        Command::Submit
            | Command::Accept
            | Command::AcceptTolerantly { .. }
            | Command::Decide { .. }
            | Command::Withdraw
            | Command::Revoke
            | Command::Start
            | Command::Finish
    )
}

/// The department's first hand on a matter makes it that clerk's.
fn take_over(ctx: &Ctx, command: &Command, matter: &mut Matter) {
    if matter.clerk.is_none() && action(command) == Action::Edit && !matches!(command, Command::Opine { .. }) {
        matter.clerk = me(ctx);
    }
}

fn permit(ctx: &Ctx, matter: &Matter, command: &Command) -> Result<Permit<Matter>> {
    if let Command::Opine { department, .. } = command {
        let joint = matter.joint.iter().find(|j| j.department == *department).ok_or(Error::NotFound)?;
        let relation = kernel::Relation::zone().in_department(joint.department_id.as_ref());
        return ctx.permit(Action::Edit, &relation).map_err(|_| Error::Forbidden);
    }
    ctx.permit(action(command), &matter.relation())
}

/// Whether the actor may do this now: what decides that a control is shown.
pub fn may(ctx: &Ctx, matter: &Matter, command: &Command) -> bool {
    rules::allows(matter, command) && permit(ctx, matter, command).is_ok()
}

fn refused(refusal: &Refusal, plan: &[Matter]) -> Error {
    let (key, name) = refusal.key();
    let error = FieldError::new("matter", key);
    let shown = name.map(|n| plan.iter().find(|m| m.code == n).map_or(n, |m| m.name_zh.as_str()));
    Error::Invalid(vec![match shown {
        Some(name) => error.arg("name", name),
        None => error,
    }])
}

pub fn touch(ctx: &Ctx, matter: &mut Matter) {
    matter.updated_us = ctx.now_us();
    matter.version += 1;
}

async fn write(tx: &mut Tx, permit: &Permit<Matter>, before: &[MatterClock], file: &mut File) -> Result<()> {
    let gone: Vec<MatterClock> =
        before.iter().filter(|b| !file.clocks.iter().any(|c| c.kind == b.kind)).cloned().collect();
    if !gone.is_empty() {
        books::drop_clocks(tx, permit, &gone).await?;
        books::drop_rungs(tx, permit, &file.matter.id).await?;
    }
    file.clocks.iter_mut().for_each(|c| c.version += 1);
    books::save_clocks(tx, permit, &file.clocks).await?;
    books::save(tx, permit, &file.matter).await
}

/// What became ready, or is no longer, after a matter changed.
async fn settle_in(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    permit: &Permit<Matter>,
    (plan, changed): (&[Matter], &Matter),
    on: NaiveDate,
) -> Result<Vec<Event>> {
    let now = plan.iter().map(|m| if m.id == changed.id { changed.clone() } else { m.clone() });
    let plan: Vec<Matter> = now.collect();
    let mut events = Vec::new();
    for mut matter in order::settle(calendar, &plan, on) {
        touch(ctx, &mut matter);
        books::save(tx, permit, &matter).await?;
        let was = plan.iter().find(|m| m.id == matter.id).map(|m| m.state);
        let kind = match matter.state {
            super::State::Ready => "matter.readied",
            _ if was == Some(super::State::Planned) => continue,
            _ => "matter.unreadied",
        };
        events.push(event(kind, ctx, &matter, on).related("matter", &changed.id, "because"));
    }
    Ok(events)
}

/// 越序办理: a matter may begin although a prerequisite is missing; the reason and who allowed it are kept.
pub async fn override_order(ctx: &Ctx, s: &LandState, id: &MatterId, version: i64, reason: &str) -> Result<Matter> {
    if reason.trim().is_empty() {
        return Err(Error::invalid("reason", "matter-override-reason"));
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let mut matter = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = ctx.permit(Action::Assign, &matter.relation())?;
    if matter.version != version {
        return Err(Error::conflict("matter-stale"));
    }
    if matter.state != super::State::Planned {
        return Err(Error::invalid("matter", "matter-refused-state"));
    }
    super::stopped::refuse(&mut tx, &matter.project_id).await?;
    let on = ctx.today();
    matter.overridden = Some(super::Override { reason: reason.trim().to_owned(), by: me(ctx), on: on.to_string() });
    touch(ctx, &mut matter);
    books::save(&mut tx, &permit, &matter).await?;
    let mut events = vec![event("matter.overridden", ctx, &matter, on).with("reason", reason.trim())];
    let plan = books::of_plan(&mut tx, &matter.plan_id).await?;
    events.extend(settle_in(&mut tx, ctx, &calendar, &permit, (&plan, &matter), on).await?);
    tx.commit_all(events).await?;
    let mut conn = s.db.read(&ctx.zone).await?;
    books::get(&mut conn, &ctx.scope()?, id).await
}

/// Steps of a batch that queue for the writer at once: they share a sync of the disk.
const ABREAST: usize = 50;

/// 批量: the same step on several matters; each stands for itself with its own event, what is refused is said.
pub async fn perform_each(
    ctx: &Ctx,
    s: &LandState,
    ids: &[MatterId],
    command: &Command,
    note: &str,
) -> Result<Vec<(MatterId, Result<Matter>)>> {
    if ids.len() > 200 {
        return Err(Error::limit("matter-batch-many", 200));
    }
    let ctx = super::delegation::acting(ctx, s).await?;
    let mut done = Vec::new();
    for some in ids.chunks(ABREAST) {
        let mut running = tokio::task::JoinSet::new();
        for (at, id) in some.iter().cloned().enumerate() {
            let (ctx, s, command, note) = (ctx.clone(), s.clone(), command.clone(), note.to_owned());
            running.spawn(async move {
                let step = Step { id: &id, version: None, command: &command, on: None, note: &note };
                (at, perform_as(&ctx, &s, &step).await)
            });
        }
        // One that breaks off is one that is not done; what the others did is said all the same.
        let mut outcomes: Vec<Option<Result<Matter>>> = some.iter().map(|_| None).collect();
        while let Some(ended) = running.join_next().await {
            let Ok((at, outcome)) = ended else { continue };
            outcomes.get_mut(at).map(|place| place.insert(outcome));
        }
        let broken = || Err(Error::internal("a step of a batch broke off"));
        done.extend(some.iter().cloned().zip(outcomes.into_iter().map(|o| o.unwrap_or_else(broken))));
    }
    Ok(done)
}

//! From the question to the answer: asked, taken up, routed, answered, asked again, closed.
use super::limits;
use super::rules::{self, MOST_BODY, MOST_SUBJECT};
use super::{Channel, Note, NoteKind, Request, State, store as books};
use crate::directory::Colleague;
use crate::matter::Matter;
use crate::notice::{self, Word};
use crate::project::Project;
use crate::{LandState, calendar};
use ::store::Tx;
use kernel::access::Relation;
use kernel::id::{DepartmentId, EnterpriseId, MatterId, ProjectId, RequestId, UserId};
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Result, Role, Source};

/// What a company asks for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub company: String,
    pub project: String,
    pub matter: String,
    pub subject: String,
    pub body: String,
    pub channel: Channel,
    /// Where it goes; empty: to the project's officer.
    pub department: String,
}

pub(super) fn me(ctx: &Ctx) -> Option<String> {
    ctx.actor.user_id.as_ref().map(ToString::to_string)
}

/// The event, with everything that the request belongs to.
pub(super) fn event(kind: &'static str, ctx: &Ctx, r: &Request) -> Event {
    let mut event = Event::new(kind, ctx)
        .object(RequestId::KIND, &r.id)
        .related(EnterpriseId::KIND, &r.enterprise_id, "company")
        .with("subject", r.subject.as_str());
    if let Some(project) = &r.project_id {
        event = event.related(ProjectId::KIND, project, "project");
    }
    if let Some(matter) = &r.matter_id {
        event = event.related(MatterId::KIND, matter, "matter");
    }
    match &r.department_id {
        Some(department) => event.related(DepartmentId::KIND, department, "department"),
        None => event,
    }
}

/// The right of those who handle it.
pub(super) fn handling(ctx: &Ctx, r: &Request) -> Result<Permit<Request>> {
    ctx.permit(Action::Edit, &r.relation())
}

/// The right of the company itself: nobody of the zone speaks in its place once it is asked.
pub(super) fn asking(ctx: &Ctx, company: &EnterpriseId) -> Result<Permit<Request>> {
    let permit = ctx.permit(Action::Create, &Relation::company(company))?;
    if ctx.actor.companies.contains(company) { Ok(permit) } else { Err(Error::Forbidden) }
}

pub(super) fn note(ctx: &Ctx, r: &Request, kind: NoteKind, body: &str) -> Note {
    Note {
        id: kernel::id::new_uuid(ctx),
        request_id: r.id.clone(),
        by_user: me(ctx),
        at_us: ctx.now_us(),
        body: body.to_owned(),
        kind,
    }
}

pub(super) fn directors(colleagues: &[Colleague]) -> Vec<String> {
    colleagues.iter().filter(|c| c.roles.contains(&Role::Director)).map(|c| c.id.to_string()).collect()
}

/// Who has to answer: the handler, else the department's clerks, else the directors.
pub(super) fn answerable(r: &Request, colleagues: &[Colleague]) -> Vec<String> {
    let clerks = |d: &DepartmentId| colleagues.iter().filter(|c| c.handles(d)).map(|c| c.id.to_string()).collect();
    let found: Vec<String> = match (&r.handler, &r.department_id) {
        (Some(handler), _) => vec![handler.clone()],
        (None, Some(department)) => clerks(department),
        (None, None) => Vec::new(),
    };
    if found.is_empty() { directors(colleagues) } else { found }
}

pub(super) fn word<'a>(kind: &'a str, r: &Request) -> Word<'a> {
    let words = vec![("company", r.enterprise.clone()), ("subject", r.subject.clone())];
    Word { kind, path: format!("/land/requests/{}", r.id), words }
}

/// Tells the company's user who asked.
async fn tell_company(ctx: &Ctx, tx: &mut Tx, r: &Request, kind: &str) -> Result<()> {
    if r.channel != Channel::Portal {
        return Ok(());
    }
    let word = Word { path: format!("/portal/requests/{}", r.id), ..word(kind, r) };
    notice::tell(ctx, tx, &r.asked_by.clone().into_iter().collect::<Vec<_>>(), &word).await
}

pub(super) fn touch(ctx: &Ctx, r: &mut Request) {
    r.updated_us = ctx.now_us();
    r.version += 1;
}

/// What a request is about, checked: project and matter are the company's own.
struct About {
    company: EnterpriseId,
    name: String,
    project: Option<Project>,
    matter: Option<Matter>,
}

async fn about(ctx: &Ctx, s: &LandState, tx: &mut Tx, cmd: &Ask) -> Result<About> {
    let matter: Option<Matter> = match MatterId::parse(&cmd.matter) {
        Some(id) => Some(crate::material::service::matter(tx, ctx, &id).await?),
        None => None,
    };
    let project = matter.as_ref().map_or_else(|| ProjectId::parse(&cmd.project), |m| Some(m.project_id.clone()));
    let project = match project {
        Some(id) => Some(crate::project::store::get(tx, &ctx.scope()?, &id).await?),
        None => None,
    };
    let company = project.as_ref().map_or_else(|| EnterpriseId::parse(&cmd.company), |p| p.enterprise_id.clone());
    let company = company.ok_or_else(|| Error::invalid("company", "request-company-missing"))?;
    let name = match &project {
        Some(p) => p.enterprise.clone(),
        None => {
            let known = s.directory.company(ctx, &company).await?;
            known.ok_or_else(|| Error::invalid("company", "request-company-missing"))?.name
        }
    };
    Ok(About { company, name, project, matter })
}

/// Subject, words and department of a form, with every fault at once.
fn checked(cmd: &Ask, departments: &[(DepartmentId, String)]) -> Result<(String, String, Option<DepartmentId>)> {
    let department = match cmd.department.trim() {
        "" => Ok(None),
        id => match departments.iter().find(|(d, _)| d.as_str() == id) {
            Some((id, _)) => Ok(Some(id.clone())),
            None => Err(FieldError::new("department", "request-department-missing")),
        },
    };
    let subject = rules::words("subject", &cmd.subject, MOST_SUBJECT);
    match (subject, rules::words("body", &cmd.body, MOST_BODY), department) {
        (Ok(subject), Ok(body), Ok(department)) => Ok((subject, body, department)),
        (subject, body, department) => {
            Err(Error::Invalid(subject.err().into_iter().chain(body.err()).chain(department.err()).collect()))
        }
    }
}

/// A request of that company as of now, with nothing said in it yet.
pub(super) fn blank(ctx: &Ctx, (id, name): (EnterpriseId, String), limit_days: i64) -> Result<Request> {
    Ok(Request {
        id: RequestId::new(ctx),
        enterprise_id: id,
        enterprise: name,
        project_id: None,
        matter_id: None,
        subject: String::new(),
        body: String::new(),
        channel: Channel::Portal,
        department_id: None,
        handler: None,
        state: State::Open,
        asked_by: me(ctx),
        asked_us: ctx.now_us(),
        asked_on: ctx.today().to_string(),
        taken_on: None,
        reopened_on: None,
        limit_days,
        clock: schedule::Clock::start(limit_days, ctx.today()).map_err(Error::internal)?,
        due_on: None,
        due_provisional: false,
        breached_on: None,
        escalated: 0,
        answer: None,
        answered_by: None,
        answered_on: None,
        closed_on: None,
        source: Source::default(),
        updated_us: ctx.now_us(),
        version: 1,
    })
}

/// 提出诉求: by the company from the portal, or by an officer who was called or visited.
pub async fn ask(ctx: &Ctx, s: &LandState, cmd: &Ask) -> Result<Request> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let departments = s.directory.departments(ctx).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let about = about(ctx, s, &mut tx, cmd).await?;
    let permit = ctx.permit::<Request>(Action::Create, &Relation::company(&about.company))?;
    let own = ctx.actor.companies.contains(&about.company);
    let channel = match (own, cmd.channel) {
        (true, _) => Channel::Portal,
        (false, Channel::Portal) => Channel::Phone,
        (false, other) => other,
    };
    let (subject, body, department) = checked(cmd, &departments)?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let limit_days = limits::history(&mut tx).await?.now().answer_days;
    let handler = about.project.as_ref().and_then(|p| p.officer.clone()).filter(|_| department.is_none());
    let mut request = Request {
        project_id: about.project.map(|p| p.id),
        matter_id: about.matter.map(|m| m.id),
        subject,
        body,
        channel,
        department_id: department,
        // Who takes the call has taken it up.
        taken_on: Some(ctx.today().to_string()).filter(|_| !own && handler.is_some() && handler == me(ctx)),
        handler,
        ..blank(ctx, (about.company, about.name), limit_days)?
    };
    rules::derive(&mut request, &calendar, ctx.today());
    books::save(&mut tx, &permit, &request).await?;
    notice::tell(ctx, &mut tx, &answerable(&request, &colleagues), &word("request-asked", &request)).await?;
    tx.commit(event("request.asked", ctx, &request).with("channel", channel.code())).await?;
    Ok(request)
}

/// The request inside a transaction, for those who handle it.
async fn opened(tx: &mut Tx, ctx: &Ctx, id: &RequestId) -> Result<(Request, Permit<Request>)> {
    let request = books::get(tx, &ctx.scope()?, id).await?;
    let permit = handling(ctx, &request)?;
    Ok((request, permit))
}

fn must_be(r: &Request, state: State) -> Result<()> {
    if r.state == state { Ok(()) } else { Err(Error::conflict("request-stale")) }
}

/// The first hand on it: from here on somebody has it.
pub(super) fn take_up(ctx: &Ctx, r: &mut Request) {
    if r.taken_on.is_none() {
        r.taken_on = Some(ctx.today().to_string());
    }
    if r.handler.is_none() {
        r.handler = me(ctx);
    }
}

/// 接手
pub async fn take(ctx: &Ctx, s: &LandState, id: &RequestId) -> Result<Request> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut r, permit) = opened(&mut tx, ctx, id).await?;
    must_be(&r, State::Open)?;
    r.handler = me(ctx);
    take_up(ctx, &mut r);
    touch(ctx, &mut r);
    books::save(&mut tx, &permit, &r).await?;
    tell_company(ctx, &mut tx, &r, "request-taken").await?;
    tx.commit(event("request.taken", ctx, &r)).await?;
    Ok(r)
}

/// Words between company and handler, or, with `internal`, among colleagues only.
pub async fn say(ctx: &Ctx, s: &LandState, id: &RequestId, body: &str, internal: bool) -> Result<Request> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut r = books::get(&mut tx, &ctx.scope()?, id).await?;
    let own = ctx.actor.companies.contains(&r.enterprise_id);
    let permit = if own { asking(ctx, &r.enterprise_id)? } else { handling(ctx, &r)? };
    if own && internal {
        return Err(Error::Forbidden);
    }
    let body = rules::words("body", body, MOST_BODY).map_err(|e| Error::Invalid(vec![e]))?;
    if r.state == State::Closed {
        return Err(Error::conflict("request-closed-already"));
    }
    let kind = if internal { NoteKind::Internal } else { NoteKind::Said };
    books::save(&mut tx, &permit, &note(ctx, &r, kind, &body)).await?;
    if !own && !internal {
        take_up(ctx, &mut r);
        tell_company(ctx, &mut tx, &r, "request-said").await?;
    } else if own {
        notice::tell(ctx, &mut tx, &answerable(&r, &colleagues), &word("request-said", &r)).await?;
    }
    touch(ctx, &mut r);
    books::save(&mut tx, &permit, &r).await?;
    tx.commit(event(if internal { "request.noted" } else { "request.said" }, ctx, &r)).await?;
    Ok(r)
}

/// 转办 to a department or to an officer; the limit goes on.
pub async fn route(ctx: &Ctx, s: &LandState, id: &RequestId, to: &str, reason: &str) -> Result<Request> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let departments = s.directory.departments(ctx).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut r, permit) = opened(&mut tx, ctx, id).await?;
    must_be(&r, State::Open)?;
    let target = if let Some((id, name)) = departments.iter().find(|(d, _)| d.as_str() == to) {
        (r.department_id, r.handler) = (Some(id.clone()), None);
        name.clone()
    } else if let Some(person) = colleagues.iter().find(|c| c.is_officer() && c.id.as_str() == to) {
        (r.department_id, r.handler) = (None, Some(person.id.to_string()));
        person.name.clone()
    } else {
        return Err(Error::invalid("to", "request-target-missing"));
    };
    touch(ctx, &mut r);
    books::save(&mut tx, &permit, &r).await?;
    books::save(&mut tx, &permit, &note(ctx, &r, NoteKind::Routed, &target)).await?;
    if !reason.trim().is_empty() {
        books::save(&mut tx, &permit, &note(ctx, &r, NoteKind::Internal, reason.trim())).await?;
    }
    notice::tell(ctx, &mut tx, &answerable(&r, &colleagues), &word("request-routed", &r)).await?;
    let routed = event("request.routed", ctx, &r);
    let user = r.handler.as_deref().and_then(UserId::parse);
    tx.commit(user.into_iter().fold(routed, |e, u| e.related(UserId::KIND, u, "handler"))).await?;
    Ok(r)
}

/// 答复
pub async fn answer(ctx: &Ctx, s: &LandState, id: &RequestId, body: &str) -> Result<Request> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut r, permit) = opened(&mut tx, ctx, id).await?;
    let body = rules::words("answer", body, MOST_BODY).map_err(|e| Error::Invalid(vec![e]))?;
    must_be(&r, State::Open)?;
    let calendar = calendar::of_zone(&mut tx).await?;
    answered(ctx, &calendar, &mut r, &body)?;
    books::save(&mut tx, &permit, &r).await?;
    books::save(&mut tx, &permit, &note(ctx, &r, NoteKind::Answered, &body)).await?;
    tell_company(ctx, &mut tx, &r, "request-answered").await?;
    let used = r.clock.consumed(&calendar, ctx.today());
    tx.commit(event("request.answered", ctx, &r).with("days", used)).await?;
    Ok(r)
}

pub(super) fn answered(ctx: &Ctx, calendar: &schedule::Calendar, r: &mut Request, body: &str) -> Result<()> {
    take_up(ctx, r);
    rules::stop(r, calendar, ctx.today())?;
    r.state = State::Answered;
    (r.answer, r.answered_by, r.answered_on) = (Some(body.to_owned()), me(ctx), Some(ctx.today().to_string()));
    touch(ctx, r);
    Ok(())
}

/// 再次提出: the company is not satisfied; once, and the directors learn of it.
pub async fn reopen(ctx: &Ctx, s: &LandState, id: &RequestId, why: &str) -> Result<Request> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut r = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = asking(ctx, &r.enterprise_id)?;
    let why = rules::words("why", why, MOST_BODY).map_err(|e| Error::Invalid(vec![e]))?;
    if r.state != State::Answered || r.reopened_on.is_some() {
        return Err(Error::conflict("request-reopened-already"));
    }
    let calendar = calendar::of_zone(&mut tx).await?;
    rules::start(&mut r, &calendar, ctx.today())?;
    (r.state, r.reopened_on) = (State::Open, Some(ctx.today().to_string()));
    touch(ctx, &mut r);
    books::save(&mut tx, &permit, &r).await?;
    books::save(&mut tx, &permit, &note(ctx, &r, NoteKind::Reopened, &why)).await?;
    let mut told = answerable(&r, &colleagues);
    told.extend(directors(&colleagues));
    notice::tell(ctx, &mut tx, &told, &word("request-reopened", &r)).await?;
    tx.commit(event("request.reopened", ctx, &r)).await?;
    Ok(r)
}

/// 办结 by the company without a rating.
pub async fn close(ctx: &Ctx, s: &LandState, id: &RequestId) -> Result<Request> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut r = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = asking(ctx, &r.enterprise_id)?;
    must_be(&r, State::Answered)?;
    finish(ctx, &mut r);
    books::save(&mut tx, &permit, &r).await?;
    tx.commit(event("request.closed", ctx, &r)).await?;
    Ok(r)
}

pub(super) fn finish(ctx: &Ctx, r: &mut Request) {
    (r.state, r.closed_on) = (State::Closed, Some(ctx.today().to_string()));
    touch(ctx, r);
}

//! 收件箱: a clerk's matters by remaining working days: what is late, what comes next, what stands still and what has just been handed in.
use super::command::Command;
use super::service::{me, perform_each};
use super::store::{self as books, Asked};
use super::view::{self, Light};
use super::{Delegation, Matter, MatterClock, State, delegation};
use crate::LandState;
use crate::fields::{Fields, Typed, all, answer, get, text};
use crate::project::view::Words;
use axum::extract::{Form, Path, State as With};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::MatterId;
use kernel::{Ctx, Error};
use std::collections::{BTreeMap, BTreeSet};
use ui::view::{Choice, Pager};
use ui::{Flash, Html, Req, Result, Shell, see_other};

const PER_PAGE: i64 = 50;

/// The parts of the inbox, by what a clerk has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Handed in, to be accepted.
    New,
    Running,
    /// 补正, 特别程序
    Standing,
    /// Decided, to be delivered.
    Decided,
}

impl Part {
    const ALL: [Self; 4] = [Self::Running, Self::New, Self::Standing, Self::Decided];
    fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Running => "running",
            Self::Standing => "standing",
            Self::Decided => "decided",
        }
    }
    fn states(self) -> Vec<&'static str> {
        match self {
            Self::New => vec![State::Submitted.code()],
            Self::Running => vec![State::Accepted.code()],
            Self::Standing => vec![State::Correction.code(), State::Special.code()],
            Self::Decided => vec![State::Decided.code()],
        }
    }
    /// What can be done with several at once.
    fn batch(self) -> Option<Command> {
        match self {
            Self::New => Some(Command::Accept),
            Self::Decided => Some(Command::Deliver),
            Self::Running | Self::Standing => None,
        }
    }
}

struct Row {
    id: String,
    path: String,
    name: String,
    project: String,
    project_path: String,
    company: String,
    light: Light,
    used: String,
    due: String,
    provisional: bool,
    clerk: String,
    department: String,
}

/// What became of a batch in which something was refused: each matter by name, so that nothing is silently half done.
struct Outcome {
    done: Vec<Ended>,
    refused: Vec<Ended>,
}

struct Ended {
    path: String,
    name: String,
    project: String,
    /// Why it was refused.
    why: String,
}

struct Deputy {
    id: String,
    text: String,
    mine: bool,
}

#[derive(askama::Template)]
#[template(path = "land/matter/inbox.html")]
pub(super) struct InboxPage {
    page: Shell,
    parts: Vec<(String, &'static str, i64, bool)>,
    part: &'static str,
    rows: Vec<Row>,
    pager: Pager,
    batch: Option<String>,
    several_departments: bool,
    deputies: Vec<Deputy>,
    colleagues: Vec<Choice>,
    typed: Typed,
    today: String,
    late: i64,
    outcome: Option<Outcome>,
}

pub(super) async fn show(req: Req, With(s): With<LandState>) -> Result<Html<InboxPage>> {
    Ok(Html(page(&req, &s, part_of(&req), Typed::default()).await?))
}

fn part_of(req: &Req) -> Part {
    let wanted = req.query.split('&').find_map(|p| p.strip_prefix("part="));
    Part::ALL.into_iter().find(|p| Some(p.code()) == wanted).unwrap_or(Part::Running)
}

async fn page(req: &Req, s: &LandState, part: Part, typed: Typed) -> Result<InboxPage> {
    let t = req.t;
    let ctx = delegation::acting(&req.ctx, s).await?;
    let departments = ctx.actor.departments.clone();
    let asked = |states: Vec<&'static str>| Asked { departments: departments.clone(), states, ..Asked::default() };
    let scope = ctx.scope::<Matter>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let mut parts = Vec::new();
    let (mut total, own) = (0, !departments.is_empty());
    for one in Part::ALL {
        let n = if own { books::count(&mut conn, &scope, &asked(one.states())).await? } else { 0 };
        if one == part {
            total = n;
        }
        parts.push((t.s(format!("inbox-{}", one.code())), one.code(), n, one == part));
    }
    let yesterday = ctx.today().pred_opt().unwrap_or_else(|| ctx.today()).to_string();
    let overdue = Asked { due_until: Some(yesterday), ..asked(Part::Running.states()) };
    let late = if own { books::count(&mut conn, &scope, &overdue).await? } else { 0 };
    let number: i64 =
        req.query.split('&').find_map(|p| p.strip_prefix("page=")).and_then(|p| p.parse().ok()).unwrap_or(1);
    let offset = (number.clamp(1, 400) - 1) * PER_PAGE;
    let found =
        if own { books::inbox(&mut conn, &scope, &asked(part.states()), PER_PAGE, offset).await? } else { Vec::new() };
    let clocks = books::clocks_of(&mut conn, &found).await?;
    let projects =
        crate::project::store::named(&mut conn, &found.iter().map(|m| m.project_id.clone()).collect::<Vec<_>>())
            .await?;
    let user = me(&ctx).unwrap_or_default();
    let given = books::delegations_of(&mut conn, &user).await?;
    drop(conn);
    let people = found
        .iter()
        .filter_map(|m| m.clerk.clone())
        .chain(given.iter().flat_map(|d| [d.from_user.clone(), d.to_user.clone()]));
    let w = Words::of(&ctx, s, t, people.collect::<Vec<_>>()).await?;
    let none = Vec::new();
    let rows = found.iter().map(|m| row(&w, m, clocks.get(m.id.as_str()).unwrap_or(&none), &projects)).collect();
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let clerks =
        colleagues.iter().filter(|c| c.roles.contains(&kernel::Role::DepartmentClerk) && c.id.as_str() != user);
    Ok(InboxPage {
        parts,
        part: part.code(),
        rows,
        pager: Pager::new(
            req,
            u64::try_from(number).unwrap_or(1),
            PER_PAGE.unsigned_abs(),
            u64::try_from(total).unwrap_or(0),
        ),
        batch: part
            .batch()
            .map(|c| t.s(format!("inbox-batch-{}", if c == Command::Accept { "accept" } else { "deliver" }))),
        several_departments: departments.len() > 1,
        deputies: given.iter().filter(|d| is_open(d, &ctx)).map(|d| deputy(&w, d, &user)).collect(),
        colleagues: clerks
            .map(|c| Choice::new(c.id.as_str(), &c.name, typed.value("delegate", "to_user") == c.id.as_str()))
            .collect(),
        today: w.today.to_string(),
        late,
        outcome: None,
        page: crate::tabs(req, req.shell("inbox-title", "land"), "/land/inbox"),
        typed,
    })
}

fn is_open(d: &Delegation, ctx: &Ctx) -> bool {
    d.to_on >= ctx.today().to_string() && d.ended_on.is_none()
}

fn deputy(w: &Words, d: &Delegation, user: &str) -> Deputy {
    let mine = d.from_user == user;
    let (key, name) =
        if mine { ("delegation-given", w.user(&d.to_user)) } else { ("delegation-taken", w.user(&d.from_user)) };
    Deputy { id: d.id.clone(), text: w.t.a3(key, "name", name, "from", &d.from_on, "to", &d.to_on), mine }
}

fn row(w: &Words, m: &Matter, clocks: &[MatterClock], projects: &BTreeMap<String, (String, String)>) -> Row {
    let (project, company) = projects.get(m.project_id.as_str()).cloned().unwrap_or_default();
    Row {
        id: m.id.to_string(),
        path: super::web::path_of(&m.id),
        name: m.name(w.t.is_zh()).to_owned(),
        project,
        project_path: crate::project::web::path_of(&m.project_id),
        company,
        light: view::light(w.t, &w.calendar, m, clocks, w.today),
        used: view::used(&w.calendar, m, clocks, w.today),
        due: m.due_on.as_deref().map(|d| view::short_day(d, w.today)).unwrap_or_else(|| ui::format::ABSENT.to_owned()),
        provisional: m.due_provisional,
        clerk: m.clerk.as_deref().map(|c| w.user(c)).unwrap_or_default(),
        department: m.department.clone(),
    }
}

/// 批量受理, 批量送达: each stands for itself. Where one is refused, the page names those that are done and those that are not, and why.
pub(super) async fn batch(req: Req, With(s): With<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let part = Part::ALL.into_iter().find(|p| p.code() == get(&form, "part")).ok_or(Error::NotFound)?;
    let command = part.batch().ok_or(Error::NotFound)?;
    let mut ids: Vec<MatterId> = all(&form, "ids").iter().filter_map(|id| MatterId::parse(id)).collect();
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    let back = format!("/land/inbox?part={}", part.code());
    if ids.is_empty() {
        return Ok(see_other(back).flash(Flash::warning("inbox-none-chosen")).into_response());
    }
    let done = perform_each(&req.ctx, &s, &ids, &command, "").await?;
    if done.iter().all(|(_, outcome)| outcome.is_ok()) {
        return Ok(see_other(back).flash(Flash::done("inbox-batch-done").arg("n", done.len())).into_response());
    }
    let outcome = outcome(&req, &s, &done).await?;
    let page = InboxPage { outcome: Some(outcome), ..page(&req, &s, part, Typed::default()).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn outcome(req: &Req, s: &LandState, done: &[(MatterId, kernel::Result<Matter>)]) -> Result<Outcome> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut known: Vec<Matter> = Vec::new();
    for (id, outcome) in done {
        match outcome {
            Ok(matter) => known.push(matter.clone()),
            Err(_) => known.extend(books::get(&mut conn, &req.ctx.scope()?, id).await.ok()),
        }
    }
    let of: Vec<_> = known.iter().map(|m| m.project_id.clone()).collect();
    let projects = crate::project::store::named(&mut conn, &of).await?;
    let ended = |id: &MatterId, why: String| {
        let matter = known.iter().find(|m| m.id == *id);
        let project = matter.and_then(|m| projects.get(m.project_id.as_str())).map(|(name, _)| name.clone());
        Ended {
            path: super::web::path_of(id),
            name: matter.map_or_else(|| id.to_string(), |m| m.name(req.t.is_zh()).to_owned()),
            project: project.unwrap_or_default(),
            why,
        }
    };
    let mut said = Outcome { done: Vec::new(), refused: Vec::new() };
    for (id, outcome) in done {
        match outcome {
            Ok(_) => said.done.push(ended(id, String::new())),
            Err(error) => said.refused.push(ended(id, why(req, error))),
        }
    }
    Ok(said)
}

fn why(req: &Req, error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields.iter().map(|f| req.t.field_error(f)).collect::<Vec<_>>().join("　"),
        other => req.t.args(other.code(), other.args()),
    }
}

pub(super) async fn delegate(req: Req, With(s): With<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let draft = delegation::Draft {
        to_user: text(&form, "to_user"),
        from_on: text(&form, "from_on"),
        to_on: text(&form, "to_on"),
        reason: text(&form, "reason"),
    };
    let outcome = delegation::give(&req.ctx, &s, &draft).await;
    answer(&req, "/land/inbox", ("delegate", form), outcome, "delegation-done", |t| page(&req, &s, Part::Running, t))
        .await
}

pub(super) async fn end_delegation(req: Req, With(s): With<LandState>, Path(id): Path<String>) -> Result<Response> {
    let outcome = delegation::end(&req.ctx, &s, &id).await;
    answer(&req, "/land/inbox", ("delegate", Fields::new()), outcome, "delegation-ended", |t| {
        page(&req, &s, Part::Running, t)
    })
    .await
}

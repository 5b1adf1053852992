//! A company's requests: its own list, raising one, the conversation, asking again, rating.
use super::store as books;
use super::web_matter::{rate_of, star_choices};
use crate::fields::{Fields, Typed, answer, get as field, text};
use crate::request::service::{self, Ask};
use crate::request::store as requests;
use crate::request::view::{self, Names, Row, Whole};
use crate::request::web::asked;
use crate::request::{Channel, rate};
use crate::{LandState, calendar, notice};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Error;
use kernel::id::RequestId;
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, see_other};

fn shell(req: &Req) -> Shell {
    req.shell("request-title", "portal-requests")
}

fn id_of(text: &str) -> kernel::Result<RequestId> {
    RequestId::parse(text).ok_or(Error::NotFound)
}

#[derive(askama::Template)]
#[template(path = "land/portal/requests.html")]
pub struct ListPage {
    page: Shell,
    rows: Vec<Row>,
}

pub async fn list(req: Req, State(s): State<LandState>) -> Result<Html<ListPage>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut found = Vec::new();
    for company in &req.ctx.actor.companies {
        found.extend(requests::of_company(&mut conn, &req.ctx.scope()?, company).await?);
    }
    let rated = requests::ratings_of(&mut conn, &found).await?;
    let calendar = calendar::of_zone(&mut conn).await?;
    drop(conn);
    let names = Names::of(&req, &s, found.iter().filter_map(|r| r.handler.clone()).collect()).await?;
    let rows = found.iter().map(|r| view::row(&req, &calendar, &names, r, requests::about(&rated, r)));
    Ok(Html(ListPage { page: shell(&req), rows: rows.collect() }))
}

#[derive(askama::Template)]
#[template(path = "land/portal/request_new.html")]
pub struct NewPage {
    page: Shell,
    cmd: Ask,
    projects: Vec<Choice>,
    /// The officer's name, where the message goes to one.
    officer: String,
    /// How long an answer takes.
    reply: String,
    /// The step that it is about.
    matter: String,
    errors: Errors,
}

async fn form(req: &Req, s: &LandState, cmd: Ask, errors: Errors) -> Result<NewPage> {
    let zh = req.t.is_zh();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let all = books::projects(&mut conn, &req.ctx.scope()?, &req.ctx.actor.companies).await?;
    let matter = match kernel::id::MatterId::parse(&cmd.matter) {
        Some(id) => Some(crate::material::service::matter(&mut conn, &req.ctx, &id).await?),
        None => None,
    };
    let reply = crate::request::reply::of(&mut conn, req.ctx.today()).await?;
    drop(conn);
    let project = matter.as_ref().map_or(cmd.project.clone(), |m| m.project_id.to_string());
    let one = all.iter().find(|p| p.id.as_str() == project);
    let officers: Vec<String> = one.iter().filter_map(|p| p.officer.clone()).collect();
    let names = s.directory.users(&req.ctx.zone, &officers).await?;
    let mut projects: Vec<Choice> =
        all.iter().map(|p| Choice::new(p.id.as_str(), p.name(zh), p.id.as_str() == project)).collect();
    projects.push(Choice::new("", req.t.s("request-no-project"), one.is_none()));
    Ok(NewPage {
        page: shell(req).titled(req.t.s("portal-ask")),
        reply: reply.said(req.t),
        officer: officers.first().and_then(|id| names.get(id)).cloned().unwrap_or_default(),
        matter: matter.map(|m| m.name(zh).to_owned()).unwrap_or_default(),
        projects,
        cmd,
        errors,
    })
}

pub async fn new(req: Req, State(s): State<LandState>) -> Result<Html<NewPage>> {
    let cmd = Ask { project: asked(&req, "project"), matter: asked(&req, "matter"), ..Ask::default() };
    Ok(Html(form(&req, &s, cmd, Errors::none()).await?))
}

pub async fn ask(req: Req, State(s): State<LandState>, Form(sent): Form<Fields>) -> Result<Response> {
    let company = req.ctx.actor.companies.first().map(ToString::to_string).ok_or(Error::NotFound)?;
    let cmd = Ask {
        company,
        project: text(&sent, "project"),
        matter: text(&sent, "matter"),
        subject: text(&sent, "subject"),
        body: text(&sent, "body"),
        channel: Channel::Portal,
        department: String::new(),
    };
    match service::ask(&req.ctx, &s, &cmd).await {
        Ok(r) => {
            Ok(see_other(format!("/portal/requests/{}", r.id)).flash(Flash::done("portal-ask-done")).into_response())
        }
        Err(error @ Error::Invalid(_)) => {
            let page = form(&req, &s, cmd, Errors::from_error(req.t, error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(askama::Template)]
#[template(path = "land/portal/request.html")]
pub struct DetailPage {
    page: Shell,
    all: Whole,
    typed: Typed,
    may_say: bool,
    may_reopen: bool,
    may_rate: bool,
    may_close: bool,
}

impl DetailPage {
    fn stars(&self) -> Vec<Choice> {
        star_choices(self.page.t, self.typed.value("rate", "stars"))
    }
    fn rate_path(&self) -> String {
        format!("/portal/requests/{}/rate", self.all.row.id)
    }
}

async fn detail(req: &Req, s: &LandState, id: &RequestId, typed: Typed) -> Result<DetailPage> {
    let all = view::whole(req, s, id).await?;
    if !all.own {
        return Err(Error::NotFound.into());
    }
    let state = all.request.state;
    Ok(DetailPage {
        page: shell(req).titled(&all.request.subject),
        may_say: state != crate::request::State::Closed,
        may_reopen: state == crate::request::State::Answered && all.request.reopened_on.is_none(),
        may_rate: state != crate::request::State::Open && all.rating.is_none(),
        may_close: state == crate::request::State::Answered,
        all,
        typed,
    })
}

pub async fn show(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<DetailPage>> {
    let page = detail(&req, &s, &id_of(&id)?, Typed::default()).await?;
    notice::seen(&req.ctx, &s.db, &req.path).await?;
    Ok(Html(page))
}

async fn done<T>(
    req: &Req,
    s: &LandState,
    id: &RequestId,
    form: (&str, Fields),
    outcome: kernel::Result<T>,
    said: &str,
) -> Result<Response> {
    let again = |typed| detail(req, s, id, typed);
    answer(req, &format!("/portal/requests/{id}"), form, outcome, said, again).await
}

pub async fn say(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::say(&req.ctx, &s, &id, field(&form, "body"), false).await;
    done(&req, &s, &id, ("say", form), outcome, "request-said-done").await
}

pub async fn reopen(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::reopen(&req.ctx, &s, &id, field(&form, "why")).await;
    done(&req, &s, &id, ("reopen", form), outcome, "portal-reopen-done").await
}

pub async fn rate(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = rate::rate_request(&req.ctx, &s, &id, &rate_of(&form)).await;
    done(&req, &s, &id, ("rate", form), outcome, "portal-rate-done").await
}

pub async fn close(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::close(&req.ctx, &s, &id).await;
    done(&req, &s, &id, ("close", Vec::new()), outcome, "portal-close-done").await
}

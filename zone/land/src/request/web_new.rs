//! A request that came by phone or on a visit: the officer writes it down for the company.
use super::Channel;
use super::service::{self, Ask};
use super::web::{asked, shell, zone_only};
use crate::LandState;
use crate::directory::Company;
use crate::fields::{Fields, text};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Error;
use kernel::id::{EnterpriseId, ProjectId};
use ui::view::Choice;
use ui::{Errors, Flash, Html, Req, Result, Shell, see_other};

/// Companies to choose from.
const FOUND: usize = 12;

#[derive(askama::Template)]
#[template(path = "land/request/new.html")]
pub struct NewPage {
    page: Shell,
    /// Words in the search for the company.
    words: String,
    found: Vec<Company>,
    /// The company, once it is known.
    company: String,
    cmd: Ask,
    projects: Vec<Choice>,
    departments: Vec<Choice>,
    channels: Vec<Choice>,
    errors: Errors,
}

async fn form(req: &Req, s: &LandState, mut cmd: Ask, words: String, errors: Errors) -> Result<NewPage> {
    zone_only(req)?;
    let t = req.t;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    if let Some(id) = ProjectId::parse(&cmd.project) {
        let project = crate::project::store::get(&mut conn, &req.ctx.scope()?, &id).await?;
        cmd.company = project.enterprise_id.map(|id| id.to_string()).unwrap_or_default();
    }
    let company = match EnterpriseId::parse(&cmd.company) {
        Some(id) => s.directory.company(&req.ctx, &id).await?,
        None => None,
    };
    let projects = match &company {
        Some(c) => crate::project::store::of_company(&mut conn, &req.ctx.scope()?, c.id.as_str()).await?,
        None => Vec::new(),
    };
    drop(conn);
    let found = match (&company, words.trim()) {
        (None, w) if !w.is_empty() => s.directory.companies(&req.ctx, w, FOUND).await?,
        _ => Vec::new(),
    };
    let mut choices = vec![Choice::new("", t.s("request-no-project"), cmd.project.is_empty())];
    choices
        .extend(projects.iter().map(|p| Choice::new(p.id.as_str(), p.name(t.is_zh()), p.id.as_str() == cmd.project)));
    let mut departments = vec![Choice::new("", t.s("request-to-officer"), cmd.department.is_empty())];
    let all = s.directory.departments(&req.ctx).await?;
    departments.extend(all.into_iter().map(|(id, name)| Choice::new(id.as_str(), name, id.as_str() == cmd.department)));
    let channels = [Channel::Phone, Channel::Visit].map(|c| Choice::new(c.code(), t.s(c.key()), c == cmd.channel));
    Ok(NewPage {
        page: shell(req, "/land/requests").titled(t.s("request-new")),
        company: company.map(|c| c.name).unwrap_or_default(),
        channels: channels.to_vec(),
        projects: choices,
        departments,
        words,
        found,
        cmd,
        errors,
    })
}

pub async fn new(req: Req, State(s): State<LandState>) -> Result<Response> {
    if crate::material::view::is_company(&req) {
        return Ok(see_other("/portal/requests/new").into_response());
    }
    let cmd = Ask {
        company: asked(&req, "company"),
        project: asked(&req, "project"),
        channel: Channel::Phone,
        ..Ask::default()
    };
    let words = asked(&req, "q");
    Ok(Html(form(&req, &s, cmd, words, Errors::none()).await?).into_response())
}

pub async fn ask(req: Req, State(s): State<LandState>, Form(sent): Form<Fields>) -> Result<Response> {
    zone_only(&req)?;
    let cmd = Ask {
        company: text(&sent, "company"),
        project: text(&sent, "project"),
        matter: text(&sent, "matter"),
        subject: text(&sent, "subject"),
        body: text(&sent, "body"),
        channel: Channel::parse(&text(&sent, "channel")).unwrap_or(Channel::Phone),
        department: text(&sent, "department"),
    };
    match service::ask(&req.ctx, &s, &cmd).await {
        Ok(r) => {
            Ok(see_other(format!("/land/requests/{}", r.id)).flash(Flash::done("request-asked-done")).into_response())
        }
        Err(error @ Error::Invalid(_)) => {
            let page = form(&req, &s, cmd, String::new(), Errors::from_error(req.t, error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

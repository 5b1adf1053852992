//! The portal's front page, what is to do, and the company's documents.
use super::store as books;
use super::tasks::{self, Task};
use super::view::{self, Way};
use crate::LandState;
use crate::material::view::{DocRow, of_company};
use crate::project::Project;
use crate::request::reply;
use crate::request::web::asked;
use axum::extract::State;
use kernel::Error;
use ui::view::Choice;
use ui::{Html, Req, Result, Shell};

/// Things to do that the front page shows; the rest is one tap away.
const SHOWN: usize = 4;

#[derive(askama::Template)]
#[template(path = "land/portal/progress.html")]
pub struct ProgressPage {
    page: Shell,
    way: Option<Way>,
    /// The company's other projects, where it has several.
    projects: Vec<Choice>,
    tasks: Vec<Task>,
    /// How many there are in all.
    waiting: usize,
    officer: String,
    /// The officer's telephone; empty where none is given.
    phone: String,
    /// How long an answer takes.
    reply: String,
    /// The first character of the name, in the round mark.
    initial: String,
}

/// The company's projects; the one that is asked for must be among them.
async fn chosen(req: &Req, s: &LandState) -> Result<(Vec<Project>, Option<Project>)> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let all = books::projects(&mut conn, &req.ctx.scope()?, &req.ctx.actor.companies).await?;
    let wanted = asked(req, "project");
    let one = match wanted.as_str() {
        "" => all.first().cloned(),
        id => Some(all.iter().find(|p| p.id.as_str() == id).cloned().ok_or(Error::NotFound)?),
    };
    Ok((all, one))
}

pub async fn progress(req: Req, State(s): State<LandState>) -> Result<Html<ProgressPage>> {
    let (all, one) = chosen(&req, &s).await?;
    let way = match &one {
        Some(project) => Some(view::way(&req, &s, project, asked(&req, "all") == "1").await?),
        None => None,
    };
    let officers: Vec<String> = one.iter().filter_map(|p| p.officer.clone()).collect();
    let names = s.directory.users(&req.ctx.zone, &officers).await?;
    let phone = match officers.first() {
        Some(officer) => s.directory.phone(&req.ctx.zone, officer).await?,
        None => String::new(),
    };
    let reply = reply::of(&mut s.db.read(&req.ctx.zone).await?, req.ctx.today()).await?;
    let mut tasks = tasks::all(&req.ctx, &s, req.t).await?;
    let waiting = tasks.len();
    tasks.truncate(SHOWN);
    let officer = officers.first().and_then(|id| names.get(id)).cloned().unwrap_or_default();
    let zh = req.t.is_zh();
    let choice = |p: &Project| Choice::new(p.id.as_str(), p.name(zh), one.as_ref().is_some_and(|o| o.id == p.id));
    Ok(Html(ProgressPage {
        page: req.shell("portal-title", "portal"),
        projects: if all.len() > 1 { all.iter().map(choice).collect() } else { Vec::new() },
        initial: officer.chars().take(1).collect(),
        officer,
        phone,
        reply: reply.said(req.t),
        waiting,
        way,
        tasks,
    }))
}

#[derive(askama::Template)]
#[template(path = "land/portal/tasks.html")]
pub struct TasksPage {
    page: Shell,
    tasks: Vec<Task>,
}

pub async fn tasks(req: Req, State(s): State<LandState>) -> Result<Html<TasksPage>> {
    Ok(Html(TasksPage {
        tasks: tasks::all(&req.ctx, &s, req.t).await?,
        page: req.shell("portal-tasks-title", "portal-tasks"),
    }))
}

#[derive(askama::Template)]
#[template(path = "land/portal/materials.html")]
pub struct MaterialsPage {
    page: Shell,
    rows: Vec<DocRow>,
    upload: String,
    /// The company's own record in the books: id and name.
    companies: Vec<(String, String)>,
}

pub async fn materials(req: Req, State(s): State<LandState>) -> Result<Html<MaterialsPage>> {
    let (mut rows, mut companies) = (Vec::new(), Vec::new());
    for id in &req.ctx.actor.companies {
        rows.extend(of_company(&req, &s, id, "/portal/materials").await?);
        companies.extend(s.directory.company(&req.ctx, id).await?.map(|c| (id.to_string(), c.name)));
    }
    let upload = req
        .ctx
        .actor
        .companies
        .first()
        .map(|id| format!("/land/materials/new?company={id}&next=%2Fportal%2Fmaterials"));
    let page = req.shell("portal-materials-title", "portal-materials");
    Ok(Html(MaterialsPage { page, rows, upload: upload.unwrap_or_default(), companies }))
}

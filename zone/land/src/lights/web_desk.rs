//! 专办台: an officer's own projects: what is late or due, what waits for the company, and the projects themselves.
use super::store as books;
use super::web_lights::{Row, rows};
use crate::LandState;
use crate::matter::service::me;
use crate::matter::{Matter, view};
use crate::project::Project;
use crate::project::store::{self as projects, Asked};
use crate::project::view::Words;
use crate::project::web_list::{self, Row as ProjectRow};
use axum::extract::State;
use kernel::Role;
use ui::{Html, Req, Result, Shell};

const MOST: i64 = 40;

#[derive(askama::Template)]
#[template(path = "land/lights/desk.html")]
pub(super) struct DeskPage {
    page: Shell,
    due: Vec<Row>,
    company: Vec<Row>,
    projects: Vec<ProjectRow>,
    total: i64,
    all: String,
}

pub(super) async fn show(req: Req, State(s): State<LandState>) -> Result<Html<DeskPage>> {
    let scope = req.ctx.scope::<Matter>()?;
    // The director's desk is everybody's: what has no officer first.
    let officer = me(&req.ctx).filter(|_| req.ctx.actor.has(Role::ProjectOfficer)).unwrap_or_default();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let calendar = crate::calendar::of_zone(&mut conn).await?;
    let soon = calendar.add(req.ctx.today(), u32::try_from(view::SOON_DAYS).unwrap_or(5)).date.to_string();
    let due = books::due(&mut conn, &scope, &soon, Some(&officer), MOST).await?;
    let company = books::waiting_for_company(&mut conn, &scope, &officer, MOST).await?;
    let asked = Asked {
        officer: Some(officer.clone()).filter(|o| !o.is_empty()).or(Some("none".to_owned())),
        open: true,
        ..Asked::default()
    };
    let project_scope = req.ctx.scope::<Project>()?;
    let total = projects::count(&mut conn, &project_scope, &asked).await?;
    let own = projects::page(&mut conn, &project_scope, &asked, MOST, 0).await?;
    drop(conn);
    let w = Words::of(&req.ctx, &s, req.t, own.iter().filter_map(|p| p.officer.clone()).collect::<Vec<_>>()).await?;
    let mut shown = web_list::rows(&req, &s, &w, &own).await?;
    let rank = |kind: &str| ["red", "yel", "pause"].iter().position(|k| *k == kind).unwrap_or(3);
    shown.sort_by_key(|r| rank(r.light.kind));
    let [due, company] = rows(&req, &s, [due, company]).await?;
    Ok(Html(DeskPage {
        due,
        company,
        projects: shown,
        total,
        all: if officer.is_empty() {
            "/land/projects?officer=none".to_owned()
        } else {
            "/land/projects?officer=me".to_owned()
        },
        page: crate::tabs(&req, req.shell("desk-title", "land"), "/land/desk"),
    }))
}

//! The plan on paper: the page that prints and the file, for the zone's staff and for the company whose project it is.
use super::print::{self, Sheet};
use super::print_pdf;
use crate::LandState;
use crate::project::web::{id_of, path_of};
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Action, Error, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    let own = Access::Needs(Resource::Portal, Action::View);
    Routes::new()
        .get("/land/projects/{id}/plan/print", see, page)
        .get("/land/projects/{id}/plan.pdf", see, file)
        .get("/portal/projects/{id}/plan", own, own_page)
        .get("/portal/projects/{id}/plan.pdf", own, own_file)
}

#[derive(askama::Template)]
#[template(path = "land/project/print.html")]
struct PrintPage {
    page: Shell,
    sheet: Sheet,
    back: String,
    pdf: String,
    printed_on: String,
}

async fn shown(req: &Req, s: &LandState, id: &str, company: bool) -> Result<PrintPage> {
    let id = id_of(id)?;
    let sheet = gathered(req, s, &id, company).await?;
    let (back, pdf) = if company {
        (format!("/portal?project={id}"), format!("/portal/projects/{id}/plan.pdf"))
    } else {
        (path_of(&id), format!("{}/plan.pdf", path_of(&id)))
    };
    let title = req.t.a("plan-of", "name", &sheet.name);
    let page = req.shell("plan-title", if company { "portal" } else { "land" }).titled(title);
    Ok(PrintPage { page, sheet, back, pdf, printed_on: req.ctx.today().to_string() })
}

/// The sheet; in the portal the company's own project only, whatever else the visitor may see.
async fn gathered(req: &Req, s: &LandState, id: &kernel::id::ProjectId, company: bool) -> kernel::Result<Sheet> {
    let sheet = print::gather(req, s, id).await?;
    let own = sheet.project.enterprise_id.as_ref().is_some_and(|c| req.ctx.actor.companies.contains(c));
    if company && !own { Err(Error::NotFound) } else { Ok(sheet) }
}

async fn made(req: &Req, s: &LandState, id: &str, company: bool) -> Result<Response> {
    let sheet = gathered(req, s, &id_of(id)?, company).await?;
    let zone = req.shell("plan-title", "").zone;
    let document = print_pdf::document(req.t, req.ctx.today(), &zone, &sheet);
    let (name, locale) = (format!("{}.pdf", document.title), req.t.locale);
    let made = tokio::task::spawn_blocking(move || report::pdf(&document, locale)).await.map_err(Error::internal)??;
    Ok(ui::attachment("application/pdf", "plan.pdf", &name, made.bytes))
}

async fn page(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<PrintPage>> {
    Ok(Html(shown(&req, &s, &id, false).await?))
}

async fn file(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    made(&req, &s, &id, false).await
}

async fn own_page(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<PrintPage>> {
    Ok(Html(shown(&req, &s, &id, true).await?))
}

async fn own_file(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    made(&req, &s, &id, true).await
}

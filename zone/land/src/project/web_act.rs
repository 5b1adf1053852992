//! What is done on a project's page: one form, one command.
use super::officer::{self, Handover};
use super::service::{self, Reach};
use super::web::{id_of, path_of};
use super::web_page;
use crate::LandState;
use crate::fields::{Fields, answer, get, text, version};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use ui::{Req, Result};

pub(super) async fn reach(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let cmd = Reach {
        kind: text(&form, "kind"),
        planned_on: text(&form, "planned_on"),
        actual_on: text(&form, "actual_on"),
        evidence: text(&form, "evidence"),
        note: text(&form, "note"),
    };
    let outcome = service::reach(&req.ctx, &s, &id, version(&form), &cmd).await;
    answer(&req, &path_of(&id), ("milestone", form), outcome, "milestone-saved", |t| web_page::page(&req, &s, &id, t))
        .await
}

pub(super) async fn hand_over(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let cmd = Handover { officer: text(&form, "officer"), reason: text(&form, "reason"), notes: text(&form, "notes") };
    let outcome = officer::hand_over(&req.ctx, &s, &id, version(&form), &cmd).await;
    answer(&req, &path_of(&id), ("officer", form), outcome, "project-handed-over", |t| web_page::page(&req, &s, &id, t))
        .await
}

pub(super) async fn stop(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let outcome = service::stop(&req.ctx, &s, &id, version(&form), get(&form, "reason")).await;
    answer(&req, &path_of(&id), ("stop", form), outcome, "project-stopped", |t| web_page::page(&req, &s, &id, t)).await
}

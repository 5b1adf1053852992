//! One lead: read, open, change with its next step, move to another stage.
use super::lead_body::{Lead, LeadChanges, NewLead};
use crate::api::Api;
use crate::api::input::{At, Body, tagged, version};
use crate::api::wire::checked;
use attract::lead::draft::Draft;
use attract::lead::{Lead as Record, service, store};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::id::LeadId;
use kernel::{Ctx, Error};
use serde::Deserialize;
use ui::web::{Req, Result};
use utoipa::ToSchema;

fn id_of(text: &str) -> kernel::Result<LeadId> {
    LeadId::parse(text).ok_or(Error::NotFound)
}

async fn found(api: &Api, ctx: &Ctx, id: &LeadId) -> kernel::Result<Record> {
    store::get(&mut api.db.read(&ctx.zone).await?, &ctx.scope()?, id).await
}

fn shown(status: StatusCode, lead: Record) -> Response {
    tagged(status, lead.version, Lead::of(lead))
}

/// A lead
///
/// With its version as `ETag`.
#[utoipa::path(get, path = "/api/v1/leads/{id}", operation_id = "lead_get", tag = "leads",
    params(("id" = String, Path, description = "The lead's id")), responses((status = 200, body = Lead)))]
pub async fn get(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Response> {
    Ok(shown(StatusCode::OK, found(&api, &req.ctx, &id_of(&id)?).await?))
}

/// Open a lead
///
/// It begins in the first stage and is the officer's own. A company that has an open lead is refused, with who has it.
#[utoipa::path(post, path = "/api/v1/leads", operation_id = "lead_add", tag = "leads",
    request_body = NewLead, responses((status = 201, body = Lead)))]
pub async fn create(req: Req, State(api): State<Api>, Body(new): Body<NewLead>) -> Result<Response> {
    let lead = service::create(&req.ctx, &api.attract, &new.draft()?).await?;
    Ok(shown(StatusCode::CREATED, lead))
}

/// Change a lead
///
/// Only what the body names changes; the next step too. The owner and the director may; when somebody was faster the answer
/// is 409 with both sides of every field.
#[utoipa::path(patch, path = "/api/v1/leads/{id}", operation_id = "lead_change", tag = "leads",
    params(("id" = String, Path, description = "The lead's id"),
        ("If-Match" = Option<String>, Header, description = "The version as last read, such as \"3\"")),
    request_body = LeadChanges, responses((status = 200, body = Lead)))]
pub async fn patch(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(changes): Body<LeadChanges>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let version = version(&req.headers, changes.version)?;
    let mut draft = Draft::of(&found(&api, &req.ctx, &id).await?);
    changes.onto(&mut draft)?;
    if changes.source.is_some() {
        draft.source = checked(changes.source)?;
    }
    let lead = service::edit(&req.ctx, &api.attract, &id, version, &draft).await?;
    Ok(shown(StatusCode::OK, lead))
}

/// Where a lead goes.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MoveLead {
    /// The version as last read, where it does not stand in `If-Match`.
    pub version: Option<i64>,
    /// Id of a stage of the zone's pipeline.
    #[schema(example = "talks")]
    pub stage: String,
    /// The day it happened; today unless told.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// Where it goes to a lost stage: id of a reason of the zone's list.
    pub reason: Option<String>,
}

/// Move a lead to another stage
///
/// Forward or back. A lost lead says why; a closed one has no next step any more.
#[utoipa::path(post, path = "/api/v1/leads/{id}/move", operation_id = "lead_move", tag = "leads",
    params(("id" = String, Path, description = "The lead's id"),
        ("If-Match" = Option<String>, Header, description = "The version as last read, such as \"3\"")),
    request_body = MoveLead, responses((status = 200, body = Lead)))]
pub async fn move_to(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(to): Body<MoveLead>,
) -> Result<Response> {
    let version = version(&req.headers, to.version)?;
    let cmd = service::Move { stage: to.stage, on: to.on.unwrap_or_default(), reason: to.reason.unwrap_or_default() };
    let lead = service::move_to(&req.ctx, &api.attract, &id_of(&id)?, version, &cmd).await?;
    Ok(shown(StatusCode::OK, lead))
}

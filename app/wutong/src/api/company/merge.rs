//! Two records of one company made one, and apart again.
use super::single::found;
use crate::api::Api;
use crate::api::input::{At, Body, enterprise_id};
use crate::api::wire::instant;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use enterprise::company::{Merge as Kept, merging, store};
use kernel::Error;
use kernel::id::EnterpriseId;
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::ToSchema;

/// A merge of two records.
#[derive(Debug, Serialize, ToSchema)]
pub struct Merge {
    pub id: String,
    /// The record that stays.
    pub into_id: String,
    /// The record that went into it.
    pub from_id: String,
    #[schema(format = DateTime)]
    pub merged_at: String,
    #[schema(format = DateTime)]
    pub undone_at: Option<String>,
}

impl Merge {
    fn of(m: Kept) -> Self {
        Self {
            id: m.id,
            into_id: m.into_id.into(),
            from_id: m.from_id.into(),
            merged_at: instant(m.merged_us),
            undone_at: m.undone_us.map(instant),
        }
    }
}

/// Which record goes into this one, both at the versions as last read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeFrom {
    /// The version of the record that stays.
    pub version: i64,
    /// The record that goes into it.
    pub from: String,
    pub from_version: i64,
}

/// Merges into a company
///
/// Those not undone, the newest first.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/merges", operation_id = "merges", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")), responses((status = 200, body = Vec<Merge>)))]
pub async fn list(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Json<Vec<Merge>>> {
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    let merges = store::merges_into(&mut api.db.read(&req.ctx.zone).await?, &company.id).await?;
    Ok(Json(merges.into_iter().map(Merge::of).collect()))
}

/// Merge two records
///
/// Facts of the record that stays win; gaps are filled, names, tags, lists, contacts and figures united.
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/merge", operation_id = "merge", tag = "enterprises",
    params(("id" = String, Path, description = "The record that stays")),
    request_body = MergeFrom, responses((status = 201, body = Merge)))]
pub async fn merge(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(b): Body<MergeFrom>,
) -> Result<(StatusCode, Json<Merge>)> {
    let into = enterprise_id(&id)?;
    let from = EnterpriseId::parse(&b.from).ok_or_else(|| Error::invalid("from", "reference-unknown"))?;
    let merge = merging::merge(&req.ctx, &api.db, (&into, b.version), (&from, b.from_version)).await?;
    Ok((StatusCode::CREATED, Json(Merge::of(merge))))
}

/// Undo a merge
///
/// Both records stand again as they were. Refused when the record was edited since.
#[utoipa::path(post, path = "/api/v1/merges/{id}/undo", operation_id = "merge_undo", tag = "enterprises",
    params(("id" = String, Path, description = "The merge's id")), responses((status = 200, body = Merge)))]
pub async fn undo(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Json<Merge>> {
    Ok(Json(Merge::of(merging::unmerge(&req.ctx, &api.db, &id).await?)))
}

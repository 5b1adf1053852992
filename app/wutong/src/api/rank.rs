//! `/api/v1/ranks`: the zone's places on lists that others publish.
use super::Api;
use super::input::{At, Body, Params, tagged, version};
use super::wire::{AtVersion, Source};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Action, Resource};
use measure::rank::{ExternalRank, service};
use serde::{Deserialize, Serialize};
use ui::route::{Access, Routes};
use ui::web::{Req, Result};
use utoipa::ToSchema;

pub fn routes() -> Routes<Api> {
    let see = Access::Needs(Resource::Rank, Action::View);
    let edit = Access::Needs(Resource::Rank, Action::Edit);
    Routes::new()
        .get("/api/v1/ranks", see, list)
        .post("/api/v1/ranks", edit, add)
        .get("/api/v1/ranks/{id}", see, get)
        .put("/api/v1/ranks/{id}", edit, change)
        .delete("/api/v1/ranks/{id}", edit, remove)
}

/// A place on a published list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rank {
    pub id: String,
    #[schema(example = "全国综合实力百强区")]
    pub list_zh: String,
    pub list_en: String,
    /// The year that the list calls itself after.
    #[schema(example = 2019)]
    pub edition: i64,
    #[schema(example = 34)]
    pub place: i64,
    #[schema(example = 100)]
    pub out_of: i64,
    #[schema(format = Date, example = "2019-10-08")]
    pub published_on: String,
    pub publishers: Vec<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    #[schema(format = Date)]
    pub recorded_on: String,
    pub version: i64,
}

impl Rank {
    fn of(r: ExternalRank) -> Self {
        Self {
            source: Source::whole(&r.source),
            id: r.id,
            list_zh: r.list_zh,
            list_en: r.list_en,
            edition: r.edition,
            place: r.place,
            out_of: r.out_of,
            published_on: r.published_on,
            publishers: r.publishers,
            recorded_by: r.recorded_by,
            recorded_on: r.recorded_on,
            version: r.version,
        }
    }
}

/// A place as said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRank {
    #[schema(example = "全国综合实力百强区")]
    pub list_zh: String,
    /// The Chinese name where it is left out.
    #[serde(default)]
    pub list_en: String,
    #[schema(minimum = 1900, maximum = 2100, example = 2019)]
    pub edition: i64,
    #[schema(minimum = 1, example = 34)]
    pub place: i64,
    #[schema(minimum = 1, example = 100)]
    pub out_of: i64,
    #[schema(format = Date, example = "2019-10-08")]
    pub published_on: String,
    #[schema(min_items = 1, max_items = 20)]
    pub publishers: Vec<String>,
    pub source: Source,
    /// For changing: the version as last read, where it does not stand in `If-Match`.
    #[serde(default)]
    pub version: Option<i64>,
}

impl SetRank {
    fn draft(self) -> kernel::Result<service::Draft> {
        Ok(service::Draft {
            list_zh: self.list_zh,
            list_en: self.list_en,
            edition: self.edition.to_string(),
            place: self.place.to_string(),
            out_of: self.out_of.to_string(),
            published_on: self.published_on,
            publishers: self.publishers,
            source: self.source.checked()?,
        })
    }
}

/// External ranks
#[utoipa::path(get, path = "/api/v1/ranks", operation_id = "ranks", tag = "ranks",
    responses((status = 200, body = Vec<Rank>)))]
pub async fn list(req: Req, State(api): State<Api>) -> Result<Json<Vec<Rank>>> {
    let all = service::list(&req.ctx, &api.db).await?;
    Ok(Json(all.into_iter().map(Rank::of).collect()))
}

/// A rank
#[utoipa::path(get, path = "/api/v1/ranks/{id}", operation_id = "rank_get", tag = "ranks",
    params(("id" = String, Path, description = "The rank's id")), responses((status = 200, body = Rank)))]
pub async fn get(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Response> {
    let rank = service::get(&req.ctx, &api.db, &id).await?;
    Ok(tagged(StatusCode::OK, rank.version, Rank::of(rank)))
}

/// Record a rank
///
/// One place per list and edition.
#[utoipa::path(post, path = "/api/v1/ranks", operation_id = "rank_add", tag = "ranks",
    request_body = SetRank, responses((status = 201, body = Rank)))]
pub async fn add(req: Req, State(api): State<Api>, Body(b): Body<SetRank>) -> Result<Response> {
    let rank = service::add(&req.ctx, &api.db, &b.draft()?).await?;
    Ok(tagged(StatusCode::CREATED, rank.version, Rank::of(rank)))
}

/// Change a rank
#[utoipa::path(put, path = "/api/v1/ranks/{id}", operation_id = "rank_change", tag = "ranks",
    params(("id" = String, Path, description = "The rank's id")),
    request_body = SetRank, responses((status = 200, body = Rank)))]
pub async fn change(req: Req, State(api): State<Api>, At(id): At<String>, Body(b): Body<SetRank>) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    let rank = service::edit(&req.ctx, &api.db, &id, version, &b.draft()?).await?;
    Ok(tagged(StatusCode::OK, rank.version, Rank::of(rank)))
}

/// Remove a rank
#[utoipa::path(delete, path = "/api/v1/ranks/{id}", operation_id = "rank_remove", tag = "ranks",
    params(("id" = String, Path, description = "The rank's id"), AtVersion),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Params(v): Params<AtVersion>,
) -> Result<StatusCode> {
    service::remove(&req.ctx, &api.db, &id, version(&req.headers, v.version)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

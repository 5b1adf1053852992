//! Lists that a company stands in, with their evidence.
use super::single::found;
use crate::api::Api;
use crate::api::input::{At, Body, enterprise_id, tagged, version};
use crate::api::wire::{Source, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use enterprise::listing::{Listing as Kept, State as Proof, service};
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::ToSchema;

/// Membership in a dated list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing {
    pub id: String,
    pub enterprise_id: String,
    #[schema(example = "世界500强")]
    pub list: String,
    pub year: Option<i64>,
    pub rank: Option<i64>,
    /// `claimed` (somebody says so) or `evidenced` (a document shows it).
    #[schema(example = "evidenced")]
    pub state: &'static str,
    pub source: Option<Source>,
    pub version: i64,
}

impl Listing {
    fn of(l: Kept) -> Self {
        Self {
            id: l.id,
            enterprise_id: l.enterprise_id.into(),
            list: l.list,
            year: l.year,
            rank: l.rank,
            state: if l.state == Proof::Evidenced { "evidenced" } else { "claimed" },
            source: Source::of(&l.source),
            version: l.version,
        }
    }
}

/// A membership as said. Evidenced ones need year and source.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewListing {
    #[schema(example = "世界500强", min_length = 1, max_length = 100)]
    pub list: String,
    #[serde(default)]
    #[schema(minimum = 1900, maximum = 2100)]
    pub year: Option<i64>,
    #[serde(default)]
    #[schema(minimum = 1)]
    pub rank: Option<i64>,
    /// The document named in `source` shows list, year and company.
    #[serde(default)]
    pub evidenced: bool,
    #[serde(default)]
    pub source: Option<Source>,
    /// For giving evidence: the version as last read, where it does not stand in `If-Match`.
    #[serde(default)]
    pub version: Option<i64>,
}

impl NewListing {
    fn command(self) -> kernel::Result<service::Add> {
        let text = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        Ok(service::Add {
            year: text(self.year),
            rank: text(self.rank),
            source: checked(self.source)?,
            evidenced: self.evidenced,
            list: self.list,
        })
    }
}

/// Lists of a company
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/listings", operation_id = "listings", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")), responses((status = 200, body = Vec<Listing>)))]
pub async fn list(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Json<Vec<Listing>>> {
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    let listings = service::of(&mut api.db.read(&req.ctx.zone).await?, &company.id).await?;
    Ok(Json(listings.into_iter().map(Listing::of).collect()))
}

/// Add a company to a list
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/listings", operation_id = "listing_add", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")),
    request_body = NewListing, responses((status = 201, body = Listing)))]
pub async fn add(req: Req, State(api): State<Api>, At(id): At<String>, Body(b): Body<NewListing>) -> Result<Response> {
    let listing = service::add(&req.ctx, &api.db, &enterprise_id(&id)?, b.command()?).await?;
    Ok(tagged(StatusCode::CREATED, listing.version, Listing::of(listing)))
}

/// Give a claimed membership its evidence
#[utoipa::path(post, path = "/api/v1/listings/{id}/evidence", operation_id = "listing_evidence", tag = "enterprises",
    params(("id" = String, Path, description = "The membership's id")),
    request_body = NewListing, responses((status = 200, body = Listing)))]
pub async fn evidence(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(b): Body<NewListing>,
) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    let listing = service::evidence(&req.ctx, &api.db, &id, version, b.command()?).await?;
    Ok(tagged(StatusCode::OK, listing.version, Listing::of(listing)))
}

/// Take a company off a list
#[utoipa::path(delete, path = "/api/v1/listings/{id}", operation_id = "listing_remove", tag = "enterprises",
    params(("id" = String, Path, description = "The membership's id")),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<StatusCode> {
    service::remove(&req.ctx, &api.db, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

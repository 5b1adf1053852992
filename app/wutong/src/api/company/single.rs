//! One company: read, add, change, confirm, take off the list and put back; its standing under the threshold rules.
use super::change::{EnterpriseChanges, NewEnterprise};
use super::record::Enterprise;
use crate::api::Api;
use crate::api::input::{At, Body, Params, enterprise_id, tagged, version};
use crate::api::wire::{Version, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use enterprise::company::{Draft, Enterprise as Company, service, store};
use enterprise::figure::service as figures;
use enterprise::focus::service::taxonomy;
use enterprise::threshold::service as thresholds;
use kernel::id::EnterpriseId;
use kernel::{Ctx, Error};
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

async fn shown(api: &Api, ctx: &Ctx, status: StatusCode, company: Company) -> Result<Response> {
    let taxonomy = taxonomy(&mut api.db.read(&ctx.zone).await?).await?;
    Ok(tagged(status, company.version, Enterprise::of(company, &taxonomy)))
}

pub async fn found(api: &Api, ctx: &Ctx, id: &EnterpriseId) -> Result<Company> {
    Ok(store::get(&mut api.db.read(&ctx.zone).await?, &ctx.scope()?, id).await?)
}

/// A company
///
/// With its version as `ETag`. A merged record names where it went in `merged_into`.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}", operation_id = "enterprise_get", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")), responses((status = 200, body = Enterprise)))]
pub async fn get(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Response> {
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    shown(&api, &req.ctx, StatusCode::OK, company).await
}

/// Add a company
///
/// A company with the same credit code is refused; one with the same name only until `namesake_confirmed`.
#[utoipa::path(post, path = "/api/v1/enterprises", operation_id = "enterprise_add", tag = "enterprises",
    request_body = NewEnterprise, responses((status = 201, body = Enterprise)))]
pub async fn create(req: Req, State(api): State<Api>, Body(new): Body<NewEnterprise>) -> Result<Response> {
    let changes = EnterpriseChanges::from(new);
    let mut draft = Draft::default();
    changes.onto(&mut draft)?;
    let source = checked(changes.source)?;
    let cmd = service::Create { draft, source, namesake_confirmed: changes.namesake_confirmed };
    let company = service::create(&req.ctx, &api.db, cmd).await?;
    shown(&api, &req.ctx, StatusCode::CREATED, company).await
}

/// Change a company
///
/// Only what the body names changes. When somebody was faster the answer is 409 with both sides of every field.
#[utoipa::path(patch, path = "/api/v1/enterprises/{id}", operation_id = "enterprise_change", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id"),
        ("If-Match" = Option<String>, Header, description = "The version as last read, such as \"3\"")),
    request_body = EnterpriseChanges, responses((status = 200, body = Enterprise)))]
pub async fn patch(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(changes): Body<EnterpriseChanges>,
) -> Result<Response> {
    let id = enterprise_id(&id)?;
    let version = version(&req.headers, changes.version)?;
    let mut draft = Draft::of(&found(&api, &req.ctx, &id).await?);
    changes.onto(&mut draft)?;
    let source = checked(changes.source)?;
    let cmd = service::Edit { version, draft, source, namesake_confirmed: changes.namesake_confirmed };
    let company = service::edit(&req.ctx, &api.db, &id, cmd).await?;
    shown(&api, &req.ctx, StatusCode::OK, company).await
}

/// Confirm a company
///
/// 核验: the record was looked at today and is right.
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/confirm", operation_id = "enterprise_confirm", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")),
    request_body = Version, responses((status = 200, body = Enterprise)))]
pub async fn confirm(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let version = version(&req.headers, v.version)?;
    let company = service::confirm(&req.ctx, &api.db, &enterprise_id(&id)?, version).await?;
    shown(&api, &req.ctx, StatusCode::OK, company).await
}

/// Take a company off the list
///
/// Everything is kept; restoring puts it back.
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/remove", operation_id = "enterprise_remove", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")),
    request_body = Version, responses((status = 200, body = Enterprise)))]
pub async fn remove(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let version = version(&req.headers, v.version)?;
    let company = service::remove(&req.ctx, &api.db, &enterprise_id(&id)?, version).await?;
    shown(&api, &req.ctx, StatusCode::OK, company).await
}

/// Put a company back on the list
#[utoipa::path(post, path = "/api/v1/enterprises/{id}/restore", operation_id = "enterprise_restore", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")),
    request_body = Version, responses((status = 200, body = Enterprise)))]
pub async fn restore(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let version = version(&req.headers, v.version)?;
    let company = service::restore(&req.ctx, &api.db, &enterprise_id(&id)?, version).await?;
    shown(&api, &req.ctx, StatusCode::OK, company).await
}

/// Where a company stands under one list's rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingOf {
    #[schema(example = "above_scale")]
    pub list: String,
    /// The year of the figures.
    #[schema(example = 2019)]
    pub year: i32,
    /// `above`, `near`, `below`, or `unknown` without a figure.
    #[schema(example = "near")]
    pub standing: &'static str,
    /// The rule that decided.
    pub threshold_id: String,
    /// The condition that comes closest: its metric, the company's value and the least that suffices (fen, or persons).
    pub metric: Option<&'static str>,
    pub value: Option<i64>,
    pub least: Option<i64>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfYear {
    /// The year of the figures; the last full year unless told.
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
}

/// Standings of a company
///
/// 规上 and other lists by the rules of the year. Lists whose rules do not speak of its industry are left out.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/standings", operation_id = "enterprise_standings",
    tag = "enterprises", params(("id" = String, Path, description = "The company's id"), OfYear),
    responses((status = 200, body = Vec<StandingOf>)))]
pub async fn standings(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Params(asked): Params<OfYear>,
) -> Result<Json<Vec<StandingOf>>> {
    if asked.year.is_some_and(|year| !(1900..=2100).contains(&year)) {
        return Err(Error::invalid("year", "api-field-form").into());
    }
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    let mut conn = api.db.read(&req.ctx.zone).await?;
    let rules = thresholds::all(&mut conn).await?;
    let known = figures::of(&mut conn, &company.id).await?;
    let year = match asked.year {
        Some(year) => year,
        None => figures::reference_year(&req.ctx, &mut conn).await?,
    };
    let of_list = |list: &str| thresholds::judge(&rules, list, &company, &known, year);
    let judged = thresholds::lists(&rules).into_iter().filter_map(of_list);
    let shown = judged.map(|j| StandingOf {
        list: j.rule.list.clone(),
        year: j.year,
        standing: j.verdict.standing.code(),
        threshold_id: j.rule.id.clone(),
        metric: j.verdict.closest.map(|(metric, _, _)| metric.code()),
        value: j.verdict.closest.map(|(_, value, _)| value),
        least: j.verdict.closest.map(|(_, _, least)| least),
    });
    Ok(Json(shown.collect()))
}

//! `/api/v1/focuses` and `/api/v1/thresholds`: the zone's own definitions.
use super::Api;
use super::input::{At, Body, Params, tagged, version};
use super::wire::{AtVersion, Money, Source, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use enterprise::figure::Metric;
use enterprise::focus::{Focus as KeptFocus, Tier, service as focuses};
use enterprise::threshold::{Threshold as KeptThreshold, service as thresholds};
use kernel::{Action, Error, FieldError, Resource};
use serde::{Deserialize, Serialize};
use ui::route::{Access, Routes};
use ui::web::{Req, Result};
use utoipa::ToSchema;

pub fn routes() -> Routes<Api> {
    let see = Access::Needs(Resource::Taxonomy, Action::View);
    let edit = Access::Needs(Resource::Taxonomy, Action::Edit);
    Routes::new()
        .get("/api/v1/focuses", see, list_focuses)
        .put("/api/v1/focuses/{code}", edit, set_focus)
        .delete("/api/v1/focuses/{code}", edit, remove_focus)
        .get("/api/v1/thresholds", see, list_thresholds)
        .post("/api/v1/thresholds", edit, add_threshold)
        .put("/api/v1/thresholds/{id}", edit, set_threshold)
        .delete("/api/v1/thresholds/{id}", edit, remove_threshold)
}

/// A focus industry of the zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Focus {
    #[schema(example = "it")]
    pub code: String,
    #[schema(example = "新一代信息技术")]
    pub name_zh: String,
    pub name_en: String,
    /// `leading` or `potential`.
    #[schema(example = "leading")]
    pub tier: &'static str,
    /// Colour of the charts, 1 to 4; 0 is none of its own.
    pub slot: i64,
    pub position: i64,
    /// GB/T 4754-2017 codes that belong to it; the longest match wins.
    pub industries: Vec<String>,
    pub source: Option<Source>,
    pub version: i64,
}

impl Focus {
    fn of(f: KeptFocus) -> Self {
        Self {
            code: f.code,
            name_zh: f.name_zh,
            name_en: f.name_en,
            tier: if f.tier == Tier::Leading { "leading" } else { "potential" },
            slot: f.slot,
            position: f.position,
            industries: f.industries,
            source: Source::of(&f.source),
            version: f.version,
        }
    }
}

/// A focus industry as said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFocus {
    pub name_zh: String,
    #[serde(default)]
    pub name_en: String,
    /// `leading` or `potential`.
    #[schema(example = "leading")]
    pub tier: String,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 4)]
    pub slot: i64,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    pub position: i64,
    #[serde(default)]
    pub industries: Vec<String>,
    #[serde(default)]
    pub source: Option<Source>,
    /// The version as last read, where it does not stand in `If-Match`; 0 for a new one.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Focus industries
///
/// 重点产业, in the zone's own order.
#[utoipa::path(get, path = "/api/v1/focuses", operation_id = "focuses", tag = "definitions",
    responses((status = 200, body = Vec<Focus>)))]
pub async fn list_focuses(req: Req, State(api): State<Api>) -> Result<Json<Vec<Focus>>> {
    req.ctx.scope::<KeptFocus>()?;
    let all = focuses::taxonomy(&mut api.db.read(&req.ctx.zone).await?).await?;
    Ok(Json(all.all().iter().cloned().map(Focus::of).collect()))
}

/// Add or change a focus industry
#[utoipa::path(put, path = "/api/v1/focuses/{code}", operation_id = "focus_set", tag = "definitions",
    params(("code" = String, Path, description = "Lower-case letters, digits and hyphens")),
    request_body = SetFocus, responses((status = 200, body = Focus)))]
pub async fn set_focus(
    req: Req,
    State(api): State<Api>,
    At(code): At<String>,
    Body(b): Body<SetFocus>,
) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    if !matches!(b.tier.as_str(), "leading" | "potential") {
        return Err(Error::Invalid(vec![FieldError::new("tier", "api-choice").arg("found", &b.tier)]).into());
    }
    let draft = focuses::Draft {
        code,
        name_zh: b.name_zh,
        name_en: b.name_en,
        tier: b.tier,
        slot: b.slot.to_string(),
        position: b.position.to_string(),
        industries: b.industries.join(","),
    };
    let focus = focuses::save(&req.ctx, &api.db, version, &draft, checked(b.source)?).await?;
    Ok(tagged(StatusCode::OK, focus.version, Focus::of(focus)))
}

/// Remove a focus industry
///
/// Its companies then count where their industry code puts them, else under `other`.
#[utoipa::path(delete, path = "/api/v1/focuses/{code}", operation_id = "focus_remove", tag = "definitions",
    params(("code" = String, Path, description = "The code"), AtVersion),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove_focus(
    req: Req,
    State(api): State<Api>,
    At(code): At<String>,
    Params(v): Params<AtVersion>,
) -> Result<StatusCode> {
    focuses::remove(&req.ctx, &api.db, &code, version(&req.headers, v.version)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A dated rule of a list such as 规上.
#[derive(Debug, Serialize, ToSchema)]
pub struct Threshold {
    pub id: String,
    #[schema(example = "above_scale")]
    pub list: String,
    pub name_zh: String,
    pub name_en: String,
    #[schema(format = Date)]
    pub valid_from: String,
    /// The last day; null is open.
    #[schema(format = Date)]
    pub valid_to: Option<String>,
    /// GB/T 4754-2017 codes; the rule with the longest match applies.
    pub industries: Vec<String>,
    /// Any one of these suffices.
    pub any_of: Vec<Condition>,
    /// A tag that suffices by itself; `全部`: every firm of the industry.
    pub qualification: Option<String>,
    pub source: Option<Source>,
    pub version: i64,
}

/// The least of a metric that suffices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Condition {
    /// `revenue`, `output`, `tax`, `rd` or `staff`.
    #[schema(example = "revenue")]
    pub metric: &'static str,
    /// Null for staff.
    pub money: Option<Money>,
    /// Persons; null for money.
    pub count: Option<i64>,
}

impl Threshold {
    fn of(t: KeptThreshold) -> Self {
        let condition = |c: &enterprise::threshold::Condition| Condition {
            metric: c.metric.code(),
            money: if c.metric.is_money() { Money::of(Some(c.min), None) } else { None },
            count: if c.metric == Metric::Staff { Some(c.min) } else { None },
        };
        Self {
            any_of: t.any_of.iter().map(condition).collect(),
            id: t.id,
            list: t.list,
            name_zh: t.name_zh,
            name_en: t.name_en,
            valid_from: t.valid_from,
            valid_to: t.valid_to,
            industries: t.industries,
            qualification: t.qualification,
            source: Source::of(&t.source),
            version: t.version,
        }
    }
}

/// A threshold rule as said: the least revenue or staff, or a qualification.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetThreshold {
    #[schema(example = "above_scale")]
    pub list: String,
    pub name_zh: String,
    #[serde(default)]
    pub name_en: String,
    #[schema(format = Date)]
    pub valid_from: String,
    #[serde(default)]
    #[schema(format = Date)]
    pub valid_to: Option<String>,
    pub industries: Vec<String>,
    #[serde(default)]
    pub revenue: Option<Money>,
    #[serde(default)]
    pub staff: Option<i64>,
    #[serde(default)]
    pub qualification: Option<String>,
    /// Title of the document that sets the rule.
    pub document: String,
    /// For changing: the version as last read, where it does not stand in `If-Match`.
    #[serde(default)]
    pub version: Option<i64>,
}

impl SetThreshold {
    fn draft(self) -> kernel::Result<thresholds::Draft> {
        let revenue = self.revenue.as_ref().map(|m| m.written("revenue")).transpose();
        let revenue = revenue.map_err(|e| Error::Invalid(vec![e]))?.unwrap_or_default();
        Ok(thresholds::Draft {
            list: self.list,
            name_zh: self.name_zh,
            name_en: self.name_en,
            valid_from: self.valid_from,
            valid_to: self.valid_to.unwrap_or_default(),
            industries: self.industries.join(","),
            revenue,
            staff: self.staff.map(|n| n.to_string()).unwrap_or_default(),
            qualification: self.qualification.unwrap_or_default(),
            document: self.document,
        })
    }
}

/// Threshold rules
#[utoipa::path(get, path = "/api/v1/thresholds", operation_id = "thresholds", tag = "definitions",
    responses((status = 200, body = Vec<Threshold>)))]
pub async fn list_thresholds(req: Req, State(api): State<Api>) -> Result<Json<Vec<Threshold>>> {
    req.ctx.scope::<KeptThreshold>()?;
    let all = thresholds::all(&mut api.db.read(&req.ctx.zone).await?).await?;
    Ok(Json(all.into_iter().map(Threshold::of).collect()))
}

/// Add a threshold rule
#[utoipa::path(post, path = "/api/v1/thresholds", operation_id = "threshold_add", tag = "definitions",
    request_body = SetThreshold, responses((status = 201, body = Threshold)))]
pub async fn add_threshold(req: Req, State(api): State<Api>, Body(b): Body<SetThreshold>) -> Result<Response> {
    let rule = thresholds::save(&req.ctx, &api.db, None, &b.draft()?).await?;
    Ok(tagged(StatusCode::CREATED, rule.version, Threshold::of(rule)))
}

/// Change a threshold rule
#[utoipa::path(put, path = "/api/v1/thresholds/{id}", operation_id = "threshold_change", tag = "definitions",
    params(("id" = String, Path, description = "The rule's id")),
    request_body = SetThreshold, responses((status = 200, body = Threshold)))]
pub async fn set_threshold(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Body(b): Body<SetThreshold>,
) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    let rule = thresholds::save(&req.ctx, &api.db, Some((&id, version)), &b.draft()?).await?;
    Ok(tagged(StatusCode::OK, rule.version, Threshold::of(rule)))
}

/// Remove a threshold rule
#[utoipa::path(delete, path = "/api/v1/thresholds/{id}", operation_id = "threshold_remove", tag = "definitions",
    params(("id" = String, Path, description = "The rule's id"), AtVersion),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove_threshold(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Params(v): Params<AtVersion>,
) -> Result<StatusCode> {
    thresholds::remove(&req.ctx, &api.db, &id, version(&req.headers, v.version)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

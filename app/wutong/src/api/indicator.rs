//! `/api/v1/indicators`: the zone's indicators, their values and what the figures say together.
use super::Api;
use super::input::{At, Body, Params, tagged, version};
use super::wire::{AtVersion, Source, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Action, Error, FieldError, Resource};
use measure::indicator::rules::{Definition, SetValue};
use measure::indicator::{
    Derivation, Direction, Indicator as Kept, IndicatorValue, Overview, PeriodKind, Qualifier, Role, service,
};
use serde::{Deserialize, Serialize};
use ui::route::{Access, Routes};
use ui::web::{Req, Result};
use utoipa::ToSchema;

pub fn routes() -> Routes<Api> {
    let see = Access::Needs(Resource::Indicator, Action::View);
    let edit = Access::Needs(Resource::Indicator, Action::Edit);
    Routes::new()
        .get("/api/v1/indicators", see, list)
        .get("/api/v1/indicators/{code}", see, get)
        .put("/api/v1/indicators/{code}", edit, define)
        .put("/api/v1/indicators/{code}/values", edit, set_value)
        .delete("/api/v1/indicators/{code}/values/{period}", edit, remove_value)
}

/// The definition of an indicator, with its latest value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Indicator {
    #[schema(example = "gdp")]
    pub code: String,
    #[schema(example = "地区生产总值")]
    pub name_zh: String,
    pub name_en: String,
    #[schema(example = "亿元")]
    pub unit: String,
    /// `year`, `quarter` or `month`.
    #[schema(example = "year")]
    pub period: &'static str,
    /// `level`, `growth`, `share`, `share_change`, `cumulative` or `part`.
    #[schema(example = "level")]
    pub role: &'static str,
    /// The indicator that the role refers to.
    pub of_code: Option<String>,
    /// The region that is the whole of a share.
    pub whole_region: Option<String>,
    pub focus: Option<String>,
    /// Which way is better: `up`, `down` or `neutral`.
    pub direction: &'static str,
    pub definition_zh: String,
    pub definition_en: String,
    pub source: Option<Source>,
    pub latest: Option<Value>,
    pub version: i64,
}

/// The value of a period, exactly as its source gives it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Value {
    /// `2019`, `2019-Q3` or `2019-09`.
    #[schema(example = "2019")]
    pub period: String,
    /// A decimal as text, so that nothing is lost.
    #[schema(example = "1273.2")]
    pub value: String,
    /// `exact`, `over` (超), `more_than` (余), `near` (近) or `at_least` (以上).
    #[schema(example = "exact")]
    pub qualifier: &'static str,
    /// In the source's own words.
    pub as_written: Option<String>,
    pub note: Option<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    #[schema(format = Date)]
    pub recorded_on: String,
    pub version: i64,
}

/// A number that nobody published but that follows from those published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Derived {
    #[schema(example = "2019年乌鲁木齐市地区生产总值")]
    pub name_zh: String,
    pub name_en: String,
    pub period: String,
    pub unit: String,
    #[schema(example = "3450.4")]
    pub value: String,
    /// Where the true number lies, given how the others are rounded.
    pub low: String,
    pub high: String,
    /// The arithmetic; the last line gives the value.
    #[schema(example = json!(["1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)"]))]
    pub lines: Vec<String>,
}

/// An indicator with all its values and what its family says together.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorDetail {
    pub indicator: Indicator,
    /// The oldest first.
    pub values: Vec<Value>,
    pub derived: Vec<Derived>,
}

impl Value {
    fn of(v: &IndicatorValue) -> Self {
        Self {
            period: v.period.clone(),
            value: v.number().plain(),
            qualifier: v.qualifier.code(),
            as_written: v.as_written.clone(),
            note: v.note.clone(),
            source: Source::whole(&v.source),
            recorded_by: v.recorded_by.clone(),
            recorded_on: v.recorded_on.clone(),
            version: v.version,
        }
    }
}

impl Indicator {
    fn of(i: Kept, latest: Option<&IndicatorValue>) -> Self {
        Self {
            period: i.period.code(),
            role: i.role.code(),
            direction: i.direction.code(),
            source: Source::of(&i.source),
            latest: latest.map(Value::of),
            code: i.code,
            name_zh: i.name_zh,
            name_en: i.name_en,
            unit: i.unit,
            of_code: i.of_code,
            whole_region: i.whole_region,
            focus: i.focus,
            definition_zh: i.definition_zh,
            definition_en: i.definition_en,
            version: i.version,
        }
    }
}

impl Derived {
    fn of(d: Derivation, locale: kernel::Locale) -> Self {
        Self {
            lines: d.lines.iter().map(|l| l.text(locale)).collect(),
            name_zh: d.quantity.name_zh,
            name_en: d.quantity.name_en,
            period: d.quantity.period,
            unit: d.quantity.unit,
            value: d.value,
            low: d.low,
            high: d.high,
        }
    }
}

/// Indicators
///
/// Definitions with their latest values, family by family.
#[utoipa::path(get, path = "/api/v1/indicators", operation_id = "indicators", tag = "indicators",
    responses((status = 200, body = Vec<Indicator>)))]
pub async fn list(req: Req, State(api): State<Api>) -> Result<Json<Vec<Indicator>>> {
    let all = service::list(&req.ctx, &api.db).await?;
    let shown = |o: Overview| {
        let latest = o.series.last().cloned();
        Indicator::of(o.indicator, latest.as_ref())
    };
    Ok(Json(all.into_iter().map(shown).collect()))
}

/// An indicator
///
/// With all its values and what follows from the figures of its family, with the arithmetic.
#[utoipa::path(get, path = "/api/v1/indicators/{code}", operation_id = "indicator_get", tag = "indicators",
    params(("code" = String, Path, description = "The indicator's code")),
    responses((status = 200, body = IndicatorDetail)))]
pub async fn get(req: Req, State(api): State<Api>, At(code): At<String>) -> Result<Response> {
    let indicator = service::get(&req.ctx, &api.db, &code).await?;
    let series = service::series(&req.ctx, &api.db, &code).await?;
    let reckoned = service::derived(&req.ctx, &api.db, &code).await?;
    let detail = IndicatorDetail {
        values: series.iter().map(Value::of).collect(),
        derived: reckoned.derivations.into_iter().map(|d| Derived::of(d, req.ctx.locale)).collect(),
        indicator: Indicator::of(indicator, series.last()),
    };
    Ok(tagged(StatusCode::OK, detail.indicator.version, detail))
}

/// A definition as said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Define {
    pub name_zh: String,
    pub name_en: String,
    #[schema(example = "亿元")]
    pub unit: String,
    /// `year`, `quarter` or `month`.
    #[schema(example = "year")]
    pub period: String,
    /// `level`, `growth`, `share`, `share_change`, `cumulative` or `part`.
    #[schema(example = "level")]
    pub role: String,
    #[serde(default)]
    pub of_code: Option<String>,
    #[serde(default)]
    pub whole_region: Option<String>,
    #[serde(default)]
    pub focus: Option<String>,
    /// `up`, `down` or `neutral`.
    #[serde(default)]
    pub direction: Option<String>,
    #[serde(default)]
    pub definition_zh: String,
    #[serde(default)]
    pub definition_en: String,
    #[serde(default)]
    pub source: Option<Source>,
    /// The version as last read, where it does not stand in `If-Match`; 0 for a new indicator.
    #[serde(default)]
    pub version: Option<i64>,
}

fn word<T>(field: &str, text: &str, found: Option<T>) -> kernel::Result<T> {
    found.ok_or_else(|| Error::Invalid(vec![FieldError::new(field, "api-choice").arg("found", text)]))
}

/// Define an indicator
///
/// Or change its definition. An indicator that has values keeps its unit and period.
#[utoipa::path(put, path = "/api/v1/indicators/{code}", operation_id = "indicator_define", tag = "indicators",
    params(("code" = String, Path, description = "Lower-case letters, digits and hyphens")),
    request_body = Define, responses((status = 200, body = Indicator)))]
pub async fn define(req: Req, State(api): State<Api>, At(code): At<String>, Body(b): Body<Define>) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    let direction = b.direction.as_deref().unwrap_or(Direction::Neutral.code());
    let definition = Definition {
        code,
        period: word("period", &b.period, PeriodKind::parse(&b.period))?,
        role: word("role", &b.role, Role::parse(&b.role))?,
        direction: word("direction", direction, Direction::parse(direction))?,
        name_zh: b.name_zh,
        name_en: b.name_en,
        unit: b.unit,
        of_code: b.of_code,
        whole_region: b.whole_region,
        focus: b.focus,
        definition_zh: b.definition_zh,
        definition_en: b.definition_en,
        source: checked(b.source)?,
    };
    let now = service::define(&req.ctx, &api.db, &definition, version).await?;
    let series = service::series(&req.ctx, &api.db, &now.code).await?;
    Ok(tagged(StatusCode::OK, now.version, Indicator::of(now, series.last())))
}

/// The value of a period as said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewValue {
    #[schema(example = "2019")]
    pub period: String,
    /// A decimal as text, with its unit or without.
    #[schema(example = "1273.2")]
    pub value: String,
    /// `exact` unless told; else `over`, `more_than`, `near` or `at_least`.
    #[serde(default)]
    pub qualifier: Option<String>,
    #[serde(default)]
    pub as_written: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// A value without a source is not kept.
    pub source: Source,
    /// The version as last read; 0 for a new value.
    #[serde(default)]
    pub version: i64,
}

/// Set the value of a period
///
/// Refused with the arithmetic when the other figures of the family contradict it.
#[utoipa::path(put, path = "/api/v1/indicators/{code}/values", operation_id = "indicator_value_set", tag = "indicators",
    params(("code" = String, Path, description = "The indicator's code")),
    request_body = NewValue, responses((status = 200, body = Value)))]
pub async fn set_value(
    req: Req,
    State(api): State<Api>,
    At(code): At<String>,
    Body(b): Body<NewValue>,
) -> Result<Response> {
    let qualifier = b.qualifier.as_deref().unwrap_or(Qualifier::Exact.code());
    let cmd = SetValue {
        qualifier: word("qualifier", qualifier, Qualifier::parse(qualifier))?,
        period: b.period,
        value: b.value,
        as_written: b.as_written.unwrap_or_default(),
        note: b.note.unwrap_or_default(),
        source: b.source.checked()?,
        version: b.version,
    };
    let value = service::set_value(&req.ctx, &api.db, &code, &cmd).await?;
    Ok(tagged(StatusCode::OK, value.version, Value::of(&value)))
}

/// Remove the value of a period
#[utoipa::path(delete, path = "/api/v1/indicators/{code}/values/{period}", operation_id = "indicator_value_remove",
    tag = "indicators", params(("code" = String, Path, description = "The indicator's code"),
        ("period" = String, Path, description = "Such as 2019"), AtVersion),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove_value(
    req: Req,
    State(api): State<Api>,
    At((code, period)): At<(String, String)>,
    Params(v): Params<AtVersion>,
) -> Result<StatusCode> {
    service::remove_value(&req.ctx, &api.db, &code, &period, version(&req.headers, v.version)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

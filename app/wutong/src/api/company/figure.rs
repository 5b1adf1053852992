//! Annual figures of a company: revenue, output, tax, R&D spending, staff.
use super::single::found;
use crate::api::Api;
use crate::api::input::{At, Body, enterprise_id, tagged};
use crate::api::wire::{Money, Source, checked};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use enterprise::figure::{Figure as Kept, Metric, service};
use kernel::Error;
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::ToSchema;

/// A figure of one period.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    /// `revenue`, `output`, `tax`, `rd` or `staff`.
    #[schema(example = "revenue")]
    pub metric: &'static str,
    /// `2019`, `2019-Q3` or `2019-09`.
    #[schema(example = "2019")]
    pub period: String,
    /// Null for staff.
    pub money: Option<Money>,
    /// Persons; null for money.
    pub count: Option<i64>,
    pub source: Option<Source>,
    pub recorded_by: Option<String>,
    #[schema(format = Date)]
    pub recorded_on: String,
    pub version: i64,
}

impl Figure {
    fn of(f: Kept) -> Self {
        let money = f.metric.is_money();
        Self {
            metric: f.metric.code(),
            period: f.period,
            money: if money { Money::of(Some(f.value), None) } else { None },
            count: if money { None } else { Some(f.value) },
            source: Source::of(&f.source),
            recorded_by: f.recorded_by,
            recorded_on: f.recorded_on,
            version: f.version,
        }
    }
}

/// Sets the figure of a period: `money` for revenue, output, tax and rd, `count` for staff.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFigure {
    #[schema(example = "revenue")]
    pub metric: String,
    #[schema(example = "2019")]
    pub period: String,
    #[serde(default)]
    pub money: Option<Money>,
    #[serde(default)]
    pub count: Option<i64>,
    #[serde(default)]
    pub source: Option<Source>,
    /// The version as last read; 0 for a new figure.
    #[serde(default)]
    pub version: i64,
}

impl SetFigure {
    fn command(self) -> kernel::Result<service::Set> {
        let value = match (&self.money, self.count) {
            (Some(money), None) => money.written("money").map_err(|e| Error::Invalid(vec![e]))?,
            (None, Some(count)) => count.to_string(),
            _ => return Err(Error::invalid("money", "api-figure-one")),
        };
        let staff = self.metric == Metric::Staff.code();
        if Metric::parse(&self.metric).is_some() && staff == self.money.is_some() {
            return Err(Error::invalid(if staff { "count" } else { "money" }, "api-figure-one"));
        }
        let source = checked(self.source)?;
        Ok(service::Set { metric: self.metric, period: self.period, value, version: self.version, source })
    }
}

/// Figures of a company
///
/// The newest period first.
#[utoipa::path(get, path = "/api/v1/enterprises/{id}/figures", operation_id = "figures", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")), responses((status = 200, body = Vec<Figure>)))]
pub async fn list(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Json<Vec<Figure>>> {
    let company = found(&api, &req.ctx, &enterprise_id(&id)?).await?;
    let figures = service::of(&mut api.db.read(&req.ctx.zone).await?, &company.id).await?;
    Ok(Json(figures.into_iter().map(Figure::of).collect()))
}

/// Set a figure
#[utoipa::path(put, path = "/api/v1/enterprises/{id}/figures", operation_id = "figure_set", tag = "enterprises",
    params(("id" = String, Path, description = "The company's id")),
    request_body = SetFigure, responses((status = 200, body = Figure)))]
pub async fn set(req: Req, State(api): State<Api>, At(id): At<String>, Body(b): Body<SetFigure>) -> Result<Response> {
    let figure = service::set(&req.ctx, &api.db, &enterprise_id(&id)?, b.command()?).await?;
    Ok(tagged(StatusCode::OK, figure.version, Figure::of(figure)))
}

/// Remove a figure
#[utoipa::path(delete, path = "/api/v1/enterprises/{id}/figures/{metric}/{period}", operation_id = "figure_remove",
    tag = "enterprises", params(("id" = String, Path, description = "The company's id"),
        ("metric" = String, Path, description = "revenue, output, tax, rd or staff"),
        ("period" = String, Path, description = "Such as 2019")),
    responses((status = 204, description = "Removed; the journal keeps it")))]
pub async fn remove(
    req: Req,
    State(api): State<Api>,
    At((id, metric, period)): At<(String, String, String)>,
) -> Result<StatusCode> {
    let metric = Metric::parse(&metric).ok_or(Error::NotFound)?;
    service::remove(&req.ctx, &api.db, &enterprise_id(&id)?, metric, &period).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn money_for_money_and_a_count_for_staff() {
        for (json, value) in [
            (r#"{"metric":"revenue","period":"2019","money":{"fen":13200000000}}"#, Some("13,200万元")),
            (r#"{"metric":"staff","period":"2019","count":402}"#, Some("402")),
            (r#"{"metric":"staff","period":"2019","money":{"fen":1}}"#, None),
            (r#"{"metric":"tax","period":"2019","count":1}"#, None),
            (r#"{"metric":"tax","period":"2019"}"#, None),
        ] {
            let set: SetFigure = serde_json::from_str(json).unwrap();
            assert_eq!(set.command().ok().map(|s| s.value).as_deref(), value, "{json}");
        }
    }
}

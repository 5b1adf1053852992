//! Pages of the indicators: the table by family, one indicator with its arithmetic, the form of a value.
use super::form::{self, Refusal, ValueForm};
use super::revision::revisions;
use super::view::{self, DerivedRow, RevisionRow, Row, ValueRow};
use super::{Indicator, service};
use crate::Measure;
use crate::source::SourceView;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, FieldError, Resource};
use serde::Deserialize;
use ui::source::SourceForm;
use ui::view::{ChartData, Choice};
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

pub fn routes() -> Routes<Measure> {
    let see = Access::Needs(Resource::Indicator, Action::View);
    let change = Access::Needs(Resource::Indicator, Action::Edit);
    Routes::new()
        .get("/measure", see, list)
        .get("/measure/indicators/{code}", see, detail)
        .post("/measure/indicators/{code}/values", change, set)
        .post("/measure/indicators/{code}/values/remove", change, remove)
}

#[derive(askama::Template)]
#[template(path = "measure/indicator/list.html")]
struct List {
    page: Shell,
    rows: Vec<Row>,
}

async fn list(req: Req, State(state): State<Measure>) -> Result<Html<List>> {
    let families = service::families(&req.ctx, &state.db).await?;
    let page = crate::tabs(req.shell("measure-title", "measure"), "/measure");
    Ok(Html(List { rows: view::rows(page.t, &families), page }))
}

#[derive(askama::Template)]
#[template(path = "measure/indicator/detail.html")]
struct Detail {
    page: Shell,
    indicator: Indicator,
    unit: String,
    chart: Option<(&'static str, ChartData)>,
    values: Vec<ValueRow>,
    derived: Vec<DerivedRow>,
    facts: Vec<(String, String)>,
    sources: Vec<(Vec<String>, SourceView)>,
    revisions: Vec<RevisionRow>,
    may_edit: bool,
    form: ValueForm,
    source_form: SourceForm,
    qualifiers: Vec<Choice>,
    period_hint: String,
    errors: Errors,
    refusal: Refusal,
}

/// `?period=2019` opens the form with the value of that period.
#[derive(Default, Deserialize)]
struct Asked {
    period: Option<String>,
}

async fn detail(
    req: Req,
    State(state): State<Measure>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<Detail>> {
    let series = service::series(&req.ctx, &state.db, &code).await?;
    let found = asked.period.and_then(|p| series.iter().find(|v| v.period == p).map(ValueForm::of));
    Ok(Html(shown(&req, &state, &code, found.unwrap_or_default(), &[]).await?))
}

async fn shown(req: &Req, state: &Measure, code: &str, form: ValueForm, refused: &[FieldError]) -> Result<Detail> {
    let families = service::families(&req.ctx, &state.db).await?;
    let family = families.into_iter().find(|f| f.members.iter().any(|o| o.indicator.code == code));
    let family = family.ok_or(Error::NotFound)?;
    let overview = family.members.iter().find(|o| o.indicator.code == code).ok_or(Error::NotFound)?;
    let revisions = revisions(&req.ctx, &state.db, code).await?;
    let names = crate::names(state, &req.ctx, revisions.iter().map(|r| r.actor.as_str())).await;
    let (t, indicator, series) = (req.t, &overview.indicator, &overview.series);
    let page = req.shell("measure-title", "measure").titled(indicator.name(t.locale)).with_charts();
    Ok(Detail {
        unit: view::unit(t, &indicator.unit),
        chart: view::chart(t, indicator, series),
        values: view::value_rows(t, indicator, series, &family.derivations),
        derived: view::derived_rows(t, &family.derivations),
        facts: view::facts(t, indicator, &family.members),
        sources: view::sources(t, indicator, series),
        revisions: view::revision_rows(t, &revisions, &names),
        may_edit: req.may(Resource::Indicator, Action::Edit),
        qualifiers: form.qualifiers(t),
        period_hint: form::period_hint(t, indicator.period),
        source_form: form.from.clone(),
        errors: Errors::new(t, refused),
        refusal: Refusal::of(t, refused, &family.members),
        indicator: indicator.clone(),
        form,
        page,
    })
}

async fn set(
    req: Req,
    State(state): State<Measure>,
    Path(code): Path<String>,
    Form(form): Form<ValueForm>,
) -> Result<Response> {
    let done = match form.command() {
        Ok(command) => service::set_value(&req.ctx, &state.db, &code, &command).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(value) => {
            let flash = Flash::done("indicator-value-saved").arg("period", view::period(req.t, &value.period));
            let to = format!("/measure/indicators/{code}");
            Ok(see_other(to).flash(flash.arg("value", view::number(req.t, &value))).into_response())
        }
        Err(Error::Invalid(refused)) => {
            let page = shown(&req, &state, &code, form, &refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Removed {
    period: String,
    version: i64,
}

async fn remove(
    req: Req,
    State(state): State<Measure>,
    Path(code): Path<String>,
    Form(form): Form<Removed>,
) -> Result<Response> {
    service::remove_value(&req.ctx, &state.db, &code, &form.period, form.version).await?;
    let flash = Flash::done("indicator-value-gone").arg("period", view::period(req.t, &form.period));
    Ok(see_other(format!("/measure/indicators/{code}")).flash(flash).into_response())
}

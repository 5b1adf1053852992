//! Pages of the external ranks: the list and its form.
use super::ExternalRank;
use super::service::{self, Draft};
use crate::Measure;
use crate::source::SourceView;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, FieldError, Resource};
use serde::Deserialize;
use ui::source::SourceForm;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, T, see_other};

pub fn routes() -> Routes<Measure> {
    let see = Access::Needs(Resource::Rank, Action::View);
    let change = Access::Needs(Resource::Rank, Action::Edit);
    Routes::new()
        .get("/measure/ranks", see, list)
        .post("/measure/ranks", change, add)
        .get("/measure/ranks/new", change, blank)
        .get("/measure/ranks/{id}", see, detail)
        .get("/measure/ranks/{id}/edit", change, filled)
        .post("/measure/ranks/{id}", change, edit)
        .post("/measure/ranks/{id}/remove", change, remove)
}

struct Row {
    id: String,
    list: String,
    rank: ExternalRank,
    /// How far along the list the place is, for the bar.
    share: String,
}

fn row_of(t: T, rank: ExternalRank) -> Row {
    #[allow(clippy::cast_precision_loss)]
    let share = ui::picture::share(rank.place as f64, rank.out_of as f64);
    Row { id: rank.id.clone(), list: rank.list(t.locale).to_owned(), share, rank }
}

#[derive(askama::Template)]
#[template(path = "measure/rank/list.html")]
struct List {
    page: Shell,
    rows: Vec<Row>,
    may_edit: bool,
}

async fn list(req: Req, State(state): State<Measure>) -> Result<Html<List>> {
    let ranks = service::list(&req.ctx, &state.db).await?;
    let page = crate::tabs(req.shell("rank-title", "measure"), "/measure/ranks");
    let rows = ranks.into_iter().map(|r| row_of(req.t, r)).collect();
    Ok(Html(List { page, rows, may_edit: req.may(Resource::Rank, Action::Edit) }))
}

#[derive(askama::Template)]
#[template(path = "measure/rank/detail.html")]
struct Detail {
    page: Shell,
    row: Row,
    edit_href: String,
    /// The key figure: `34`, `/ 100`, `2019`.
    place: String,
    out_of: String,
    edition: String,
    publishers: String,
    source: SourceView,
    may_edit: bool,
}

async fn detail(req: Req, State(state): State<Measure>, Path(id): Path<String>) -> Result<Html<Detail>> {
    let rank = service::get(&req.ctx, &state.db, &id).await?;
    let source = SourceView { anchor: "source".to_owned(), of: String::new(), source: rank.source.clone() };
    let publishers = rank.publishers.join(if req.t.is_zh() { "、" } else { "; " });
    let row = row_of(req.t, rank);
    let page = req.shell("rank-title", "measure").titled(row.list.clone());
    Ok(Html(Detail {
        edit_href: format!("/measure/ranks/{id}/edit"),
        place: row.rank.place.to_string(),
        out_of: format!("/ {}", row.rank.out_of),
        edition: row.rank.edition.to_string(),
        may_edit: req.may(Resource::Rank, Action::Edit),
        page,
        row,
        publishers,
        source,
    }))
}

/// The form as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct RankForm {
    list_zh: String,
    list_en: String,
    edition: String,
    place: String,
    out_of: String,
    published_on: String,
    /// One a line.
    publishers: String,
    version: String,
    #[serde(flatten)]
    from: SourceForm,
}

impl RankForm {
    fn of(rank: &ExternalRank) -> Self {
        Self {
            list_zh: rank.list_zh.clone(),
            list_en: rank.list_en.clone(),
            edition: rank.edition.to_string(),
            place: rank.place.to_string(),
            out_of: rank.out_of.to_string(),
            published_on: rank.published_on.clone(),
            publishers: rank.publishers.join("\n"),
            version: rank.version.to_string(),
            from: SourceForm::of(&rank.source),
        }
    }
    fn draft(&self) -> Draft {
        Draft {
            list_zh: self.list_zh.clone(),
            list_en: self.list_en.clone(),
            edition: self.edition.clone(),
            place: self.place.clone(),
            out_of: self.out_of.clone(),
            published_on: self.published_on.clone(),
            publishers: self.publishers.lines().map(str::to_owned).collect(),
            source: self.from.source(),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "measure/rank/form.html")]
struct FormPage {
    page: Shell,
    action: String,
    back: String,
    form: RankForm,
    source_form: SourceForm,
    errors: Errors,
}

fn form_page(req: &Req, id: Option<&str>, form: RankForm, refused: &[FieldError]) -> FormPage {
    let key = if id.is_some() { "rank-edit" } else { "rank-add" };
    let action = id.map_or_else(|| "/measure/ranks".to_owned(), |id| format!("/measure/ranks/{id}"));
    FormPage {
        page: req.shell(key, "measure"),
        back: action.clone(),
        action,
        source_form: form.from.clone(),
        form,
        errors: Errors::new(req.t, refused),
    }
}

async fn blank(req: Req) -> Result<Html<FormPage>> {
    Ok(Html(form_page(&req, None, RankForm::default(), &[])))
}

async fn filled(req: Req, State(state): State<Measure>, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let rank = service::get(&req.ctx, &state.db, &id).await?;
    Ok(Html(form_page(&req, Some(&id), RankForm::of(&rank), &[])))
}

async fn add(req: Req, State(state): State<Measure>, Form(form): Form<RankForm>) -> Result<Response> {
    let done = service::add(&req.ctx, &state.db, &form.draft()).await;
    answered(&req, None, form, done)
}

async fn edit(
    req: Req,
    State(state): State<Measure>,
    Path(id): Path<String>,
    Form(form): Form<RankForm>,
) -> Result<Response> {
    let version = form.version.trim().parse().unwrap_or(0);
    let done = service::edit(&req.ctx, &state.db, &id, version, &form.draft()).await;
    answered(&req, Some(&id), form, done)
}

fn answered(req: &Req, id: Option<&str>, form: RankForm, done: kernel::Result<ExternalRank>) -> Result<Response> {
    match done {
        Ok(rank) => {
            let flash = Flash::done("rank-saved").arg("list", rank.list(req.t.locale)).arg("place", rank.place);
            Ok(see_other("/measure/ranks").flash(flash).into_response())
        }
        Err(Error::Invalid(refused)) => {
            let page = form_page(req, id, form, &refused);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Removed {
    version: i64,
}

async fn remove(
    req: Req,
    State(state): State<Measure>,
    Path(id): Path<String>,
    Form(form): Form<Removed>,
) -> Result<Response> {
    service::remove(&req.ctx, &state.db, &id, form.version).await?;
    Ok(see_other("/measure/ranks").flash(Flash::done("rank-gone")).into_response())
}

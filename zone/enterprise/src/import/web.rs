//! Pages of the import: upload, match columns, preview, write, undo.
use super::mapping::MappingPage;
use super::page::{BatchPage, ListPage};
use super::service::Imports;
use super::{Batch, Outcome, PreviewRow, State, export, store};
use axum::extract::{Form, Multipart, Path, Query, State as Given};
use axum::response::{IntoResponse, Response};
use jobs::{JobId, Jobs};
use kernel::access::{Access, Action, Resource};
use kernel::{Error, Relation};
use serde::Deserialize;
use std::collections::HashMap;
use tokio::io::AsyncWriteExt;
use ui::route::Routes;
use ui::web::{Html, Req, Result, SeeOther, see_other};

/// Largest file taken, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Rows of a preview page, and batches of the list.
pub(super) const PER_PAGE: i64 = 50;

/// What the pages work on.
#[derive(Clone)]
pub struct ImportState {
    pub imports: Imports,
    pub jobs: Jobs,
}

pub fn routes(state: ImportState) -> Routes {
    let view = Access::Needs(Resource::Import, Action::View);
    let create = Access::Needs(Resource::Import, Action::Create);
    let edit = Access::Needs(Resource::Import, Action::Edit);
    Routes::new()
        .get("/enterprises/import", view, list)
        .upload("/enterprises/import", create, MOST_BYTES + 1024 * 1024, upload)
        .get("/enterprises/import/template.xlsx", create, template)
        .get("/enterprises/import/{id}", view, batch)
        .get("/enterprises/import/{id}/progress", view, super::progress::part)
        .get("/enterprises/import/{id}/mapping", edit, mapping)
        .post("/enterprises/import/{id}/mapping", edit, map)
        .post("/enterprises/import/{id}/rows/{row}", edit, decide_row)
        .post("/enterprises/import/{id}/cancel", edit, cancel)
        .post("/enterprises/import/{id}/apply", edit, apply)
        .post("/enterprises/import/{id}/discard", edit, discard)
        .post("/enterprises/import/{id}/undo", edit, undo)
        .get("/enterprises/import/{id}/errors.xlsx", view, errors)
        .with_state(state)
}

#[derive(Deserialize)]
struct PageQuery {
    #[serde(default)]
    page: i64,
}

async fn list(req: Req, Given(s): Given<ImportState>, Query(q): Query<PageQuery>) -> Result<Html<ListPage>> {
    list_page(&req, &s, q.page, Vec::new()).await
}

async fn list_page(req: &Req, s: &ImportState, page: i64, problems: Vec<String>) -> Result<Html<ListPage>> {
    req.ctx.scope::<Batch>()?;
    let mut conn = s.imports.db.read(&req.ctx.zone).await?;
    let total = conn.count(&super::TABLE, "", &[]).await?;
    let batches = store::batches(&mut conn, (page.max(1) - 1) * PER_PAGE, PER_PAGE).await?;
    Ok(Html(ListPage::new(req, &batches, page, total, problems)))
}

/// The file goes straight to disk; only its first rows are read before the answer.
async fn upload(req: Req, Given(s): Given<ImportState>, mut form: Multipart) -> Result<Response> {
    req.ctx.permit::<Batch>(Action::Create, &Relation::zone())?;
    let unreadable = |_| Error::invalid("file", "error-unreadable");
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            break;
        }
        let target = s.imports.incoming(&req.ctx)?;
        let mut file = tokio::fs::File::create(&target).await.map_err(Error::internal)?;
        let mut size = 0;
        while let Some(part) = field.chunk().await.map_err(unreadable)? {
            size += part.len();
            if size > MOST_BYTES {
                let _ = tokio::fs::remove_file(&target).await;
                return Err(Error::limit("error-too-large", MOST_BYTES / 1024 / 1024).into());
            }
            file.write_all(&part).await.map_err(Error::internal)?;
        }
        file.flush().await.map_err(Error::internal)?;
        drop(file);
        return match s.imports.receive(&req.ctx, &target, &name).await {
            Ok(batch) if batch.state == State::Mapping => {
                Ok(see_other(format!("/enterprises/import/{}/mapping", batch.id)).into_response())
            }
            Ok(batch) => Ok(see_other(format!("/enterprises/import/{}", batch.id)).into_response()),
            Err(error) => {
                let _ = tokio::fs::remove_file(&target).await;
                refused(&req, &s, error).await
            }
        };
    }
    refused(&req, &s, Error::invalid("file", "import-no-file")).await
}

/// What is wrong with the file, on the page where another can be chosen.
async fn refused(req: &Req, s: &ImportState, error: Error) -> Result<Response> {
    let Error::Invalid(fields) = error else { return Err(error.into()) };
    let problems = fields.iter().map(|f| req.t.field_error(f)).collect();
    let page = list_page(req, s, 1, problems).await?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Deserialize)]
struct RowsQuery {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: i64,
    row: Option<i64>,
}

async fn batch(
    req: Req,
    Given(s): Given<ImportState>,
    Path(id): Path<String>,
    Query(q): Query<RowsQuery>,
) -> Result<Html<BatchPage>> {
    req.ctx.scope::<Batch>()?;
    let mut conn = s.imports.db.read(&req.ctx.zone).await?;
    let batch = store::batch(&mut conn, &id).await?;
    let show = Outcome::parse(&q.show);
    let rows = store::rows(&mut conn, &id, show, q.after, PER_PAGE).await?;
    let chosen: Option<PreviewRow> = match q.row {
        Some(n) => Some(store::row(&mut conn, &id, n).await?),
        None => rows.iter().find(|r| !r.changes.is_empty()).or(rows.first()).cloned(),
    };
    let job = super::progress::open_job(&req.ctx, &s, &batch).await?;
    Ok(Html(BatchPage::new(&req, batch, show, rows, chosen, job)))
}

async fn mapping(req: Req, Given(s): Given<ImportState>, Path(id): Path<String>) -> Result<Html<MappingPage>> {
    let batch = store::batch(&mut s.imports.db.read(&req.ctx.zone).await?, &id).await?;
    Ok(Html(MappingPage::new(&req, &batch, &batch.mapping, Vec::new())))
}

/// The form holds `c0`, `c1`, … for the columns.
async fn map(
    req: Req,
    Given(s): Given<ImportState>,
    Path(id): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response> {
    let batch = store::batch(&mut s.imports.db.read(&req.ctx.zone).await?, &id).await?;
    let mapping: Vec<String> =
        (0..batch.header.len()).map(|i| form.get(&format!("c{i}")).cloned().unwrap_or_default()).collect();
    let version = form.get("version").and_then(|v| v.parse().ok()).unwrap_or(0);
    match s.imports.map(&req.ctx, &id, version, mapping.clone(), form.contains_key("remember")).await {
        Ok(batch) => Ok(see_other(format!("/enterprises/import/{}", batch.id)).into_response()),
        Err(Error::Invalid(fields)) => {
            let problems = fields.iter().map(|f| req.t.field_error(f)).collect();
            let page = Html(MappingPage::new(&req, &batch, &mapping, problems));
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    version: i64,
}

#[derive(Deserialize)]
struct Skip {
    skip: String,
}

async fn decide_row(
    req: Req,
    Given(s): Given<ImportState>,
    Path((id, row)): Path<(String, i64)>,
    Form(form): Form<Skip>,
) -> Result<SeeOther> {
    s.imports.skip_row(&req.ctx, &id, row, form.skip == "1").await?;
    Ok(see_other(format!("/enterprises/import/{id}?after={}&row={row}", (row - 10).max(0))))
}

async fn apply(
    req: Req,
    Given(s): Given<ImportState>,
    Path(id): Path<String>,
    Form(v): Form<Version>,
) -> Result<SeeOther> {
    s.imports.apply(&req.ctx, &id, v.version).await?;
    Ok(see_other(format!("/enterprises/import/{id}")))
}

async fn discard(
    req: Req,
    Given(s): Given<ImportState>,
    Path(id): Path<String>,
    Form(v): Form<Version>,
) -> Result<SeeOther> {
    s.imports.discard(&req.ctx, &id, v.version).await?;
    Ok(see_other("/enterprises/import"))
}

async fn undo(
    req: Req,
    Given(s): Given<ImportState>,
    Path(id): Path<String>,
    Form(v): Form<Version>,
) -> Result<SeeOther> {
    s.imports.undo(&req.ctx, &id, v.version).await?;
    Ok(see_other(format!("/enterprises/import/{id}")))
}

async fn cancel(req: Req, Given(s): Given<ImportState>, Path(id): Path<String>) -> Result<SeeOther> {
    let batch = store::batch(&mut s.imports.db.read(&req.ctx.zone).await?, &id).await?;
    let job = batch.job_id.as_deref().and_then(JobId::parse).ok_or(Error::NotFound)?;
    s.jobs.cancel(&req.ctx, &job).await?;
    Ok(see_other(format!("/enterprises/import/{id}")))
}

async fn template(req: Req) -> Result<Response> {
    req.ctx.permit::<Batch>(Action::Create, &Relation::zone())?;
    Ok(file("wutong-enterprises.xlsx", export::template()?))
}

async fn errors(req: Req, Given(s): Given<ImportState>, Path(id): Path<String>) -> Result<Response> {
    req.ctx.scope::<Batch>()?;
    let bytes = export::error_rows(&s.imports, &req.ctx, req.t, &id).await?;
    Ok(file("wutong-errors.xlsx", bytes))
}

fn file(name: &str, bytes: Vec<u8>) -> Response {
    ui::attachment(ui::web::XLSX, name, name, bytes)
}

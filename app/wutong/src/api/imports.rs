//! `/api/v1/imports`: tables into the company books: upload, preview, write, undo. Long parts run as jobs: ask for the
//! import again until its state has changed.
use super::Api;
use super::cursor::{self, Page};
use super::input::{At, Body, Params, tagged, version};
use super::wire::{Paging, Version, instant};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use enterprise::import::{Batch, Counts as Kept, Outcome, PreviewRow, store};
use kernel::{Action, Error, FieldError, Relation, Resource};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tokio::io::AsyncWriteExt;
use ui::T;
use ui::route::{Access, Routes};
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

const MOST_BYTES: usize = 64 * 1024 * 1024;

pub fn routes() -> Routes<Api> {
    let see = Access::Needs(Resource::Import, Action::View);
    let add = Access::Needs(Resource::Import, Action::Create);
    let edit = Access::Needs(Resource::Import, Action::Edit);
    Routes::new()
        .get("/api/v1/imports", see, list)
        .upload("/api/v1/imports", add, MOST_BYTES + 64 * 1024, upload)
        .get("/api/v1/imports/{id}", see, get)
        .post("/api/v1/imports/{id}/mapping", edit, map)
        .post("/api/v1/imports/{id}/apply", edit, apply)
        .post("/api/v1/imports/{id}/discard", edit, discard)
        .post("/api/v1/imports/{id}/undo", edit, undo)
}

/// Rows by result.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    pub create: i64,
    pub update: i64,
    pub skip: i64,
    pub error: i64,
}

impl Counts {
    fn of(c: Kept) -> Self {
        Self { create: c.create, update: c.update, skip: c.skip, error: c.error }
    }
}

/// A sentence about a row or a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reason {
    pub field: String,
    #[schema(example = "credit-code-check")]
    pub code: String,
    /// In the language of the request.
    pub detail: String,
}

impl Reason {
    fn of(t: T, error: &FieldError) -> Self {
        Self { field: error.field.clone(), code: error.code.clone(), detail: t.field_error(error) }
    }
}

/// An import of one file.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    pub id: String,
    pub file_name: String,
    /// `qichacha`, `tianyancha`, `own` or `table`.
    pub format: &'static str,
    /// `mapping` (columns to be matched), `reading`, `previewed`, `applying`, `applied`, `refused`, `discarded`,
    /// `undoing` or `undone`.
    #[schema(example = "previewed")]
    pub state: &'static str,
    /// The columns' heads, and for each the field that it fills (empty: none).
    pub header: Vec<String>,
    pub mapping: Vec<String>,
    /// What the preview says.
    pub counts: Counts,
    /// What was really written; after an undo `error` is how many were kept because they were edited since.
    pub written: Counts,
    /// Why nothing was written.
    pub problem: Option<Reason>,
    pub user_id: Option<String>,
    pub job_id: Option<String>,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub applied_at: Option<String>,
    #[schema(format = DateTime)]
    pub undone_at: Option<String>,
    pub version: i64,
}

impl Import {
    fn of(t: T, b: Batch) -> Self {
        Self {
            format: b.format.code(),
            state: b.state.code(),
            counts: Counts::of(b.counts),
            written: Counts::of(b.written),
            problem: b.problem.as_ref().map(|p| Reason::of(t, p)),
            id: b.id,
            file_name: b.file_name,
            header: b.header,
            mapping: b.mapping,
            user_id: b.user_id.map(Into::into),
            job_id: b.job_id,
            created_at: instant(b.created_us),
            applied_at: b.applied_us.map(instant),
            undone_at: b.undone_us.map(instant),
            version: b.version,
        }
    }
}

/// What happens, or happened, to a row of the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRow {
    /// Its number in the file, from 1.
    pub row: i64,
    /// `create`, `update`, `skip` or `error`.
    #[schema(example = "update")]
    pub outcome: String,
    pub name: String,
    pub credit_code: Option<String>,
    /// How the company was found: `code`, `name` or `former`; null when it is new.
    pub basis: Option<String>,
    pub enterprise_id: Option<String>,
    pub changes: Vec<RowChange>,
    pub reasons: Vec<Reason>,
}

/// A field that an update changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowChange {
    pub field: String,
    pub before: String,
    pub after: String,
}

impl ImportRow {
    fn of(t: T, r: PreviewRow) -> Self {
        let some = |text: String| Some(text).filter(|t| !t.is_empty());
        let change = |c: enterprise::import::Change| RowChange { field: c.field, before: c.before, after: c.after };
        Self {
            reasons: r.reasons.iter().map(|e| Reason::of(t, e)).collect(),
            row: r.row_no,
            outcome: r.outcome,
            name: r.name,
            credit_code: some(r.credit_code),
            basis: some(r.basis),
            enterprise_id: r.enterprise_id,
            changes: r.changes.into_iter().map(change).collect(),
        }
    }
}

/// An import with a page of its rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDetail {
    pub import: Import,
    pub rows: Page<ImportRow>,
}

/// Imports
///
/// The newest first.
#[utoipa::path(get, path = "/api/v1/imports", operation_id = "imports", tag = "imports", params(Paging),
    responses((status = 200, body = Page<Import>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(paging): Params<Paging>) -> Result<Json<Page<Import>>> {
    req.ctx.scope::<Batch>()?;
    let limit = cursor::limit(paging.limit)?;
    let cursor = cursor::read("imports", paging.cursor.as_deref())?;
    let mut conn = api.db.read(&req.ctx.zone).await?;
    let found = super::rows_store::batches(&mut conn, cursor.as_deref(), limit + 1).await?;
    let key = |b: &Batch| format!("{} {}", b.created_us, b.id);
    Ok(Json(cursor::page(found, limit, "imports", key, |b| Import::of(req.t, b))))
}

/// The file, as `multipart/form-data`.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct UploadForm {
    /// `.xlsx` or `.csv`, at most 64 MiB: 企查查 and 天眼查 exports as they come, our own template, or any table.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Upload a file
///
/// Begins the preview, unless columns must be matched first (state `mapping`). Nothing is written until `apply`.
#[utoipa::path(post, path = "/api/v1/imports", operation_id = "import_add", tag = "imports",
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses((status = 201, body = Import)))]
pub async fn upload(
    req: Req,
    State(api): State<Api>,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    let Ok(form) = form else { return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()) };
    req.ctx.permit::<Batch>(Action::Create, &Relation::zone())?;
    let target = api.imports.incoming(&req.ctx)?;
    let done = match keep(form, &target).await {
        Ok(name) => api.imports.receive(&req.ctx, &target, &name).await,
        Err(error) => Err(error),
    };
    let _ = tokio::fs::remove_file(&target).await;
    let batch = done?;
    Ok(tagged(StatusCode::CREATED, batch.version, Import::of(req.t, batch)))
}

/// Writes the form's file to disk, piece by piece; gives its name.
async fn keep(mut form: Multipart, target: &Path) -> kernel::Result<String> {
    let unreadable = |_| Error::invalid("file", "error-unreadable");
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().replace('\0', "");
        let mut file = tokio::fs::File::create(target).await.map_err(Error::internal)?;
        let mut size = 0;
        while let Some(part) = field.chunk().await.map_err(unreadable)? {
            size += part.len();
            if size > MOST_BYTES {
                return Err(Error::limit("error-too-large", MOST_BYTES / 1024 / 1024));
            }
            file.write_all(&part).await.map_err(Error::internal)?;
        }
        file.flush().await.map_err(Error::internal)?;
        return if name.is_empty() { Err(Error::invalid("file", "import-no-file")) } else { Ok(name) };
    }
    Err(Error::invalid("file", "import-no-file"))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsAsked {
    /// Only rows with this result: `create`, `update`, `skip` or `error`.
    outcome: Option<String>,
    /// Rows on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// An import with its rows
#[utoipa::path(get, path = "/api/v1/imports/{id}", operation_id = "import_get", tag = "imports",
    params(("id" = String, Path, description = "The import's id"), RowsAsked),
    responses((status = 200, body = ImportDetail)))]
pub async fn get(
    req: Req,
    State(api): State<Api>,
    At(id): At<String>,
    Params(asked): Params<RowsAsked>,
) -> Result<Response> {
    req.ctx.scope::<Batch>()?;
    let limit = cursor::limit(asked.limit)?;
    let outcome = match asked.outcome.as_deref() {
        None | Some("") => None,
        Some(code) => Some(
            Outcome::parse(code)
                .ok_or_else(|| Error::Invalid(vec![FieldError::new("outcome", "api-choice").arg("found", code)]))?,
        ),
    };
    let question = format!("rows {id} {}", asked.outcome.as_deref().unwrap_or_default());
    let after = cursor::read_number(&question, asked.cursor.as_deref())?.unwrap_or(0);
    let mut conn = api.db.read(&req.ctx.zone).await?;
    let batch = store::batch(&mut conn, &id).await?;
    let found = store::rows(&mut conn, &id, outcome, after, limit + 1).await?;
    let rows = cursor::page(found, limit, &question, |r| r.row_no.to_string(), |r| ImportRow::of(req.t, r));
    let version = batch.version;
    Ok(tagged(StatusCode::OK, version, ImportDetail { import: Import::of(req.t, batch), rows }))
}

/// A matching of columns.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// A field for each column of the header; empty: not imported.
    #[schema(example = json!(["name", "credit_code", ""]))]
    pub mapping: Vec<String>,
    /// Use it again for files with the same heads.
    #[serde(default)]
    pub remember: bool,
    #[serde(default)]
    pub version: Option<i64>,
}

/// Match the columns
///
/// Begins the preview anew.
#[utoipa::path(post, path = "/api/v1/imports/{id}/mapping", operation_id = "import_map", tag = "imports",
    params(("id" = String, Path, description = "The import's id")),
    request_body = Mapping, responses((status = 202, body = Import)))]
pub async fn map(req: Req, State(api): State<Api>, At(id): At<String>, Body(b): Body<Mapping>) -> Result<Response> {
    let version = version(&req.headers, b.version)?;
    let batch = api.imports.map(&req.ctx, &id, version, b.mapping, b.remember).await?;
    Ok(tagged(StatusCode::ACCEPTED, batch.version, Import::of(req.t, batch)))
}

/// Write the previewed rows
///
/// Exactly what the preview said, or nothing when the books changed meanwhile.
#[utoipa::path(post, path = "/api/v1/imports/{id}/apply", operation_id = "import_apply", tag = "imports",
    params(("id" = String, Path, description = "The import's id")),
    request_body = Version, responses((status = 202, body = Import)))]
pub async fn apply(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let batch = api.imports.apply(&req.ctx, &id, version(&req.headers, v.version)?).await?;
    Ok(tagged(StatusCode::ACCEPTED, batch.version, Import::of(req.t, batch)))
}

/// Discard an import
///
/// Nothing was written; the preview and the file go.
#[utoipa::path(post, path = "/api/v1/imports/{id}/discard", operation_id = "import_discard", tag = "imports",
    params(("id" = String, Path, description = "The import's id")),
    request_body = Version, responses((status = 200, body = Import)))]
pub async fn discard(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let batch = api.imports.discard(&req.ctx, &id, version(&req.headers, v.version)?).await?;
    Ok(tagged(StatusCode::OK, batch.version, Import::of(req.t, batch)))
}

/// Undo an import
///
/// Companies edited since are kept and counted.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", operation_id = "import_undo", tag = "imports",
    params(("id" = String, Path, description = "The import's id")),
    request_body = Version, responses((status = 202, body = Import)))]
pub async fn undo(req: Req, State(api): State<Api>, At(id): At<String>, Body(v): Body<Version>) -> Result<Response> {
    let batch = api.imports.undo(&req.ctx, &id, version(&req.headers, v.version)?).await?;
    Ok(tagged(StatusCode::ACCEPTED, batch.version, Import::of(req.t, batch)))
}

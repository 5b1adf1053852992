//! 导入: a workbook, a list or JSON, previewed as what it would change, then taken as the draft.
use super::lint::{self, Severity};
use super::sheet::{self, Form as FileForm, Imported};
use super::web::shell;
use super::web_draft::FindingView;
use super::web_versions::{DifferenceView, difference};
use super::{Theme, VersionState, service, store as books, words};
use crate::LandState;
use crate::fields::{self, Fields};
use axum::extract::{Form, Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

/// Largest file taken, in bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;

pub fn routes() -> Routes<LandState> {
    let change = Access::Needs(Resource::Catalogue, Action::Edit);
    Routes::new()
        .get("/land/catalogue/import", change, form)
        .upload("/land/catalogue/import", change, MOST_BYTES + 64 * 1024, upload)
        .post("/land/catalogue/import/apply", change, apply)
}

/// What the file would do.
struct Preview {
    flat: bool,
    code: String,
    name: String,
    stages: usize,
    matters: usize,
    needs: usize,
    materials: usize,
    links: usize,
    attributes: usize,
    new_departments: String,
    /// Rows that cannot be taken.
    faults: Vec<String>,
    findings: Vec<FindingView>,
    errors: usize,
    changes: Option<DifferenceView>,
    /// Of the draft that would be replaced; 0: there is none.
    version: i64,
    /// The theme as it will be written.
    content: String,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/import.html")]
struct ImportPage {
    page: Shell,
    errors: Errors,
    preview: Option<Preview>,
}

fn page(req: &Req, errors: Errors, preview: Option<Preview>) -> ImportPage {
    ImportPage { page: shell(req).titled(req.t.s("catalogue-import")), errors, preview }
}

async fn form(req: Req) -> Html<ImportPage> {
    Html(page(&req, Errors::none(), None))
}

async fn upload(req: Req, State(s): State<LandState>, mut form: Multipart) -> Result<Response> {
    let broken = |_| Error::invalid("file", "catalogue-file-none");
    let (mut found, mut code, mut name) = (None, String::new(), String::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                found = Some((name, part.bytes().await.map_err(broken)?));
            }
            Some("code") => code = part.text().await.map_err(broken)?,
            Some("name") => name = part.text().await.map_err(broken)?,
            _ => {}
        }
    }
    let read = match found {
        Some((file, bytes)) if !file.is_empty() => read(&req, &s, &file, &bytes).await,
        _ => Err(Error::invalid("file", "catalogue-file-none")),
    };
    match read {
        Ok(mut imported) => {
            // A list names no theme: the form does.
            for (own, typed) in [(&mut imported.theme.code, code), (&mut imported.theme.name.zh, name)] {
                if own.is_empty() {
                    *own = typed.trim().to_owned();
                }
            }
            let preview = preview(&req, &s, imported).await?;
            Ok(Html(page(&req, Errors::none(), Some(preview))).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(&req, errors, None))).into_response())
        }
    }
}

/// The file lies on the disk only while it is read.
async fn read(req: &Req, s: &LandState, name: &str, bytes: &[u8]) -> kernel::Result<Imported> {
    let folder = s.files.join("catalogue");
    tokio::fs::create_dir_all(&folder).await.map_err(Error::internal)?;
    let path = folder.join(kernel::id::new_uuid(&req.ctx));
    tokio::fs::write(&path, bytes).await.map_err(Error::internal)?;
    let (file, hint) = (path.clone(), name.to_owned());
    let outcome = tokio::task::spawn_blocking(move || sheet::read_file(&file, &hint)).await.map_err(Error::internal)?;
    if let Err(error) = tokio::fs::remove_file(&path).await {
        tracing::warn!(%error, "an uploaded catalogue is still in the data folder");
    }
    outcome
}

async fn preview(req: &Req, s: &LandState, imported: Imported) -> Result<Preview> {
    let (t, theme) = (req.t, &imported.theme);
    let versions = books::of_theme(&mut s.db.read(&req.ctx.zone).await?, &req.ctx.scope()?, &theme.code).await?;
    let of = |state| versions.iter().find(|v| v.state == state);
    let draft = of(VersionState::Draft);
    let before = draft.or(of(VersionState::Published));
    let findings = lint::lint(theme);
    let view = |f: &lint::Finding| FindingView {
        light: if f.severity == Severity::Error { "red" } else { "yel" },
        text: words::finding(t, f),
    };
    let new = service::new_departments(&req.ctx, s, theme).await?;
    Ok(Preview {
        flat: imported.form == FileForm::Flat,
        code: theme.code.clone(),
        name: theme.name.get(t.is_zh()).to_owned(),
        stages: theme.stages.len(),
        matters: theme.matters.len(),
        needs: theme.matters.iter().map(|m| m.needs.len()).sum(),
        materials: theme.materials.len(),
        links: theme.links.len(),
        attributes: theme.attributes.len(),
        new_departments: new.join(&t.s("catalogue-join")),
        faults: imported.faults.iter().map(|f| words::row(t, f)).collect(),
        errors: findings.iter().filter(|f| f.severity == Severity::Error).count(),
        findings: findings.iter().map(view).collect(),
        changes: before.map(|b| difference(t, &b.content, theme)),
        version: draft.map_or(0, |d| d.version),
        content: serde_json::to_string(theme).map_err(Error::internal)?,
    })
}

async fn apply(req: Req, State(s): State<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let content: Theme = serde_json::from_str(&fields::text(&form, "content"))
        .map_err(|_| Error::invalid("file", "catalogue-file-none"))?;
    let code = content.code.clone();
    match service::import(&req.ctx, &s.db, content, fields::version(&form)).await {
        Ok(_) => {
            let flash = Flash::done("catalogue-imported-now");
            Ok(see_other(format!("/land/catalogue/{code}/draft")).flash(flash).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(&req, errors, None))).into_response())
        }
    }
}

//! The block that says how far a reading, writing or undo is; it asks for itself until the work is done, then the page
//! is loaded anew.
use super::page::progress;
use super::web::ImportState;
use super::{Batch, State, store};
use axum::extract::{Path, State as Given};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jobs::JobId;
use kernel::{Ctx, Error};
use ui::shell::Shell;
use ui::view::Progress;
use ui::web::{Html, Req, Result};

#[derive(askama::Template)]
#[template(path = "enterprise/import/progress.html")]
struct Part {
    page: Shell,
    job: Progress,
}

/// The open job of a batch that is being read, written or taken back.
pub async fn open_job(ctx: &Ctx, s: &ImportState, batch: &Batch) -> kernel::Result<Option<jobs::Job>> {
    let Some(id) = batch.job_id.as_deref().filter(|_| is_busy(batch.state)) else { return Ok(None) };
    let id = JobId::parse(id).ok_or(Error::NotFound)?;
    Ok(s.jobs.get(ctx, &id).await.ok())
}

fn is_busy(state: State) -> bool {
    matches!(state, State::Reading | State::Applying | State::Undoing)
}

pub async fn part(req: Req, Given(s): Given<ImportState>, Path(id): Path<String>) -> Result<Response> {
    req.ctx.scope::<Batch>()?;
    let batch = store::batch(&mut s.imports.db.read(&req.ctx.zone).await?, &id).await?;
    match open_job(&req.ctx, &s, &batch).await?.filter(|job| job.state.is_open()) {
        Some(job) => {
            let job = progress(&req, &batch, &job);
            Ok(Html(Part { page: req.shell("import-batch-title", "enterprise"), job }).into_response())
        }
        None => {
            let mut headers = HeaderMap::new();
            headers.insert("hx-refresh", axum::http::HeaderValue::from_static("true"));
            Ok(headers.into_response())
        }
    }
}

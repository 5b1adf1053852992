//! 导出: exactly the leads that the list shows, under the titles that the ledger import understands.
use super::query::Filter;
use super::store as books;
use super::view::{Words, people};
use super::{Lead, draft, service};
use crate::AttractState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jobs::{JobId, JobRun, Jobs};
use kernel::{Action, Ctx, Error, Relation, Resource, Result};
use serde::{Deserialize, Serialize};
use sheet::{Column, ColumnKind, Format, SheetError, Writer};
use std::io::Write;
use std::path::PathBuf;
use ui::view::Progress;
use ui::{Access, Html, Req, Routes, Shell, T, see_other};

/// The kind of the job for long lists.
pub const KIND: &str = "lead.export";
/// Longer lists are written by a job.
const DIRECT_MAX: i64 = 5_000;
/// What a sheet can hold, headings apart.
const MOST: i64 = 1_000_000;
const BLOCK: u64 = 1_000;

pub fn routes() -> Routes<AttractState> {
    let take = Access::Needs(Resource::Lead, Action::Export);
    Routes::new()
        .get("/attract/leads/export.xlsx", take, download)
        .get("/attract/leads/exports/{job}", take, page)
        .get("/attract/leads/exports/{job}/progress", take, progress)
        .get("/attract/leads/exports/{job}/file.xlsx", take, file)
        .post("/attract/leads/exports/{job}/cancel", take, cancel)
}

fn failed(error: SheetError) -> Error {
    Error::internal(error.to_string())
}

/// The titles, by text key; those of the ledger import first.
const TITLES: [&str; 20] = [
    "company",
    "credit-code",
    "city",
    "industry",
    "subject",
    "channel",
    "amount",
    "stage",
    "stage-on",
    "owner",
    "began-on",
    "next-step",
    "next-on",
    "lost-reason",
    "active-on",
    "note",
    "author",
    "recorded",
    "focus",
    "closed-on",
];

fn cells(w: &Words, l: &Lead) -> Vec<String> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    vec![
        l.name.clone(),
        text(&l.credit_code),
        l.city.as_ref().map(|c| format!("{c} {}", w.city(c))).unwrap_or_default(),
        l.industry.as_ref().map(|i| format!("{i} {}", w.division(i))).unwrap_or_default(),
        l.subject.clone(),
        w.value("channel", l.channel.code()),
        draft::amount_text(l.amount_fen, l.amount_currency.as_deref()),
        w.stage(&l.stage),
        l.stage_on.clone(),
        l.owner.as_ref().map(|o| w.user(o)).unwrap_or_default(),
        l.began_on.clone(),
        text(&l.next_step),
        text(&l.next_on),
        l.lost_reason.as_ref().map(|r| w.reason(r)).unwrap_or_default(),
        l.active_on.clone(),
        text(&l.note),
        text(&l.author),
        l.recorded_on.clone(),
        l.focus.as_ref().map(|f| w.focus(f)).unwrap_or_default(),
        text(&l.closed_on),
    ]
}

/// Writes the table; `step` hears how many rows are done and may stop it.
async fn write<W: Write + Send + 'static>(
    ctx: &Ctx,
    s: &AttractState,
    filter: &Filter,
    out: W,
    step: impl Fn(u64) -> Result<()>,
) -> Result<W> {
    ctx.permit::<Lead>(Action::Export, &Relation::zone())?;
    let scope = ctx.scope::<Lead>()?;
    let t = T::new(ctx.locale);
    let filter = &s.names.sought(ctx, filter).await?;
    let heads = TITLES.iter().map(|k| Column::new(t.s(format!("lead-{k}")), ColumnKind::Text)).collect();
    let mut writer = Writer::new(Format::Xlsx, out, &t.s("lead-title"), heads).map_err(failed)?;
    let mut done = 0;
    loop {
        step(done)?;
        let mut conn = s.db.read(&ctx.zone).await?;
        let pipeline = crate::pipeline::store::pipeline(&mut conn).await?;
        let w = service::conditions(ctx, &pipeline, filter);
        let leads = books::some(&mut conn, &scope, &w, &filter.sort, BLOCK, done).await?;
        drop(conn);
        if leads.is_empty() {
            break;
        }
        done += leads.len() as u64;
        let words = Words::of(ctx, s, t, pipeline, people(&leads)).await?;
        let rows: Vec<Vec<String>> = leads.iter().map(|l| cells(&words, l)).collect();
        let written = tokio::task::spawn_blocking(move || {
            rows.iter().try_for_each(|r| writer.row(r)).map(|()| writer).map_err(failed)
        });
        writer = written.await.map_err(Error::internal)??;
    }
    tokio::task::spawn_blocking(move || writer.finish().map_err(failed)).await.map_err(Error::internal)?
}

async fn total(ctx: &Ctx, s: &AttractState, filter: &Filter) -> Result<i64> {
    ctx.permit::<Lead>(Action::Export, &Relation::zone())?;
    let scope = ctx.scope::<Lead>()?;
    let filter = &s.names.sought(ctx, filter).await?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let pipeline = crate::pipeline::store::pipeline(&mut conn).await?;
    let n = books::count(&mut conn, &scope, &service::conditions(ctx, &pipeline, filter)).await?;
    if n > MOST { Err(Error::limit("lead-export-long", MOST)) } else { Ok(n) }
}

#[derive(Serialize, Deserialize)]
struct Params {
    query: String,
}

fn place(s: &AttractState, job: &str) -> PathBuf {
    s.files.join("exports").join(format!("{job}.xlsx"))
}

/// Names the handler of the export job.
pub fn register(jobs: &Jobs, s: &AttractState) {
    let s = s.clone();
    jobs.register_resumable(KIND, move |run| {
        let s = s.clone();
        async move { export(run, s).await }
    });
}

async fn export(run: JobRun, s: AttractState) -> Result<serde_json::Value> {
    let params: Params = run.params()?;
    let filter = Filter::parse(&params.query);
    let rows = total(&run.ctx, &s, &filter).await?;
    let path = place(&s, run.id.as_str());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::internal)?;
    }
    let out = std::io::BufWriter::new(std::fs::File::create(&path).map_err(Error::internal)?);
    let step = |n: u64| {
        run.progress(i64::try_from(n).unwrap_or(0), rows);
        run.check()
    };
    match write(&run.ctx, &s, &filter, out, step).await {
        Ok(mut out) => out.flush().map_err(Error::internal)?,
        Err(error) => {
            // Half a file is of no use to anybody.
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
    }
    Ok(serde_json::json!({ "rows": rows }))
}

/// An answer that is a spreadsheet.
pub fn spreadsheet(bytes: Vec<u8>, name: &str) -> Response {
    ui::attachment(ui::web::XLSX, "leads.xlsx", name, bytes)
}

async fn download(req: Req, State(s): State<AttractState>) -> ui::Result<Response> {
    let filter = Filter::parse(&req.query);
    if total(&req.ctx, &s, &filter).await? > DIRECT_MAX {
        // `me` means whoever began the job, also when it runs later.
        let query = service::resolved(&req.ctx, &filter).to_query();
        let mut tx = s.db.write(&req.ctx.zone).await?;
        let job = jobs::enqueue(&mut tx, &req.ctx, KIND, &Params { query }).await?;
        tx.commit_quiet().await?;
        return Ok(see_other(format!("/attract/leads/exports/{job}")).into_response());
    }
    let bytes = write(&req.ctx, &s, &filter, Vec::new(), |_| Ok(())).await?;
    Ok(spreadsheet(bytes, &req.t.a("lead-export-file", "day", req.ctx.today().to_string())))
}

#[derive(askama::Template)]
#[template(path = "attract/lead/export.html")]
struct ExportPage {
    page: Shell,
    progress: Progress,
    /// Where the file is, once it is.
    file: String,
    /// Why there will be none.
    problem: String,
}

#[derive(askama::Template)]
#[template(path = "attract/lead/export_progress.html")]
struct ExportProgress {
    page: Shell,
    progress: Progress,
    file: String,
    problem: String,
}

async fn job(req: &Req, s: &AttractState, id: &str) -> Result<(Progress, String, String)> {
    let id = JobId::parse(id).ok_or(Error::NotFound)?;
    let job = s.jobs.get(&req.ctx, &id).await?;
    if job.kind != KIND {
        return Err(Error::NotFound);
    }
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let path = format!("/attract/leads/exports/{id}");
    let done = job.state == jobs::State::Done && place(s, id.as_str()).is_file();
    let progress = Progress {
        label: req.t.s("lead-export-writing"),
        done: number(job.done),
        total: number(job.total),
        seconds_left: job.left_secs(req.ctx.now_us()).map(number),
        poll: format!("{path}/progress"),
        cancel: format!("{path}/cancel"),
        finished: !job.state.is_open(),
    };
    let problem = if done || job.state.is_open() { String::new() } else { req.t.s("lead-export-failed") };
    Ok((progress, if done { format!("{path}/file.xlsx") } else { String::new() }, problem))
}

async fn page(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> ui::Result<Html<ExportPage>> {
    let (progress, file, problem) = job(&req, &s, &id).await?;
    let page = super::list_web::shell(&req).titled(req.t.s("lead-export"));
    Ok(Html(ExportPage { page, progress, file, problem }))
}

async fn progress(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> ui::Result<Html<ExportProgress>> {
    let (progress, file, problem) = job(&req, &s, &id).await?;
    Ok(Html(ExportProgress { page: super::list_web::shell(&req), progress, file, problem }))
}

async fn file(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> ui::Result<Response> {
    let (_, file, _) = job(&req, &s, &id).await?;
    if file.is_empty() {
        return Err(Error::NotFound.into());
    }
    let bytes = tokio::fs::read(place(&s, &id)).await.map_err(Error::internal)?;
    Ok(spreadsheet(bytes, &req.t.a("lead-export-file", "day", req.ctx.today().to_string())))
}

async fn cancel(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> ui::Result<Response> {
    let job = JobId::parse(&id).ok_or(Error::NotFound)?;
    s.jobs.cancel(&req.ctx, &job).await?;
    Ok(see_other(format!("/attract/leads/exports/{id}")).into_response())
}

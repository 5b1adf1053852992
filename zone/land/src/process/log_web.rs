//! Imported logs: the list, the upload, which column is what, the reading, removal.
use super::fault::told;
use super::import;
use super::parts::{self, may_edit};
use super::{Format, Imported, LogId, Mapping, State, service, store as rows};
use crate::LandState;
use ::process::{csv, ocel};
use axum::extract::{Form, Multipart, Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jobs::JobId;
use kernel::{Action, Error, Resource};
use serde::Deserialize;
use std::io::BufReader;
use tokio::io::AsyncWriteExt;
use ui::view::{Choice, Progress};
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

/// Largest file taken, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Rows of a table that are shown to choose its columns.
const PREVIEW: usize = 5;

pub fn routes() -> Routes<LandState> {
    let view = Access::Needs(Resource::Process, Action::View);
    let edit = Access::Needs(Resource::Process, Action::Edit);
    Routes::new()
        .get("/land/process/logs", view, list)
        .upload("/land/process/logs", edit, MOST_BYTES + 64 * 1024, upload)
        .get("/land/process/logs/{id}", view, one)
        .get("/land/process/logs/{id}/progress", view, progress)
        .get("/land/process/logs/{id}/mapping", edit, mapping)
        .post("/land/process/logs/{id}/mapping", edit, read)
        .post("/land/process/logs/{id}/cancel", edit, cancel)
        .post("/land/process/logs/{id}/remove", edit, remove)
}

struct LogRow {
    name: String,
    href: String,
    /// Its own page: what is known about it, its columns, deleting it.
    page: String,
    light: &'static str,
    state: String,
    cases: String,
    events: String,
    size: String,
    when: String,
    who: String,
}

#[derive(askama::Template)]
#[template(path = "land/process/logs.html")]
struct ListPage {
    page: Shell,
    may_edit: bool,
    logs: Vec<LogRow>,
    errors: Errors,
}

async fn list_page(req: &Req, s: &LandState, errors: Errors) -> Result<ListPage> {
    let scope = req.ctx.scope::<Imported>()?;
    let all = rows::all(&mut s.db.read(&req.ctx.zone).await?, &scope).await?;
    let users: Vec<String> = all.iter().filter_map(|l| l.added_by.clone()).collect();
    let names = s.directory.users(&req.ctx.zone, &users).await?;
    let t = req.t;
    let row = |l: &Imported| LogRow {
        name: l.name.clone(),
        href: format!("/land/process/{}", l.id),
        page: format!("/land/process/logs/{}", l.id),
        light: l.state.light(),
        state: t.s(format!("process-state-{}", l.state.code())),
        cases: if l.state == State::Ready { t.int(l.cases) } else { String::new() },
        events: if l.state == State::Ready { t.int(l.events) } else { String::new() },
        size: size(req, l.bytes),
        when: t.instant(l.added_us),
        who: l.added_by.as_ref().and_then(|u| names.get(u)).cloned().unwrap_or_default(),
    };
    let page = parts::shell(req).titled(t.s("process-logs"));
    Ok(ListPage { page, may_edit: may_edit(req), logs: all.iter().map(row).collect(), errors })
}

#[allow(clippy::cast_precision_loss)]
fn size(req: &Req, bytes: i64) -> String {
    if bytes < 1024 * 1024 {
        return format!("{} KB", (bytes / 1024).max(1));
    }
    format!("{} MB", req.t.dec(bytes as f64 / 1_048_576.0, 1))
}

async fn list(req: Req, Given(s): Given<LandState>) -> Result<Html<ListPage>> {
    Ok(Html(list_page(&req, &s, Errors::none()).await?))
}

async fn upload(req: Req, Given(s): Given<LandState>, form: Multipart) -> Result<Response> {
    match take(&req, &s, form).await {
        Ok(log) => Ok(see_other(format!("/land/process/{}", log.id)).into_response()),
        Err(Error::Limit { code, args }) => {
            let flash = args.iter().fold(Flash::failed(&code), |f, (n, v)| f.arg(n, v));
            Ok(see_other("/land/process/logs").flash(flash).into_response())
        }
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = list_page(&req, &s, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// Writes the file as it comes; it goes again where no log becomes of it.
async fn take(req: &Req, s: &LandState, mut form: Multipart) -> kernel::Result<Imported> {
    let broken = |_| Error::invalid("file", "process-file-broken");
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        if Format::of_name(&name).is_none() {
            let code = if name.is_empty() { "process-file-none" } else { "process-file-kind" };
            return Err(Error::invalid("file", code));
        }
        let id = LogId::new(&req.ctx);
        let place = service::place(s, &id);
        if let Some(folder) = place.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(Error::internal)?;
        }
        let mut file = tokio::fs::File::create(&place).await.map_err(Error::internal)?;
        let mut bytes = 0_i64;
        let written = async {
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                file.write_all(&chunk).await.map_err(Error::internal)?;
                bytes += i64::try_from(chunk.len()).unwrap_or(0);
            }
            file.flush().await.map_err(Error::internal)
        };
        let added = match written.await {
            Ok(()) => service::add(&req.ctx, s, &id, &name, bytes).await,
            Err(error) => Err(error),
        };
        if added.is_err() {
            let _ = tokio::fs::remove_file(&place).await;
        }
        return added;
    }
    Err(Error::invalid("file", "process-file-none"))
}

#[derive(askama::Template)]
#[template(path = "land/process/log.html")]
struct LogPage {
    page: Shell,
    may_edit: bool,
    id: String,
    state: (&'static str, String),
    size: String,
    progress: Option<Progress>,
    problem: String,
    mapping: String,
    analysis: String,
    facts: Vec<(String, String)>,
}

#[derive(askama::Template)]
#[template(path = "land/process/log_progress.html")]
struct ProgressBlock {
    page: Shell,
    progress: Option<Progress>,
    analysis: String,
}

fn parse(id: &str) -> kernel::Result<LogId> {
    LogId::parse(id).ok_or(Error::NotFound)
}

/// Of the job that reads the log, for those who began it; others see that it is being read.
async fn pace(req: &Req, s: &LandState, log: &Imported) -> Option<Progress> {
    let id = log.job.as_deref().and_then(JobId::parse)?;
    let job = s.jobs.get(&req.ctx, &id).await.ok();
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let path = format!("/land/process/logs/{}", log.id);
    let cancel = if may_edit(req) && job.is_some() { format!("{path}/cancel") } else { String::new() };
    Some(Progress {
        label: req.t.s("process-reading"),
        done: job.as_ref().map_or(0, |j| number(j.done)),
        total: number(log.bytes),
        seconds_left: job.as_ref().and_then(|j| j.left_secs(req.ctx.now_us())).map(number),
        poll: format!("{path}/progress"),
        cancel,
        finished: log.state != State::Reading,
    })
}

async fn one(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Response> {
    let log = parts::row(&req, &s, &parse(&id)?).await?;
    let t = req.t;
    let left = log.left_out;
    let counted = [("unnamed", left.unnamed), ("untimed", left.untimed), ("nested", left.nested)];
    let mut facts = vec![
        (t.s("process-cases"), t.int(log.cases)),
        (t.s("process-events"), t.int(log.events)),
        (t.s("process-activities"), t.int(log.activities)),
    ];
    facts.extend(counted.iter().filter(|c| c.1 > 0).map(|(k, n)| (t.s(format!("process-left-{k}")), t.int(*n))));
    let page = LogPage {
        page: parts::shell(&req).titled(log.name.clone()),
        may_edit: may_edit(&req),
        state: (log.state.light(), t.s(format!("process-state-{}", log.state.code()))),
        size: size(&req, log.bytes),
        progress: if log.state == State::Reading { pace(&req, &s, &log).await } else { None },
        problem: log.problem.as_ref().map_or_else(String::new, |p| told(t, p)),
        mapping: if log.format == Format::Xes { String::new() } else { format!("/land/process/logs/{id}/mapping") },
        analysis: if log.state == State::Ready { format!("/land/process/{id}") } else { String::new() },
        facts: if log.state == State::Ready { facts } else { Vec::new() },
        id,
    };
    Ok(Html(page).into_response())
}

async fn progress(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Html<ProgressBlock>> {
    let log = parts::row(&req, &s, &parse(&id)?).await?;
    let progress = if log.state == State::Reading { pace(&req, &s, &log).await } else { None };
    Ok(Html(ProgressBlock { page: parts::shell(&req), progress, analysis: format!("/land/process/{id}") }))
}

#[derive(askama::Template)]
#[template(path = "land/process/mapping.html")]
struct MappingPage {
    page: Shell,
    id: String,
    is_ocel: bool,
    selects: Vec<(&'static str, String, Vec<Choice>, String)>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    problem: String,
}

/// The beginning of the file as a form that asks what is what.
async fn mapping_page(
    req: &Req,
    s: &LandState,
    log: &Imported,
    given: &Mapping,
    errors: &Errors,
) -> Result<MappingPage> {
    let (path, format) = (service::place(s, &log.id), log.format);
    type Seen = std::result::Result<(Vec<String>, Vec<Vec<String>>, [Option<usize>; 4]), ::process::ReadError>;
    let seen = tokio::task::spawn_blocking(move || -> Seen {
        let reader = BufReader::new(std::fs::File::open(path)?);
        match format {
            Format::Csv => csv::preview(reader, PREVIEW).map(|p| (p.header, p.rows, p.guessed)),
            _ => {
                let types = ocel::object_types(reader)?;
                let rows = types.iter().map(|(name, n)| vec![name.clone(), n.to_string()]).collect();
                Ok((types.into_iter().map(|t| t.0).collect(), rows, [None; 4]))
            }
        }
    });
    let t = req.t;
    let (header, rows, guessed, problem) = match seen.await.map_err(Error::internal)? {
        Ok((header, rows, guessed)) => (header, rows, guessed, String::new()),
        Err(error) => (Vec::new(), Vec::new(), [None; 4], super::read_error(t, &error)),
    };
    let is_ocel = format == Format::Ocel;
    let fields =
        [("case", &given.case), ("activity", &given.activity), ("time", &given.time), ("resource", &given.resource)];
    let select = |(i, (name, said)): (usize, (&'static str, &String))| {
        let usual = guessed.get(i).copied().flatten().and_then(|at| header.get(at)).cloned().unwrap_or_default();
        let chosen = if said.is_empty() { usual } else { (*said).clone() };
        let none = Choice::new("", t.s("process-choose"), chosen.is_empty());
        let options =
            std::iter::once(none).chain(header.iter().map(|h| Choice::new(h.clone(), h.clone(), *h == chosen)));
        let key = if is_ocel { format!("process-object-{name}") } else { format!("process-column-{name}") };
        (name, t.s(key), options.collect(), errors.of(name).to_owned())
    };
    let wanted = |(_, (name, _)): &(usize, (&str, &String))| !is_ocel || matches!(*name, "case" | "resource");
    Ok(MappingPage {
        page: parts::shell(req).titled(log.name.clone()),
        id: log.id.to_string(),
        is_ocel,
        selects: fields.into_iter().enumerate().filter(wanted).map(select).collect(),
        header: if is_ocel { vec![t.s("process-object-type"), t.s("process-object-count")] } else { header.clone() },
        rows,
        problem,
    })
}

async fn mapping(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Response> {
    let log = parts::row(&req, &s, &parse(&id)?).await?;
    if log.format == Format::Xes {
        return Ok(see_other(format!("/land/process/logs/{id}")).into_response());
    }
    Ok(Html(mapping_page(&req, &s, &log, &log.mapping, &Errors::none()).await?).into_response())
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    case: String,
    #[serde(default)]
    activity: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    resource: String,
}

async fn read(
    req: Req,
    Given(s): Given<LandState>,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response> {
    let id = parse(&id)?;
    let given = Mapping { case: said.case, activity: said.activity, time: said.time, resource: said.resource };
    match service::read(&req.ctx, &s, &id, given.clone()).await {
        Ok(_) => Ok(see_other(format!("/land/process/logs/{id}")).into_response()),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let log = parts::row(&req, &s, &id).await?;
            let page = mapping_page(&req, &s, &log, &given, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn cancel(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Response> {
    let log = parts::row(&req, &s, &parse(&id)?).await?;
    let job = log.job.as_deref().and_then(JobId::parse).ok_or(Error::NotFound)?;
    if s.jobs.get(&req.ctx, &job).await?.kind != import::KIND {
        return Err(Error::NotFound.into());
    }
    s.jobs.cancel(&req.ctx, &job).await?;
    Ok(see_other(format!("/land/process/logs/{id}")).flash(Flash::done("job-cancel-asked")).into_response())
}

async fn remove(req: Req, Given(s): Given<LandState>, Path(id): Path<String>) -> Result<Response> {
    service::remove(&req.ctx, &s, &parse(&id)?).await?;
    Ok(see_other("/land/process/logs").flash(Flash::done("process-removed")).into_response())
}

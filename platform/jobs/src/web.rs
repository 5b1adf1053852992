//! A job's page: how far it is, how it ended, and the button that stops it. A slice may show the same block on its own
//! pages; the title comes from the text `job-kind-…` (the kind with hyphens), where a slice has one.
use crate::job::{Job, JobId, State};
use crate::runner::Jobs;
use axum::extract::{Path, State as Given};
use kernel::access::{Access, Action, Resource};
use kernel::{Ctx, Error};
use ui::i18n::T;
use ui::view::Progress;
use ui::web::{Html, Req, Result, SeeOther, see_other};
use ui::{Flash, Routes, Shell, local_path};

pub fn routes<S: Clone + Send + Sync + 'static>(jobs: Jobs) -> Routes<S> {
    crate::register_texts();
    let view = Access::Needs(Resource::Job, Action::View);
    let edit = Access::Needs(Resource::Job, Action::Edit);
    Routes::new()
        .get("/jobs/{id}", view, page)
        .get("/jobs/{id}/progress", view, progress)
        .post("/jobs/{id}/cancel", edit, cancel)
        .with_state(jobs)
}

/// What the templates show of a job.
struct JobView {
    /// While it is open.
    progress: Option<Progress>,
    light: &'static str,
    state: String,
    message: String,
    times: String,
    /// Where the handler says that the result can be seen (`{"path": "/…"}`); empty otherwise.
    result_path: String,
}

#[derive(askama::Template)]
#[template(path = "jobs/page.html")]
struct JobPage {
    page: Shell,
    job: JobView,
}

#[derive(askama::Template)]
#[template(path = "jobs/progress.html")]
struct Block {
    page: Shell,
    job: JobView,
}

async fn page(req: Req, Given(jobs): Given<Jobs>, Path(id): Path<String>) -> Result<Html<JobPage>> {
    let job = jobs.get(&req.ctx, &parse(&id)?).await?;
    let page = req.shell("job-title", "").titled(title(req.t, &job));
    Ok(Html(JobPage { page, job: view(&req.ctx, req.t, &job) }))
}

async fn progress(req: Req, Given(jobs): Given<Jobs>, Path(id): Path<String>) -> Result<Html<Block>> {
    let job = jobs.get(&req.ctx, &parse(&id)?).await?;
    Ok(Html(Block { page: req.shell("job-title", ""), job: view(&req.ctx, req.t, &job) }))
}

async fn cancel(req: Req, Given(jobs): Given<Jobs>, Path(id): Path<String>) -> Result<SeeOther> {
    let job = jobs.cancel(&req.ctx, &parse(&id)?).await?;
    let to = see_other(format!("/jobs/{}", job.id));
    Ok(if job.state.is_open() { to.flash(Flash::done("job-cancel-asked")) } else { to })
}

fn parse(id: &str) -> Result<JobId> {
    Ok(JobId::parse(id).ok_or(Error::NotFound)?)
}

fn title(t: T, job: &Job) -> String {
    let key = format!("job-kind-{}", job.kind.replace(['.', '_'], "-"));
    t.maybe(&key).unwrap_or_else(|| t.s("job-title"))
}

fn view(ctx: &Ctx, t: T, job: &Job) -> JobView {
    let message = job.message_code.as_ref().map_or_else(String::new, |code| t.args(code, &job.message_args));
    let path = job.result.get("path").and_then(|p| p.as_str()).unwrap_or_default();
    JobView {
        progress: job.state.is_open().then(|| open(ctx, t, job, &message)),
        light: light(job.state),
        state: t.s(format!("job-state-{}", job.state.code())),
        message,
        times: times(t, job),
        result_path: if path.is_empty() { String::new() } else { local_path(path).to_owned() },
    }
}

fn open(ctx: &Ctx, t: T, job: &Job, message: &str) -> Progress {
    let label = match job.state {
        _ if job.cancel_requested => t.s("job-stopping"),
        State::Queued => t.s("job-waiting"),
        _ if message.is_empty() => t.s("job-state-running"),
        _ => message.to_owned(),
    };
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Progress {
        label,
        done: whole(job.done),
        total: whole(job.total),
        seconds_left: job.left_secs(ctx.now_us()).map(whole),
        poll: format!("/jobs/{}/progress", job.id),
        cancel: if job.cancel_requested { String::new() } else { format!("/jobs/{}/cancel", job.id) },
        finished: false,
    }
}

fn light(state: State) -> &'static str {
    match state {
        State::Running | State::Done => "ok",
        State::Failed => "red",
        State::Interrupted => "yel",
        State::Queued | State::Cancelled => "todo",
    }
}

fn times(t: T, job: &Job) -> String {
    let instant = |us: Option<i64>| us.map_or_else(|| "—".to_owned(), ui::format::instant);
    t.a2("job-times", "from", instant(job.started_us), "to", instant(job.finished_us))
}

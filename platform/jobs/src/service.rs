//! What a user can do with jobs: begin, look, stop.
use crate::job::{Job, JobId, State};
use crate::runner::Jobs;
use crate::store;
use ::store::Tx;
use kernel::{Action, Ctx, Error, Result};
use serde::Serialize;
use serde_json::Value as Json;
use std::time::Duration;

/// Jobs of one user that have not ended; more are refused, so that one user cannot fill the queue.
pub const MAX_OPEN_PER_USER: i64 = 20;
/// Parameters are names and choices; files and rows belong in staging.
const MAX_PARAMS_BYTES: usize = 64 * 1024;
const MAX_LIST: i64 = 200;
/// How long the wish to stop waits for the writer when the job has already heard it.
const PATIENCE: Duration = Duration::from_millis(500);

/// Puts a job into the caller's transaction: it starts when the caller commits, or never.
pub async fn enqueue(tx: &mut Tx, ctx: &Ctx, kind: &str, params: &impl Serialize) -> Result<JobId> {
    let params = serde_json::to_value(params).map_err(Error::internal)?;
    if params.to_string().len() > MAX_PARAMS_BYTES {
        return Err(Error::limit("job-params-too-long", MAX_PARAMS_BYTES));
    }
    let owner = ctx.actor.user_id.clone();
    if let Some(user) = &owner
        && store::open_count(tx, user).await? >= MAX_OPEN_PER_USER
    {
        return Err(Error::limit("job-too-many-open", MAX_OPEN_PER_USER));
    }
    let job = Job {
        id: JobId::new(ctx),
        kind: kind.to_owned(),
        owner,
        locale: ctx.locale,
        state: State::Queued,
        params,
        done: 0,
        total: 0,
        message_code: None,
        message_args: Vec::new(),
        result: Json::Null,
        created_us: ctx.now_us(),
        started_us: None,
        finished_us: None,
        heartbeat_us: None,
        cancel_requested: false,
        runner: None,
        attempts: 0,
        version: 1,
    };
    store::insert(tx, &job).await?;
    Ok(job.id)
}

impl Jobs {
    /// A job that the actor may see.
    pub async fn get(&self, ctx: &Ctx, id: &JobId) -> Result<Job> {
        let scope = ctx.scope::<Job>()?;
        let mut conn = self.db().read(&ctx.zone).await?;
        let job = store::one(&mut conn, id).await?.ok_or(Error::NotFound)?;
        scope.require(&job.relation())?;
        Ok(self.up_to_date(ctx, job))
    }

    /// The actor's jobs, the newest first.
    pub async fn list(&self, ctx: &Ctx, limit: i64) -> Result<Vec<Job>> {
        let scope = ctx.scope::<Job>()?;
        let mut conn = self.db().read(&ctx.zone).await?;
        let jobs = store::newest(&mut conn, scope.extent(), limit.clamp(1, MAX_LIST)).await?;
        Ok(jobs.into_iter().map(|job| self.up_to_date(ctx, job)).collect())
    }

    /// Asks a job to stop; one that has ended stays as it is.
    pub async fn cancel(&self, ctx: &Ctx, id: &JobId) -> Result<Job> {
        let job = self.get(ctx, id).await?;
        ctx.permit::<Job>(Action::Edit, &job.relation())?;
        let written = self.write_cancel(ctx, id);
        let Some(live) = self.live(&ctx.zone, id) else {
            written.await?;
            return self.get(ctx, id).await;
        };
        // A job that runs here hears it directly: it may hold the writer, so that the wish cannot be written yet.
        live.ask_to_stop();
        if let Ok(written) = tokio::time::timeout(PATIENCE, written).await {
            written?;
        }
        self.get(ctx, id).await
    }

    async fn write_cancel(&self, ctx: &Ctx, id: &JobId) -> Result<()> {
        let mut tx = self.db().write(&ctx.zone).await?;
        store::request_cancel(&mut tx, id, ctx.now_us()).await?;
        tx.commit_quiet().await
    }

    /// With the numbers of this moment, when the job runs here and holds the writer.
    fn up_to_date(&self, ctx: &Ctx, mut job: Job) -> Job {
        if job.state == State::Running
            && let Some(live) = self.live(&ctx.zone, &job.id)
        {
            (job.done, job.total) = live.numbers();
            if let Some((code, args)) = live.message() {
                (job.message_code, job.message_args) = (Some(code), args);
            }
            job.cancel_requested |= live.asked_to_stop();
        }
        job
    }
}

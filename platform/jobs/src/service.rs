//! What a user can do with jobs: begin, look, stop.
use crate::job::{Job, JobId, State};
use crate::store;
use ::store::{Db, Tx};
use kernel::{Action, Ctx, Error, Result};
use serde::Serialize;
use serde_json::Value as Json;

/// Jobs of one user that have not ended; more are refused, so that one user cannot fill the queue.
pub const MAX_OPEN_PER_USER: i64 = 20;
/// Parameters are names and choices; files and rows belong in staging.
const MAX_PARAMS_BYTES: usize = 64 * 1024;
const MAX_LIST: i64 = 200;

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

/// A job that the actor may see.
pub async fn get(ctx: &Ctx, db: &Db, id: &JobId) -> Result<Job> {
    let scope = ctx.scope::<Job>()?;
    let mut conn = db.read(&ctx.zone).await?;
    let job = store::one(&mut conn, id).await?.ok_or(Error::NotFound)?;
    scope.require(&job.relation())?;
    Ok(job)
}

/// The actor's jobs, the newest first.
pub async fn list(ctx: &Ctx, db: &Db, limit: i64) -> Result<Vec<Job>> {
    let scope = ctx.scope::<Job>()?;
    let mut conn = db.read(&ctx.zone).await?;
    store::newest(&mut conn, scope.extent(), limit.clamp(1, MAX_LIST)).await
}

/// Asks a job to stop; one that has ended stays as it is.
pub async fn cancel(ctx: &Ctx, db: &Db, id: &JobId) -> Result<Job> {
    let mut tx = db.write(&ctx.zone).await?;
    let job = store::one(&mut tx, id).await?.ok_or(Error::NotFound)?;
    ctx.permit::<Job>(Action::Edit, &job.relation())?;
    store::request_cancel(&mut tx, id, ctx.now_us()).await?;
    let job = store::one(&mut tx, id).await?.ok_or(Error::NotFound)?;
    tx.commit_quiet().await?;
    Ok(job)
}

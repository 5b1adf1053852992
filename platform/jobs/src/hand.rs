//! One job in hand: the handler in a task of its own, with the pulse and the listener beside it.
use crate::job::{Job, State};
use crate::run::{JobRun, Live};
use crate::runner::{Inner, POLL};
use crate::store::{self, Address, End};
use kernel::{Ctx, Error, Result};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};

/// Progress is written at most twice a second; the wish to stop is looked for as often.
const PULSE: Duration = Duration::from_millis(500);
/// A sign of life without progress: every tenth pulse.
const HEARTBEAT_PULSES: u32 = 10;

/// One job from claim to end.
pub(crate) async fn run(inner: Arc<Inner>, address: Address, job: Job) {
    let live = Arc::new(Live::default());
    inner.hold(&address, live.clone());
    let outcome = match inner.ctx_of(&address.0, &job).await {
        Ok(ctx) => handle(&inner, &address, &job, ctx, &live).await,
        Err(error) => Err(error),
    };
    let end = end_of(outcome, &live, &address);
    while let Err(error) = store::finish(&inner.db, &address, &inner.runner, inner.now_us(), &end).await {
        tracing::warn!(%error, job = %address.1, "the end of a job could not be written; trying again");
        tokio::time::sleep(POLL).await;
    }
    inner.let_go(&address);
}

/// Runs the handler in a task of its own (a panic ends the job, not the runner), with the pulse beside it.
async fn handle(inner: &Inner, address: &Address, job: &Job, ctx: Ctx, live: &Arc<Live>) -> Result<Json> {
    let handler = inner.handler(&job.kind).ok_or_else(|| Error::internal("a job without a handler was claimed"))?;
    let given = JobRun::new(job.id.clone(), ctx, inner.db.clone(), job.params.clone(), live.clone());
    let mut task = JoinSet::new();
    task.spawn(handler(given));
    tokio::select! {
        ended = task.join_next() => flat(ended),
        () = pulse(inner, address, live) => Err(Error::internal("the pulse ended before the job")),
        () = listen(inner, address, live) => Err(Error::internal("the listener ended before the job")),
    }
}

fn flat(ended: Option<std::result::Result<Result<Json>, JoinError>>) -> Result<Json> {
    match ended {
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) => Err(Error::internal(error)),
        None => Err(Error::internal("the handler was lost")),
    }
}

/// Writes progress and signs of life, forever. While a handler holds the writer, it waits and tries again.
async fn pulse(inner: &Inner, address: &Address, live: &Live) {
    let mut quiet = 0;
    loop {
        tokio::time::sleep(PULSE).await;
        let changed = live.take_changed();
        quiet += 1;
        if !changed && quiet < HEARTBEAT_PULSES {
            continue;
        }
        let now = inner.now_us();
        match store::pulse(&inner.db, address, &inner.runner, now, live.numbers(), live.message()).await {
            Ok(()) => quiet = 0,
            Err(error) => {
                tracing::debug!(%error, job = %address.1, "progress could not be written yet");
                live.note_changed();
            }
        }
    }
}

/// Hears the wish to stop, forever.
async fn listen(inner: &Inner, address: &Address, live: &Live) {
    loop {
        match store::cancel_requested(&inner.db, address).await {
            Ok(true) => live.ask_to_stop(),
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, job = %address.1, "the wish to stop could not be read"),
        }
        tokio::time::sleep(PULSE).await;
    }
}

fn end_of(outcome: Result<Json>, live: &Live, address: &Address) -> End {
    let numbers = live.numbers();
    match outcome {
        Ok(result) => End { state: State::Done, message: live.message(), result, numbers },
        Err(_) if live.asked_to_stop() => {
            let message = Some(("job-cancelled".to_owned(), Vec::new()));
            End { state: State::Cancelled, message, result: Json::Null, numbers }
        }
        Err(error) => {
            tracing::warn!(%error, job = %address.1, "a job failed");
            let message = Some((error.code().to_owned(), error.args().to_vec()));
            End { state: State::Failed, message, result: Json::Null, numbers }
        }
    }
}

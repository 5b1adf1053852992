//! Running jobs: claim, act for the owner, pulse, finish; and what to do with those whose process has gone.
use crate::hand::run;
use crate::job::{Job, JobId};
use crate::run::{JobRun, Live};
use crate::store::{self, Address};
use ::store::Db;
use kernel::id::UserId;
use kernel::{Actor, Clock, Ctx, Result, Rng, ZoneId};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Handler = Arc<dyn Fn(JobRun) -> Pending<Result<Json>> + Send + Sync>;
type ActorOf = Arc<dyn Fn(ZoneId, UserId) -> Pending<Result<Actor>> + Send + Sync>;

/// Jobs of a process that has been silent for so long are taken for interrupted, where several processes serve.
const LEASE_US: i64 = 30_000_000;
/// New jobs are looked for at least so often, for those that another process has queued.
pub(crate) const POLL: Duration = Duration::from_secs(1);
/// After a commit, so that a busy writer does not cause a query for each of its commits.
const DEBOUNCE: Duration = Duration::from_millis(50);
/// How long a job that has ended is kept.
const KEEP_US: i64 = 30 * 24 * 3600 * 1_000_000;
const CLEAN_EVERY_US: i64 = 3600 * 1_000_000;

/// How many processes serve this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fleet {
    /// Only this one: whatever is `running` when it starts was interrupted.
    Alone,
    /// Several share the database: silence for longer than the lease means that a process has gone.
    Shared,
}

struct Registered {
    handler: Handler,
    resumable: bool,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    actor_of: ActorOf,
    handlers: RwLock<HashMap<String, Registered>>,
    live: Mutex<HashMap<Address, Arc<Live>>>,
    pub(crate) runner: String,
}

/// The kinds of jobs that this program can run; cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

impl Jobs {
    /// `actor_of` gives the user's present roles and memberships, so that a job never has more rights than its owner.
    pub fn new<F, Fut>(db: Db, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>, actor_of: F) -> Self
    where
        F: Fn(ZoneId, UserId) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Actor>> + Send + 'static,
    {
        let mut bytes = [0u8; 8];
        rng.fill(&mut bytes);
        let runner = format!("{:016x}", u64::from_le_bytes(bytes));
        let actor_of: ActorOf = Arc::new(move |zone, user| Box::pin(actor_of(zone, user)));
        Self(Arc::new(Inner { db, clock, rng, actor_of, handlers: RwLock::default(), live: Mutex::default(), runner }))
    }

    /// Names the handler of a kind. When its process is killed, such a job is `interrupted`.
    pub fn register<F, Fut>(&self, kind: &str, handler: F)
    where
        F: Fn(JobRun) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Json>> + Send + 'static,
    {
        self.add(kind, false, Arc::new(move |run| Box::pin(handler(run))));
    }

    /// As [`Jobs::register`], for work that can begin again: after a kill it is queued once more.
    pub fn register_resumable<F, Fut>(&self, kind: &str, handler: F)
    where
        F: Fn(JobRun) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Json>> + Send + 'static,
    {
        self.add(kind, true, Arc::new(move |run| Box::pin(handler(run))));
    }

    fn add(&self, kind: &str, resumable: bool, handler: Handler) {
        let mut handlers = self.0.handlers.write().unwrap_or_else(PoisonError::into_inner);
        handlers.insert(kind.to_owned(), Registered { handler, resumable });
    }

    /// Starts running jobs, one at a time.
    pub fn start(&self, fleet: Fleet) -> Running {
        self.start_with(fleet, 1)
    }

    pub fn start_with(&self, fleet: Fleet, at_once: usize) -> Running {
        let stop = Arc::new(Notify::new());
        let task = tokio::spawn(serve(self.0.clone(), fleet, at_once.clamp(1, 64), stop.clone()));
        Running { stop, task, inner: self.0.clone() }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// The job's live numbers, when it runs in this process.
    pub(crate) fn live(&self, zone: &ZoneId, id: &JobId) -> Option<Arc<Live>> {
        let address = (zone.clone(), id.clone());
        self.0.in_hand().get(&address).cloned()
    }

    /// Removes jobs that ended more than 30 days ago; the runner does it every hour.
    pub async fn clean(&self) -> Result<u64> {
        store::clean(&self.0.db, self.0.now_us() - KEEP_US).await
    }
}

/// A running runner. Dropped, it stops at once and writes nothing, as when the process is killed.
pub struct Running {
    stop: Arc<Notify>,
    task: JoinHandle<()>,
    inner: Arc<Inner>,
}

impl Running {
    /// Stops: what runs is broken off and marked as interrupted (or queued again when it can be resumed).
    pub async fn shutdown(mut self) {
        self.stop.notify_one();
        let _ = (&mut self.task).await;
        if let Err(error) = self.inner.leave().await {
            tracing::warn!(%error, "jobs in hand were not marked as interrupted; the next start will");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(inner: Arc<Inner>, fleet: Fleet, at_once: usize, stop: Arc<Notify>) {
    let mut commits = inner.db.subscribe();
    let mut hands: JoinSet<()> = JoinSet::new();
    let mut care = Care { fleet, first: true, cleaned_us: None };
    loop {
        care.round(&inner).await;
        while hands.len() < at_once {
            match inner.take_next().await {
                Ok(Some((address, job))) => {
                    hands.spawn(run(inner.clone(), address, job));
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "jobs could not be looked for");
                    break;
                }
            }
        }
        tokio::select! {
            () = stop.notified() => return,
            _ = hands.join_next(), if !hands.is_empty() => {}
            _ = commits.changed(), if hands.len() < at_once => tokio::time::sleep(DEBOUNCE).await,
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Housekeeping between jobs: orphans, old jobs.
struct Care {
    fleet: Fleet,
    first: bool,
    cleaned_us: Option<i64>,
}

impl Care {
    async fn round(&mut self, inner: &Inner) {
        let now = inner.now_us();
        let done = match self.fleet {
            Fleet::Alone if !self.first => Ok(()),
            Fleet::Alone => inner.adopt(now).await,
            Fleet::Shared => inner.adopt(now - LEASE_US).await,
        };
        match done {
            Ok(()) => self.first = false,
            Err(error) => tracing::warn!(%error, "interrupted jobs could not be looked for"),
        }
        if self.cleaned_us.is_none_or(|at| now - at >= CLEAN_EVERY_US) {
            match store::clean(&inner.db, now - KEEP_US).await {
                Ok(_) => self.cleaned_us = Some(now),
                Err(error) => tracing::warn!(%error, "old jobs could not be removed"),
            }
        }
    }
}

impl Inner {
    pub(crate) fn now_us(&self) -> i64 {
        self.clock.now().timestamp_micros()
    }

    async fn take_next(&self) -> Result<Option<(Address, Job)>> {
        let kinds: Vec<String> = {
            let handlers = self.handlers.read().unwrap_or_else(PoisonError::into_inner);
            handlers.keys().cloned().collect()
        };
        let Some(address) = store::next(&self.db, &kinds).await? else {
            return Ok(None);
        };
        let job = store::claim(&self.db, &address, &self.runner, self.now_us()).await?;
        Ok(job.map(|job| (address, job)))
    }

    fn is_resumable(&self, kind: &str) -> bool {
        let handlers = self.handlers.read().unwrap_or_else(PoisonError::into_inner);
        handlers.get(kind).is_some_and(|r| r.resumable)
    }

    /// Deals with the running jobs of other runners that have been silent since then.
    async fn adopt(&self, silent_since_us: i64) -> Result<()> {
        for (address, kind) in store::orphans(&self.db, &self.runner, silent_since_us).await? {
            let resumable = self.is_resumable(&kind);
            store::orphan(&self.db, &address, silent_since_us, resumable, self.now_us()).await?;
            tracing::info!(job = %address.1, kind, resumable, "a job had been interrupted");
        }
        Ok(())
    }

    /// At an orderly stop: what this runner had in hand.
    async fn leave(&self) -> Result<()> {
        let now = self.now_us();
        for (address, kind) in store::orphans(&self.db, "", i64::MAX).await? {
            if self.in_hand().contains_key(&address) {
                store::orphan(&self.db, &address, i64::MAX, self.is_resumable(&kind), now).await?;
            }
        }
        Ok(())
    }

    fn in_hand(&self) -> MutexGuard<'_, HashMap<Address, Arc<Live>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub(crate) fn hold(&self, address: &Address, live: Arc<Live>) {
        self.in_hand().insert(address.clone(), live);
    }
    pub(crate) fn let_go(&self, address: &Address) {
        self.in_hand().remove(address);
    }

    pub(crate) fn handler(&self, kind: &str) -> Option<Handler> {
        let handlers = self.handlers.read().unwrap_or_else(PoisonError::into_inner);
        handlers.get(kind).map(|r| r.handler.clone())
    }

    pub(crate) async fn ctx_of(&self, zone: &ZoneId, job: &Job) -> Result<Ctx> {
        let system = Ctx::system(zone.clone(), self.clock.clone(), self.rng.clone());
        let mut ctx = match &job.owner {
            Some(user) => system.acting((self.actor_of)(zone.clone(), user.clone()).await?),
            None => system,
        };
        ctx.locale = job.locale;
        Ok(ctx)
    }
}

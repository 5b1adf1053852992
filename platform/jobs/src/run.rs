//! One run of a job: what its handler is given, and the numbers that it leaves for the pulse to write.
use crate::job::JobId;
use ::store::Db;
use kernel::{Ctx, Error, Result};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// i18n key and arguments.
pub(crate) type Message = (String, Vec<(String, String)>);

/// What is known about a running job before it is written.
#[derive(Default)]
pub(crate) struct Live {
    done: AtomicI64,
    total: AtomicI64,
    message: Mutex<Option<Message>>,
    cancel: AtomicBool,
    changed: AtomicBool,
}

impl Live {
    pub(crate) fn ask_to_stop(&self) {
        self.cancel.store(true, Ordering::SeqCst);
    }
    pub(crate) fn asked_to_stop(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }
    pub(crate) fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::SeqCst)
    }
    pub(crate) fn note_changed(&self) {
        self.changed.store(true, Ordering::SeqCst);
    }
    pub(crate) fn numbers(&self) -> (i64, i64) {
        (self.done.load(Ordering::SeqCst), self.total.load(Ordering::SeqCst))
    }
    pub(crate) fn message(&self) -> Option<Message> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Given to a handler: parameters, a context that acts for the owner, progress and the wish to stop.
#[derive(Clone)]
pub struct JobRun {
    pub id: JobId,
    pub ctx: Ctx,
    pub db: Db,
    params: Arc<Json>,
    live: Arc<Live>,
}

impl JobRun {
    pub(crate) fn new(id: JobId, ctx: Ctx, db: Db, params: Json, live: Arc<Live>) -> Self {
        Self { id, ctx, db, params: Arc::new(params), live }
    }

    /// The parameters as they were handed to `enqueue`.
    pub fn params<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&*self.params).map_err(Error::internal)
    }

    /// Notes how far the work is; cheap enough for every row, also inside a write transaction.
    pub fn progress(&self, done: i64, total: i64) {
        self.live.done.store(done, Ordering::SeqCst);
        self.live.total.store(total, Ordering::SeqCst);
        self.live.note_changed();
    }

    /// Notes what is happening now, as an i18n key with arguments.
    pub fn message(&self, code: &str, args: &[(&str, &str)]) {
        let args = args.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        *self.live.message.lock().unwrap_or_else(PoisonError::into_inner) = Some((code.to_owned(), args));
        self.live.note_changed();
    }

    /// Whether the owner wants it to stop.
    pub fn cancelled(&self) -> bool {
        self.live.asked_to_stop()
    }

    /// `job-cancelled` when the owner wants it to stop: `run.check()?` between two pieces of work, before the commit.
    pub fn check(&self) -> Result<()> {
        if self.cancelled() { Err(Error::conflict("job-cancelled")) } else { Ok(()) }
    }
}

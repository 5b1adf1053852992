//! Logs in memory: the own journal, kept up with its head, and the imported ones that were looked at last. Building goes on in the background;
//! a page waits a moment and else shows how far it is.
use super::books::{Books, TABLES};
use super::own::{self, View};
use super::shown::Loaded;
use super::{Imported, LogId, State, import, service, store as rows};
use crate::LandState;
use kernel::{Ctx, Error, Result, ZoneId};
use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a page waits before it shows progress instead.
const PATIENCE: Duration = Duration::from_millis(1_200);
/// Imported logs kept in memory.
const KEPT: usize = 3;
/// Answers kept in memory.
const ANSWERS: usize = 24;

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    Zone(View),
    Import(LogId),
}

/// How far a log is that is being built.
#[derive(Clone, Debug, Default)]
pub struct Pace(Arc<[AtomicU64; 2]>);

impl Pace {
    fn set(&self, done: u64, total: u64) {
        let [d, t] = &*self.0;
        d.store(done, Ordering::Relaxed);
        t.store(total, Ordering::Relaxed);
    }
    pub fn now(&self) -> (u64, u64) {
        let [d, t] = &*self.0;
        (d.load(Ordering::Relaxed), t.load(Ordering::Relaxed))
    }
}

pub enum Opened {
    Ready(Arc<Loaded>),
    /// Of the own journal, or of a log that was read before and is read again.
    Building(Pace),
    /// An imported log that cannot be shown (yet).
    Waiting(Box<Imported>),
}

#[derive(Default)]
struct Inner {
    zones: HashMap<ZoneId, Arc<Zone>>,
    imported: Vec<(LogId, i64, Arc<Loaded>)>,
    reading: HashMap<LogId, Pace>,
    /// What was reckoned lately, by what of what.
    answers: Vec<(String, Arc<dyn Any + Send + Sync>)>,
    /// What is being reckoned.
    open: HashSet<String>,
}

/// A question that is open until this is dropped.
struct Asked {
    logs: Logs,
    key: String,
}

impl Drop for Asked {
    fn drop(&mut self) {
        locked(&self.logs.0).open.remove(&self.key);
    }
}

/// The own journal of a zone.
#[derive(Default)]
struct Zone {
    books: Arc<tokio::sync::Mutex<Books>>,
    shown: Mutex<HashMap<View, (i64, Arc<Loaded>)>>,
    pace: Pace,
}

/// The logs of a process.
#[derive(Clone, Default)]
pub struct Logs(Arc<Mutex<Inner>>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Logs {
    /// The log that a page shows, as of now.
    pub async fn open(&self, ctx: &Ctx, s: &LandState, which: &Which) -> Result<Opened> {
        let scope = ctx.scope::<Imported>()?;
        match which {
            Which::Zone(view) => self.own(ctx, s, *view).await,
            Which::Import(id) => {
                let log = rows::get(&mut s.db.read(&ctx.zone).await?, &scope, id).await?;
                match log.state {
                    State::Ready => self.read_again(s, log).await,
                    _ => Ok(Opened::Waiting(Box::new(log))),
                }
            }
        }
    }

    async fn own(&self, ctx: &Ctx, s: &LandState, view: View) -> Result<Opened> {
        let zone = locked(&self.0).zones.entry(ctx.zone.clone()).or_default().clone();
        let (pace, db, id) = (zone.pace.clone(), s.db.clone(), ctx.zone.clone());
        // The task goes on where the page does not wait: the next look finds it further.
        let task = tokio::spawn(async move { zone.up_to_date(&db, &id, view).await });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(done) => done.map_err(Error::internal)?.map(Opened::Ready),
            Err(_) => Ok(Opened::Building(pace)),
        }
    }

    async fn read_again(&self, s: &LandState, log: Imported) -> Result<Opened> {
        let pace = {
            let mut inner = locked(&self.0);
            let known = inner.imported.iter().position(|(id, version, _)| *id == log.id && *version == log.version);
            if let Some(place) = known {
                let one = inner.imported.remove(place);
                let loaded = one.2.clone();
                inner.imported.push(one);
                return Ok(Opened::Ready(loaded));
            }
            if let Some(pace) = inner.reading.get(&log.id) {
                return Ok(Opened::Building(pace.clone()));
            }
            inner.reading.entry(log.id.clone()).or_default().clone()
        };
        let (logs, path, watched) = (self.clone(), service::place(s, &log.id), pace.clone());
        let total = u64::try_from(log.bytes).unwrap_or(0);
        let task = tokio::task::spawn_blocking(move || -> Result<Arc<Loaded>> {
            let step = |done| {
                watched.set(done, total);
                true
            };
            let read = import::parse(&path, &log, step);
            locked(&logs.0).reading.remove(&log.id);
            let (read, _) = read.map_err(Error::internal)?;
            Ok(logs.keep(&log.id, log.version, Loaded::imported(read, &log.id, log.version)))
        });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(done) => done.map_err(Error::internal)?.map(Opened::Ready),
            Err(_) => Ok(Opened::Building(pace)),
        }
    }

    /// Keeps a log that was just read; the one that was not looked at for longest leaves.
    pub fn keep(&self, id: &LogId, version: i64, loaded: Loaded) -> Arc<Loaded> {
        let loaded = Arc::new(loaded);
        let mut inner = locked(&self.0);
        inner.imported.retain(|(known, ..)| known != id);
        inner.imported.push((id.clone(), version, loaded.clone()));
        if inner.imported.len() > KEPT {
            inner.imported.remove(0);
        }
        loaded
    }

    /// The answer under this key, which must name all that it depends on; reckoned in the background where it is not known. None: not yet.
    pub async fn answer<T: Send + Sync + 'static>(
        &self,
        key: String,
        reckon: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<Arc<T>>> {
        {
            let mut inner = locked(&self.0);
            let known = inner.answers.iter().find(|(k, _)| *k == key).map(|(_, answer)| answer.clone());
            if let Some(Ok(answer)) = known.map(Arc::downcast::<T>) {
                return Ok(Some(answer));
            }
            if !inner.open.insert(key.clone()) {
                return Ok(None);
            }
        }
        let logs = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            // Whatever happens within, the question can be asked again.
            let open = Asked { logs, key };
            let answer = Arc::new(reckon());
            let mut inner = locked(&open.logs.0);
            inner.answers.push((open.key.clone(), answer.clone()));
            if inner.answers.len() > ANSWERS {
                inner.answers.remove(0);
            }
            drop(inner);
            answer
        });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(done) => done.map_err(Error::internal).map(Some),
            Err(_) => Ok(None),
        }
    }

    pub fn forget(&self, id: &LogId) {
        locked(&self.0).imported.retain(|(known, ..)| known != id);
    }
}

impl Zone {
    /// Reads on to the head of the journal; the log is built anew only where something of it changed.
    async fn up_to_date(&self, db: &::store::Db, id: &ZoneId, view: View) -> Result<Arc<Loaded>> {
        let mut books = self.books.clone().lock_owned().await;
        let mut conn = db.read(id).await?;
        let (head, _) = conn.head().await?;
        let mut walk = journal::Batches::after(id, books.seq);
        while books.seq < head {
            let events = walk.next(&mut conn).await?;
            let Some(last) = events.last().map(|e| e.seq) else { break };
            let parsed = tokio::task::spawn_blocking(move || {
                let rows = |e: &::store::EventRow| Ok((e.seq, journal::rows_of(&e.body, &TABLES)?));
                events.iter().map(rows).collect::<Result<Vec<_>>>()
            });
            for (seq, rows) in parsed.await.map_err(Error::internal)?? {
                books.learn(seq, rows)?;
            }
            books.seq = last;
            self.pace.set(u64::try_from(last).unwrap_or(0), u64::try_from(head).unwrap_or(0));
        }
        drop(conn);
        if let Some((seq, loaded)) = locked(&self.shown).get(&view)
            && *seq == books.changed
        {
            return Ok(loaded.clone());
        }
        let changed = books.changed;
        let stamp = format!("zone {} {changed}", view.code());
        let built = tokio::task::spawn_blocking(move || own::log(&books, view, stamp));
        let loaded = Arc::new(built.await.map_err(Error::internal)?);
        locked(&self.shown).insert(view, (changed, loaded.clone()));
        Ok(loaded)
    }
}

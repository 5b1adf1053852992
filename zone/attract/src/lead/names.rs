//! 按名称找线索: the names of a zone's leads in a full-text index that follows the journal, so that a part of a name is
//! found among a million leads without reading them all. The index is a copy: it can always be built again.
use super::Lead;
use super::query::Filter;
use super::store as books;
use ::store::{Conn, Db};
use kernel::{Ctx, Error, Result, ZoneId};
use search::{Doc, Index, Query, Schema};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// More leads than these are asked of the database: where so many fit, a page of them is soon found.
const SOUGHT_MOST: usize = 10_000;
/// Leads of one batch while the index is built.
const BATCH: i64 = 1_000;
/// Batches after which a building index is written to the disk.
const COMMIT_EVERY: usize = 20;
/// Events read at once: one of a ledger holds hundreds of rows.
const EVENTS: i64 = 20;
/// Events that pass without a change of leads before the position is written down.
const QUIET: i64 = 2_000;
/// How long a page waits for the index before it asks the database.
const PATIENCE: Duration = Duration::from_secs(1);
/// Other processes' commits are seen within this time.
const TICK: Duration = Duration::from_secs(1);

/// The indexes of names, one per zone; cheap to clone.
#[derive(Clone)]
pub struct Names(Arc<Inner>);

struct Inner {
    db: Db,
    dir: Option<PathBuf>,
    zones: Mutex<HashMap<ZoneId, Arc<Book>>>,
}

struct Book {
    index: Arc<Index>,
    position: watch::Receiver<i64>,
}

fn schema() -> Schema {
    Schema::new().title("name", 10.0).code("code", 20.0)
}

fn failure(error: search::Error) -> Error {
    match error {
        search::Error::QueryTooLong | search::Error::TooManyValues => Error::invalid("q", "lead-search-long"),
        search::Error::ReadOnly | search::Error::Busy => Error::unavailable(error),
        other => Error::internal(other),
    }
}

impl Names {
    /// Indexes under this folder, or in memory without one. A zone is followed from when it is first asked for.
    pub fn new(db: Db, dir: Option<PathBuf>) -> Self {
        Self(Arc::new(Inner { db, dir, zones: Mutex::default() }))
    }

    /// Follows this zone from now on, so that the first search need not wait.
    pub fn follow(&self, zone: &ZoneId) -> Result<()> {
        self.book(zone).map(drop)
    }

    fn book(&self, zone: &ZoneId) -> Result<Arc<Book>> {
        let mut zones = self.0.zones.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = zones.get(zone) {
            return Ok(open.clone());
        }
        let dir = self.0.dir.as_ref().map(|d| d.join(zone.as_str()));
        let index = Arc::new(Index::open(dir.as_deref(), schema()).map_err(failure)?);
        let (tell, position) = watch::channel(-1);
        let open = Arc::new(Book { index: index.clone(), position });
        zones.insert(zone.clone(), open.clone());
        tokio::spawn(Follower { db: self.0.db.clone(), zone: zone.clone(), index, tell }.run());
        Ok(open)
    }

    /// The filter with the ids of the leads whose name or code is meant, where the index has seen everything and they are
    /// not too many; else as it was.
    pub async fn sought(&self, ctx: &Ctx, filter: &Filter) -> Result<Filter> {
        if filter.q.is_empty() {
            return Ok(filter.clone());
        }
        let book = self.book(&ctx.zone)?;
        let head = self.0.db.read(&ctx.zone).await?.head().await?.0;
        let mut position = book.position.clone();
        let seen = position.wait_for(|p| *p >= head);
        let fresh = tokio::time::timeout(PATIENCE, seen).await.is_ok_and(|seen| seen.is_ok());
        if !fresh {
            return Ok(filter.clone());
        }
        let (index, text, zone) = (book.index.clone(), filter.q.clone(), ctx.zone.to_string());
        let find = move || index.few(&Query::new(zone).text(text), SOUGHT_MOST);
        let found = tokio::task::spawn_blocking(find).await.map_err(Error::internal)?.map_err(failure)?;
        Ok(Filter { found, ..filter.clone() })
    }
}

struct Follower {
    db: Db,
    zone: ZoneId,
    index: Arc<Index>,
    tell: watch::Sender<i64>,
}

/// What an event did to rows; of other tables only the name is read.
#[derive(Deserialize)]
struct Body {
    rows: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    table: String,
    key: Vec<serde_json::Value>,
    row: Option<Named>,
}

/// What of a lead's image is indexed; images of other tables have none of it.
#[derive(Deserialize)]
struct Named {
    name: Option<serde_json::Value>,
    credit_code: Option<serde_json::Value>,
}

fn text(value: Option<&serde_json::Value>) -> &str {
    value.and_then(serde_json::Value::as_str).unwrap_or_default()
}

impl Follower {
    async fn run(self) {
        let mut commits = self.db.subscribe();
        let mut position = self.index.position().filter(|p| *p >= 0);
        // Nobody holds the index any more: the program is ending.
        while !self.tell.is_closed() {
            commits.borrow_and_update();
            match self.catch_up(position).await {
                Ok(now) => position = now,
                Err(error) => {
                    tracing::warn!(zone = %self.zone, %error, "the index of leads waits");
                    position = self.index.position().filter(|p| *p >= 0);
                    tokio::time::sleep(TICK).await;
                }
            }
            let _ = tokio::time::timeout(TICK, commits.changed()).await;
        }
    }

    /// From this position to the journal's head; none: from nothing.
    async fn catch_up(&self, position: Option<i64>) -> Result<Option<i64>> {
        if self.index.is_read_only() {
            let written = self.index.position();
            self.tell(written.unwrap_or(-1));
            return Ok(written);
        }
        let mut conn = self.db.read(&self.zone).await?;
        let head = conn.head().await?.0;
        // A new folder or a restored database begins from nothing.
        let mut now = match position.filter(|p| *p <= head) {
            Some(position) => position,
            None => {
                self.build(&mut conn, head).await?;
                head
            }
        };
        while now < head {
            now = self.step(&mut conn, now).await?;
        }
        self.tell(now);
        Ok(Some(now))
    }

    fn tell(&self, position: i64) {
        self.tell.send_if_modified(|p| std::mem::replace(p, position) != position);
    }

    /// All leads anew; what happened meanwhile comes with the events behind the head.
    async fn build(&self, conn: &mut Conn, head: i64) -> Result<()> {
        self.write(|index| index.clear()).await?;
        let mut behind = String::new();
        for round in 1.. {
            let leads = books::all_behind(conn, &behind, BATCH).await?;
            let Some(last) = leads.last() else { break };
            behind = last.id.to_string();
            let docs: Vec<Doc> =
                leads.iter().map(|l: &Lead| self.doc(l.id.as_str(), &l.name, l.credit_code.as_deref())).collect();
            self.write(move |index| index.put(docs)).await?;
            if round % COMMIT_EVERY == 0 {
                self.write(|index| index.commit(-1)).await?;
            }
        }
        self.write(move |index| index.commit(head)).await
    }

    /// The next events into the index; the position behind them.
    async fn step(&self, conn: &mut Conn, position: i64) -> Result<i64> {
        let mut last = position;
        // The last word about each lead; none: it is gone.
        let mut changed: BTreeMap<String, Option<Doc>> = BTreeMap::new();
        for (seq, body) in books::events_behind(conn, position, EVENTS).await? {
            let body: Body = serde_json::from_str(&body).map_err(Error::internal)?;
            for change in body.rows.iter().filter(|c| c.table == super::TABLE.name) {
                let id = text(change.key.first());
                let code = |row: &Named| row.credit_code.as_ref().and_then(|c| c.as_str().map(str::to_owned));
                let doc = |row: &Named| self.doc(id, text(row.name.as_ref()), code(row).as_deref());
                changed.insert(id.to_owned(), change.row.as_ref().map(doc));
            }
            last = seq;
        }
        let written = self.index.position().unwrap_or(0);
        if changed.is_empty() && last - written < QUIET {
            return Ok(last);
        }
        let zone = self.zone.to_string();
        self.write(move |index| {
            for (id, doc) in changed {
                match doc {
                    Some(doc) => index.put([doc])?,
                    None => index.delete(&zone, &id)?,
                }
            }
            index.commit(last)
        })
        .await?;
        Ok(last)
    }

    fn doc(&self, id: &str, name: &str, code: Option<&str>) -> Doc {
        Doc::new(self.zone.as_str(), id).set("name", name).set_opt("code", code)
    }

    async fn write(&self, work: impl FnOnce(&Index) -> search::Result<()> + Send + 'static) -> Result<()> {
        let index = self.index.clone();
        tokio::task::spawn_blocking(move || work(&index)).await.map_err(Error::internal)?.map_err(failure)
    }
}

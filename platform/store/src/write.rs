//! Writing: interactive transactions that share one sync of the disk.
//!
//! One connection writes. A writer takes it, works inside a savepoint, releases it and waits; a flusher queues behind
//! the writers that were already waiting and commits them all at once. A write is acknowledged only after that commit.
//! On PostgreSQL an advisory lock keeps other processes out, as `BEGIN IMMEDIATE` does on SQLite.
use crate::append::{Change, append};
use crate::conn::{Conn, Hold, Link};
use crate::db::{Db, failure};
use crate::table::{Record, Table, key_of};
use crate::value::Value;
use kernel::{Error, Event, Result, ZoneId};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How long a writer waits for its turn before the page says that the books are busy.
const TURN: Duration = Duration::from_secs(10);
/// Writers that queued behind a failed attempt to reach the database do not each try anew.
const AWAY: Duration = Duration::from_millis(500);

/// The writing connection's open transaction and those who wait for its commit.
#[derive(Default)]
pub(crate) struct Group {
    pub(crate) link: Option<Link>,
    waiters: Vec<oneshot::Sender<()>>,
    /// Heads of the zones written in this group, released savepoints only.
    heads: HashMap<ZoneId, (i64, String)>,
    /// A writer went away inside its savepoint.
    abandoned: bool,
    /// When the database was last found away: those who queued behind that attempt are told at once.
    away: Option<Instant>,
}

impl Group {
    async fn undo_abandoned(&mut self) -> std::result::Result<(), sqlx::Error> {
        if !std::mem::take(&mut self.abandoned) {
            return Ok(());
        }
        match self.link.as_mut() {
            Some(link) => link.raw("ROLLBACK TO SAVEPOINT w; RELEASE SAVEPOINT w").await,
            None => Ok(()),
        }
    }

    /// Ends the group without commit: its waiters learn that their writes did not happen.
    pub(crate) fn fail(&mut self) {
        *self = Self { away: self.away, ..Self::default() };
    }

    async fn enter(&mut self, db: &Db) -> std::result::Result<(), sqlx::Error> {
        if self.undo_abandoned().await.is_err() {
            // The connection is gone: those who wait are told, this writer begins afresh.
            self.fail();
        }
        if self.link.is_none() {
            self.begin(db).await?;
        }
        match self.link.as_mut() {
            Some(link) => link.raw("SAVEPOINT w").await,
            None => Ok(()),
        }
    }

    async fn begin(&mut self, db: &Db) -> std::result::Result<(), sqlx::Error> {
        if self.away.is_some_and(|since| since.elapsed() < AWAY) {
            return Err(sqlx::Error::PoolTimedOut);
        }
        match db.begin_write().await {
            Ok(link) => {
                self.link = Some(link);
                self.away = None;
                Ok(())
            }
            Err(error) => {
                self.away = Some(Instant::now()); // tidy: allow(measures how long ago, decides nothing of the books)
                Err(error)
            }
        }
    }

    pub(crate) async fn flush(&mut self) -> std::result::Result<usize, sqlx::Error> {
        self.undo_abandoned().await?;
        let Some(mut link) = self.link.take() else { return Ok(0) };
        for (zone, (seq, hash)) in std::mem::take(&mut self.heads) {
            let sql = "INSERT INTO journal_head (zone_id, seq, hash) VALUES ($1, $2, $3) \
                       ON CONFLICT (zone_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
            link.exec(sql, &[zone.as_str().into(), seq.into(), hash.into()]).await?;
        }
        link.commit().await?;
        let waiters = std::mem::take(&mut self.waiters);
        let count = waiters.len();
        for waiter in waiters {
            let _ = waiter.send(());
        }
        Ok(count)
    }
}

/// A write transaction on one zone's books. Dropped without commit, it leaves no trace.
pub struct Tx {
    conn: Conn,
    db: Db,
    changes: Vec<Change>,
    open: bool,
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.open {
            if let Hold::Group(group) = &mut self.conn.hold {
                group.abandoned = true;
            }
            self.db.wake_flusher();
        }
    }
}

impl Tx {
    pub(crate) async fn begin(db: &Db, zone: ZoneId) -> Result<Self> {
        let turn = tokio::time::timeout(TURN, db.group().lock_owned()).await;
        let mut group = turn.map_err(|_| Error::unavailable("the writer is busy"))?;
        if let Err(error) = group.enter(db).await {
            group.fail();
            return Err(failure(error));
        }
        Ok(Self { conn: Conn { zone, hold: Hold::Group(group) }, db: db.clone(), changes: Vec::new(), open: true })
    }

    /// Writes a record (insert or update by key). A journalled table's row image goes into the event.
    pub async fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        let Json::Object(image) = serde_json::to_value(record).map_err(Error::internal)? else {
            return Err(Error::internal("a record must serialise as an object"));
        };
        self.put_image(&R::TABLE, image).await
    }

    /// Writes a row image, as undo and rebuild do.
    pub async fn put_image(&mut self, table: &Table, image: serde_json::Map<String, Json>) -> Result<()> {
        let mut args = vec![Value::from(self.zone().as_str())];
        args.extend(table.values(&image)?);
        self.link()?.exec(&table.upsert(), &args).await.map_err(failure)?;
        if table.journaled {
            self.changes.push(Change { table: table.name, key: key_of(table, &image), row: Some(image) });
        }
        Ok(())
    }

    /// Writes many records of one table with few statements; the same as [`Tx::put`] for each.
    pub async fn put_many<R: Record>(&mut self, records: &[R]) -> Result<()> {
        const ROWS: usize = 40;
        let table = R::TABLE;
        let whole = records.len() - records.len() % ROWS;
        let (blocks, rest) = records.split_at(whole);
        for block in blocks.chunks(ROWS) {
            let mut args = vec![Value::from(self.zone().as_str())];
            for record in block {
                let Json::Object(image) = serde_json::to_value(record).map_err(Error::internal)? else {
                    return Err(Error::internal("a record must serialise as an object"));
                };
                args.extend(table.values(&image)?);
                if table.journaled {
                    self.changes.push(Change { table: table.name, key: key_of(&table, &image), row: Some(image) });
                }
            }
            self.link()?.exec(&table.upsert_rows(ROWS), &args).await.map_err(failure)?;
        }
        for record in rest {
            self.put(record).await?;
        }
        Ok(())
    }

    /// Removes a record by its key (the key columns after `zone_id`).
    pub async fn remove(&mut self, table: &Table, key: &[Value]) -> Result<bool> {
        let mut args = vec![Value::from(self.zone().as_str())];
        args.extend(key.iter().cloned());
        let removed = self.link()?.exec(&table.delete_by_key(), &args).await.map_err(failure)? > 0;
        if removed && table.journaled {
            let key = key.iter().map(json_key).collect();
            self.changes.push(Change { table: table.name, key, row: None });
        }
        Ok(removed)
    }

    /// SQL on tables that are not journalled (staging, sessions, derived look-ups). Never for a journalled table.
    pub async fn exec(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        self.link()?.exec(sql, args).await.map_err(failure)
    }

    /// Commits state and event together. Returns when both are durable.
    pub async fn commit(self, event: Event) -> Result<()> {
        self.commit_all(vec![event]).await
    }

    /// Commits with several events; the changed rows go with the first.
    pub async fn commit_all(mut self, events: Vec<Event>) -> Result<()> {
        if events.is_empty() && !self.changes.is_empty() {
            return Err(Error::internal("journalled rows changed without an event"));
        }
        let zone = self.conn.zone.clone();
        let mut head = self.current_head().await?;
        let changes = std::mem::take(&mut self.changes);
        for (i, event) in events.iter().enumerate() {
            let rows: &[Change] = if i == 0 { &changes } else { &[] };
            head = append(self.conn.link()?, &zone, &head, event, rows).await.map_err(failure)?;
        }
        self.release(if events.is_empty() { None } else { Some(head) }).await
    }

    /// Commits writes to tables that the journal does not keep; refuses when a journalled row changed.
    pub async fn commit_quiet(self) -> Result<()> {
        self.commit_all(Vec::new()).await
    }

    async fn current_head(&mut self) -> Result<(i64, String)> {
        if let Hold::Group(group) = &self.conn.hold
            && let Some(head) = group.heads.get(&self.conn.zone)
        {
            return Ok(head.clone());
        }
        self.conn.head().await
    }

    async fn release(mut self, head: Option<(i64, String)>) -> Result<()> {
        self.conn.link()?.raw("RELEASE SAVEPOINT w").await.map_err(failure)?;
        self.open = false;
        let (sender, committed) = oneshot::channel();
        let zone = self.conn.zone.clone();
        if let Hold::Group(group) = &mut self.conn.hold {
            if let Some(head) = head {
                group.heads.insert(zone, head);
            }
            group.waiters.push(sender);
        }
        let db = self.db.clone();
        drop(self);
        db.wake_flusher();
        committed.await.map_err(|_| Error::unavailable("the commit did not happen"))
    }
}

fn json_key(value: &Value) -> Json {
    match value {
        Value::Int(i) => Json::from(*i),
        Value::Real(r) => Json::from(*r),
        Value::Text(t) => Json::from(t.clone()),
        _ => Json::Null,
    }
}

//! Connecting: one installation's database, its reading pool and its single writer.
use crate::conn::{Conn, Hold, Link};
use crate::write::{Group, Tx};
use kernel::{Error, Result, ZoneId};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, watch};

/// How long to wait for a connection before the page says 503: within the two seconds that are promised.
const ACQUIRE: Duration = Duration::from_millis(1_500);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// `sqlite:///path/file.db`, `sqlite:file.db` or `postgres://user:password@host:port/database`.
#[derive(Clone, Debug)]
pub struct DbConfig {
    pub url: String,
    /// Connections for reading; 1 to 64.
    pub readers: u32,
}

impl DbConfig {
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), readers: 8 }
    }
}

#[derive(Clone)]
enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres { read: PgPool, write: PgPool },
}

/// The database of one installation; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    group: Arc<Mutex<Group>>,
    flush: Arc<Notify>,
    commits: Arc<watch::Sender<u64>>,
}

impl Db {
    /// Connects, creating an embedded database that does not exist yet. Migrations are a step of their own:
    /// [`Db::migrate`].
    pub async fn connect(config: &DbConfig) -> Result<Self> {
        let pools = match engine_of(&config.url)? {
            Engine::Sqlite => sqlite_pools(config).await.map_err(failure)?,
            Engine::Postgres => postgres_pools(config).map_err(failure)?,
        };
        let db = Self { pools, group: Arc::default(), flush: Arc::default(), commits: Arc::new(watch::Sender::new(0)) };
        tokio::spawn(flusher(Arc::downgrade(&db.group), db.flush.clone(), db.commits.clone()));
        Ok(db)
    }

    pub fn engine(&self) -> Engine {
        match &self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// A consistent snapshot of one zone's books.
    pub async fn read(&self, zone: &ZoneId) -> Result<Conn> {
        let link = match &self.pools {
            Pools::Sqlite { read, .. } => read.begin().await.map(Link::Sqlite),
            Pools::Postgres { read, .. } => {
                read.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Link::Postgres)
            }
        };
        Ok(Conn { zone: zone.clone(), hold: Hold::Own(Box::new(link.map_err(failure)?)) })
    }

    /// A write transaction; see [`Tx`].
    pub async fn write(&self, zone: &ZoneId) -> Result<Tx> {
        Tx::begin(self, zone.clone()).await
    }

    /// Ticks after every commit of this process: followers of the journal wait on it.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Closes all connections after the open group has been committed.
    pub async fn close(&self) {
        let _ = self.group.lock().await.flush().await;
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }

    pub(crate) fn group(&self) -> Arc<Mutex<Group>> {
        self.group.clone()
    }

    pub(crate) fn wake_flusher(&self) {
        self.flush.notify_one();
    }

    pub(crate) async fn begin_write(&self) -> std::result::Result<Link, sqlx::Error> {
        match &self.pools {
            Pools::Sqlite { write, .. } => Ok(Link::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
            Pools::Postgres { write, .. } => {
                let mut link = Link::Postgres(write.begin().await?);
                link.raw("SET LOCAL lock_timeout = '8s'; SELECT pg_advisory_xact_lock(1470258)").await?;
                Ok(link)
            }
        }
    }

    /// Leaves no trace of what was erased: freed pages are already zeroed (`secure_delete`); the write-ahead log is
    /// emptied, and PostgreSQL rewrites the tables.
    pub async fn forget(&self, tables: &[&str]) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.maintain("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Engine::Postgres => {
                for table in tables {
                    self.maintain(&format!("VACUUM FULL {table}")).await?;
                }
                Ok(())
            }
        }
    }

    /// Runs statements outside any transaction on the writing connection: `VACUUM`, checkpoints, `VACUUM INTO`.
    pub async fn maintain(&self, sql: &str) -> Result<()> {
        let _turn = self.group.lock().await;
        let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        match &self.pools {
            Pools::Sqlite { write, .. } => statement.execute(write).await.map(|_| ()),
            Pools::Postgres { write, .. } => statement.execute(write).await.map(|_| ()),
        }
        .map_err(failure)
    }
}

/// Commits whatever writers have released, in turn behind those who already wait.
async fn flusher(group: std::sync::Weak<Mutex<Group>>, wake: Arc<Notify>, commits: Arc<watch::Sender<u64>>) {
    loop {
        if tokio::time::timeout(Duration::from_secs(60), wake.notified()).await.is_err() && group.strong_count() == 0 {
            return;
        }
        let Some(group) = group.upgrade() else { return };
        let mut group = group.lock().await;
        match group.flush().await {
            Ok(0) => {}
            Ok(_) => commits.send_modify(|n| *n += 1),
            Err(error) => {
                tracing::error!(%error, "a group of writes was not committed");
                group.fail();
            }
        }
    }
}

fn engine_of(url: &str) -> Result<Engine> {
    if url.starts_with("sqlite:") {
        Ok(Engine::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Engine::Postgres)
    } else {
        Err(Error::invalid("database", "database-url"))
    }
}

async fn sqlite_pools(config: &DbConfig) -> std::result::Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(&config.url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(8))
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-16000")
        .pragma("mmap_size", "33554432");
    let write =
        SqlitePoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE).connect_with(options.clone()).await?;
    let read = SqlitePoolOptions::new()
        .max_connections(config.readers.clamp(1, 64))
        .acquire_timeout(ACQUIRE)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(Pools::Sqlite { read, write })
}

fn postgres_pools(config: &DbConfig) -> std::result::Result<Pools, sqlx::Error> {
    let options = PgConnectOptions::from_str(&config.url)?.application_name("wutong");
    let pool = |size: u32| {
        PgPoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE).connect_lazy_with(options.clone())
    };
    Ok(Pools::Postgres { read: pool(config.readers.clamp(1, 64)), write: pool(1) })
}

/// What a database error means for the user: away for now, somebody was faster, or a fault of ours.
pub(crate) fn failure(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => Error::unavailable(error),
        sqlx::Error::Database(e) if e.is_unique_violation() => Error::conflict("error-duplicate"),
        sqlx::Error::Database(e) => match e.code().as_deref() {
            Some("57P01" | "57P02" | "57P03" | "53300" | "55P03" | "5" | "517" | "261") => Error::unavailable(error),
            _ => Error::internal(error),
        },
        _ => Error::internal(error),
    }
}

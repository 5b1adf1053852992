//! The peers: the same rows by plain sqlx, prepared statements, one transaction each, synced before it is acknowledged.
use super::Writer;
use crate::Done;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

pub const LINE: &str = "CREATE TABLE bench_line (zone_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, \
     amount_fen BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (zone_id, id))";
const STATE: &str = "INSERT INTO bench_line (zone_id, id, name, amount_fen, note) VALUES ($1,$2,$3,$4,$5)";
const EVENT: &str =
    "INSERT INTO event (zone_id, seq, at_us, kind, actor, body, prev, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)";
const OBJECT: &str =
    "INSERT INTO event_object (zone_id, object_kind, object_id, seq, qualifier) VALUES ($1,$2,$3,$4,$5)";

/// The `n`th row: id, name, amount, note.
pub fn line(n: u64) -> (String, String, i64, String) {
    let id = format!("019b{:04x}-0000-7000-8000-{:012x}", n >> 48, n & 0xffff_ffff_ffff);
    let amount = i64::try_from(n % 1_000_000_007).unwrap_or(0);
    (id, format!("示例企业第{n}号有限公司"), amount, "示例：测量写入的一行".to_owned())
}

/// The body that the store would write, from the same row.
fn body(id: &str, name: &str, amount: i64, note: &str) -> String {
    format!(
        "{{\"objects\":[{{\"kind\":\"bench_line\",\"id\":\"{id}\",\"qualifier\":\"subject\"}}],\"data\":{{}},\"rows\":[{{\"table\":\"bench_line\",\
         \"key\":[\"{id}\"],\"row\":{{\"id\":\"{id}\",\"name\":\"{name}\",\"amount_fen\":{amount},\"note\":\"{note}\"}}}}]}}"
    )
}

macro_rules! insert_all {
    ($connection:expr, $seq:expr, $n:expr) => {{
        let (id, name, amount, note) = line($n);
        let body = body(&id, &name, amount, &note);
        let hash = format!("{:064x}", $n);
        let state = sqlx::query(STATE).bind("bench").bind(&id).bind(name).bind(amount).bind(note);
        state.execute(&mut *$connection).await?;
        let event = sqlx::query(EVENT).bind("bench").bind($seq).bind(1_577_836_800_000_000_i64);
        let event = event.bind("bench.written").bind("system").bind(body).bind(&hash).bind(&hash);
        event.execute(&mut *$connection).await?;
        let object = sqlx::query(OBJECT).bind("bench").bind("bench_line").bind(&id).bind($seq).bind("subject");
        object.execute(&mut *$connection).await?;
        $connection.execute("COMMIT").await?;
    }};
}

/// SQLite in WAL mode with `synchronous=FULL`.
pub struct Sqlite {
    clients: Vec<Mutex<SqliteConnection>>,
    one_connection: AtomicBool,
    seq: AtomicI64,
}

impl Sqlite {
    pub async fn open(file: &Path, clients: usize) -> Done<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30));
        let mut connections = Vec::new();
        for _ in 0..clients {
            connections.push(Mutex::new(options.connect().await?));
        }
        if let Some(first) = connections.first() {
            let mut first = first.lock().await;
            for step in store::MIGRATIONS {
                sqlx::raw_sql(step.sql).execute(&mut *first).await?;
            }
            sqlx::raw_sql(LINE).execute(&mut *first).await?;
        }
        Ok(Self { clients: connections, one_connection: AtomicBool::new(false), seq: AtomicI64::new(0) })
    }

    /// Whether all clients share one connection in turn, as an application with one writer would.
    pub fn take_turns(&self, yes: bool) {
        self.one_connection.store(yes, Ordering::SeqCst);
    }
}

impl Writer for Sqlite {
    async fn write(&self, client: usize, n: u64) -> Done {
        let client = if self.one_connection.load(Ordering::SeqCst) { 0 } else { client };
        let mut connection = self.clients.get(client).ok_or("no such client")?.lock().await;
        connection.execute("BEGIN IMMEDIATE").await?;
        let seq = self.seq.fetch_add(1, Ordering::SeqCst);
        insert_all!(connection, seq, n);
        Ok(())
    }
}

/// PostgreSQL as its server is configured: `fsync` and `synchronous_commit` are on by default.
pub struct Postgres {
    clients: Vec<Mutex<PgConnection>>,
    seq: AtomicI64,
}

impl Postgres {
    /// In a schema of its own.
    pub async fn open(url: &str, schema: &str, clients: usize) -> Done<Self> {
        execute(url, &format!("CREATE SCHEMA {schema}")).await?;
        let options = PgConnectOptions::from_str(url)?.options([("search_path", schema)]);
        let mut connections = Vec::new();
        for _ in 0..clients {
            connections.push(Mutex::new(options.connect().await?));
        }
        if let Some(first) = connections.first() {
            let mut first = first.lock().await;
            for step in store::MIGRATIONS {
                sqlx::raw_sql(step.sql).execute(&mut *first).await?;
            }
            sqlx::raw_sql(LINE).execute(&mut *first).await?;
        }
        Ok(Self { clients: connections, seq: AtomicI64::new(0) })
    }
}

impl Writer for Postgres {
    async fn write(&self, client: usize, n: u64) -> Done {
        let mut connection = self.clients.get(client).ok_or("no such client")?.lock().await;
        connection.execute("BEGIN").await?;
        let seq = self.seq.fetch_add(1, Ordering::SeqCst);
        insert_all!(connection, seq, n);
        Ok(())
    }
}

/// Runs one statement on a connection of its own.
pub async fn execute(url: &str, sql: &str) -> Done {
    let mut connection = PgConnectOptions::from_str(url)?.connect().await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(())
}

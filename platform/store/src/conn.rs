//! A connection inside a transaction, of either engine; reads go through here.
use crate::table::{Record, Table};
use crate::value::{Row, Value, decode_postgres, decode_sqlite};
use crate::write::Group;
use kernel::{Error, Result, ZoneId};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use tokio::sync::OwnedMutexGuard;

/// The transaction of one engine.
pub(crate) enum Link {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Who owns the transaction: a reader its own, writers the group's.
pub(crate) enum Hold {
    Own(Box<Link>),
    Group(OwnedMutexGuard<Group>),
}

/// A snapshot of one zone's books (a reader), or the reading side of a write transaction.
pub struct Conn {
    pub(crate) zone: ZoneId,
    pub(crate) hold: Hold,
}

macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql.to_owned()));
        for arg in $args {
            query = match arg {
                Value::Int(v) => query.bind(*v),
                Value::Real(v) => query.bind(*v),
                Value::Text(v) => query.bind(v.clone()),
                Value::NoInt => query.bind(None::<i64>),
                Value::NoReal => query.bind(None::<f64>),
                Value::NoText => query.bind(None::<String>),
            };
        }
        query
    }};
}

impl Link {
    pub(crate) async fn exec(&mut self, sql: &str, args: &[Value]) -> std::result::Result<u64, sqlx::Error> {
        Ok(match self {
            Link::Sqlite(tx) => bound!(sql, args).execute(&mut **tx).await?.rows_affected(),
            Link::Postgres(tx) => bound!(sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }
    /// Statements without arguments, not prepared: savepoints, migrations.
    pub(crate) async fn raw(&mut self, sql: &str) -> std::result::Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Link::Sqlite(tx) => sql.execute(&mut **tx).await.map(|_| ()),
            Link::Postgres(tx) => sql.execute(&mut **tx).await.map(|_| ()),
        }
    }
    pub(crate) async fn rows(&mut self, sql: &str, args: &[Value]) -> std::result::Result<Vec<Row>, sqlx::Error> {
        match self {
            Link::Sqlite(tx) => decode_sqlite(bound!(sql, args).fetch_all(&mut **tx).await?),
            Link::Postgres(tx) => decode_postgres(bound!(sql, args).fetch_all(&mut **tx).await?),
        }
    }
    pub(crate) async fn commit(self) -> std::result::Result<(), sqlx::Error> {
        match self {
            Link::Sqlite(tx) => tx.commit().await,
            Link::Postgres(tx) => tx.commit().await,
        }
    }
}

impl Conn {
    pub fn zone(&self) -> &ZoneId {
        &self.zone
    }

    pub(crate) fn link(&mut self) -> Result<&mut Link> {
        match &mut self.hold {
            Hold::Own(link) => Ok(link),
            Hold::Group(group) => group.link.as_mut().ok_or_else(|| Error::unavailable("the write group has ended")),
        }
    }

    /// Rows of a query. `$1` is by custom the zone: pass `self.zone().as_str()`. Sums need
    /// `CAST(… AS BIGINT)`, because PostgreSQL widens them to numeric.
    pub async fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let link = self.link()?;
        crate::plan::look(link, sql, args).await?;
        link.rows(sql, args).await.map_err(crate::db::failure)
    }

    /// The first row of a query, if any.
    pub async fn row(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// A single whole number, such as a count; 0 when there is no row or it is null.
    pub async fn number(&mut self, sql: &str, args: &[Value]) -> Result<i64> {
        let rows = self.rows(sql, args).await?;
        Ok(rows.first().and_then(|r| r.first_int()).unwrap_or(0))
    }

    /// A record by its key (the key columns after `zone_id`, in the table's order).
    pub async fn get<R: Record>(&mut self, key: &[Value]) -> Result<Option<R>> {
        let zone = Value::from(self.zone.as_str());
        let table = R::TABLE;
        let args: Vec<Value> = std::iter::once(zone).chain(key.iter().cloned()).collect();
        match self.row(&table.select_by_key(), &args).await? {
            Some(row) => Ok(Some(table.record(&row)?)),
            None => Ok(None),
        }
    }

    /// A row's image by its key, for those who move rows of any table (packs, undo).
    pub async fn image_by_key(
        &mut self,
        table: &Table,
        key: &[Value],
    ) -> Result<Option<serde_json::Map<String, serde_json::Value>>> {
        let args: Vec<Value> = std::iter::once(Value::from(self.zone.as_str())).chain(key.iter().cloned()).collect();
        self.row(&table.select_by_key(), &args).await?.map(|row| table.image(&row)).transpose()
    }

    /// Records of this zone; `rest` continues the SQL after `WHERE zone_id = $1`, arguments from `$2`.
    /// Example: `list::<Contact>("AND enterprise_id = $2 ORDER BY id LIMIT 100", &[id.into()])`.
    pub async fn list<R: Record>(&mut self, rest: &str, args: &[Value]) -> Result<Vec<R>> {
        let table = R::TABLE;
        let sql = format!("SELECT {} FROM {} WHERE zone_id = $1 {rest}", table.columns_text(), table.name);
        let args: Vec<Value> = std::iter::once(Value::from(self.zone.as_str())).chain(args.iter().cloned()).collect();
        self.rows(&sql, &args).await?.iter().map(|row| table.record(row)).collect()
    }

    /// How many records of this zone; `rest` as in [`Conn::list`].
    pub async fn count(&mut self, table: &Table, rest: &str, args: &[Value]) -> Result<i64> {
        let sql = format!("SELECT COUNT(*) AS n FROM {} WHERE zone_id = $1 {rest}", table.name);
        let args: Vec<Value> = std::iter::once(Value::from(self.zone.as_str())).chain(args.iter().cloned()).collect();
        self.number(&sql, &args).await
    }

    /// The journal's last sequence number of this zone; 0 when nothing has happened yet.
    pub async fn head(&mut self) -> Result<(i64, String)> {
        let zone = Value::from(self.zone.as_str());
        match self.row("SELECT seq, hash FROM journal_head WHERE zone_id = $1", &[zone]).await? {
            Some(row) => Ok((row.int("seq")?, row.text("hash")?)),
            None => Ok((0, crate::append::GENESIS.to_owned())),
        }
    }
}

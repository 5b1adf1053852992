//! One journalled store on two engines: SQLite (embedded) and PostgreSQL, from the same SQL.
//!
//! * SQL is written once: `$1` placeholders, `TEXT`, `BIGINT` and `DOUBLE PRECISION` columns, `ON CONFLICT` upserts.
//! * A write is [`Db::write`] → [`Tx::put`] … → [`Tx::commit`] with at least one event. State and event become
//!   durable together or not at all; concurrent commits share one sync of the disk.
//! * [`Tx::put`] writes a row of a journalled [`Table`] and keeps its image in the event, so that tables can be
//!   rebuilt from the journal, batches undone and every state explained.
//! * Personal particulars live in tables that are not journalled ([`Table::private`]) and can be erased.
pub mod append;
mod catalog;
mod conn;
mod db;
mod migrate;
mod plan;
mod table;
pub mod testing;
mod value;
mod write;

pub use append::{EventRow, GENESIS, event_hash};
pub use catalog::{ColumnType, TableInfo};
pub use conn::Conn;
pub use db::{Db, DbConfig, Engine};
pub use migrate::Migration;
pub use table::{Column, Record, Table, Ty, key_of};
pub use value::{Row, Value};
pub use write::Tx;

/// The store's own tables; every installation begins with them.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, name: "journal", sql: include_str!("../migrations/0001_journal.sql") }];

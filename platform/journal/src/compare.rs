//! No state without an event: tables against what the journal says they hold.
use crate::body::{RowChange, key_text, rows};
use crate::chain::Batches;
use kernel::{Error, Result, ZoneId};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::{Conn, Db, Table, Ty, Value, key_of};

/// Rows read at a time.
const PAGE: i64 = 1_000;
/// Differences reported, at most.
const MOST: usize = 1_000;

/// A row on which table and journal differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The journal has it, the table does not.
    Missing { table: String, key: String },
    /// The table has it, no event says so.
    Unexplained { table: String, key: String },
    /// Both have it with different values.
    Changed { table: String, key: String },
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { table, key } => write!(f, "{table} {key}: in the journal, not in the table"),
            Self::Unexplained { table, key } => write!(f, "{table} {key}: in the table, not in the journal"),
            Self::Changed { table, key } => write!(f, "{table} {key}: table and journal differ"),
        }
    }
}

/// Per row of the replay: table, key, digest of its image. About 100 bytes a row.
type Replay = HashMap<(usize, String), [u8; 32]>;

/// Compares these tables of a zone with a replay of its journal, in one snapshot.
pub async fn compare(db: &Db, zone: &ZoneId, tables: &[Table]) -> Result<Vec<Difference>> {
    let mut conn = db.read(zone).await?;
    let mut replay = replay(&mut conn, tables).await?;
    let mut differences = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        against_table(&mut conn, at, table, &mut replay, &mut differences).await?;
    }
    let mut missing: Vec<(usize, String)> = replay.into_keys().collect();
    missing.sort();
    for (at, key) in missing {
        let table = tables.get(at).map_or("", |t| t.name).to_owned();
        note(&mut differences, Difference::Missing { table, key });
    }
    Ok(differences)
}

fn note(differences: &mut Vec<Difference>, difference: Difference) {
    if differences.len() < MOST {
        differences.push(difference);
    }
}

async fn replay(conn: &mut Conn, tables: &[Table]) -> Result<Replay> {
    let mut batches = Batches::of(&conn.zone().clone());
    let mut replay = Replay::new();
    loop {
        let batch = batches.next(conn).await?;
        if batch.is_empty() {
            return Ok(replay);
        }
        for event in batch {
            for change in rows(&event.body)? {
                apply(&mut replay, tables, change)?;
            }
        }
    }
}

fn apply(replay: &mut Replay, tables: &[Table], change: RowChange) -> Result<()> {
    let Some(at) = tables.iter().position(|t| t.name == change.table) else { return Ok(()) };
    let Some(table) = tables.get(at) else { return Ok(()) };
    let key = (at, key_text(&change.key));
    match change.row {
        Some(image) => replay.insert(key, digest(table, &image)?),
        None => replay.remove(&key),
    };
    Ok(())
}

/// A digest of the values, the same for an image from the journal and one read from the table.
fn digest(table: &Table, image: &Map<String, Json>) -> Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    for (name, ty) in table.columns {
        let text = match (ty, image.get(*name).unwrap_or(&Json::Null)) {
            (_, Json::Null) => "null".to_owned(),
            (Ty::Real, value) => {
                let real =
                    value.as_f64().ok_or_else(|| Error::internal(format!("{}.{name} is not a number", table.name)))?;
                format!("{:016x}", real.to_bits())
            }
            (_, value) => value.to_string(),
        };
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    Ok(hasher.finalize().into())
}

async fn against_table(
    conn: &mut Conn,
    at: usize,
    table: &Table,
    replay: &mut Replay,
    differences: &mut Vec<Difference>,
) -> Result<()> {
    let mut after: Option<Vec<Value>> = None;
    loop {
        let page = page(conn, table, after.as_deref()).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(key_of(table, last).iter().map(key_value).collect());
        for image in &page {
            let key = key_text(&key_of(table, image));
            let name = table.name.to_owned();
            match replay.remove(&(at, key.clone())) {
                None => note(differences, Difference::Unexplained { table: name, key }),
                Some(said) if said != digest(table, image)? => {
                    note(differences, Difference::Changed { table: name, key })
                }
                Some(_) => {}
            }
        }
    }
}

async fn page(conn: &mut Conn, table: &Table, after: Option<&[Value]>) -> Result<Vec<Map<String, Json>>> {
    let columns: Vec<&str> = table.columns.iter().map(|(n, _)| *n).collect();
    let keys = table.key.join(", ");
    let mut args = vec![Value::from(conn.zone().as_str()), PAGE.into()];
    let past = match after {
        None => String::new(),
        Some(key) => {
            args.extend(key.iter().cloned());
            let marks: Vec<String> = (3..3 + key.len()).map(|n| format!("${n}")).collect();
            format!("AND ({keys}) > ({})", marks.join(", "))
        }
    };
    let sql =
        format!("SELECT {} FROM {} WHERE zone_id = $1 {past} ORDER BY {keys} LIMIT $2", columns.join(", "), table.name);
    conn.rows(&sql, &args).await?.iter().map(|row| table.image(row)).collect()
}

fn key_value(part: &Json) -> Value {
    match part {
        Json::String(text) => Value::from(text),
        Json::Number(n) => n.as_i64().map_or(Value::NoInt, Value::from),
        Json::Bool(b) => Value::Int(i64::from(*b)),
        _ => Value::NoText,
    }
}

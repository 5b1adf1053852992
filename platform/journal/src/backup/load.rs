//! Loading a backup's rows into fresh tables, inside one write transaction.
use super::archive::{Lines, Opened, damaged};
use super::{Manifest, SCHEMA_TABLE, TablePart};
use kernel::error::FieldError;
use kernel::{Error, Result};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{ColumnType, Migration, TableInfo, Tx, Value};

/// Values bound to one statement; both engines take far more.
const MOST_VALUES: usize = 8_000;
/// Bytes of one statement's rows.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The steps of the schema that the backup was made with, all of which this program must know.
pub(super) fn steps_of(manifest: &Manifest, known: &[Migration]) -> Result<Vec<Migration>> {
    let find = |version: i64, sha256: &str| {
        known.iter().find(|m| m.version == version && crate::hex(&Sha256::digest(m.sql.as_bytes())) == sha256).copied()
    };
    manifest
        .steps
        .iter()
        .map(|step| {
            find(step.version, &step.sha256).ok_or_else(|| {
                let error = FieldError::new("file", "backup-other-program")
                    .arg("step", format!("{} {}", step.version, step.name));
                Error::Invalid(vec![error])
            })
        })
        .collect()
}

/// Refuses tables and columns other than those that our own steps have made; from here on their names can be trusted.
pub(super) fn check_tables(manifest: &Manifest, catalog: &[TableInfo]) -> Result<()> {
    let said: Vec<_> = manifest.tables.iter().map(|t| (t.name.clone(), t.columns.clone())).collect();
    let ours: Vec<_> = catalog
        .iter()
        .map(|t| {
            (t.name.clone(), t.columns.iter().map(|(n, ty)| (n.clone(), ty.code().to_owned())).collect::<Vec<_>>())
        })
        .collect();
    let same = said.len() == ours.len() && ours.iter().all(|t| said.contains(t));
    if same { Ok(()) } else { Err(damaged("manifest.json")) }
}

/// Fills the tables; `schema_step` only where the steps were not applied by `Db::migrate`.
pub(super) async fn load(tx: &mut Tx, opened: &mut Opened, with_steps: bool) -> Result<u64> {
    let mut rows = 0;
    for table in opened.manifest.tables.clone() {
        let insert = with_steps || table.name != SCHEMA_TABLE;
        let mut lines = opened.lines(&table)?;
        rows += load_table(tx, &table, &mut lines, insert).await?;
    }
    Ok(rows)
}

async fn load_table(tx: &mut Tx, table: &TablePart, lines: &mut Lines<'_>, insert: bool) -> Result<u64> {
    let types = types_of(table)?;
    let (mut args, mut bytes, mut rows) = (Vec::new(), 0, 0);
    while let Some(line) = lines.next()? {
        rows += 1;
        bytes += line.len();
        args.extend(values(&line, &types).ok_or_else(|| damaged(lines.name()))?);
        if args.len() + types.len() > MOST_VALUES || bytes > MOST_BYTES {
            flush(tx, table, &mut args, insert).await?;
            bytes = 0;
        }
    }
    flush(tx, table, &mut args, insert).await?;
    Ok(rows)
}

async fn flush(tx: &mut Tx, table: &TablePart, args: &mut Vec<Value>, insert: bool) -> Result<()> {
    let args = std::mem::take(args);
    if args.is_empty() || !insert {
        return Ok(());
    }
    let width = table.columns.len();
    let names: Vec<&str> = table.columns.iter().map(|(n, _)| n.as_str()).collect();
    let row = |at: usize| {
        let marks: Vec<String> = (at * width + 1..=at * width + width).map(|n| format!("${n}")).collect();
        format!("({})", marks.join(","))
    };
    let rows: Vec<String> = (0..args.len() / width).map(row).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES {}", table.name, names.join(", "), rows.join(","));
    tx.exec(&sql, &args).await.map(|_| ())
}

fn types_of(table: &TablePart) -> Result<Vec<ColumnType>> {
    let types: Option<Vec<ColumnType>> = table.columns.iter().map(|(_, code)| ColumnType::parse(code)).collect();
    types.filter(|t| !t.is_empty()).ok_or_else(|| damaged("manifest.json"))
}

fn values(line: &[u8], types: &[ColumnType]) -> Option<Vec<Value>> {
    let row: Vec<Json> = serde_json::from_slice(line).ok()?;
    if row.len() != types.len() {
        return None;
    }
    row.into_iter().zip(types).map(|(value, ty)| value_of(value, *ty)).collect()
}

fn value_of(value: Json, ty: ColumnType) -> Option<Value> {
    match (ty, value) {
        (ColumnType::Text, Json::Null) => Some(Value::NoText),
        (ColumnType::Int, Json::Null) => Some(Value::NoInt),
        (ColumnType::Real, Json::Null) => Some(Value::NoReal),
        (ColumnType::Text, Json::String(text)) => Some(Value::Text(text)),
        (ColumnType::Int, Json::Number(n)) => n.as_i64().map(Value::Int),
        (ColumnType::Real, Json::String(text)) => text.parse().ok().map(Value::Real),
        _ => None,
    }
}

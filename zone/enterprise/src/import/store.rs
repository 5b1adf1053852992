//! The only SQL about imports.
use super::{Batch, Outcome, PreviewRow};
use crate::company::Key;
use ::store::{Conn, Record, Tx, Value};
use kernel::{Error, Result};
use std::collections::HashMap;

pub async fn batch(conn: &mut Conn, id: &str) -> Result<Batch> {
    conn.get::<Batch>(&[id.into()]).await?.ok_or(Error::NotFound)
}

/// Batches, newest first.
pub async fn batches(conn: &mut Conn, offset: i64, limit: i64) -> Result<Vec<Batch>> {
    conn.list("ORDER BY created_us DESC LIMIT $2 OFFSET $3", &[limit.into(), offset.into()]).await
}

/// Rows of a batch after this row number, of one outcome or all.
pub async fn rows(
    conn: &mut Conn,
    batch: &str,
    outcome: Option<Outcome>,
    after: i64,
    limit: i64,
) -> Result<Vec<PreviewRow>> {
    let mut args = vec![Value::from(batch), after.into(), limit.into()];
    let mut rest = "AND batch_id = $2 AND row_no > $3".to_owned();
    if let Some(outcome) = outcome {
        rest.push_str(" AND outcome = $5");
        args.push(outcome.code().into());
    }
    conn.list(&format!("{rest} ORDER BY row_no LIMIT $4"), &args).await
}

pub async fn row(conn: &mut Conn, batch: &str, row_no: i64) -> Result<PreviewRow> {
    conn.get::<PreviewRow>(&[batch.into(), row_no.into()]).await?.ok_or(Error::NotFound)
}

/// All rows of a batch go, as when it is discarded.
pub async fn clear_rows(tx: &mut Tx, batch: &str) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), batch.into()];
    tx.exec("DELETE FROM import_row WHERE zone_id = $1 AND batch_id = $2", &args).await.map(|_| ())
}

/// The kinds are named because the key of the table begins with them: without, every look-up walks all keys of the zone.
const KINDS: &str = "AND kind IN ('code', 'name', 'former', 'registration')";

/// Which companies hold these keys: (kind, value) → ids. Values in thousands are asked in blocks.
pub async fn owners(conn: &mut Conn, values: &[String]) -> Result<HashMap<(String, String), Vec<String>>> {
    let mut found: HashMap<(String, String), Vec<String>> = HashMap::new();
    for block in values.chunks(900) {
        let marks: Vec<String> = (2..block.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = block.iter().map(Value::from).collect();
        let keys: Vec<Key> = conn.list(&format!("{KINDS} AND value IN ({})", marks.join(",")), &args).await?;
        for key in keys {
            found.entry((key.kind, key.value)).or_default().push(key.enterprise_id.to_string());
        }
    }
    Ok(found)
}

/// Records of these companies, in no order; `column` names the company.
pub async fn of_companies<R: Record>(conn: &mut Conn, column: &str, ids: &[String]) -> Result<Vec<R>> {
    let mut all = Vec::new();
    for block in ids.chunks(900) {
        let marks: Vec<String> = (2..block.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = block.iter().map(Value::from).collect();
        all.extend(conn.list(&format!("AND {column} IN ({})", marks.join(",")), &args).await?);
    }
    Ok(all)
}

/// Keys of new companies at once; a new company has none to remove first.
pub async fn add_keys(tx: &mut Tx, keys: &[Key]) -> Result<()> {
    tx.put_many(keys).await
}

/// Erasing a person: nothing of these companies' import rows may keep particulars, and no row that names the person.
pub async fn scrub(tx: &mut Tx, enterprises: &[String], words: &[String]) -> Result<()> {
    let zone = Value::from(tx.zone().as_str());
    for id in enterprises {
        let sql = "UPDATE import_row SET parsed = 'null', raw = '[]', undo = 'null', changes = '[]' WHERE zone_id = $1 AND enterprise_id = $2";
        tx.exec(sql, &[zone.clone(), id.into()]).await?;
    }
    for word in words.iter().filter(|w| w.chars().count() >= 2) {
        let like = format!("%{}%", word.replace(['%', '_'], ""));
        let sql = "UPDATE import_row SET parsed = 'null', raw = '[]', undo = 'null', changes = '[]' \
                   WHERE zone_id = $1 AND (raw LIKE $2 OR parsed LIKE $2 OR undo LIKE $2)";
        tx.exec(sql, &[zone.clone(), like.into()]).await?;
    }
    Ok(())
}

/// Whether a row of this batch is already in the books, as after an interruption.
pub async fn any_written(conn: &mut Conn, batch: &str) -> Result<bool> {
    Ok(left_written(conn, batch).await? > 0)
}

/// Rows in the books that were not taken back.
pub async fn left_written(conn: &mut Conn, batch: &str) -> Result<i64> {
    conn.count(&super::ROW_TABLE, "AND batch_id = $2 AND undo <> 'null'", &[batch.into()]).await
}

/// Skipped rows keep no particulars once the batch is written.
pub async fn forget_skipped(tx: &mut Tx, batch: &str) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), batch.into()];
    let sql =
        "UPDATE import_row SET parsed = 'null', raw = '[]' WHERE zone_id = $1 AND batch_id = $2 AND outcome = 'skip'";
    tx.exec(sql, &args).await.map(|_| ())
}

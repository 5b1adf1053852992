//! Writing a pack into the books: all of it in one transaction, and only what the pack itself changed.
//!
//! What the pack wrote is remembered by its hash. A record that somebody edited in the books since is left as it is and
//! counted; a record that the pack did not change is not written again.
use super::{Pack, rows};
use kernel::{Ctx, Error, Event, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use store::{Db, Record, Table, Tx, Ty, Value};

/// What loading a pack did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Loaded {
    pub written: usize,
    pub unchanged: usize,
    /// Edited in the books since the pack wrote them: left alone.
    pub kept: usize,
}

/// A record of the pack on its way into a table.
pub struct PackRow {
    pub table: Table,
    pub image: Map<String, Json>,
}

impl PackRow {
    pub fn of<R: Record>(record: &R) -> Result<Self> {
        match serde_json::to_value(record).map_err(Error::internal)? {
            Json::Object(image) => Ok(Self { table: R::TABLE, image }),
            _ => Err(Error::internal("a record must serialise as an object")),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    table_name: String,
    row_key: String,
    sha256: String,
}
impl Record for Written {
    const TABLE: Table = Table::private(
        "pack_row",
        &["table_name", "row_key"],
        &[("table_name", Ty::Text), ("row_key", Ty::Text), ("sha256", Ty::Text)],
    );
}

/// Loads the pack, all or nothing.
pub async fn load(ctx: &Ctx, db: &Db, pack: &Pack) -> Result<Loaded> {
    let mut tx = db.write(&ctx.zone).await?;
    let mut done = Loaded::default();
    let mut companies = Vec::new();
    let mut others: Vec<(&str, String)> = Vec::new();
    for row in rows::of(ctx, pack)? {
        let changed = put(&mut tx, &row, &mut done).await?;
        if changed && row.table.name == enterprise::company::TABLE.name {
            companies.push(row.image);
        } else if changed && let Some((kind, column)) = object_of(row.table.name) {
            others.push((kind, text(row.image.get(column))));
        }
    }
    others.sort();
    others.dedup();
    let mut event = Event::new("zone.loaded", ctx).object("zone", ctx.zone.as_str()).with("written", done.written);
    for image in companies {
        let company: enterprise::company::Enterprise =
            serde_json::from_value(Json::Object(image)).map_err(Error::internal)?;
        enterprise::company::store::renew_keys(&mut tx, &company).await?;
        event = event.related("enterprise", &company.id, "loaded");
    }
    let indicators: Vec<&str> = others.iter().filter(|(k, _)| *k == "indicator").map(|(_, id)| id.as_str()).collect();
    let weighed = measure::indicator::service::weigh_all(&mut tx, ctx, &indicators).await;
    weighed.map_err(|error| with_lines(pack, error))?;
    for (kind, id) in others {
        event = event.related(kind, id, "loaded");
    }
    if done.written > 0 {
        tx.commit(event.with("kept", done.kept)).await?;
    }
    Ok(done)
}

/// Names the pack's lines that a contradiction rests on.
fn with_lines(pack: &Pack, error: Error) -> Error {
    let Error::Invalid(mut fields) = error else { return error };
    for field in &mut fields {
        let records =
            field.args.iter().find(|(name, _)| name == "records").map(|(_, r)| r.as_str()).unwrap_or_default();
        let named: Vec<String> = pack
            .indicator_values
            .iter()
            .filter(|v| records.split(' ').any(|r| r == format!("{}@{}", v.indicator, v.period)))
            .map(|v| v.line.to_string())
            .collect();
        field.code = "pack-contradiction".to_owned();
        field.args.push(("lines".to_owned(), named.join(", ")));
    }
    Error::Invalid(fields)
}

/// The object of the event that a row belongs to, and the column that names it.
fn object_of(table: &str) -> Option<(&'static str, &'static str)> {
    match table {
        "figure" | "listing" | "contact" => Some(("enterprise", "enterprise_id")),
        "indicator_value" => Some(("indicator", "indicator")),
        "indicator" => Some(("indicator", "code")),
        "external_rank" => Some(("rank", "id")),
        "lead" => Some(("lead", "id")),
        "lead_passage" | "lead_hesitation" | "lead_activity" => Some(("lead", "lead_id")),
        "mission" => Some(("mission", "id")),
        "mission_visit" => Some(("mission", "mission_id")),
        "agreement" => Some(("agreement", "id")),
        "agreement_workstream" => Some(("agreement", "agreement_id")),
        _ => None,
    }
}

async fn put(tx: &mut Tx, row: &PackRow, done: &mut Loaded) -> Result<bool> {
    let key: Vec<String> = row.table.key.iter().map(|k| text(row.image.get(*k))).collect();
    let row_key = key.join("/");
    let ours = hash(&row.image);
    let known: Option<Written> = tx.get(&[row.table.name.into(), row_key.as_str().into()]).await?;
    let args: Vec<Value> = row.table.key.iter().map(|k| key_value(row.image.get(*k))).collect();
    let now = tx.image_by_key(&row.table, &args).await?;
    match (&now, &known) {
        (Some(now), _) if hash(now) == ours => {
            done.unchanged += 1;
            return Ok(false);
        }
        (Some(now), Some(known)) if hash(now) != known.sha256 => {
            done.kept += 1;
            return Ok(false);
        }
        (Some(_), None) if row.table.journaled => {
            done.kept += 1;
            return Ok(false);
        }
        _ => {}
    }
    let mut image = row.image.clone();
    if let Some(version) = now.as_ref().and_then(|n| n.get("version")).and_then(Json::as_i64) {
        image.insert("version".to_owned(), Json::from(version + 1));
    }
    tx.put_image(&row.table, image).await?;
    tx.put(&Written { table_name: row.table.name.to_owned(), row_key, sha256: ours }).await?;
    done.written += 1;
    Ok(true)
}

/// A part of a key as the database holds it: PostgreSQL compares no number with a text.
fn key_value(value: Option<&Json>) -> Value {
    value.and_then(Json::as_i64).map_or_else(|| Value::from(text(value)), Value::from)
}

fn text(value: Option<&Json>) -> String {
    value.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default()
}

/// The hash of what a record says; when it was written and in which version does not count.
fn hash(image: &Map<String, Json>) -> String {
    let mut facts: Vec<(&String, &Json)> =
        image.iter().filter(|(k, _)| !matches!(k.as_str(), "version" | "updated_us" | "recorded_on")).collect();
    facts.sort_by_key(|(k, _)| *k);
    let text: String = facts.iter().map(|(k, v)| format!("{k}={}\n", canonical(v))).collect();
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    })
}

/// JSON text that does not depend on the order of names.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let mut parts: Vec<String> = map.iter().map(|(k, v)| format!("{k}:{}", canonical(v))).collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        Json::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

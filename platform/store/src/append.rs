//! Appending to the journal: one hash chain per zone.
//!
//! `hash = SHA-256(version ‖ zone ‖ seq ‖ at ‖ kind ‖ actor ‖ prev ‖ body)`, fields parted by line feeds; the body is the
//! exact JSON text that is stored, so that nothing is lost by parsing and writing it again.
use crate::conn::Link;
use crate::value::Value;
use kernel::{Event, ZoneId};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The `prev` of a zone's first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One event as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub seq: i64,
    pub at_us: i64,
    pub kind: String,
    pub actor: String,
    pub body: String,
    pub prev: String,
    pub hash: String,
}

/// The hash of an event, in lower-case hexadecimal.
pub fn event_hash(zone: &str, row: &EventRow) -> String {
    let mut hasher = Sha256::new();
    for part in ["wutong-event-1", zone, &row.seq.to_string(), &row.at_us.to_string(), &row.kind, &row.actor, &row.prev]
    {
        hasher.update(part.as_bytes());
        hasher.update(b"\n");
    }
    hasher.update(row.body.as_bytes());
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A changed row: its new image, or none when it was removed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub table: &'static str,
    pub key: Vec<Json>,
    pub row: Option<Map<String, Json>>,
}

pub(crate) fn body(event: &Event, changes: &[Change]) -> String {
    let rows: Vec<Json> = changes.iter().map(|c| json!({"table": c.table, "key": c.key, "row": c.row})).collect();
    json!({"objects": event.objects, "data": event.data, "rows": rows}).to_string()
}

/// Inserts an event after `head` and gives the new head.
pub(crate) async fn append(
    link: &mut Link,
    zone: &ZoneId,
    head: &(i64, String),
    event: &Event,
    changes: &[Change],
) -> Result<(i64, String), sqlx::Error> {
    let mut row = EventRow {
        seq: head.0 + 1,
        at_us: event.at_us,
        kind: event.kind.to_owned(),
        actor: event.actor.clone(),
        body: body(event, changes),
        prev: head.1.clone(),
        hash: String::new(),
    };
    row.hash = event_hash(zone.as_str(), &row);
    let args: [Value; 8] = [
        zone.as_str().into(),
        row.seq.into(),
        row.at_us.into(),
        row.kind.into(),
        row.actor.into(),
        row.body.into(),
        row.prev.into(),
        row.hash.clone().into(),
    ];
    let sql = "INSERT INTO event (zone_id, seq, at_us, kind, actor, body, prev, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)";
    link.exec(sql, &args).await?;
    for chunk in event.objects.chunks(100) {
        insert_objects(link, zone, row.seq, chunk).await?;
    }
    Ok((row.seq, row.hash))
}

async fn insert_objects(
    link: &mut Link,
    zone: &ZoneId,
    seq: i64,
    objects: &[kernel::event::ObjectRef],
) -> Result<(), sqlx::Error> {
    let mut sql = "INSERT INTO event_object (zone_id, object_kind, object_id, seq, qualifier) VALUES ".to_owned();
    let mut args: Vec<Value> = vec![zone.as_str().into(), seq.into()];
    for (i, object) in objects.iter().enumerate() {
        let n = args.len() + 1;
        let _ = write!(sql, "{}($1,${},${},$2,${})", if i == 0 { "" } else { "," }, n, n + 1, n + 2);
        args.extend([Value::from(&object.kind), Value::from(&object.id), Value::from(&object.qualifier)]);
    }
    sql.push_str(" ON CONFLICT DO NOTHING");
    link.exec(&sql, &args).await.map(|_| ())
}

//! Reading: the timeline of an object, what changed lately, and which fields an event changed.
use crate::body::{RowChange, facts, key_text, rows, rows_where};
use crate::chain::{COLUMNS, event_of};
use kernel::Result;
use kernel::event::ObjectRef;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use store::{Conn, EventRow, Value};

const MAX_PAGE: i64 = 200;
/// How far back the state before a page's first change is looked for.
const LOOK_BACK: i64 = 200;

/// An event as pages show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub seq: i64,
    pub at_us: i64,
    pub kind: String,
    /// A user's id, or `system`.
    pub actor: String,
    pub objects: Vec<ObjectRef>,
    pub data: Map<String, Json>,
    body: String,
}

impl Entry {
    fn of(event: EventRow) -> Result<Self> {
        let facts = facts(&event.body)?;
        Ok(Self {
            seq: event.seq,
            at_us: event.at_us,
            kind: event.kind,
            actor: event.actor,
            objects: facts.objects,
            data: facts.data,
            body: event.body,
        })
    }
    /// The rows that the event changed. A batch has many: read them only where they are shown.
    pub fn rows(&self) -> Result<Vec<RowChange>> {
        rows(&self.body)
    }
}

/// The events about an object, the newest first; `before_seq` continues a page.
pub async fn timeline(
    conn: &mut Conn,
    object_kind: &str,
    object_id: &str,
    before_seq: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>> {
    about(conn, object_kind, object_id, before_seq, limit.clamp(1, MAX_PAGE)).await
}

async fn about(conn: &mut Conn, kind: &str, id: &str, before_seq: Option<i64>, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM event WHERE zone_id = $1 AND seq IN (SELECT seq FROM event_object WHERE zone_id = $1 \
         AND object_kind = $2 AND object_id = $3 AND seq < $4) ORDER BY seq DESC LIMIT $5"
    );
    let args =
        [conn.zone().as_str().into(), kind.into(), id.into(), before_seq.unwrap_or(i64::MAX).into(), limit.into()];
    entries(conn, &sql, &args).await
}

async fn entries(conn: &mut Conn, sql: &str, args: &[Value]) -> Result<Vec<Entry>> {
    let rows = conn.rows(sql, args).await?;
    rows.iter().map(|row| Entry::of(event_of(row)?)).collect()
}

/// What happened since an instant, the newest first, of these kinds only where any are named.
pub async fn recent(
    conn: &mut Conn,
    since_us: i64,
    kinds: &[&str],
    before_seq: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut args: Vec<Value> = vec![
        conn.zone().as_str().into(),
        since_us.into(),
        before_seq.unwrap_or(i64::MAX).into(),
        limit.clamp(1, MAX_PAGE).into(),
    ];
    let marks: Vec<String> = (0..kinds.len()).map(|i| format!("${}", i + 5)).collect();
    args.extend(kinds.iter().map(|k| Value::from(*k)));
    let among = if kinds.is_empty() { String::new() } else { format!("AND kind IN ({})", marks.join(", ")) };
    let sql = format!(
        "SELECT {COLUMNS} FROM event WHERE zone_id = $1 AND at_us >= $2 AND seq < $3 {among} ORDER BY seq DESC LIMIT $4"
    );
    entries(conn, &sql, &args).await
}

/// A field of a row that an event changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub table: String,
    pub key: Vec<Json>,
    pub field: String,
    /// None when there was no such row before (or it is too long ago to look for).
    pub before: Option<Json>,
    /// None when the row was removed.
    pub after: Option<Json>,
}

/// An entry of a timeline with what it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub entry: Entry,
    pub changes: Vec<FieldChange>,
}

/// A timeline with the differences between consecutive images of the rows that `shown` wants: tables by name and the
/// row's key, as in `|table, key| table == "enterprise" && key[0] == id`.
pub async fn changes(
    conn: &mut Conn,
    object_kind: &str,
    object_id: &str,
    shown: impl Fn(&str, &[Json]) -> bool + Send + Sync,
    before_seq: Option<i64>,
    limit: i64,
) -> Result<Vec<Step>> {
    let limit = limit.clamp(1, MAX_PAGE);
    let found = about(conn, object_kind, object_id, before_seq, limit + LOOK_BACK).await?;
    let page = usize::try_from(limit).unwrap_or(0).min(found.len());
    let older = found.len() - page;
    let mut images: HashMap<String, Map<String, Json>> = HashMap::new();
    let mut steps = Vec::with_capacity(page);
    for (i, entry) in found.into_iter().rev().enumerate() {
        let mut changes = Vec::new();
        for row in rows_where(&entry.body, &shown)? {
            let name = format!("{} {}", row.table, key_text(&row.key));
            let before = images.remove(&name);
            changes.extend(difference(&row, before.as_ref()));
            if let Some(image) = row.row {
                images.insert(name, image);
            }
        }
        if i >= older {
            steps.push(Step { entry, changes });
        }
    }
    steps.reverse();
    Ok(steps)
}

fn difference(row: &RowChange, before: Option<&Map<String, Json>>) -> Vec<FieldChange> {
    let empty = Map::new();
    let (was, is) = (before.unwrap_or(&empty), row.row.as_ref().unwrap_or(&empty));
    let gone = was.keys().filter(|k| !is.contains_key(*k));
    let fields = is.keys().chain(gone).filter(|k| {
        let (old, new) = (was.get(*k), is.get(*k));
        old != new && !(old.is_none_or(Json::is_null) && new.is_none_or(Json::is_null))
    });
    let change = |field: &String| FieldChange {
        table: row.table.clone(),
        key: row.key.clone(),
        field: field.clone(),
        before: was.get(field).cloned(),
        after: is.get(field).cloned(),
    };
    fields.map(change).collect()
}

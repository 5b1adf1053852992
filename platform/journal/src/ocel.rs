//! The journal as an object-centric event log: OCEL 2.0 in JSON, for process mining.
//!
//! * event id = sequence number, event type = the event's kind, time in UTC;
//! * event attributes = `actor` (an id) and the facts of the event that are text, number or yes/no;
//! * object id = `kind:id`, object type = kind; relationships with their qualifiers.
//!
//! Row images are left out, and events carry ids only: the log names no person.
use crate::body::{Facts, facts};
use crate::chain::Batches;
use chrono::{DateTime, SecondsFormat};
use kernel::{Error, Result, ZoneId};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use store::{Conn, Db, EventRow, Value};

const PAGE: i64 = 5_000;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub events: u64,
    pub objects: u64,
    pub relations: u64,
}

/// Event type → attribute → its type.
type Types = BTreeMap<String, BTreeMap<String, &'static str>>;

/// Writes a zone's journal as OCEL 2.0 JSON, from one snapshot, event by event.
pub async fn export_ocel(db: &Db, zone: &ZoneId, mut out: impl Write) -> Result<Exported> {
    let mut conn = db.read(zone).await?;
    let types = event_types(&mut conn, zone).await?;
    let kinds = object_kinds(&mut conn, zone).await?;
    let mut done = Exported::default();
    write(&mut out, "{\"objectTypes\":")?;
    put(&mut out, &kinds.iter().map(|k| json!({"name": k, "attributes": []})).collect::<Vec<_>>())?;
    write(&mut out, ",\n\"eventTypes\":")?;
    put(&mut out, &types.iter().map(|(name, attributes)| type_json(name, attributes)).collect::<Vec<_>>())?;
    write(&mut out, ",\n\"objects\":[")?;
    write_objects(&mut conn, zone, &mut out, &mut done).await?;
    write(&mut out, "],\n\"events\":[")?;
    write_events(&mut conn, zone, &mut out, &types, &mut done).await?;
    write(&mut out, "]}\n")?;
    out.flush().map_err(Error::internal)?;
    Ok(done)
}

fn write(out: &mut impl Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).map_err(Error::internal)
}

fn put(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(out, value).map_err(Error::internal)
}

fn part(out: &mut impl Write, count: u64, value: &Json) -> Result<()> {
    write(out, if count == 0 { "\n" } else { ",\n" })?;
    put(out, value)
}

fn type_json(name: &str, attributes: &BTreeMap<String, &'static str>) -> Json {
    let attributes: Vec<Json> = attributes.iter().map(|(n, t)| json!({"name": n, "type": t})).collect();
    json!({"name": name, "attributes": attributes})
}

fn type_of(value: &Json) -> Option<&'static str> {
    match value {
        Json::String(_) => Some("string"),
        Json::Bool(_) => Some("boolean"),
        Json::Number(n) if n.is_i64() => Some("integer"),
        Json::Number(_) => Some("float"),
        _ => None,
    }
}

async fn event_types(conn: &mut Conn, zone: &ZoneId) -> Result<Types> {
    let mut batches = Batches::of(zone);
    let mut types = Types::new();
    loop {
        let batch = batches.next(conn).await?;
        if batch.is_empty() {
            return Ok(types);
        }
        for event in batch {
            let data = facts(&event.body)?.data;
            let attributes = types.entry(event.kind).or_default();
            attributes.insert("actor".to_owned(), "string");
            note_types(attributes, &data);
        }
    }
}

/// An attribute with values of several types is text.
fn note_types(attributes: &mut BTreeMap<String, &'static str>, data: &Map<String, Json>) {
    for (name, ty) in data.iter().filter_map(|(n, v)| Some((n, type_of(v)?))) {
        let known = attributes.entry(name.clone()).or_insert(ty);
        if *known != ty {
            *known = "string";
        }
    }
}

async fn object_kinds(conn: &mut Conn, zone: &ZoneId) -> Result<BTreeSet<String>> {
    let sql = "SELECT DISTINCT object_kind FROM event_object WHERE zone_id = $1";
    let rows = conn.rows(sql, &[zone.as_str().into()]).await?;
    rows.iter().map(|r| r.text("object_kind")).collect()
}

fn object_id(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

async fn write_objects(conn: &mut Conn, zone: &ZoneId, out: &mut impl Write, done: &mut Exported) -> Result<()> {
    let (mut kind, mut id) = (String::new(), String::new());
    loop {
        let sql = "SELECT DISTINCT object_kind, object_id FROM event_object WHERE zone_id = $1 \
                   AND (object_kind, object_id) > ($2, $3) ORDER BY object_kind, object_id LIMIT $4";
        let args: [Value; 4] = [zone.as_str().into(), (&kind).into(), (&id).into(), PAGE.into()];
        let rows = conn.rows(sql, &args).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            (kind, id) = (row.text("object_kind")?, row.text("object_id")?);
            let object = json!({"id": object_id(&kind, &id), "type": kind, "attributes": [], "relationships": []});
            part(out, done.objects, &object)?;
            done.objects += 1;
        }
    }
}

async fn write_events(
    conn: &mut Conn,
    zone: &ZoneId,
    out: &mut impl Write,
    types: &Types,
    done: &mut Exported,
) -> Result<()> {
    let mut batches = Batches::of(zone);
    loop {
        let batch = batches.next(conn).await?;
        if batch.is_empty() {
            return Ok(());
        }
        for event in batch {
            let facts = facts(&event.body)?;
            let relations = relations(&facts);
            let count = relations.len();
            part(out, done.events, &event_json(&event, &facts, relations, types)?)?;
            done.events += 1;
            done.relations += u64::try_from(count).unwrap_or(0);
        }
    }
}

/// Each once, as the object rows have it.
fn relations(facts: &Facts) -> Vec<Json> {
    let all: BTreeSet<(String, &str)> =
        facts.objects.iter().map(|o| (object_id(&o.kind, &o.id), o.qualifier.as_str())).collect();
    all.into_iter().map(|(id, qualifier)| json!({"objectId": id, "qualifier": qualifier})).collect()
}

fn event_json(event: &EventRow, facts: &Facts, relations: Vec<Json>, types: &Types) -> Result<Json> {
    let time = DateTime::from_timestamp_micros(event.at_us)
        .ok_or_else(|| Error::internal(format!("event {} has an impossible time", event.seq)))?;
    let known = types.get(&event.kind);
    let mut attributes = vec![json!({"name": "actor", "value": event.actor})];
    for (name, value) in facts.data.iter().filter(|(n, v)| *n != "actor" && type_of(v).is_some()) {
        let as_text = known.and_then(|t| t.get(name)) == Some(&"string") && !value.is_string();
        let value = if as_text { Json::String(value.to_string()) } else { value.clone() };
        attributes.push(json!({"name": name, "value": value}));
    }
    Ok(json!({
        "id": event.seq.to_string(),
        "type": event.kind,
        "time": time.to_rfc3339_opts(SecondsFormat::Micros, true),
        "attributes": attributes,
        "relationships": relations,
    }))
}

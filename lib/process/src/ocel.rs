//! OCEL 2.0 as JSON: a log of events that concern several objects, flattened to the cases of one object type.
use crate::columns::Kind;
use crate::input::{ReadError, unpacked};
use crate::log::{Event, Limits, Log, NONE, Rows};
use crate::time;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::io::BufRead;

/// How OCEL is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Each object of this type becomes a case; an event that names several of them belongs to each.
    pub object_type: String,
    /// Each event's resource is its first object of this type, or the attribute of this name.
    pub resource: Option<String>,
    pub limits: Limits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    objects: Vec<Object>,
    events: Vec<Happening>,
}

#[derive(Deserialize)]
struct Object {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Happening {
    #[serde(rename = "type")]
    kind: String,
    time: String,
    #[serde(default)]
    attributes: Vec<Attribute>,
    #[serde(default)]
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Attribute {
    name: String,
    value: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    object_id: String,
}

/// Reads and flattens a log, plain or compressed with gzip. Objects without events make no case; the last value of an object's attribute counts.
pub fn read(reader: impl BufRead, options: &Options) -> Result<Log, ReadError> {
    let text = unpacked(reader)?;
    let document: Document = serde_json::from_reader(std::io::BufReader::new(text)).map_err(fault)?;
    let kinds: FxHashMap<&str, &Object> = document.objects.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut rows = Rows::default();
    for (row, happening) in (1..).zip(&document.events) {
        if rows.len() >= options.limits.events as usize {
            return Err(ReadError::Limit { what: "events", limit: options.limits.events.into() });
        }
        let time_ms = time::parse(happening.time.as_bytes(), 0);
        let what = || format!("\"{}\" is no time", happening.time);
        let time_ms = Some(time_ms.ok_or_else(|| ReadError::Row { row, what: what() })?);
        let objects = happening.relationships.iter().filter_map(|r| kinds.get(r.object_id.as_str()));
        let resource = options.resource.as_deref().and_then(|r| resource(happening, objects.clone().copied(), r));
        let log = rows.log();
        let activity = log.activities.intern(&happening.kind);
        let resource = resource.map_or(NONE, |r| log.resources.intern(&r));
        let event = Event { activity, time_ms, resource, lifecycle: NONE };
        let mut cases: Vec<_> = objects.filter(|o| o.kind == options.object_type).map(|o| o.id.as_str()).collect();
        cases.sort_unstable();
        cases.dedup();
        for case in cases {
            rows.push(case.as_bytes(), event);
            put_attributes(&mut rows, kinds.get(case).copied());
        }
    }
    match rows.len() {
        0 => Err(ReadError::Empty),
        _ => Ok(rows.finish()),
    }
}

fn put_attributes(rows: &mut Rows, object: Option<&Object>) {
    for attribute in object.into_iter().flat_map(|o| &o.attributes) {
        rows.case_attribute(Kind::String, attribute.name.as_bytes(), plain(&attribute.value).as_bytes());
    }
}

fn resource<'d>(happening: &Happening, mut objects: impl Iterator<Item = &'d Object>, name: &str) -> Option<String> {
    let attribute = happening.attributes.iter().find(|a| a.name == name);
    attribute.map(|a| plain(&a.value)).or_else(|| objects.find(|o| o.kind == name).map(|o| o.id.clone()))
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fault(error: serde_json::Error) -> ReadError {
    match error.io_error_kind() {
        Some(kind) => ReadError::Io(kind.into()),
        None => ReadError::Row { row: error.line() as u64, what: "not OCEL 2.0 in JSON".to_owned() },
    }
}

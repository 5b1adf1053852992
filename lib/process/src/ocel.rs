//! OCEL 2.0 as JSON: a log of events that concern several objects, flattened to the cases of one object type. The text is read as a stream:
//! what stays in memory are ids of interned texts.
use crate::columns::Kind;
use crate::input::{Fault, ReadError, What, unpacked};
use crate::interner::Interner;
use crate::log::{Event, Limits, Log, NONE, Rows};
use crate::time;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;

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
    let mut found = Found::new(options);
    stream(reader, &mut found, options.limits)?;
    let rows = found.rows();
    match rows.len() {
        0 => Err(ReadError::Empty),
        _ => Ok(rows.finish()),
    }
}

/// The object types of a log with how many objects each has, most first: one of them is what a case is.
pub fn object_types(reader: impl BufRead) -> Result<Vec<(String, u64)>, ReadError> {
    let mut types = Types::default();
    stream(reader, &mut types, Limits::default())?;
    let mut list: Vec<(String, u64)> = types.names.iter().map(str::to_owned).zip(types.counts).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(list)
}

/// Hears the parts of a document as they come.
trait Hearer {
    /// Whether events are wanted at all.
    const EVENTS: bool;
    fn object(&mut self, object: Object) -> Result<(), ReadError>;
    fn event(&mut self, event: Happening) -> Result<(), ReadError>;
}

fn stream(reader: impl BufRead, hearer: &mut impl Hearer, limits: Limits) -> Result<(), ReadError> {
    let text = unpacked(reader, limits.expanded_bytes)?;
    let mut json = serde_json::Deserializer::from_reader(std::io::BufReader::new(text));
    let mut refused = None;
    match (Document { hearer, refused: &mut refused }).deserialize(&mut json).and_then(|()| json.end()) {
        Ok(()) => Ok(()),
        Err(error) => Err(refused.unwrap_or_else(|| fault(&error))),
    }
}

/// The whole document; why it was refused, where the hearer did.
struct Document<'h, H> {
    hearer: &'h mut H,
    refused: &'h mut Option<ReadError>,
}

impl<'de, H: Hearer> DeserializeSeed<'de> for Document<'_, H> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de, H: Hearer> Visitor<'de> for Document<'_, H> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a log as OCEL 2.0")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { hearer, refused } = self;
        let mut parts = [false; 2];
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "objects" => map.next_value_seed(Each::new(|object| hearer.object(object), refused))?,
                "events" if H::EVENTS => map.next_value_seed(Each::new(|event| hearer.event(event), refused))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            parts = [parts[0] || name == "objects", parts[1] || name == "events"];
        }
        if parts == [true; 2] { Ok(()) } else { Err(A::Error::custom("objects and events are missing")) }
    }
}

/// A list whose items are heard one by one.
struct Each<'r, T, F> {
    hear: F,
    refused: &'r mut Option<ReadError>,
    item: PhantomData<T>,
}

impl<'r, T, F: FnMut(T) -> Result<(), ReadError>> Each<'r, T, F> {
    fn new(hear: F, refused: &'r mut Option<ReadError>) -> Self {
        Self { hear, refused, item: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), ReadError>> DeserializeSeed<'de> for Each<'_, T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Result<(), ReadError>> Visitor<'de> for Each<'_, T, F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<T>()? {
            if let Err(error) = (self.hear)(item) {
                *self.refused = Some(error);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Types {
    names: Interner,
    counts: Vec<u64>,
}

impl Hearer for Types {
    const EVENTS: bool = false;
    fn object(&mut self, object: Object) -> Result<(), ReadError> {
        let id = self.names.intern(&object.kind) as usize;
        self.counts.resize(self.counts.len().max(id + 1), 0);
        self.counts.get_mut(id).into_iter().for_each(|c| *c += 1);
        Ok(())
    }
    fn event(&mut self, _: Happening) -> Result<(), ReadError> {
        Ok(())
    }
}

/// Objects and events as numbers: which objects are cases is known only when both lists have been read, in whichever order they come.
struct Found<'o> {
    options: &'o Options,
    ids: Interner,
    kinds: Interner,
    /// By object id.
    kind_of: Vec<u32>,
    /// Of objects that are cases: object, key, value.
    attributes: Vec<(u32, String, String)>,
    activities: Interner,
    resources: Interner,
    /// With the end of its objects in `related`.
    events: Vec<(Event, u32)>,
    related: Vec<u32>,
}

impl<'o> Found<'o> {
    fn new(options: &'o Options) -> Self {
        Self {
            options,
            ids: Interner::default(),
            kinds: Interner::default(),
            kind_of: Vec::new(),
            attributes: Vec::new(),
            activities: Interner::default(),
            resources: Interner::default(),
            events: Vec::new(),
            related: Vec::new(),
        }
    }

    fn is(&self, object: u32, kind: Option<u32>) -> bool {
        kind.is_some() && self.kind_of.get(object as usize).copied() == kind
    }

    fn rows(mut self) -> Rows {
        let case_kind = self.kinds.find(&self.options.object_type);
        let by = self.options.resource.as_deref().and_then(|r| self.kinds.find(r));
        let mut rows = Rows::default();
        let mut first = 0;
        for (mut event, end) in std::mem::take(&mut self.events) {
            let objects = self.related.get(first..end as usize).unwrap_or_default();
            first = end as usize;
            if event.resource == NONE {
                let who = objects.iter().find(|o| self.is(**o, by));
                event.resource = who.map_or(NONE, |o| self.resources.intern(self.ids.text(*o)));
            }
            let mut cases: Vec<u32> = objects.iter().copied().filter(|o| self.is(*o, case_kind)).collect();
            cases.sort_unstable();
            cases.dedup();
            cases.into_iter().for_each(|case| {
                rows.push(self.ids.text(case).as_bytes(), event);
            });
        }
        for (object, key, value) in &self.attributes {
            rows.attribute_of(self.ids.text(*object), Kind::String, key.as_bytes(), value.as_bytes());
        }
        let log = rows.log();
        (log.activities, log.resources) = (self.activities, self.resources);
        rows
    }
}

impl Hearer for Found<'_> {
    const EVENTS: bool = true;
    fn object(&mut self, object: Object) -> Result<(), ReadError> {
        let id = self.ids.intern(&object.id);
        let place = id as usize;
        self.kind_of.resize(self.kind_of.len().max(place + 1), NONE);
        let kind = self.kinds.intern(&object.kind);
        self.kind_of.get_mut(place).into_iter().for_each(|k| *k = kind);
        if object.kind == self.options.object_type {
            self.attributes.extend(object.attributes.into_iter().map(|a| (id, a.name, plain(&a.value))));
        }
        Ok(())
    }

    fn event(&mut self, event: Happening) -> Result<(), ReadError> {
        let limit = self.options.limits.events;
        if self.related.len().max(self.events.len()) >= limit as usize {
            return Err(ReadError::Limit { what: What::Events, limit: limit.into() });
        }
        let row = self.events.len() as u64 + 1;
        let time_ms = time::parse(event.time.as_bytes(), 0);
        let fault = || Fault::Time(event.time.chars().take(40).collect());
        let time_ms = Some(time_ms.ok_or_else(|| ReadError::Row { row, fault: fault() })?);
        let named = self.options.resource.as_deref().and_then(|r| event.attributes.iter().find(|a| a.name == r));
        let resource = named.map_or(NONE, |a| self.resources.intern(&plain(&a.value)));
        let activity = self.activities.intern(&event.kind);
        for relationship in &event.relationships {
            self.related.push(self.ids.intern(&relationship.object_id));
        }
        let end = self.related.len() as u32;
        self.events.push((Event { activity, time_ms, resource, lifecycle: NONE }, end));
        Ok(())
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fault(error: &serde_json::Error) -> ReadError {
    match error.io_error_kind() {
        Some(kind) => ReadError::Io(kind.into()),
        None => ReadError::Row { row: error.line() as u64, fault: Fault::Ocel },
    }
}

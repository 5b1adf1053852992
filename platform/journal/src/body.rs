//! The body of an event: objects, facts and row images, as the store wrote them.
use kernel::event::ObjectRef;
use kernel::{Error, Result};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

/// A changed row: its new image, or none when it was removed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RowChange {
    pub table: String,
    pub key: Vec<Json>,
    pub row: Option<Map<String, Json>>,
}

/// Objects and facts; the row images, which can be many, are skipped.
#[derive(Deserialize)]
pub(crate) struct Facts {
    pub objects: Vec<ObjectRef>,
    pub data: Map<String, Json>,
}

#[derive(Deserialize)]
struct Rows {
    rows: Vec<RowChange>,
}

pub(crate) fn facts(body: &str) -> Result<Facts> {
    serde_json::from_str(body).map_err(Error::internal)
}

pub(crate) fn rows(body: &str) -> Result<Vec<RowChange>> {
    serde_json::from_str::<Rows>(body).map(|r| r.rows).map_err(Error::internal)
}

/// Whether a row of this table with this key is wanted.
pub(crate) type Wish<'w> = &'w (dyn Fn(&str, &[Json]) -> bool + Send + Sync);

/// The wanted rows only. A batch's event holds hundreds of images: those of others are passed over, not built.
/// The store writes `table` and `key` before `row`.
pub(crate) fn rows_where(body: &str, wish: Wish<'_>) -> Result<Vec<RowChange>> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(body);
    Body { wish, found: &mut found }.deserialize(&mut reader).map_err(Error::internal)?;
    Ok(found)
}

/// The row images of these tables in an event's body, for those who follow the journal to know what happened to their rows.
pub fn rows_of(body: &str, tables: &[&str]) -> Result<Vec<RowChange>> {
    rows_where(body, &|table, _| tables.contains(&table))
}

/// The three levels of a body: the whole, its list of rows, one row.
struct Body<'a> {
    wish: Wish<'a>,
    found: &'a mut Vec<RowChange>,
}
struct List<'a, 'b>(&'b mut Body<'a>);
struct Line<'a, 'b>(&'b mut Body<'a>);

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}
impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}
impl<'de> DeserializeSeed<'de> for Line<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body of an event")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "rows" {
                map.next_value_seed(List(&mut self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        while list.next_element_seed(Line(&mut *self.0))?.is_some() {}
        Ok(())
    }
}
impl<'de> Visitor<'de> for Line<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a row")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let (mut table, mut key) = (String::new(), Vec::new());
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "table" => table = map.next_value()?,
                "key" => key = map.next_value()?,
                "row" if (self.0.wish)(&table, &key) => {
                    let (table, key) = (std::mem::take(&mut table), std::mem::take(&mut key));
                    self.0.found.push(RowChange { table, key, row: map.next_value()? });
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The key of a row as text, the same for a row image and a row read.
pub(crate) fn key_text(key: &[Json]) -> String {
    serde_json::json!(key).to_string()
}

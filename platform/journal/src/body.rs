//! The body of an event: objects, facts and row images, as the store wrote them.
use kernel::event::ObjectRef;
use kernel::{Error, Result};
use serde::Deserialize;
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

/// The key of a row as text, the same for a row image and a row read.
pub(crate) fn key_text(key: &[Json]) -> String {
    serde_json::json!(key).to_string()
}

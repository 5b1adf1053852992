//! Table descriptors: how a record becomes a row and back, the same on both engines.
use crate::value::{self, Row, Value};
use kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Text,
    Int,
    Real,
    /// `BIGINT` 0 or 1, a JSON boolean in the record.
    Bool,
    /// Nested data kept as JSON text.
    Json,
}

pub type Column = (&'static str, Ty);

/// A table whose primary key is `zone_id` followed by `key`. `zone_id` is not listed among the columns.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
    /// Whether row images go into the journal. Tables with personal particulars say no.
    pub journaled: bool,
}

/// A record of a table: its serde form has exactly the table's columns.
pub trait Record: Serialize + DeserializeOwned {
    const TABLE: Table;
}

impl Table {
    /// A table whose rows the journal keeps and can rebuild.
    pub const fn journaled(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Self {
        Self { name, key, columns, journaled: true }
    }
    /// A table that the journal never sees: personal particulars, sessions, staging, derived look-ups.
    pub const fn private(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Self {
        Self { name, key, columns, journaled: false }
    }

    pub(crate) fn columns_text(&self) -> String {
        self.columns.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ")
    }

    fn where_key(&self) -> String {
        let keys = self.key.iter().enumerate().map(|(i, k)| format!(" AND {k} = ${}", i + 2));
        format!("WHERE zone_id = $1{}", keys.collect::<String>())
    }

    pub(crate) fn select_by_key(&self) -> String {
        format!("SELECT {} FROM {} {}", self.columns_text(), self.name, self.where_key())
    }

    pub(crate) fn delete_by_key(&self) -> String {
        format!("DELETE FROM {} {}", self.name, self.where_key())
    }

    pub(crate) fn upsert(&self) -> String {
        self.upsert_rows(1)
    }

    /// An upsert of several rows at once; `$1` is the zone, then the columns of each row.
    pub(crate) fn upsert_rows(&self, rows: usize) -> String {
        let width = self.columns.len();
        let row = |r: usize| {
            let marks: Vec<String> = (0..width).map(|i| format!("${}", 2 + r * width + i)).collect();
            format!("($1, {})", marks.join(", "))
        };
        let values = (0..rows).map(row).collect::<Vec<_>>().join(", ");
        let sets: Vec<String> = self
            .columns
            .iter()
            .filter(|(n, _)| !self.key.contains(n))
            .map(|(n, _)| format!("{n} = excluded.{n}"))
            .collect();
        let action = if sets.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", sets.join(", ")) };
        format!(
            "INSERT INTO {} (zone_id, {}) VALUES {values} ON CONFLICT (zone_id, {}) DO {action}",
            self.name,
            self.columns_text(),
            self.key.join(", "),
        )
    }

    /// The values of a row image, in column order; refuses unknown and missing columns.
    pub(crate) fn values(&self, image: &Map<String, Json>) -> Result<Vec<Value>> {
        if let Some(extra) = image.keys().find(|k| !self.columns.iter().any(|(n, _)| n == *k)) {
            return Err(Error::internal(format!("table {} has no column {extra}", self.name)));
        }
        self.columns.iter().map(|(name, ty)| bind(self.name, name, *ty, image.get(*name))).collect()
    }

    /// A row as its JSON image.
    pub fn image(&self, row: &Row) -> Result<Map<String, Json>> {
        let mut image = Map::new();
        for (at, (name, ty)) in self.columns.iter().enumerate() {
            image.insert((*name).to_owned(), unbind(name, *ty, row.value(at, name))?);
        }
        Ok(image)
    }

    pub fn record<R: DeserializeOwned>(&self, row: &Row) -> Result<R> {
        serde_json::from_value(Json::Object(self.image(row)?)).map_err(Error::internal)
    }
}

/// The key of a row image as JSON texts, in the table's key order.
pub fn key_of(table: &Table, image: &Map<String, Json>) -> Vec<Json> {
    table.key.iter().map(|k| image.get(*k).cloned().unwrap_or(Json::Null)).collect()
}

fn bind(table: &str, name: &str, ty: Ty, value: Option<&Json>) -> Result<Value> {
    let wrong = || Error::internal(format!("{table}.{name} cannot hold {value:?} as {ty:?}"));
    Ok(match (ty, value) {
        (Ty::Text, None | Some(Json::Null)) => Value::NoText,
        (Ty::Int | Ty::Bool, None | Some(Json::Null)) => Value::NoInt,
        (Ty::Real, None | Some(Json::Null)) => Value::NoReal,
        (Ty::Text, Some(Json::String(s))) => Value::Text(s.clone()),
        (Ty::Int, Some(v)) => Value::Int(v.as_i64().ok_or_else(wrong)?),
        (Ty::Real, Some(v)) => Value::Real(v.as_f64().ok_or_else(wrong)?),
        (Ty::Bool, Some(Json::Bool(b))) => Value::Int(i64::from(*b)),
        (Ty::Json, v) => Value::Text(v.unwrap_or(&Json::Null).to_string()),
        _ => return Err(wrong()),
    })
}

fn unbind(name: &str, ty: Ty, value: Option<&Value>) -> Result<Json> {
    Ok(match ty {
        Ty::Text => value::opt_text(name, value)?.map_or(Json::Null, Json::String),
        Ty::Int => value::opt_int(name, value)?.map_or(Json::Null, Json::from),
        Ty::Real => value::opt_real(name, value)?.map_or(Json::Null, Json::from),
        Ty::Bool => value::opt_int(name, value)?.map_or(Json::Null, |i| Json::Bool(i != 0)),
        Ty::Json => match value::opt_text(name, value)? {
            Some(text) => serde_json::from_str(&text).map_err(Error::internal)?,
            None => Json::Null,
        },
    })
}

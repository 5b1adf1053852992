//! Values that cross the border to the database: three types are enough on both engines.
use kernel::{Error, Result};
use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _};
use std::sync::Arc;

/// A value bound to or read from a statement. Null carries no type: [`crate::Table`] knows it, ad-hoc SQL uses
/// [`Value::NoText`], [`Value::NoInt`] or [`Value::NoReal`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(i64),
    Real(f64),
    Text(String),
    NoInt,
    NoReal,
    NoText,
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Self::Text(v.clone())
    }
}
impl From<Option<i64>> for Value {
    fn from(v: Option<i64>) -> Self {
        v.map_or(Self::NoInt, Self::Int)
    }
}
impl From<Option<&str>> for Value {
    fn from(v: Option<&str>) -> Self {
        v.map_or(Self::NoText, Self::from)
    }
}
impl From<Option<String>> for Value {
    fn from(v: Option<String>) -> Self {
        v.map_or(Self::NoText, Self::Text)
    }
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Self::NoInt | Self::NoReal | Self::NoText)
    }
}

/// A row as read: columns by name.
#[derive(Clone, Debug)]
pub struct Row {
    names: Arc<Vec<String>>,
    values: Vec<Value>,
}

impl Row {
    pub fn get(&self, column: &str) -> Option<&Value> {
        let at = self.names.iter().position(|n| n == column)?;
        self.values.get(at)
    }
    /// The text of a column; an error of ours when the column is absent or holds something else.
    pub fn text(&self, column: &str) -> Result<String> {
        self.opt_text(column)?.ok_or_else(|| Error::internal(format!("column {column} is null")))
    }
    pub fn opt_text(&self, column: &str) -> Result<Option<String>> {
        opt_text(column, self.get(column))
    }
    pub fn int(&self, column: &str) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| Error::internal(format!("column {column} is null")))
    }
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>> {
        opt_int(column, self.get(column))
    }
    pub fn opt_real(&self, column: &str) -> Result<Option<f64>> {
        opt_real(column, self.get(column))
    }
    /// The value of a column that stands at that place in what a table selects: no search through the names of wide rows.
    pub(crate) fn value(&self, at: usize, column: &str) -> Option<&Value> {
        if self.names.get(at).is_some_and(|name| name == column) { self.values.get(at) } else { self.get(column) }
    }
}

pub(crate) fn opt_text(column: &str, value: Option<&Value>) -> Result<Option<String>> {
    match value {
        Some(Value::Text(t)) => Ok(Some(t.clone())),
        Some(v) if v.is_null() => Ok(None),
        other => Err(Error::internal(format!("column {column} is not text: {other:?}"))),
    }
}

pub(crate) fn opt_int(column: &str, value: Option<&Value>) -> Result<Option<i64>> {
    match value {
        Some(Value::Int(i)) => Ok(Some(*i)),
        Some(v) if v.is_null() => Ok(None),
        other => Err(Error::internal(format!("column {column} is not a whole number: {other:?}"))),
    }
}

pub(crate) fn opt_real(column: &str, value: Option<&Value>) -> Result<Option<f64>> {
    match value {
        Some(Value::Real(r)) => Ok(Some(*r)),
        #[allow(clippy::cast_precision_loss)]
        Some(Value::Int(i)) => Ok(Some(*i as f64)),
        Some(v) if v.is_null() => Ok(None),
        other => Err(Error::internal(format!("column {column} is not a number: {other:?}"))),
    }
}

macro_rules! decode {
    ($name:ident, $row:ty, $ints:pat, $small:pat, $reals:pat) => {
        pub(crate) fn $name(rows: Vec<$row>) -> std::result::Result<Vec<Row>, sqlx::Error> {
            let Some(first) = rows.first() else { return Ok(Vec::new()) };
            let names = Arc::new(first.columns().iter().map(|c| c.name().to_owned()).collect::<Vec<_>>());
            let read = |row: &$row| -> std::result::Result<Row, sqlx::Error> {
                let mut values = Vec::with_capacity(names.len());
                for i in 0..names.len() {
                    let raw = row.try_get_raw(i)?;
                    let null = raw.is_null();
                    let kind = raw.type_info().name().to_owned();
                    values.push(match (kind.as_str(), null) {
                        (_, true) => Value::NoText,
                        ($ints, _) => Value::Int(row.try_get::<i64, _>(i)?),
                        ($small, _) => Value::Int(i64::from(row.try_get::<i32, _>(i)?)),
                        ($reals, _) => Value::Real(row.try_get::<f64, _>(i)?),
                        _ => Value::Text(row.try_get::<String, _>(i)?),
                    });
                }
                Ok(Row { names: names.clone(), values })
            };
            rows.iter().map(read).collect()
        }
    };
}
decode!(decode_sqlite, sqlx::sqlite::SqliteRow, "INTEGER" | "INT8" | "BIGINT", "BOOLEAN", "REAL");
decode!(decode_postgres, sqlx::postgres::PgRow, "INT8", "INT4", "FLOAT8");

impl Row {
    pub(crate) fn first_int(&self) -> Option<i64> {
        match self.values.first() {
            Some(Value::Int(i)) => Some(*i),
            _ => None,
        }
    }
}

//! Attributes beside the core of a log: one column per key and kind, as ids of interned texts.
use crate::interner::Interner;
use crate::log::NONE;
use serde::Serialize;

/// The kinds of values that XES knows; the text is kept as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    String,
    Date,
    Int,
    Float,
    Boolean,
    Id,
}

impl Kind {
    pub(crate) fn of_tag(tag: &[u8]) -> Option<Self> {
        Some(match tag {
            b"string" => Self::String,
            b"date" => Self::Date,
            b"int" => Self::Int,
            b"float" => Self::Float,
            b"boolean" => Self::Boolean,
            b"id" => Self::Id,
            _ => return None,
        })
    }

    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Date => "date",
            Self::Int => "int",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Id => "id",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Column {
    pub key: String,
    pub kind: Kind,
    /// By row; [`NONE`] or beyond the end: the row has no such attribute.
    ids: Vec<u32>,
}

/// Keys are few; rows name them again and again in nearly the same order.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    columns: Vec<Column>,
    values: Interner,
    /// The column that was written last: the next one is most likely the one that follows it.
    last: usize,
}

/// More keys than this is not a log.
pub(crate) const KEYS_MAX: usize = 2_000;

impl Columns {
    /// False where a key or value is no UTF-8, or there are too many keys.
    pub(crate) fn put(&mut self, row: usize, kind: Kind, key: &[u8], value: &[u8]) -> bool {
        let Some(id) = self.values.intern_bytes(value) else { return false };
        let Some(place) = self.place(kind, key) else { return false };
        self.last = place;
        let Some(column) = self.columns.get_mut(place) else { return false };
        column.ids.resize(column.ids.len().max(row), NONE);
        match column.ids.get_mut(row) {
            Some(cell) => *cell = id,
            None => column.ids.push(id),
        }
        true
    }

    fn place(&mut self, kind: Kind, key: &[u8]) -> Option<usize> {
        let is = |c: &Column| c.kind == kind && c.key.as_bytes() == key;
        let (before, after) = self.columns.split_at(self.last.min(self.columns.len()));
        let found = after.iter().position(is).map(|i| i + before.len()).or_else(|| before.iter().position(is));
        if found.is_none() && self.columns.len() < KEYS_MAX {
            let key = std::str::from_utf8(key).ok()?.to_owned();
            self.columns.push(Column { key, kind, ids: Vec::new() });
            return Some(self.columns.len() - 1);
        }
        found
    }

    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// The id of the row's value in a column; [`NONE`] where there is none.
    pub fn id(&self, column: &Column, row: usize) -> u32 {
        column.ids.get(row).copied().unwrap_or(NONE)
    }

    pub fn text(&self, column: &Column, row: usize) -> Option<&str> {
        column.ids.get(row).filter(|id| **id != NONE).map(|id| self.values.text(*id))
    }

    /// The row's value under a key, of whichever kind.
    pub fn get(&self, key: &str, row: usize) -> Option<&str> {
        self.columns.iter().filter(|c| c.key == key).find_map(|c| self.text(c, row))
    }

    /// Rows in another order: the new row `i` is the old row `order[i]`.
    pub(crate) fn reorder(&mut self, order: &[u32]) {
        for column in &mut self.columns {
            let old = std::mem::take(&mut column.ids);
            column.ids = order.iter().map(|row| old.get(*row as usize).copied().unwrap_or(NONE)).collect();
        }
    }
}

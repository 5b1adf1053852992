//! 部门: the departments of the zone and the city that users belong to and matters lie with.
pub mod service;
pub(crate) mod web;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::id::DepartmentId;
use kernel::{Locale, Resource};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name_zh: String,
    pub name_en: String,
    /// Closed departments keep their history and take no new members.
    pub active: bool,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "department",
    &["id"],
    &[("id", Ty::Text), ("name_zh", Ty::Text), ("name_en", Ty::Text), ("active", Ty::Bool), ("version", Ty::Int)],
);
impl Record for Department {
    const TABLE: Table = TABLE;
}
impl Guarded for Department {
    const RESOURCE: Resource = Resource::User;
}

impl Department {
    /// The name in the reader's language, if there is one.
    pub fn name(&self, locale: Locale) -> &str {
        if locale == Locale::En && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }
}

/// A department as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name_zh: String,
    pub name_en: String,
    pub active: bool,
}

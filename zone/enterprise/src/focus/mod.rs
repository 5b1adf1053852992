//! 重点产业: the zone's focus industries, "3+1" in the source text: an editable taxonomy mapped to GB/T 4754.
pub mod rules;
pub mod service;
pub mod store;

use ::store::{Record, Table, Ty};
use kernel::{Resource, Source, access::Guarded};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 主导产业
    Leading,
    /// 潜力产业
    Potential,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Short code such as `it`.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub tier: Tier,
    /// Colour slot 1…4 of the charts.
    pub slot: i64,
    pub position: i64,
    /// GB/T 4754-2017 codes of any level that belong to it by default; the longest match wins.
    pub industries: Vec<String>,
    pub source: Source,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "focus",
    &["code"],
    &[
        ("code", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("tier", Ty::Text),
        ("slot", Ty::Int),
        ("position", Ty::Int),
        ("industries", Ty::Json),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Focus {
    const TABLE: Table = TABLE;
}
impl Guarded for Focus {
    const RESOURCE: Resource = Resource::Taxonomy;
}

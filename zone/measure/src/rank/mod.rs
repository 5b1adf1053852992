//! 外部排名: "2019年10月8日……全国综合实力百强区第34位": a place on a list that others publish, with its edition and publishers.
pub mod service;
pub mod store;
pub mod web;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::{Locale, Resource, Source};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalRank {
    /// A code of the zone pack or a UUID.
    pub id: String,
    pub list_zh: String,
    pub list_en: String,
    /// The year that the list calls itself after.
    pub edition: i64,
    pub place: i64,
    pub out_of: i64,
    pub published_on: String,
    pub publishers: Vec<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "external_rank",
    &["id"],
    &[
        ("id", Ty::Text),
        ("list_zh", Ty::Text),
        ("list_en", Ty::Text),
        ("edition", Ty::Int),
        ("place", Ty::Int),
        ("out_of", Ty::Int),
        ("published_on", Ty::Text),
        ("publishers", Ty::Json),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for ExternalRank {
    const TABLE: Table = TABLE;
}
impl Guarded for ExternalRank {
    const RESOURCE: Resource = Resource::Rank;
}
impl ExternalRank {
    pub fn list(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.list_zh,
            Locale::En => &self.list_en,
        }
    }
}

//! 入规门槛: dated threshold rules as data (规上 and others): which firms are above, which are near.
pub mod rules;
pub mod service;
pub mod store;

use crate::figure::Metric;
use ::store::{Record, Table, Ty};
use kernel::{Resource, Source, access::Guarded};
use serde::{Deserialize, Serialize};

/// One way to be above: the metric of the year in question reaches the minimum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub metric: Metric,
    /// Fen for money, persons for staff.
    pub min: i64,
}

/// A rule of a list such as `above_scale` (规上), valid between two dates, for some industries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    pub id: String,
    pub list: String,
    pub name_zh: String,
    pub name_en: String,
    pub valid_from: String,
    /// Last day; none is open.
    pub valid_to: Option<String>,
    /// GB/T 4754 codes of any level; the rule with the longest matching code applies.
    pub industries: Vec<String>,
    /// Any one of these suffices.
    pub any_of: Vec<Condition>,
    /// A qualification that suffices by itself, held as a tag of the company (建筑业资质); `全部`: every firm of the industry.
    pub qualification: Option<String>,
    pub source: Source,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "threshold",
    &["id"],
    &[
        ("id", Ty::Text),
        ("list", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("valid_from", Ty::Text),
        ("valid_to", Ty::Text),
        ("industries", Ty::Json),
        ("any_of", Ty::Json),
        ("qualification", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Threshold {
    const TABLE: Table = TABLE;
}
impl Guarded for Threshold {
    const RESOURCE: Resource = Resource::Taxonomy;
}

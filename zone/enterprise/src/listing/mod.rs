//! 入榜: membership in a dated list, such as 世界500强, with its evidence; a flag without evidence is "claimed".
pub mod service;

use ::store::{Record, Table, Ty};
use kernel::Source;
use kernel::id::EnterpriseId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待佐证: somebody says so.
    Claimed,
    /// 已佐证: list, year and a document that shows it.
    Evidenced,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub id: String,
    pub enterprise_id: EnterpriseId,
    /// Name of the list as printed: 世界500强, 中国500强, 高新技术企业.
    pub list: String,
    pub year: Option<i64>,
    pub rank: Option<i64>,
    pub state: State,
    pub source: Source,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "listing",
    &["id"],
    &[
        ("id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("list", Ty::Text),
        ("year", Ty::Int),
        ("rank", Ty::Int),
        ("state", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Listing {
    const TABLE: Table = TABLE;
}

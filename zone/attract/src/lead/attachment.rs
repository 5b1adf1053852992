//! 附件: files of a lead. The record is in the books, the bytes in the data folder under their own hash.
use ::store::{Record, Table, Ty};
use kernel::id::LeadId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: String,
    pub lead_id: LeadId,
    pub name: String,
    /// The extension of an allowed kind: `pdf`, `docx` …
    pub kind: String,
    pub bytes: i64,
    pub sha256: String,
    pub added_by: Option<String>,
    pub added_us: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead_file",
    &["id"],
    &[
        ("id", Ty::Text),
        ("lead_id", Ty::Text),
        ("name", Ty::Text),
        ("kind", Ty::Text),
        ("bytes", Ty::Int),
        ("sha256", Ty::Text),
        ("added_by", Ty::Text),
        ("added_us", Ty::Int),
    ],
);
impl Record for Attachment {
    const TABLE: Table = TABLE;
}

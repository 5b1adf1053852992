//! 附件: files of a lead. The record is in the books, the bytes in the data folder under their own hash.
use crate::vault::Kept;
use ::store::{Record, Table, Ty};
use kernel::id::LeadId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub lead_id: LeadId,
    #[serde(flatten)]
    pub file: Kept,
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

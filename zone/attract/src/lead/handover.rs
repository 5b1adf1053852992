//! 移交: an officer asks another for a lead; the owner or the director answers.
use ::store::{Record, Table, Ty};
use kernel::id::LeadId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Given,
    Declined,
    /// The lead got another owner or ended before anybody answered.
    Lapsed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub id: String,
    pub lead_id: LeadId,
    pub asked_by: String,
    pub asked_us: i64,
    pub reason: String,
    /// Who had the lead when it was asked for.
    pub owner: String,
    pub answer: Option<Answer>,
    pub answered_by: Option<String>,
    pub answered_us: Option<i64>,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead_handover",
    &["id"],
    &[
        ("id", Ty::Text),
        ("lead_id", Ty::Text),
        ("asked_by", Ty::Text),
        ("asked_us", Ty::Int),
        ("reason", Ty::Text),
        ("owner", Ty::Text),
        ("answer", Ty::Text),
        ("answered_by", Ty::Text),
        ("answered_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Handover {
    const TABLE: Table = TABLE;
}

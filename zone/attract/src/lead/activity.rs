//! 跟进: calls, visits, messages and notes of a lead.
use ::store::{Record, Table, Ty};
use kernel::id::LeadId;
use serde::{Deserialize, Serialize};

/// What kind of activity it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Call,
    Visit,
    Message,
    /// A remark for colleagues: nobody was spoken with, so it answers no enquiry.
    #[default]
    Note,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Call, Kind::Visit, Kind::Message, Kind::Note];
    pub fn code(self) -> &'static str {
        match self {
            Kind::Call => "call",
            Kind::Visit => "visit",
            Kind::Message => "message",
            Kind::Note => "note",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn icon(self) -> &'static str {
        match self {
            Kind::Call => "phone",
            Kind::Visit => "users",
            Kind::Message => "message",
            Kind::Note => "note",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: String,
    pub lead_id: LeadId,
    pub kind: Kind,
    pub happened_on: String,
    pub summary: String,
    /// Who wrote it in the ledger that it was taken from, as named there.
    pub author: Option<String>,
    pub recorded_by: Option<String>,
    pub recorded_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead_activity",
    &["id"],
    &[
        ("id", Ty::Text),
        ("lead_id", Ty::Text),
        ("kind", Ty::Text),
        ("happened_on", Ty::Text),
        ("summary", Ty::Text),
        ("author", Ty::Text),
        ("recorded_by", Ty::Text),
        ("recorded_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Activity {
    const TABLE: Table = TABLE;
}

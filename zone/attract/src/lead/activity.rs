//! 跟进: calls, visits, messages and notes of a lead, and the colleagues that they name.
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

/// A colleague who was named with `@` and has (not) seen it. A reading mark is no fact of the zone, so it is private.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub user_id: String,
    pub activity_id: String,
    pub lead_id: LeadId,
    pub mentioned_us: i64,
    pub seen_us: Option<i64>,
}
pub const MENTION_TABLE: Table = Table::private(
    "lead_mention",
    &["user_id", "activity_id"],
    &[
        ("user_id", Ty::Text),
        ("activity_id", Ty::Text),
        ("lead_id", Ty::Text),
        ("mentioned_us", Ty::Int),
        ("seen_us", Ty::Int),
    ],
);
impl Record for Mention {
    const TABLE: Table = MENTION_TABLE;
}

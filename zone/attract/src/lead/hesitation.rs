//! 犹豫: "在项目投资犹豫不决时……": why a company does not decide, since when, and what resolved it.
use ::store::{Record, Table, Ty};
use kernel::Source;
use kernel::id::LeadId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hesitation {
    pub id: String,
    pub lead_id: String,
    /// Id of a reason of the zone's list.
    pub reason: String,
    pub since_on: String,
    pub note: Option<String>,
    pub resolved_on: Option<String>,
    /// The user who noted that it is resolved.
    pub resolved_by: Option<String>,
    /// What resolved it.
    pub how: Option<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead_hesitation",
    &["id"],
    &[
        ("id", Ty::Text),
        ("lead_id", Ty::Text),
        ("reason", Ty::Text),
        ("since_on", Ty::Text),
        ("note", Ty::Text),
        ("resolved_on", Ty::Text),
        ("resolved_by", Ty::Text),
        ("how", Ty::Text),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Hesitation {
    const TABLE: Table = TABLE;
}
impl Hesitation {
    pub fn is_open(&self) -> bool {
        self.resolved_on.is_none()
    }
    pub fn is_of(&self, lead: &LeadId) -> bool {
        self.lead_id == lead.as_str()
    }
}

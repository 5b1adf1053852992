//! 联系人: who speaks for a company. The person's particulars are erasable; the contact itself names only ids.
pub mod service;

use ::store::{Record, Table, Ty};
use kernel::id::{EnterpriseId, PersonId};
use kernel::{Resource, Source, access::Guarded};
use serde::{Deserialize, Serialize};

/// A person's place at a company, without particulars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: String,
    pub enterprise_id: EnterpriseId,
    pub person_id: PersonId,
    /// 职务: `legal_representative`, `contact`, or words as given (never a name).
    pub duty: String,
    pub source: Source,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "contact",
    &["id"],
    &[
        ("id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("person_id", Ty::Text),
        ("duty", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Contact {
    const TABLE: Table = TABLE;
}
impl Guarded for Contact {
    const RESOURCE: Resource = Resource::Contact;
}

/// Personal particulars: never in the journal, never in the search index, erasable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub note: Option<String>,
}
impl Record for Person {
    const TABLE: Table = Table::private(
        "person",
        &["id"],
        &[("id", Ty::Text), ("name", Ty::Text), ("phones", Ty::Json), ("emails", Ty::Json), ("note", Ty::Text)],
    );
}

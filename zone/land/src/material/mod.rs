//! 材料: handed in once, used wherever it is asked for again.
pub mod past;
pub mod rules;
pub mod service;
pub mod store;
pub mod view;
pub mod web;

use ::store::{Record, Table, Ty};
use kernel::access::{Guarded, Relation};
use kernel::id::{EnterpriseId, MaterialId, MatterId};
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

/// 材料: a document of a company, handed in once and used again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Material {
    pub id: MaterialId,
    pub enterprise_id: EnterpriseId,
    /// Code of the material type.
    pub code: String,
    /// As the catalogue named it.
    pub name: String,
    /// Version, from 1, of this company's document of that type.
    pub number: i64,
    pub supersedes: Option<MaterialId>,
    /// Last day on which it is good.
    pub valid_until: Option<String>,
    pub file_name: String,
    /// Ending: pdf, jpg …
    pub file_kind: String,
    pub bytes: i64,
    /// Where the bytes are kept.
    pub sha256: String,
    pub added_by: Option<String>,
    pub added_us: i64,
    pub withdrawn_on: Option<String>,
    pub source: Source,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "material",
    &["id"],
    &[
        ("id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("code", Ty::Text),
        ("name", Ty::Text),
        ("number", Ty::Int),
        ("supersedes", Ty::Text),
        ("valid_until", Ty::Text),
        ("file_name", Ty::Text),
        ("file_kind", Ty::Text),
        ("bytes", Ty::Int),
        ("sha256", Ty::Text),
        ("added_by", Ty::Text),
        ("added_us", Ty::Int),
        ("withdrawn_on", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Material {
    const TABLE: Table = TABLE;
}
impl Guarded for Material {
    const RESOURCE: Resource = Resource::Material;
}
impl Material {
    /// What access is decided by: the company sees its own.
    pub fn relation(&self) -> Relation {
        Relation::company(&self.enterprise_id)
    }
}

/// Which document answers which need of a matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaterialUse {
    pub matter_id: MatterId,
    /// Code of the material type that the matter asks for.
    pub code: String,
    pub material_id: MaterialId,
    pub used_on: String,
    pub used_by: Option<String>,
}
pub const USE_TABLE: Table = Table::journaled(
    "material_use",
    &["matter_id", "code"],
    &[
        ("matter_id", Ty::Text),
        ("code", Ty::Text),
        ("material_id", Ty::Text),
        ("used_on", Ty::Text),
        ("used_by", Ty::Text),
    ],
);
impl Record for MaterialUse {
    const TABLE: Table = USE_TABLE;
}

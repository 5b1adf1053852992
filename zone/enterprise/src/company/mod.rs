//! 企业档案: one company of the zone's books, with a source for every fact.
pub mod draft;
pub mod duplicate;
pub mod form;
pub mod merging;
pub mod rules;
pub mod service;
pub mod store;
pub mod web;

use ::store::{Record, Table, Ty};
pub use draft::Draft;
use kernel::id::{DepartmentId, EnterpriseId};
use kernel::{Relation, Resource, Source, access::Guarded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 登记状态, in the few words that matter; the registry's own word stays in `status_text`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 存续、在业、开业、在营
    #[default]
    Active,
    /// 迁出
    MovedOut,
    /// 停业、歇业
    Suspended,
    /// 吊销
    Revoked,
    /// 注销
    Cancelled,
    /// 筹建、拟设立
    Preparing,
}

impl Status {
    pub const ALL: [Status; 6] =
        [Status::Active, Status::Preparing, Status::Suspended, Status::MovedOut, Status::Revoked, Status::Cancelled];
    pub fn code(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::MovedOut => "moved_out",
            Status::Suspended => "suspended",
            Status::Revoked => "revoked",
            Status::Cancelled => "cancelled",
            Status::Preparing => "preparing",
        }
    }
}

/// 企业规模 by the statistics bureau's four sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    Large,
    Medium,
    Small,
    Micro,
}

impl Size {
    pub const ALL: [Size; 4] = [Size::Large, Size::Medium, Size::Small, Size::Micro];
    pub fn code(self) -> &'static str {
        match self {
            Size::Large => "large",
            Size::Medium => "medium",
            Size::Small => "small",
            Size::Micro => "micro",
        }
    }
}

/// A company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enterprise {
    pub id: EnterpriseId,
    pub name: String,
    pub name_en: Option<String>,
    /// 统一社会信用代码, 18 characters, check character right.
    pub credit_code: Option<String>,
    /// 工商注册号 of 15 or 13 digits, for firms without a credit code.
    pub registration_no: Option<String>,
    pub status: Status,
    pub status_text: Option<String>,
    pub company_type: Option<String>,
    /// 注册资本 in the smallest unit (fen, cent) of `capital_currency`.
    pub capital_fen: Option<i64>,
    /// ISO 4217.
    pub capital_currency: Option<String>,
    pub paid_capital_fen: Option<i64>,
    pub founded_on: Option<String>,
    /// 营业期限 as written.
    pub term: Option<String>,
    /// 行政区划 code, 6 digits.
    pub region_code: Option<String>,
    pub address: Option<String>,
    /// GB/T 4754-2017, at any level: `I`, `65`, `651`, `6513`.
    pub industry_code: Option<String>,
    /// Code of the focus industry; none is "other".
    pub focus: Option<String>,
    pub size: Option<Size>,
    /// 参保人数.
    pub insured_count: Option<i64>,
    pub website: Option<String>,
    /// 经营范围.
    pub scope: Option<String>,
    pub intro: Option<String>,
    pub former_names: Vec<String>,
    pub tags: Vec<String>,
    /// 归口部门: its clerks may edit the company.
    pub department_id: Option<DepartmentId>,
    /// 母公司 in these books.
    pub parent_id: Option<EnterpriseId>,
    /// 所属集团 as named by a source.
    pub group_name: Option<String>,
    /// Where single facts came from when it was not the record's own `source`: field → source.
    pub facts: BTreeMap<String, Source>,
    /// Where the record came from.
    pub source: Source,
    /// 录入人 and 录入日期 as the original said, kept through imports.
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    /// 核验日期: when somebody last confirmed it.
    pub checked_on: Option<String>,
    pub merged_into: Option<EnterpriseId>,
    pub removed_on: Option<String>,
    /// The import that last wrote it.
    pub batch_id: Option<String>,
    pub updated_us: i64,
    pub version: i64,
}

pub const TABLE: Table = Table::journaled(
    "enterprise",
    &["id"],
    &[
        ("id", Ty::Text),
        ("name", Ty::Text),
        ("name_en", Ty::Text),
        ("credit_code", Ty::Text),
        ("registration_no", Ty::Text),
        ("status", Ty::Text),
        ("status_text", Ty::Text),
        ("company_type", Ty::Text),
        ("capital_fen", Ty::Int),
        ("capital_currency", Ty::Text),
        ("paid_capital_fen", Ty::Int),
        ("founded_on", Ty::Text),
        ("term", Ty::Text),
        ("region_code", Ty::Text),
        ("address", Ty::Text),
        ("industry_code", Ty::Text),
        ("focus", Ty::Text),
        ("size", Ty::Text),
        ("insured_count", Ty::Int),
        ("website", Ty::Text),
        ("scope", Ty::Text),
        ("intro", Ty::Text),
        ("former_names", Ty::Json),
        ("tags", Ty::Json),
        ("department_id", Ty::Text),
        ("parent_id", Ty::Text),
        ("group_name", Ty::Text),
        ("facts", Ty::Json),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("checked_on", Ty::Text),
        ("merged_into", Ty::Text),
        ("removed_on", Ty::Text),
        ("batch_id", Ty::Text),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Enterprise {
    const TABLE: Table = TABLE;
}
impl Guarded for Enterprise {
    const RESOURCE: Resource = Resource::Enterprise;
}
impl Enterprise {
    pub fn relation(&self) -> Relation {
        Relation::company(&self.id).in_department(self.department_id.as_ref())
    }
    /// A company with a name and nothing else yet.
    pub fn blank(id: EnterpriseId, name: &str, recorded_on: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            name_en: None,
            credit_code: None,
            registration_no: None,
            status: Status::Active,
            status_text: None,
            company_type: None,
            capital_fen: None,
            capital_currency: None,
            paid_capital_fen: None,
            founded_on: None,
            term: None,
            region_code: None,
            address: None,
            industry_code: None,
            focus: None,
            size: None,
            insured_count: None,
            website: None,
            scope: None,
            intro: None,
            former_names: Vec::new(),
            tags: Vec::new(),
            department_id: None,
            parent_id: None,
            group_name: None,
            facts: BTreeMap::new(),
            source: Source::default(),
            recorded_by: None,
            recorded_on: recorded_on.to_owned(),
            checked_on: None,
            merged_into: None,
            removed_on: None,
            batch_id: None,
            updated_us: 0,
            version: 0,
        }
    }
    /// In the books today: neither merged into another nor removed.
    pub fn is_live(&self) -> bool {
        self.merged_into.is_none() && self.removed_on.is_none()
    }
}

/// How a company is found again: by credit code, else by normalised name, former names included. Derived, so private.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// `code`, `registration`, `name` or `former`.
    pub kind: String,
    pub value: String,
    pub enterprise_id: EnterpriseId,
}
impl Record for Key {
    const TABLE: Table = Table::private(
        "enterprise_key",
        &["kind", "value", "enterprise_id"],
        &[("kind", Ty::Text), ("value", Ty::Text), ("enterprise_id", Ty::Text)],
    );
}

/// 合并: two records of one company made one; keeps what is needed to undo it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    pub id: String,
    pub into_id: EnterpriseId,
    pub from_id: EnterpriseId,
    pub merged_us: i64,
    pub undone_us: Option<i64>,
    /// Row images as they were before.
    pub into_before: serde_json::Value,
    pub from_before: serde_json::Value,
    /// What moved: contacts, listings, figures, children, with their keys.
    pub moved: serde_json::Value,
    pub version: i64,
}
pub const MERGE_TABLE: Table = Table::journaled(
    "enterprise_merge",
    &["id"],
    &[
        ("id", Ty::Text),
        ("into_id", Ty::Text),
        ("from_id", Ty::Text),
        ("merged_us", Ty::Int),
        ("undone_us", Ty::Int),
        ("into_before", Ty::Json),
        ("from_before", Ty::Json),
        ("moved", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Merge {
    const TABLE: Table = MERGE_TABLE;
}

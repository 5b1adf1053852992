//! 事项目录: what the departments decide, in which order, with which documents and limits: "涉及当地林业、规划、电业、水业等各级部门".
//! A theme (主题) is drafted while the published one is in use; a published version never changes.
pub mod answers;
pub mod diff;
pub mod holiday;
pub mod lint;
pub mod part;
pub mod rule;
pub mod service;
pub mod sheet;
pub mod store;
mod view;
pub mod web;
mod web_draft;
mod web_holiday;
mod web_import;
pub mod web_try;
mod web_versions;
pub mod words;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

/// What a project is: the answers to the questionnaire, by attribute code.
pub type Attributes = serde_json::Map<String, serde_json::Value>;

/// The type of an attribute's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    #[default]
    YesNo,
    /// A number, in the attribute's unit.
    Number,
    /// One of the attribute's choices.
    Choice,
}

/// A text in both languages; English falls back to Chinese where it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Name {
    pub fn get(&self, zh: bool) -> &str {
        if zh || self.en.is_empty() { &self.zh } else { &self.en }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub code: String,
    pub name: Name,
}

/// 情形: a question about the project whose answer decides which matters it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// The name in rules.
    pub code: String,
    pub name: Name,
    #[serde(rename = "type")]
    pub ty: ValueType,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Asked only where this rule (CEL) holds; empty: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
}

/// 阶段: 立项用地规划许可, 工程建设许可, 施工许可, 竣工验收 …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub code: String,
    pub name: Name,
    /// The milestone that its end makes possible.
    #[serde(default)]
    pub leads_to: Option<crate::project::MilestoneKind>,
}

/// 材料 as the catalogue names it; a company hands it in once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialType {
    pub code: String,
    pub name: Name,
    /// Months for which it is good; none: as long as nothing changes.
    #[serde(default)]
    pub valid_months: Option<i64>,
    /// Who issues it, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
}

/// A document that a matter asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Code of the material type.
    pub material: String,
    /// 容缺: may follow after acceptance.
    #[serde(default)]
    pub may_follow: bool,
    /// Asked only where this rule holds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
}

/// Who acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A department decides.
    #[default]
    Approval,
    /// The company or a utility does something: 主体施工, 供水接驳 by its own hands. No legal clock.
    Work,
}

/// Known durations in working days: (share, days), such as [(0.5, 12.0), (0.8, 16.0)].
pub type Knots = Vec<(f64, f64)>;

/// What stands in place of a department where the company itself acts: 开业.
pub const COMPANY: &str = "企业";

/// 事项 in the catalogue (matter_type).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MatterType {
    pub code: String,
    pub name: Name,
    /// The department's name as the zone's accounts have it; [`COMPANY`] for the company itself.
    pub department: String,
    pub stage: String,
    #[serde(default)]
    pub kind: MatterKind,
    /// 法定时限 in working days; none where the law sets none.
    #[serde(default)]
    pub statutory_days: Option<i64>,
    /// 承诺时限 in working days.
    #[serde(default)]
    pub promised_days: Option<i64>,
    /// The department's own limit in working days.
    #[serde(default)]
    pub internal_days: Option<i64>,
    /// The provision that sets the limit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Needed only where this rule (CEL over the attributes) holds; empty: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// 容缺受理 is possible.
    #[serde(default)]
    pub tolerant: bool,
    /// 告知承诺制
    #[serde(default)]
    pub notify_and_commit: bool,
    /// 联合审查: departments that give an opinion besides the one that decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<String>,
    /// How long it took where it was done before; empty: reckoned from the limits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub took: Knots,
}

/// How two matters hang together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// 前置: starts when the other is finished.
    #[default]
    FinishToStart,
    StartToStart,
    FinishToFinish,
}

/// A prerequisite: `from` before `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub kind: LinkKind,
    /// Working days between.
    #[serde(default)]
    pub lag_days: u32,
    /// Holds only where this rule holds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
}

/// A theme's whole content: what `wutong plan compile --theme FILE` reads and a version keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    pub code: String,
    pub name: Name,
    pub attributes: Vec<Attribute>,
    pub stages: Vec<Stage>,
    pub materials: Vec<MaterialType>,
    pub matters: Vec<MatterType>,
    pub links: Vec<Link>,
    #[serde(default)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    #[default]
    Draft,
    /// In use for new plans; at most one of a theme.
    Published,
    /// Followed by a newer one; plans compiled from it keep it.
    Retired,
}

/// A version of a theme. Once published its content never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeVersion {
    pub id: String,
    /// Code of the theme.
    pub theme: String,
    /// From 1; the draft has the number that it will be published under.
    pub number: i64,
    pub state: VersionState,
    pub content: Theme,
    pub note: String,
    pub edited_by: Option<String>,
    pub edited_us: i64,
    pub published_by: Option<String>,
    pub published_on: Option<String>,
    pub version: i64,
}
pub const VERSION_TABLE: Table = Table::journaled(
    "theme_version",
    &["id"],
    &[
        ("id", Ty::Text),
        ("theme", Ty::Text),
        ("number", Ty::Int),
        ("state", Ty::Text),
        ("content", Ty::Json),
        ("note", Ty::Text),
        ("edited_by", Ty::Text),
        ("edited_us", Ty::Int),
        ("published_by", Ty::Text),
        ("published_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for ThemeVersion {
    const TABLE: Table = VERSION_TABLE;
}
impl Guarded for ThemeVersion {
    const RESOURCE: Resource = Resource::Catalogue;
}

/// 放假安排: an imported holiday notice of years beyond the shipped calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayNotice {
    /// The year it is about.
    pub year: i64,
    /// Rows `date,kind,name`, as [`schedule::Calendar::import`] reads them.
    pub content: String,
    pub source: Source,
    pub imported_by: Option<String>,
    pub imported_on: String,
    pub version: i64,
}
pub const NOTICE_TABLE: Table = Table::journaled(
    "holiday_notice",
    &["year"],
    &[
        ("year", Ty::Int),
        ("content", Ty::Text),
        ("source", Ty::Json),
        ("imported_by", Ty::Text),
        ("imported_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for HolidayNotice {
    const TABLE: Table = NOTICE_TABLE;
}
impl Guarded for HolidayNotice {
    const RESOURCE: Resource = Resource::Catalogue;
}

//! 签约: what was agreed, with whom, in which workstreams, and the amounts by kind: "项目签约后仅1个月就动工了", "投资总额超过721.4亿元",
//! the cooperation with 中国科学院控股有限公司 in 产业孵化、科技创新、投资基金.
pub mod amount;
pub mod change;
pub mod counting;
pub mod draft;
pub mod evidence;
pub mod investment;
pub mod rule;
pub mod service;
pub mod store;
pub mod totals;
pub mod web;
mod web_amount;
mod web_change;
mod web_investment;
mod web_record;
mod web_rules;
mod web_totals;

use ::store::{Record, Table, Ty};
pub use amount::{AMOUNT_TABLE, AmountEntry, AmountKind, Basis, CountingRule, PerProject, RULE_TABLE, Rate};
use kernel::access::Guarded;
use kernel::id::{AgreementId, EnterpriseId, LeadId, MissionId};
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 框架协议
    Framework,
    /// 投资协议
    #[default]
    Investment,
    /// 补充协议, to an earlier one
    Supplement,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Framework, Self::Investment, Self::Supplement];
    pub fn code(self) -> &'static str {
        match self {
            Self::Framework => "framework",
            Self::Investment => "investment",
            Self::Supplement => "supplement",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("agreement-kind-{}", self.code())
    }
}

/// Who signed. Organisations only: persons are particulars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    /// In the zone's books.
    #[serde(default)]
    pub company_id: Option<EnterpriseId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub id: AgreementId,
    pub title: String,
    /// The Chinese title where it is empty.
    pub title_en: String,
    pub kind: Kind,
    /// Absent where the source gives no day.
    pub signed_on: Option<String>,
    /// Where the day is from, when not from `source`.
    pub date_source: Option<Source>,
    /// The agreement that a supplement changes.
    pub amends: Option<AgreementId>,
    pub parties: Vec<Party>,
    pub lead_id: Option<LeadId>,
    pub mission_id: Option<MissionId>,
    /// The document that shows it.
    pub source: Source,
    pub voided_on: Option<String>,
    pub void_reason: Option<String>,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "agreement",
    &["id"],
    &[
        ("id", Ty::Text),
        ("title", Ty::Text),
        ("title_en", Ty::Text),
        ("kind", Ty::Text),
        ("signed_on", Ty::Text),
        ("date_source", Ty::Json),
        ("amends", Ty::Text),
        ("parties", Ty::Json),
        ("lead_id", Ty::Text),
        ("mission_id", Ty::Text),
        ("source", Ty::Json),
        ("voided_on", Ty::Text),
        ("void_reason", Ty::Text),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Agreement {
    const TABLE: Table = TABLE;
}
impl Guarded for Agreement {
    const RESOURCE: Resource = Resource::Agreement;
}
impl Agreement {
    pub fn title(&self, zh: bool) -> &str {
        if zh || self.title_en.is_empty() { &self.title } else { &self.title_en }
    }
    pub fn party_names(&self) -> String {
        self.parties.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkState {
    /// 未启动
    #[default]
    Planned,
    /// 推进中
    Active,
    /// 暂缓
    Paused,
    /// 已完成
    Done,
}

impl WorkState {
    pub const ALL: [Self; 4] = [Self::Planned, Self::Active, Self::Paused, Self::Done];
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
    pub fn key(self) -> String {
        format!("workstream-state-{}", self.code())
    }
    /// The class of the status mark.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Planned => "todo",
            Self::Active => "ok",
            Self::Paused => "pause",
            Self::Done => "",
        }
    }
}

/// 合作方向: a field of work under an agreement, with who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workstream {
    pub id: String,
    pub agreement_id: AgreementId,
    pub position: i64,
    pub name: String,
    pub name_en: String,
    pub state: WorkState,
    /// User id of the officer.
    pub owner: Option<String>,
    pub note: String,
    pub source: Source,
    pub version: i64,
}
impl Record for Workstream {
    const TABLE: Table = WORKSTREAM_TABLE;
}
impl Workstream {
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
}
pub const WORKSTREAM_TABLE: Table = Table::journaled(
    "agreement_workstream",
    &["id"],
    &[
        ("id", Ty::Text),
        ("agreement_id", Ty::Text),
        ("position", Ty::Int),
        ("name", Ty::Text),
        ("name_en", Ty::Text),
        ("state", Ty::Text),
        ("owner", Ty::Text),
        ("note", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);

/// 签约项目: what an amount is counted for. Until 落地 keeps projects, it is no more than a name with its company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: String,
    /// None: the source speaks of the company's coming, not of an agreement.
    pub agreement_id: Option<AgreementId>,
    pub name: String,
    pub name_en: String,
    pub company: String,
    pub company_id: Option<EnterpriseId>,
    /// Code of the focus industry.
    pub focus: Option<String>,
    /// User id of the officer to whom it counts.
    pub owner: Option<String>,
    pub source: Source,
    pub version: i64,
}
impl Record for Project {
    const TABLE: Table = PROJECT_TABLE;
}
impl Guarded for Project {
    const RESOURCE: Resource = Resource::Agreement;
}
impl Project {
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
}
pub const PROJECT_TABLE: Table = Table::journaled(
    "agreement_project",
    &["id"],
    &[
        ("id", Ty::Text),
        ("agreement_id", Ty::Text),
        ("name", Ty::Text),
        ("name_en", Ty::Text),
        ("company", Ty::Text),
        ("company_id", Ty::Text),
        ("focus", Ty::Text),
        ("owner", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);

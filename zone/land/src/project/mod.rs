//! 落地项目: "项目签约后仅1个月就动工了，项目建设过程中，半年就完成主体封顶": a signed project with its officer, its milestones and its plan.
pub mod draft;
pub mod officer;
pub(crate) mod page_parts;
pub mod rules;
pub mod service;
pub mod spots;
pub mod store;
pub mod timeline;
pub mod view;
pub mod web;
mod web_act;
mod web_form;
pub(crate) mod web_list;
mod web_map;
mod web_page;
mod web_timeline;

use crate::catalogue::Attributes;
use ::store::{Record, Table, Ty};
use kernel::access::{Guarded, Relation};
use kernel::id::{AgreementId, EnterpriseId, LeadId, ProjectId};
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

/// 签约 → 开工 → 封顶 → 竣工验收 → 投产 → 达产.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneKind {
    Signed,
    Started,
    ToppedOut,
    Accepted,
    Production,
    Capacity,
}

impl MilestoneKind {
    pub const ALL: [Self; 6] =
        [Self::Signed, Self::Started, Self::ToppedOut, Self::Accepted, Self::Production, Self::Capacity];
    pub fn code(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Started => "started",
            Self::ToppedOut => "topped_out",
            Self::Accepted => "accepted",
            Self::Production => "production",
            Self::Capacity => "capacity",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("milestone-{}", self.code().replace('_', "-"))
    }
}

/// Where the project stands: the last milestone that was reached decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 前期: signed, not yet started.
    #[default]
    Preparing,
    /// 在建: started.
    Building,
    /// 竣工待产: accepted, not yet producing.
    Finished,
    /// 投产
    Producing,
    /// 达产
    AtCapacity,
    /// 终止
    Stopped,
}

impl Phase {
    pub const ALL: [Self; 6] =
        [Self::Preparing, Self::Building, Self::Finished, Self::Producing, Self::AtCapacity, Self::Stopped];
    pub fn code(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Building => "building",
            Self::Finished => "finished",
            Self::Producing => "producing",
            Self::AtCapacity => "at_capacity",
            Self::Stopped => "stopped",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("project-phase-{}", self.code().replace('_', "-"))
    }
}

/// 落地项目: from signing to design capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    /// The Chinese name where it is empty.
    pub name_en: String,
    /// 项目代码 of the national platform.
    pub code: Option<String>,
    /// The company in the zone's books whose project it is.
    pub enterprise_id: Option<EnterpriseId>,
    /// Its name as it stood when the project was opened.
    pub enterprise: String,
    pub agreement_id: Option<AgreementId>,
    /// The signed investment in ATTRACT whose amounts are this project's.
    pub investment_id: Option<String>,
    pub lead_id: Option<LeadId>,
    /// The zone's focus industry.
    pub focus: Option<String>,
    /// GB/T 4754 code.
    pub industry: Option<String>,
    /// Land or premises, in words.
    pub site: String,
    /// Degrees, WGS 84.
    pub longitude: Option<f64>,
    pub latitude: Option<f64>,
    /// 计划总投资; 意向, 签约 and 到位 are kept by ATTRACT and never added to it.
    pub planned_fen: Option<i64>,
    /// Answers to the questionnaire of its theme.
    pub attributes: Attributes,
    /// Code of the theme that its plan is compiled from.
    pub theme: Option<String>,
    /// 项目专办员: the one user who looks after it.
    pub officer: Option<String>,
    pub officer_on: Option<String>,
    pub phase: Phase,
    pub opened_on: String,
    pub closed_on: Option<String>,
    pub close_reason: Option<String>,
    pub note: Option<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub updated_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "project",
    &["id"],
    &[
        ("id", Ty::Text),
        ("name", Ty::Text),
        ("name_en", Ty::Text),
        ("code", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("enterprise", Ty::Text),
        ("agreement_id", Ty::Text),
        ("investment_id", Ty::Text),
        ("lead_id", Ty::Text),
        ("focus", Ty::Text),
        ("industry", Ty::Text),
        ("site", Ty::Text),
        ("longitude", Ty::Real),
        ("latitude", Ty::Real),
        ("planned_fen", Ty::Int),
        ("attributes", Ty::Json),
        ("theme", Ty::Text),
        ("officer", Ty::Text),
        ("officer_on", Ty::Text),
        ("phase", Ty::Text),
        ("opened_on", Ty::Text),
        ("closed_on", Ty::Text),
        ("close_reason", Ty::Text),
        ("note", Ty::Text),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Project {
    const TABLE: Table = TABLE;
}
impl Guarded for Project {
    const RESOURCE: Resource = Resource::Project;
}
impl Project {
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
    /// What access is decided by: the company sees its own.
    pub fn relation(&self) -> Relation {
        Relation { company: self.enterprise_id.clone(), ..Relation::default() }
    }
    pub fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Stopped | Phase::AtCapacity)
    }
}

/// A milestone with its planned, forecast and actual day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    pub project_id: ProjectId,
    pub kind: MilestoneKind,
    pub planned_on: Option<String>,
    /// P50 of the last forecast.
    pub forecast_on: Option<String>,
    /// P80 of the last forecast.
    pub forecast_late_on: Option<String>,
    pub actual_on: Option<String>,
    /// What shows it: a document, a sentence, a picture.
    pub source: Source,
    pub note: Option<String>,
    pub version: i64,
}
pub const MILESTONE_TABLE: Table = Table::journaled(
    "project_milestone",
    &["project_id", "kind"],
    &[
        ("project_id", Ty::Text),
        ("kind", Ty::Text),
        ("planned_on", Ty::Text),
        ("forecast_on", Ty::Text),
        ("forecast_late_on", Ty::Text),
        ("actual_on", Ty::Text),
        ("source", Ty::Json),
        ("note", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Milestone {
    const TABLE: Table = MILESTONE_TABLE;
}

/// Who looked after the project, from when to when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub id: String,
    pub project_id: ProjectId,
    pub officer: String,
    pub from_on: String,
    pub to_on: Option<String>,
    /// Why this officer: shown to everybody who sees the project.
    pub reason: String,
    /// 移交说明 of the one who handed over.
    pub notes: Option<String>,
    pub assigned_by: Option<String>,
}
pub const ASSIGNMENT_TABLE: Table = Table::journaled(
    "project_assignment",
    &["id"],
    &[
        ("id", Ty::Text),
        ("project_id", Ty::Text),
        ("officer", Ty::Text),
        ("from_on", Ty::Text),
        ("to_on", Ty::Text),
        ("reason", Ty::Text),
        ("notes", Ty::Text),
        ("assigned_by", Ty::Text),
    ],
);
impl Record for Assignment {
    const TABLE: Table = ASSIGNMENT_TABLE;
}

//! 事项: an approval's life from ready to delivered, on working-day clocks: "简化办事流程、缩短办理时限".
pub mod anew;
pub mod clock;
pub mod command;
pub mod delegation;
pub mod ladder;
pub mod order;
pub mod rules;
pub mod service;
pub mod stopped;
pub mod store;
pub mod supervise;
pub mod view;
pub mod web;
mod web_act;
mod web_inbox;
mod web_page;

use crate::catalogue::{Knots, LinkKind, MatterKind, Need};
use crate::plan::Why;
use ::store::{Record, Table, Ty};
pub use clock::{CLOCK_TABLE, ClockKind, ClockState, DELEGATION_TABLE, Delegation, MatterClock, RUNG_TABLE, RungFire};
use kernel::Resource;
use kernel::access::{Guarded, Relation};
use kernel::id::{DepartmentId, EnterpriseId, MatterId, PlanId, ProjectId};
use serde::{Deserialize, Serialize};

/// The states of a matter; `rules` has the transitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 未就绪: a prerequisite is missing.
    #[default]
    Planned,
    /// 待申报: prerequisites are met.
    Ready,
    /// 已申报: handed in, not yet accepted.
    Submitted,
    /// 办理中
    Accepted,
    /// 补正中: the clocks stand until the company has completed what was asked.
    Correction,
    /// 特别程序: hearing, expert review, inspection, tender; the legal clocks stand.
    Special,
    /// 已办结, the document not yet handed over.
    Decided,
    /// 已送达
    Delivered,
    /// 不予受理
    Refused,
    /// 已撤件 by the company, or because its project was stopped.
    Withdrawn,
    /// 已撤销: a decision taken back.
    Revoked,
}

impl State {
    pub const ALL: [Self; 11] = [
        Self::Planned,
        Self::Ready,
        Self::Submitted,
        Self::Accepted,
        Self::Correction,
        Self::Special,
        Self::Decided,
        Self::Delivered,
        Self::Refused,
        Self::Withdrawn,
        Self::Revoked,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ready => "ready",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Correction => "correction",
            Self::Special => "special",
            Self::Decided => "decided",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("matter-state-{}", self.code())
    }
    /// Accepted and not yet decided.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Accepted | Self::Correction | Self::Special)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 通过
    Approved,
    /// 容缺通过: an obligation is still open.
    ApprovedTolerantly,
    /// 不通过
    Rejected,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::ApprovedTolerantly => "approved_tolerantly",
            Self::Rejected => "rejected",
        }
    }
    pub fn key(self) -> String {
        format!("matter-outcome-{}", self.code().replace('_', "-"))
    }
    pub fn is_pass(self) -> bool {
        self != Self::Rejected
    }
}

/// 前置: another matter of the same plan, by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisite {
    pub code: String,
    pub kind: LinkKind,
    pub lag_days: u32,
}

/// 补正: everything that is missing, said once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub items: Vec<CorrectionItem>,
    pub asked_on: String,
    pub asked_by: Option<String>,
    pub answered_on: Option<String>,
    /// The documents that were there when it was asked: they answer nothing.
    #[serde(default)]
    pub had: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionItem {
    /// What to mend, in plain words.
    pub what: String,
    /// The document it is about, where it is about one.
    pub material: Option<String>,
    pub done: bool,
}

/// 特别程序, not counted by the legal clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    pub procedure: Procedure,
    pub from_on: String,
    pub to_on: Option<String>,
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// 听证
    Hearing,
    /// 专家评审
    ExpertReview,
    /// 检验检测检疫、勘验
    Inspection,
    /// 招标、拍卖
    Tender,
}

impl Procedure {
    pub const ALL: [Self; 4] = [Self::Hearing, Self::ExpertReview, Self::Inspection, Self::Tender];
    pub fn code(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::ExpertReview => "expert_review",
            Self::Inspection => "inspection",
            Self::Tender => "tender",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("matter-procedure-{}", self.code().replace('_', "-"))
    }
}

/// 容缺: what must follow, until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    pub material: String,
    pub due_on: String,
    pub met_on: Option<String>,
}

/// 联合审查: another department's opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    pub department_id: Option<DepartmentId>,
    pub department: String,
    pub agrees: Option<bool>,
    pub opinion: String,
    pub on: Option<String>,
    pub by: Option<String>,
}

/// 批文: what was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub number: String,
    pub note: String,
}

/// A step out of order, by somebody who may, for a stated reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub reason: String,
    pub by: Option<String>,
    pub on: String,
}

/// 事项: one approval (or piece of work) of one project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    pub id: MatterId,
    pub project_id: ProjectId,
    pub enterprise_id: Option<EnterpriseId>,
    pub plan_id: PlanId,
    /// Code of the matter type.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub kind: MatterKind,
    pub department_id: Option<DepartmentId>,
    /// Its name.
    pub department: String,
    pub stage: String,
    /// Order in the plan.
    pub position: i64,
    pub why: Why,
    /// Documents.
    pub needs: Vec<Need>,
    pub prerequisites: Vec<Prerequisite>,
    /// Working days, as they stood in the theme version of its plan.
    pub statutory_days: Option<i64>,
    pub promised_days: Option<i64>,
    pub internal_days: Option<i64>,
    /// How long the catalogue says that it takes.
    pub took: Knots,
    /// 容缺受理 is possible.
    pub tolerant: bool,
    pub notify_and_commit: bool,
    pub joint: Vec<Joint>,
    pub state: State,
    pub submitted_on: Option<String>,
    pub accepted_on: Option<String>,
    pub decided_on: Option<String>,
    pub delivered_on: Option<String>,
    /// Delivered, refused, rejected, withdrawn or revoked on that day.
    pub ended_on: Option<String>,
    pub outcome: Option<Outcome>,
    /// The user who handles it.
    pub clerk: Option<String>,
    /// 补正: once in the life of a submission.
    pub correction: Option<Correction>,
    /// 特别程序
    pub specials: Vec<Special>,
    /// What must follow after tolerant acceptance.
    pub obligations: Vec<Obligation>,
    /// What was issued.
    pub document: Option<Document>,
    pub overridden: Option<Override>,
    /// By the compiled plan.
    pub planned_start_on: Option<String>,
    pub planned_end_on: Option<String>,
    /// P50 of the end.
    pub forecast_on: Option<String>,
    /// P80 of the end.
    pub forecast_late_on: Option<String>,
    /// Share of runs in which it decides the end.
    pub criticality: Option<f64>,
    /// On the critical path of the plan.
    pub critical: bool,
    /// Day on which the promised clock (else the statutory one) runs out; derived, kept for lists; none while it stands still.
    pub due_on: Option<String>,
    /// While it is planned and only a lag is left: the day from which it may be handed in.
    #[serde(default)]
    pub opens_on: Option<String>,
    /// 暂定
    pub due_provisional: bool,
    /// Since when the clocks stand.
    pub paused_on: Option<String>,
    /// First day over the limit; stays for good.
    pub breached_on: Option<String>,
    pub updated_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "matter",
    &["id"],
    &[
        ("id", Ty::Text),
        ("project_id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("plan_id", Ty::Text),
        ("code", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("kind", Ty::Text),
        ("department_id", Ty::Text),
        ("department", Ty::Text),
        ("stage", Ty::Text),
        ("position", Ty::Int),
        ("why", Ty::Json),
        ("needs", Ty::Json),
        ("prerequisites", Ty::Json),
        ("statutory_days", Ty::Int),
        ("promised_days", Ty::Int),
        ("internal_days", Ty::Int),
        ("took", Ty::Json),
        ("tolerant", Ty::Bool),
        ("notify_and_commit", Ty::Bool),
        ("joint", Ty::Json),
        ("state", Ty::Text),
        ("submitted_on", Ty::Text),
        ("accepted_on", Ty::Text),
        ("decided_on", Ty::Text),
        ("delivered_on", Ty::Text),
        ("ended_on", Ty::Text),
        ("outcome", Ty::Text),
        ("clerk", Ty::Text),
        ("correction", Ty::Json),
        ("specials", Ty::Json),
        ("obligations", Ty::Json),
        ("document", Ty::Json),
        ("overridden", Ty::Json),
        ("planned_start_on", Ty::Text),
        ("planned_end_on", Ty::Text),
        ("forecast_on", Ty::Text),
        ("forecast_late_on", Ty::Text),
        ("criticality", Ty::Real),
        ("critical", Ty::Bool),
        ("due_on", Ty::Text),
        ("opens_on", Ty::Text),
        ("due_provisional", Ty::Bool),
        ("paused_on", Ty::Text),
        ("breached_on", Ty::Text),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Matter {
    const TABLE: Table = TABLE;
}
impl Guarded for Matter {
    const RESOURCE: Resource = Resource::Matter;
}
impl Matter {
    pub fn name(&self, zh: bool) -> &str {
        if zh || self.name_en.is_empty() { &self.name_zh } else { &self.name_en }
    }
    /// What access is decided by: the department handles its own, the company sees its own.
    pub fn relation(&self) -> Relation {
        Relation { company: self.enterprise_id.clone(), ..Relation::default() }
            .in_department(self.department_id.as_ref())
    }
    /// Passed: successors may begin.
    pub fn is_passed(&self) -> bool {
        matches!(self.state, State::Decided | State::Delivered) && self.outcome.is_some_and(Outcome::is_pass)
    }
}

//! 诉求: "急企业所急，主动跟进，排忧解难": asked from the portal or by phone, routed, clocked, escalated, answered, rated.
pub mod limits;
pub mod past;
pub mod rate;
pub mod reply;
pub mod rules;
pub mod service;
pub mod store;
pub mod sweep;
pub mod view;
pub mod web;
mod web_limits;
mod web_new;
pub mod work;

use ::store::{Record, Table, Ty};
use chrono::NaiveDate;
use kernel::access::{Guarded, Relation};
use kernel::id::{DepartmentId, EnterpriseId, MatterId, ProjectId, RequestId};
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    #[default]
    Portal,
    Phone,
    Visit,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Portal, Self::Phone, Self::Visit];
    pub fn code(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Phone => "phone",
            Self::Visit => "visit",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("request-channel-{}", self.code())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待答复
    #[default]
    Open,
    /// 已答复: the company may rate it or ask again.
    Answered,
    /// 已办结
    Closed,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("request-state-{}", self.code())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Words between company and handler.
    #[default]
    Said,
    /// 内部: not shown to the company.
    Internal,
    /// 转办: to whom, and why.
    Routed,
    /// 答复
    Answered,
    /// The limit came close or was missed: who was told.
    Escalated,
    /// 再次提出
    Reopened,
}

/// What a rating is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Matter,
    Request,
}

/// 诉求 of a company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: RequestId,
    pub enterprise_id: EnterpriseId,
    /// Its name.
    pub enterprise: String,
    pub project_id: Option<ProjectId>,
    pub matter_id: Option<MatterId>,
    pub subject: String,
    pub body: String,
    pub channel: Channel,
    /// Where it was routed; none: the officer answers.
    pub department_id: Option<DepartmentId>,
    /// The user who has to answer.
    pub handler: Option<String>,
    pub state: State,
    pub asked_by: Option<String>,
    pub asked_us: i64,
    pub asked_on: String,
    /// Day on which somebody of the zone first took it up; the first contact has a limit of its own.
    pub taken_on: Option<String>,
    /// 再次提出: the company was not satisfied and asked again, once.
    pub reopened_on: Option<String>,
    /// Working days for the answer.
    pub limit_days: i64,
    pub clock: schedule::Clock<NaiveDate>,
    pub due_on: Option<String>,
    pub due_provisional: bool,
    pub breached_on: Option<String>,
    /// Rungs that fired since it was asked or asked again: a set of [`rules::Rung`] bits, so that each fires once.
    pub escalated: i64,
    pub answer: Option<String>,
    pub answered_by: Option<String>,
    pub answered_on: Option<String>,
    pub closed_on: Option<String>,
    pub source: Source,
    pub updated_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "request",
    &["id"],
    &[
        ("id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("enterprise", Ty::Text),
        ("project_id", Ty::Text),
        ("matter_id", Ty::Text),
        ("subject", Ty::Text),
        ("body", Ty::Text),
        ("channel", Ty::Text),
        ("department_id", Ty::Text),
        ("handler", Ty::Text),
        ("state", Ty::Text),
        ("asked_by", Ty::Text),
        ("asked_us", Ty::Int),
        ("asked_on", Ty::Text),
        ("taken_on", Ty::Text),
        ("reopened_on", Ty::Text),
        ("limit_days", Ty::Int),
        ("clock", Ty::Json),
        ("due_on", Ty::Text),
        ("due_provisional", Ty::Bool),
        ("breached_on", Ty::Text),
        ("escalated", Ty::Int),
        ("answer", Ty::Text),
        ("answered_by", Ty::Text),
        ("answered_on", Ty::Text),
        ("closed_on", Ty::Text),
        ("source", Ty::Json),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Request {
    const TABLE: Table = TABLE;
}
impl Guarded for Request {
    const RESOURCE: Resource = Resource::Request;
}
impl Request {
    /// What access is decided by: the company sees its own, the department handles what was routed to it.
    pub fn relation(&self) -> Relation {
        Relation::company(&self.enterprise_id).in_department(self.department_id.as_ref())
    }
}

/// What was said about a request, and where it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub id: String,
    pub request_id: RequestId,
    pub by_user: Option<String>,
    pub at_us: i64,
    pub body: String,
    pub kind: NoteKind,
}
pub const NOTE_TABLE: Table = Table::journaled(
    "request_note",
    &["id"],
    &[
        ("id", Ty::Text),
        ("request_id", Ty::Text),
        ("by_user", Ty::Text),
        ("at_us", Ty::Int),
        ("body", Ty::Text),
        ("kind", Ty::Text),
    ],
);
impl Record for Note {
    const TABLE: Table = NOTE_TABLE;
}

/// 好差评 of a finished step or an answered request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    pub id: String,
    pub enterprise_id: EnterpriseId,
    pub subject: Subject,
    /// Id of the matter or the request.
    pub subject_id: String,
    pub project_id: Option<ProjectId>,
    /// Whose work is rated.
    pub department_id: Option<DepartmentId>,
    /// 1 非常不满意 to 5 非常满意.
    pub stars: i64,
    pub note: Option<String>,
    pub rated_by: Option<String>,
    pub rated_on: String,
    /// The director who took note of a low rating, and when.
    pub noted_by: Option<String>,
    pub noted_on: Option<String>,
    pub source: Source,
}
pub const RATING_TABLE: Table = Table::journaled(
    "rating",
    &["id"],
    &[
        ("id", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("subject", Ty::Text),
        ("subject_id", Ty::Text),
        ("project_id", Ty::Text),
        ("department_id", Ty::Text),
        ("stars", Ty::Int),
        ("note", Ty::Text),
        ("rated_by", Ty::Text),
        ("rated_on", Ty::Text),
        ("noted_by", Ty::Text),
        ("noted_on", Ty::Text),
        ("source", Ty::Json),
    ],
);
impl Record for Rating {
    const TABLE: Table = RATING_TABLE;
}
impl Guarded for Rating {
    const RESOURCE: Resource = Resource::Request;
}
impl Rating {
    /// What access is decided by: the company sees its own, the department its own.
    pub fn relation(&self) -> Relation {
        Relation::company(&self.enterprise_id).in_department(self.department_id.as_ref())
    }
}

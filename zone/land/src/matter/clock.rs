//! 时限, 督办阶梯, 代办: a matter's clocks, the rungs that fired for them, and who decides while somebody is away.
use ::store::{Record, Table, Ty};
use chrono::NaiveDate;
use kernel::Resource;
use kernel::access::Guarded;
use kernel::id::{DepartmentId, MatterId, ProjectId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// 法定时限
    Statutory,
    /// 承诺时限
    Promised,
    /// 内部时限
    Internal,
}

impl ClockKind {
    pub const ALL: [Self; 3] = [Self::Statutory, Self::Promised, Self::Internal];
    pub fn code(self) -> &'static str {
        match self {
            Self::Statutory => "statutory",
            Self::Promised => "promised",
            Self::Internal => "internal",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    pub fn key(self) -> String {
        format!("clock-{}", self.code())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    Running,
    Paused,
    Stopped,
}

/// 时限: one of a matter's clocks, with what it consumed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatterClock {
    pub matter_id: MatterId,
    pub kind: ClockKind,
    pub project_id: ProjectId,
    pub department_id: Option<DepartmentId>,
    pub clock: schedule::Clock<NaiveDate>,
    pub state: ClockState,
    /// Derived from the clock; none while it stands still.
    pub due_on: Option<String>,
    pub provisional: bool,
    pub breached_on: Option<String>,
    pub version: i64,
}
pub const CLOCK_TABLE: Table = Table::journaled(
    "matter_clock",
    &["matter_id", "kind"],
    &[
        ("matter_id", Ty::Text),
        ("kind", Ty::Text),
        ("project_id", Ty::Text),
        ("department_id", Ty::Text),
        ("clock", Ty::Json),
        ("state", Ty::Text),
        ("due_on", Ty::Text),
        ("provisional", Ty::Bool),
        ("breached_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for MatterClock {
    const TABLE: Table = CLOCK_TABLE;
}

/// 督办阶梯: a rung that fired. The key makes it fire once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RungFire {
    pub matter_id: MatterId,
    pub kind: ClockKind,
    /// `ahead5`, `ahead2`, `due`, `over1`, `over5` …
    pub rung: String,
    pub fired_on: String,
    pub fired_us: i64,
    /// Users who were told.
    pub told: Vec<String>,
}
pub const RUNG_TABLE: Table = Table::journaled(
    "rung_fire",
    &["matter_id", "kind", "rung"],
    &[
        ("matter_id", Ty::Text),
        ("kind", Ty::Text),
        ("rung", Ty::Text),
        ("fired_on", Ty::Text),
        ("fired_us", Ty::Int),
        ("told", Ty::Json),
    ],
);
impl Record for RungFire {
    const TABLE: Table = RUNG_TABLE;
}

/// 代办: who decides while somebody is away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delegation {
    pub id: String,
    pub from_user: String,
    pub to_user: String,
    pub from_on: String,
    /// Last day, included.
    pub to_on: String,
    pub reason: String,
    pub ended_on: Option<String>,
    pub version: i64,
}
pub const DELEGATION_TABLE: Table = Table::journaled(
    "delegation",
    &["id"],
    &[
        ("id", Ty::Text),
        ("from_user", Ty::Text),
        ("to_user", Ty::Text),
        ("from_on", Ty::Text),
        ("to_on", Ty::Text),
        ("reason", Ty::Text),
        ("ended_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Delegation {
    const TABLE: Table = DELEGATION_TABLE;
}
impl Guarded for Delegation {
    const RESOURCE: Resource = Resource::Matter;
}

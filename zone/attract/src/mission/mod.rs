//! 招商小分队: "由园区领导亲自带队，分头、分批前往北京、深圳等地开展全产业链招商，上门拜访企业，邀企业家前来实地考察、深度对接": a trip out or a visit in,
//! with its team, its cities, the companies to see and why, the minutes, and what became of it.
pub mod briefing;
mod briefing_pdf;
pub mod draft;
pub mod lead_card;
pub mod proposals;
pub mod rules;
pub mod service;
pub mod store;
pub mod visits;
pub mod web;
mod web_form;
mod web_trip;
mod web_visit;
mod web_visited;

use ::store::{Record, Table, Ty};
use chrono::NaiveDate;
use kernel::access::Guarded;
use kernel::id::{EnterpriseId, LeadId, MissionId};
use kernel::region::RegionCode;
use kernel::{Resource, Source};
pub use proposals::{Proposals, Proposed, Reason};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 出访
    #[default]
    Outbound,
    /// 来访
    Inbound,
}

impl Direction {
    pub const ALL: [Self; 2] = [Self::Outbound, Self::Inbound];
    pub fn code(self) -> &'static str {
        match self {
            Self::Outbound => "outbound",
            Self::Inbound => "inbound",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }
    pub fn key(self) -> String {
        format!("mission-direction-{}", self.code())
    }
}

/// 一站: a city and the days spent for it. On an inbound trip, the city that the guests come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// 行政区划 code of the city or municipality.
    pub city: String,
    pub from: String,
    pub to: String,
}

impl Leg {
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(&self.city).ok()
    }
    /// 北京市, 深圳市; the code where the list has no name.
    pub fn name(&self) -> String {
        city_name(&self.city)
    }
}

/// The statistical name of a city, or its code.
pub fn city_name(code: &str) -> String {
    RegionCode::parse(code).ok().and_then(RegionCode::name).map_or_else(|| code.to_owned(), str::to_owned)
}

/// A place in the team: a colleague, or a part without an account (园区领导).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    #[serde(default)]
    pub user: Option<String>,
    /// What is shown where there is no account. Never a private person's name.
    #[serde(default)]
    pub label: Option<String>,
    #[serde(default)]
    pub leads: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mission {
    pub id: MissionId,
    pub title: String,
    /// The Chinese title where it is empty.
    pub title_en: String,
    pub direction: Direction,
    pub starts_on: String,
    pub ends_on: String,
    pub legs: Vec<Leg>,
    pub team: Vec<Member>,
    /// 本次目标
    pub aim: String,
    pub cancelled_on: Option<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "mission",
    &["id"],
    &[
        ("id", Ty::Text),
        ("title", Ty::Text),
        ("title_en", Ty::Text),
        ("direction", Ty::Text),
        ("starts_on", Ty::Text),
        ("ends_on", Ty::Text),
        ("legs", Ty::Json),
        ("team", Ty::Json),
        ("aim", Ty::Text),
        ("cancelled_on", Ty::Text),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Mission {
    const TABLE: Table = TABLE;
}
impl Guarded for Mission {
    const RESOURCE: Resource = Resource::Mission;
}

/// Where a trip stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Running,
    Upcoming,
    Done,
    Cancelled,
}

impl Phase {
    pub const ALL: [Self; 4] = [Self::Running, Self::Upcoming, Self::Done, Self::Cancelled];
    pub fn key(self) -> &'static str {
        match self {
            Self::Running => "mission-phase-running",
            Self::Upcoming => "mission-phase-upcoming",
            Self::Done => "mission-phase-done",
            Self::Cancelled => "mission-phase-cancelled",
        }
    }
    /// The class of the status mark.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Running => "ok",
            Self::Upcoming => "todo",
            Self::Done | Self::Cancelled => "",
        }
    }
}

impl Mission {
    pub fn title(&self, zh: bool) -> &str {
        if zh || self.title_en.is_empty() { &self.title } else { &self.title_en }
    }
    pub fn phase(&self, today: NaiveDate) -> Phase {
        let today = today.to_string();
        match () {
            () if self.cancelled_on.is_some() => Phase::Cancelled,
            () if today < self.starts_on => Phase::Upcoming,
            () if today <= self.ends_on => Phase::Running,
            () => Phase::Done,
        }
    }
    /// 北京市、深圳市
    pub fn cities(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for leg in &self.legs {
            let name = leg.name();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join("、")
    }
}

/// What a visit gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 进入洽谈
    Talks,
    /// 愿来考察
    WillVisit,
    /// 有兴趣
    Interested,
    /// 犹豫
    Hesitant,
    /// 暂无计划
    NoPlan,
    /// 未成行
    NotHeld,
}

impl Outcome {
    pub const ALL: [Self; 6] =
        [Self::Talks, Self::WillVisit, Self::Interested, Self::Hesitant, Self::NoPlan, Self::NotHeld];
    pub fn code(self) -> &'static str {
        match self {
            Self::Talks => "talks",
            Self::WillVisit => "will_visit",
            Self::Interested => "interested",
            Self::Hesitant => "hesitant",
            Self::NoPlan => "no_plan",
            Self::NotHeld => "not_held",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.code() == code)
    }
    pub fn key(self) -> String {
        format!("visit-outcome-{}", self.code().replace('_', "-"))
    }
    pub fn mark(self) -> &'static str {
        match self {
            Self::Talks | Self::WillVisit | Self::Interested => "ok",
            Self::Hesitant => "yel",
            Self::NoPlan => "",
            Self::NotHeld => "todo",
        }
    }
    /// Whether somebody spoke with the company.
    pub fn was_held(self) -> bool {
        self != Self::NotHeld
    }
}

/// 拜访: a company on the plan of a day, then its minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub id: String,
    pub mission_id: MissionId,
    pub day: String,
    /// Order within the day, from 0.
    pub position: i64,
    /// `09:30`
    pub at_time: Option<String>,
    pub city: String,
    pub company: String,
    /// In the zone's books.
    pub company_id: Option<EnterpriseId>,
    pub lead_id: Option<LeadId>,
    pub address: String,
    /// A contact of the company in the books; the particulars stay there.
    pub contact_id: Option<String>,
    pub purpose: String,
    /// 要点 of the officer's own.
    pub points: String,
    /// Why the company was proposed, as it stood then.
    pub reasons: Vec<Reason>,
    pub outcome: Option<Outcome>,
    pub minutes: String,
    pub next_step: String,
    pub next_due: Option<String>,
    pub minuted_by: Option<String>,
    pub minuted_on: Option<String>,
    pub source: Source,
    pub version: i64,
}
pub const VISIT_TABLE: Table = Table::journaled(
    "mission_visit",
    &["id"],
    &[
        ("id", Ty::Text),
        ("mission_id", Ty::Text),
        ("day", Ty::Text),
        ("position", Ty::Int),
        ("at_time", Ty::Text),
        ("city", Ty::Text),
        ("company", Ty::Text),
        ("company_id", Ty::Text),
        ("lead_id", Ty::Text),
        ("address", Ty::Text),
        ("contact_id", Ty::Text),
        ("purpose", Ty::Text),
        ("points", Ty::Text),
        ("reasons", Ty::Json),
        ("outcome", Ty::Text),
        ("minutes", Ty::Text),
        ("next_step", Ty::Text),
        ("next_due", Ty::Text),
        ("minuted_by", Ty::Text),
        ("minuted_on", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Visit {
    const TABLE: Table = VISIT_TABLE;
}
impl Visit {
    pub fn is_held(&self) -> bool {
        self.outcome.is_some_and(Outcome::was_held)
    }
}

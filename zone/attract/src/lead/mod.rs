//! 线索: a company that the zone wants to win, from the first word to signing or loss: who has it, what comes next and by
//! when, why the company hesitates. One open lead per company in the whole zone.
pub mod act_web;
pub mod activity;
pub mod answer;
pub mod attachment;
pub mod calendar_web;
pub mod draft;
pub mod export;
pub mod files;
pub mod form_web;
pub mod handover;
pub mod hesitation;
pub mod list_web;
pub mod memory;
pub mod names;
pub mod owner;
pub mod page_parts;
pub mod page_web;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
pub mod talk;
pub mod view;
pub mod where_store;
pub mod work;

use crate::companies::Origin;
use crate::pipeline::Kind;
use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::id::LeadId;
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

/// The pages of the leads; what stands under a fixed name comes before what stands under an id.
pub fn routes() -> ui::Routes<crate::AttractState> {
    list_web::routes()
        .merge(calendar_web::routes())
        .merge(export::routes())
        .merge(form_web::routes())
        .merge(act_web::routes())
}

/// How a lead came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The company asked: the answer has a deadline.
    Enquiry,
    /// An officer called on it.
    #[default]
    Outreach,
    /// Met on a trip.
    Mission,
    Fair,
    Referral,
    /// A firm of the zone invests again.
    Expansion,
    Other,
}

impl Channel {
    pub const ALL: [Channel; 7] = [
        Channel::Enquiry,
        Channel::Outreach,
        Channel::Mission,
        Channel::Fair,
        Channel::Referral,
        Channel::Expansion,
        Channel::Other,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Channel::Enquiry => "enquiry",
            Channel::Outreach => "outreach",
            Channel::Mission => "mission",
            Channel::Fair => "fair",
            Channel::Referral => "referral",
            Channel::Expansion => "expansion",
            Channel::Other => "other",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    pub id: LeadId,
    /// The company's name.
    pub name: String,
    /// The name without what does not tell companies apart: brackets' width, spaces, case.
    pub name_key: String,
    pub origin: Origin,
    /// Id in the books or key of the registry.
    pub company_id: Option<String>,
    pub credit_code: Option<String>,
    /// 行政区划 code of the prefecture or municipality of the seat.
    pub city: Option<String>,
    /// GB/T 4754 code as known.
    pub industry: Option<String>,
    /// Its division, two digits.
    pub division: Option<String>,
    /// The zone's focus industry.
    pub focus: Option<String>,
    /// 拟投资项目: what the company would do here.
    pub subject: String,
    pub channel: Channel,
    /// 意向投资 in the smallest unit of `amount_currency`.
    pub amount_fen: Option<i64>,
    pub amount_currency: Option<String>,
    pub stage: String,
    /// The kind of that stage.
    pub kind: Kind,
    pub stage_on: String,
    /// The officer's user id; none while it is in the pool.
    pub owner: Option<String>,
    pub owned_on: Option<String>,
    pub next_step: Option<String>,
    pub next_on: Option<String>,
    /// From that day the owner is reminded.
    pub remind_on: Option<String>,
    pub began_on: String,
    pub enquired_us: Option<i64>,
    pub answer_due_us: Option<i64>,
    pub answered_us: Option<i64>,
    /// Day of the owner's last activity; the clock of the pool starts here.
    pub active_on: String,
    /// When the owner was told that the lead will return to the pool.
    pub warned_on: Option<String>,
    /// Open hesitations.
    pub hesitating: i64,
    pub lost_reason: Option<String>,
    pub closed_on: Option<String>,
    pub note: Option<String>,
    pub source: Source,
    /// Who recorded it in the ledger that it was taken from, as named there.
    pub author: Option<String>,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub batch_id: Option<String>,
    pub updated_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead",
    &["id"],
    &[
        ("id", Ty::Text),
        ("name", Ty::Text),
        ("name_key", Ty::Text),
        ("origin", Ty::Text),
        ("company_id", Ty::Text),
        ("credit_code", Ty::Text),
        ("city", Ty::Text),
        ("industry", Ty::Text),
        ("division", Ty::Text),
        ("focus", Ty::Text),
        ("subject", Ty::Text),
        ("channel", Ty::Text),
        ("amount_fen", Ty::Int),
        ("amount_currency", Ty::Text),
        ("stage", Ty::Text),
        ("kind", Ty::Text),
        ("stage_on", Ty::Text),
        ("owner", Ty::Text),
        ("owned_on", Ty::Text),
        ("next_step", Ty::Text),
        ("next_on", Ty::Text),
        ("remind_on", Ty::Text),
        ("began_on", Ty::Text),
        ("enquired_us", Ty::Int),
        ("answer_due_us", Ty::Int),
        ("answered_us", Ty::Int),
        ("active_on", Ty::Text),
        ("warned_on", Ty::Text),
        ("hesitating", Ty::Int),
        ("lost_reason", Ty::Text),
        ("closed_on", Ty::Text),
        ("note", Ty::Text),
        ("source", Ty::Json),
        ("author", Ty::Text),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("batch_id", Ty::Text),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Lead {
    const TABLE: Table = TABLE;
}
impl Guarded for Lead {
    const RESOURCE: Resource = Resource::Lead;
}
impl Lead {
    pub fn is_open(&self) -> bool {
        self.kind == Kind::Open
    }
    pub fn is_of(&self, user: &str) -> bool {
        self.owner.as_deref() == Some(user)
    }
}

/// A stay in a stage: what the funnel counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    pub lead_id: LeadId,
    /// From 1.
    pub n: i64,
    pub stage: String,
    pub entered_on: String,
    pub left_on: Option<String>,
    /// Calendar days from entering to leaving.
    pub days: Option<i64>,
    /// Whose lead it was when it entered.
    pub owner: Option<String>,
    pub moved_by: Option<String>,
}
pub const PASSAGE_TABLE: Table = Table::journaled(
    "lead_passage",
    &["lead_id", "n"],
    &[
        ("lead_id", Ty::Text),
        ("n", Ty::Int),
        ("stage", Ty::Text),
        ("entered_on", Ty::Text),
        ("left_on", Ty::Text),
        ("days", Ty::Int),
        ("owner", Ty::Text),
        ("moved_by", Ty::Text),
    ],
);
impl Record for Passage {
    const TABLE: Table = PASSAGE_TABLE;
}

//! The part of a pack that is won: leads with their stages, hesitations and activities.
use super::model::Provenance;
use attract::lead::{Channel, activity};
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// A day as a pack gives it: fixed, or so many days from the day of loading, so that a demonstration stays fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PackDay {
    On(NaiveDate),
    /// Days after the loading; negative: before it.
    In(i64),
}

impl PackDay {
    pub fn on(self, today: NaiveDate) -> NaiveDate {
        match self {
            PackDay::On(day) => day,
            PackDay::In(days) => {
                let by = Days::new(days.unsigned_abs());
                let moved = if days < 0 { today.checked_sub_days(by) } else { today.checked_add_days(by) };
                moved.unwrap_or(today)
            }
        }
    }
}

/// A lead. Its days may be invented while its sentence is not: then it is 示例 and still quotes the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackLead {
    pub id: String,
    /// The company in the books, or its name.
    pub enterprise: Option<String>,
    pub company: Option<String>,
    pub city: Option<String>,
    pub industry: Option<String>,
    pub focus: Option<String>,
    pub subject: String,
    pub channel: Channel,
    /// With its unit: 3 亿元.
    pub amount: Option<String>,
    /// Stages of the standard pipeline with the day of entering, in their order.
    pub stages: Vec<(String, PackDay)>,
    pub lost_reason: Option<String>,
    pub next_step: Option<String>,
    pub next_on: Option<PackDay>,
    pub active_on: Option<PackDay>,
    pub note: Option<String>,
    pub quotes: Option<String>,
    pub provenance: Provenance,
}

/// Why a company hesitated, and what resolved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackHesitation {
    pub id: String,
    pub lead: String,
    pub reason: String,
    pub since: PackDay,
    pub note: Option<String>,
    pub resolved_on: Option<PackDay>,
    pub how: Option<String>,
    pub quotes: Option<String>,
    pub provenance: Provenance,
}

/// A call, visit, message or note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackActivity {
    pub id: String,
    pub lead: String,
    pub kind: activity::Kind,
    pub on: PackDay,
    pub summary: String,
    pub provenance: Provenance,
}

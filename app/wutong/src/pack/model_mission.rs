//! The part of a pack that travels: missions and their visits.
use super::model::{Bilingual, Provenance};
use super::model_lead::PackDay;
use attract::mission::{Direction, Outcome};
use kernel::region::RegionCode;
use serde::Serialize;

/// A trip. Its days and team may be invented while its sentence is not: then it is 示例 and still quotes the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackMission {
    pub code: String,
    pub title: Bilingual,
    pub direction: Direction,
    pub starts_on: PackDay,
    pub ends_on: PackDay,
    pub legs: Vec<PackLeg>,
    /// Offices, the first one leads.
    pub team: Vec<String>,
    pub aim: String,
    pub quotes: Option<String>,
    pub provenance: Provenance,
}

/// A city with its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackLeg {
    pub city: RegionCode,
    pub from: PackDay,
    pub to: PackDay,
}

/// A visit on a trip, with its minutes where it took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackVisit {
    pub id: String,
    pub mission: String,
    pub day: PackDay,
    pub time: Option<String>,
    pub city: String,
    pub company: String,
    /// The company in the books.
    pub enterprise: Option<String>,
    pub lead: Option<String>,
    pub address: Option<String>,
    pub purpose: Option<String>,
    pub points: Option<String>,
    pub outcome: Option<Outcome>,
    pub minutes: Option<String>,
    pub next_step: Option<String>,
    pub next_due: Option<PackDay>,
    pub provenance: Provenance,
}

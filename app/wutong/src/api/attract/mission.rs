//! Trips with their plan, minutes and what became of them.
use super::lead_list::word;
use crate::api::Api;
use crate::api::cursor::{self, Page};
use crate::api::input::{At, Params, tagged};
use crate::api::wire::Source;
use attract::mission::rules::Conversion as Counted;
use attract::mission::service::{self, Trip};
use attract::mission::{Direction, Phase, Visit as VisitRecord};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use kernel::Error;
use kernel::id::MissionId;
use serde::{Deserialize, Serialize};
use ui::web::{Req, Result};
use utoipa::{IntoParams, ToSchema};

/// A city and the days spent for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissionLeg {
    /// 行政区划 code.
    #[schema(example = "440300")]
    pub city: String,
    #[schema(example = "深圳市")]
    pub city_name: String,
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub to: String,
}

/// A place in the team.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissionMember {
    pub user_id: Option<String>,
    /// What is shown where there is no account, such as 园区领导.
    pub label: Option<String>,
    /// Leads the team.
    pub leads: bool,
}

/// From the trip to the signing, each a part of the one before.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversion {
    pub planned: usize,
    pub held: usize,
    pub leads: usize,
    pub talks: usize,
    pub signed: usize,
}

/// A trip out or a visit in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mission {
    pub id: String,
    pub title: String,
    pub title_en: Option<String>,
    /// `outbound` or `inbound`.
    #[schema(example = "outbound")]
    pub direction: &'static str,
    /// `running`, `upcoming`, `done` or `cancelled`, today.
    #[schema(example = "done")]
    pub phase: &'static str,
    #[schema(format = Date)]
    pub starts_on: String,
    #[schema(format = Date)]
    pub ends_on: String,
    pub legs: Vec<MissionLeg>,
    pub team: Vec<MissionMember>,
    pub aim: String,
    #[schema(format = Date)]
    pub cancelled_on: Option<String>,
    pub conversion: Conversion,
    pub source: Option<Source>,
    pub version: i64,
}

/// A company on the plan of a day, with its minutes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Visit {
    pub id: String,
    #[schema(format = Date)]
    pub day: String,
    /// Order within the day, from 0.
    pub position: i64,
    #[schema(example = "09:30")]
    pub at_time: Option<String>,
    pub city: String,
    pub company: String,
    /// In the zone's books.
    pub company_id: Option<String>,
    pub lead_id: Option<String>,
    pub address: String,
    pub purpose: String,
    pub points: String,
    /// `talks`, `will_visit`, `interested`, `hesitant`, `no_plan` or `not_held`; null before the minutes.
    pub outcome: Option<&'static str>,
    pub minutes: String,
    pub next_step: String,
    #[schema(format = Date)]
    pub next_due: Option<String>,
    pub minuted_by: Option<String>,
    #[schema(format = Date)]
    pub minuted_on: Option<String>,
    pub source: Option<Source>,
    pub version: i64,
}

/// A trip with its visits in the order of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissionWithVisits {
    #[serde(flatten)]
    pub mission: Mission,
    pub visits: Vec<Visit>,
}

fn phase_code(phase: Phase) -> &'static str {
    phase.key().trim_start_matches("mission-phase-")
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

impl Mission {
    fn of(trip: Trip, today: NaiveDate) -> Self {
        let m = trip.mission;
        let Counted { planned, held, leads, talks, signed } = trip.conversion;
        let leg = |l: attract::mission::Leg| MissionLeg { city_name: l.name(), city: l.city, from: l.from, to: l.to };
        let member = |p: attract::mission::Member| MissionMember { user_id: p.user, label: p.label, leads: p.leads };
        Self {
            phase: phase_code(m.phase(today)),
            source: Source::of(&m.source),
            id: m.id.to_string(),
            title: m.title,
            title_en: filled(m.title_en),
            direction: m.direction.code(),
            starts_on: m.starts_on,
            ends_on: m.ends_on,
            legs: m.legs.into_iter().map(leg).collect(),
            team: m.team.into_iter().map(member).collect(),
            aim: m.aim,
            cancelled_on: m.cancelled_on,
            conversion: Conversion { planned, held, leads, talks, signed },
            version: m.version,
        }
    }
}

impl Visit {
    fn of(v: VisitRecord) -> Self {
        Self {
            source: Source::of(&v.source),
            id: v.id,
            day: v.day,
            position: v.position,
            at_time: v.at_time,
            city: v.city,
            company: v.company,
            company_id: v.company_id.map(|id| id.to_string()),
            lead_id: v.lead_id.map(|id| id.to_string()),
            address: v.address,
            purpose: v.purpose,
            points: v.points,
            outcome: v.outcome.map(|o| o.code()),
            minutes: v.minutes,
            next_step: v.next_step,
            next_due: v.next_due,
            minuted_by: v.minuted_by,
            minuted_on: v.minuted_on,
            version: v.version,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `outbound` or `inbound`.
    direction: Option<String>,
    /// `running`, `upcoming`, `done` or `cancelled`.
    phase: Option<String>,
    /// 行政区划 code of a city on the way.
    city: Option<String>,
    /// Items on a page: 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Trips
///
/// The latest first.
#[utoipa::path(get, path = "/api/v1/missions", operation_id = "missions", tag = "missions", params(Asked),
    responses((status = 200, body = Page<Mission>)))]
pub async fn list(req: Req, State(api): State<Api>, Params(asked): Params<Asked>) -> Result<Json<Page<Mission>>> {
    let direction = word("direction", asked.direction.as_deref(), Direction::parse)?;
    let by_code = |code: &str| Phase::ALL.into_iter().find(|p| phase_code(*p) == code);
    let phase = word("phase", asked.phase.as_deref(), by_code)?;
    let city = asked.city.as_deref().unwrap_or_default();
    let limit = cursor::limit(asked.limit)?;
    let question = format!("missions {direction:?} {phase:?} {city}");
    let behind = cursor::read(&question, asked.cursor.as_deref())?;
    let today = req.ctx.today();
    // The latest first; trips of one day by id.
    let key = |t: &Trip| format!("{} {}", t.mission.starts_on, t.mission.id);
    let mut trips = service::list(&req.ctx, &api.db).await?;
    trips.sort_by_key(|t| std::cmp::Reverse(key(t)));
    trips.retain(|t| {
        let m = &t.mission;
        direction.is_none_or(|d| d == m.direction)
            && phase.is_none_or(|p| p == m.phase(today))
            && (city.is_empty() || m.legs.iter().any(|l| l.city == city))
            && behind.as_ref().is_none_or(|b| key(t) < *b)
    });
    Ok(Json(cursor::page(trips, limit, &question, key, |t| Mission::of(t, today))))
}

/// A trip
///
/// With its visits, minutes and what became of them; its version as `ETag`.
#[utoipa::path(get, path = "/api/v1/missions/{id}", operation_id = "mission_get", tag = "missions",
    params(("id" = String, Path, description = "The trip's id")),
    responses((status = 200, body = MissionWithVisits)))]
pub async fn get(req: Req, State(api): State<Api>, At(id): At<String>) -> Result<Response> {
    let id = MissionId::parse(&id).ok_or(Error::NotFound)?;
    let mut trip = service::get(&req.ctx, &api.db, &id).await?;
    let visits = std::mem::take(&mut trip.visits).into_iter().map(Visit::of).collect();
    let mission = Mission::of(trip, req.ctx.today());
    Ok(tagged(StatusCode::OK, mission.version, MissionWithVisits { mission, visits }))
}

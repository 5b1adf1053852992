//! Pages of the trips: the list, with what became of each.
use super::rules::Conversion;
use super::service::{self, Trip};
use super::{Mission, Phase, briefing, briefing_pdf, web_form, web_trip, web_visit, web_visited};
use crate::AttractState;
use axum::extract::State;
use kernel::id::MissionId;
use kernel::{Action, Error, Resource};
use std::collections::HashMap;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<AttractState> {
    let see = Access::Needs(Resource::Mission, Action::View);
    let change = Access::Needs(Resource::Mission, Action::Edit);
    let plan = Access::Needs(Resource::Mission, Action::Create);
    Routes::new()
        .get("/attract/missions", see, list)
        .post("/attract/missions", plan, web_form::add)
        .get("/attract/missions/new", plan, web_form::blank)
        .get("/attract/missions/visited", see, web_visited::list)
        .get("/attract/missions/{id}", see, web_trip::page)
        .post("/attract/missions/{id}", change, web_form::edit)
        .get("/attract/missions/{id}/edit", change, web_form::filled)
        .post("/attract/missions/{id}/cancel", change, web_trip::cancel)
        .post("/attract/missions/{id}/plan", change, web_trip::arrange)
        .post("/attract/missions/{id}/choose", change, web_trip::choose)
        .get("/attract/missions/{id}/briefing", see, briefing::page)
        .get("/attract/missions/{id}/briefing.pdf", see, briefing_pdf::download)
        .post("/attract/missions/{id}/visits", change, web_visit::add)
        .get("/attract/missions/{id}/visits/new", change, web_visit::blank)
        .get("/attract/missions/{id}/visits/{visit}", see, web_visit::page)
        .post("/attract/missions/{id}/visits/{visit}", change, web_visit::minute)
        .get("/attract/missions/{id}/visits/{visit}/edit", change, web_visit::filled)
        .post("/attract/missions/{id}/visits/{visit}/edit", change, web_visit::edit)
        .post("/attract/missions/{id}/visits/{visit}/remove", change, web_visit::remove)
}

pub(super) fn id_of(text: &str) -> Result<MissionId> {
    Ok(MissionId::parse(text).ok_or(Error::NotFound)?)
}

pub(super) fn path_of(mission: &Mission) -> String {
    format!("/attract/missions/{}", mission.id)
}

/// Names of users by id, for every user that the page mentions.
pub(crate) async fn names(
    s: &AttractState,
    req: &Req,
    ids: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, String>> {
    let mut ids: Vec<String> = ids.into_iter().collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() { Ok(HashMap::new()) } else { Ok(s.directory.users(&req.ctx.zone, &ids).await?) }
}

/// A member of the team as shown: the colleague's name, or the office.
pub(super) struct Shown {
    pub name: String,
    pub leads: bool,
}

pub(super) fn team(t: T, mission: &Mission, names: &HashMap<String, String>) -> Vec<Shown> {
    let name = |m: &super::Member| match (&m.user, &m.label) {
        (Some(user), _) => names.get(user).cloned().unwrap_or_else(|| t.s("mission-member-gone")),
        (None, Some(label)) => label.clone(),
        (None, None) => t.s("mission-member-gone"),
    };
    mission.team.iter().map(|m| Shown { name: name(m), leads: m.leads }).collect()
}

pub(super) fn users_of(mission: &Mission) -> impl Iterator<Item = String> {
    mission.team.iter().filter_map(|m| m.user.clone())
}

struct Row {
    path: String,
    title: String,
    example: bool,
    direction: String,
    cities: String,
    days: String,
    leader: String,
    trip: Trip,
}

struct Group {
    name: String,
    mark: &'static str,
    rows: Vec<Row>,
}

#[derive(askama::Template)]
#[template(path = "attract/mission/list.html")]
struct List {
    page: Shell,
    groups: Vec<Group>,
    /// Trips that are not cancelled, and what became of all of them together.
    missions: usize,
    sums: Conversion,
    may_plan: bool,
}

async fn list(req: Req, State(s): State<AttractState>) -> Result<Html<List>> {
    let trips = service::list(&req.ctx, &s.db).await?;
    let names = names(&s, &req, trips.iter().flat_map(|t| users_of(&t.mission)).collect::<Vec<_>>()).await?;
    let today = req.ctx.today();
    let sums = service::together(&trips);
    let missions = trips.iter().filter(|t| t.mission.cancelled_on.is_none()).count();
    let mut rows: Vec<(Phase, Row)> =
        trips.into_iter().map(|t| (t.mission.phase(today), row(&req, &names, t))).collect();
    let mut groups = Vec::new();
    for phase in Phase::ALL {
        let (mut own, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(p, _)| *p == phase);
        rows = rest;
        if phase == Phase::Upcoming {
            // The next trip first.
            own.reverse();
        }
        if !own.is_empty() {
            let rows = own.into_iter().map(|(_, row)| row).collect();
            groups.push(Group { name: req.t.s(phase.key()), mark: phase.mark(), rows });
        }
    }
    let page = crate::tabs(req.shell("mission-title", "attract"), "/attract/missions");
    Ok(Html(List { page, groups, missions, sums, may_plan: req.may(Resource::Mission, Action::Create) }))
}

fn row(req: &Req, names: &HashMap<String, String>, trip: Trip) -> Row {
    let mission = &trip.mission;
    let leader = team(req.t, mission, names).into_iter().find(|m| m.leads).map(|m| m.name);
    Row {
        path: path_of(mission),
        title: mission.title(req.t.is_zh()).to_owned(),
        example: mission.source.example,
        direction: req.t.s(mission.direction.key()),
        cities: mission.cities(),
        days: days(mission),
        leader: leader.unwrap_or_default(),
        trip,
    }
}

/// `2020-01-13 – 01-17`, one day alone.
pub(super) fn days(mission: &Mission) -> String {
    match mission.ends_on.split_once('-') {
        _ if mission.starts_on == mission.ends_on => mission.starts_on.clone(),
        Some((year, rest)) if mission.starts_on.starts_with(year) => format!("{} – {rest}", mission.starts_on),
        _ => format!("{} – {}", mission.starts_on, mission.ends_on),
    }
}

//! The companies behind the sums of all trips.
use super::rules::Stage;
use super::service::{self, Trip};
use super::web::path_of;
use super::{Outcome, Visit, web_trip};
use crate::AttractState;
use axum::extract::{Query, State};
use std::collections::HashMap;
use ui::view::Pager;
use ui::{Html, Req, Result, Shell};

const PER_PAGE: usize = 50;

struct Row {
    path: String,
    company: String,
    example: bool,
    city: String,
    day: String,
    trip: String,
    trip_path: String,
    outcome: String,
    mark: &'static str,
    reached: String,
    lead: String,
}

#[derive(askama::Template)]
#[template(path = "attract/mission/visited.html")]
pub(super) struct Visited {
    page: Shell,
    /// Stages with their address; the one that is shown is true.
    stages: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    total: usize,
    pager: Pager,
}

pub(super) async fn list(
    req: Req,
    State(s): State<AttractState>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Html<Visited>> {
    let stage = asked.get("show").and_then(|code| Stage::parse(code)).unwrap_or(Stage::Held);
    let trips = service::list(&req.ctx, &s.db).await?;
    let mut found = service::behind(&trips, stage);
    found.sort_by(|a, b| (&b.1.day, &a.1.company).cmp(&(&a.1.day, &b.1.company)));
    let page = asked.get("page").and_then(|p| p.parse().ok()).unwrap_or(1);
    let query = format!("show={}", stage.code());
    let pager = Pager::at("/attract/missions/visited", &query, page, PER_PAGE as u64, found.len() as u64);
    let skip = (usize::try_from(pager.page).unwrap_or(1) - 1) * PER_PAGE;
    let label = |of: Stage| req.t.s(format!("mission-show-{}", of.code()));
    let choice = |of: Stage| (format!("?show={}", of.code()), label(of), of == stage);
    Ok(Html(Visited {
        page: req.shell("mission-visited-title", "attract"),
        stages: Stage::ALL.map(choice).into(),
        rows: found.iter().skip(skip).take(PER_PAGE).map(|(trip, visit)| row(&req, trip, visit)).collect(),
        total: found.len(),
        pager,
    }))
}

fn row(req: &Req, trip: &Trip, visit: &Visit) -> Row {
    let t = req.t;
    let trip_path = path_of(&trip.mission);
    Row {
        path: format!("{trip_path}/visits/{}", visit.id),
        company: visit.company.clone(),
        example: visit.source.example,
        city: super::city_name(&visit.city),
        day: visit.day.clone(),
        trip: trip.mission.title(t.is_zh()).to_owned(),
        trip_path,
        outcome: visit.outcome.map(|o| t.s(o.key())).unwrap_or_default(),
        mark: visit.outcome.map_or("", Outcome::mark),
        reached: web_trip::reached(t, trip.far(visit)),
        lead: visit.lead_id.as_ref().map(|l| format!("/attract/leads/{l}")).unwrap_or_default(),
    }
}

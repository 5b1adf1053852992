//! The page of one trip: its plan, what became of the visits, the companies proposed for its cities.
use super::proposals::Proposed;
use super::rules::{self, Reached, Slot, Stage};
use super::service::{self, Trip};
use super::web::{Shown, days, id_of, names, path_of, team, users_of};
use super::{Mission, Phase, Visit, visits};
use crate::AttractState;
use crate::agreement::{self, Agreement};
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use ui::view::Choice;
use ui::{Flash, Html, Req, Result, Shell, T, see_other};

/// A visit in the plan.
struct Stop {
    visit: Visit,
    path: String,
    city: String,
    days: Vec<Choice>,
    outcome: String,
    mark: &'static str,
    reached: String,
    example: bool,
}

struct Day {
    date: String,
    /// 星期三, or which city.
    note: String,
    stops: Vec<Stop>,
}

struct Offer {
    proposed: Proposed,
    why: Vec<String>,
    owner: String,
    /// A colleague works on it.
    clash: bool,
    lead_path: String,
}

struct CityOffers {
    code: String,
    city: String,
    offers: Vec<Offer>,
    /// All of them, where only the first are shown.
    all: Option<usize>,
}

/// As many as a day or two can hold; a page shows the rest when asked, so that nobody chooses what was not seen.
const FIRST_OFFERS: usize = 10;

struct Signed {
    path: String,
    title: String,
    on: String,
}

#[derive(askama::Template)]
#[template(path = "attract/mission/detail.html")]
pub(super) struct Detail {
    page: Shell,
    path: String,
    mission: Mission,
    title: String,
    direction: String,
    days_text: String,
    cities: String,
    phase: String,
    phase_mark: &'static str,
    team: Vec<Shown>,
    days: Vec<Day>,
    trip: Trip,
    /// Which stage of the conversion is shown; empty: the plan as a whole.
    show: &'static str,
    show_label: String,
    offers: Vec<CityOffers>,
    signed: Vec<Signed>,
    may_edit: bool,
    may_sign: bool,
    sign_path: String,
}

pub(super) async fn page(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<Detail>> {
    let trip = service::get(&req.ctx, &s.db, &id_of(&id)?).await?;
    let mission = trip.mission.clone();
    let t = req.t;
    let may_edit = req.may(Resource::Mission, Action::Edit) && mission.cancelled_on.is_none();
    let phase = mission.phase(req.ctx.today());
    // A trip that is over needs no proposals; what took place can still be added by hand.
    let offers = if may_edit && phase != Phase::Done { offers(&req, &s, &trip).await? } else { Vec::new() };
    let names = names(&s, &req, users_of(&mission).collect::<Vec<_>>()).await?;
    let show = Stage::parse(asked(&req, "show="));
    let page = req.shell("mission-title", "attract").titled(mission.title(t.is_zh()));
    Ok(Html(Detail {
        page,
        path: path_of(&mission),
        title: mission.title(t.is_zh()).to_owned(),
        direction: t.s(mission.direction.key()),
        days_text: days(&mission),
        cities: mission.cities(),
        phase: t.s(phase.key()),
        phase_mark: phase.mark(),
        team: team(t, &mission, &names),
        days: plan(t, &trip, show),
        offers,
        signed: signed(&req, &s, &mission).await?,
        may_edit,
        may_sign: req.may(Resource::Agreement, Action::Create),
        sign_path: format!("/attract/agreements/new?mission={}", mission.id),
        show_label: show.map(|s| t.s(format!("mission-show-{}", s.code()))).unwrap_or_default(),
        show: show.map(Stage::code).unwrap_or_default(),
        trip,
        mission,
    }))
}

/// What the address says after this name.
fn asked<'r>(req: &'r Req, name: &str) -> &'r str {
    req.query.split('&').find_map(|p| p.strip_prefix(name)).unwrap_or_default()
}

fn plan(t: T, trip: &Trip, show: Option<Stage>) -> Vec<Day> {
    let mission = &trip.mission;
    let dates = dates(mission);
    let shown: Vec<&Visit> = match show {
        Some(stage) => rules::behind(&trip.visits, stage, |v| trip.far(v)),
        None => trip.visits.iter().collect(),
    };
    let day = |date: &String| {
        let stops: Vec<Stop> = shown.iter().filter(|v| v.day == *date).map(|v| stop(t, trip, v, &dates)).collect();
        let leg = mission.legs.iter().filter(|l| l.from <= *date && *date <= l.to).map(super::Leg::name);
        let mut cities: Vec<String> = leg.collect();
        cities.dedup();
        (show.is_none() || !stops.is_empty()).then(|| Day { date: date.clone(), note: cities.join("、"), stops })
    };
    dates.iter().filter_map(day).collect()
}

/// Every day of the trip.
pub(super) fn dates(mission: &Mission) -> Vec<String> {
    let (first, last) = (super::draft::day(&mission.starts_on), super::draft::day(&mission.ends_on));
    let Some((first, last)) = first.zip(last) else { return vec![mission.starts_on.clone()] };
    first.iter_days().take_while(|d| *d <= last).take(60).map(|d| d.to_string()).collect()
}

/// How far a company came, in a word.
pub(super) fn reached(t: T, far: Reached) -> String {
    match far {
        Reached::Nothing => String::new(),
        Reached::Lead => t.s("mission-reached-lead"),
        Reached::Talks => t.s("mission-reached-talks"),
        Reached::Signed => t.s("mission-reached-signed"),
    }
}

fn stop(t: T, trip: &Trip, visit: &Visit, dates: &[String]) -> Stop {
    Stop {
        path: format!("{}/visits/{}", path_of(&trip.mission), visit.id),
        city: super::city_name(&visit.city),
        days: dates.iter().map(|d| Choice::new(d, d.get(5..).unwrap_or(d), *d == visit.day)).collect(),
        outcome: visit.outcome.map_or_else(|| t.s("visit-planned"), |o| t.s(o.key())),
        mark: visit.outcome.map_or("todo", super::Outcome::mark),
        reached: reached(t, trip.far(visit)),
        example: visit.source.example,
        visit: visit.clone(),
    }
}

async fn offers(req: &Req, s: &AttractState, trip: &Trip) -> Result<Vec<CityOffers>> {
    let found = visits::proposed(&req.ctx, &*s.proposals, &trip.mission, &trip.visits).await?;
    let owners = found.iter().flat_map(|(_, all)| all.iter().filter_map(|p| p.owner.clone())).collect::<Vec<_>>();
    let names = names(s, req, owners).await?;
    let me = req.ctx.actor.user_id.as_ref().map(ToString::to_string);
    let offer = |p: Proposed| Offer {
        why: p.reasons.iter().map(|r| r.text(req.t)).filter(|r| !r.is_empty()).collect(),
        owner: p.owner.as_ref().and_then(|o| names.get(o)).cloned().unwrap_or_default(),
        clash: p.owner.is_some() && p.owner != me,
        lead_path: p.lead_id.as_ref().map(|l| format!("/attract/leads/{l}")).unwrap_or_default(),
        proposed: p,
    };
    let whole = asked(req, "offers=");
    let city = |(code, found): (String, Vec<Proposed>)| {
        let all = (found.len() > FIRST_OFFERS && whole != code).then_some(found.len());
        let shown = if all.is_some() { FIRST_OFFERS } else { found.len() };
        let offers = found.into_iter().take(shown).map(offer).collect();
        CityOffers { city: super::city_name(&code), code, offers, all }
    };
    Ok(found.into_iter().map(city).collect())
}

async fn signed(req: &Req, s: &AttractState, mission: &Mission) -> Result<Vec<Signed>> {
    let Ok(scope) = req.ctx.scope::<Agreement>() else { return Ok(Vec::new()) };
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let found = agreement::store::of_mission(&mut conn, &scope, &mission.id).await?;
    let shown = |a: Agreement| Signed {
        path: format!("/attract/agreements/{}", a.id),
        title: a.title(req.t.is_zh()).to_owned(),
        on: a.signed_on.unwrap_or_default(),
    };
    Ok(found.into_iter().filter(|a| a.voided_on.is_none()).map(shown).collect())
}

pub(super) async fn cancel(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let mission = service::cancel(&req.ctx, &s.db, &id_of(&id)?, Fields(sent).version()).await?;
    Ok(see_other(path_of(&mission)).flash(Flash::done("mission-cancelled")).into_response())
}

/// The plan as the form has it: after each `visit` its day, time and place; `move` lifts or lowers one of them.
fn slots(fields: &Fields) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for (name, value) in &fields.0 {
        match (name.as_str(), slots.last_mut()) {
            ("visit", _) => {
                slots.push(Slot { visit: value.clone(), day: String::new(), at_time: None, place: 0 });
            }
            ("day", Some(slot)) => slot.day = value.trim().to_owned(),
            ("time", Some(slot)) => slot.at_time = super::rules::time_of_day(value),
            // Doubled, so that a lifted one fits between two others.
            ("place", Some(slot)) => slot.place = value.trim().parse::<i64>().unwrap_or(0).clamp(0, 10_000) * 2,
            _ => {}
        }
    }
    let moved = fields.get("move");
    if let Some((visit, way)) = moved.split_once(':')
        && let Some(slot) = slots.iter_mut().find(|s| s.visit == visit)
    {
        slot.place += if way == "up" { -3 } else { 3 };
    }
    slots
}

pub(super) async fn arrange(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let moved = visits::arrange(&req.ctx, &s, &id, slots(&Fields(sent))).await?;
    Ok(see_other(format!("/attract/missions/{id}"))
        .flash(Flash::done("mission-arranged").arg("n", moved))
        .into_response())
}

pub(super) async fn choose(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let id = id_of(&id)?;
    let added = visits::add_proposed(&req.ctx, &s, &id, &Fields(sent).all("company")).await?;
    let flash =
        if added == 0 { Flash::warning("mission-none-chosen") } else { Flash::done("mission-added").arg("n", added) };
    Ok(see_other(format!("/attract/missions/{id}")).flash(flash).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_lifted_visit_changes_places_with_the_one_before() {
        let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        let mut sent = Vec::new();
        for (i, visit) in ["a", "b", "c"].iter().enumerate() {
            sent.extend([
                pair("visit", visit),
                pair("day", "2020-01-14"),
                pair("time", "9:00"),
                pair("place", &i.to_string()),
            ]);
        }
        let order = |sent: Sent| {
            let all = crate::mission::rules::arranged(slots(&Fields(sent)));
            all.into_iter().map(|(s, _)| s.visit).collect::<String>()
        };
        assert_eq!(order(sent.clone()), "abc");
        let with = |way: &str| sent.iter().cloned().chain([pair("move", way)]).collect::<Sent>();
        assert_eq!(order(with("c:up")), "acb");
        assert_eq!(order(with("a:down")), "bac");
    }
}

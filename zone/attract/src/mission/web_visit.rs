//! Pages of one visit: on the phone what to know and the minutes; on the desk its place in the plan.
use super::briefing::{Sheet, sheet};
use super::draft::{MinutesDraft, VisitDraft};
use super::store as books;
use super::visits::{self, Place};
use super::web::{id_of, path_of};
use super::web_trip::dates;
use super::{Mission, Outcome, Visit};
use crate::AttractState;
use crate::fields::{Fields, Sent};
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, FieldError, Resource};
use ui::view::Choice;
use ui::web::SeeOther;
use ui::{Errors, Flash, Html, Req, Result, Shell, answered, see_other};

async fn read(req: &Req, s: &AttractState, id: &str, visit: &str) -> Result<(Mission, Visit)> {
    let id = id_of(id)?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mission = books::get(&mut conn, &req.ctx.scope()?, &id).await?;
    Ok((mission, books::visit(&mut conn, &id, visit).await?))
}

/// The phone number as a link, where it is one.
fn dial(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

struct Phone {
    shown: String,
    dial: String,
}

#[derive(askama::Template)]
#[template(path = "attract/mission/visit.html")]
pub(super) struct VisitPage {
    page: Shell,
    mission_path: String,
    mission_title: String,
    sheet: Sheet,
    phones: Vec<Phone>,
    outcomes: Vec<Choice>,
    outcome: String,
    outcome_mark: &'static str,
    minutes: MinutesDraft,
    version: i64,
    may_edit: bool,
    /// There is a lead already, or this form opens one.
    has_lead: bool,
    errors: Errors,
}

async fn visit_page(
    req: &Req,
    s: &AttractState,
    (mission, visit): (Mission, Visit),
    typed: Option<(MinutesDraft, i64)>,
    refused: &[FieldError],
) -> Result<VisitPage> {
    let t = req.t;
    let (minutes, version) = typed.unwrap_or_else(|| (minutes_from(&visit), visit.version));
    let outcome = |o: Outcome| Choice::new(o.code(), t.s(o.key()), o.code() == minutes.outcome);
    let none = Choice::new("", t.s("visit-outcome-choose"), minutes.outcome.is_empty());
    let sheet = sheet(req, s, &mission, visit).await?;
    let phones = sheet.contact.iter().flat_map(|p| &p.phones);
    let phones = phones.map(|p| Phone { shown: p.clone(), dial: dial(p) }).collect();
    Ok(VisitPage {
        page: req.shell("visit-title", "attract").titled(sheet.visit.company.clone()),
        mission_path: path_of(&mission),
        mission_title: mission.title(t.is_zh()).to_owned(),
        may_edit: req.may(Resource::Mission, Action::Edit) && mission.cancelled_on.is_none(),
        outcomes: std::iter::once(none).chain(Outcome::ALL.map(outcome)).collect(),
        outcome: sheet.visit.outcome.map_or_else(|| t.s("visit-planned"), |o| t.s(o.key())),
        outcome_mark: sheet.visit.outcome.map_or("todo", Outcome::mark),
        has_lead: sheet.visit.lead_id.is_some(),
        errors: Errors::new(t, refused),
        phones,
        sheet,
        minutes,
        version,
    })
}

fn minutes_from(visit: &Visit) -> MinutesDraft {
    MinutesDraft {
        outcome: visit.outcome.map(|o| o.code().to_owned()).unwrap_or_default(),
        minutes: visit.minutes.clone(),
        next_step: visit.next_step.clone(),
        next_due: visit.next_due.clone().unwrap_or_default(),
        open_lead: true,
    }
}

pub(super) async fn page(
    req: Req,
    State(s): State<AttractState>,
    Path((id, visit)): Path<(String, String)>,
) -> Result<Html<VisitPage>> {
    let found = read(&req, &s, &id, &visit).await?;
    Ok(Html(visit_page(&req, &s, found, None, &[]).await?))
}

pub(super) async fn minute(
    req: Req,
    State(s): State<AttractState>,
    Path((id, visit)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let (fields, mission) = (Fields(sent), id_of(&id)?);
    let draft = MinutesDraft {
        outcome: fields.get("outcome"),
        minutes: fields.get("minutes"),
        next_step: fields.get("next_step"),
        next_due: fields.get("next_due"),
        open_lead: fields.has("open_lead"),
    };
    let at = Place { mission: &mission, visit: &visit, version: fields.version() };
    let outcome = visits::minute(&req.ctx, &s, &at, &draft).await;
    let saved = |done: Visit| {
        let key = if done.lead_id.is_some() { "visit-minuted-lead" } else { "visit-minuted" };
        see_other(format!("/attract/missions/{id}")).flash(Flash::done(key).arg("company", &done.company))
    };
    let (req, s, id, visit, typed) = (&req, &s, id.as_str(), visit.as_str(), Some((draft, fields.version())));
    let again = |errors: Vec<FieldError>| async move {
        let found = read(req, s, id, visit).await?;
        visit_page(req, s, found, typed, &errors).await
    };
    answered(outcome, saved, again).await
}

#[derive(askama::Template)]
#[template(path = "attract/mission/visit_form.html")]
pub(super) struct VisitForm {
    page: Shell,
    mission_path: String,
    mission_title: String,
    action: String,
    /// Where to remove it; empty for a new one and for one with minutes.
    remove: String,
    version: i64,
    draft: VisitDraft,
    days: Vec<Choice>,
    contacts: Vec<Choice>,
    errors: Errors,
}

async fn visit_form(
    req: &Req,
    s: &AttractState,
    mission: &Mission,
    visit: Option<&Visit>,
    (draft, version): (VisitDraft, i64),
    refused: &[FieldError],
) -> Result<VisitForm> {
    let base = path_of(mission);
    let dossier = match visit.and_then(|v| v.company_id.as_ref()) {
        Some(id) => s.proposals.dossier(&req.ctx, id).await?,
        None => None,
    };
    let people = dossier.map(|d| d.people).unwrap_or_default();
    let none = Choice::new("", req.t.s("visit-contact-none"), draft.contact.is_empty());
    let person = |p: &super::proposals::Person| Choice::new(&p.contact_id, &p.name, p.contact_id == draft.contact);
    let contacts: Vec<Choice> = people.iter().map(person).collect();
    Ok(VisitForm {
        page: req.shell(if visit.is_some() { "visit-edit" } else { "visit-new" }, "attract"),
        mission_title: mission.title(req.t.is_zh()).to_owned(),
        action: visit.map_or_else(|| format!("{base}/visits"), |v| format!("{base}/visits/{}/edit", v.id)),
        remove: visit.filter(|v| !v.is_held()).map(|v| format!("{base}/visits/{}/remove", v.id)).unwrap_or_default(),
        mission_path: base,
        days: dates(mission).iter().map(|d| Choice::new(d, d, *d == draft.day)).collect(),
        contacts: if contacts.is_empty() { contacts } else { std::iter::once(none).chain(contacts).collect() },
        errors: Errors::new(req.t, refused),
        version,
        draft,
    })
}

fn visit_draft(fields: &Fields) -> VisitDraft {
    VisitDraft {
        company: fields.get("company"),
        city: fields.get("city"),
        day: fields.get("day"),
        at_time: fields.get("at_time"),
        address: fields.get("address"),
        contact: fields.get("contact"),
        purpose: fields.get("purpose"),
        points: fields.get("points"),
        reasons: Vec::new(),
    }
}

fn draft_from(visit: &Visit) -> VisitDraft {
    VisitDraft {
        company: visit.company.clone(),
        city: super::city_name(&visit.city),
        day: visit.day.clone(),
        at_time: visit.at_time.clone().unwrap_or_default(),
        address: visit.address.clone(),
        contact: visit.contact_id.clone().unwrap_or_default(),
        purpose: visit.purpose.clone(),
        points: visit.points.clone(),
        reasons: Vec::new(),
    }
}

async fn mission_of(req: &Req, s: &AttractState, id: &str) -> Result<Mission> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    Ok(books::get(&mut conn, &req.ctx.scope()?, &id_of(id)?).await?)
}

pub(super) async fn blank(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<VisitForm>> {
    let mission = mission_of(&req, &s, &id).await?;
    let draft = VisitDraft { day: mission.starts_on.clone(), ..VisitDraft::default() };
    Ok(Html(visit_form(&req, &s, &mission, None, (draft, 0), &[]).await?))
}

pub(super) async fn filled(
    req: Req,
    State(s): State<AttractState>,
    Path((id, visit)): Path<(String, String)>,
) -> Result<Html<VisitForm>> {
    let (mission, visit) = read(&req, &s, &id, &visit).await?;
    let typed = (draft_from(&visit), visit.version);
    Ok(Html(visit_form(&req, &s, &mission, Some(&visit), typed, &[]).await?))
}

pub(super) async fn add(
    req: Req,
    State(s): State<AttractState>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let draft = visit_draft(&Fields(sent));
    let outcome = visits::add(&req.ctx, &s, &id_of(&id)?, &draft).await;
    let (req, s, id) = (&req, &s, id.as_str());
    let again = |errors: Vec<FieldError>| async move {
        let mission = mission_of(req, s, id).await?;
        visit_form(req, s, &mission, None, (draft, 0), &errors).await
    };
    answered(outcome, |visit| kept(id, &visit), again).await
}

/// Back to the plan of the trip, with the company's name.
fn kept(mission: &str, visit: &Visit) -> SeeOther {
    see_other(format!("/attract/missions/{mission}")).flash(Flash::done("visit-saved").arg("company", &visit.company))
}

pub(super) async fn edit(
    req: Req,
    State(s): State<AttractState>,
    Path((id, visit)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let (fields, mission) = (Fields(sent), id_of(&id)?);
    let draft = visit_draft(&fields);
    let at = Place { mission: &mission, visit: &visit, version: fields.version() };
    let outcome = visits::edit(&req.ctx, &s, &at, &draft).await;
    let (req, s, id, visit, typed) = (&req, &s, id.as_str(), visit.as_str(), (draft, fields.version()));
    let again = |errors: Vec<FieldError>| async move {
        let (mission, visit) = read(req, s, id, visit).await?;
        visit_form(req, s, &mission, Some(&visit), typed, &errors).await
    };
    answered(outcome, |visit| kept(id, &visit), again).await
}

pub(super) async fn remove(
    req: Req,
    State(s): State<AttractState>,
    Path((id, visit)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let mission = id_of(&id)?;
    let at = Place { mission: &mission, visit: &visit, version: Fields(sent).version() };
    visits::remove(&req.ctx, &s, &at).await?;
    Ok(see_other(format!("/attract/missions/{id}")).flash(Flash::done("visit-removed")).into_response())
}

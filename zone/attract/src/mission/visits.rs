//! Commands on the visits of a trip: who is on the plan, in which order, and the minutes, which go on into the lead.
use super::draft::{MinutesDraft, VisitDraft, day};
use super::proposals::{Proposals, Proposed};
use super::rules::{self, Slot};
use super::service::{event, permit};
use super::store as books;
use super::{Mission, Outcome, Visit};
use crate::AttractState;
use crate::companies::Candidate;
use crate::follow_up;
use ::store::Tx;
use kernel::id::{EnterpriseId, MissionId, new_uuid};
use kernel::{Action, Ctx, Error, FieldError, Result, Source};

/// More visits than this are not planned for one trip.
const MOST_VISITS: usize = 200;
/// Companies proposed for a city.
pub const MOST_PROPOSED: usize = 30;

async fn open(ctx: &Ctx, tx: &mut Tx, id: &MissionId) -> Result<Mission> {
    let mission = books::get(tx, &ctx.scope()?, id).await?;
    if mission.cancelled_on.is_some() {
        return Err(Error::conflict("mission-is-cancelled"));
    }
    Ok(mission)
}

fn blank(ctx: &Ctx, mission: &Mission) -> Visit {
    Visit {
        id: new_uuid(ctx),
        mission_id: mission.id.clone(),
        day: mission.starts_on.clone(),
        position: 0,
        at_time: None,
        city: String::new(),
        company: String::new(),
        company_id: None,
        lead_id: None,
        address: String::new(),
        contact_id: None,
        purpose: String::new(),
        points: String::new(),
        reasons: Vec::new(),
        outcome: None,
        minutes: String::new(),
        next_step: String::new(),
        next_due: None,
        minuted_by: None,
        minuted_on: None,
        source: Source::default(),
        version: 1,
    }
}

/// Companies proposed for the cities of a trip that are not on its plan yet.
pub async fn proposed(
    ctx: &Ctx,
    proposals: &dyn Proposals,
    mission: &Mission,
    visits: &[Visit],
) -> Result<Vec<(String, Vec<Proposed>)>> {
    let mut cities: Vec<(String, Vec<Proposed>)> = Vec::new();
    for leg in &mission.legs {
        let Some(region) = leg.region() else { continue };
        if cities.iter().any(|(city, _)| *city == leg.city) {
            continue;
        }
        let mut found = proposals.of_city(ctx, region, MOST_PROPOSED).await?;
        found.retain(|p| !visits.iter().any(|v| is_same(v, p)));
        cities.push((leg.city.clone(), found));
    }
    Ok(cities)
}

fn is_same(visit: &Visit, proposed: &Proposed) -> bool {
    let lead = proposed.lead_id.is_some() && visit.lead_id == proposed.lead_id;
    let company = proposed.company_id.is_some() && visit.company_id == proposed.company_id;
    lead || company || visit.company == proposed.company
}

/// 加入行程: the chosen proposals, on the first day spent in their city.
pub async fn add_proposed(ctx: &Ctx, s: &AttractState, id: &MissionId, keys: &[String]) -> Result<usize> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, id).await?;
    let visits = books::visits(&mut tx, id).await?;
    let mut added = Vec::new();
    for (city, found) in proposed(ctx, &*s.proposals, &mission, &visits).await? {
        let day = mission.legs.iter().find(|l| l.city == city).map_or(&mission.starts_on, |l| &l.from).clone();
        for chosen in found.into_iter().filter(|p| keys.contains(&p.key)) {
            added.push(of_proposed(ctx, &mission, &day, chosen));
        }
    }
    if visits.len() + added.len() > MOST_VISITS {
        return Err(Error::limit("mission-visits-many", MOST_VISITS));
    }
    if added.is_empty() {
        return Ok(0);
    }
    let mut done = event("mission.visits_added", ctx, &mission).with("count", added.len());
    for (i, visit) in added.iter_mut().enumerate() {
        visit.position = i64::try_from(visits.len() + i).unwrap_or(i64::MAX);
        books::save_visit(&mut tx, &permit, visit).await?;
        done = related(done, visit);
    }
    tx.commit(done).await?;
    Ok(added.len())
}

fn of_proposed(ctx: &Ctx, mission: &Mission, day: &str, p: Proposed) -> Visit {
    Visit {
        day: day.to_owned(),
        city: p.city,
        company: p.company,
        company_id: p.company_id,
        lead_id: p.lead_id,
        address: p.address,
        reasons: p.reasons,
        source: if p.example { Source::example() } else { Source::default() },
        ..blank(ctx, mission)
    }
}

/// The event names the visit's company and lead, where they have records.
fn related(event: kernel::Event, visit: &Visit) -> kernel::Event {
    let event = match &visit.lead_id {
        Some(lead) => event.related("lead", lead, "visited"),
        None => event,
    };
    match &visit.company_id {
        Some(company) => event.related("enterprise", company, "visited"),
        None => event,
    }
}

/// A visit typed by hand; a name that the books know is tied to its record.
pub async fn add(ctx: &Ctx, s: &AttractState, id: &MissionId, draft: &VisitDraft) -> Result<Visit> {
    let permit = permit(ctx, Action::Edit)?;
    let known = known(ctx, s, &draft.company).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, id).await?;
    let visits = books::visits(&mut tx, id).await?;
    if visits.len() >= MOST_VISITS {
        return Err(Error::limit("mission-visits-many", MOST_VISITS));
    }
    let new = Visit { reasons: draft.reasons.clone(), ..blank(ctx, &mission) };
    let mut visit = fill(&mission, new, draft, known.as_ref())?;
    if let Some(twice) = visits.iter().find(|v| v.company == visit.company && v.day == visit.day) {
        return Err(Error::Invalid(vec![FieldError::new("company", "visit-twice").arg("day", &twice.day)]));
    }
    visit.lead_id = follow_up::open_lead_of(&mut tx, &visit.company, visit.company_id.as_ref()).await?;
    visit.position = i64::try_from(visits.len()).unwrap_or(i64::MAX);
    books::save_visit(&mut tx, &permit, &visit).await?;
    tx.commit(related(event("mission.visits_added", ctx, &mission).with("count", 1), &visit)).await?;
    Ok(visit)
}

async fn known(ctx: &Ctx, s: &AttractState, name: &str) -> Result<Option<Candidate>> {
    if name.trim().is_empty() { Ok(None) } else { s.companies.named(ctx, name.trim()).await }
}

fn fill(mission: &Mission, visit: Visit, draft: &VisitDraft, known: Option<&Candidate>) -> Result<Visit> {
    let mut faults = draft.faults(&mission.starts_on, &mission.ends_on);
    let of_day = mission.legs.iter().find(|l| l.from.as_str() <= draft.day.trim() && draft.day.trim() <= l.to.as_str());
    let typed = draft.city.trim();
    let city = if typed.is_empty() { of_day.map(|l| l.city.clone()) } else { super::draft::city_of(typed) };
    if city.is_none() && !typed.is_empty() {
        faults.push(FieldError::new("city", "mission-city-unknown").arg("found", typed));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let company = known.map_or_else(|| draft.company.trim().to_owned(), |c| c.name.clone());
    let same = company == visit.company;
    let company_id = known.filter(|c| c.origin == crate::Origin::Books).and_then(|c| EnterpriseId::parse(&c.id));
    Ok(Visit {
        day: draft.day.trim().to_owned(),
        at_time: rules::time_of_day(&draft.at_time),
        city: city.or_else(|| mission.legs.first().map(|l| l.city.clone())).unwrap_or_default(),
        company_id: company_id.or_else(|| visit.company_id.clone().filter(|_| same)),
        company,
        address: draft.address.trim().to_owned(),
        contact_id: Some(draft.contact.trim().to_owned()).filter(|c| !c.is_empty()),
        purpose: draft.purpose.trim().to_owned(),
        points: draft.points.trim().to_owned(),
        ..visit
    })
}

pub async fn edit(ctx: &Ctx, s: &AttractState, at: &Place<'_>, draft: &VisitDraft) -> Result<Visit> {
    let permit = permit(ctx, Action::Edit)?;
    let known = known(ctx, s, &draft.company).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, at.mission).await?;
    let before = books::visit(&mut tx, at.mission, at.visit).await?;
    at.fresh(&before)?;
    let version = before.version + 1;
    let visit = Visit { version, ..fill(&mission, before, draft, known.as_ref())? };
    books::save_visit(&mut tx, &permit, &visit).await?;
    tx.commit(related(event("mission.visit_edited", ctx, &mission), &visit)).await?;
    Ok(visit)
}

/// Which visit a command is about, as the page had it.
pub struct Place<'a> {
    pub mission: &'a MissionId,
    pub visit: &'a str,
    pub version: i64,
}

impl Place<'_> {
    fn fresh(&self, now: &Visit) -> Result<()> {
        if now.version == self.version { Ok(()) } else { Err(Error::conflict("visit-stale")) }
    }
}

pub async fn remove(ctx: &Ctx, s: &AttractState, at: &Place<'_>) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, at.mission).await?;
    let visit = books::visit(&mut tx, at.mission, at.visit).await?;
    at.fresh(&visit)?;
    if visit.is_held() {
        return Err(Error::conflict("visit-has-minutes"));
    }
    books::remove_visit(&mut tx, &permit, at.visit).await?;
    tx.commit(related(event("mission.visit_removed", ctx, &mission), &visit)).await
}

/// 排行程: days, times and order of all visits at once. Slots of visits that are gone are left out; visits without a slot stay.
pub async fn arrange(ctx: &Ctx, s: &AttractState, id: &MissionId, slots: Vec<Slot>) -> Result<usize> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, id).await?;
    let visits = books::visits(&mut tx, id).await?;
    let outside = |at: &Slot| day(&at.day).is_none() || at.day < mission.starts_on || at.day > mission.ends_on;
    if slots.iter().any(outside) {
        let error = FieldError::new("day", "visit-day-outside").arg("first", &mission.starts_on);
        return Err(Error::Invalid(vec![error.arg("last", &mission.ends_on)]));
    }
    let mut moved = 0;
    for (slot, position) in rules::arranged(slots) {
        let Some(before) = visits.iter().find(|v| v.id == slot.visit) else { continue };
        let after = Visit { day: slot.day, at_time: slot.at_time, position, ..before.clone() };
        if after != *before {
            moved += 1;
            books::save_visit(&mut tx, &permit, &Visit { version: before.version + 1, ..after }).await?;
        }
    }
    if moved > 0 {
        tx.commit(event("mission.arranged", ctx, &mission).with("count", moved)).await?;
    }
    Ok(moved)
}

/// 记纪要: outcome, minutes and next step of a visit. With a lead they become its activity and its next step in the same
/// transaction; without one, the lead is opened if asked for. Corrected minutes correct the same activity.
pub async fn minute(ctx: &Ctx, s: &AttractState, at: &Place<'_>, draft: &MinutesDraft) -> Result<Visit> {
    let permit = permit(ctx, Action::Edit)?;
    let faults = draft.faults(ctx.today());
    let (Some(outcome), true) = (Outcome::parse(draft.outcome.trim()), faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let mut tx = s.db.write(&ctx.zone).await?;
    let mission = open(ctx, &mut tx, at.mission).await?;
    let before = books::visit(&mut tx, at.mission, at.visit).await?;
    at.fresh(&before)?;
    if outcome.was_held() && before.day > ctx.today().to_string() {
        return Err(Error::Invalid(vec![FieldError::new("outcome", "visit-not-yet").arg("day", &before.day)]));
    }
    let mut visit = Visit {
        outcome: Some(outcome),
        minutes: draft.minutes.trim().to_owned(),
        next_step: draft.next_step.trim().to_owned(),
        next_due: Some(draft.next_due.trim().to_owned()).filter(|d| !d.is_empty()),
        minuted_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        minuted_on: Some(ctx.today().to_string()),
        version: before.version + 1,
        ..before
    };
    let mut events = Vec::new();
    if outcome.was_held() {
        if visit.lead_id.is_none() && draft.open_lead {
            let company = company_of(ctx, s, &visit).await?;
            let opened = follow_up::open(ctx, s, &mut tx, &company).await?;
            visit.lead_id = Some(opened.0);
            events.extend(opened.1);
        }
        if let Some(lead) = visit.lead_id.clone() {
            events.extend(follow_up::visited(ctx, &mut tx, &lead, &visit).await?);
        }
    }
    books::save_visit(&mut tx, &permit, &visit).await?;
    let minuted = event("mission.minuted", ctx, &mission).with("outcome", outcome.code());
    events.insert(0, related(minuted, &visit));
    tx.commit_all(events).await?;
    Ok(visit)
}

async fn company_of(ctx: &Ctx, s: &AttractState, visit: &Visit) -> Result<Candidate> {
    let known = match &visit.company_id {
        Some(id) => s.companies.get(ctx, crate::Origin::Books, id.as_str()).await?,
        None => s.companies.named(ctx, &visit.company).await?,
    };
    Ok(known.unwrap_or_else(|| Candidate {
        name: visit.company.clone(),
        city: Some(visit.city.clone()).filter(|c| !c.is_empty()),
        ..Candidate::default()
    }))
}

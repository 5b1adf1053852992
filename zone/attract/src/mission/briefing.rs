//! 资料包: for each visit the company, why it is visited, facts with their sources, list memberships with their evidence, the
//! lead and its history, points for the talk. A page that prints.
use super::proposals::{Dossier, Person};
use super::web::{Shown, days, id_of, names, path_of, team, users_of};
use super::{Mission, Visit, service};
use crate::AttractState;
use crate::lead::{Lead, store as leads};
use crate::pipeline::store::pipeline;
use axum::extract::{Path, State};
use kernel::Source;
use kernel::id::LeadId;
use std::collections::HashMap;
use ui::{Html, Req, Result, Shell, T};

/// A fact as a sentence, and where it is from.
pub(super) struct Fact {
    pub text: String,
    pub source: Source,
}

/// A list membership in words.
pub(super) struct Membership {
    pub text: String,
    pub evidenced: bool,
    pub source: Source,
}

/// A line of the lead's history.
pub(super) struct Line {
    pub on: String,
    pub text: String,
}

/// The lead as the pack shows it.
pub(super) struct LeadView {
    pub path: String,
    pub stage: String,
    pub owner: String,
    pub subject: String,
    pub next: String,
    pub history: Vec<Line>,
    /// Open hesitations, in words.
    pub hesitations: Vec<String>,
}

/// A visit with everything that is known about its company.
pub(super) struct Sheet {
    pub visit: Visit,
    pub path: String,
    pub city: String,
    pub why: Vec<String>,
    pub facts: Vec<Fact>,
    pub lists: Vec<Membership>,
    pub contact: Option<Person>,
    /// What the facts suggest for the talk.
    pub points: Vec<String>,
    pub lead: Option<LeadView>,
    pub company_path: String,
}

/// Gathers a sheet for each visit.
pub(super) async fn sheets(req: &Req, s: &AttractState, mission: &Mission, visits: Vec<Visit>) -> Result<Vec<Sheet>> {
    let mut all = Vec::new();
    for visit in visits {
        all.push(sheet(req, s, mission, visit).await?);
    }
    Ok(all)
}

pub(super) async fn sheet(req: &Req, s: &AttractState, mission: &Mission, visit: Visit) -> Result<Sheet> {
    let t = req.t;
    let dossier = match &visit.company_id {
        Some(id) => s.proposals.dossier(&req.ctx, id).await?,
        None => None,
    };
    let lead = match &visit.lead_id {
        Some(id) => lead_view(req, s, id).await?,
        None => None,
    };
    let dossier = dossier.unwrap_or_default();
    let contact = dossier.people.iter().find(|p| Some(&p.contact_id) == visit.contact_id.as_ref()).cloned();
    Ok(Sheet {
        path: format!("{}/visits/{}", path_of(mission), visit.id),
        city: super::city_name(&visit.city),
        why: visit.reasons.iter().map(|r| r.text(t)).filter(|r| !r.is_empty()).collect(),
        points: points(t, &dossier, lead.as_ref()),
        facts: facts(t, &dossier),
        lists: lists(t, &dossier),
        contact,
        company_path: visit.company_id.as_ref().map(|id| format!("/enterprises/{id}")).unwrap_or_default(),
        lead,
        visit,
    })
}

fn facts(t: T, dossier: &Dossier) -> Vec<Fact> {
    let fact = |(reason, source): &(super::Reason, Source)| Fact { text: reason.text(t), source: source.clone() };
    dossier.facts.iter().map(fact).filter(|f| !f.text.is_empty()).collect()
}

fn lists(t: T, dossier: &Dossier) -> Vec<Membership> {
    let line = |standing: &super::proposals::Standing| {
        let year = standing.year.map(|y| y.to_string()).unwrap_or_default();
        let text = match (standing.year, standing.rank) {
            (Some(_), Some(rank)) => t.a3("briefing-list-rank", "list", &standing.list, "year", year, "rank", rank),
            (Some(_), None) => t.a2("briefing-list-year", "list", &standing.list, "year", year),
            (None, _) => standing.list.clone(),
        };
        Membership { text, evidenced: standing.evidenced, source: standing.source.clone() }
    };
    dossier.standings.iter().map(line).collect()
}

/// Points for the talk that follow from the facts: what to ask first, what not to say.
fn points(t: T, dossier: &Dossier, lead: Option<&LeadView>) -> Vec<String> {
    let mut points = Vec::new();
    if let Some(lead) = lead {
        points.extend(lead.hesitations.iter().map(|h| t.a("briefing-point-hesitation", "reason", h)));
        if !lead.next.is_empty() {
            points.push(t.a("briefing-point-next", "step", &lead.next));
        }
        if !lead.subject.is_empty() {
            points.push(t.a("briefing-point-subject", "subject", &lead.subject));
        }
    }
    let claimed = dossier.standings.iter().filter(|s| !s.evidenced);
    points.extend(claimed.map(|s| t.a("briefing-point-claimed", "list", &s.list)));
    points
}

async fn lead_view(req: &Req, s: &AttractState, id: &LeadId) -> Result<Option<LeadView>> {
    let Ok(scope) = req.ctx.scope::<Lead>() else { return Ok(None) };
    let t = req.t;
    let (lead, activities, hesitations, pipeline) = {
        let mut conn = s.db.read(&req.ctx.zone).await?;
        let Some(lead) = conn.get::<Lead>(&[id.as_str().into()]).await? else { return Ok(None) };
        let activities = leads::activities(&mut conn, &scope, id, 5).await?;
        let hesitations = leads::hesitations(&mut conn, &scope, id).await?;
        (lead, activities, hesitations, pipeline(&mut conn).await?)
    };
    let owner =
        names(s, req, lead.owner.clone()).await?.into_values().next().unwrap_or_else(|| t.s("mission-lead-pool"));
    let reason = |id: &str| pipeline.reason(id).map_or_else(|| id.to_owned(), |r| r.name(t.locale).to_owned());
    let open = hesitations.iter().filter(|h| h.resolved_on.is_none());
    Ok(Some(LeadView {
        path: format!("/attract/leads/{id}"),
        stage: pipeline.stage(&lead.stage).map_or_else(|| lead.stage.clone(), |s| s.name(t.locale).to_owned()),
        owner,
        subject: lead.subject.clone(),
        next: lead.next_step.clone().unwrap_or_default(),
        history: activities.into_iter().map(|a| Line { on: a.happened_on, text: a.summary }).collect(),
        hesitations: open.map(|h| reason(&h.reason)).collect(),
    }))
}

#[derive(askama::Template)]
#[template(path = "attract/mission/briefing.html")]
pub(super) struct Briefing {
    pub page: Shell,
    pub path: String,
    pub mission: Mission,
    pub title: String,
    pub direction: String,
    pub days_text: String,
    pub cities: String,
    pub team: Vec<Shown>,
    pub sheets: Vec<Sheet>,
    /// Particulars are on the page.
    pub with_people: bool,
    pub printed_on: String,
}

pub(super) async fn page(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Html<Briefing>> {
    Ok(Html(gather(&req, &s, &id).await?))
}

pub(super) async fn gather(req: &Req, s: &AttractState, id: &str) -> Result<Briefing> {
    let trip = service::get(&req.ctx, &s.db, &id_of(id)?).await?;
    let mission = trip.mission;
    let names: HashMap<String, String> = names(s, req, users_of(&mission).collect::<Vec<_>>()).await?;
    let sheets = sheets(req, s, &mission, trip.visits).await?;
    let title = mission.title(req.t.is_zh()).to_owned();
    Ok(Briefing {
        page: req.shell("briefing-title", "attract").titled(req.t.a("briefing-of", "mission", &title)),
        path: path_of(&mission),
        direction: req.t.s(mission.direction.key()),
        days_text: days(&mission),
        cities: mission.cities(),
        team: team(req.t, &mission, &names),
        with_people: sheets.iter().any(|s| s.contact.is_some()),
        printed_on: req.ctx.today().to_string(),
        sheets,
        title,
        mission,
    })
}

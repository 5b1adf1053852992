//! A pack's missions as records of the attract slice.
use super::load::PackRow;
use super::{Pack, PackMission, PackVisit, Provenance};
use attract::mission::{Leg, Member, Mission, Visit};
use chrono::NaiveDate;
use kernel::id::{EnterpriseId, LeadId, MissionId};
use kernel::{Error, Result, Source};
use std::collections::BTreeMap;

pub fn of(pack: &Pack, today: NaiveDate) -> Result<Vec<PackRow>> {
    let mut rows = Vec::new();
    for mission in &pack.missions {
        rows.push(PackRow::of(&mission_of(pack, mission, today)?)?);
    }
    let mut placed: BTreeMap<(&str, NaiveDate), i64> = BTreeMap::new();
    for visit in &pack.mission_visits {
        let position = placed.entry((&visit.mission, visit.day.on(today))).or_insert(-1);
        *position += 1;
        rows.push(PackRow::of(&visit_of(pack, visit, today, *position)?)?);
    }
    Ok(rows)
}

pub fn mission_id(code: &str) -> Result<MissionId> {
    MissionId::parse(code).ok_or_else(|| Error::internal(format!("the pack's id {code} cannot be a mission id")))
}

/// Days and team are invented, the sentence is not.
fn source_of(pack: &Pack, mission: &PackMission) -> Source {
    match &mission.quotes {
        Some(sentence) => Source {
            example: mission.provenance == Provenance::Example,
            ..pack.source_of(&Provenance::Sentence(sentence.clone()))
        },
        None => pack.source_of(&mission.provenance),
    }
}

fn mission_of(pack: &Pack, m: &PackMission, today: NaiveDate) -> Result<Mission> {
    let leg = |l: &super::PackLeg| Leg {
        city: l.city.to_string(),
        from: l.from.on(today).to_string(),
        to: l.to.on(today).to_string(),
    };
    let member = |(i, label): (usize, &String)| Member { user: None, label: Some(label.clone()), leads: i == 0 };
    Ok(Mission {
        id: mission_id(&m.code)?,
        title: m.title.zh.clone(),
        title_en: m.title.en.clone(),
        direction: m.direction,
        starts_on: m.starts_on.on(today).to_string(),
        ends_on: m.ends_on.on(today).to_string(),
        legs: m.legs.iter().map(leg).collect(),
        team: m.team.iter().enumerate().map(member).collect(),
        aim: m.aim.clone(),
        cancelled_on: None,
        source: source_of(pack, m),
        recorded_by: None,
        recorded_on: today.to_string(),
        version: 1,
    })
}

fn visit_of(pack: &Pack, v: &PackVisit, today: NaiveDate, position: i64) -> Result<Visit> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    Ok(Visit {
        id: v.id.clone(),
        mission_id: mission_id(&v.mission)?,
        day: v.day.on(today).to_string(),
        position,
        at_time: v.time.clone(),
        city: v.city.clone(),
        company: v.company.clone(),
        company_id: v.enterprise.as_deref().and_then(EnterpriseId::parse),
        lead_id: v.lead.as_deref().and_then(LeadId::parse),
        address: text(&v.address),
        contact_id: None,
        purpose: text(&v.purpose),
        points: text(&v.points).replace('|', "\n"),
        reasons: Vec::new(),
        outcome: v.outcome,
        minutes: text(&v.minutes),
        next_step: text(&v.next_step),
        next_due: v.next_due.map(|d| d.on(today).to_string()),
        minuted_by: None,
        minuted_on: v.outcome.map(|_| v.day.on(today).to_string()),
        source: pack.source_of(&v.provenance),
        version: 1,
    })
}

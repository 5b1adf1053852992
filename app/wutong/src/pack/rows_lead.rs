//! A pack's leads as records of the attract slice. Nobody has them yet: accounts do not travel in packs.
use super::load::PackRow;
use super::{Pack, PackHesitation, PackLead, Provenance};
use attract::lead::activity::Activity;
use attract::lead::draft::{amount_of, next_of};
use attract::lead::hesitation::Hesitation;
use attract::lead::{Channel, Lead, Passage, answer, rules, service};
use attract::pipeline::{Kind, Policy, Stage, standard_stages};
use attract::{Candidate, Origin};
use chrono::{NaiveDate, NaiveTime, TimeZone};
use kernel::ctx::china;
use kernel::id::LeadId;
use kernel::{Ctx, Error, Result, Source};

pub fn of(ctx: &Ctx, pack: &Pack) -> Result<Vec<PackRow>> {
    let today = ctx.today();
    let mut rows = Vec::new();
    for lead in &pack.leads {
        let (lead, passages) = lead_of(ctx, pack, lead)?;
        rows.push(PackRow::of(&lead)?);
        for passage in &passages {
            rows.push(PackRow::of(passage)?);
        }
    }
    for hesitation in &pack.lead_hesitations {
        rows.push(PackRow::of(&hesitation_of(pack, hesitation, today))?);
    }
    for said in &pack.lead_activities {
        let on = said.on.on(today);
        rows.push(PackRow::of(&Activity {
            id: said.id.clone(),
            lead_id: lead_id(&said.lead)?,
            kind: said.kind,
            happened_on: on.to_string(),
            summary: said.summary.clone(),
            author: None,
            recorded_by: None,
            recorded_us: at_us(on, 18),
            version: 1,
        })?);
    }
    Ok(rows)
}

fn lead_id(id: &str) -> Result<LeadId> {
    LeadId::parse(id).ok_or_else(|| Error::internal(format!("the pack's id {id} cannot be a lead id")))
}

/// That hour of the day in China.
fn at_us(day: NaiveDate, hour: u32) -> i64 {
    let at = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
    china().from_local_datetime(&at).single().map_or(0, |t| t.timestamp_micros())
}

/// Days may be invented, the sentence is not.
fn source_of(pack: &Pack, quotes: Option<&String>, provenance: &Provenance) -> Source {
    match quotes {
        Some(sentence) => Source {
            example: *provenance == Provenance::Example,
            ..pack.source_of(&Provenance::Sentence(sentence.clone()))
        },
        None => pack.source_of(provenance),
    }
}

/// The company as the pack's own books have it, or as named.
fn company(pack: &Pack, l: &PackLead) -> Candidate {
    let known = l.enterprise.as_ref().and_then(|id| pack.enterprises.iter().find(|e| e.id == *id));
    let Some(e) = known else {
        return Candidate { name: l.company.clone().unwrap_or_default(), city: l.city.clone(), ..Candidate::default() };
    };
    Candidate {
        origin: Origin::Books,
        id: e.id.clone(),
        name: e.name.clone(),
        credit_code: e.credit_code.as_ref().map(|c| c.as_str().to_owned()),
        city: l.city.clone(),
        industry: None,
        focus: None,
    }
}

fn lead_of(ctx: &Ctx, pack: &Pack, l: &PackLead) -> Result<(Lead, Vec<Passage>)> {
    let today = ctx.today();
    let stages = standard_stages();
    let stage = |id: &str| -> Result<&Stage> {
        stages.iter().find(|s| s.id == id).ok_or_else(|| Error::internal(format!("no stage {id}")))
    };
    let (Some(first), Some(last)) = (l.stages.first(), l.stages.last()) else {
        return Err(Error::internal("a lead of the pack without a stage"));
    };
    let now = stage(&last.0)?;
    let began = first.1.on(today).to_string();
    let mut lead = service::blank(ctx, lead_id(&l.id)?, now);
    let c = company(pack, l);
    lead.name_key = rules::name_key(&c.name);
    lead.name = c.name;
    lead.origin = c.origin;
    lead.company_id = Some(c.id).filter(|id| !id.is_empty());
    lead.credit_code = c.credit_code;
    lead.city = c.city.as_deref().and_then(rules::city_of);
    lead.industry.clone_from(&l.industry);
    lead.division = l.industry.as_deref().and_then(rules::division_of);
    lead.focus.clone_from(&l.focus);
    lead.subject.clone_from(&l.subject);
    lead.channel = l.channel;
    let amount = l.amount.as_deref().and_then(|t| amount_of("amount", t).unwrap_or(None));
    (lead.amount_fen, lead.amount_currency) = amount.unzip();
    lead.stage_on = last.1.on(today).to_string();
    let next_on = l.next_on.map(|d| d.on(today).to_string()).unwrap_or_default();
    next_of(l.next_step.as_deref().unwrap_or_default(), &next_on, "", &mut Vec::new()).into_lead(&mut lead);
    lead.active_on = l.active_on.map_or_else(|| lead.stage_on.clone(), |d| d.on(today).to_string());
    lead.closed_on = (now.kind != Kind::Open).then(|| lead.stage_on.clone());
    lead.lost_reason.clone_from(&l.lost_reason);
    lead.note.clone_from(&l.note);
    lead.source = source_of(pack, l.quotes.as_ref(), &l.provenance);
    let open = pack.lead_hesitations.iter().filter(|h| h.lead == l.id && h.resolved_on.is_none());
    lead.hesitating = i64::try_from(open.count()).unwrap_or(0);
    enquiry(pack, l, first.1.on(today), today, &mut lead)?;
    lead.recorded_by = None;
    lead.recorded_on.clone_from(&began);
    lead.began_on = began;
    lead.version = 1;
    let passages = passages(&lead, l, today);
    Ok((lead, passages))
}

/// An enquiry came at eight on its first day and was answered with the first talk, where there is one.
fn enquiry(pack: &Pack, l: &PackLead, began: NaiveDate, today: NaiveDate, lead: &mut Lead) -> Result<()> {
    if l.channel != Channel::Enquiry {
        return Ok(());
    }
    let asked = at_us(began, 8);
    lead.enquired_us = Some(asked);
    lead.answer_due_us = Some(answer::due_us(&Policy::default(), asked)?);
    let said = pack.lead_activities.iter().filter(|a| a.lead == l.id).map(|a| a.on.on(today)).min();
    lead.answered_us = said.map(|on| at_us(on, 18));
    Ok(())
}

fn passages(lead: &Lead, l: &PackLead, today: NaiveDate) -> Vec<Passage> {
    let days: Vec<String> = l.stages.iter().map(|(_, d)| d.on(today).to_string()).collect();
    let passage = |(i, (stage, _)): (usize, &(String, super::PackDay))| {
        let (entered, left) = (days.get(i).cloned().unwrap_or_default(), days.get(i + 1).cloned());
        Passage {
            lead_id: lead.id.clone(),
            n: i64::try_from(i).unwrap_or(0) + 1,
            stage: stage.clone(),
            days: left.as_ref().map(|left| rules::days_between(&entered, left)),
            entered_on: entered,
            left_on: left,
            owner: None,
            moved_by: None,
        }
    };
    l.stages.iter().enumerate().map(passage).collect()
}

fn hesitation_of(pack: &Pack, h: &PackHesitation, today: NaiveDate) -> Hesitation {
    Hesitation {
        id: h.id.clone(),
        lead_id: h.lead.clone(),
        reason: h.reason.clone(),
        since_on: h.since.on(today).to_string(),
        note: h.note.clone(),
        resolved_on: h.resolved_on.map(|d| d.on(today).to_string()),
        resolved_by: None,
        how: h.how.clone(),
        source: source_of(pack, h.quotes.as_ref(), &h.provenance),
        recorded_by: None,
        version: 1,
    }
}

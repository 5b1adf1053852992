//! What becomes of each row of a ledger: pure decisions over what the row says and what the books hold.
use super::{Line, Outcome};
use crate::directory::Colleague;
use crate::lead::activity::{Activity, Kind as Said};
use crate::lead::draft::Draft;
use crate::lead::{Lead, Passage, rules, service};
use crate::pipeline::{Kind, Pipeline, Purpose, Stage};
use kernel::id::{LeadId, new_uuid};
use kernel::{Ctx, FieldError};
use serde_json::Value as Json;
use std::collections::HashMap;

/// What a row is judged against.
pub struct Known<'k> {
    pub ctx: &'k Ctx,
    pub pipeline: &'k Pipeline,
    pub colleagues: &'k [Colleague],
    pub batch: &'k str,
    /// The open lead of this company.
    pub live: Option<Lead>,
    /// The row of this file that has the company already.
    pub twin: Option<i64>,
}

type Cells<'s> = &'s HashMap<&'static str, String>;

fn line(known: &Known, number: i64, name: &str, outcome: Outcome, reasons: Vec<FieldError>) -> Line {
    Line {
        batch_id: known.batch.to_owned(),
        number,
        outcome,
        name: name.to_owned(),
        reasons,
        after: Json::Null,
        passages: Json::Null,
        activity: Json::Null,
        before: Json::Null,
    }
}

/// Judges one row.
pub fn decide(known: &Known, number: i64, said: Cells, draft: &Draft) -> Line {
    let name = draft.company.name.clone();
    if let Some(row) = known.twin {
        let why = FieldError::new("company", "ledger-twin").arg("row", row);
        return line(known, number, &name, Outcome::Skip, vec![why]);
    }
    match &known.live {
        Some(lead) if !rules::works(known.ctx, lead) && lead.owner.is_some() => {
            let owner = lead.owner.as_deref().and_then(|o| known.colleagues.iter().find(|c| c.id == o));
            let owner = owner.map(|c| c.name.clone()).unwrap_or_default();
            let why = FieldError::new("company", "lead-taken").arg("name", &lead.name).arg("owner", owner);
            line(known, number, &name, Outcome::Skip, vec![why])
        }
        Some(lead) => update(known, number, said, draft, lead),
        None => create(known, number, said, draft),
    }
}

/// An open lead of ours or of the pool takes what the row says and it does not know yet; nothing is overwritten with nothing.
fn update(known: &Known, number: i64, said: Cells, draft: &Draft, before: &Lead) -> Line {
    let mut merged = Draft::of(before);
    let take = |field: &str, to: &mut String, from: &String| {
        if said.contains_key(field) {
            to.clone_from(from);
        }
    };
    take("subject", &mut merged.subject, &draft.subject);
    take("channel", &mut merged.channel, &draft.channel);
    take("amount", &mut merged.amount, &draft.amount);
    take("next_step", &mut merged.next_step, &draft.next_step);
    take("next_on", &mut merged.next_on, &draft.next_on);
    take("note", &mut merged.note, &draft.note);
    let facts = match merged.facts(known.ctx.today()) {
        Ok(facts) => facts,
        Err(errors) => return line(known, number, &before.name, Outcome::Error, errors),
    };
    let mut after = before.clone();
    facts.into_lead(&mut after);
    if after == *before {
        let same = vec![FieldError::new("company", "ledger-same")];
        return line(known, number, &before.name, Outcome::Skip, same);
    }
    after.batch_id = Some(known.batch.to_owned());
    let why = FieldError::new("company", "ledger-update").arg("id", &before.id);
    let base = line(known, number, &before.name, Outcome::Update, vec![why]);
    Line { after: image(&after), before: image(before), ..base }
}

fn image<T: serde::Serialize>(record: &T) -> Json {
    serde_json::to_value(record).unwrap_or(Json::Null)
}

fn create(known: &Known, number: i64, said: Cells, draft: &Draft) -> Line {
    let (mut errors, mut notes) = (Vec::new(), Vec::new());
    let facts = draft.facts(known.ctx.today()).map_err(|e| errors.extend(e)).ok();
    let stage = stage_of(known.pipeline, said, &mut errors);
    let reason = reason_of(known.pipeline, said, stage, &mut errors);
    let owner = owner_of(known, said, &mut notes);
    let (Some(facts), Some(stage), true) = (facts, stage, errors.is_empty()) else {
        return line(known, number, &draft.company.name, Outcome::Error, errors);
    };
    let ctx = known.ctx;
    let mut lead = service::blank(ctx, LeadId::new(ctx), stage);
    facts.into_lead(&mut lead);
    let day = |field: &str| said.get(field).map(|d| super::columns::day_text(d)).filter(|d| rules::day(d).is_some());
    lead.stage_on = day("stage_on").filter(|d| *d >= lead.began_on).unwrap_or_else(|| lead.began_on.clone());
    lead.owner = owner.filter(|_| lead.is_open() || stage.kind == Kind::Won);
    lead.owned_on = lead.owner.as_ref().map(|_| ctx.today().to_string());
    lead.lost_reason = reason;
    if !lead.is_open() {
        lead.closed_on = Some(lead.stage_on.clone());
        (lead.next_step, lead.next_on, lead.remind_on) = (None, None, None);
    }
    lead.author = said.get("author").cloned();
    lead.recorded_on = day("recorded_on").unwrap_or(lead.recorded_on);
    lead.batch_id = Some(known.batch.to_owned());
    lead.version = 1;
    lead.updated_us = ctx.now_us();
    let passages = passages(known, &lead, said.contains_key("stage_on"));
    let activity = said.get("activity").map(|text| spoken(ctx, &lead, said, text));
    let base = line(known, number, &lead.name, Outcome::Create, notes);
    Line { after: image(&lead), passages: image(&passages), activity: image(&activity), ..base }
}

/// What the ledger knows of the way: the first stage, where it says when the present one began; else the present one only.
fn passages(known: &Known, lead: &Lead, dated: bool) -> Vec<Passage> {
    let now = service::first_passage(known.ctx, lead);
    match known.pipeline.first() {
        Some(first) if dated && first.id != lead.stage => {
            let days = rules::days_between(&lead.began_on, &lead.stage_on);
            let begun = Passage {
                stage: first.id.clone(),
                entered_on: lead.began_on.clone(),
                left_on: Some(lead.stage_on.clone()),
                days: Some(days),
                ..now.clone()
            };
            vec![begun, Passage { n: 2, ..now }]
        }
        _ => vec![now],
    }
}

fn spoken(ctx: &Ctx, lead: &Lead, said: Cells, text: &str) -> Activity {
    let on = said.get("activity_on").map(|d| super::columns::day_text(d)).filter(|d| rules::day(d).is_some());
    Activity {
        id: new_uuid(ctx),
        lead_id: lead.id.clone(),
        kind: Said::Note,
        happened_on: on.unwrap_or_else(|| lead.recorded_on.clone()),
        summary: text.chars().take(2_000).collect(),
        author: lead.author.clone(),
        recorded_by: service::me(ctx),
        recorded_us: ctx.now_us(),
        version: 1,
    }
}

fn stage_of<'p>(pipeline: &'p Pipeline, said: Cells, errors: &mut Vec<FieldError>) -> Option<&'p Stage> {
    let Some(word) = said.get("stage") else { return pipeline.first() };
    let found = pipeline.active().find(|s| [&s.id, &s.name_zh, &s.name_en].contains(&word));
    if found.is_none() {
        errors.push(FieldError::new("stage", "lead-stage-unknown").arg("found", word));
    }
    found
}

fn reason_of(pipeline: &Pipeline, said: Cells, stage: Option<&Stage>, errors: &mut Vec<FieldError>) -> Option<String> {
    if stage.is_none_or(|s| s.kind != Kind::Lost) {
        return None;
    }
    let word = said.get("lost_reason").cloned().unwrap_or_default();
    let found = pipeline.reasons_for(Purpose::Loss).find(|r| [&r.id, &r.name_zh, &r.name_en].contains(&&word));
    if found.is_none() {
        errors.push(FieldError::new("lost_reason", "ledger-loss").arg("found", word));
    }
    found.map(|r| r.id.clone())
}

/// The officer of that name; one who is not here leaves the lead in the pool, and the preview says so.
fn owner_of(known: &Known, said: Cells, notes: &mut Vec<FieldError>) -> Option<String> {
    let word = said.get("owner")?;
    let found = known.colleagues.iter().find(|c| c.is_officer() && (c.name == *word || c.login == *word));
    if found.is_none() {
        notes.push(FieldError::new("owner", "ledger-owner-pool").arg("found", word));
    }
    found.map(|c| c.id.clone())
}

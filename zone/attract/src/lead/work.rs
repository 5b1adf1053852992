//! What waits for an officer: next steps, enquiries, leads about to return to the pool, requests.
use super::handover::Handover;
use super::query::Filter;
use super::service::{conditions, me};
use super::view::{Light, Words, answer, next_light, returns};
use super::{Lead, store as books};
use crate::AttractState;
use kernel::{Ctx, Result};
use ui::T;

/// Lines of each part.
const MOST: u64 = 8;

/// A line of the work list.
#[derive(Clone, Debug)]
pub struct Line {
    pub lead: String,
    pub path: String,
    pub what: String,
    pub light: Light,
}

/// A part of the work list with the whole of it one link away.
#[derive(Clone, Debug)]
pub struct Part {
    /// Text key of its title.
    pub title: &'static str,
    pub total: i64,
    pub all: String,
    pub lines: Vec<Line>,
}

/// The parts that hold something; nothing for those who have no leads.
pub async fn of(ctx: &Ctx, s: &AttractState, t: T) -> Result<Vec<Part>> {
    let Some(user) = me(ctx) else { return Ok(Vec::new()) };
    let scope = ctx.scope::<Lead>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let pipeline = crate::pipeline::store::pipeline(&mut conn).await?;
    let own = Filter { page: 1, ..Filter::default() }.with("owner", "me");
    let mut found = Vec::new();
    for (title, filter, sort) in [
        ("lead-work-answers", own.with("answer", "waiting"), "began"),
        ("lead-work-steps", own.with("due", "reminded"), "next"),
        ("lead-work-returning", own.with("due", "returning"), "active"),
    ] {
        let w = conditions(ctx, &pipeline, &filter);
        let total = books::count(&mut conn, &scope, &w).await?;
        let leads = books::some(&mut conn, &scope, &w, sort, MOST, 0).await?;
        found.push((title, filter.href(), total, leads));
    }
    let most = i64::try_from(MOST).unwrap_or(8);
    let asked = books::asked_of(&mut conn, &user, most).await?;
    drop(conn);
    let people: Vec<String> = asked.iter().map(|(h, _)| h.asked_by.clone()).collect();
    let words = Words::of(ctx, s, t, pipeline, people).await?;
    let mut parts: Vec<Part> = found
        .into_iter()
        .map(|(title, all, total, leads)| Part {
            lines: leads.iter().map(|l| line(&words, title, l)).collect(),
            title,
            total,
            all,
        })
        .collect();
    parts.push(part("lead-work-asked", asked.iter().map(|a| request(&words, a)).collect()));
    parts.retain(|p| !p.lines.is_empty());
    Ok(parts)
}

fn part(title: &'static str, lines: Vec<Line>) -> Part {
    Part { title, total: i64::try_from(lines.len()).unwrap_or(0), all: String::new(), lines }
}

fn path(lead: &Lead) -> String {
    format!("/attract/leads/{}", lead.id)
}

fn line(w: &Words, part: &str, lead: &Lead) -> Line {
    let (what, light) = match part {
        "lead-work-answers" => (lead.subject.clone(), answer(w, lead)),
        "lead-work-returning" => (lead.subject.clone(), returns(w, lead, &w.pipeline.policy)),
        _ => (lead.next_step.clone().unwrap_or_default(), next_light(w, lead)),
    };
    Line { lead: lead.name.clone(), path: path(lead), what, light }
}

fn request(w: &Words, (asked, lead): &(Handover, Lead)) -> Line {
    let what = w.t.a2("lead-work-said", "who", w.user(&asked.asked_by), "what", &asked.reason);
    Line { lead: lead.name.clone(), path: format!("{}#owner", path(lead)), what, light: Light::default() }
}

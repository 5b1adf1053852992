//! Messages and dues in words, for the page 消息, which shows those of other slices beside them.
use super::service::{self, Due, Said};
use super::store::Place;
use crate::AttractState;
use crate::lead::Lead;
use crate::lead::view::{Light, Words, answer, next_light, returns};
use kernel::Result;
use ui::Req;

/// A lead of which something is due.
pub struct DueLine {
    pub name: String,
    pub path: String,
    pub what: String,
    pub light: Light,
}

/// A kind of due with its first leads.
pub struct DueCard {
    pub title: String,
    pub total: i64,
    /// The list of all of them.
    pub all: String,
    pub lines: Vec<DueLine>,
}

/// A message: what happened, in which words, and the lead that it leads to.
pub struct Line {
    pub id: String,
    pub unread: bool,
    pub said_us: i64,
    pub text: String,
    pub words: String,
    pub path: String,
    pub name: String,
}

/// What waits and what was said.
#[derive(Default)]
pub struct Shown {
    pub due: Vec<DueCard>,
    pub lines: Vec<Line>,
    pub unseen: i64,
    /// Older ones stand behind these.
    pub more: bool,
}

/// A page of the reader's messages behind that place, and what is due; nothing for those who see no leads.
pub async fn page(req: &Req, s: &AttractState, place: &Place) -> Result<Shown> {
    if req.ctx.scope::<Lead>().is_err() {
        return Ok(Shown::default());
    }
    let found = service::read(&req.ctx, s, place).await?;
    let people = found.said.iter().filter_map(|m| m.message.by_user.clone()).collect();
    let words = Words::of(&req.ctx, s, req.t, found.pipeline, people).await?;
    Ok(Shown {
        due: found.due.iter().map(|d| card(&words, d)).collect(),
        lines: found.said.into_iter().map(|m| line(&words, m)).collect(),
        unseen: found.unseen,
        more: found.older.is_some(),
    })
}

/// The newest that the reader has not read.
pub async fn unread(req: &Req, s: &AttractState, most: i64) -> Result<Vec<Line>> {
    if req.ctx.scope::<Lead>().is_err() {
        return Ok(Vec::new());
    }
    let (pipeline, said) = service::unread(&req.ctx, &s.db, most).await?;
    let people = said.iter().filter_map(|m| m.message.by_user.clone()).collect();
    let words = Words::of(&req.ctx, s, req.t, pipeline, people).await?;
    Ok(said.into_iter().map(|m| line(&words, m)).collect())
}

fn card(w: &Words, due: &Due) -> DueCard {
    let lines = due.leads.iter().map(|lead| {
        let (what, light) = match due.key {
            "message-due-answers" => (lead.subject.clone(), answer(w, lead)),
            "message-due-returning" => (lead.subject.clone(), returns(w, lead, &w.pipeline.policy)),
            _ => (lead.next_step.clone().unwrap_or_default(), next_light(w, lead)),
        };
        DueLine { name: lead.name.clone(), path: format!("/attract/leads/{}", lead.id), what, light }
    });
    DueCard { title: w.t.s(due.key), total: due.total, all: due.filter.href(), lines: lines.collect() }
}

fn line(w: &Words, said: Said) -> Line {
    let who = said.message.by_user.as_ref().map(|u| w.user(u)).unwrap_or_default();
    let name = said.lead.as_ref().map(|l| l.name.clone()).unwrap_or_default();
    Line {
        unread: said.message.seen_us.is_none(),
        said_us: said.message.said_us,
        text: w.t.a(said.message.kind.key(), "who", who),
        words: said.words,
        path: format!("/attract/leads/{}{}", said.message.lead_id, said.message.kind.anchor()),
        name,
        id: said.message.id,
    }
}

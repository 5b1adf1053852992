//! The page 消息 behind the bell.
use super::service::{self, Due, Said};
use super::store::{Place, Which};
use crate::AttractState;
use crate::lead::view::{Light, Words, answer, next_light, returns};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use ui::{Access, Flash, Html, Req, Result, Routes, Shell, see_other};

pub fn routes() -> Routes<AttractState> {
    let mark = Access::Needs(Resource::Self_, Action::Edit);
    Routes::new()
        .get("/messages", Access::Needs(Resource::Lead, Action::View), page)
        .post("/messages/read", mark, read_all)
        .post("/messages/{id}/read", mark, read_one)
}

struct DueLine {
    name: String,
    path: String,
    what: String,
    light: Light,
}

struct DueCard {
    title: String,
    total: i64,
    all: String,
    lines: Vec<DueLine>,
}

struct Line {
    id: String,
    unread: bool,
    when: String,
    text: String,
    words: String,
    path: String,
    name: String,
}

#[derive(askama::Template)]
#[template(path = "attract/message/list.html")]
struct List {
    page: Shell,
    due: Vec<DueCard>,
    lines: Vec<Line>,
    unseen: i64,
    older: String,
    first: bool,
}

async fn page(req: Req, State(s): State<AttractState>) -> Result<Html<List>> {
    let asked = req.query.split('&').find_map(|p| p.strip_prefix("before="));
    let place = asked.and_then(|b| Place::parse(&ui::cookie::unpercent(b))).unwrap_or_else(Place::newest);
    let found = service::read(&req.ctx, &s, &place).await?;
    let people = found.said.iter().filter_map(|m| m.message.by_user.clone()).collect();
    let words = Words::of(&req.ctx, &s, req.t, found.pipeline, people).await?;
    Ok(Html(List {
        page: req.shell("message-title", ""),
        due: found.due.iter().map(|d| card(&words, d)).collect(),
        lines: found.said.into_iter().map(|m| line(&words, m)).collect(),
        unseen: found.unseen,
        older: found.older.map(|p| format!("/messages?before={}", ui::cookie::percent(&p.text()))).unwrap_or_default(),
        first: place == Place::newest(),
    }))
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
        when: w.t.instant(said.message.said_us),
        text: w.t.a(said.message.kind.key(), "who", who),
        words: said.words,
        path: format!("/attract/leads/{}{}", said.message.lead_id, said.message.kind.anchor()),
        name,
        id: said.message.id,
    }
}

async fn read_all(req: Req, State(s): State<AttractState>) -> Result<Response> {
    let n = service::mark(&req.ctx, &s.db, Which::All).await?;
    Ok(see_other("/messages").flash(Flash::done("message-marked").arg("n", n)).into_response())
}

async fn read_one(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Response> {
    service::mark(&req.ctx, &s.db, Which::One(&id)).await?;
    Ok(see_other("/messages").into_response())
}

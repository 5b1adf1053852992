//! The page 消息 behind the bell, for everybody with an account.
use super::{Line, mark_all, mark_one, read};
use crate::server::Parts;
use attract::AttractState;
use attract::message::store::Place;
use attract::message::view::DueCard;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use ui::{Access, Flash, Html, Req, Result, Routes, Shell, see_other};

pub fn routes(parts: &Parts) -> Routes {
    let see = Access::Needs(Resource::Self_, Action::View);
    let mark = Access::Needs(Resource::Self_, Action::Edit);
    Routes::new()
        .get("/messages", see, page)
        .post("/messages/read", mark, read_all)
        .post("/messages/{id}/read", mark, read_one)
        .with_state(parts.attract.clone())
}

#[derive(askama::Template)]
#[template(path = "messages/list.html")]
struct List {
    page: Shell,
    /// What is due of the reader's leads; those who have none see no such column.
    has_leads: bool,
    due: Vec<DueCard>,
    lines: Vec<Line>,
    unseen: i64,
    older: String,
    first: bool,
}

async fn page(req: Req, State(s): State<AttractState>) -> Result<Html<List>> {
    let asked = req.query.split('&').find_map(|p| p.strip_prefix("before="));
    let place = asked.and_then(|b| Place::parse(&ui::cookie::unpercent(b))).unwrap_or_else(Place::newest);
    let found = read(&req, &s, &place).await?;
    Ok(Html(List {
        page: req.shell("message-title", ""),
        has_leads: req.may(Resource::Lead, Action::View),
        due: found.due,
        lines: found.lines,
        unseen: found.unseen,
        older: found.older.map(|p| format!("/messages?before={}", ui::cookie::percent(&p.text()))).unwrap_or_default(),
        first: place == Place::newest(),
    }))
}

async fn read_all(req: Req, State(s): State<AttractState>) -> Result<Response> {
    let n = mark_all(&req.ctx, &s.db).await?;
    Ok(see_other("/messages").flash(Flash::done("message-marked").arg("n", n)).into_response())
}

async fn read_one(req: Req, State(s): State<AttractState>, Path(id): Path<String>) -> Result<Response> {
    mark_one(&req.ctx, &s.db, &id).await?;
    Ok(see_other("/messages").into_response())
}

//! 登录会话: where the user is signed in, and how to end it.
use super::{Session, rules, service};
use crate::web::{SELF_EDIT, SELF_VIEW, browser_name, own_shell};
use crate::{Accounts, secret};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ui::{Flash, Html, Req, Result, Routes, Shell, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    Routes::new()
        .get("/account/sessions", SELF_VIEW, list)
        .post("/account/sessions/revoke-others", SELF_EDIT, revoke_others)
        .post("/account/sessions/{id}/revoke", SELF_EDIT, revoke)
}

/// A session as shown.
pub(crate) struct Row {
    pub id: String,
    pub browser: String,
    pub address: String,
    pub created_us: i64,
    pub seen_us: i64,
    pub ends_us: i64,
    pub here: bool,
}

impl Row {
    pub(crate) fn of(session: Session, here: Option<&str>) -> Self {
        Self {
            here: here == Some(session.token_hash.as_str()),
            browser: browser_name(&session.browser),
            ends_us: rules::ends_us(&session),
            created_us: session.created_us,
            seen_us: session.seen_us,
            address: session.address,
            id: session.id,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "account/sessions.html")]
struct List {
    page: Shell,
    rows: Vec<Row>,
}

fn here(accounts: &Accounts, req: &Req) -> Option<String> {
    accounts.cookie_of(&req.headers).map(secret::sha256)
}

async fn list(State(accounts): State<Accounts>, req: Req) -> Result<Html<List>> {
    let here = here(&accounts, &req);
    let sessions = service::own(&req.ctx, &accounts).await?;
    let rows = sessions.into_iter().map(|s| Row::of(s, here.as_deref())).collect();
    Ok(Html(List { page: own_shell(&req, "/account/sessions"), rows }))
}

async fn revoke(State(accounts): State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Response> {
    service::revoke(&req.ctx, &accounts, &id).await?;
    Ok(see_other("/account/sessions").flash(Flash::done("session-ended")).into_response())
}

async fn revoke_others(State(accounts): State<Accounts>, req: Req) -> Result<Response> {
    let here = here(&accounts, &req);
    let sessions = service::own(&req.ctx, &accounts).await?;
    let keep = sessions.iter().find(|s| here.as_deref() == Some(s.token_hash.as_str())).map(|s| s.id.clone());
    let ended = service::revoke_others(&req.ctx, &accounts, keep.as_deref().unwrap_or_default()).await?;
    Ok(see_other("/account/sessions").flash(Flash::done("sessions-ended").arg("count", ended)).into_response())
}

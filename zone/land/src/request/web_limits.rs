//! 诉求时限: the page on which the director or the administrator sets them.
use super::limits::{self, Draft, Limits};
use crate::LandState;
use crate::fields::{Fields, Typed, answer, get, text};
use axum::extract::{Form, State};
use axum::response::Response;
use kernel::{Action, Resource};
use ui::{Html, Req, Result, Shell};

pub(super) const HOME: &str = "/land/requests/limits";

/// Limits that were in force, in words.
struct Line {
    from: String,
    by: String,
    answer: i64,
    contact: i64,
    silent: i64,
}

#[derive(askama::Template)]
#[template(path = "land/request/limits.html")]
pub(super) struct LimitsPage {
    page: Shell,
    now: Limits,
    /// As typed, or as they are.
    answer: String,
    contact: String,
    silent: String,
    lines: Vec<Line>,
    may_edit: bool,
    typed: Typed,
}

async fn page(req: &Req, s: &LandState, typed: Typed) -> Result<LimitsPage> {
    let history = limits::history(&mut s.db.read(&req.ctx.zone).await?).await?;
    let users: Vec<String> = history.all().iter().filter_map(|l| l.set_by.clone()).collect();
    let names = s.directory.users(&req.ctx.zone, &users).await?;
    let line = |l: &Limits| Line {
        from: req.t.instant(l.from_us),
        by: l.set_by.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default(),
        answer: l.answer_days,
        contact: l.contact_days,
        silent: l.silent_days,
    };
    let now = history.now();
    let shown = |field: &str, days: i64| typed.value_or("limits", field, &days.to_string()).to_owned();
    Ok(LimitsPage {
        answer: shown("answer_days", now.answer_days),
        contact: shown("contact_days", now.contact_days),
        silent: shown("silent_days", now.silent_days),
        lines: history.all().iter().map(line).collect(),
        may_edit: req.may(Resource::Catalogue, Action::Edit),
        page: crate::tabs(req, req.shell("request-limits-title", "land"), "/land/requests"),
        now,
        typed,
    })
}

pub(super) async fn show(req: Req, State(s): State<LandState>) -> Result<Html<LimitsPage>> {
    Ok(Html(page(&req, &s, Typed::default()).await?))
}

pub(super) async fn save(req: Req, State(s): State<LandState>, Form(form): Form<Fields>) -> Result<Response> {
    let draft = Draft {
        seen_us: get(&form, "seen_us").parse().unwrap_or(-1),
        answer_days: text(&form, "answer_days"),
        contact_days: text(&form, "contact_days"),
        silent_days: text(&form, "silent_days"),
    };
    let outcome = limits::set(&req.ctx, &s, &draft).await;
    answer(&req, HOME, ("limits", form), outcome, "request-limits-saved", |typed| page(&req, &s, typed)).await
}

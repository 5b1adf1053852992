//! One case with its events, one after the other.
use super::parts::{self, Bar};
use super::query::Query;
use crate::LandState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell};

/// Events and attributes that are shown.
const MOST: usize = 500;

pub fn routes() -> Routes<LandState> {
    Routes::new().get("/land/process/{log}/case", Access::Needs(Resource::Process, Action::View), show)
}

struct EventRow {
    when: String,
    activity: String,
    who: String,
    /// Days since the event before.
    waited: String,
    is_long: bool,
}

#[derive(askama::Template)]
#[template(path = "land/process/case.html")]
struct CasePage {
    page: Shell,
    bar: Bar,
    back: String,
    record: String,
    facts: Vec<(String, String)>,
    events: Vec<EventRow>,
    cut: bool,
}

async fn show(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let (t, l) = (req.t, &*open.loaded);
    let case = l.log.find_case(q.get("name")).ok_or(Error::NotFound)?;
    let mut before: Option<i64> = None;
    let mut events = Vec::new();
    let longest = longest(&l.log, case);
    for number in l.log.range(case).take(MOST) {
        let Some(event) = l.log.event(number) else { continue };
        let waited = before.zip(event.time_ms).map(|(b, now)| now - b);
        before = event.time_ms.or(before);
        let when = event.time_ms.map(|ms| match l.own {
            Some(_) => t.date(&super::own::day_of(ms)),
            None => t.instant(ms * 1000),
        });
        events.push(EventRow {
            when: when.unwrap_or_else(|| ui::format::ABSENT.to_owned()),
            activity: l.activity(t, event.activity),
            who: l.resource(t, event.resource),
            waited: waited.map_or_else(String::new, |ms| parts::days_ms(t, ms as f64)),
            is_long: waited.is_some_and(|w| w > 0 && w == longest),
        });
    }
    let attributes = &l.log.case_attributes;
    let facts = attributes.iter().take(40).filter_map(|c| Some((c.key.clone(), attributes.text(c, case)?.to_owned())));
    let page = CasePage {
        page: parts::shell(&req).titled(l.title(t, case)),
        bar: parts::bar(&req, &q, l, &open.name, "case"),
        back: q.href("", &[]),
        record: l.record(case),
        facts: if l.own.is_some() { Vec::new() } else { facts.collect() },
        cut: l.log.range(case).len() > MOST,
        events,
    };
    Ok(Html(page).into_response())
}

/// The longest wait between two events.
fn longest(log: &::process::Log, case: usize) -> i64 {
    let times = log.times(case).flatten();
    times.clone().zip(times.skip(1)).map(|(a, b)| b - a).max().unwrap_or(0)
}

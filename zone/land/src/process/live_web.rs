//! 在办: which running cases will be late, and which stray from their plan.
use super::live::{self, Conformance, Light, Live, Row};
use super::logs::Which;
use super::own::View;
use super::parts::{self, Bar};
use super::query::Query;
use super::shown::Loaded;
use crate::LandState;
use ::process::{Deviation, Method};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use std::sync::Arc;
use ui::view::Pager;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

const PER_PAGE: u64 = 50;
/// Projects and deviations of each that are listed.
const STRAYED: usize = 20;
const SHOWN: usize = 4;

pub fn routes() -> Routes<LandState> {
    let view = Access::Needs(Resource::Process, Action::View);
    Routes::new().get("/land/process/{log}/live", view, show).get("/land/process/{log}/live.csv", view, export)
}

struct RowView {
    title: String,
    href: String,
    last: String,
    last_on: String,
    p50: String,
    p80: String,
    samples: String,
    deadline: String,
    light: &'static str,
    state: String,
}

struct StrayedView {
    title: String,
    href: String,
    deviations: Vec<String>,
    more: String,
    progress: String,
}

#[derive(askama::Template)]
#[template(path = "land/process/live.html")]
struct LivePage {
    page: Shell,
    bar: Bar,
    /// Whether the log says which cases are over.
    known: bool,
    rows: Vec<RowView>,
    pager: Pager,
    counts: Vec<(String, String)>,
    learned: String,
    method: String,
    is_own: bool,
    strayed: Vec<StrayedView>,
    strayed_note: String,
    export: String,
}

async fn live(req: &Req, s: &LandState, q: &Query, loaded: &Arc<Loaded>) -> Result<Option<Arc<Option<Live>>>> {
    let today = req.ctx.today();
    let (key, l, asked) = (format!("live {today} {}\u{1f}{}", loaded.stamp, q.part_key()), loaded.clone(), q.clone());
    let reckon = move || {
        let part = asked.part(&l);
        live::of(&l, part.as_ref().unwrap_or(&l.log), today)
    };
    Ok(s.processes.answer(key, reckon).await?)
}

/// Of the own journal; the plans speak of steps, whatever the page shows.
async fn conformance(
    req: &Req,
    s: &LandState,
    q: &Query,
) -> Result<std::result::Result<(Arc<Conformance>, Arc<Loaded>), Response>> {
    let which = q.seen_as(View::Steps);
    let open = match parts::open(req, s, &which).await? {
        Ok(open) => open,
        Err(other) => return Ok(Err(other)),
    };
    let l = open.loaded.clone();
    let found = s.processes.answer(format!("conformance {}", l.stamp), move || live::conformance(&l)).await?;
    Ok(found.map(|f| (f, open.loaded)).ok_or_else(|| parts::building(req, (0, 0))))
}

fn day_or_dash(t: T, day: Option<chrono::NaiveDate>) -> String {
    day.map_or_else(|| ui::format::ABSENT.to_owned(), |d| t.date(&d))
}

/// A day that was foreseen; where it is over, it says so: the case goes on longer than its like.
fn foreseen(t: T, day: Option<chrono::NaiveDate>, today: chrono::NaiveDate) -> String {
    match day {
        Some(day) if day < today => t.a("process-day-passed", "day", t.date(&day)),
        _ => day_or_dash(t, day),
    }
}

fn row(t: T, q: &Query, l: &Loaded, r: &Row, today: chrono::NaiveDate) -> RowView {
    let (light, state) = match r.light {
        Light::Over => ("red", "process-light-over"),
        Light::AtRisk => ("yel", "process-light-risk"),
        Light::Fine => ("ok", "process-light-fine"),
        Light::Unknown => ("todo", "process-light-unknown"),
    };
    RowView {
        title: l.log.find_case(&r.name).map_or_else(|| r.name.clone(), |case| l.title(t, case)),
        href: q.href("case", &[("name", &r.name)]),
        last: l.activity(t, r.last),
        last_on: t.date(&r.last_on),
        p50: foreseen(t, r.outlook.map(|o| o.p50_on), today),
        p80: foreseen(t, r.outlook.map(|o| o.p80_on), today),
        samples: r.outlook.map_or_else(String::new, |o| t.int(o.samples)),
        deadline: day_or_dash(t, r.deadline),
        light,
        state: t.s(state),
    }
}

/// What is out of order, as one would say it; what was skipped is said once.
fn told(t: T, l: &Loaded, deviation: &Deviation) -> String {
    let name = |text: &String| l.activity_name(t, text);
    match deviation {
        Deviation::Order { earlier, later, came_afterwards } => {
            let key = if *came_afterwards { "process-order-after" } else { "process-order-never" };
            t.a2(key, "earlier", name(earlier), "later", name(later))
        }
        Deviation::Skipped { activity } => t.a("process-skipped", "name", name(activity)),
        Deviation::Extra { activity, .. } => t.a("process-extra", "name", name(activity)),
    }
}

fn strayed(t: T, q: &Query, found: &Conformance, l: &Loaded) -> Vec<StrayedView> {
    let one = |s: &live::Strayed| {
        let overtaken = |activity: &String| {
            s.deviations.iter().any(|d| matches!(d, Deviation::Order { earlier, .. } if earlier == activity))
        };
        let kept = |d: &&Deviation| !matches!(d, Deviation::Skipped { activity } if overtaken(activity));
        let list: Vec<&Deviation> = s.deviations.iter().filter(kept).collect();
        let more = list.len().saturating_sub(SHOWN);
        StrayedView {
            title: l.log.find_case(&s.name).map_or_else(|| s.name.clone(), |case| l.title(t, case)),
            href: q.href("case", &[("name", &s.name), ("view", "steps")]),
            deviations: list.iter().take(SHOWN).map(|d| told(t, l, d)).collect(),
            more: if more > 0 { t.a("process-more-deviations", "n", more) } else { String::new() },
            progress: t.a2("process-progress", "done", s.done, "open", s.open),
        }
    };
    found.strayed.iter().take(STRAYED).map(one).collect()
}

fn counts(t: T, found: &Live) -> Vec<(String, String)> {
    let lights = [
        (Light::Over, "process-light-over"),
        (Light::AtRisk, "process-light-risk"),
        (Light::Fine, "process-light-fine"),
        (Light::Unknown, "process-light-unknown"),
    ];
    let count = |light: Light| found.rows.iter().filter(|r| r.light == light).count();
    lights.map(|(light, key)| (t.s(key), t.int(count(light)))).to_vec()
}

/// The method that the rolling contest chose, in words.
fn method(t: T, found: &Live) -> String {
    let chosen = found.rows.iter().find_map(|r| r.outlook.map(|o| o.method));
    let key = match chosen {
        None => return t.s("process-method-none"),
        Some(Method::LastActivity) => "process-method-last",
        Some(Method::Recent) => "process-method-recent",
        Some(Method::Blend) => "process-method-blend",
        Some(Method::Learned) => "process-method-learned",
        Some(Method::Adaptive) => "process-method-adaptive",
    };
    t.s(key)
}

async fn show(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    // Of matters most have ended already, so that there is something to learn from.
    let q = Query::of(&log, &req.query)?.usually(View::Matters);
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = live(&req, &s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l, today) = (req.t, &*open.loaded, req.ctx.today());
    let is_own = matches!(q.which, Which::Zone(_));
    let (deviating, note) = match is_own {
        false => (Vec::new(), String::new()),
        true => match conformance(&req, &s, &q).await? {
            Ok((found, steps)) => {
                let counts = [t.int(found.strayed.len()), t.int(found.running)];
                let note = t.a2("process-strayed-n", "n", &counts[0], "running", &counts[1]);
                (strayed(t, &q, &found, &steps), note)
            }
            Err(other) => return Ok(other),
        },
    };
    let empty = Live::default();
    let list = found.as_ref().as_ref().unwrap_or(&empty);
    let pager = Pager::new(&req, q.get("page").parse().unwrap_or(1), PER_PAGE, list.rows.len() as u64);
    let first = usize::try_from(pager.from.saturating_sub(1)).unwrap_or(0);
    let page = LivePage {
        page: parts::shell(&req),
        bar: parts::bar(&req, &q, l, &open.name, "live"),
        known: found.is_some(),
        rows: list.rows.iter().skip(first).take(PER_PAGE as usize).map(|r| row(t, &q, l, r, today)).collect(),
        counts: counts(t, list),
        learned: t.a("process-learned", "n", t.int(list.ended)),
        method: method(t, list),
        is_own,
        strayed: deviating,
        strayed_note: note,
        export: q.href("live.csv", &[]),
        pager,
    };
    Ok(Html(page).into_response())
}

async fn export(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    // Of matters most have ended already, so that there is something to learn from.
    let q = Query::of(&log, &req.query)?.usually(View::Matters);
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = live(&req, &s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l) = (req.t, &*open.loaded);
    let heads = ["case", "title", "last", "last-on", "p50", "p80", "samples", "deadline"];
    let heads = heads.map(|k| t.s(format!("process-csv-{k}"))).to_vec();
    let titles: std::collections::HashMap<&str, usize> =
        (0..l.log.cases()).map(|case| (l.log.case_name(case), case)).collect();
    let on = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |d| d.to_string());
    let rows = found.as_ref().as_ref().map(|f| f.rows.as_slice()).unwrap_or_default().iter().map(|r| {
        vec![
            r.name.clone(),
            titles.get(r.name.as_str()).map_or_else(String::new, |case| l.title(t, *case)),
            l.activity(t, r.last),
            r.last_on.to_string(),
            on(r.outlook.map(|o| o.p50_on)),
            on(r.outlook.map(|o| o.p80_on)),
            r.outlook.map_or_else(String::new, |o| o.samples.to_string()),
            on(r.deadline),
        ]
    });
    parts::csv(&format!("{}.csv", t.s("process-live")), heads, rows)
}

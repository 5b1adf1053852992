//! The list of cases behind a figure, as a page and as a file.
use super::cases::{self, Found, What};
use super::parts::{self, Bar};
use super::query::Query;
use super::shown::Loaded;
use crate::LandState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use ui::view::Pager;
use ui::{Access, Html, Req, Result, Routes, Shell, T};

/// Cases that can be paged through; the file has all.
const MOST: usize = 2_000;
const PER_PAGE: u64 = 50;

pub fn routes() -> Routes<LandState> {
    let view = Access::Needs(Resource::Process, Action::View);
    Routes::new().get("/land/process/{log}/cases", view, show).get("/land/process/{log}/cases.csv", view, export)
}

struct RowView {
    title: String,
    href: String,
    began: String,
    last_on: String,
    days: String,
    events: String,
    last: String,
    special: String,
}

#[derive(askama::Template)]
#[template(path = "land/process/cases.html")]
struct CasesPage {
    page: Shell,
    bar: Bar,
    what: String,
    special: String,
    rows: Vec<RowView>,
    pager: Pager,
    cut: String,
    export: String,
    back: String,
}

/// In words, which cases these are.
fn told(t: T, q: &Query, l: &Loaded) -> String {
    let name = |key: &str| l.activity_name(t, q.get(key));
    match () {
        () if !q.get("group").is_empty() => {
            let key = if q.get("group") == "after" { "process-after" } else { "process-before" };
            if q.get("step").is_empty() { t.s(key) } else { format!("{} · {}", t.s(key), name("step")) }
        }
        () if !q.get("b").is_empty() => format!("{} → {}", name("a"), name("b")),
        () if !q.get("a").is_empty() => name("a"),
        () if !q.get("r1").is_empty() => {
            let who = |key: &str| l.log.resources.find(q.get(key)).map_or_else(String::new, |id| l.resource(t, id));
            t.a2("process-who", "from", who("r1"), "to", who("r2"))
        }
        () if !q.get("like").is_empty() => t.s("process-same-way"),
        () if !q.get("late").is_empty() => t.s("process-late"),
        () => t.s("process-all-cases"),
    }
}

/// Conditions of the list itself, which its links keep.
const OWN: [&str; 15] =
    ["a", "b", "r1", "r2", "like", "late", "group", "step", "start", "end", "day", "b1", "b2", "a1", "a2"];

async fn found(s: &LandState, q: &Query, l: &std::sync::Arc<Loaded>) -> Result<Option<std::sync::Arc<Found>>> {
    let own = OWN.map(|name| q.get(name).to_owned()).join("\u{1f}");
    let (key, l, asked) = (format!("cases {}\u{1f}{}\u{1f}{own}", l.stamp, q.part_key()), l.clone(), q.clone());
    let reckon = move || {
        let part = asked.part(&l);
        cases::of(&asked, &l, part.as_ref().unwrap_or(&l.log), MOST)
    };
    Ok(s.processes.answer(key, reckon).await?)
}

fn day(t: T, ms: Option<i64>) -> String {
    ms.map_or_else(|| ui::format::ABSENT.to_owned(), |ms| t.date(&super::own::day_of(ms)))
}

async fn show(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = found(&s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l) = (req.t, &*open.loaded);
    let pages = found.rows.len() as u64;
    let pager = Pager::new(&req, q.get("page").parse().unwrap_or(1), PER_PAGE, pages);
    let first = usize::try_from(pager.from.saturating_sub(1)).unwrap_or(0);
    let row = |r: &cases::Row| RowView {
        title: l.log.find_case(&r.name).map_or_else(|| r.name.clone(), |case| l.title(t, case)),
        href: q.href("case", &[("name", &r.name)]),
        began: day(t, r.began_ms),
        last_on: day(t, r.last_ms),
        days: r.days.map_or_else(|| ui::format::ABSENT.to_owned(), |d| parts::days(t, d)),
        events: t.int(r.events),
        last: r.last.map_or_else(String::new, |a| l.activity(t, a)),
        special: r.special.map_or_else(String::new, |d| parts::days(t, d)),
    };
    let own: Vec<(&str, &str)> = OWN.iter().map(|n| (*n, q.get(n))).collect();
    let back = if q.get("group").is_empty() { "" } else { "compare" };
    let page = CasesPage {
        page: parts::shell(&req).titled(told(t, &q, l)),
        bar: parts::bar(&req, &q, l, &open.name, "cases"),
        what: t.a("process-cases-n", "n", t.int(found.total)),
        special: match found.what {
            What::None => String::new(),
            What::Arc => t.s("process-on-arc"),
            What::Late => t.s("process-over-by"),
        },
        rows: found.rows.iter().skip(first).take(PER_PAGE as usize).map(row).collect(),
        cut: if found.total > MOST { t.a("process-cases-cut", "n", t.int(MOST)) } else { String::new() },
        export: q.href("cases.csv", &own),
        back: q.href(
            back,
            &own.iter()
                .filter(|(n, _)| back == "compare" && !["group", "step"].contains(n))
                .copied()
                .collect::<Vec<_>>(),
        ),
        pager,
    };
    Ok(Html(page).into_response())
}

async fn export(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let (l, asked) = (open.loaded.clone(), q.clone());
    let found = tokio::task::spawn_blocking(move || {
        let part = asked.part(&l);
        cases::of(&asked, &l, part.as_ref().unwrap_or(&l.log), usize::MAX)
    });
    let found = found.await.map_err(Error::internal)?;
    let (t, l) = (req.t, open.loaded);
    let heads = ["case", "title", "began", "last-on", "days", "events", "last", "special"];
    let heads = heads.map(|k| t.s(format!("process-csv-{k}"))).to_vec();
    let titles: std::collections::HashMap<&str, usize> =
        (0..l.log.cases()).map(|case| (l.log.case_name(case), case)).collect();
    let number = |d: Option<f64>| d.map_or_else(String::new, |d| format!("{d:.3}"));
    let on = |ms: Option<i64>| ms.map_or_else(String::new, |ms| super::own::day_of(ms).to_string());
    let rows = found.rows.iter().map(|r| {
        vec![
            r.name.clone(),
            titles.get(r.name.as_str()).map_or_else(String::new, |case| l.title(t, *case)),
            on(r.began_ms),
            on(r.last_ms),
            number(r.days),
            r.events.to_string(),
            r.last.map_or_else(String::new, |a| l.activity(t, a)),
            number(r.special),
        ]
    });
    parts::csv(&format!("{}.csv", t.s("process-cases")), heads, rows)
}

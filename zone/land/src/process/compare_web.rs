//! 前后对比: did it become shorter, by how much, how sure is that, and which step gave it.
use super::parts::{self, Bar};
use super::periods::{self, Compared, FEW, WHOLE};
use super::query::Query;
use super::shown::Loaded;
use crate::LandState;
use ::process::{Difference, StepGain};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use serde_json::json;
use std::sync::Arc;
use ui::view::{ChartData, Choice};
use ui::{Access, Html, Req, Result, Routes, Shell, T};

/// Steps that are listed; the file has all.
const STEPS: usize = 14;

pub fn routes() -> Routes<LandState> {
    let view = Access::Needs(Resource::Process, Action::View);
    Routes::new().get("/land/process/{log}/compare", view, show).get("/land/process/{log}/compare.csv", view, export)
}

struct Side {
    label: String,
    period: String,
    n: String,
    href: String,
    open: String,
    mean: String,
    median: String,
    outliers: Vec<(String, String, String)>,
    more_outliers: String,
}

struct Change {
    label: String,
    before: String,
    after: String,
    difference: String,
    interval: String,
    light: &'static str,
    verdict: String,
}

struct StepRow {
    name: String,
    before: String,
    after: String,
    gain: String,
    is_loss: bool,
    width: String,
    share: String,
    n: String,
    before_href: String,
    after_href: String,
}

#[derive(askama::Template)]
#[template(path = "land/process/compare.html")]
struct ComparePage {
    page: Shell,
    bar: Bar,
    fields: Vec<(&'static str, String, String)>,
    day: String,
    starts: Vec<Choice>,
    ends: Vec<Choice>,
    headline: String,
    warnings: Vec<String>,
    sides: Vec<Side>,
    changes: Vec<Change>,
    chart: ChartData,
    points: Vec<(String, String, String)>,
    steps: Vec<StepRow>,
    export: String,
    empty: bool,
}

/// What a comparison depends on besides the part of the log.
const OWN: [&str; 7] = ["start", "end", "day", "b1", "b2", "a1", "a2"];

async fn compared(s: &LandState, q: &Query, loaded: &Arc<Loaded>) -> Result<Option<Arc<Option<Compared>>>> {
    let own = OWN.map(|name| q.get(name).to_owned()).join("\u{1f}");
    let (key, l, asked) =
        (format!("compare {}\u{1f}{}\u{1f}{own}", loaded.stamp, q.part_key()), loaded.clone(), q.clone());
    let reckon = move || {
        let part = asked.part(&l);
        periods::compared(&asked, &l, part.as_ref().unwrap_or(&l.log))
    };
    Ok(s.processes.answer(key, reckon).await?)
}

async fn show(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = compared(&s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l) = (req.t, &*open.loaded);
    let bar = parts::bar(&req, &q, l, &open.name, "compare");
    let none = || ComparePage {
        page: parts::shell(&req),
        fields: Vec::new(),
        day: String::new(),
        starts: Vec::new(),
        ends: Vec::new(),
        headline: String::new(),
        warnings: Vec::new(),
        sides: Vec::new(),
        changes: Vec::new(),
        chart: ChartData::default(),
        points: Vec::new(),
        steps: Vec::new(),
        export: String::new(),
        empty: true,
        bar,
    };
    let page = match found.as_ref() {
        Some(found) => filled(t, &q, l, found, none()),
        None => none(),
    };
    Ok(Html(page).into_response())
}

fn filled(t: T, q: &Query, l: &Loaded, found: &Compared, page: ComparePage) -> ComparePage {
    let [(b1, b2), (a1, a2)] = found.periods;
    let field =
        |name: &'static str, day: chrono::NaiveDate| (name, t.s(format!("process-field-{name}")), day.to_string());
    let all = periods::ends(&l.log);
    ComparePage {
        fields: vec![field("b1", b1), field("b2", b2), field("a1", a1), field("a2", a2)],
        day: q.get("day").to_owned(),
        starts: ends(t, l, &all, found.from),
        ends: ends(t, l, &all, found.to),
        headline: headline(t, l, found),
        warnings: warnings(t, found),
        sides: [0, 1].iter().filter_map(|side| side_view(t, q, l, found, *side)).collect(),
        changes: found.found.as_ref().map_or_else(Vec::new, |f| changes(t, f)),
        chart: chart(t, found),
        points: points(t, found),
        steps: steps(t, q, l, found),
        export: q.href("compare.csv", &kept(q)),
        empty: false,
        ..page
    }
}

fn kept(q: &Query) -> Vec<(&str, &str)> {
    OWN.iter().map(|n| (*n, q.get(n))).collect()
}

fn ends(t: T, l: &Loaded, all: &[u32], chosen: Option<u32>) -> Vec<Choice> {
    let whole = Choice::new(WHOLE, t.s("process-whole"), chosen.is_none());
    let one = |id: u32| Choice::new(l.log.activities.text(id), l.activity(t, id), chosen == Some(id));
    let missing = chosen.filter(|id| !all.contains(id));
    std::iter::once(whole).chain(all.iter().copied().chain(missing).map(one)).collect()
}

/// The answer in a sentence, with how sure it is.
fn headline(t: T, l: &Loaded, found: &Compared) -> String {
    let Some(f) = &found.found else { return t.s("process-compare-few") };
    let d = &f.mean;
    let key = match () {
        () if d.high < 0.0 => "process-shorter",
        () if d.low > 0.0 => "process-longer",
        () => "process-unclear",
    };
    let end = |id: Option<u32>, key: &str| id.map_or_else(|| t.s(key), |id| l.activity(t, id));
    let (low, high) = if d.high < 0.0 { (-d.high, -d.low) } else { (d.low, d.high) };
    let args = [
        ("from", end(found.from, "process-begin")),
        ("to", end(found.to, "process-finish")),
        ("days", parts::days(t, d.difference.abs())),
        ("low", parts::days(t, low)),
        ("high", parts::days(t, high)),
        ("before", parts::days(t, d.before)),
        ("after", parts::days(t, d.after)),
        ("difference", signed(t, d.difference)),
    ];
    t.args(key, &args.map(|(n, v)| (n.to_owned(), v)))
}

fn signed(t: T, days: f64) -> String {
    t.signed(days, if days.abs() < 10.0 { 1 } else { 0 })
}

fn warnings(t: T, found: &Compared) -> Vec<String> {
    let mut list = Vec::new();
    let fewest = found.counts.iter().min().copied().unwrap_or(0);
    if fewest < FEW {
        list.push(t.a2("process-warn-few", "n", fewest, "few", FEW));
    }
    let [open_before, open_after] = found.open;
    if open_before + open_after > 0 {
        list.push(t.a2("process-warn-open", "before", t.int(open_before), "after", t.int(open_after)));
    }
    let [before, after] = found.periods;
    if before.1 >= after.0 && after.1 >= before.0 {
        list.push(t.s("process-warn-overlap"));
    }
    list
}

fn side_view(t: T, q: &Query, l: &Loaded, found: &Compared, side: usize) -> Option<Side> {
    const NAMED: usize = 6;
    let name = ["before", "after"].get(side)?;
    let period = found.periods.get(side)?;
    let outliers = found.outliers.get(side)?;
    let figures = found.found.as_ref().map(|f| match side {
        0 => (f.mean.before, f.median.before),
        _ => (f.mean.after, f.median.after),
    });
    let shown = |pick: fn((f64, f64)) -> f64| {
        figures.map_or_else(|| ui::format::ABSENT.to_owned(), |f| parts::days(t, pick(f)))
    };
    let mut group = kept(q);
    group.push(("group", name));
    let one = |(name, days): &(String, f64)| {
        let title = l.log.find_case(name).map_or_else(|| name.clone(), |case| l.title(t, case));
        (title, parts::days(t, *days), q.href("case", &[("name", name)]))
    };
    let more = outliers.len().saturating_sub(NAMED);
    Some(Side {
        label: t.s(format!("process-{name}")),
        period: format!("{} – {}", t.date(&period.0), t.date(&period.1)),
        n: t.int(found.counts.get(side).copied()?),
        href: q.href("cases", &group),
        open: t.int(found.open.get(side).copied()?),
        mean: shown(|f| f.0),
        median: shown(|f| f.1),
        outliers: outliers.iter().take(NAMED).map(one).collect(),
        more_outliers: if more > 0 { t.a("process-more-outliers", "n", more) } else { String::new() },
    })
}

fn changes(t: T, f: &::process::Comparison) -> Vec<Change> {
    let change = |key: &str, d: &Difference| {
        let (light, verdict) = match () {
            () if d.high < 0.0 => ("ok", "process-verdict-shorter"),
            () if d.low > 0.0 => ("red", "process-verdict-longer"),
            () => ("todo", "process-verdict-unclear"),
        };
        Change {
            label: t.s(key),
            before: parts::days(t, d.before),
            after: parts::days(t, d.after),
            difference: signed(t, d.difference),
            interval: t.a2("process-interval", "low", signed(t, d.low), "high", signed(t, d.high)),
            light,
            verdict: t.s(verdict),
        }
    };
    vec![change("process-mean", &f.mean), change("process-median", &f.median)]
}

fn chart(t: T, found: &Compared) -> ChartData {
    let x: Vec<String> = found.curve.iter().map(|p| format!("{:.0}", p.0)).collect();
    let series = |side: usize, key: &str, class: &str| {
        let y: Vec<f64> = found.curve.iter().filter_map(|p| p.1.get(side)).map(|v| (v * 10.0).round() / 10.0).collect();
        json!({ "name": t.s(key), "y": y, "class": class })
    };
    let series = [series(0, "process-before", "g"), series(1, "process-after", "a")];
    ChartData::of(&json!({ "x": x, "series": series, "min": 0, "max": 100, "unit": "%" }))
}

fn points(t: T, found: &Compared) -> Vec<(String, String, String)> {
    let every = found.curve.iter().step_by(2);
    every.map(|(days, [b, a])| (t.dec(*days, 0), t.dec(*b, 0), t.dec(*a, 0))).collect()
}

fn steps(t: T, q: &Query, l: &Loaded, found: &Compared) -> Vec<StepRow> {
    let Some(f) = &found.found else { return Vec::new() };
    let most = f.steps.iter().map(|s| s.gain_days().abs()).fold(0.0, f64::max);
    let whole = f.mean.before - f.mean.after;
    let mut shown: Vec<&StepGain> = f.steps.iter().filter(|s| s.before_cases + s.after_cases > 0).collect();
    shown.sort_by(|a, b| b.gain_days().abs().total_cmp(&a.gain_days().abs()));
    shown.truncate(STEPS);
    shown.sort_by(|a, b| b.gain_days().total_cmp(&a.gain_days()));
    let row = |s: &&StepGain| {
        let side = |name: &str| {
            let mut more = kept(q);
            more.extend([("group", name), ("step", l.log.activities.text(s.activity))]);
            q.href("cases", &more)
        };
        StepRow {
            name: l.activity(t, s.activity),
            before: parts::days(t, s.before_days),
            after: parts::days(t, s.after_days),
            gain: signed(t, s.gain_days()),
            is_loss: s.gain_days() < 0.0,
            width: ui::picture::share(s.gain_days().abs(), most),
            share: if whole.abs() < 0.05 {
                ui::format::ABSENT.to_owned()
            } else {
                t.dec(s.gain_days() * 100.0 / whole, 0)
            },
            n: format!("{} / {}", t.int(s.before_cases), t.int(s.after_cases)),
            before_href: side("before"),
            after_href: side("after"),
        }
    };
    shown.iter().map(row).collect()
}

/// 导出: every step with what it gave.
async fn export(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = compared(&s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l) = (req.t, &*open.loaded);
    let heads =
        ["step", "before-days", "after-days", "gain", "before-n", "after-n"].map(|k| t.s(format!("process-csv-{k}")));
    let steps = found.as_ref().as_ref().and_then(|c| c.found.as_ref()).map(|f| f.steps.as_slice()).unwrap_or_default();
    let number = |d: f64| format!("{d:.3}");
    let rows = steps.iter().map(|g| {
        vec![
            l.activity(t, g.activity),
            number(g.before_days),
            number(g.after_days),
            number(g.gain_days()),
            g.before_cases.to_string(),
            g.after_cases.to_string(),
        ]
    });
    parts::csv(&format!("{}.csv", t.s("process-compare")), heads.to_vec(), rows)
}

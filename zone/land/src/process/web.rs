//! 总览: decision first: where time is lost, then the map, the ways, the late cases, the figures.
use super::analysis::{self, Overview, Waiting, Way};
use super::map::{self, Map};
use super::own::View;
use super::parts::{self, Bar};
use super::query::Query;
use super::shown::Loaded;
use crate::LandState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Resource};
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<LandState> {
    let view = Access::Needs(Resource::Process, Action::View);
    Routes::new().get("/land/process", view, first).get("/land/process/{log}", view, show).get(
        "/land/process/{log}/arcs.csv",
        view,
        export,
    )
}

struct ArcRow {
    from: String,
    to: String,
    href: String,
    count: String,
    total: String,
    share: String,
    width: String,
    median: String,
    /// Who hands over to whom, and how often.
    who: String,
    who_share: String,
}

struct NodeView {
    x: String,
    y: String,
    cx: String,
    name_y: String,
    count_y: String,
    name: String,
    full: String,
    count: String,
    href: String,
}

struct WayView {
    d: String,
    width: String,
    is_slow: bool,
    title: String,
    href: String,
    label: String,
    x: String,
    y: String,
    from: String,
    to: String,
    count: String,
    median: String,
}

struct MapView {
    nodes: Vec<NodeView>,
    ways: Vec<WayView>,
    size: String,
    node: (String, String),
    hidden: String,
}

struct VariantRow {
    steps: Vec<String>,
    more: String,
    cases: String,
    share: String,
    width: String,
    median: String,
    href: String,
}

struct LateRow {
    title: String,
    href: String,
    days: String,
}

struct LateView {
    late: String,
    ended: String,
    percent: String,
    href: String,
    rule: String,
    rows: Vec<LateRow>,
}

struct Count {
    name: String,
    count: String,
    href: String,
}

#[derive(askama::Template)]
#[template(path = "land/process/overview.html")]
struct OverviewPage {
    page: Shell,
    bar: Bar,
    may_edit: bool,
    empty: bool,
    is_own: bool,
    headline: String,
    kpis: Vec<(String, String, String)>,
    waiting: Vec<ArcRow>,
    export: String,
    map: MapView,
    variants: Vec<VariantRow>,
    variants_note: String,
    late: Option<LateView>,
    activities: Vec<Count>,
    pairs: Vec<(String, String, String, String)>,
}

async fn first(req: Req, state: State<LandState>) -> Result<Response> {
    show(req, state, Path("zone".to_owned())).await
}

/// The figures of the part that is asked for; none yet while they are reckoned.
async fn figures(
    s: &LandState,
    q: &Query,
    loaded: &std::sync::Arc<Loaded>,
) -> Result<Option<std::sync::Arc<Overview>>> {
    let (key, l, asked) = (format!("overview {}\u{1f}{}", loaded.stamp, q.part_key()), loaded.clone(), q.clone());
    let reckon = move || {
        let part = asked.part(&l);
        analysis::overview(part.as_ref().unwrap_or(&l.log))
    };
    Ok(s.processes.answer(key, reckon).await?)
}

async fn show(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let Some(found) = figures(&s, &q, &open.loaded).await? else { return Ok(parts::building(&req, (0, 0))) };
    let (t, l) = (req.t, &*open.loaded);
    let bar = parts::bar(&req, &q, l, &open.name, "");
    let page = OverviewPage {
        page: parts::shell(&req),
        may_edit: parts::may_edit(&req),
        empty: found.statistics.events == 0,
        is_own: l.own.is_some(),
        headline: headline(t, l, &found),
        kpis: kpis(t, l, &found),
        waiting: found.waiting.iter().map(|w| arc_row(t, &q, l, &found, w)).collect(),
        export: q.href("arcs.csv", &[]),
        map: map_view(t, &q, l, &found.map),
        variants: found.ways.iter().map(|w| variant(t, &q, l, &found, w)).collect(),
        variants_note: t.a2("process-variants-note", "n", t.int(found.variants), "shown", t.int(found.ways.len())),
        late: found.late.as_ref().map(|late| late_view(t, &q, l, late)),
        activities: activities(t, &q, l, &found),
        pairs: pairs(t, &q, l, &found),
        bar,
    };
    Ok(Html(page).into_response())
}

/// The longest waiting, in a sentence.
fn headline(t: T, l: &Loaded, found: &Overview) -> String {
    let Some(w) = found.waiting.first() else { return t.s("process-headline-none") };
    let args = [
        ("from", l.activity(t, w.arc.from)),
        ("to", l.activity(t, w.arc.to)),
        ("n", t.int(w.arc.count)),
        ("days", parts::days_ms(t, w.arc.total_ms as f64)),
        ("share", parts::percent(t, w.arc.total_ms as f64, found.total_ms)),
        ("median", parts::days_ms(t, w.arc.median_ms)),
    ];
    t.args("process-headline", &args.map(|(n, v)| (n.to_owned(), v)))
}

fn kpis(t: T, l: &Loaded, found: &Overview) -> Vec<(String, String, String)> {
    let st = &found.statistics;
    let unit = match l.own.as_ref().map(|o| o.view) {
        Some(View::Matters) => "process-unit-matters",
        Some(_) => "process-unit-projects",
        None => "process-unit-cases",
    };
    vec![
        (t.s("process-cases"), t.int(st.cases), t.s(unit)),
        (t.s("process-events"), t.int(st.events), String::new()),
        (t.s("process-activities"), t.int(st.activities.len()), String::new()),
        (t.s("process-resources"), t.int(st.resources.len()), String::new()),
        (t.s("process-median"), parts::days_ms(t, st.median_duration_ms), t.s("process-days")),
        (t.s("process-mean"), parts::days_ms(t, st.mean_duration_ms), t.s("process-days")),
        (t.s("process-handed"), t.dec(found.handover.share() * 100.0, 1), "%".to_owned()),
    ]
}

fn arc_row(t: T, q: &Query, l: &Loaded, found: &Overview, w: &Waiting) -> ArcRow {
    let text = |id: u32| l.log.activities.text(id);
    let total = w.arc.total_ms as f64;
    let most = found.waiting.first().map_or(1.0, |w| w.arc.total_ms as f64);
    let who = w.pair.map(|p| t.a2("process-who", "from", l.resource(t, p.from), "to", l.resource(t, p.to)));
    ArcRow {
        from: l.activity(t, w.arc.from),
        to: l.activity(t, w.arc.to),
        href: q.href("cases", &[("a", text(w.arc.from)), ("b", text(w.arc.to))]),
        count: t.int(w.arc.count),
        total: parts::days_ms(t, total),
        share: parts::percent(t, total, found.total_ms),
        width: ui::picture::share(total, most),
        median: parts::days_ms(t, w.arc.median_ms),
        who_share: if w.pair.is_some() { format!("{} %", t.dec(w.share * 100.0, 0)) } else { String::new() },
        who: who.unwrap_or_else(|| ui::format::ABSENT.to_owned()),
    }
}

/// As many letters as a box holds; a Chinese one is as wide as two.
fn cut(text: &str) -> String {
    const WIDE: usize = 22;
    let mut width = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            width += if c.is_ascii() { 1 } else { 2 };
            width <= WIDE
        })
        .collect();
    if kept.len() < text.len() { format!("{kept}…") } else { kept }
}

fn map_view(t: T, q: &Query, l: &Loaded, m: &Map) -> MapView {
    let text = |id: u32| l.log.activities.text(id);
    let node = |n: &map::Node| NodeView {
        x: format!("{:.0}", n.x),
        y: format!("{:.0}", n.y),
        cx: format!("{:.0}", n.x + map::BOX.0 / 2.0),
        name_y: format!("{:.0}", n.y + 18.0),
        count_y: format!("{:.0}", n.y + 34.0),
        full: l.activity(t, n.activity),
        name: cut(&l.activity(t, n.activity)),
        count: t.a("process-times", "n", t.int(n.count)),
        href: q.href("cases", &[("a", text(n.activity))]),
    };
    let way = |w: &map::Way| {
        let (from, to) = (l.activity(t, w.arc.from), l.activity(t, w.arc.to));
        let (count, median) = (t.int(w.arc.count), parts::days_ms(t, w.arc.median_ms));
        WayView {
            d: w.d.clone(),
            width: format!("{:.1}", w.width),
            is_slow: w.is_slow,
            title: format!("{from} → {to}: {}", t.a2("process-way", "n", &count, "days", &median)),
            href: q.href("cases", &[("a", text(w.arc.from)), ("b", text(w.arc.to))]),
            label: if w.label.is_some() {
                t.a2("process-way-short", "n", &count, "days", &median)
            } else {
                String::new()
            },
            x: format!("{:.0}", w.label.map_or(0.0, |at| at.0)),
            y: format!("{:.0}", w.label.map_or(0.0, |at| at.1)),
            from,
            to,
            count,
            median,
        }
    };
    MapView {
        nodes: m.nodes.iter().map(node).collect(),
        ways: m.ways.iter().map(way).collect(),
        size: format!("0 0 {:.0} {:.0}", m.width, m.height),
        node: (format!("{:.0}", map::BOX.0), format!("{:.0}", map::BOX.1)),
        hidden: if m.hidden > 0 { t.a("process-map-hidden", "n", t.int(m.hidden)) } else { String::new() },
    }
}

fn variant(t: T, q: &Query, l: &Loaded, found: &Overview, w: &Way) -> VariantRow {
    const SHOWN: usize = 9;
    let (cases, all) = (w.variant.cases as f64, found.statistics.cases as f64);
    let more = w.activities.len().saturating_sub(SHOWN);
    VariantRow {
        steps: w.activities.iter().take(SHOWN).map(|a| l.activity(t, *a)).collect(),
        more: if more > 0 { t.a("process-more-steps", "n", more) } else { String::new() },
        cases: t.int(w.variant.cases),
        share: parts::percent(t, cases, all),
        width: ui::picture::share(cases, all),
        median: parts::days_ms(t, w.variant.median_ms),
        href: q.href("cases", &[("like", &w.example)]),
    }
}

fn late_view(t: T, q: &Query, l: &Loaded, late: &analysis::Late) -> LateView {
    let row = |(name, ms): &(String, i64)| LateRow {
        title: l.log.find_case(name).map_or_else(|| name.clone(), |case| l.title(t, case)),
        href: q.href("case", &[("name", name)]),
        days: parts::days_ms(t, *ms as f64),
    };
    let rule = match l.own.as_ref().map(|o| o.view) {
        Some(View::Matters) => t.s("process-late-rule-matters"),
        Some(_) => t.s("process-late-rule-projects"),
        None => t.a2("process-late-rule", "end", &late.end_key, "deadline", &late.deadline_key),
    };
    LateView {
        late: t.int(late.late),
        ended: t.int(late.ended),
        percent: parts::percent(t, late.late as f64, late.ended as f64),
        href: q.href("cases", &[("late", "1")]),
        rule,
        rows: late.worst.iter().map(row).collect(),
    }
}

fn activities(t: T, q: &Query, l: &Loaded, found: &Overview) -> Vec<Count> {
    let one = |c: &::process::Counted| Count {
        name: l.activity(t, c.id),
        count: t.int(c.count),
        href: q.href("cases", &[("a", l.log.activities.text(c.id))]),
    };
    found.statistics.activities.iter().take(analysis::TOP).map(one).collect()
}

fn pairs(t: T, q: &Query, l: &Loaded, found: &Overview) -> Vec<(String, String, String, String)> {
    let text = |id: u32| l.log.resources.text(id);
    let one = |p: &::process::Pair| {
        let href = q.href("cases", &[("r1", text(p.from)), ("r2", text(p.to))]);
        let mean = parts::days_ms(t, p.total_ms as f64 / p.count.max(1) as f64);
        let names = t.a2("process-who", "from", l.resource(t, p.from), "to", l.resource(t, p.to));
        (names, t.int(p.count), mean, href)
    };
    found.handover.pairs.iter().take(analysis::TOP).map(one).collect()
}

/// 导出: all arcs of the part.
async fn export(req: Req, State(s): State<LandState>, Path(log): Path<String>) -> Result<Response> {
    let q = Query::of(&log, &req.query)?;
    let open = match parts::open(&req, &s, &q.which).await? {
        Ok(open) => open,
        Err(other) => return Ok(other),
    };
    let (l, asked) = (open.loaded.clone(), q.clone());
    let arcs = tokio::task::spawn_blocking(move || {
        let part = asked.part(&l);
        ::process::Flow::of(part.as_ref().unwrap_or(&l.log)).by_waiting()
    });
    let (t, l) = (req.t, open.loaded);
    let arcs = arcs.await.map_err(kernel::Error::internal)?;
    let heads = ["from", "to", "count", "total", "mean", "median"].map(|k| t.s(format!("process-csv-{k}")));
    let plain = |ms: f64| format!("{:.3}", ms / ::process::time::DAY_MS as f64);
    let rows = arcs.into_iter().map(|a| {
        let times = [plain(a.total_ms as f64), plain(a.mean_ms()), plain(a.median_ms)];
        let mut row = vec![l.activity(t, a.from), l.activity(t, a.to), a.count.to_string()];
        row.extend(times);
        row
    });
    parts::csv(&format!("{}.csv", t.s("process-waiting")), heads.to_vec(), rows)
}

//! The zone at a glance: key figures, composition by focus industry, firms about to cross a threshold, what changed, what
//! waits for evidence.
use super::Today;
use super::changes::{self, Changes};
use super::figures::{self, Kpi};
use crate::messages;
use enterprise::figure::Metric;
use enterprise::focus::service as focuses;
use enterprise::list::{self, Filter};
use enterprise::threshold::service::{ABOVE_SCALE, judge};
use kernel::money::Fen;
use kernel::{Resource, Result};
use ui::T;
use ui::picture::{Part, strip};
use ui::shell::Shell;
use ui::web::Req;

/// Firms near the threshold and changes shown.
const LINES: usize = 8;
/// Unread messages shown; the rest is one link away.
pub const NEWS: i64 = 5;

#[derive(askama::Template)]
#[template(path = "today/zone.html")]
pub struct ZonePage {
    page: Shell,
    date: String,
    kpis: Vec<Kpi>,
    composition: Composition,
    near: Vec<Near>,
    /// All of them are examples: the mark stands in the head.
    near_example: bool,
    near_total: String,
    near_path: &'static str,
    year: i32,
    changes: Changes,
    tasks: Vec<Task>,
    /// What was said to the reader and not read yet; never on a wall.
    news: Vec<messages::Line>,
    wall: bool,
    may_journal: bool,
}

/// 构成 by focus industry; the parts add up to the whole, 其他 included.
pub struct Composition {
    pub rows: Vec<FocusRow>,
    pub total_count: String,
    pub total_revenue: String,
    pub strip: Vec<Part>,
    pub label: String,
    pub example: bool,
}

pub struct FocusRow {
    pub class: &'static str,
    pub name: String,
    pub path: String,
    pub count: String,
    pub revenue: String,
    pub share: String,
}

/// A firm that is about to cross the threshold.
pub struct Near {
    pub name: String,
    pub path: String,
    pub focus: String,
    pub value: String,
    pub minimum: String,
    pub percent: String,
    pub example: bool,
}

/// Work that somebody should take up, with its list.
pub struct Task {
    pub label: String,
    pub count: String,
    pub path: &'static str,
    pub light: &'static str,
}

pub async fn zone_page(req: &Req, s: &Today, wall: bool) -> Result<ZonePage> {
    let t = req.t;
    let counts = list::service::counts(&req.ctx, &s.books).await?;
    let (near, near_total, year) = near(req, s).await?;
    let shell = req.shell("today-title", "today").on_wall(wall);
    Ok(ZonePage {
        page: shell,
        date: t.long_date(&req.ctx.today()),
        kpis: figures::strip(req, s).await?,
        composition: composition(req, s).await?,
        near_example: !near.is_empty() && near.iter().all(|n| n.example),
        near,
        near_total: t.int(i64::try_from(near_total).unwrap_or(0)),
        near_path: "/enterprises?scale=near",
        year,
        changes: changes::since_yesterday(req, s, i64::try_from(LINES).unwrap_or(8)).await?,
        tasks: all_tasks(req, s, &counts).await?,
        news: if wall { Vec::new() } else { messages::unread(req, &s.attract, NEWS).await? },
        wall,
        may_journal: req.may(Resource::Journal, kernel::Action::View),
    })
}

/// What the books and the companies ask for.
pub async fn all_tasks(req: &Req, s: &Today, counts: &list::service::Counts) -> Result<Vec<Task>> {
    let waiting = land::request::work::of(&req.ctx, &s.town.db).await?;
    let task = |(key, n, path): land::request::work::Waiting| Task {
        label: req.t.s(key),
        count: req.t.int(n),
        path,
        light: "yel",
    };
    Ok(waiting.into_iter().map(task).chain(tasks(req.t, counts)).collect())
}

/// What the books ask for.
fn tasks(t: T, counts: &list::service::Counts) -> Vec<Task> {
    let n = |n: usize| t.int(i64::try_from(n).unwrap_or(0));
    let one = |key: &str, count: usize, path: &'static str| Task {
        label: t.s(key),
        count: n(count),
        path,
        light: if count > 0 { "yel" } else { "ok" },
    };
    vec![
        one("today-without-code", counts.without_code, "/enterprises?missing=credit_code"),
        one("today-claimed", counts.awaiting_evidence, "/enterprises?listing=claimed"),
    ]
}

pub async fn composition(req: &Req, s: &Today) -> Result<Composition> {
    let t = req.t;
    let mut conn = s.town.db.read(&req.ctx.zone).await?;
    let totals = focuses::totals(&req.ctx, &mut conn).await?;
    let taxonomy = focuses::taxonomy(&mut conn).await?;
    let row = |p: &focuses::Total| FocusRow {
        class: taxonomy.class(&p.code),
        name: taxonomy.name(t, &p.code),
        path: format!("/enterprises?focus={}", p.code),
        count: t.int(p.count),
        revenue: if p.with_revenue > 0 { Fen(p.revenue_fen).yi(2) } else { ui::format::ABSENT.to_owned() },
        share: percent(t, p.count, totals.all.count),
    };
    let names: Vec<String> =
        totals.parts.iter().map(|p| format!("{} {}", taxonomy.name(t, &p.code), p.count)).collect();
    #[allow(clippy::cast_precision_loss)]
    let parts =
        totals.parts.iter().zip(&names).map(|(p, name)| (taxonomy.class(&p.code), name.as_str(), p.count as f64));
    Ok(Composition {
        strip: strip(parts),
        label: names.join(", "),
        rows: totals.parts.iter().map(row).collect(),
        total_count: t.int(totals.all.count),
        total_revenue: Fen(totals.all.revenue_fen).yi(2),
        example: totals.all.examples > 0,
    })
}

fn percent(t: T, part: i64, whole: i64) -> String {
    #[allow(clippy::cast_precision_loss)]
    let share = if whole > 0 { part as f64 / whole as f64 * 100.0 } else { 0.0 };
    t.dec(share, 1)
}

/// Firms near 规上, the closest first.
async fn near(req: &Req, s: &Today) -> Result<(Vec<Near>, usize, i32)> {
    let filter = Filter::parse("scale=near");
    let listed = list::service::list(&req.ctx, &s.books, &filter).await?;
    let mut rows: Vec<(i64, Near)> = Vec::new();
    for company in &listed.companies {
        let none = Vec::new();
        let figures = listed.figures.get(company.id.as_str()).unwrap_or(&none);
        let Some(judged) = judge(&listed.thresholds, ABOVE_SCALE, company, figures, listed.year) else { continue };
        let Some((metric, value, min)) = judged.verdict.closest else { continue };
        #[allow(clippy::cast_precision_loss)]
        let (v, m) = (value as f64, min as f64);
        let period = listed.year.to_string();
        let near = Near {
            name: company.name.clone(),
            path: format!("/enterprises/{}", company.id),
            focus: listed.taxonomy.class(listed.taxonomy.of(company)).to_owned(),
            value: shown(req.t, metric, value),
            minimum: shown(req.t, metric, min),
            percent: req.t.dec(v / m * 100.0, 1),
            example: figures.iter().any(|f| f.period == period && f.metric == metric && f.source.example),
        };
        rows.push((min - value, near));
    }
    rows.sort_by_key(|(missing, _)| *missing);
    Ok((rows.into_iter().take(LINES).map(|(_, near)| near).collect(), listed.total, listed.year))
}

fn shown(t: T, metric: Metric, value: i64) -> String {
    if metric.is_money() { Fen(value).wan(0) } else { t.int(value) }
}

//! The page of the funnel.
use super::picture;
use super::rules::{self, Line, median, percent};
use super::store::{self, By};
use crate::AttractState;
use crate::lead::memory::Sum;
use crate::lead::query::Filter;
use crate::lead::view::Words;
use crate::lead::{Lead, service, store as leads};
use crate::pipeline::{Kind, Pipeline};
use ::store::Db;
use axum::extract::State;
use chrono::{Datelike, Months, NaiveDate};
use kernel::{Action, Ctx, Resource};
use ui::view::{ChartData, Choice};
use ui::{Access, Html, Req, Result, Routes, Shell, T};

pub fn routes() -> Routes<AttractState> {
    Routes::new().get("/attract/funnel", Access::Needs(Resource::Lead, Action::View), show)
}

/// A figure with the list behind it.
pub struct Figure {
    pub n: i64,
    pub text: String,
    pub percent: String,
    pub href: String,
}

/// A stage of the funnel.
pub struct Step {
    pub name: String,
    pub leads: Figure,
    share: String,
    /// Of those who reached the stage before.
    from_before: String,
    stay: String,
    stays: String,
    target: String,
}

/// A group of the breakdown.
pub struct Group {
    pub name: String,
    pub entered: Figure,
    pub reached: Vec<Figure>,
}

/// A reason with how many leads it holds.
struct Reason {
    name: String,
    leads: Figure,
    share: String,
}

#[derive(askama::Template)]
#[template(path = "attract/funnel/funnel.html")]
struct FunnelPage {
    page: Shell,
    meta: String,
    from: String,
    to: String,
    quick: Vec<(String, String, bool)>,
    selects: Vec<(&'static str, String, Vec<Choice>)>,
    by: Vec<Choice>,
    by_name: String,
    entered: Figure,
    open: Figure,
    won: Figure,
    lost: Figure,
    steps: Vec<Step>,
    funnel: ChartData,
    nested: ChartData,
    nested_height: &'static str,
    nested_more: bool,
    heads: Vec<String>,
    groups: Vec<Group>,
    sum: Group,
    losses: Vec<Reason>,
    doubts: Vec<Reason>,
}

/// The conditions that the funnel takes of the list's.
const CUTS: [&str; 4] = ["owner", "focus", "division", "city"];

fn base(query: &str) -> Filter {
    let said = Filter::parse(query);
    let mut filter = Filter { page: 1, ..Filter::default() }.with("kind", "all");
    for name in CUTS {
        if !said.values(name).is_empty() {
            filter.conditions.insert(name, said.values(name).to_vec());
        }
    }
    filter.ranges = said.ranges.into_iter().filter(|(name, _)| *name == "began").collect();
    filter
}

fn href(filter: &Filter, by: By) -> String {
    let query = filter.without("kind").to_query();
    let by = if by == By::Owner { String::new() } else { format!("by={}", by.code()) };
    let pairs: Vec<&str> = [query.as_str(), by.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    if pairs.is_empty() { "/attract/funnel".to_owned() } else { format!("/attract/funnel?{}", pairs.join("&")) }
}

fn figure(t: T, n: i64, whole: i64, filter: &Filter) -> Figure {
    let percent = percent(n, whole).map(|p| t.dec(p, 1)).unwrap_or_else(|| ui::format::ABSENT.to_owned());
    Figure { n, text: t.int(n), percent, href: filter.href() }
}

#[allow(clippy::cast_precision_loss)]
fn share(n: i64, whole: i64) -> String {
    ui::picture::share(n as f64, whole as f64)
}

fn quick(t: T, filter: &Filter, by: By, today: NaiveDate) -> Vec<(String, String, bool)> {
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let twelve = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let spans = [
        ("funnel-all", String::new(), String::new()),
        ("funnel-year", year.to_string(), today.to_string()),
        ("funnel-twelve", twelve.to_string(), today.to_string()),
    ];
    let now = filter.ranges.get("began").cloned().unwrap_or_default();
    let span = |(key, from, to): (&str, String, String)| {
        let here = now == (from.clone(), to.clone());
        (t.s(key), href(&filter.without("began").during("began", &from, &to), by), here)
    };
    spans.into_iter().map(span).collect()
}

/// What is counted for the page.
pub struct Counted {
    lines: Vec<Line>,
    sum: Line,
    stays: Vec<(String, i64, i64)>,
    kinds: Vec<(Kind, i64)>,
    losses: Vec<(String, i64)>,
    doubts: Vec<(String, i64)>,
}

async fn counted(
    ctx: &Ctx,
    s: &AttractState,
    pipeline: &Pipeline,
    filter: &Filter,
    by: By,
) -> kernel::Result<Sum<Counted>> {
    let asked = service::asked(ctx, &s.db).await?;
    let key = format!("{} {} {} {pipeline:?}", ctx.zone, service::resolved(ctx, filter).to_query(), by.code());
    let (db, ctx, pipeline, filter) = (s.db.clone(), ctx.clone(), pipeline.clone(), filter.clone());
    let make = async move { count(&ctx, &db, &pipeline, &filter, by).await };
    s.sums.funnel.get(key, asked, make).await
}

async fn count(ctx: &Ctx, db: &Db, pipeline: &Pipeline, filter: &Filter, by: By) -> kernel::Result<Counted> {
    let scope = ctx.scope::<Lead>()?;
    let mut conn = db.read(&ctx.zone).await?;
    let w = service::conditions(ctx, pipeline, filter);
    let ladder: Vec<&str> = pipeline.ladder().map(|s| s.id.as_str()).collect();
    let lines = rules::lines(&store::reaches(&mut conn, &scope, &w, by, &ladder).await?, ladder.len());
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let w = service::conditions(ctx, pipeline, &filter.with("kind", kind.code()));
        kinds.push((kind, leads::count(&mut conn, &scope, &w).await?));
    }
    let lost = service::conditions(ctx, pipeline, &filter.with("kind", Kind::Lost.code()));
    Ok(Counted {
        sum: rules::total(&lines, ladder.len()),
        stays: store::stays(&mut conn, &scope, &w).await?,
        losses: leads::tally(&mut conn, &scope, "lost_reason", &lost).await?,
        doubts: store::hesitating(&mut conn, &scope, &w).await?,
        lines,
        kinds,
    })
}

async fn show(req: Req, State(s): State<AttractState>) -> Result<Html<FunnelPage>> {
    let (t, ctx) = (req.t, &req.ctx);
    let filter = base(&req.query);
    let by = req.query.split('&').find_map(|p| p.strip_prefix("by=")).and_then(By::parse).unwrap_or(By::Owner);
    let pipeline = crate::pipeline::service::get(ctx, &s.db).await?;
    let sum = counted(ctx, &s, &pipeline, &filter, by).await?;
    let counted = &*sum.value;
    let mut people: Vec<String> = filter.values("owner").to_vec();
    people.extend(counted.lines.iter().filter(|_| by == By::Owner).filter_map(|l| l.group.clone()));
    let w = Words::of(ctx, &s, t, pipeline, people).await?;
    let of_kind = |kind: Kind| {
        let n = counted.kinds.iter().find(|(k, _)| *k == kind).map_or(0, |(_, n)| *n);
        figure(t, n, counted.sum.entered, &filter.with("kind", kind.code()))
    };
    let (from, to) = filter.ranges.get("began").cloned().unwrap_or_default();
    let bar = crate::lead::list_web::bar(&req, &s, &w, &filter, "/attract/leads").await?;
    let cuts = bar.selects.into_iter().chain(bar.more).filter(|(name, _, _)| CUTS.contains(name));
    let by_name = t.s(format!("lead-condition-{}", by.code()));
    let entered = figure(t, counted.sum.entered, counted.sum.entered, &filter);
    let steps = steps(&w, &filter, counted);
    let heads: Vec<String> = w.pipeline.ladder().map(|s| s.name(t.locale).to_owned()).collect();
    let groups: Vec<Group> = counted.lines.iter().map(|l| group(&w, &filter, by, l)).collect();
    let all = t.s("funnel-entered");
    Ok(Html(FunnelPage {
        funnel: picture::funnel((&all, entered.n, &entered.href), &steps),
        nested: picture::nested(&all, &heads, &groups),
        nested_height: picture::height(groups.len().min(picture::GROUPS)),
        nested_more: groups.len() > picture::GROUPS,
        meta: match sum.as_of_us {
            Some(at) => t.a2("lead-count-as-of", "n", t.int(counted.sum.entered), "at", t.instant(at)),
            None => t.a("funnel-meta", "n", counted.sum.entered),
        },
        quick: quick(t, &filter, by, ctx.today()),
        selects: cuts.collect(),
        by: By::ALL.map(|b| Choice::new(b.code(), t.s(format!("lead-condition-{}", b.code())), b == by)).to_vec(),
        by_name,
        entered,
        open: of_kind(Kind::Open),
        won: of_kind(Kind::Won),
        lost: of_kind(Kind::Lost),
        steps,
        heads,
        groups,
        sum: group_of(&w, t.s("funnel-sum"), &filter, &counted.sum),
        losses: reasons(&w, &filter.with("kind", Kind::Lost.code()), "lost", &counted.losses),
        doubts: reasons(&w, &filter, "hesitation", &counted.doubts),
        page: crate::tabs(req.shell("funnel-title", "attract").with_charts(), "/attract/funnel"),
        from,
        to,
    }))
}

fn steps(w: &Words, filter: &Filter, counted: &Counted) -> Vec<Step> {
    let t = w.t;
    let mut before = counted.sum.entered;
    let mut all = Vec::new();
    for (stage, n) in w.pipeline.ladder().zip(&counted.sum.reached) {
        let of_stage: Vec<(i64, i64)> =
            counted.stays.iter().filter(|(s, _, _)| *s == stage.id).map(|(_, days, n)| (*days, *n)).collect();
        let middle = median(&of_stage);
        let dash = || ui::format::ABSENT.to_owned();
        all.push(Step {
            name: stage.name(t.locale).to_owned(),
            leads: figure(t, *n, counted.sum.entered, &filter.with("reached", &stage.id)),
            share: share(*n, counted.sum.entered),
            from_before: percent(*n, before).map_or_else(dash, |p| t.dec(p, 1)),
            stay: middle.map_or_else(dash, |(days, _)| t.dec(days, if days.fract() == 0.0 { 0 } else { 1 })),
            stays: middle.map(|(_, n)| t.a("funnel-n", "n", n)).unwrap_or_default(),
            target: t.int_or_dash(&stage.target_days),
        });
        before = *n;
    }
    all
}

fn group(w: &Words, filter: &Filter, by: By, line: &Line) -> Group {
    let value = line.group.clone().unwrap_or_else(|| "none".to_owned());
    let name =
        if by == By::Focus && line.group.is_none() { w.t.s("lead-focus-other") } else { w.value(by.code(), &value) };
    group_of(w, name, &filter.with(by.code(), &value), line)
}

fn group_of(w: &Words, name: String, filter: &Filter, line: &Line) -> Group {
    let stages = w.pipeline.ladder().zip(&line.reached);
    let reached = stages.map(|(s, n)| figure(w.t, *n, line.entered, &filter.with("reached", &s.id)));
    Group { name, reached: reached.collect(), entered: figure(w.t, line.entered, line.entered, filter) }
}

fn reasons(w: &Words, filter: &Filter, condition: &'static str, counted: &[(String, i64)]) -> Vec<Reason> {
    let whole: i64 = counted.iter().map(|(_, n)| n).sum();
    let most = counted.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let one = |(id, n): &(String, i64)| Reason {
        name: w.reason(id),
        leads: figure(w.t, *n, whole, &filter.with(condition, id)),
        share: share(*n, most),
    };
    counted.iter().map(one).collect()
}

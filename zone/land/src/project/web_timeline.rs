//! 甘特图: several projects over time, and the same as a table.
use super::timeline::{Axis, Tick, Track};
use super::view::{self, Words};
use super::web_list::{Bar, asked, bar, shell};
use super::{Milestone, MilestoneKind, Project, store as books};
use crate::LandState;
use crate::matter::view::{Light, short_day};
use crate::milestone::view::{self as milestone, Next};
use axum::extract::State;
use ui::view::Pager;
use ui::{Html, Req, Result, Shell};

const PATH: &str = "/land/projects/gantt";
const PER_PAGE: u64 = 25;
const DEEPEST: u64 = 400;

struct Line {
    path: String,
    name: String,
    example: bool,
    phase: String,
    light: Light,
    next: Next,
    track: Track,
    /// What the marks say, in their order.
    titles: Vec<String>,
    /// By milestone: planned, forecast and actual day, each with its word.
    cells: Vec<Vec<String>>,
}

#[derive(askama::Template)]
#[template(path = "land/project/timeline.html")]
pub(super) struct TimelinePage {
    page: Shell,
    bar: Bar,
    meta: String,
    lines: Vec<Line>,
    heads: Vec<String>,
    ticks: Vec<Tick>,
    today: String,
    pager: Pager,
    nothing_yet: bool,
}

pub(super) async fn show(req: Req, State(s): State<LandState>) -> Result<Html<TimelinePage>> {
    let (asked, number) = asked(&req);
    let scope = req.ctx.scope::<Project>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let total = u64::try_from(books::count(&mut conn, &scope, &asked).await?).unwrap_or(0);
    let number = number.clamp(1, DEEPEST);
    let offset = i64::try_from((number - 1) * PER_PAGE).unwrap_or(0);
    let projects = books::page(&mut conn, &scope, &asked, PER_PAGE.cast_signed(), offset).await?;
    let milestones = books::milestones_of(&mut conn, &projects).await?;
    let running = view::in_hand(&mut conn, &projects).await?;
    drop(conn);
    let w = Words::of(&req.ctx, &s, req.t, Vec::new()).await?;
    let axis = Axis::of(milestones.iter(), w.today);
    let none = Vec::new();
    let line = |p: &Project| {
        let own: Vec<Milestone> = milestones.iter().filter(|m| m.project_id == p.id).cloned().collect();
        line(&w, &axis, p, &own, view::light(&w, p, running.get(p.id.as_str()).unwrap_or(&none)))
    };
    let bar = bar(&req, &s, &w, &asked, PATH).await?;
    Ok(Html(TimelinePage {
        meta: req.t.a("project-count", "n", total),
        lines: projects.iter().map(line).collect(),
        heads: MilestoneKind::ALL.into_iter().map(|k| req.t.s(k.key())).collect(),
        ticks: axis.ticks(),
        today: axis.today_at(),
        pager: Pager::new(&req, number, PER_PAGE, total),
        nothing_yet: total == 0 && !bar.filtered && bar.may_open,
        bar,
        page: shell(&req),
    }))
}

fn line(w: &Words, axis: &Axis, p: &Project, own: &[Milestone], light: Light) -> Line {
    let t = w.t;
    let track = axis.track(p, own);
    let title = |m: &super::timeline::Mark| {
        let said = t.a(format!("milestone-{}-on", m.class), "on", m.on.to_string());
        t.a2("project-event-of", "name", t.s(m.kind.key()), "what", said)
    };
    Line {
        path: super::web::path_of(&p.id),
        name: p.name(t.is_zh()).to_owned(),
        example: p.source.example,
        phase: t.s(p.phase.key()),
        light,
        next: milestone::next(t, own, w.today),
        titles: track.marks.iter().map(title).collect(),
        cells: MilestoneKind::ALL.into_iter().map(|k| cell(w, own, k)).collect(),
        track,
    }
}

fn cell(w: &Words, own: &[Milestone], kind: MilestoneKind) -> Vec<String> {
    let Some(m) = own.iter().find(|m| m.kind == kind) else { return Vec::new() };
    let forecast = m.forecast_on.as_ref().filter(|_| m.actual_on.is_none());
    let days = [("planned", m.planned_on.as_ref()), ("forecast", forecast), ("actual", m.actual_on.as_ref())];
    let said = |(class, on): (&str, Option<&String>)| {
        on.map(|d| w.t.a(format!("milestone-{class}-on"), "on", short_day(d, w.today)))
    };
    days.into_iter().filter_map(said).collect()
}

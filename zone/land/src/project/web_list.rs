//! 项目: list and board. What needs a hand stands first: the light of each project is its worst approval in hand.
use super::store::{self as books, Asked};
use super::view::{self, Words};
use super::{Milestone, Phase, Project};
use crate::LandState;
use crate::matter::view::Light;
use crate::milestone::view::{self as milestone, Next};
use axum::extract::State;
use kernel::{Action, Resource};
use std::collections::BTreeMap;
use ui::view::{Choice, Pager};
use ui::{Html, Req, Result, Shell};

const PER_PAGE: u64 = 50;
/// Pages deeper than this are reached by conditions.
const DEEPEST: u64 = 200;
/// Cards of a column of the board.
const CARDS: i64 = 40;

/// A project's line or card.
pub struct Row {
    pub path: String,
    pub name: String,
    pub company: String,
    pub focus: String,
    pub swatch: String,
    pub phase: String,
    pub light: Light,
    pub officer: String,
    pub next: Next,
    pub planned: String,
    pub example: bool,
}

pub fn row(
    w: &Words,
    p: &Project,
    milestones: &[Milestone],
    running: &[(crate::matter::Matter, Vec<crate::matter::MatterClock>)],
) -> Row {
    let planned = p.planned_fen.map(|f| kernel::money::Fen(f).yi(2));
    Row {
        path: format!("/land/projects/{}", p.id),
        name: p.name(w.t.is_zh()).to_owned(),
        company: p.enterprise.clone(),
        focus: w.focus(p.focus.as_deref()),
        swatch: w.swatch(p.focus.as_deref()),
        phase: w.t.s(p.phase.key()),
        light: view::light(w, p, running),
        officer: w.user_or_none(p.officer.as_deref()),
        next: milestone::next(w.t, milestones, w.today),
        planned: planned.unwrap_or_else(|| ui::format::ABSENT.to_owned()),
        example: p.source.example,
    }
}

/// Rows of these projects, everything about them read at once.
pub async fn rows(req: &Req, s: &LandState, w: &Words, projects: &[Project]) -> Result<Vec<Row>> {
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let running = view::in_hand(&mut conn, projects).await?;
    let mut milestones: BTreeMap<String, Vec<Milestone>> = BTreeMap::new();
    for milestone in books::milestones_of(&mut conn, projects).await? {
        milestones.entry(milestone.project_id.to_string()).or_default().push(milestone);
    }
    let none = (Vec::new(), Vec::new());
    Ok(projects
        .iter()
        .map(|p| {
            let (m, r) = (milestones.get(p.id.as_str()), running.get(p.id.as_str()));
            row(w, p, m.unwrap_or(&none.0), r.unwrap_or(&none.1))
        })
        .collect())
}

/// What the address asks for.
pub(super) fn asked(req: &Req) -> (Asked, u64) {
    let value = |name: &str| {
        let pairs = req.query.split('&').filter_map(|p| p.split_once('='));
        pairs.filter(|(n, _)| *n == name).map(|(_, v)| ui::cookie::unpercent(v)).find(|v| !v.is_empty())
    };
    let me = req.ctx.actor.user_id.as_ref().map(ToString::to_string);
    let officer = value("officer").map(|o| if o == "me" { me.unwrap_or_default() } else { o });
    let phase = value("phase").and_then(|p| Phase::parse(&p));
    let all = value("closed").is_some() || phase.is_some();
    let asked = Asked {
        words: value("q").unwrap_or_default(),
        phase,
        focus: value("focus"),
        officer,
        open: !all,
        ..Asked::default()
    };
    (asked, value("page").and_then(|p| p.parse().ok()).unwrap_or(1))
}

/// The views of the projects.
const VIEWS: [(&str, &str); 4] = [
    ("project-view-list", "/land/projects"),
    ("project-view-board", "/land/projects/board"),
    ("project-view-gantt", "/land/projects/gantt"),
    ("project-view-map", "/land/projects/map"),
];

pub struct Bar {
    pub path: &'static str,
    pub q: String,
    pub phases: Vec<Choice>,
    pub focuses: Vec<Choice>,
    pub officers: Vec<Choice>,
    pub closed: bool,
    /// The same conditions in other views: name, address, whether it is this one.
    pub views: Vec<(String, String, bool)>,
    pub may_open: bool,
    pub filtered: bool,
}

pub(super) async fn bar(req: &Req, s: &LandState, w: &Words, asked: &Asked, path: &'static str) -> Result<Bar> {
    let t = req.t;
    let choice = |value: &str, label: String, chosen: Option<&str>| Choice::new(value, label, chosen == Some(value));
    let phase = asked.phase.map(Phase::code);
    let mut phases = vec![choice("", t.s("project-all-phases"), Some(phase.unwrap_or("")))];
    phases.extend(Phase::ALL.iter().map(|p| choice(p.code(), t.s(p.key()), phase)));
    let focus = asked.focus.as_deref();
    let mut focuses = vec![choice("", t.s("project-all-focuses"), Some(focus.unwrap_or("")))];
    focuses.extend(w.focuses.iter().map(|(code, name)| choice(code, name.clone(), focus)));
    focuses.push(choice("none", t.s("land-focus-other"), focus));
    let officer = asked.officer.as_deref();
    let colleagues = s.directory.colleagues(&req.ctx.zone).await?;
    let mut officers = vec![choice("", t.s("project-all-officers"), Some(officer.unwrap_or("")))];
    let named = colleagues.iter().filter(|c| c.is_officer());
    officers.extend(named.map(|c| choice(c.id.as_str(), c.name.clone(), officer)));
    officers.push(choice("none", t.s("land-nobody"), officer));
    let kept: Vec<&str> = req.query.split('&').filter(|p| !p.is_empty() && !p.starts_with("page=")).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Ok(Bar {
        path,
        q: asked.words.clone(),
        phases,
        focuses,
        officers,
        closed: !asked.open && asked.phase.is_none(),
        views: VIEWS.map(|(key, to)| (t.s(key), format!("{to}{query}"), to == path)).to_vec(),
        may_open: req.may(Resource::Project, Action::Create),
        filtered: *asked != Asked { open: asked.open, ..Asked::default() },
    })
}

#[derive(askama::Template)]
#[template(path = "land/project/list.html")]
pub(super) struct ListPage {
    page: Shell,
    bar: Bar,
    meta: String,
    rows: Vec<Row>,
    pager: Pager,
    nothing_yet: bool,
}

pub(super) fn shell(req: &Req) -> Shell {
    crate::tabs(req, req.shell("project-title", "land"), "/land/projects")
}

pub(super) async fn list(req: Req, State(s): State<LandState>) -> Result<Html<ListPage>> {
    let (asked, page) = asked(&req);
    let scope = req.ctx.scope::<Project>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let total = u64::try_from(books::count(&mut conn, &scope, &asked).await?).unwrap_or(0);
    let page = page.clamp(1, DEEPEST);
    let offset = i64::try_from((page - 1) * PER_PAGE).unwrap_or(0);
    let projects = books::page(&mut conn, &scope, &asked, i64::try_from(PER_PAGE).unwrap_or(50), offset).await?;
    drop(conn);
    let w = Words::of(&req.ctx, &s, req.t, projects.iter().filter_map(|p| p.officer.clone())).await?;
    let bar = bar(&req, &s, &w, &asked, "/land/projects").await?;
    Ok(Html(ListPage {
        meta: req.t.a("project-count", "n", total),
        rows: rows(&req, &s, &w, &projects).await?,
        pager: Pager::new(&req, page, PER_PAGE, total),
        nothing_yet: total == 0 && !bar.filtered && bar.may_open,
        bar,
        page: shell(&req),
    }))
}

struct Column {
    name: String,
    count: i64,
    cards: Vec<Row>,
    /// The whole phase as a list.
    all: String,
    more: bool,
}

#[derive(askama::Template)]
#[template(path = "land/project/board.html")]
pub(super) struct BoardPage {
    page: Shell,
    bar: Bar,
    meta: String,
    columns: Vec<Column>,
}

pub(super) async fn board(req: Req, State(s): State<LandState>) -> Result<Html<BoardPage>> {
    let (asked, _) = asked(&req);
    let scope = req.ctx.scope::<Project>()?;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut stacks = Vec::new();
    for phase in Phase::ALL.into_iter().filter(|p| asked.phase.is_none_or(|a| a == *p)) {
        let of = Asked { phase: Some(phase), open: false, ..asked.clone() };
        let count = books::count(&mut conn, &scope, &of).await?;
        stacks.push((phase, count, books::page(&mut conn, &scope, &of, CARDS, 0).await?));
    }
    drop(conn);
    let officers = stacks.iter().flat_map(|(_, _, p)| p.iter().filter_map(|p| p.officer.clone()));
    let w = Words::of(&req.ctx, &s, req.t, officers.collect::<Vec<_>>()).await?;
    let mut columns = Vec::new();
    for (phase, count, projects) in &stacks {
        columns.push(Column {
            name: req.t.s(phase.key()),
            count: *count,
            cards: rows(&req, &s, &w, projects).await?,
            all: format!("/land/projects?phase={}", phase.code()),
            more: *count > CARDS,
        });
    }
    let total: i64 = stacks.iter().map(|(_, n, _)| n).sum();
    Ok(Html(BoardPage {
        meta: req.t.a("project-count", "n", total),
        bar: bar(&req, &s, &w, &asked, "/land/projects/board").await?,
        columns,
        page: shell(&req),
    }))
}

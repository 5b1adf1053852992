//! The page of one project: milestones, the plan as a Gantt with its numbers, what blocks now, who looks after it, what happened.
use super::page_parts::{self as parts, Blocker, Fact, Gantt, Happened, Stone, Sums};
use super::view::{self, Words};
use super::web::{id_of, path_of};
use super::{Assignment, Milestone, MilestoneKind, Phase, Project, rules, service, store as books};
use crate::LandState;
use crate::fields::Typed;
use crate::matter::view::Light;
use crate::matter::{Matter, MatterClock, store as matters};
use crate::plan::{Plan, live, store as plans};
use axum::extract::{Path, State};
use kernel::id::ProjectId;
use kernel::{Action, Ctx, Resource};
use std::collections::BTreeMap;
use ui::view::Choice;
use ui::{Html, Req, Result, Shell};

/// Lines of the timeline on the page.
const HISTORY: usize = 12;
/// Events that are read for them: several may be one line.
const EVENTS: i64 = 60;

/// Everything about a project, read at once.
pub(super) struct Whole {
    pub project: Project,
    pub milestones: Vec<Milestone>,
    pub assignments: Vec<Assignment>,
    pub plan: Option<Plan>,
    pub matters: Vec<(Matter, Vec<MatterClock>)>,
    pub history: Vec<journal::Entry>,
    /// Open projects of its officer.
    pub load: i64,
}

async fn whole(ctx: &Ctx, s: &LandState, id: &ProjectId) -> kernel::Result<Whole> {
    let scope = ctx.scope::<Project>()?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let project = books::get(&mut conn, &scope, id).await?;
    let plan = plans::current(&mut conn, id).await?;
    let all = match &plan {
        Some(plan) => matters::of_plan(&mut conn, &plan.id).await?,
        None => Vec::new(),
    };
    let mut clocks: BTreeMap<String, Vec<MatterClock>> = BTreeMap::new();
    for clock in matters::clocks_of_project(&mut conn, id).await? {
        clocks.entry(clock.matter_id.to_string()).or_default().push(clock);
    }
    let load = match &project.officer {
        Some(officer) => {
            books::loads(&mut conn, std::slice::from_ref(officer), None).await?.first().map_or(0, |c| c.load)
        }
        None => 0,
    };
    let mut plan = plan;
    let mut matters: Vec<_> = all
        .into_iter()
        .map(|m| {
            let own = clocks.remove(m.id.as_str()).unwrap_or_default();
            (m, own)
        })
        .collect();
    if let Some(plan) = &mut plan {
        live::refresh(&mut conn, plan, &mut matters, ctx.today()).await?;
    }
    Ok(Whole {
        milestones: books::milestones(&mut conn, id).await?,
        assignments: books::assignments(&mut conn, id).await?,
        history: journal::timeline(&mut conn, ProjectId::KIND, id.as_str(), None, EVENTS).await?,
        matters,
        plan,
        project,
        load,
    })
}

#[derive(askama::Template)]
#[template(path = "land/project/page.html")]
pub(super) struct ProjectPage {
    page: Shell,
    id: String,
    version: i64,
    company: String,
    company_path: String,
    focus: String,
    example: bool,
    light: Light,
    phase: String,
    stones: Vec<Stone>,
    gantt: Option<Gantt>,
    forecast: String,
    blockers: Vec<Blocker>,
    officer: String,
    load: i64,
    reason: String,
    since: String,
    former: Vec<(String, String, String)>,
    facts: Vec<Fact>,
    sums: Sums,
    history: Vec<Happened>,
    kinds: Vec<Choice>,
    officers: Vec<Choice>,
    typed: Typed,
    works: bool,
    may_hand_over: bool,
}

pub(super) async fn show(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<ProjectPage>> {
    let id = id_of(&id)?;
    // An officer who was thought of elsewhere comes chosen in the form.
    let typed = match req.query.split('&').find_map(|p| p.strip_prefix("officer=")) {
        Some(officer) => {
            let fields = vec![("officer".to_owned(), ui::cookie::unpercent(officer))];
            Typed { form: "officer".to_owned(), fields, ..Typed::default() }
        }
        None => Typed::default(),
    };
    let page = page(&req, &s, &id, typed).await?;
    crate::notice::seen(&req.ctx, &s.db, &path_of(&id)).await?;
    Ok(Html(page))
}

fn people(all: &Whole) -> Vec<String> {
    let mut ids: Vec<String> = all.project.officer.iter().cloned().collect();
    ids.extend(all.assignments.iter().map(|a| a.officer.clone()));
    ids.extend(all.matters.iter().filter_map(|(m, _)| m.clerk.clone()));
    ids.extend(all.history.iter().map(|e| e.actor.clone()).filter(|a| a != "system"));
    ids
}

/// The page as it stands, or with a form that came back.
pub(super) async fn page(req: &Req, s: &LandState, id: &ProjectId, typed: Typed) -> Result<ProjectPage> {
    let (ctx, t) = (&req.ctx, req.t);
    let all = whole(ctx, s, id).await?;
    let w = Words::of(ctx, s, t, people(&all)).await?;
    let p = &all.project;
    let amounts = match &p.investment_id {
        Some(investment) => s.directory.amounts(ctx, investment).await?,
        None => None,
    };
    let running: Vec<_> = all.matters.iter().filter(|(m, _)| m.state.is_running()).cloned().collect();
    let works =
        req.may(Resource::Project, Action::Edit) && service::require_work(ctx, p).is_ok() && p.phase != Phase::Stopped;
    let now = all.assignments.iter().find(|a| a.to_on.is_none());
    let reason = now.map(|a| match rules::reason_parts(&a.reason) {
        Some((load, skill, of)) => t.a3("project-reason-auto", "load", load, "skill", skill, "of", of),
        None => a.reason.clone(),
    });
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let chosen = typed.value("officer", "officer");
    let mut officers = vec![Choice::new("", t.s("project-officer-suggested"), chosen.is_empty())];
    let others = colleagues.iter().filter(|c| c.is_officer() && Some(c.id.as_str()) != p.officer.as_deref());
    officers.extend(others.map(|c| Choice::new(c.id.as_str(), &c.name, c.id.as_str() == chosen)));
    // By the day on which it happened: much is recorded later.
    let mut told: Vec<&journal::Entry> = all.history.iter().collect();
    told.sort_by_key(|e| std::cmp::Reverse(parts::day_of(&w, e)));
    let history = told.into_iter().map(|e| parts::happened(&w, e, all.matters.iter().map(|(m, _)| m)));
    let stones = parts::stones(&w, &all);
    let next = MilestoneKind::ALL.into_iter().zip(&stones).find(|(_, s)| s.class == "now");
    let typed_kind = typed.value_or("milestone", "kind", next.map_or("", |(k, _)| k.code()));
    let kind = |k: MilestoneKind| Choice::new(k.code(), t.s(k.key()), typed_kind == k.code());
    Ok(ProjectPage {
        id: p.id.to_string(),
        version: p.version,
        company: p.enterprise.clone(),
        company_path: p.enterprise_id.as_ref().map(|e| format!("/enterprises/{e}")).unwrap_or_default(),
        focus: w.focus(p.focus.as_deref()),
        example: p.source.example,
        light: view::light(&w, p, &running),
        phase: t.s(p.phase.key()),
        stones,
        gantt: parts::gantt(&w, &all),
        forecast: parts::forecast(&w, &all),
        blockers: parts::blockers(&w, &all),
        officer: w.user_or_none(p.officer.as_deref()),
        load: all.load,
        reason: reason.unwrap_or_default(),
        since: now.map(|a| a.from_on.clone()).unwrap_or_default(),
        former: parts::former(&w, &all.assignments),
        facts: parts::facts(&w, p, &all.milestones),
        history: parts::folded(t, history, HISTORY),
        sums: parts::sums(&w, p, amounts),
        kinds: MilestoneKind::ALL.into_iter().map(kind).collect(),
        officers,
        works,
        may_hand_over: works && colleagues.iter().any(crate::Colleague::is_officer),
        page: super::web_list::shell(req).titled(p.name(t.is_zh())),
        typed,
    })
}

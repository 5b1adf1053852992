//! 打印的审批计划: a project's way on paper, for the company and for the meeting: facts, milestones, each approval by stage with who
//! decides it, why it is needed, its documents, its limit and its days. "从立项到投产" on a few pages.
use super::{Plan, live, questions, store as plans};
use crate::LandState;
use crate::matter::view::{self, Light};
use crate::matter::{Matter, MatterClock, store as matters};
use crate::project::page_parts::{Fact, facts};
use crate::project::view::Words;
use crate::project::{Milestone, Project, store as projects};
use kernel::id::ProjectId;
use kernel::{Ctx, Result};
use std::collections::BTreeMap;
use ui::{Req, T};

/// A milestone: name, planned, expected from P50 to P80, reached.
pub struct Stone {
    pub name: String,
    pub planned: String,
    pub expected: String,
    pub reached: String,
}

/// An approval on paper.
pub struct Row {
    pub matter: String,
    pub department: String,
    pub why: String,
    /// Documents that it asks for; which of them may follow is said.
    pub materials: Vec<String>,
    pub limit: String,
    pub planned: String,
    /// Expected end from P50 to P80, or the day on which it was decided.
    pub expected: String,
    pub state: Light,
}

/// The approvals of a stage.
pub struct Stage {
    pub name: String,
    pub rows: Vec<Row>,
}

/// Everything that stands on the paper.
pub struct Sheet {
    pub project: Project,
    pub name: String,
    pub phase: String,
    pub officer: String,
    pub phone: String,
    pub facts: Vec<Fact>,
    pub stones: Vec<Stone>,
    pub stages: Vec<Stage>,
    pub forecast: String,
    pub number: Option<i64>,
    pub compiled_on: String,
}

/// Gathers the sheet for those who see the project; another company's looks absent.
pub async fn gather(req: &Req, s: &LandState, id: &ProjectId) -> Result<Sheet> {
    let (ctx, t) = (&req.ctx, req.t);
    let mut conn = s.db.read(&ctx.zone).await?;
    let project = projects::get(&mut conn, &ctx.scope()?, id).await?;
    let stones = projects::milestones(&mut conn, id).await?;
    let plan = plans::current(&mut conn, id).await?;
    drop(conn);
    let w = Words::of(ctx, s, t, project.officer.clone()).await?;
    let phone = match &project.officer {
        Some(officer) => s.directory.phone(&ctx.zone, officer).await?,
        None => String::new(),
    };
    let (plan, stages) = match plan {
        Some(plan) => {
            let (plan, stages) = of_plan(ctx, s, &w, plan).await?;
            (Some(plan), stages)
        }
        None => (None, Vec::new()),
    };
    Ok(Sheet {
        name: project.name(t.is_zh()).to_owned(),
        phase: t.s(project.phase.key()),
        officer: w.user_or_none(project.officer.as_deref()),
        phone,
        // Links to other records mean nothing on paper.
        facts: facts(&w, &project, &stones).into_iter().filter(|f| !f.href.starts_with('/')).collect(),
        stones: stones.iter().map(|m| stone(t, m)).collect(),
        stages,
        forecast: plan.as_ref().and_then(|p| forecast(t, p)).unwrap_or_default(),
        number: plan.as_ref().map(|p| p.number),
        compiled_on: plan.map(|p| p.compiled_on).unwrap_or_default(),
        project,
    })
}

/// The plan with today's forecast, and its matters by stage.
async fn of_plan(ctx: &Ctx, s: &LandState, w: &Words, mut plan: Plan) -> Result<(Plan, Vec<Stage>)> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let mut clocks: BTreeMap<String, Vec<MatterClock>> = BTreeMap::new();
    for clock in matters::clocks_of_project(&mut conn, &plan.project_id).await? {
        clocks.entry(clock.matter_id.to_string()).or_default().push(clock);
    }
    let all = matters::of_plan(&mut conn, &plan.id).await?;
    let own = |m: Matter, clocks: &mut BTreeMap<String, Vec<MatterClock>>| {
        let own = clocks.remove(m.id.as_str()).unwrap_or_default();
        (m, own)
    };
    let mut with: Vec<_> = all.into_iter().map(|m| own(m, &mut clocks)).collect();
    live::refresh(&mut conn, &mut plan, &mut with, w.today).await?;
    let theme = plans::version(&mut conn, &plan.theme_version).await?.map(|v| v.content).unwrap_or_default();
    drop(conn);
    let mut stages: Vec<(String, Stage)> = Vec::new();
    for (m, clocks) in &with {
        if stages.last().is_none_or(|(code, _)| *code != m.stage) {
            let name = plan.stage_name(&m.stage, w.t.is_zh());
            stages.push((m.stage.clone(), Stage { name, rows: Vec::new() }));
        }
        if let Some((_, stage)) = stages.last_mut() {
            stage.rows.push(row(w, &theme, m, clocks));
        }
    }
    Ok((plan, stages.into_iter().map(|(_, stage)| stage).collect()))
}

fn row(w: &Words, theme: &crate::catalogue::Theme, m: &Matter, clocks: &[MatterClock]) -> Row {
    let (t, zh) = (w.t, w.t.is_zh());
    let paper = |need: &crate::catalogue::Need| {
        let known = theme.materials.iter().find(|p| p.code == need.material);
        let name = known.map_or_else(|| need.material.clone(), |p| p.name.get(zh).to_owned());
        if need.may_follow { t.a("print-may-follow", "name", name) } else { name }
    };
    let limit = match (m.promised_days, m.statutory_days) {
        (Some(days), _) => t.a("plan-limit-promised", "n", days),
        (None, Some(days)) => t.a("plan-limit-statutory", "n", days),
        (None, None) => String::new(),
    };
    let expected = match (&m.decided_on, &m.ended_on) {
        (Some(on), _) | (None, Some(on)) => t.a("print-done-on", "day", on),
        (None, None) => range(m.forecast_on.as_deref(), m.forecast_late_on.as_deref()),
    };
    Row {
        matter: m.name(zh).to_owned(),
        department: m.department.clone(),
        why: questions::reason(t, theme, &m.why),
        materials: m.needs.iter().map(paper).collect(),
        limit,
        planned: range(m.planned_start_on.as_deref(), m.planned_end_on.as_deref()),
        expected,
        state: view::light(t, &w.calendar, m, clocks, w.today),
    }
}

/// Both days, one where they are the same or only one is known.
fn range(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{from} – {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => String::new(),
    }
}

fn stone(t: T, m: &Milestone) -> Stone {
    let expected = match m.actual_on {
        Some(_) => String::new(),
        None => range(m.forecast_on.as_deref(), m.forecast_late_on.as_deref()),
    };
    Stone {
        name: t.s(m.kind.key()),
        planned: m.planned_on.clone().unwrap_or_default(),
        expected,
        reached: m.actual_on.clone().unwrap_or_default(),
    }
}

fn forecast(t: T, plan: &Plan) -> Option<String> {
    let f = plan.forecast.as_ref()?;
    let key = if f.provisional { "project-forecast-provisional" } else { "project-forecast" };
    Some(t.a2(key, "p50", &f.p50_on, "p80", &f.p80_on))
}

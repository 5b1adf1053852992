//! 编制, 调整 and 换版: a project's plan, shown before it is adopted; what has begun goes on under the rules that it began with.
use super::adjust::{adjusted, promisable};
use super::compile::compile;
use super::difference::{Difference, between};
use super::forecast::{self, Outcome, Setting};
use super::matters::{Draft, matter};
use super::{Adjustment, Change, Compiled, Plan, live, store as books};
use crate::catalogue::{Attributes, COMPANY, ThemeVersion};
use crate::matter::service::{event as matter_event, me, touch as touch_matter};
use crate::matter::{Matter, State, order, store as matters};
use crate::milestone::service as milestone;
use crate::project::service::{event, opened, touch};
use crate::project::{Project, store as projects};
use crate::{LandState, calendar};
use ::store::{Conn, Tx};
use chrono::NaiveDate;
use kernel::id::{DepartmentId, PlanId, ProjectId};
use kernel::{Action, Ctx, Error, Event, Locale, Permit, Result};
use schedule::Calendar;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A plan that could be adopted, beside the one that is followed.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub version: ThemeVersion,
    pub compiled: Compiled,
    /// What would change; everything is new where there is no plan yet.
    pub difference: Difference,
    /// Matters that are not needed any more but have begun: they stay.
    pub kept: Vec<Matter>,
    pub outcome: Outcome,
}

/// What the answers would make of the project; nothing is written.
pub async fn propose(ctx: &Ctx, s: &LandState, id: &ProjectId, theme: &str, answers: &Attributes) -> Result<Proposal> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let project = projects::get(&mut conn, &ctx.scope()?, id).await?;
    let version =
        books::published(&mut conn, theme).await?.ok_or_else(|| Error::invalid("theme", "plan-theme-unknown"))?;
    let calendar = calendar::of_zone(&mut conn).await?;
    let current = books::current(&mut conn, &project.id).await?;
    let running = match &current {
        Some(plan) => matters::of_plan(&mut conn, &plan.id).await?,
        None => Vec::new(),
    };
    let adjustments = current.as_ref().map(|p| p.adjustments.clone()).unwrap_or_default();
    let (compiled, kept) = made(ctx, &version, answers, &adjustments, &running)?;
    let mut clocks = matters::clocks_of(&mut conn, &running).await?;
    let codes: Vec<String> = compiled.needed.iter().map(|n| n.matter.code.clone()).collect();
    let samples = live::samples(&mut conn, &calendar, &codes).await?;
    let with: Vec<_> = running
        .iter()
        .map(|m| {
            let own = clocks.remove(m.id.as_str()).unwrap_or_default();
            (m.clone(), own)
        })
        .collect();
    let progress = live::progress(&calendar, &with, ctx.today());
    let setting = Setting {
        calendar: &calendar,
        from: ctx.today(),
        runs: live::RUNS,
        seed: live::SEED,
        samples: &samples,
        progress: &progress,
    };
    let outcome = forecast::forecast(&compiled, &setting).map_err(|e| Error::internal(format!("{e:?}")))?;
    let before = match &current {
        Some(plan) => before(&mut conn, ctx, plan).await?,
        None => Compiled::default(),
    };
    Ok(Proposal { difference: between(&before, &compiled), version, compiled, kept, outcome })
}

/// The plan that is followed, as its own version compiles it.
async fn before(conn: &mut Conn, ctx: &Ctx, plan: &Plan) -> Result<Compiled> {
    let Some(version) = books::version(conn, &plan.theme_version).await? else { return Ok(Compiled::default()) };
    Ok(made(ctx, &version, &plan.attributes, &plan.adjustments, &[])?.0)
}

/// The compiled plan with its adjustments; begun matters that the rules no longer ask for are kept at its end.
fn made(
    ctx: &Ctx,
    version: &ThemeVersion,
    answers: &Attributes,
    adjustments: &[Adjustment],
    running: &[Matter],
) -> Result<(Compiled, Vec<Matter>)> {
    let theme = &version.content;
    let zh = ctx.locale == Locale::ZhCn;
    let compiled = compile(theme, answers).map_err(|e| e.refused(theme, zh))?;
    let compiled = adjusted(&compiled, adjustments).map_err(|e| e.refused(theme, zh))?;
    let gone = |m: &&Matter| !compiled.needed.iter().any(|n| n.matter.code == m.code);
    let begun = |m: &&Matter| !matches!(m.state, State::Planned | State::Ready);
    let kept = running.iter().filter(gone).filter(begun).cloned().collect();
    Ok((compiled, kept))
}

/// What is adopted.
#[derive(Clone, Debug)]
pub struct Adopt<'a> {
    pub theme: &'a str,
    pub answers: &'a Attributes,
    /// The first day that counts; none: today. For projects that began before they were recorded.
    pub from: Option<NaiveDate>,
}

/// 采用: the plan becomes the one that the project follows.
pub async fn adopt(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64, cmd: &Adopt<'_>) -> Result<Plan> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let theme =
        books::published(&mut conn, cmd.theme).await?.ok_or_else(|| Error::invalid("theme", "plan-theme-unknown"))?;
    drop(conn);
    let departments = departments(ctx, s, &theme).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let (project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let (plan, events) = adopt_in(&mut tx, ctx, &calendar, (&project, &permit), &theme, &departments, cmd).await?;
    tx.commit_all(events).await?;
    Ok(plan)
}

/// The ids of the departments that a theme names.
pub async fn departments(ctx: &Ctx, s: &LandState, theme: &ThemeVersion) -> Result<HashMap<String, DepartmentId>> {
    let mut ids = HashMap::new();
    let named = theme.content.matters.iter().flat_map(|m| std::iter::once(&m.department).chain(&m.joint));
    let named: BTreeSet<String> = named.filter(|n| !n.trim().is_empty() && *n != COMPANY).cloned().collect();
    for name in named {
        let id = s.directory.department_named(ctx, &name).await?;
        ids.insert(name, id);
    }
    Ok(ids)
}

/// The same inside the caller's transaction.
pub async fn adopt_in(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    (project, permit): (&Project, &Permit<Project>),
    theme: &ThemeVersion,
    departments: &HashMap<String, DepartmentId>,
    cmd: &Adopt<'_>,
) -> Result<(Plan, Vec<Event>)> {
    follow(tx, ctx, calendar, (project, permit), (theme, departments), cmd, None).await
}

/// The same with one more adjustment than the plan before it had. That plan stays as it was, save that it is followed no more.
async fn follow(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    (project, permit): (&Project, &Permit<Project>),
    (theme, departments): (&ThemeVersion, &HashMap<String, DepartmentId>),
    cmd: &Adopt<'_>,
    more: Option<Adjustment>,
) -> Result<(Plan, Vec<Event>)> {
    let from = cmd.from.unwrap_or_else(|| ctx.today());
    let old = books::current(tx, &project.id).await?;
    let running = match &old {
        Some(plan) => matters::of_plan(tx, &plan.id).await?,
        None => Vec::new(),
    };
    let adjustments = old.iter().flat_map(|p| p.adjustments.clone()).chain(more).collect::<Vec<_>>();
    let (compiled, kept) = made(ctx, theme, cmd.answers, &adjustments, &running)?;
    let plan = Plan {
        id: PlanId::new(ctx),
        project_id: project.id.clone(),
        number: old.as_ref().map_or(0, |p| p.number) + 1,
        theme_version: theme.id.clone(),
        compiled_on: from.to_string(),
        compiled_by: me(ctx),
        supersedes: old.as_ref().map(|p| p.id.clone()),
        current: true,
        attributes: cmd.answers.clone(),
        links: compiled.links.clone(),
        stages: theme.content.stages.clone(),
        left_out: compiled.left_out.clone(),
        adjustments,
        forecast: None,
        version: 1,
    };
    if let Some(old) = &old {
        books::save(
            tx,
            &ctx.permit(Action::Edit, &project.relation())?,
            &Plan { current: false, version: old.version + 1, ..old.clone() },
        )
        .await?;
    }
    let draft = Draft { project, plan: &plan, compiled: &compiled, departments, running: &running, kept: &kept };
    let (all, outcome) = reckoned(tx, ctx, calendar, &draft, from).await?;
    let plan = Plan { forecast: Some(outcome.forecast), ..plan.clone() };
    books::save(tx, &ctx.permit(Action::Edit, &project.relation())?, &plan).await?;
    let matter_permit = ctx.permit::<Matter>(Action::Create, &project.relation())?;
    for gone in running.iter().filter(|m| !all.iter().any(|n| n.id == m.id)) {
        tx.remove(&crate::matter::TABLE, &[gone.id.as_str().into()]).await?;
    }
    let mut events = vec![
        event("plan.compiled", ctx, project)
            .related("plan", &plan.id, "plan")
            .with("number", plan.number)
            .with("matters", all.len()),
    ];
    for matter in &all {
        matters::save(tx, &matter_permit, matter).await?;
        if matter.state == State::Ready && !running.iter().any(|m| m.id == matter.id && m.state == State::Ready) {
            events.push(matter_event("matter.readied", ctx, matter, from));
        }
    }
    let mut project = project.clone();
    project.attributes.clone_from(cmd.answers);
    project.theme = Some(theme.theme.clone());
    touch(ctx, &mut project);
    projects::save(tx, permit, &project).await?;
    events.extend(milestone::with_plan(tx, ctx, calendar, (&project, permit), &plan, from).await?);
    Ok((plan, events))
}

/// The plan's matters, ready or not, with their days by the plan and by the forecast.
async fn reckoned(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    d: &Draft<'_>,
    from: NaiveDate,
) -> Result<(Vec<Matter>, Outcome)> {
    let mut all: Vec<Matter> = Vec::new();
    for (position, needed) in (0_i64..).zip(&d.compiled.needed) {
        let old = d.running.iter().find(|m| m.code == needed.matter.code);
        all.push(matter(ctx, d, needed, old, position));
    }
    let last = i64::try_from(all.len()).unwrap_or(i64::MAX);
    all.extend((last..).zip(d.kept).map(|(position, m)| Matter { plan_id: d.plan.id.clone(), position, ..m.clone() }));
    for ready in order::settle(calendar, &all, from) {
        if let Some(matter) = all.iter_mut().find(|m| m.id == ready.id) {
            *matter = ready;
        }
    }
    let clocks = matters::clocks_of(tx, &all).await?;
    let with: Vec<_> =
        all.iter().map(|m| (m.clone(), clocks.get(m.id.as_str()).cloned().unwrap_or_default())).collect();
    let codes: Vec<String> = all.iter().map(|m| m.code.clone()).collect();
    let samples = live::samples(tx, calendar, &codes).await?;
    let outcome = live::outcome(calendar, d.plan, &with, &samples, from)?;
    let by_code: BTreeMap<&str, _> = outcome.matters.iter().map(|m| (m.code.as_str(), m)).collect();
    for matter in &mut all {
        touch_matter(ctx, matter);
        let Some(f) = by_code.get(matter.code.as_str()) else { continue };
        if matches!(matter.state, State::Planned | State::Ready) {
            matter.planned_start_on = Some(f.start_on.to_string());
            matter.planned_end_on = Some(f.finish_on.to_string());
        }
        matter.forecast_on = Some(f.p50_on.to_string());
        matter.forecast_late_on = Some(f.p80_on.to_string());
        (matter.criticality, matter.critical) = (Some(f.criticality), f.critical);
    }
    Ok((all, outcome))
}

/// 调整, with its reason: kept with the plan, and applied again when it is compiled anew.
pub async fn adjust(
    ctx: &Ctx,
    s: &LandState,
    id: &ProjectId,
    version: i64,
    change: Change,
    reason: &str,
) -> Result<Plan> {
    if reason.trim().is_empty() {
        return Err(Error::invalid("reason", "plan-adjust-reason"));
    }
    promisable(&change)?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let current = books::current(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let theme = books::version(&mut conn, &current.theme_version).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let departments = departments(ctx, s, &theme).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let (project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let old = books::current(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let (reason, by, on) = (reason.trim(), me(ctx), ctx.today().to_string());
    let more = Some(Adjustment { change, reason: reason.to_owned(), by, on });
    let cmd = Adopt { theme: &theme.theme, answers: &old.attributes, from: None };
    let whose = (&project, &permit);
    let (plan, mut events) = follow(&mut tx, ctx, &calendar, whose, (&theme, &departments), &cmd, more).await?;
    if let Some(first) = events.first_mut() {
        first.kind = "plan.adjusted";
        first.data.insert("reason".to_owned(), reason.into());
    }
    tx.commit_all(events).await?;
    Ok(plan)
}

/// 换版: to the newest published version of its theme; one event, what has begun keeps what it consumed.
pub async fn migrate(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64) -> Result<Plan> {
    let mut conn = s.db.read(&ctx.zone).await?;
    let project = projects::get(&mut conn, &ctx.scope()?, id).await?;
    let theme = project.theme.clone().ok_or_else(|| Error::invalid("theme", "plan-theme-unknown"))?;
    let newest =
        books::published(&mut conn, &theme).await?.ok_or_else(|| Error::invalid("theme", "plan-theme-unknown"))?;
    drop(conn);
    let departments = departments(ctx, s, &newest).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let (project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let answers = project.attributes.clone();
    let cmd = Adopt { theme: &theme, answers: &answers, from: None };
    let (plan, events) = adopt_in(&mut tx, ctx, &calendar, (&project, &permit), &newest, &departments, &cmd).await?;
    let Some(mut first) = events.into_iter().next() else { return Err(Error::internal("a plan without an event")) };
    first.kind = "plan.migrated";
    first.data.insert("version".to_owned(), newest.number.into());
    tx.commit(first).await?;
    Ok(plan)
}

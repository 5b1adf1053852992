//! Replaying what a pack says about projects: each in one transaction, by the rules of the slice, on the days that it names.
use super::model::{PackLanded, PackLanding, PackStep};
use super::papers::Papers;
use account::department::Draft as DepartmentDraft;
use account::departments;
use files::Files;
use kernel::id::{AgreementId, DepartmentId, EnterpriseId, LeadId, ProjectId};
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result};
use land::catalogue::{Theme, ThemeVersion, VersionState};
use land::matter::service::{Step, perform_in};
use land::matter::{Matter, State, order, store as matters};
use land::milestone::service as milestone;
use land::plan::service::{Adopt, adopt_in};
use land::project::{Milestone, Project, service as projects, store as project_books};
use schedule::Calendar;
use std::collections::{BTreeSet, HashMap};
use store::{Conn, Db, Tx};

pub async fn all(ctx: &Ctx, db: &Db, vault: &Files, landing: &PackLanding) -> Result<usize> {
    let ids = departments_of(ctx, db, &landing.themes).await?;
    for theme in &landing.themes {
        publish(ctx, db, theme).await?;
    }
    let mut new = 0;
    for project in &landing.projects {
        let steps: Vec<&PackStep> = landing.steps.iter().filter(|s| s.project == project.id).collect();
        let papers = Papers::of(landing, project, vault, &ids);
        new += usize::from(one(ctx, db, project, &steps, &papers).await?);
    }
    Ok(new)
}

/// The departments that the themes name; made where the zone has none of that name.
async fn departments_of(ctx: &Ctx, db: &Db, themes: &[Theme]) -> Result<HashMap<String, DepartmentId>> {
    let named = themes.iter().flat_map(|t| &t.matters).flat_map(|m| std::iter::once(&m.department).chain(&m.joint));
    let named: BTreeSet<String> = named.filter(|n| !n.is_empty()).cloned().collect();
    let mut conn = db.read(&ctx.zone).await?;
    let known = departments::all(&mut conn).await?;
    drop(conn);
    let mut ids = HashMap::new();
    for name in named {
        let id = match known.iter().find(|d| d.name_zh == name) {
            Some(known) => known.id.clone(),
            None => {
                let draft = DepartmentDraft { name_zh: name.clone(), name_en: String::new(), active: true };
                departments::create(ctx, db, &draft).await?.id
            }
        };
        ids.insert(name, id);
    }
    Ok(ids)
}

/// Version 1 of a theme that the zone does not have yet; a zone's own versions are its own.
async fn publish(ctx: &Ctx, db: &Db, theme: &Theme) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let known: Vec<ThemeVersion> = tx.list("AND theme = $2 LIMIT 1", &[theme.code.as_str().into()]).await?;
    if !known.is_empty() {
        return Ok(());
    }
    let version = ThemeVersion {
        id: format!("{}-1", theme.code),
        theme: theme.code.clone(),
        number: 1,
        state: VersionState::Published,
        content: theme.clone(),
        note: String::new(),
        edited_by: None,
        edited_us: ctx.now_us(),
        published_by: None,
        published_on: Some(ctx.today().to_string()),
        version: 1,
    };
    tx.put(&version).await?;
    tx.commit(Event::new("catalogue.published", ctx).object("theme", &theme.code).with("number", 1)).await
}

/// A project with its plan and its steps; no where it is there already.
async fn one(ctx: &Ctx, db: &Db, said: &PackLanded, steps: &[&PackStep], papers: &Papers<'_>) -> Result<bool> {
    let id = ProjectId::parse(&said.id).ok_or_else(|| fault(said, "id"))?;
    let mut tx = db.write(&ctx.zone).await?;
    if tx.get::<Project>(&[id.as_str().into()]).await?.is_some() {
        return Ok(false);
    }
    let calendar = land::calendar::of_zone(&mut tx).await?;
    let permit = ctx.permit::<Project>(Action::Edit, &Relation::zone())?;
    let mut project = blank(ctx, said, id, &mut tx).await?;
    let mut events = vec![projects::event("project.opened", ctx, &project)];
    let milestones: Vec<Milestone> = said.milestones.iter().map(|m| milestone(ctx, &project, m)).collect();
    project.phase = land::project::rules::phase(&milestones);
    projects::touch(ctx, &mut project);
    project_books::save(&mut tx, &permit, &project).await?;
    for milestone in &milestones {
        project_books::save_milestone(&mut tx, &permit, milestone).await?;
        if let Some(day) = &milestone.actual_on {
            let event = projects::event("project.milestone_reached", ctx, &project);
            events.push(event.with("milestone", milestone.kind.code()).with("on", day.as_str()));
        }
    }
    if let Some(theme) = &said.theme {
        let version = land::plan::store::published(&mut tx, theme).await?.ok_or_else(|| fault(said, "theme"))?;
        let from = said.planned_on.map(|d| working(&calendar, d.on(ctx.today())));
        let cmd = Adopt { theme, answers: &said.attributes, from };
        let (plan, planned) =
            adopt_in(&mut tx, ctx, &calendar, (&project, &permit), &version, papers.departments, &cmd).await?;
        events.extend(planned);
        let all = matters::of_plan(&mut tx, &plan.id).await?;
        events.extend(papers.with_steps(&mut tx, (ctx, &calendar), &project, (&all, steps)).await?);
        if project.is_open() {
            events.extend(milestone::renew_in(&mut tx, ctx, &calendar, (&project, &permit), &plan).await?);
        }
    } else {
        // Without a plan nothing asks for documents: the first one is refused with its line.
        events.extend(papers.with_steps(&mut tx, (ctx, &calendar), &project, (&[], &[])).await?);
    }
    events.extend(papers.requests(&mut tx, ctx, &calendar, &project).await?);
    tx.commit_all(events).await?;
    Ok(true)
}

fn fault(said: &PackLanded, field: &str) -> Error {
    Error::Invalid(vec![FieldError::new(field, "pack-project").arg("project", &said.id).arg("field", field)])
}

/// A department works on working days: what a pack says of a day off happened on the working day before.
pub(super) fn working(calendar: &Calendar, day: chrono::NaiveDate) -> chrono::NaiveDate {
    let back = day.iter_days().rev().take(30);
    back.into_iter().find(|d| calendar.working(*d).yes).unwrap_or(day)
}

/// Days that a pack counts from its loading fall on other working days each time: a step waits for what it must follow.
fn possible(calendar: &Calendar, m: &Matter, plan: &[Matter], on: chrono::NaiveDate) -> chrono::NaiveDate {
    let opens = order::opens_on(calendar, m, plan).filter(|_| !plan.is_empty());
    let last = land::matter::rules::last_step(m).and_then(|d| d.parse().ok());
    [opens, last].into_iter().flatten().fold(on, std::cmp::max)
}

pub(super) async fn replay(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    all: &[Matter],
    step: &PackStep,
) -> Result<Vec<Event>> {
    let refused = |e: Error| match e {
        Error::Invalid(errors) => Error::Invalid(vec![at(step, errors.first().map_or("", |e| e.code.as_str()))]),
        other => other,
    };
    let matter = all.iter().find(|m| m.code == step.matter);
    let matter = matter.ok_or_else(|| Error::Invalid(vec![at(step, "not in the plan")]))?;
    let now = matters::get(tx, &ctx.scope()?, &matter.id).await?;
    // Only what has not begun waits for others.
    let waits = matches!(now.state, State::Planned | State::Ready);
    let plan = if waits { matters::of_plan(tx, &now.plan_id).await? } else { Vec::new() };
    let on = Some(possible(calendar, &now, &plan, working(calendar, step.on.on(ctx.today()))));
    let cmd = Step { id: &matter.id, version: None, command: &step.command, on, note: "" };
    let (_, events) = perform_in(tx, ctx, calendar, &cmd).await.map_err(refused)?;
    Ok(events)
}

/// The line of the pack that cannot be.
fn at(step: &PackStep, why: &str) -> FieldError {
    let error = FieldError::new("step", "pack-step").arg("line", step.line).arg("project", &step.project);
    error.arg("matter", &step.matter).arg("why", why)
}

async fn blank(ctx: &Ctx, said: &PackLanded, id: ProjectId, conn: &mut Conn) -> Result<Project> {
    let enterprise_id = said.enterprise.as_deref().and_then(EnterpriseId::parse);
    let known: Option<enterprise::company::Enterprise> = match &enterprise_id {
        Some(id) => conn.get(&[id.as_str().into()]).await?,
        None => None,
    };
    Ok(Project {
        name: said.name.clone(),
        name_en: said.name_en.clone(),
        enterprise: known.map_or_else(|| said.company.clone(), |c| c.name),
        enterprise_id,
        agreement_id: said.agreement.as_deref().and_then(AgreementId::parse),
        investment_id: said.investment.clone(),
        lead_id: said.lead.as_deref().and_then(LeadId::parse),
        focus: said.focus.clone(),
        site: said.site.clone(),
        longitude: said.longitude,
        latitude: said.latitude,
        planned_fen: said.planned_wan.and_then(|w| w.checked_mul(1_000_000)),
        note: said.note.clone(),
        source: said.source.clone(),
        ..projects::blank(ctx, id)
    })
}

fn milestone(ctx: &Ctx, project: &Project, said: &super::model::PackMilestone) -> Milestone {
    let day = |d: Option<super::super::model_lead::PackDay>| d.map(|d| d.on(ctx.today()).to_string());
    Milestone {
        planned_on: day(said.planned),
        actual_on: day(said.actual),
        source: said.source.clone(),
        version: 1,
        ..projects::blank_milestone(&project.id, said.kind)
    }
}

//! Commands on projects: one command, one transaction, at least one event.
use super::draft::{Draft, Facts};
use super::officer::{assigned, officers};
use super::rules::{self};
use super::store as books;
use super::{Milestone, MilestoneKind, Phase, Project};
use crate::LandState;
use crate::matter::service::me;
use ::store::Tx;
use chrono::NaiveDate;
use kernel::error::StaleField;
use kernel::id::{AgreementId, LeadId, ProjectId};
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result, Role, Source};

pub fn event(kind: &'static str, ctx: &Ctx, p: &Project) -> Event {
    let event = Event::new(kind, ctx).object("project", &p.id).with("name", p.name.as_str());
    match &p.enterprise_id {
        Some(company) => event.related("enterprise", company, "company"),
        None => event,
    }
}

pub fn touch(ctx: &Ctx, p: &mut Project) {
    p.updated_us = ctx.now_us();
    p.version += 1;
}

/// The officer works the own projects, the director all; others see them.
pub fn require_work(ctx: &Ctx, p: &Project) -> Result<()> {
    let own = p.officer.is_some() && p.officer == me(ctx);
    let all = ctx.actor.via == kernel::ctx::Via::System || ctx.actor.has(Role::Director);
    if own || all || p.officer.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// A project for changing: in scope, this actor's to work, as it stood when the form was opened.
pub async fn opened(
    tx: &mut Tx,
    ctx: &Ctx,
    id: &ProjectId,
    version: Option<i64>,
) -> Result<(Project, Permit<Project>)> {
    let project = books::get(tx, &ctx.scope()?, id).await?;
    let permit = ctx.permit(Action::Edit, &project.relation())?;
    require_work(ctx, &project)?;
    if version.is_some_and(|v| v != project.version) {
        return Err(Error::conflict("project-stale"));
    }
    Ok((project, permit))
}

/// What a signing hands over, besides the facts.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    pub agreement_id: Option<AgreementId>,
    pub investment_id: Option<String>,
    pub lead_id: Option<LeadId>,
}

/// 新建项目 by hand.
pub async fn open(ctx: &Ctx, s: &LandState, draft: &Draft) -> Result<Project> {
    let mut facts = draft.facts(ctx.today()).map_err(Error::Invalid)?;
    if let Some(id) = facts.enterprise_id.clone() {
        let company = s.directory.company(ctx, &id).await?;
        let company = company.ok_or_else(|| Error::invalid("enterprise", "project-company-gone"))?;
        facts.enterprise = company.name;
        facts.focus = facts.focus.or(company.focus);
        facts.industry = facts.industry.or(company.industry);
    }
    let officers = officers(ctx, s).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let (project, events) = open_in(&mut tx, ctx, facts, Signing::default(), &officers).await?;
    tx.commit_all(events).await?;
    Ok(project)
}

/// The same inside the caller's transaction, as when a signing opens it. It gets its officer at once.
pub async fn open_in(
    tx: &mut Tx,
    ctx: &Ctx,
    facts: Facts,
    signing: Signing,
    officers: &[String],
) -> Result<(Project, Vec<Event>)> {
    let permit = ctx.permit::<Project>(Action::Create, &Relation::zone())?;
    let signed_on = facts.signed_on;
    let mut project = blank(ctx, ProjectId::new(ctx));
    facts.into_project(&mut project);
    (project.agreement_id, project.investment_id, project.lead_id) =
        (signing.agreement_id, signing.investment_id, signing.lead_id);
    let loads = books::loads(tx, officers, project.focus.as_deref()).await?;
    let chosen = rules::choose(&loads);
    project.officer = chosen.map(|c| c.id.clone());
    project.officer_on = chosen.map(|_| ctx.today().to_string());
    touch(ctx, &mut project);
    books::save(tx, &permit, &project).await?;
    let mut events = vec![event("project.opened", ctx, &project)];
    if let Some(chosen) = chosen {
        let reason = rules::reason(chosen, loads.len());
        events.push(assigned(tx, ctx, &permit, &project, &chosen.id, &reason).await?);
    }
    if let Some(day) = signed_on {
        let signed =
            Milestone { actual_on: Some(day.to_string()), ..blank_milestone(&project.id, MilestoneKind::Signed) };
        books::save_milestone(tx, &permit, &Milestone { source: project.source.clone(), version: 1, ..signed }).await?;
        events.push(
            event("project.milestone_reached", ctx, &project).with("milestone", "signed").with("on", day.to_string()),
        );
    }
    Ok((project, events))
}

pub fn blank(ctx: &Ctx, id: ProjectId) -> Project {
    Project {
        id,
        name: String::new(),
        name_en: String::new(),
        code: None,
        enterprise_id: None,
        enterprise: String::new(),
        agreement_id: None,
        investment_id: None,
        lead_id: None,
        focus: None,
        industry: None,
        site: String::new(),
        longitude: None,
        latitude: None,
        planned_fen: None,
        attributes: serde_json::Map::new(),
        theme: None,
        officer: None,
        officer_on: None,
        phase: Phase::Preparing,
        opened_on: ctx.today().to_string(),
        closed_on: None,
        close_reason: None,
        note: None,
        source: Source::default(),
        recorded_by: me(ctx),
        updated_us: 0,
        version: 0,
    }
}

pub fn blank_milestone(id: &ProjectId, kind: MilestoneKind) -> Milestone {
    Milestone {
        project_id: id.clone(),
        kind,
        planned_on: None,
        forecast_on: None,
        forecast_late_on: None,
        actual_on: None,
        source: Source::default(),
        note: None,
        version: 0,
    }
}

/// 修改. Company, plan and milestones have commands of their own.
pub async fn edit(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64, draft: &Draft) -> Result<Project> {
    let mut facts = draft.facts(ctx.today()).map_err(Error::Invalid)?;
    if let Some(id) = facts.enterprise_id.clone() {
        let company = s.directory.company(ctx, &id).await?;
        facts.enterprise = company.ok_or_else(|| Error::invalid("enterprise", "project-company-gone"))?.name;
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let (before, permit) = opened(&mut tx, ctx, id, None).await?;
    let mut after = before.clone();
    facts.into_project(&mut after);
    if before.version != version {
        return Err(Error::Conflict {
            code: "project-stale".to_owned(),
            args: Vec::new(),
            stale: differences(&before, &after),
        });
    }
    if after == before {
        return Ok(before);
    }
    touch(ctx, &mut after);
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("project.edited", ctx, &after)).await?;
    Ok(after)
}

fn differences(theirs: &Project, yours: &Project) -> Vec<StaleField> {
    let sides = |p: &Project| {
        let d = Draft::of(p);
        [
            ("name", d.name),
            ("code", d.code),
            ("enterprise", d.enterprise),
            ("focus", d.focus),
            ("site", d.site),
            ("planned", d.planned),
            ("note", d.note),
        ]
    };
    let both = sides(theirs).into_iter().zip(sides(yours));
    both.filter(|((_, a), (_, b))| a != b)
        .map(|((field, theirs), (_, yours))| StaleField { field: format!("project-{field}"), theirs, yours })
        .collect()
}

/// 登记里程碑, as typed.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    pub kind: String,
    pub planned_on: String,
    pub actual_on: String,
    /// The document that shows it.
    pub evidence: String,
    pub note: String,
}

/// Writes the planned or actual day of a milestone; an actual day needs evidence and moves the project's phase.
pub async fn reach(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64, cmd: &Reach) -> Result<Project> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let milestones = books::milestones(&mut tx, id).await?;
    let milestone = reached(ctx, &project, &milestones, cmd).map_err(Error::Invalid)?;
    let (project, event) = reach_in(&mut tx, ctx, &permit, &project, milestones, milestone).await?;
    tx.commit(event).await?;
    Ok(project)
}

fn reached(ctx: &Ctx, p: &Project, all: &[Milestone], cmd: &Reach) -> std::result::Result<Milestone, Vec<FieldError>> {
    let mut errors = Vec::new();
    let kind = MilestoneKind::parse(&cmd.kind);
    if kind.is_none() {
        errors.push(FieldError::new("kind", "milestone-unknown"));
    }
    let mut day = |field: &str, text: &str, latest: Option<NaiveDate>| {
        let text = text.trim();
        let parsed = text.parse::<NaiveDate>().ok().filter(|d| latest.is_none_or(|l| *d <= l));
        if parsed.is_none() && !text.is_empty() {
            errors.push(FieldError::new(
                field,
                if latest.is_some() { "milestone-day-past" } else { "project-day-wrong" },
            ));
        }
        parsed
    };
    let planned = day("planned_on", &cmd.planned_on, None);
    let actual = day("actual_on", &cmd.actual_on, Some(ctx.today()));
    if actual.is_some() && cmd.evidence.trim().is_empty() {
        errors.push(FieldError::new("evidence", "milestone-evidence"));
    }
    if let (Some(kind), Some(day)) = (kind, actual)
        && let Some(other) = rules::contradicted(all, kind, day)
    {
        errors.push(FieldError::new("actual_on", "milestone-order").arg("other", other.code()));
    }
    let (Some(kind), true) = (kind, errors.is_empty()) else { return Err(errors) };
    let old = all.iter().find(|m| m.kind == kind).cloned().unwrap_or_else(|| blank_milestone(&p.id, kind));
    let source = match cmd.evidence.trim() {
        "" => old.source.clone(),
        document => Source { on: Some(ctx.today().to_string()), ..Source::named(document) },
    };
    let note = Some(cmd.note.trim().to_owned()).filter(|n| !n.is_empty());
    Ok(Milestone {
        planned_on: planned.map(|d| d.to_string()),
        actual_on: actual.map(|d| d.to_string()),
        source,
        note: note.or(old.note.clone()),
        version: old.version + 1,
        ..old
    })
}

/// The same inside the caller's transaction, the milestone already checked.
pub async fn reach_in(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit<Project>,
    project: &Project,
    mut milestones: Vec<Milestone>,
    milestone: Milestone,
) -> Result<(Project, Event)> {
    books::save_milestone(tx, permit, &milestone).await?;
    crate::milestone::store::look_again(tx, &project.id).await?;
    milestones.retain(|m| m.kind != milestone.kind);
    milestones.push(milestone.clone());
    let mut project = project.clone();
    if project.phase != Phase::Stopped {
        project.phase = rules::phase(&milestones);
    }
    touch(ctx, &mut project);
    books::save(tx, permit, &project).await?;
    let kind = if milestone.actual_on.is_some() { "project.milestone_reached" } else { "project.milestone_planned" };
    let day = milestone.actual_on.or(milestone.planned_on).unwrap_or_default();
    let event = event(kind, ctx, &project).with("milestone", milestone.kind.code()).with("on", day);
    Ok((project, event))
}

/// 终止, with the reason: what is in hand of its matters is withdrawn with it; what was done stays.
pub async fn stop(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64, reason: &str) -> Result<Project> {
    if reason.trim().is_empty() {
        return Err(Error::invalid("reason", "project-stop-reason"));
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    if project.phase == Phase::Stopped {
        return Ok(project);
    }
    project.phase = Phase::Stopped;
    project.closed_on = Some(ctx.today().to_string());
    project.close_reason = Some(reason.trim().to_owned());
    touch(ctx, &mut project);
    books::save(&mut tx, &permit, &project).await?;
    let mut events = vec![event("project.stopped", ctx, &project).with("reason", reason.trim())];
    let calendar = crate::calendar::of_zone(&mut tx).await?;
    events.extend(crate::matter::stopped::withdraw(&mut tx, ctx, &calendar, &project).await?);
    tx.commit_all(events).await?;
    Ok(project)
}

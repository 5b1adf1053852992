//! 专办员: one per project, chosen by load and experience, handed over with what the successor must know.
use super::service::{event, opened, touch};
use super::store as books;
use super::{Assignment, Project, rules};
use crate::LandState;
use crate::matter::service::me;
use crate::notice::{self, Word};
use ::store::Tx;
use kernel::id::ProjectId;
use kernel::{Action, Ctx, Error, Event, Permit, Relation, Result};

/// The users who can look after projects.
pub async fn officers(ctx: &Ctx, s: &LandState) -> Result<Vec<String>> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    Ok(colleagues.iter().filter(|c| c.is_officer()).map(|c| c.id.to_string()).collect())
}

pub(super) async fn assigned(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit<Project>,
    project: &Project,
    officer: &str,
    reason: &str,
) -> Result<Event> {
    let assignment = Assignment {
        id: kernel::id::new_uuid(ctx),
        project_id: project.id.clone(),
        officer: officer.to_owned(),
        from_on: ctx.today().to_string(),
        to_on: None,
        reason: reason.to_owned(),
        notes: None,
        assigned_by: me(ctx),
    };
    books::save_assignment(tx, permit, &assignment).await?;
    let path = format!("/land/projects/{}", project.id);
    let word = Word { kind: "project-yours", path, words: vec![("project", project.name.clone())] };
    notice::tell(ctx, tx, &[officer.to_owned()], &word).await?;
    Ok(event("project.assigned", ctx, project).related("user", officer, "officer"))
}

/// 移交: another officer, by the director or by the officer in charge; what the successor must know goes along.
#[derive(Clone, Debug, Default)]
pub struct Handover {
    /// User id; empty: whom load and experience suggest.
    pub officer: String,
    pub reason: String,
    pub notes: String,
}

pub async fn hand_over(ctx: &Ctx, s: &LandState, id: &ProjectId, version: i64, cmd: &Handover) -> Result<Project> {
    let known = officers(ctx, s).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut project, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    let others: Vec<String> = known.iter().filter(|o| Some(*o) != project.officer.as_ref()).cloned().collect();
    let (officer, reason) = if cmd.officer.trim().is_empty() {
        let loads = books::loads(&mut tx, &others, project.focus.as_deref()).await?;
        let chosen = rules::choose(&loads).ok_or_else(|| Error::invalid("officer", "project-officer-none"))?;
        (chosen.id.clone(), rules::reason(chosen, loads.len()))
    } else {
        let officer = others.iter().find(|o| *o == cmd.officer.trim());
        let officer = officer.cloned().ok_or_else(|| Error::invalid("officer", "project-officer-unknown"))?;
        if cmd.reason.trim().is_empty() {
            return Err(Error::invalid("reason", "project-officer-reason"));
        }
        (officer, cmd.reason.trim().to_owned())
    };
    let open = books::assignments(&mut tx, id).await?.into_iter().find(|a| a.to_on.is_none());
    if let Some(old) = open {
        let notes = Some(cmd.notes.trim().to_owned()).filter(|n| !n.is_empty());
        let ended = Assignment { to_on: Some(ctx.today().to_string()), notes, ..old };
        books::save_assignment(&mut tx, &permit, &ended).await?;
    }
    project.officer = Some(officer.clone());
    project.officer_on = Some(ctx.today().to_string());
    touch(ctx, &mut project);
    books::save(&mut tx, &permit, &project).await?;
    let event = assigned(&mut tx, ctx, &permit, &project, &officer, &reason).await?;
    tx.commit(event).await?;
    Ok(project)
}

/// Officers for open projects that have none, as after a pack was loaded.
pub async fn assign_missing(ctx: &Ctx, db: &::store::Db, officers: &[String]) -> Result<usize> {
    let scope = ctx.scope::<Project>()?;
    let permit = ctx.permit::<Project>(Action::Edit, &Relation::zone())?;
    let mut tx = db.write(&ctx.zone).await?;
    let asked = books::Asked { officer: Some("none".to_owned()), open: true, ..books::Asked::default() };
    let mut events = Vec::new();
    for mut project in books::page(&mut tx, &scope, &asked, 1000, 0).await? {
        let loads = books::loads(&mut tx, officers, project.focus.as_deref()).await?;
        let Some(chosen) = rules::choose(&loads) else { break };
        project.officer = Some(chosen.id.clone());
        project.officer_on = Some(project.opened_on.clone());
        touch(ctx, &mut project);
        books::save(&mut tx, &permit, &project).await?;
        let reason = rules::reason(chosen, loads.len());
        events.push(assigned(&mut tx, ctx, &permit, &project, &chosen.id, &reason).await?);
    }
    let n = events.len();
    if events.is_empty() {
        tx.commit_quiet().await?
    } else {
        tx.commit_all(events).await?
    }
    Ok(n)
}

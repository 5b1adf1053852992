//! 项目终止: what a stopped project had handed in or in work is withdrawn with it, so that no clock runs and nobody is urged any more.
//! What was decided stays, and so does what was never handed in.
use super::rules::{self, File};
use super::service::{event, touch};
use super::{Matter, State, order, store as books};
use crate::project::{Phase, Project};
use crate::{LandState, calendar};
use ::store::{Conn, Tx};
use kernel::id::ProjectId;
use kernel::{Action, Ctx, Error, Event, Relation, Result};
use schedule::Calendar;

/// Refuses what would begin something of a stopped project.
pub async fn refuse(conn: &mut Conn, project: &ProjectId) -> Result<()> {
    let project: Option<Project> = conn.get(&[project.as_str().into()]).await?;
    match project {
        Some(p) if p.phase == Phase::Stopped => Err(Error::invalid("matter", "matter-refused-stopped")),
        _ => Ok(()),
    }
}

/// Withdraws what is in hand of a project that is stopped, inside the caller's transaction; gives an event of each.
pub async fn withdraw(tx: &mut Tx, ctx: &Ctx, calendar: &Calendar, project: &Project) -> Result<Vec<Event>> {
    // Who may stop a project ends what hangs on it, without a right on each of its matters.
    let system = Ctx::system(ctx.zone.clone(), ctx.clock.clone(), ctx.rng.clone());
    let permit = system.permit::<Matter>(Action::Edit, &Relation::zone())?;
    let (on, mut events) = (ctx.today(), Vec::new());
    let mut all = books::of_project(tx, &project.id).await?;
    for matter in all.iter_mut().filter(|m| m.state == State::Submitted || m.state.is_running()) {
        let before = File { matter: matter.clone(), clocks: books::clocks(tx, &matter.id).await? };
        let mut file =
            rules::end_with_project(calendar, &before, on).map_err(|r| Error::invalid("matter", r.key().0))?;
        touch(ctx, &mut file.matter);
        file.clocks.iter_mut().for_each(|c| c.version += 1);
        books::save_clocks(tx, &permit, &file.clocks).await?;
        books::save(tx, &permit, &file.matter).await?;
        let event = event("matter.stopped", ctx, &file.matter, on).with("from", before.matter.state.code());
        let reason = project.close_reason.as_deref().unwrap_or_default();
        events.push(event.with("to", file.matter.state.code()).with("reason", reason));
        *matter = file.matter;
    }
    if events.is_empty() {
        return Ok(events);
    }
    // What could begin because of one of them waits again; nothing begins any more.
    for mut matter in order::settle(calendar, &all, on).into_iter().filter(|m| m.state != State::Ready) {
        let was_ready = all.iter().any(|m| m.id == matter.id && m.state == State::Ready);
        touch(ctx, &mut matter);
        books::save(tx, &permit, &matter).await?;
        if was_ready {
            events.push(event("matter.unreadied", ctx, &matter, on));
        }
    }
    Ok(events)
}

/// The same for projects that were stopped before their matters ended with them; gives how many matters.
pub async fn sweep(ctx: &Ctx, s: &LandState) -> Result<usize> {
    let stopped = books::stopped_with_matters(&mut s.db.read(&ctx.zone).await?).await?;
    let mut withdrawn = 0;
    for id in stopped {
        let mut tx = s.db.write(&ctx.zone).await?;
        let calendar = calendar::of_zone(&mut tx).await?;
        let Some(project) = tx.get::<Project>(&[id.as_str().into()]).await? else { continue };
        let events = withdraw(&mut tx, ctx, &calendar, &project).await?;
        withdrawn += events.iter().filter(|e| e.kind == "matter.stopped").count();
        if events.is_empty() {
            tx.commit_quiet().await?
        } else {
            tx.commit_all(events).await?
        };
    }
    Ok(withdrawn)
}

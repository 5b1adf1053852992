//! 督办阶梯: as a limit comes near and passes, more people are told, each rung once.
use super::service::{event, touch};
use super::{ClockKind, Matter, MatterClock, RungFire, State, order, rules, stopped, store as books};
use crate::notice::{self, Word};
use crate::project::Project;
use crate::{Colleague, LandState, calendar};
use ::store::Tx;
use chrono::NaiveDate;
use kernel::{Action, Ctx, Event, Permit, Relation, Result, Role};
use schedule::Calendar;

/// A rung: fires when at most so many working days are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub name: &'static str,
    /// Working days left; negative: over the limit.
    pub left: i64,
    /// The project's officer is told as well.
    pub officer: bool,
    /// The directors are told as well.
    pub director: bool,
}

/// The ladder, from the first to the last rung.
pub const LADDER: [Rung; 5] = [
    Rung { name: "ahead5", left: 5, officer: false, director: false },
    Rung { name: "ahead2", left: 2, officer: true, director: false },
    Rung { name: "due", left: 0, officer: true, director: false },
    Rung { name: "over1", left: -1, officer: true, director: true },
    Rung { name: "over5", left: -5, officer: true, director: true },
];

/// The rungs that a clock has reached on that day. A rung further ahead than the whole limit does not exist for it; an internal limit is
/// nobody's business outside the department.
pub fn reached(calendar: &Calendar, clock: &MatterClock, on: NaiveDate) -> Vec<Rung> {
    if clock.clock.is_stopped() || clock.clock.is_paused() {
        return Vec::new();
    }
    let left = clock.clock.remaining(calendar, on);
    let inside = |r: &&Rung| left <= r.left && r.left < clock.clock.budget();
    let own = |r: &&Rung| clock.kind != ClockKind::Internal || !r.director;
    LADDER.iter().filter(inside).filter(own).copied().collect()
}

/// Clocks of one transaction.
const BATCH: i64 = 100;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub fired: usize,
    pub breached: usize,
    pub readied: usize,
}

/// Looks after all clocks that come due. Several servers may sweep at once: a rung is looked up and written in one transaction,
/// and its key is unique.
pub async fn sweep(ctx: &Ctx, s: &LandState) -> Result<Swept> {
    stopped::sweep(ctx, s).await?;
    let today = ctx.today();
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let (mut swept, mut behind) = (Swept::default(), (String::new(), String::new()));
    loop {
        let mut conn = s.db.read(&ctx.zone).await?;
        let calendar = calendar::of_zone(&mut conn).await?;
        let until = calendar.add(today, 5).date.to_string();
        let clocks = books::due_clocks(&mut conn, &until, (&behind.0, &behind.1), BATCH).await?;
        drop(conn);
        let Some(last) = clocks.last() else { break };
        behind = (last.matter_id.to_string(), last.kind.code().to_owned());
        batch(ctx, s, &calendar, &colleagues, &clocks, &mut swept).await?;
    }
    swept.readied = ready_after_lag(ctx, s).await?;
    Ok(swept)
}

async fn batch(
    ctx: &Ctx,
    s: &LandState,
    calendar: &Calendar,
    colleagues: &[Colleague],
    clocks: &[MatterClock],
    swept: &mut Swept,
) -> Result<()> {
    let permit = ctx.permit::<Matter>(Action::Edit, &Relation::zone())?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for seen in clocks {
        // As it stands inside the transaction: it may have been stopped meanwhile.
        let Some(clock) = tx.get::<MatterClock>(&[seen.matter_id.as_str().into(), seen.kind.code().into()]).await?
        else {
            continue;
        };
        let fired = fire(ctx, &mut tx, calendar, colleagues, &clock).await?;
        swept.fired += fired.len();
        events.extend(fired);
        if let Some(breach) = note_breach(ctx, &mut tx, calendar, &permit, &clock).await? {
            swept.breached += 1;
            events.push(breach);
        }
    }
    if events.is_empty() { tx.commit_quiet().await } else { tx.commit_all(events).await }
}

/// Fires what was reached and has not fired; only the last of them is told, so that a server that slept does not shout.
async fn fire(
    ctx: &Ctx,
    tx: &mut Tx,
    calendar: &Calendar,
    colleagues: &[Colleague],
    clock: &MatterClock,
) -> Result<Vec<Event>> {
    let on = ctx.today();
    let mut new = Vec::new();
    for rung in reached(calendar, clock, on) {
        let key = [clock.matter_id.as_str().into(), clock.kind.code().into(), rung.name.into()];
        if tx.get::<RungFire>(&key).await?.is_none() {
            new.push(rung);
        }
    }
    let (Some(last), Some(matter)) = (new.last().copied(), tx.get::<Matter>(&[clock.matter_id.as_str().into()]).await?)
    else {
        return Ok(Vec::new());
    };
    let project: Option<Project> = tx.get(&[clock.project_id.as_str().into()]).await?;
    let told = told(&last, &matter, project.as_ref().and_then(|p| p.officer.as_deref()), colleagues);
    let left = clock.clock.remaining(calendar, on);
    let mut events = Vec::new();
    for rung in new {
        let told = if rung == last { told.clone() } else { Vec::new() };
        tx.put(&RungFire {
            matter_id: clock.matter_id.clone(),
            kind: clock.kind,
            rung: rung.name.to_owned(),
            fired_on: on.to_string(),
            fired_us: ctx.now_us(),
            told,
        })
        .await?;
        let event =
            event("matter.escalated", ctx, &matter, on).with("rung", rung.name).with("clock", clock.kind.code());
        events.push(event.with("left", left));
    }
    let words = vec![
        ("matter", matter.name_zh.clone()),
        ("project", project.map(|p| p.name).unwrap_or_default()),
        ("days", left.abs().to_string()),
    ];
    let kind = if left < 0 { "matter-over" } else { "matter-due" };
    let path = format!("/land/matters/{}", matter.id);
    notice::tell(ctx, tx, &told, &Word { kind, path, words }).await?;
    Ok(events)
}

/// Whom a rung tells: the matter's clerk (without one, all of the department), then officer and directors.
fn told(rung: &Rung, matter: &Matter, officer: Option<&str>, colleagues: &[Colleague]) -> Vec<String> {
    let mut users: Vec<String> = match (&matter.clerk, &matter.department_id) {
        (Some(clerk), _) => vec![clerk.clone()],
        (None, Some(department)) => {
            colleagues.iter().filter(|c| c.handles(department)).map(|c| c.id.to_string()).collect()
        }
        (None, None) => Vec::new(),
    };
    users.extend(officer.filter(|_| rung.officer).map(str::to_owned));
    if rung.director {
        users.extend(colleagues.iter().filter(|c| c.roles.contains(&Role::Director)).map(|c| c.id.to_string()));
    }
    users.sort();
    users.dedup();
    users
}

/// The first day over a limit is kept: pausing or deciding later does not heal it.
async fn note_breach(
    ctx: &Ctx,
    tx: &mut Tx,
    calendar: &Calendar,
    permit: &Permit<Matter>,
    clock: &MatterClock,
) -> Result<Option<Event>> {
    let on = ctx.today();
    if clock.breached_on.is_some() || !clock.clock.is_overdue(calendar, on) {
        return Ok(None);
    }
    let Some(matter) = tx.get::<Matter>(&[clock.matter_id.as_str().into()]).await? else { return Ok(None) };
    let clocks = books::clocks(tx, &matter.id).await?;
    let mut file = rules::File { matter, clocks };
    rules::derive(calendar, &mut file, on);
    touch(ctx, &mut file.matter);
    books::save_clocks(tx, permit, &file.clocks).await?;
    books::save(tx, permit, &file.matter).await?;
    Ok(Some(event("matter.breached", ctx, &file.matter, on).with("clock", clock.kind.code())))
}

/// Matters whose prerequisites are all there and whose lag has passed.
async fn ready_after_lag(ctx: &Ctx, s: &LandState) -> Result<usize> {
    let permit = ctx.permit::<Matter>(Action::Edit, &Relation::zone())?;
    let on = ctx.today();
    let mut tx = s.db.write(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut tx).await?;
    let waiting = books::opening_until(&mut tx, &on.to_string(), 500).await?;
    let mut events = Vec::new();
    for matter in waiting {
        let plan = books::of_plan(&mut tx, &matter.plan_id).await?;
        for mut ready in order::settle(&calendar, &plan, on).into_iter().filter(|m| m.state == State::Ready) {
            touch(ctx, &mut ready);
            books::save(&mut tx, &permit, &ready).await?;
            events.push(event("matter.readied", ctx, &ready, on));
        }
    }
    let readied = events.len();
    if events.is_empty() {
        tx.commit_quiet().await?
    } else {
        tx.commit_all(events).await?
    }
    Ok(readied)
}

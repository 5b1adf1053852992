//! Every minute: limits that come near or passed are told, each rung once; answers that nobody spoke to are closed.
use super::limits::{self, History};
use super::rules::{self, Rung};
use super::service::{answerable, directors, event, finish, word};
use super::{Note, NoteKind, Request, State, store as books};
use crate::notice;
use crate::{Colleague, LandState, calendar, days};
use ::store::Tx;
use kernel::access::Relation;
use kernel::{Action, Ctx, Event, Permit, Result};
use schedule::Calendar;

/// Requests of one transaction.
const BATCH: i64 = 100;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub fired: usize,
    pub closed: usize,
}

/// Several servers may sweep at once: whether a rung fired is looked up and written in one transaction, and writers take turns.
pub async fn sweep(ctx: &Ctx, s: &LandState) -> Result<Swept> {
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let permit = ctx.permit::<Request>(Action::Edit, &Relation::zone())?;
    let mut swept = Swept::default();
    let mut behind = String::new();
    loop {
        let mut conn = s.db.read(&ctx.zone).await?;
        let calendar = calendar::of_zone(&mut conn).await?;
        let until = calendar.add(ctx.today(), 1).date.to_string();
        let found = books::watched(&mut conn, &until, &behind, BATCH).await?;
        let limits = limits::history(&mut conn).await?;
        drop(conn);
        let Some(last) = found.last() else { break };
        behind = last.id.to_string();
        swept.fired += batch(ctx, s, (&calendar, &limits), &colleagues, &permit, &found).await?;
    }
    swept.closed = close_silent(ctx, s, &permit).await?;
    Ok(swept)
}

async fn batch(
    ctx: &Ctx,
    s: &LandState,
    (calendar, limits): (&Calendar, &History),
    colleagues: &[Colleague],
    permit: &Permit<Request>,
    seen: &[Request],
) -> Result<usize> {
    let due = |r: &Request| rules::due(calendar, r, limits.at(r.asked_us).contact_days, ctx.today());
    if seen.iter().all(|r| due(r).is_empty()) {
        return Ok(0);
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for one in seen {
        // As it stands inside the transaction: it may have been answered, or its rung fired, meanwhile.
        let Some(mut r) = tx.get::<Request>(&[one.id.as_str().into()]).await? else { continue };
        let before = r.escalated;
        for rung in due(&r) {
            r.escalated |= rung.bit();
            events.push(fire(ctx, &mut tx, permit, &r, rung, colleagues).await?);
        }
        if r.escalated != before {
            rules::derive(&mut r, calendar, ctx.today());
            r.updated_us = ctx.now_us();
            r.version += 1;
            books::save(&mut tx, permit, &r).await?;
        }
    }
    let fired = events.len();
    if events.is_empty() {
        return Ok(0);
    }
    tx.commit_all(events).await?;
    Ok(fired)
}

async fn fire(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<Request>,
    r: &Request,
    rung: Rung,
    colleagues: &[Colleague],
) -> Result<Event> {
    let note = Note {
        id: kernel::id::new_uuid(ctx),
        request_id: r.id.clone(),
        by_user: None,
        at_us: ctx.now_us(),
        body: rung.code().to_owned(),
        kind: NoteKind::Escalated,
    };
    books::save(tx, permit, &note).await?;
    let told = if rung.is_reported() { directors(colleagues) } else { answerable(r, colleagues) };
    let kind = format!("request-{}", rung.code());
    notice::tell(ctx, tx, &told, &word(&kind, r)).await?;
    let event = event("request.escalated", ctx, r).with("rung", rung.code());
    Ok(told.into_iter().fold(event, |e, user| e.related("user", user, "told")))
}

/// Nobody spoke to the answer for long enough: it is taken as accepted.
async fn close_silent(ctx: &Ctx, s: &LandState, permit: &Permit<Request>) -> Result<usize> {
    let today = ctx.today();
    let mut conn = s.db.read(&ctx.zone).await?;
    let calendar = calendar::of_zone(&mut conn).await?;
    let limits = limits::history(&mut conn).await?;
    let until = (today - chrono::Duration::days(limits.least_silent())).to_string();
    let found = books::silent(&mut conn, &until, BATCH).await?;
    drop(conn);
    let waited = |r: &Request| {
        let answered = r.answered_on.as_deref().and_then(days::parse);
        let most = limits.at(r.asked_us).silent_days;
        r.state == State::Answered && answered.is_some_and(|day| calendar.count(day, today).days > most)
    };
    if !found.iter().any(waited) {
        return Ok(0);
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for one in found.iter().filter(|r| waited(r)) {
        let Some(mut r) = tx.get::<Request>(&[one.id.as_str().into()]).await?.filter(waited) else { continue };
        finish(ctx, &mut r);
        books::save(&mut tx, permit, &r).await?;
        events.push(event("request.closed", ctx, &r).with("silent", true));
    }
    let closed = events.len();
    if events.is_empty() {
        tx.commit_quiet().await?
    } else {
        tx.commit_all(events).await?
    }
    Ok(closed)
}

//! 归属与公海: whose lead it is. An officer claims one from the pool up to the zone's limit, gives it back, asks a colleague
//! for theirs; the director assigns. What lies untouched returns to the pool, after a warning.
use super::handover::{Answer, Handover};
use super::service::{event, me, opened, permit, touch};
use super::store as books;
use super::{Lead, rules};
use crate::AttractState;
use crate::message::{self, Kind as Said};
use crate::pipeline::store::pipeline;
use ::store::Tx;
use chrono::Days;
use kernel::id::{LeadId, new_uuid};
use kernel::{Action, Ctx, Error, Event, Permit, Relation, Result, Role, Scope};

fn officer(ctx: &Ctx) -> Result<String> {
    let user = me(ctx).filter(|_| ctx.actor.has(Role::AttractionOfficer));
    user.ok_or(Error::Forbidden)
}

/// Makes it this user's from today; the clock of the pool starts anew.
fn give(ctx: &Ctx, lead: &mut Lead, owner: &str) {
    let today = ctx.today().to_string();
    lead.owner = Some(owner.to_owned());
    lead.owned_on = Some(today.clone());
    lead.active_on = today;
    lead.warned_on = None;
    touch(ctx, lead);
}

fn take(ctx: &Ctx, lead: &mut Lead) {
    (lead.owner, lead.owned_on, lead.warned_on) = (None, None, None);
    touch(ctx, lead);
}

/// 认领: from the pool, while the officer holds fewer than the zone allows.
pub async fn claim(ctx: &Ctx, s: &AttractState, id: &LeadId) -> Result<Lead> {
    let (scope, permit, user) = (ctx.scope::<Lead>()?, permit(ctx)?, officer(ctx)?);
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut lead = books::get(&mut tx, &scope, id).await?;
    if lead.is_of(&user) {
        return Ok(lead);
    }
    if lead.owner.is_some() || !lead.is_open() {
        return Err(Error::conflict("lead-claimed-already"));
    }
    let limit = pipeline(&mut tx).await?.policy.claim_limit;
    if books::held(&mut tx, &user).await? >= limit {
        return Err(Error::limit("lead-claim-limit", limit));
    }
    give(ctx, &mut lead, &user);
    books::save(&mut tx, &permit, &lead).await?;
    if let Some(before) = message::store::lost_by(&mut tx, id).await? {
        message::leave(ctx, &mut tx, &permit, (&before, Said::Claimed), id, None).await?;
    }
    tx.commit(event("lead.claimed", ctx, &lead).related("user", &user, "owner")).await?;
    Ok(lead)
}

/// 退回公海.
pub async fn release(ctx: &Ctx, s: &AttractState, id: &LeadId, version: i64) -> Result<Lead> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, Some(version)).await?;
    if lead.owner.is_none() {
        return Ok(lead);
    }
    if !lead.is_open() {
        return Err(Error::conflict("lead-closed"));
    }
    let before = lead.owner.clone().unwrap_or_default();
    take(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    message::leave(ctx, &mut tx, &permit, (&before, Said::Released), id, None).await?;
    lapse(ctx, &mut tx, &scope, &permit, id).await?;
    tx.commit(event("lead.released", ctx, &lead)).await?;
    Ok(lead)
}

/// 指定负责人: the director says whose it is.
pub async fn assign(ctx: &Ctx, s: &AttractState, id: &LeadId, version: i64, to: &str) -> Result<Lead> {
    let scope = ctx.scope::<Lead>()?;
    let permit = ctx.permit::<Lead>(Action::Assign, &Relation::zone())?;
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    if !colleagues.iter().any(|c| c.id == to && c.is_officer()) {
        return Err(Error::invalid("owner", "lead-owner-unknown"));
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut lead = books::get(&mut tx, &scope, id).await?;
    if lead.version != version {
        return Err(Error::conflict("lead-stale"));
    }
    if lead.is_of(to) {
        return Ok(lead);
    }
    let before = lead.owner.clone().unwrap_or_default();
    give(ctx, &mut lead, to);
    books::save(&mut tx, &permit, &lead).await?;
    message::leave(ctx, &mut tx, &permit, (to, Said::Assigned), id, None).await?;
    message::leave(ctx, &mut tx, &permit, (&before, Said::TakenOver), id, None).await?;
    lapse(ctx, &mut tx, &scope, &permit, id).await?;
    tx.commit(event("lead.assigned", ctx, &lead).related("user", to, "owner")).await?;
    Ok(lead)
}

/// 请求移交: another officer asks the owner, with a reason; one open request per officer and lead.
pub async fn ask(ctx: &Ctx, s: &AttractState, id: &LeadId, reason: &str) -> Result<Handover> {
    let (scope, permit, user) = (ctx.scope::<Lead>()?, permit(ctx)?, officer(ctx)?);
    let reason = reason.trim();
    if !(2..=500).contains(&reason.chars().count()) {
        return Err(Error::invalid("reason", "lead-ask-reason"));
    }
    let mut tx = s.db.write(&ctx.zone).await?;
    let lead = books::get(&mut tx, &scope, id).await?;
    let owner = match &lead.owner {
        Some(owner) if lead.is_open() && *owner != user => owner.clone(),
        _ => return Err(Error::conflict("lead-ask-nobody")),
    };
    let asked = books::handovers(&mut tx, &scope, id).await?;
    if asked.iter().any(|h| h.asked_by == user && h.answer.is_none()) {
        return Err(Error::conflict("lead-asked-already"));
    }
    let request = Handover {
        id: new_uuid(ctx),
        lead_id: id.clone(),
        asked_by: user,
        asked_us: ctx.now_us(),
        reason: reason.to_owned(),
        owner,
        answer: None,
        answered_by: None,
        answered_us: None,
        version: 1,
    };
    books::save(&mut tx, &permit, &request).await?;
    message::leave(ctx, &mut tx, &permit, (&request.owner, Said::Asked), id, Some(&request.id)).await?;
    tx.commit(event("lead.asked", ctx, &lead).related("user", &request.owner, "owner")).await?;
    Ok(request)
}

/// The owner or the director gives the lead or keeps it.
pub async fn answer(ctx: &Ctx, s: &AttractState, id: &LeadId, request: &str, given: bool) -> Result<Lead> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let mut request: Handover = books::hanging_one(&mut tx, &scope, request, |h: &Handover| h.lead_id == *id).await?;
    if request.answer.is_some() {
        return Err(Error::conflict("lead-answered-already"));
    }
    close(ctx, &mut request, if given { Answer::Given } else { Answer::Declined });
    books::save(&mut tx, &permit, &request).await?;
    let (kind, said) = if given { ("lead.given", Said::Given) } else { ("lead.declined", Said::Declined) };
    message::leave(ctx, &mut tx, &permit, (&request.asked_by, said), id, Some(&request.id)).await?;
    if given {
        give(ctx, &mut lead, &request.asked_by);
        books::save(&mut tx, &permit, &lead).await?;
        lapse(ctx, &mut tx, &scope, &permit, id).await?;
    }
    tx.commit(event(kind, ctx, &lead).related("user", &request.asked_by, "asker")).await?;
    Ok(lead)
}

fn close(ctx: &Ctx, request: &mut Handover, answer: Answer) {
    request.answer = Some(answer);
    request.answered_by = me(ctx);
    request.answered_us = Some(ctx.now_us());
    request.version += 1;
}

/// Requests that nobody answered end when the lead gets another owner or is closed.
pub(crate) async fn lapse(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope<Lead>,
    permit: &Permit<Lead>,
    id: &LeadId,
) -> Result<()> {
    for mut request in books::handovers(tx, scope, id).await?.into_iter().filter(|h| h.answer.is_none()) {
        close(ctx, &mut request, Answer::Lapsed);
        books::save(tx, permit, &request).await?;
    }
    Ok(())
}

/// What a look over the untouched leads did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub warned: usize,
    pub returned: usize,
}

/// Leads that one look takes on at most; the next look takes the rest.
const SWEEP_MOST: i64 = 500;

/// 公海自动回收: warns the owners of leads that lie untouched and takes back those whose time of warning is over. The
/// installation itself calls it every few minutes; it does nothing where nothing is due.
pub async fn sweep(ctx: &Ctx, db: &::store::Db) -> Result<Swept> {
    let permit = permit(ctx)?;
    let today = ctx.today();
    let mut conn = db.read(&ctx.zone).await?;
    let policy = pipeline(&mut conn).await?.policy;
    let before = |days: i64| {
        let days = Days::new(u64::try_from(days).unwrap_or(0));
        today.checked_sub_days(days).unwrap_or(today).to_string()
    };
    let (quiet, told) = (before(policy.return_days - policy.warn_days), before(policy.warn_days));
    let due = |lead: &Lead| {
        let active = rules::day(&lead.active_on).unwrap_or(today);
        rules::pool(today, active, lead.warned_on.as_deref().and_then(rules::day), &policy)
    };
    let found = books::untouched(&mut conn, &quiet, &told, SWEEP_MOST).await?;
    drop(conn);
    if found.iter().all(|l| due(l) == rules::Pool::Nothing) {
        return Ok(Swept::default());
    }
    let mut tx = db.write(&ctx.zone).await?;
    let scope = ctx.scope::<Lead>()?;
    let (mut swept, mut events) = (Swept::default(), Vec::new());
    for lead in books::untouched(&mut tx, &quiet, &told, SWEEP_MOST).await? {
        let due = due(&lead);
        events.extend(sweep_one(ctx, &mut tx, &scope, &permit, lead, due, &mut swept).await?);
    }
    tx.commit_all(events).await?;
    Ok(swept)
}

async fn sweep_one(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope<Lead>,
    permit: &Permit<Lead>,
    mut lead: Lead,
    due: rules::Pool,
    swept: &mut Swept,
) -> Result<Option<Event>> {
    let owner = lead.owner.clone().unwrap_or_default();
    let kind = match due {
        rules::Pool::Nothing => return Ok(None),
        rules::Pool::Warn => {
            lead.warned_on = Some(ctx.today().to_string());
            touch(ctx, &mut lead);
            swept.warned += 1;
            "lead.warned"
        }
        rules::Pool::Return => {
            take(ctx, &mut lead);
            lapse(ctx, tx, scope, permit, &lead.id).await?;
            message::leave(ctx, tx, permit, (&owner, Said::Returned), &lead.id, None).await?;
            swept.returned += 1;
            "lead.returned"
        }
    };
    books::save(tx, permit, &lead).await?;
    Ok(Some(event(kind, ctx, &lead).related("user", owner, "owner")))
}

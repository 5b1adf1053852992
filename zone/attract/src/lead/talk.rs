//! 跟进与犹豫: what was said with a company and to colleagues, why it hesitates and what resolved it.
use super::activity::{Activity, Kind};
use super::hesitation::Hesitation;
use super::service::{active, event, me, opened, permit, touch};
use super::store as books;
use super::{Lead, rules};
use crate::AttractState;
use crate::message::{self, Kind as Said};
use crate::pipeline::Purpose;
use crate::pipeline::store::pipeline;
use ::store::Tx;
use chrono::NaiveDate;
use kernel::id::{LeadId, new_uuid};
use kernel::{Ctx, Error, Event, FieldError, Result, Source};

/// 记跟进: as typed.
#[derive(Clone, Debug, Default)]
pub struct Say {
    pub kind: String,
    /// Empty: today.
    pub on: String,
    pub summary: String,
}

fn said(ctx: &Ctx, lead: &Lead, cmd: &Say) -> std::result::Result<Activity, Vec<FieldError>> {
    let mut errors = Vec::new();
    let kind = Kind::parse(cmd.kind.trim());
    if kind.is_none() {
        errors.push(FieldError::new("kind", "lead-activity-kind").arg("found", &cmd.kind));
    }
    let on = if cmd.on.trim().is_empty() { Some(ctx.today()) } else { rules::day(&cmd.on) };
    let on = on.filter(|d| *d <= ctx.today());
    if on.is_none() {
        errors.push(FieldError::new("on", "lead-activity-day").arg("found", cmd.on.trim()));
    }
    let summary = cmd.summary.trim().to_owned();
    if !(1..=2_000).contains(&summary.chars().count()) {
        errors.push(FieldError::new("summary", "lead-activity-summary"));
    }
    let (Some(kind), Some(on), true) = (kind, on, errors.is_empty()) else { return Err(errors) };
    Ok(Activity {
        id: new_uuid(ctx),
        lead_id: lead.id.clone(),
        kind,
        happened_on: on.to_string(),
        summary,
        author: None,
        recorded_by: me(ctx),
        recorded_us: ctx.now_us(),
        version: 1,
    })
}

/// 记跟进. The owner's calls, visits and messages answer an enquiry and keep the lead from the pool; a colleague who does
/// not have the lead can leave a note, which does neither.
pub async fn say(ctx: &Ctx, s: &AttractState, id: &LeadId, cmd: &Say) -> Result<Activity> {
    let (scope, permit) = (ctx.scope::<Lead>()?, permit(ctx)?);
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let mut lead = books::get(&mut tx, &scope, id).await?;
    let activity = said(ctx, &lead, cmd).map_err(Error::Invalid)?;
    let works = rules::works(ctx, &lead);
    if !works && activity.kind != Kind::Note {
        return Err(Error::Forbidden);
    }
    if works {
        active(ctx, &mut lead);
        if activity.kind != Kind::Note && lead.answer_due_us.is_some() && lead.answered_us.is_none() {
            lead.answered_us = Some(ctx.now_us());
        }
        touch(ctx, &mut lead);
        books::save(&mut tx, &permit, &lead).await?;
    }
    books::save(&mut tx, &permit, &activity).await?;
    let mut event = event("lead.noted", ctx, &lead).with("activity", activity.kind.code());
    for colleague in rules::mentioned(&activity.summary, &colleagues) {
        if Some(&colleague.id) == activity.recorded_by.as_ref() {
            continue;
        }
        let to = (colleague.id.as_str(), Said::Mention);
        message::leave(ctx, &mut tx, &permit, to, id, Some(&activity.id)).await?;
        event = event.related("user", &colleague.id, "mentioned");
    }
    tx.commit(event).await?;
    Ok(activity)
}

/// A visit of a trip, inside the caller's transaction: every member of the team may note it, whoever has the lead. It
/// answers an enquiry and starts the pool's clock anew, as the owner's own would.
pub async fn record_visit_in(
    tx: &mut Tx,
    ctx: &Ctx,
    id: &LeadId,
    happened_on: NaiveDate,
    summary: &str,
    next: Option<(String, Option<NaiveDate>)>,
) -> Result<(Lead, Vec<Event>)> {
    let (scope, permit) = (ctx.scope::<Lead>()?, permit(ctx)?);
    let mut lead = books::get(tx, &scope, id).await?;
    let kind = Kind::Visit.code().to_owned();
    let cmd = Say { kind, on: happened_on.to_string(), summary: summary.to_owned() };
    let activity = said(ctx, &lead, &cmd).map_err(Error::Invalid)?;
    active(ctx, &mut lead);
    if lead.answer_due_us.is_some() && lead.answered_us.is_none() {
        lead.answered_us = Some(ctx.now_us());
    }
    if let Some((step, on)) = next
        && lead.is_open()
    {
        let on = on.map(|d| d.to_string()).unwrap_or_default();
        let mut errors = Vec::new();
        let next = super::draft::next_of(&step, &on, "", &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        next.into_lead(&mut lead);
    }
    touch(ctx, &mut lead);
    books::save(tx, &permit, &lead).await?;
    books::save(tx, &permit, &activity).await?;
    let event = event("lead.noted", ctx, &lead).with("activity", activity.kind.code());
    Ok((lead, vec![event]))
}

/// 记犹豫: a reason of the zone's list, since when, and what the company says.
#[derive(Clone, Debug, Default)]
pub struct Hesitate {
    pub reason: String,
    /// Empty: today.
    pub since: String,
    pub note: String,
}

pub async fn hesitate(ctx: &Ctx, s: &AttractState, id: &LeadId, cmd: &Hesitate) -> Result<Hesitation> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, _, permit) = opened(&mut tx, ctx, id, None).await?;
    let pipeline = pipeline(&mut tx).await?;
    let mut errors = Vec::new();
    if !pipeline.reasons_for(Purpose::Hesitation).any(|r| r.id == cmd.reason && r.active) {
        errors.push(FieldError::new("reason", "lead-reason-missing"));
    }
    let since = if cmd.since.trim().is_empty() { Some(ctx.today()) } else { rules::day(&cmd.since) };
    let since = since.filter(|d| *d <= ctx.today());
    if since.is_none() {
        errors.push(FieldError::new("since", "lead-activity-day").arg("found", cmd.since.trim()));
    }
    if cmd.note.chars().count() > 1_000 {
        errors.push(FieldError::new("note", "lead-text-long").arg("limit", 1_000));
    }
    let (Some(since), true) = (since, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let hesitation = Hesitation {
        id: new_uuid(ctx),
        lead_id: id.to_string(),
        reason: cmd.reason.clone(),
        since_on: since.to_string(),
        note: Some(cmd.note.trim().to_owned()).filter(|n| !n.is_empty()),
        source: Source::default(),
        recorded_by: me(ctx),
        version: 1,
        ..Hesitation::default()
    };
    lead.hesitating += 1;
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    books::save(&mut tx, &permit, &hesitation).await?;
    tx.commit(event("lead.hesitated", ctx, &lead).with("reason", cmd.reason.as_str())).await?;
    Ok(hesitation)
}

/// 犹豫已消除: on which day, and what resolved it.
pub async fn resolve(
    ctx: &Ctx,
    s: &AttractState,
    id: &LeadId,
    hesitation: &str,
    on: &str,
    how: &str,
) -> Result<Hesitation> {
    let mut tx = s.db.write(&ctx.zone).await?;
    let (mut lead, scope, permit) = opened(&mut tx, ctx, id, None).await?;
    let mut found: Hesitation = books::hanging_one(&mut tx, &scope, hesitation, |h: &Hesitation| h.is_of(id)).await?;
    if !found.is_open() {
        return Err(Error::conflict("lead-resolved-already"));
    }
    let mut errors = Vec::new();
    let day = if on.trim().is_empty() { Some(ctx.today()) } else { rules::day(on) };
    let day = day.filter(|d| *d <= ctx.today() && d.to_string() >= found.since_on);
    if day.is_none() {
        errors.push(FieldError::new("on", "lead-resolve-day").arg("from", &found.since_on));
    }
    let how = how.trim();
    if !(2..=1_000).contains(&how.chars().count()) {
        errors.push(FieldError::new("how", "lead-resolve-how"));
    }
    let (Some(day), true) = (day, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    found.resolved_on = Some(day.to_string());
    found.resolved_by = me(ctx);
    found.how = Some(how.to_owned());
    found.version += 1;
    lead.hesitating = (lead.hesitating - 1).max(0);
    active(ctx, &mut lead);
    touch(ctx, &mut lead);
    books::save(&mut tx, &permit, &lead).await?;
    books::save(&mut tx, &permit, &found).await?;
    tx.commit(event("lead.resolved", ctx, &lead).with("reason", found.reason.as_str())).await?;
    Ok(found)
}

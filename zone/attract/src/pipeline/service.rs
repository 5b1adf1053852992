//! Commands on stages, reasons and the rules of the pool. The first edit writes the standard ones down, so that from then
//! on the books say what holds.
use super::store as books;
use super::{Kind, Pipeline, Policy, Purpose, Reason, Stage};
use crate::lead::answer::{windows, windows_text};
use ::store::{Db, Tx};
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result};

pub async fn get(ctx: &Ctx, db: &Db) -> Result<Pipeline> {
    ctx.scope::<Stage>()?;
    books::pipeline(&mut db.read(&ctx.zone).await?).await
}

fn permit<R: kernel::access::Guarded>(ctx: &Ctx) -> Result<Permit<R>> {
    ctx.permit(Action::Edit, &Relation::zone())
}

/// What a form says about a stage or a reason, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name_zh: String,
    pub name_en: String,
    pub position: String,
    /// Stage: `open`, `won`, `lost`; reason: `hesitation`, `loss`.
    pub kind: String,
    pub target_days: String,
    pub active: bool,
}

struct Named {
    zh: String,
    en: String,
    position: i64,
}

fn named(draft: &Draft, errors: &mut Vec<FieldError>) -> Named {
    let zh = draft.name_zh.trim().to_owned();
    let en = Some(draft.name_en.trim()).filter(|t| !t.is_empty()).unwrap_or(&zh).to_owned();
    if zh.is_empty() || zh.chars().count() > 30 || en.chars().count() > 60 {
        errors.push(FieldError::new("name_zh", "pipeline-name"));
    }
    let position = number(&draft.position, 1..=99);
    if position.is_none() {
        errors.push(FieldError::new("position", "pipeline-position").arg("found", draft.position.trim()));
    }
    Named { zh, en, position: position.unwrap_or(1) }
}

fn number(text: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    text.trim().parse().ok().filter(|n| range.contains(n))
}

fn stage_of(id: &str, draft: &Draft) -> std::result::Result<Stage, Vec<FieldError>> {
    let mut errors = Vec::new();
    let name = named(draft, &mut errors);
    let kind = Kind::parse(&draft.kind);
    if kind.is_none() {
        errors.push(FieldError::new("kind", "pipeline-kind"));
    }
    let days = draft.target_days.trim();
    let target_days = if days.is_empty() { None } else { number(days, 1..=3_650) };
    if target_days.is_none() && !days.is_empty() {
        errors.push(FieldError::new("target_days", "pipeline-days").arg("found", days));
    }
    let (Some(kind), true) = (kind, errors.is_empty()) else { return Err(errors) };
    Ok(Stage {
        id: id.to_owned(),
        name_zh: name.zh,
        name_en: name.en,
        position: name.position,
        kind,
        target_days: target_days.filter(|_| kind == Kind::Open),
        active: draft.active,
        version: 0,
    })
}

/// Writes down what is standard and not in the books yet.
async fn write_standard(ctx: &Ctx, tx: &mut Tx) -> Result<Pipeline> {
    let pipeline = books::pipeline(tx).await?;
    for stage in pipeline.stages.iter().filter(|s| s.version == 0) {
        books::save(tx, &permit(ctx)?, &Stage { version: 1, ..stage.clone() }).await?;
    }
    for reason in pipeline.reasons.iter().filter(|r| r.version == 0) {
        books::save(tx, &permit(ctx)?, &Reason { version: 1, ..reason.clone() }).await?;
    }
    books::pipeline(tx).await
}

/// 增改阶段: without an id a new one. A stage that holds leads keeps its kind; one open stage always remains.
pub async fn put_stage(ctx: &Ctx, db: &Db, id: Option<&str>, version: i64, draft: &Draft) -> Result<Stage> {
    let permit = permit::<Stage>(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let pipeline = write_standard(ctx, &mut tx).await?;
    let before = match id {
        Some(id) => Some(pipeline.stage(id).cloned().ok_or(Error::NotFound)?),
        None => None,
    };
    let id = before.as_ref().map_or_else(|| new_uuid(ctx), |b| b.id.clone());
    let mut stage = stage_of(&id, draft).map_err(Error::Invalid)?;
    let now = before.as_ref().map_or(0, |b| b.version);
    // A form opened before the first edit knows the standard stage as version 0, which is now written as 1.
    if before.is_some() && now.max(1) != version.max(1) {
        return Err(Error::conflict("pipeline-stale"));
    }
    if let Some(before) = &before
        && before.kind != stage.kind
        && books::leads_in(&mut tx, &id).await? > 0
    {
        return Err(Error::invalid("kind", "pipeline-kind-held"));
    }
    stage.version = now + 1;
    let others = pipeline.stages.iter().filter(|s| s.id != id);
    let remains = others.chain([&stage]).any(|s| s.active && s.kind == Kind::Open);
    if !remains {
        return Err(Error::invalid("active", "pipeline-no-open"));
    }
    books::save(&mut tx, &permit, &stage).await?;
    tx.commit(Event::new("pipeline.stage_set", ctx).object("lead_stage", &id).with("stage", stage.name_zh.as_str()))
        .await?;
    Ok(stage)
}

/// 增改原因: without an id a new one.
pub async fn put_reason(ctx: &Ctx, db: &Db, id: Option<&str>, version: i64, draft: &Draft) -> Result<Reason> {
    let permit = permit::<Reason>(ctx)?;
    let mut errors = Vec::new();
    let name = named(draft, &mut errors);
    let purpose = Purpose::parse(&draft.kind);
    if purpose.is_none() {
        errors.push(FieldError::new("kind", "pipeline-kind"));
    }
    let (Some(purpose), true) = (purpose, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let mut tx = db.write(&ctx.zone).await?;
    let pipeline = write_standard(ctx, &mut tx).await?;
    let before = match id {
        Some(id) => Some(pipeline.reason(id).cloned().ok_or(Error::NotFound)?),
        None => None,
    };
    let now = before.as_ref().map_or(0, |b| b.version);
    if before.is_some() && now.max(1) != version.max(1) {
        return Err(Error::conflict("pipeline-stale"));
    }
    let reason = Reason {
        id: before.as_ref().map_or_else(|| new_uuid(ctx), |b| b.id.clone()),
        // What a reason explains stays: leads and hesitations name it.
        purpose: before.as_ref().map_or(purpose, |b| b.purpose),
        name_zh: name.zh,
        name_en: name.en,
        position: name.position,
        active: draft.active,
        version: now + 1,
    };
    books::save(&mut tx, &permit, &reason).await?;
    let event = Event::new("pipeline.reason_set", ctx).object("lead_reason", &reason.id);
    tx.commit(event.with("reason", reason.name_zh.as_str())).await?;
    Ok(reason)
}

/// 公海规则, as typed: days to the return, days of warning, open leads per officer, working hours to an answer, and the
/// windows of a working day.
pub async fn put_policy(ctx: &Ctx, db: &Db, version: i64, typed: [&str; 5]) -> Result<Policy> {
    let permit = permit::<Policy>(ctx)?;
    let mut policy = policy_of(typed).map_err(Error::Invalid)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before = books::pipeline(&mut tx).await?.policy;
    if before.version != version {
        return Err(Error::conflict("pipeline-stale"));
    }
    policy.version = before.version + 1;
    books::save(&mut tx, &permit, &policy).await?;
    let event = Event::new("pipeline.policy_set", ctx).object("lead_policy", &policy.id);
    tx.commit(event).await?;
    Ok(policy)
}

fn policy_of(typed: [&str; 5]) -> std::result::Result<Policy, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut read = |field: &str, text: &str, range: std::ops::RangeInclusive<i64>| {
        let (least, most) = (*range.start(), *range.end());
        number(text, range).unwrap_or_else(|| {
            let error = FieldError::new(field, "pipeline-number").arg("least", least).arg("most", most);
            errors.push(error.arg("found", text.trim()));
            least
        })
    };
    let [return_days, warn_days, claim_limit, answer_hours, work_hours] = typed;
    let mut policy = Policy {
        return_days: read("return_days", return_days, 1..=3_650),
        warn_days: read("warn_days", warn_days, 1..=365),
        claim_limit: read("claim_limit", claim_limit, 1..=10_000),
        answer_hours: read("answer_hours", answer_hours, 1..=2_000),
        ..Policy::default()
    };
    if errors.is_empty() && policy.warn_days > policy.return_days {
        errors.push(FieldError::new("warn_days", "pipeline-warn-long"));
    }
    match windows(work_hours) {
        Some(windows) => policy.work_hours = Some(windows_text(&windows)),
        None => errors.push(FieldError::new("work_hours", "pipeline-work-hours-form").arg("found", work_hours.trim())),
    }
    if errors.is_empty() { Ok(policy) } else { Err(errors) }
}

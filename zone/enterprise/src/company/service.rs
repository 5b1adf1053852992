//! Commands on companies: one command, one transaction, at least one event.
use super::duplicate::{self, Basis};
use super::store as books;
use super::{Draft, Enterprise, rules};
use ::store::{Conn, Db};
use kernel::error::StaleField;
use kernel::id::EnterpriseId;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};
use serde_json::{Value as Json, json};

/// 新增企业. A company with the same code is refused; one with the same name only until the user confirms.
#[derive(Clone, Debug, Default)]
pub struct Create {
    pub draft: Draft,
    pub source: Source,
    /// The user has seen the namesake and says that it is another company.
    pub namesake_confirmed: bool,
}

pub async fn create(ctx: &Ctx, db: &Db, cmd: Create) -> Result<Enterprise> {
    let permit = ctx.permit::<Enterprise>(Action::Create, &Relation::zone())?;
    let blank = Enterprise::blank(EnterpriseId::new(ctx), &cmd.draft.name, &ctx.today().to_string());
    let mut company = cmd.draft.apply(&blank, ctx.today()).map_err(Error::Invalid)?;
    company.source = cmd.source;
    company.recorded_by = ctx.actor.user_id.as_ref().map(ToString::to_string);
    touch(ctx, &mut company);
    let mut tx = db.write(&ctx.zone).await?;
    check_references(&mut tx, &company).await?;
    refuse_duplicates(&mut tx, &company, cmd.namesake_confirmed).await?;
    books::save(&mut tx, &permit, &company).await?;
    let event = Event::new("enterprise.created", ctx).object("enterprise", &company.id);
    tx.commit(event).await?;
    Ok(company)
}

/// 修改企业. `version` is the one that the form was opened with.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub version: i64,
    pub draft: Draft,
    /// Where the changed facts come from; empty: the user's own knowledge.
    pub source: Source,
    pub namesake_confirmed: bool,
}

pub async fn edit(ctx: &Ctx, db: &Db, id: &EnterpriseId, cmd: Edit) -> Result<Enterprise> {
    let mut tx = db.write(&ctx.zone).await?;
    let before = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = ctx.permit::<Enterprise>(Action::Edit, &before.relation())?;
    let mut after = cmd.draft.apply(&before, ctx.today()).map_err(Error::Invalid)?;
    version_is(&before, cmd.version, &after)?;
    let changed = rules::differences(&rules::image(&before), &rules::image(&after));
    if changed.is_empty() {
        return Ok(before);
    }
    check_references(&mut tx, &after).await?;
    refuse_duplicates(&mut tx, &after, cmd.namesake_confirmed).await?;
    note_sources(ctx, &mut after, &changed, &cmd.source);
    touch(ctx, &mut after);
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(changed_event("enterprise.edited", ctx, &after, &changed)).await?;
    Ok(after)
}

/// 核验: somebody confirmed today that the record is right.
pub async fn confirm(ctx: &Ctx, db: &Db, id: &EnterpriseId, version: i64) -> Result<Enterprise> {
    change(ctx, db, id, version, "enterprise.confirmed", |c| c.checked_on = Some(ctx.today().to_string())).await
}

/// 移出名册: out of the lists, with everything kept; [`restore`] undoes it.
pub async fn remove(ctx: &Ctx, db: &Db, id: &EnterpriseId, version: i64) -> Result<Enterprise> {
    change(ctx, db, id, version, "enterprise.removed", |c| c.removed_on = Some(ctx.today().to_string())).await
}

pub async fn restore(ctx: &Ctx, db: &Db, id: &EnterpriseId, version: i64) -> Result<Enterprise> {
    change(ctx, db, id, version, "enterprise.restored", |c| c.removed_on = None).await
}

async fn change(
    ctx: &Ctx,
    db: &Db,
    id: &EnterpriseId,
    version: i64,
    kind: &'static str,
    what: impl FnOnce(&mut Enterprise),
) -> Result<Enterprise> {
    let mut tx = db.write(&ctx.zone).await?;
    let before = books::get(&mut tx, &ctx.scope()?, id).await?;
    let permit = ctx.permit::<Enterprise>(Action::Edit, &before.relation())?;
    let mut after = before.clone();
    what(&mut after);
    version_is(&before, version, &after)?;
    let changed = rules::differences(&rules::image(&before), &rules::image(&after));
    touch(ctx, &mut after);
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(changed_event(kind, ctx, &after, &changed)).await?;
    Ok(after)
}

/// Adds or takes a tag on many companies at once.
pub async fn tag(ctx: &Ctx, db: &Db, ids: &[String], tag: &str, add: bool) -> Result<usize> {
    let tag = tag.trim();
    if tag.is_empty() || tag.chars().count() > 40 {
        return Err(Error::invalid("tag", "enterprise-tag-length"));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let companies = books::by_ids(&mut tx, &ctx.scope()?, ids).await?;
    let mut event = Event::new("enterprise.tagged", ctx).with("tag", tag).with("added", add);
    let mut count = 0;
    for mut company in companies {
        let permit = ctx.permit::<Enterprise>(Action::Edit, &company.relation())?;
        if company.tags.iter().any(|t| t == tag) == add {
            continue;
        }
        if add {
            company.tags.push(tag.to_owned())
        } else {
            company.tags.retain(|t| t != tag)
        }
        touch(ctx, &mut company);
        books::save(&mut tx, &permit, &company).await?;
        event = event.object("enterprise", &company.id);
        count += 1;
    }
    if count > 0 {
        tx.commit(event).await?;
    }
    Ok(count)
}

/// The event of a changed company: names of the fields, so that the timeline can say what changed.
pub(crate) fn changed_event(
    kind: &'static str,
    ctx: &Ctx,
    company: &Enterprise,
    changed: &[(String, Json, Json)],
) -> Event {
    let fields: Vec<&str> = changed.iter().map(|(f, _, _)| f.as_str()).collect();
    Event::new(kind, ctx).object("enterprise", &company.id).with("fields", json!(fields))
}

pub(crate) fn touch(ctx: &Ctx, company: &mut Enterprise) {
    company.version += 1;
    company.updated_us = ctx.now_us();
}

fn note_sources(ctx: &Ctx, company: &mut Enterprise, changed: &[(String, Json, Json)], source: &Source) {
    let mut source = source.clone();
    if source.on.is_none() {
        source.on = Some(ctx.today().to_string());
    }
    for (field, _, _) in changed {
        company.facts.insert(field.clone(), source.clone());
    }
}

/// 409 with both sides when somebody was faster.
fn version_is(now: &Enterprise, version: i64, yours: &Enterprise) -> Result<()> {
    if now.version == version {
        return Ok(());
    }
    let show =
        |v: &Json| v.as_str().map_or_else(|| if v.is_null() { String::new() } else { v.to_string() }, str::to_owned);
    let stale = rules::differences(&rules::image(now), &rules::image(yours))
        .into_iter()
        .map(|(field, theirs, yours)| StaleField { field, theirs: show(&theirs), yours: show(&yours) })
        .collect();
    Err(Error::Conflict { code: "enterprise-stale".to_owned(), args: Vec::new(), stale })
}

async fn check_references(conn: &mut Conn, company: &Enterprise) -> Result<()> {
    let mut errors = Vec::new();
    if let Some(focus) = &company.focus
        && conn.get::<crate::focus::Focus>(&[focus.as_str().into()]).await?.is_none()
    {
        errors.push(FieldError::new("focus", "enterprise-focus-unknown").arg("found", focus));
    }
    if let Some(parent) = &company.parent_id {
        let found = conn.get::<Enterprise>(&[parent.as_str().into()]).await?;
        if parent == &company.id || found.is_none_or(|p| p.parent_id.as_ref() == Some(&company.id)) {
            errors.push(FieldError::new("parent_id", "enterprise-parent-unknown"));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

async fn refuse_duplicates(conn: &mut Conn, company: &Enterprise, namesake_confirmed: bool) -> Result<()> {
    for found in duplicate::matches(conn, company).await? {
        let other: Option<Enterprise> = conn.get(&[found.id.as_str().into()]).await?;
        let name = other.map(|o| o.name).unwrap_or_default();
        let error = match found.basis {
            Basis::Code => FieldError::new("credit_code", "enterprise-duplicate-code"),
            Basis::Name | Basis::Former if !namesake_confirmed => FieldError::new("name", "enterprise-duplicate-name"),
            _ => continue,
        };
        return Err(Error::Invalid(vec![error.arg("name", name).arg("id", &found.id)]));
    }
    Ok(())
}

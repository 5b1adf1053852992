//! Commands and questions about indicators: one command, one transaction, at least one event.
use super::derived::{Derivation, Family, Reckoned};
use super::rules::{Definition, SetValue};
use super::store as books;
use super::{Indicator, IndicatorValue, Overview, rules};
use ::store::{Conn, Db, Tx};
use kernel::error::StaleField;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result};

fn permit(ctx: &Ctx) -> Result<Permit<Indicator>> {
    ctx.permit(Action::Edit, &Relation::zone())
}

/// All indicators with their values, family by family.
pub async fn list(ctx: &Ctx, db: &Db) -> Result<Vec<Overview>> {
    let scope = ctx.scope::<Indicator>()?;
    let mut conn = db.read(&ctx.zone).await?;
    let all = books::all(&mut conn, &scope).await?;
    let codes: Vec<&str> = all.iter().map(|i| i.code.as_str()).collect();
    let values = books::values(&mut conn, &scope, &codes).await?;
    Ok(rules::overviews(all, values))
}

/// An indicator's definition.
pub async fn get(ctx: &Ctx, db: &Db, code: &str) -> Result<Indicator> {
    books::get(&mut db.read(&ctx.zone).await?, &ctx.scope()?, code).await
}

/// An indicator's values, oldest first.
pub async fn series(ctx: &Ctx, db: &Db, code: &str) -> Result<Vec<IndicatorValue>> {
    let scope = ctx.scope()?;
    let mut conn = db.read(&ctx.zone).await?;
    let indicator = books::get(&mut conn, &scope, code).await?;
    books::values(&mut conn, &scope, &[&indicator.code]).await
}

/// What the figures of the indicator's family say together (推算), with the arithmetic.
pub async fn derived(ctx: &Ctx, db: &Db, code: &str) -> Result<Reckoned> {
    let scope = ctx.scope()?;
    let mut conn = db.read(&ctx.zone).await?;
    let indicator = books::get(&mut conn, &scope, code).await?;
    let all = books::all(&mut conn, &scope).await?;
    let members = rules::family(&all, &indicator);
    let codes: Vec<&str> = members.iter().map(|i| i.code.as_str()).collect();
    let values = books::values(&mut conn, &scope, &codes).await?;
    let reckoned = Family::new(&members, &values).reckon()?;
    reckoned.map_err(|c| Error::Invalid(vec![c.field_error("value")]))
}

/// A family of indicators with what its figures say together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FamilyOverview {
    /// The level first.
    pub members: Vec<Overview>,
    pub derivations: Vec<Derivation>,
}

/// All indicators family by family, with what follows from each family's figures.
pub async fn families(ctx: &Ctx, db: &Db) -> Result<Vec<FamilyOverview>> {
    let overviews = list(ctx, db).await?;
    let all: Vec<Indicator> = overviews.iter().map(|o| o.indicator.clone()).collect();
    let mut families: Vec<(String, Vec<Overview>)> = Vec::new();
    for overview in overviews {
        let head = rules::root(&all, &overview.indicator).to_owned();
        match families.last_mut() {
            Some((last, members)) if *last == head => members.push(overview),
            _ => families.push((head, vec![overview])),
        }
    }
    let reckoned = |(_, members): (String, Vec<Overview>)| {
        let indicators: Vec<&Indicator> = members.iter().map(|o| &o.indicator).collect();
        let values: Vec<IndicatorValue> = members.iter().flat_map(|o| o.series.clone()).collect();
        // Contradictions are refused on writing; should one stand in the books, nothing is derived from it.
        let reckoned = Family::new(&indicators, &values).reckon()?.unwrap_or_default();
        Ok(FamilyOverview { derivations: reckoned.derivations, members })
    };
    families.into_iter().map(reckoned).collect()
}

/// Defines an indicator or changes its definition; `version` 0 for a new one.
pub async fn define(ctx: &Ctx, db: &Db, definition: &Definition, version: i64) -> Result<Indicator> {
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before: Option<Indicator> = tx.get(&[definition.code.as_str().into()]).await?;
    if before.as_ref().map_or(0, |i| i.version) != version {
        return Err(Error::conflict("indicator-stale"));
    }
    let all = books::all(&mut tx, &ctx.scope()?).await?;
    let mut after = definition.apply(before.as_ref(), &all).map_err(Error::Invalid)?;
    if before.as_ref() == Some(&after) {
        return Ok(after);
    }
    match &before {
        Some(before) => refuse_new_meaning(&mut tx, &all, before, &after).await?,
        None => after.position = books::next_position(&mut tx).await?,
    }
    after.version += 1;
    after.updated_us = ctx.now_us();
    books::save(&mut tx, &permit, &after).await?;
    weigh(&mut tx, ctx, &after.code, "of_code").await?;
    tx.commit(Event::new("indicator.defined", ctx).object("indicator", &after.code)).await?;
    Ok(after)
}

/// Values that are there keep their unit and period; those that hang on it keep what they hang on.
async fn refuse_new_meaning(conn: &mut Conn, all: &[Indicator], before: &Indicator, after: &Indicator) -> Result<()> {
    let valued = conn.count(&super::VALUE_TABLE, "AND indicator = $2", &[before.code.as_str().into()]).await? > 0;
    let mut errors = Vec::new();
    if valued && before.unit != after.unit {
        errors.push(FieldError::new("unit", "indicator-has-values"));
    }
    if valued && before.period != after.period {
        errors.push(FieldError::new("period", "indicator-has-values"));
    }
    if before.role != after.role && all.iter().any(|i| i.of_code.as_ref() == Some(&before.code)) {
        errors.push(FieldError::new("role", "indicator-has-dependents"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// Sets the value of a period; refused with the arithmetic when the other figures of the family contradict it.
pub async fn set_value(ctx: &Ctx, db: &Db, code: &str, cmd: &SetValue) -> Result<IndicatorValue> {
    let scope = ctx.scope()?;
    permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let indicator = books::get(&mut tx, &scope, code).await?;
    let value = cmd.apply(&indicator, ctx.today()).map_err(Error::Invalid)?;
    let before = books::value(&mut tx, code, &value.period).await?;
    version_is(before.as_ref(), cmd.version, &value)?;
    let (value, changed) = keep(&mut tx, ctx, before, value).await?;
    if !changed {
        return Ok(value);
    }
    weigh(&mut tx, ctx, code, "value").await?;
    let event = Event::new("indicator.value_set", ctx)
        .object("indicator", code)
        .with("period", value.period.as_str())
        .with("value", value.number().plain())
        .with("qualifier", value.qualifier.code());
    tx.commit(event).await?;
    Ok(value)
}

/// Refuses what stands in the caller's transaction when the families of these indicators contradict themselves: for a
/// pack, whose values are weighed together, so that their order does not matter.
pub async fn weigh_all(tx: &mut Tx, ctx: &Ctx, codes: &[&str]) -> Result<()> {
    let all = books::all(tx, &ctx.scope()?).await?;
    let mut heads = std::collections::BTreeSet::new();
    for indicator in all.iter().filter(|i| codes.contains(&i.code.as_str())) {
        if heads.insert(rules::root(&all, indicator)) {
            weigh(tx, ctx, &indicator.code, "value").await?;
        }
    }
    Ok(())
}

/// Takes the value of a period out of the books; the journal keeps it.
pub async fn remove_value(ctx: &Ctx, db: &Db, code: &str, period: &str, version: i64) -> Result<()> {
    let scope = ctx.scope()?;
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let indicator = books::get(&mut tx, &scope, code).await?;
    let value = books::value(&mut tx, &indicator.code, period).await?.ok_or(Error::NotFound)?;
    if value.version != version {
        return Err(Error::conflict("indicator-stale"));
    }
    books::remove_value(&mut tx, &permit, &value).await?;
    let event = Event::new("indicator.value_removed", ctx)
        .object("indicator", code)
        .with("period", value.period.as_str())
        .with("value", value.number().plain());
    tx.commit(event).await
}

/// Writes a value unless the same stands there already.
async fn keep(
    tx: &mut Tx,
    ctx: &Ctx,
    before: Option<IndicatorValue>,
    mut value: IndicatorValue,
) -> Result<(IndicatorValue, bool)> {
    value.version = before.as_ref().map_or(0, |b| b.version);
    if let Some(before) = before {
        let same = IndicatorValue {
            recorded_by: before.recorded_by.clone(),
            recorded_on: before.recorded_on.clone(),
            ..value.clone()
        };
        if same == before {
            return Ok((before, false));
        }
    }
    value.version += 1;
    value.recorded_by = ctx.actor.user_id.as_ref().map(ToString::to_string);
    books::save_value(tx, &permit(ctx)?, &value).await?;
    Ok((value, true))
}

/// Refuses what stands in the transaction when the family's figures cannot all be true.
async fn weigh(tx: &mut Tx, ctx: &Ctx, code: &str, field: &str) -> Result<()> {
    let scope = ctx.scope()?;
    let all = books::all(tx, &scope).await?;
    let Some(indicator) = all.iter().find(|i| i.code == code) else { return Err(Error::NotFound) };
    let members = rules::family(&all, indicator);
    let codes: Vec<&str> = members.iter().map(|i| i.code.as_str()).collect();
    let values = books::values(tx, &scope, &codes).await?;
    match Family::new(&members, &values).reckon()? {
        Ok(_) => Ok(()),
        Err(contradicted) => Err(Error::Invalid(vec![contradicted.field_error(field)])),
    }
}

/// 409 with both sides when somebody was faster.
fn version_is(now: Option<&IndicatorValue>, version: i64, yours: &IndicatorValue) -> Result<()> {
    if now.map_or(0, |v| v.version) == version {
        return Ok(());
    }
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let sides = |v: &IndicatorValue| {
        [
            ("indicator_value", v.number().plain()),
            ("indicator_as_written", text(&v.as_written)),
            ("indicator_note", text(&v.note)),
            ("indicator_source", v.source.document.clone()),
        ]
    };
    let theirs = now.map(sides);
    let stale = sides(yours).into_iter().enumerate().filter_map(|(i, (field, yours))| {
        let theirs = theirs.as_ref().and_then(|t| t.get(i)).map(|(_, t)| t.clone()).unwrap_or_default();
        (theirs != yours).then(|| StaleField { field: field.to_owned(), theirs, yours })
    });
    Err(Error::Conflict { code: "indicator-stale".to_owned(), args: Vec::new(), stale: stale.collect() })
}

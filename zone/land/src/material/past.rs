//! Documents that were handed in before they were written down: the same rules, records and events as from a page, on the days that
//! are named; the events carry the day in `on`.
use super::service::{event, fits, matter, next, permit, put_use, wanted};
use super::{Material, rules, store as books};
use crate::days;
use ::store::Tx;
use chrono::NaiveDate;
use files::Files;
use kernel::id::{EnterpriseId, MaterialId, MatterId};
use kernel::{Ctx, Error, Event, FieldError, Result, Source};

/// For which matter, and on which day.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    pub company: &'a EnterpriseId,
    /// Code of the material type.
    pub code: &'a str,
    pub matter: Option<&'a MatterId>,
    pub on: NaiveDate,
}

/// A document as it was handed in.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    pub id: MaterialId,
    /// ISO; empty where the type does not expire.
    pub valid_until: &'a str,
    pub file_name: &'a str,
    pub bytes: &'a [u8],
    pub source: Source,
}

/// 提交材料 on that day; the bytes are kept before the books say so.
pub async fn hand_in(tx: &mut Tx, ctx: &Ctx, vault: &Files, of: &Use<'_>, paper: Paper<'_>) -> Result<Vec<Event>> {
    let then = gone_by(ctx, of.on)?;
    let for_matter = match of.matter {
        Some(id) => Some(matter(tx, ctx, id).await?),
        None => None,
    };
    let ty = wanted(tx, of.company, for_matter.as_ref(), of.code).await?;
    let until = rules::valid_until(&ty, paper.valid_until, of.on).map_err(|e| Error::Invalid(vec![e]))?;
    let fit = files::fit(paper.file_name, paper.bytes)?;
    vault.keep(&fit, paper.bytes).await?;
    let held = books::of_company(tx, &ctx.scope()?, of.company).await?;
    let new = next(&then, &held, (of.company.clone(), &ty), (fit, paper.bytes.len()), until);
    let new = Material { id: paper.id, source: paper.source, ..new };
    books::save(tx, &permit(ctx, of.company)?, &new).await?;
    let mut events = vec![event("material.added", ctx, &new).with("on", of.on.to_string())];
    if of.matter.is_some() {
        events.extend(use_again(tx, ctx, of).await?);
    }
    Ok(events)
}

/// 使用已有 on that day: the newest document of that type answers the matter's need.
pub async fn use_again(tx: &mut Tx, ctx: &Ctx, of: &Use<'_>) -> Result<Vec<Event>> {
    gone_by(ctx, of.on)?;
    let matter = matter(tx, ctx, of.matter.ok_or(Error::NotFound)?).await?;
    fits(&matter, of.code)?;
    let held = books::of_company(tx, &ctx.scope()?, of.company).await?;
    let held = rules::current(&held, of.code).ok_or_else(|| Error::invalid("material", "material-not-held"))?;
    if !rules::is_good(held, of.on) {
        let day = held.valid_until.clone().unwrap_or_default();
        return Err(Error::Invalid(vec![FieldError::new("material", "material-until-past").arg("day", day)]));
    }
    let events = put_use(ctx, tx, &permit(ctx, of.company)?, (&matter, held), of.on).await?;
    let on = of.on.to_string();
    // What the use settles carries its day already.
    let dated = |e: Event| if e.kind == "material.used" { e.with("on", on.as_str()) } else { e };
    Ok(events.into_iter().map(dated).collect())
}

/// The morning of that day.
fn gone_by(ctx: &Ctx, on: NaiveDate) -> Result<Ctx> {
    if on > ctx.today() { Err(Error::invalid("on", "matter-refused-future")) } else { Ok(days::back(ctx, on, 10)) }
}

//! Commands on list memberships.
use super::{Listing, State};
use crate::company::{Enterprise, store as companies};
use ::store::{Conn, Db};
use kernel::id::{EnterpriseId, new_uuid};
use kernel::{Action, Ctx, Error, Event, FieldError, Result, Source};

/// 登记入榜. With list, year and a document it is evidenced, else claimed (待佐证).
#[derive(Clone, Debug, Default)]
pub struct Add {
    pub list: String,
    pub year: String,
    pub rank: String,
    pub source: Source,
    /// The document named in `source` shows list, year and company.
    pub evidenced: bool,
}

/// Lists that a company stands in.
pub async fn of(conn: &mut Conn, id: &EnterpriseId) -> Result<Vec<Listing>> {
    conn.list("AND enterprise_id = $2 ORDER BY year DESC, list LIMIT 200", &[id.as_str().into()]).await
}

pub async fn add(ctx: &Ctx, db: &Db, company: &EnterpriseId, cmd: Add) -> Result<Listing> {
    let (year, rank, state) = check(&cmd)?;
    let mut tx = db.write(&ctx.zone).await?;
    let owner = companies::get(&mut tx, &ctx.scope()?, company).await?;
    ctx.permit::<Enterprise>(Action::Edit, &owner.relation())?;
    let listing = Listing {
        id: new_uuid(ctx),
        enterprise_id: owner.id.clone(),
        list: cmd.list.trim().to_owned(),
        year,
        rank,
        state,
        source: cmd.source,
        version: 1,
    };
    tx.put(&listing).await?;
    tx.commit(event("listing.added", ctx, &listing)).await?;
    Ok(listing)
}

/// 佐证: the claim gets its year, rank and document.
pub async fn evidence(ctx: &Ctx, db: &Db, id: &str, version: i64, cmd: Add) -> Result<Listing> {
    let (year, rank, state) = check(&Add { evidenced: true, ..cmd.clone() })?;
    let mut tx = db.write(&ctx.zone).await?;
    let mut listing = tx.get::<Listing>(&[id.into()]).await?.ok_or(Error::NotFound)?;
    let owner = companies::get(&mut tx, &ctx.scope()?, &listing.enterprise_id).await?;
    ctx.permit::<Enterprise>(Action::Edit, &owner.relation())?;
    if listing.version != version {
        return Err(Error::conflict("listing-stale"));
    }
    listing = Listing {
        list: cmd.list.trim().to_owned(),
        year,
        rank,
        state,
        source: cmd.source,
        version: version + 1,
        ..listing
    };
    tx.put(&listing).await?;
    tx.commit(event("listing.evidenced", ctx, &listing)).await?;
    Ok(listing)
}

pub async fn remove(ctx: &Ctx, db: &Db, id: &str) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let listing = tx.get::<Listing>(&[id.into()]).await?.ok_or(Error::NotFound)?;
    let owner = companies::get(&mut tx, &ctx.scope()?, &listing.enterprise_id).await?;
    ctx.permit::<Enterprise>(Action::Edit, &owner.relation())?;
    tx.remove(&super::TABLE, &[id.into()]).await?;
    tx.commit(event("listing.removed", ctx, &listing)).await
}

fn event(kind: &'static str, ctx: &Ctx, listing: &Listing) -> Event {
    Event::new(kind, ctx).object("enterprise", &listing.enterprise_id).with("list", listing.list.as_str())
}

fn check(cmd: &Add) -> Result<(Option<i64>, Option<i64>, State)> {
    let mut errors = Vec::new();
    if cmd.list.trim().is_empty() || cmd.list.chars().count() > 100 {
        errors.push(FieldError::new("list", "listing-list-length"));
    }
    let mut number = |field: &str, text: &str, range: std::ops::RangeInclusive<i64>| {
        let text = text.trim();
        match text.parse::<i64>() {
            _ if text.is_empty() => None,
            Ok(n) if range.contains(&n) => Some(n),
            _ => {
                errors.push(FieldError::new(field, "count-unrecognised").arg("found", text));
                None
            }
        }
    };
    let year = number("year", &cmd.year, 1900..=2100);
    let rank = number("rank", &cmd.rank, 1..=1_000_000);
    if cmd.evidenced && year.is_none() {
        errors.push(FieldError::new("year", "listing-year-missing"));
    }
    if cmd.evidenced && cmd.source.is_empty() {
        errors.push(FieldError::new("source", "listing-source-missing"));
    }
    let state = if cmd.evidenced { State::Evidenced } else { State::Claimed };
    if errors.is_empty() { Ok((year, rank, state)) } else { Err(Error::Invalid(errors)) }
}

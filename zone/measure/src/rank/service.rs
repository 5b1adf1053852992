//! Commands and questions about external ranks.
use super::ExternalRank;
use super::store as books;
use ::store::{Conn, Db};
use chrono::NaiveDate;
use kernel::error::StaleField;
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result, Source};

/// 登记排名: what a form or a zone pack says, numbers and dates as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub list_zh: String,
    /// The Chinese name where it is empty.
    pub list_en: String,
    pub edition: String,
    pub place: String,
    pub out_of: String,
    pub published_on: String,
    pub publishers: Vec<String>,
    pub source: Source,
}

fn permit(ctx: &Ctx) -> Result<Permit<ExternalRank>> {
    ctx.permit(Action::Edit, &Relation::zone())
}

pub async fn list(ctx: &Ctx, db: &Db) -> Result<Vec<ExternalRank>> {
    let scope = ctx.scope()?;
    books::all(&mut db.read(&ctx.zone).await?, &scope).await
}

pub async fn get(ctx: &Ctx, db: &Db, id: &str) -> Result<ExternalRank> {
    let scope = ctx.scope()?;
    books::get(&mut db.read(&ctx.zone).await?, &scope, id).await
}

pub async fn add(ctx: &Ctx, db: &Db, draft: &Draft) -> Result<ExternalRank> {
    let permit = permit(ctx)?;
    let mut rank = draft.apply(&new_uuid(ctx), ctx.today()).map_err(Error::Invalid)?;
    let mut tx = db.write(&ctx.zone).await?;
    refuse_twice(&mut tx, &rank).await?;
    stamp(ctx, &mut rank, 1);
    books::save(&mut tx, &permit, &rank).await?;
    tx.commit(event("rank.added", ctx, &rank)).await?;
    Ok(rank)
}

pub async fn edit(ctx: &Ctx, db: &Db, id: &str, version: i64, draft: &Draft) -> Result<ExternalRank> {
    let scope = ctx.scope()?;
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let before = books::get(&mut tx, &scope, id).await?;
    let mut after = draft.apply(id, ctx.today()).map_err(Error::Invalid)?;
    version_is(&before, version, &after)?;
    if same(&before, &after) {
        return Ok(before);
    }
    refuse_twice(&mut tx, &after).await?;
    stamp(ctx, &mut after, before.version + 1);
    books::save(&mut tx, &permit, &after).await?;
    tx.commit(event("rank.edited", ctx, &after)).await?;
    Ok(after)
}

pub async fn remove(ctx: &Ctx, db: &Db, id: &str, version: i64) -> Result<()> {
    let scope = ctx.scope()?;
    let permit = permit(ctx)?;
    let mut tx = db.write(&ctx.zone).await?;
    let rank = books::get(&mut tx, &scope, id).await?;
    if rank.version != version {
        return Err(Error::conflict("rank-stale"));
    }
    books::remove(&mut tx, &permit, id).await?;
    tx.commit(event("rank.removed", ctx, &rank)).await
}

fn stamp(ctx: &Ctx, rank: &mut ExternalRank, version: i64) {
    rank.version = version;
    rank.recorded_by = ctx.actor.user_id.as_ref().map(ToString::to_string);
    rank.recorded_on = ctx.today().to_string();
}

/// Whether they say the same, whoever recorded it.
fn same(before: &ExternalRank, after: &ExternalRank) -> bool {
    let stamped = ExternalRank {
        recorded_by: before.recorded_by.clone(),
        recorded_on: before.recorded_on.clone(),
        version: before.version,
        ..after.clone()
    };
    stamped == *before
}

fn event(kind: &'static str, ctx: &Ctx, rank: &ExternalRank) -> Event {
    Event::new(kind, ctx)
        .object("rank", &rank.id)
        .with("list_zh", rank.list_zh.as_str())
        .with("list_en", rank.list_en.as_str())
        .with("edition", rank.edition)
        .with("place", rank.place)
}

async fn refuse_twice(conn: &mut Conn, rank: &ExternalRank) -> Result<()> {
    match books::of_edition(conn, &rank.list_zh, rank.edition).await? {
        Some(other) if other.id != rank.id => {
            let error = FieldError::new("edition", "rank-edition-twice").arg("edition", rank.edition);
            Err(Error::Invalid(vec![error.arg("place", other.place)]))
        }
        _ => Ok(()),
    }
}

fn version_is(now: &ExternalRank, version: i64, yours: &ExternalRank) -> Result<()> {
    if now.version == version {
        return Ok(());
    }
    let sides = |r: &ExternalRank| {
        [
            ("list_zh", r.list_zh.clone()),
            ("list_en", r.list_en.clone()),
            ("edition", r.edition.to_string()),
            ("place", r.place.to_string()),
            ("out_of", r.out_of.to_string()),
            ("published_on", r.published_on.clone()),
            ("publishers", r.publishers.join("、")),
        ]
    };
    let both = sides(now).into_iter().zip(sides(yours));
    let stale = both
        .filter(|((_, theirs), (_, yours))| theirs != yours)
        .map(|((field, theirs), (_, yours))| StaleField { field: format!("rank_{field}"), theirs, yours });
    Err(Error::Conflict { code: "rank-stale".to_owned(), args: Vec::new(), stale: stale.collect() })
}

impl Draft {
    fn apply(&self, id: &str, today: NaiveDate) -> std::result::Result<ExternalRank, Vec<FieldError>> {
        let mut errors = Vec::new();
        let list_zh = self.list_zh.trim().to_owned();
        let list_en = Some(self.list_en.trim()).filter(|t| !t.is_empty()).unwrap_or(&list_zh).to_owned();
        if list_zh.is_empty() || list_zh.chars().count() > 100 || list_en.chars().count() > 200 {
            errors.push(FieldError::new("list_zh", "rank-list-length"));
        }
        let mut number = |field: &str, text: &str, range: std::ops::RangeInclusive<i64>, code: &str| {
            let found = text.trim().parse().ok().filter(|n| range.contains(n));
            if found.is_none() {
                errors.push(FieldError::new(field, code).arg("found", text.trim()));
            }
            found.unwrap_or_default()
        };
        let edition = number("edition", &self.edition, 1900..=2100, "rank-edition-form");
        let out_of = number("out_of", &self.out_of, 1..=1_000_000, "rank-count-form");
        let place = number("place", &self.place, 1..=1_000_000, "rank-count-form");
        if out_of > 0 && place > out_of {
            errors.push(FieldError::new("place", "rank-place-beyond").arg("place", place).arg("out_of", out_of));
        }
        let published_on = NaiveDate::parse_from_str(self.published_on.trim(), "%Y-%m-%d").ok();
        if published_on.is_none_or(|d| d > today) {
            errors.push(FieldError::new("published_on", "rank-date-form").arg("found", self.published_on.trim()));
        }
        let publishers: Vec<String> =
            self.publishers.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
        if publishers.is_empty() || publishers.len() > 20 || publishers.iter().any(|p| p.chars().count() > 100) {
            errors.push(FieldError::new("publishers", "rank-publishers-missing"));
        }
        errors.extend(ui::source::refused(&self.source));
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(ExternalRank {
            id: id.to_owned(),
            list_zh,
            list_en,
            edition,
            place,
            out_of,
            published_on: published_on.map(|d| d.to_string()).unwrap_or_default(),
            publishers,
            source: self.source.clone(),
            ..ExternalRank::default()
        })
    }
}

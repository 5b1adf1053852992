//! 合并与撤销合并: two records of one company become one; nothing is lost, and it can be undone.
use super::service::touch;
use super::store as books;
use super::{Enterprise, Merge, rules};
use crate::contact::Contact;
use crate::figure::Figure;
use crate::listing::Listing;
use ::store::{Conn, Db, Record, Tx, Value};
use kernel::id::{EnterpriseId, new_uuid};
use kernel::{Action, Ctx, Error, Event, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// Rows that a merge moved, as they were before.
#[derive(Default, Serialize, Deserialize)]
struct Moved {
    contacts: Vec<Json>,
    listings: Vec<Json>,
    figures: Vec<Json>,
    /// Figures of both for the same metric and period: the kept one stays, this one is kept here.
    set_aside: Vec<Json>,
    children: Vec<Json>,
}

/// Merges `from` into `into`. Facts of `into` win; gaps are filled from `from`, names, tags, contacts, lists and
/// figures are united; what could not be united is kept in the merge's own record.
pub async fn merge(ctx: &Ctx, db: &Db, into: (&EnterpriseId, i64), from: (&EnterpriseId, i64)) -> Result<Merge> {
    if into.0 == from.0 {
        return Err(Error::invalid("from", "enterprise-merge-itself"));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let scope = ctx.scope()?;
    let keep = books::get(&mut tx, &scope, into.0).await?;
    let gone = books::get(&mut tx, &scope, from.0).await?;
    let permit = ctx.permit::<Enterprise>(Action::Merge, &keep.relation())?;
    if !keep.is_live() || !gone.is_live() || keep.version != into.1 || gone.version != from.1 {
        return Err(Error::conflict("enterprise-merge-stale"));
    }
    if let (Some(a), Some(b)) = (&keep.credit_code, &gone.credit_code)
        && a != b
    {
        return Err(Error::invalid("from", "enterprise-merge-codes"));
    }
    let moved = move_all(&mut tx, &gone.id, &keep.id).await?;
    let mut united = rules::united(&keep, &gone);
    touch(ctx, &mut united);
    let mut merged = gone.clone();
    merged.merged_into = Some(keep.id.clone());
    touch(ctx, &mut merged);
    books::save(&mut tx, &permit, &merged).await?;
    books::save(&mut tx, &permit, &united).await?;
    let record = Merge {
        id: new_uuid(ctx),
        into_id: keep.id.clone(),
        from_id: gone.id.clone(),
        merged_us: ctx.now_us(),
        undone_us: None,
        into_before: json!(keep),
        from_before: json!(gone),
        moved: json!(moved),
        version: 1,
    };
    tx.put(&record).await?;
    tx.commit(with_children(event("enterprise.merged", ctx, &record), &moved)).await?;
    Ok(record)
}

/// Undoes a merge: both records stand again as they were. Refused when the kept record was edited since.
pub async fn unmerge(ctx: &Ctx, db: &Db, id: &str) -> Result<Merge> {
    let mut tx = db.write(&ctx.zone).await?;
    let mut record = books::merge(&mut tx, id).await?;
    let keep = books::get(&mut tx, &ctx.scope()?, &record.into_id).await?;
    let permit = ctx.permit::<Enterprise>(Action::Merge, &keep.relation())?;
    if record.undone_us.is_some() {
        return Err(Error::conflict("enterprise-unmerge-done"));
    }
    let before: Enterprise = serde_json::from_value(record.into_before.clone()).map_err(Error::internal)?;
    if keep.version != before.version + 1 {
        return Err(Error::conflict("enterprise-unmerge-edited"));
    }
    let mut from: Enterprise = serde_json::from_value(record.from_before.clone()).map_err(Error::internal)?;
    from.version += 2;
    let mut into = before;
    into.version += 2;
    let moved: Moved = serde_json::from_value(record.moved.clone()).map_err(Error::internal)?;
    move_back(&mut tx, &moved, &record.into_id, &record.from_id).await?;
    books::save(&mut tx, &permit, &into).await?;
    books::save(&mut tx, &permit, &from).await?;
    record.undone_us = Some(ctx.now_us());
    record.version += 1;
    tx.put(&record).await?;
    tx.commit(with_children(event("enterprise.unmerged", ctx, &record), &moved)).await?;
    Ok(record)
}

fn event(kind: &'static str, ctx: &Ctx, record: &Merge) -> Event {
    Event::new(kind, ctx)
        .related("enterprise", &record.into_id, "into")
        .related("enterprise", &record.from_id, "from")
        .with("merge", record.id.as_str())
}

/// Children change their parent, so the event names them too.
fn with_children(event: Event, moved: &Moved) -> Event {
    moved.children.iter().filter_map(Json::as_str).fold(event, |e, id| e.related("enterprise", id, "child"))
}

async fn rows_of<R: Record>(conn: &mut Conn, column: &str, id: &EnterpriseId) -> Result<Vec<R>> {
    conn.list(&format!("AND {column} = $2"), &[id.as_str().into()]).await
}

async fn move_all(tx: &mut Tx, from: &EnterpriseId, into: &EnterpriseId) -> Result<Moved> {
    let mut moved = Moved::default();
    for mut row in rows_of::<Contact>(tx, "enterprise_id", from).await? {
        moved.contacts.push(json!(row));
        row.enterprise_id = into.clone();
        tx.put(&row).await?;
    }
    for mut row in rows_of::<Listing>(tx, "enterprise_id", from).await? {
        moved.listings.push(json!(row));
        row.enterprise_id = into.clone();
        tx.put(&row).await?;
    }
    for mut row in rows_of::<Figure>(tx, "enterprise_id", from).await? {
        let image = json!(row);
        let key = figure_key(&row);
        tx.remove(&crate::figure::TABLE, &key).await?;
        row.enterprise_id = into.clone();
        if tx.get::<Figure>(&figure_key(&row)).await?.is_some() {
            moved.set_aside.push(image);
        } else {
            moved.figures.push(image);
            tx.put(&row).await?;
        }
    }
    for mut row in rows_of::<Enterprise>(tx, "parent_id", from).await? {
        moved.children.push(json!(row.id));
        row.parent_id = Some(into.clone());
        row.version += 1;
        tx.put(&row).await?;
    }
    Ok(moved)
}

async fn move_back(tx: &mut Tx, moved: &Moved, into: &EnterpriseId, from: &EnterpriseId) -> Result<()> {
    // What was edited since the merge keeps its newer value, what was taken away stays away: only the owner changes.
    for id in ids(&moved.contacts) {
        if let Some(mut row) = tx.get::<Contact>(&[id.into()]).await?
            && row.enterprise_id == *into
        {
            row.enterprise_id = from.clone();
            tx.put(&row).await?;
        }
    }
    for id in ids(&moved.listings) {
        if let Some(mut row) = tx.get::<Listing>(&[id.into()]).await?
            && row.enterprise_id == *into
        {
            row.enterprise_id = from.clone();
            tx.put(&row).await?;
        }
    }
    for image in &moved.figures {
        let mut was: Figure = serde_json::from_value(image.clone()).map_err(Error::internal)?;
        was.enterprise_id = into.clone();
        let key = figure_key(&was);
        if let Some(mut row) = tx.get::<Figure>(&key).await? {
            tx.remove(&crate::figure::TABLE, &key).await?;
            row.enterprise_id = from.clone();
            tx.put(&row).await?;
        }
    }
    for image in &moved.set_aside {
        books::put_back::<Figure>(tx, image).await?;
    }
    for id in moved.children.iter().filter_map(Json::as_str) {
        if let Some(mut child) = tx.get::<Enterprise>(&[id.into()]).await?
            && child.parent_id.as_ref() == Some(into)
        {
            child.parent_id = Some(from.clone());
            child.version += 1;
            tx.put(&child).await?;
        }
    }
    Ok(())
}

fn ids(images: &[Json]) -> impl Iterator<Item = &str> {
    images.iter().filter_map(|image| image.get("id")?.as_str())
}

fn figure_key(row: &Figure) -> [Value; 3] {
    [row.enterprise_id.as_str().into(), row.metric.code().into(), row.period.as_str().into()]
}

//! 撤销一批导入: what the import made goes, what it changed is as before. Companies edited since are kept and counted.
use super::apply::Undo;
use super::{Batch, Counts, Outcome, Pace, PreviewRow, people, store};
use crate::company::{Enterprise, Key, service::touch, store as companies};
use crate::figure::Figure;
use ::store::{Db, Tx, Value};
use kernel::{Action, Ctx, Error, Event, Relation, Result};

const BLOCK: i64 = 200;

/// Takes a written batch back. `error` of the counts is the number of companies kept because they were edited since.
pub async fn undo(ctx: &Ctx, db: &Db, batch: &Batch, pace: &impl Pace) -> Result<Counts> {
    ctx.permit::<Batch>(Action::Edit, &Relation::zone())?;
    let total = batch.written.create + batch.written.update;
    let mut counts = Counts::default();
    for outcome in [Outcome::Update, Outcome::Create] {
        let mut after = 0;
        loop {
            pace.check()?;
            let rows = {
                let mut conn = db.read(&ctx.zone).await?;
                store::rows(&mut conn, &batch.id, Some(outcome), after, BLOCK).await?
            };
            let Some(last) = rows.last() else { break };
            after = last.row_no;
            block(ctx, db, batch, outcome, rows, &mut counts).await?;
            pace.progress(counts.total(), total);
        }
    }
    Ok(counts)
}

async fn block(
    ctx: &Ctx,
    db: &Db,
    batch: &Batch,
    outcome: Outcome,
    rows: Vec<PreviewRow>,
    counts: &mut Counts,
) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let mut event = Event::new("enterprise.import_undone", ctx).related("import", &batch.id, "batch");
    event = event.with("file", batch.file_name.as_str());
    for mut row in rows {
        let Some(id) = row.enterprise_id.clone() else { continue };
        let Ok(undo) = serde_json::from_value::<Option<Undo>>(row.undo.clone()) else { continue };
        let Some(undo) = undo else { continue };
        let now = tx.get::<Enterprise>(&[id.as_str().into()]).await?;
        let untouched = match &now {
            Some(company) => company.version == undo.version && !grown_since(&mut tx, &id, &undo).await?,
            None => false,
        };
        let Some(company) = now.filter(|_| untouched) else {
            counts.add(Outcome::Error);
            continue;
        };
        take_back(ctx, &mut tx, &company, &undo).await?;
        event = event.object("enterprise", &id);
        row.undo = serde_json::Value::Null;
        tx.put(&row).await?;
        counts.add(outcome);
    }
    tx.commit(event).await
}

/// Whether somebody added contacts, lists or figures to a company that the import made.
async fn grown_since(tx: &mut Tx, id: &str, undo: &Undo) -> Result<bool> {
    if undo.before.is_some() {
        return Ok(false);
    }
    let args = [Value::from(id)];
    let contacts = tx.count(&crate::contact::TABLE, "AND enterprise_id = $2", &args).await?;
    let figures = tx.count(&crate::figure::TABLE, "AND enterprise_id = $2", &args).await?;
    let listings = tx.count(&crate::listing::TABLE, "AND enterprise_id = $2", &args).await?;
    let ours = i64::from(undo.person.as_ref().is_some_and(|p| p.made.is_some()));
    let written = i64::try_from(undo.figures.len()).unwrap_or(i64::MAX);
    Ok(contacts > ours || figures > written || listings > 0)
}

async fn take_back(ctx: &Ctx, tx: &mut Tx, company: &Enterprise, undo: &Undo) -> Result<()> {
    if let Some(person) = &undo.person {
        people::take_back(tx, person).await?;
    }
    for (metric, year, before) in &undo.figures {
        match before {
            Some(image) => companies::put_back::<Figure>(tx, image).await?,
            None => {
                let key = [company.id.as_str().into(), metric.as_str().into(), year.as_str().into()];
                tx.remove(&crate::figure::TABLE, &key).await?;
            }
        }
    }
    match &undo.before {
        Some(image) => {
            let mut old: Enterprise = serde_json::from_value(image.clone()).map_err(Error::internal)?;
            old.version = company.version;
            touch(ctx, &mut old);
            tx.put(&old).await?;
            companies::renew_keys(tx, &old).await
        }
        None => {
            tx.remove(&crate::company::TABLE, &[company.id.as_str().into()]).await?;
            for key in crate::company::rules::keys_of(company) {
                let Key { kind, value, enterprise_id } = key;
                tx.remove(
                    &<Key as ::store::Record>::TABLE,
                    &[kind.into(), value.into(), enterprise_id.as_str().into()],
                )
                .await?;
            }
            Ok(())
        }
    }
}

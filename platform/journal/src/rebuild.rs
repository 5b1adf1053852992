//! Rebuilding tables from the row images of the journal.
use crate::body::rows;
use crate::chain::Batches;
use kernel::{Ctx, Error, Event, Result};
use serde_json::Value as Json;
use store::{Db, Table, Tx, Value};

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub events: u64,
    pub changes: u64,
}

/// Empties these tables of the zone and replays the journal into them, in one transaction.
pub async fn rebuild(ctx: &Ctx, db: &Db, tables: &[Table]) -> Result<Rebuilt> {
    if let Some(private) = tables.iter().find(|t| !t.journaled) {
        return Err(Error::internal(format!("the journal does not keep table {}", private.name)));
    }
    let mut tx = db.write(&ctx.zone).await?;
    // Later tables may refer to earlier ones.
    for table in tables.iter().rev() {
        let sql = format!("DELETE FROM {} WHERE zone_id = $1", table.name);
        tx.exec(&sql, &[ctx.zone.as_str().into()]).await?;
    }
    let mut batches = Batches::of(&ctx.zone);
    let mut done = Rebuilt::default();
    loop {
        let batch = batches.next(&mut tx).await?;
        if batch.is_empty() {
            break;
        }
        for event in batch {
            done.events += 1;
            done.changes += replay(&mut tx, tables, &event.body).await?;
        }
    }
    let names: Vec<&str> = tables.iter().map(|t| t.name).collect();
    let event = Event::new("journal.rebuilt", ctx).with("tables", names).with("changes", done.changes);
    tx.commit(event).await?;
    Ok(done)
}

async fn replay(tx: &mut Tx, tables: &[Table], body: &str) -> Result<u64> {
    let mut count = 0;
    for change in rows(body)? {
        let Some(table) = tables.iter().find(|t| t.name == change.table) else { continue };
        // The images come from the journal: writing them there again would double it.
        let quiet = Table { journaled: false, ..*table };
        match change.row {
            Some(mut image) => {
                // A column that has since been dropped.
                image.retain(|name, _| table.columns.iter().any(|(column, _)| column == name));
                tx.put_image(&quiet, image).await?;
            }
            None => {
                tx.remove(&quiet, &key_values(&change.key)?).await?;
            }
        }
        count += 1;
    }
    Ok(count)
}

fn key_values(key: &[Json]) -> Result<Vec<Value>> {
    key.iter()
        .map(|part| match part {
            Json::String(text) => Ok(Value::from(text)),
            Json::Number(n) => n.as_i64().map(Value::from).ok_or_else(|| Error::internal("a key with a fraction")),
            other => Err(Error::internal(format!("a key that is neither text nor number: {other}"))),
        })
        .collect()
}

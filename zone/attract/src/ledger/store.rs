//! The only SQL about imported ledgers.
use super::{Batch, Line, Outcome};
use crate::lead::{Lead, Passage, activity};
use ::store::{Conn, Tx, Value};
use kernel::{Error, Permit, Relation, Result, Scope};

pub async fn get(conn: &mut Conn, scope: &Scope<Lead>, id: &str) -> Result<Batch> {
    scope.require(&Relation::zone())?;
    conn.get::<Batch>(&[id.into()]).await?.ok_or(Error::NotFound)
}

/// The batches, the latest first.
pub async fn all(conn: &mut Conn, scope: &Scope<Lead>) -> Result<Vec<Batch>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY created_us DESC, id LIMIT 100", &[]).await
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Lead>, batch: &Batch) -> Result<()> {
    tx.put(batch).await
}

pub async fn save_lines(tx: &mut Tx, _permit: &Permit<Lead>, lines: &[Line]) -> Result<()> {
    tx.put_many(lines).await
}

/// Lines of a batch by row, of one outcome or all.
pub async fn lines(
    conn: &mut Conn,
    batch: &str,
    outcome: Option<Outcome>,
    most: i64,
    offset: i64,
) -> Result<Vec<Line>> {
    let only = outcome.map(Outcome::code).unwrap_or_default();
    let rest = "AND batch_id = $2 AND ($3 = '' OR outcome = $3) ORDER BY number LIMIT $4 OFFSET $5";
    conn.list(rest, &[batch.into(), only.into(), most.into(), offset.into()]).await
}

/// Takes back a lead that an import created, with what it brought.
pub async fn take_back(
    tx: &mut Tx,
    _permit: &Permit<Lead>,
    lead: &Lead,
    passages: &[Passage],
    note: Option<&str>,
) -> Result<()> {
    for passage in passages {
        let key = [Value::from(lead.id.as_str()), passage.n.into()];
        tx.remove(&crate::lead::PASSAGE_TABLE, &key).await?;
    }
    if let Some(note) = note {
        tx.remove(&activity::TABLE, &[note.into()]).await?;
    }
    tx.remove(&crate::lead::TABLE, &[lead.id.as_str().into()]).await?;
    Ok(())
}

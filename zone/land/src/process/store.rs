//! The only SQL of imported logs.
use super::{Imported, LogId};
use ::store::{Conn, Tx};
use kernel::{Error, Permit, Relation, Result, Scope};

/// Newest first.
pub async fn all(conn: &mut Conn, scope: &Scope<Imported>) -> Result<Vec<Imported>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY added_us DESC, id LIMIT 200", &[]).await
}

pub async fn get(conn: &mut Conn, scope: &Scope<Imported>, id: &LogId) -> Result<Imported> {
    scope.require(&Relation::zone())?;
    conn.get(&[id.as_str().into()]).await?.ok_or(Error::NotFound)
}

pub async fn put(tx: &mut Tx, _: &Permit<Imported>, log: &Imported) -> Result<()> {
    tx.put(log).await
}

pub async fn remove(tx: &mut Tx, _: &Permit<Imported>, id: &LogId) -> Result<()> {
    tx.remove(&super::TABLE, &[id.as_str().into()]).await.map(drop)
}

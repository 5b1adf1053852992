//! The only SQL about external ranks.
use super::ExternalRank;
use kernel::{Error, Permit, Relation, Result, Scope};
use store::{Conn, Tx};

/// A rank in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<ExternalRank>, id: &str) -> Result<ExternalRank> {
    scope.require(&Relation::zone())?;
    conn.get::<ExternalRank>(&[id.into()]).await?.ok_or(Error::NotFound)
}

/// All ranks, the latest publication first.
pub async fn all(conn: &mut Conn, scope: &Scope<ExternalRank>) -> Result<Vec<ExternalRank>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY published_on DESC, list_zh, id LIMIT 1000", &[]).await
}

/// The record of this edition of this list, if any.
pub async fn of_edition(conn: &mut Conn, list_zh: &str, edition: i64) -> Result<Option<ExternalRank>> {
    let found = conn.list("AND list_zh = $2 AND edition = $3 LIMIT 1", &[list_zh.into(), edition.into()]).await?;
    Ok(found.into_iter().next())
}

pub async fn save(tx: &mut Tx, _permit: &Permit<ExternalRank>, rank: &ExternalRank) -> Result<()> {
    tx.put(rank).await
}

pub async fn remove(tx: &mut Tx, _permit: &Permit<ExternalRank>, id: &str) -> Result<bool> {
    tx.remove(&super::TABLE, &[id.into()]).await
}

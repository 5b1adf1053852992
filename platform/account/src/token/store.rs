//! The only SQL about tokens.
use super::{TABLE, Token};
use ::store::{Conn, Tx, Value};
use kernel::Result;
use kernel::id::UserId;

pub(crate) async fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Token>> {
    Ok(conn.list::<Token>("AND token_hash = $2", &[hash.into()]).await?.into_iter().next())
}

/// The user's tokens, newest first.
pub(crate) async fn of_user(conn: &mut Conn, id: &UserId) -> Result<Vec<Token>> {
    conn.list("AND user_id = $2 ORDER BY created_us DESC, id LIMIT 100", &[id.as_str().into()]).await
}

pub(crate) async fn count(conn: &mut Conn, id: &UserId) -> Result<i64> {
    conn.count(&TABLE, "AND user_id = $2", &[id.as_str().into()]).await
}

/// Ends all tokens of a user; how many there were.
pub(crate) async fn end_all(tx: &mut Tx, id: &UserId) -> Result<u64> {
    let args = [Value::from(tx.zone().as_str()), id.as_str().into()];
    tx.exec("DELETE FROM access_token WHERE zone_id = $1 AND user_id = $2", &args).await
}

pub(crate) async fn touch(tx: &mut Tx, id: &str, now_us: i64) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), id.into(), now_us.into()];
    tx.exec("UPDATE access_token SET used_us = $3 WHERE zone_id = $1 AND id = $2", &args).await.map(|_| ())
}

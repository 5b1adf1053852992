//! The only SQL about sessions.
use super::{Session, rules};
use ::store::{Conn, Tx, Value};
use kernel::Result;
use kernel::id::UserId;

pub(crate) async fn by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>> {
    conn.get(&[token_hash.into()]).await
}

/// The user's sessions, the one used last first.
pub(crate) async fn of_user(conn: &mut Conn, id: &UserId) -> Result<Vec<Session>> {
    conn.list("AND user_id = $2 ORDER BY seen_us DESC, id LIMIT 100", &[id.as_str().into()]).await
}

/// Ends all sessions of a user; how many there were.
pub(crate) async fn end_all(tx: &mut Tx, id: &UserId) -> Result<u64> {
    let args = [Value::from(tx.zone().as_str()), id.as_str().into()];
    tx.exec("DELETE FROM user_session WHERE zone_id = $1 AND user_id = $2", &args).await
}

/// Ends all sessions of a user but one.
pub(crate) async fn end_others(tx: &mut Tx, id: &UserId, keep: &str) -> Result<u64> {
    let args = [Value::from(tx.zone().as_str()), id.as_str().into(), keep.into()];
    tx.exec("DELETE FROM user_session WHERE zone_id = $1 AND user_id = $2 AND id <> $3", &args).await
}

/// Ends one session of a user; whether there was one.
pub(crate) async fn end_one(tx: &mut Tx, id: &UserId, session: &str) -> Result<bool> {
    let args = [Value::from(tx.zone().as_str()), id.as_str().into(), session.into()];
    Ok(tx.exec("DELETE FROM user_session WHERE zone_id = $1 AND user_id = $2 AND id = $3", &args).await? > 0)
}

pub(crate) async fn touch(tx: &mut Tx, token_hash: &str, now_us: i64) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), token_hash.into(), now_us.into()];
    let sql = "UPDATE user_session SET seen_us = $3 WHERE zone_id = $1 AND token_hash = $2 AND seen_us < $3";
    tx.exec(sql, &args).await.map(|_| ())
}

/// Sweeps away what has ended by itself.
pub(crate) async fn sweep(tx: &mut Tx, now_us: i64) -> Result<()> {
    let args = [
        Value::from(tx.zone().as_str()),
        (now_us - rules::LONGEST_US).into(),
        (now_us - rules::IDLE_US).into(),
        (now_us - rules::HALF_OPEN_US).into(),
    ];
    let sql = "DELETE FROM user_session WHERE zone_id = $1 \
               AND (created_us <= $2 OR seen_us <= $3 OR (stage <> 'full' AND created_us <= $4))";
    tx.exec(sql, &args).await.map(|_| ())
}

//! The only SQL about notices.
use super::{Notice, TABLE};
use kernel::Result;
use store::{Conn, Tx, Value};

/// How many notices the user has not seen.
pub async fn unseen(conn: &mut Conn, user: &str) -> Result<i64> {
    conn.count(&TABLE, "AND user_id = $2 AND seen_us IS NULL", &[user.into()]).await
}

/// The user's notices behind an instant and id, newest first.
pub async fn page(conn: &mut Conn, user: &str, before: Option<(i64, &str)>, most: i64) -> Result<Vec<Notice>> {
    let (at, id) = before.unwrap_or((i64::MAX, ""));
    let rest = "AND user_id = $2 AND (at_us < $3 OR (at_us = $3 AND id < $4)) ORDER BY at_us DESC, id DESC LIMIT $5";
    conn.list(rest, &[user.into(), at.into(), id.into(), most.into()]).await
}

/// The newest that the user has not seen.
pub async fn unread(conn: &mut Conn, user: &str, most: i64) -> Result<Vec<Notice>> {
    let rest = "AND user_id = $2 AND seen_us IS NULL ORDER BY at_us DESC, id DESC LIMIT $3";
    conn.list(rest, &[user.into(), most.into()]).await
}

/// What becomes seen.
pub enum Which<'a> {
    All,
    One(&'a str),
    /// What leads to that page.
    At(&'a str),
}

/// Marks as seen; how many.
pub async fn mark(tx: &mut Tx, user: &str, which: Which<'_>, now_us: i64) -> Result<u64> {
    let (condition, value) = match which {
        Which::All => ("", None),
        Which::One(id) => (" AND id = $4", Some(id)),
        Which::At(path) => (" AND path = $4", Some(path)),
    };
    let sql = format!(
        "UPDATE land_notice SET seen_us = $3 WHERE zone_id = $1 AND user_id = $2 AND seen_us IS NULL{condition}"
    );
    let mut args = vec![Value::from(tx.zone().as_str()), user.into(), now_us.into()];
    args.extend(value.map(Value::from));
    tx.exec(&sql, &args).await
}

/// Whether something new leads there.
pub async fn new_at(conn: &mut Conn, user: &str, path: &str) -> Result<bool> {
    let rest = "AND user_id = $2 AND path = $3 AND seen_us IS NULL";
    Ok(conn.count(&TABLE, rest, &[user.into(), path.into()]).await? > 0)
}

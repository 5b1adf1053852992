//! The only SQL about notices.
use super::{Notice, TABLE};
use kernel::{Ctx, Result};
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

/// Marks what leads there as seen; an empty path marks all.
pub async fn see(ctx: &Ctx, tx: &mut Tx, user: &str, path: &str) -> Result<()> {
    let zone = Value::from(ctx.zone.as_str());
    let sql = "UPDATE land_notice SET seen_us = $3 WHERE zone_id = $1 AND user_id = $2 AND seen_us IS NULL AND ($4 = '' OR path = $4)";
    tx.exec(sql, &[zone, user.into(), ctx.now_us().into(), path.into()]).await.map(|_| ())
}

/// Whether something new leads there.
pub async fn new_at(conn: &mut Conn, user: &str, path: &str) -> Result<bool> {
    let rest = "AND user_id = $2 AND path = $3 AND seen_us IS NULL";
    Ok(conn.count(&TABLE, rest, &[user.into(), path.into()]).await? > 0)
}

//! The only SQL of the index's follower.
use ::store::{Conn, Row, Value};
use kernel::Result;

/// Events after a position, a few at a time: a single event of an import is large.
pub async fn events_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Row>> {
    let sql = "SELECT seq, body FROM event WHERE zone_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let args = [Value::from(conn.zone().as_str()), seq.into(), limit.into()];
    conn.rows(sql, &args).await
}

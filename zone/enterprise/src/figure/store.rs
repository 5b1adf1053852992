//! The only SQL about figures.
use ::store::{Conn, Value};
use kernel::Result;

/// The latest year up to this one for which any company's revenue is known.
pub async fn latest_revenue(conn: &mut Conn, most: i32) -> Result<Option<i32>> {
    // Years only: `2019-Q3` is no full year.
    let sql = "SELECT period FROM figure WHERE zone_id = $1 AND metric = 'revenue' AND period <= $2 \
               AND LENGTH(period) = 4 ORDER BY period DESC LIMIT 1";
    let args = [Value::from(conn.zone().as_str()), most.to_string().into()];
    Ok(match conn.row(sql, &args).await? {
        Some(row) => row.text("period")?.parse().ok(),
        None => None,
    })
}

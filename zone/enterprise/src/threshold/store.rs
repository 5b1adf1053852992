//! The only SQL about thresholds.
use super::Threshold;
use crate::figure::Figure;
use ::store::{Conn, Value};
use kernel::Result;

pub async fn all(conn: &mut Conn) -> Result<Vec<Threshold>> {
    conn.list("ORDER BY list, valid_from DESC, id LIMIT 500", &[]).await
}

/// Figures of these companies, in no order.
pub async fn figures(conn: &mut Conn, ids: &[String]) -> Result<Vec<Figure>> {
    let mut all = Vec::new();
    for chunk in ids.chunks(500) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = chunk.iter().map(Value::from).collect();
        all.extend(conn.list::<Figure>(&format!("AND enterprise_id IN ({})", marks.join(",")), &args).await?);
    }
    Ok(all)
}

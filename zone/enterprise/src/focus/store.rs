//! The only SQL about focus industries.
use super::Focus;
use ::store::{Conn, Row, Value};
use kernel::Result;

pub async fn all(conn: &mut Conn) -> Result<Vec<Focus>> {
    conn.list("ORDER BY position, code LIMIT 100", &[]).await
}

/// Live companies by what was said and by industry: count and insured. A few hundred rows at most.
pub async fn counts(conn: &mut Conn) -> Result<Vec<Row>> {
    let sql = "SELECT focus, industry_code, COUNT(*) AS n, CAST(SUM(insured_count) AS BIGINT) AS insured \
               FROM enterprise WHERE zone_id = $1 AND merged_into IS NULL AND removed_on IS NULL \
               GROUP BY focus, industry_code";
    let zone = Value::from(conn.zone().as_str());
    conn.rows(sql, &[zone]).await
}

/// Revenue of a year by what was said and by industry, with how many figures are examples.
pub async fn revenue(conn: &mut Conn, year: &str) -> Result<Vec<Row>> {
    let sql = "SELECT e.focus AS focus, e.industry_code AS industry_code, COUNT(*) AS n, \
               CAST(SUM(f.value) AS BIGINT) AS fen, \
               CAST(SUM(CASE WHEN f.source LIKE '%\"example\":true%' THEN 1 ELSE 0 END) AS BIGINT) AS examples \
               FROM figure f JOIN enterprise e ON e.zone_id = f.zone_id AND e.id = f.enterprise_id \
               WHERE f.zone_id = $1 AND f.metric = 'revenue' AND f.period = $2 \
               AND e.merged_into IS NULL AND e.removed_on IS NULL GROUP BY e.focus, e.industry_code";
    let args = [Value::from(conn.zone().as_str()), year.into()];
    conn.rows(sql, &args).await
}

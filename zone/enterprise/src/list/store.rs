//! The only SQL of the list.
use ::store::{Conn, Value};
use kernel::Result;

/// Sums over companies, with how many of the summed values are examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub revenue_fen: i64,
    pub with_revenue: i64,
    pub revenue_examples: i64,
    pub insured: i64,
    pub with_insured: i64,
    pub insured_examples: i64,
}

/// The sums of these companies.
pub async fn sums(conn: &mut Conn, ids: &[String], year: &str) -> Result<Sums> {
    let mut sums = Sums::default();
    for chunk in ids.chunks(500) {
        let marks = |from: usize| (from..chunk.len() + from).map(|i| format!("${i}")).collect::<Vec<_>>().join(",");
        let sql = format!(
            "SELECT COUNT(*) AS n, CAST(SUM(value) AS BIGINT) AS fen, \
             CAST(SUM(CASE WHEN source LIKE '%\"example\":true%' THEN 1 ELSE 0 END) AS BIGINT) AS examples \
             FROM figure WHERE zone_id = $1 AND metric = 'revenue' AND period = $2 AND enterprise_id IN ({})",
            marks(3)
        );
        let mut args = vec![Value::from(conn.zone().as_str()), year.into()];
        args.extend(chunk.iter().map(Value::from));
        if let Some(row) = conn.row(&sql, &args).await? {
            sums.revenue_fen = sums.revenue_fen.saturating_add(row.opt_int("fen")?.unwrap_or(0));
            sums.with_revenue += row.int("n")?;
            sums.revenue_examples += row.opt_int("examples")?.unwrap_or(0);
        }
        let sql = format!(
            "SELECT COUNT(insured_count) AS n, CAST(SUM(insured_count) AS BIGINT) AS insured, \
             CAST(SUM(CASE WHEN insured_count IS NOT NULL AND (source LIKE '%\"example\":true%' \
             OR facts LIKE '%\"insured_count\":{{%\"example\":true%') THEN 1 ELSE 0 END) AS BIGINT) AS examples \
             FROM enterprise WHERE zone_id = $1 AND id IN ({})",
            marks(2)
        );
        let mut args = vec![Value::from(conn.zone().as_str())];
        args.extend(chunk.iter().map(Value::from));
        if let Some(row) = conn.row(&sql, &args).await? {
            sums.insured += row.opt_int("insured")?.unwrap_or(0);
            sums.with_insured += row.int("n")?;
            sums.insured_examples += row.opt_int("examples")?.unwrap_or(0);
        }
    }
    Ok(sums)
}

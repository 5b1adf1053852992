//! The only SQL of the targets' engine: the companies of the books by division.
use attract::target::{Books, Trade};
use enterprise::company::Enterprise;
use kernel::{Relation, Result, Scope};
use store::Conn;

/// Names kept for each division.
const NAMES: i64 = 3;

/// Every division of the live companies with their number and some of their names; those without an industry are counted.
pub async fn trades(conn: &mut Conn, scope: &Scope<Enterprise>) -> Result<Books> {
    scope.require(&Relation::zone())?;
    let sql = "SELECT division, firms, name, place FROM (\
               SELECT SUBSTR(COALESCE(industry_code, ''), 1, 2) AS division, name, \
               COUNT(*) OVER (PARTITION BY SUBSTR(COALESCE(industry_code, ''), 1, 2)) AS firms, \
               ROW_NUMBER() OVER (PARTITION BY SUBSTR(COALESCE(industry_code, ''), 1, 2) ORDER BY name, id) AS place \
               FROM enterprise WHERE zone_id = $1 AND merged_into IS NULL AND removed_on IS NULL) named \
               WHERE place <= $2 ORDER BY division, place";
    let mut books = Books::default();
    for row in conn.rows(sql, &[conn.zone().as_str().into(), NAMES.into()]).await? {
        let (division, name) = (row.text("division")?, row.text("name")?);
        let firms = u64::try_from(row.int("firms")?).unwrap_or(0);
        if division.len() < 2 {
            books.uncoded += if row.int("place")? == 1 { firms } else { 0 };
            continue;
        }
        match books.trades.last_mut().filter(|t| t.division == division) {
            Some(trade) => trade.names.push(name),
            None => books.trades.push(Trade { division, firms, names: vec![name] }),
        }
    }
    Ok(books)
}

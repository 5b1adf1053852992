//! The only SQL of the API: walks by key that no page needs.
use enterprise::import::Batch;
use kernel::access::Extent;
use kernel::{Error, Result};
use store::{Conn, Value};

/// Ids of companies in sight behind an id, merged ones and those taken off the list left out.
pub async fn company_ids(conn: &mut Conn, extent: &Extent, after: &str, limit: i64) -> Result<Vec<String>> {
    let mut args = vec![Value::from(conn.zone().as_str()), after.into(), limit.into()];
    let mut sql = "SELECT id FROM enterprise WHERE zone_id = $1 AND id > $2 AND merged_into IS NULL \
                   AND removed_on IS NULL"
        .to_owned();
    if !extent.all {
        let mut one_of = |column: &str, ids: Vec<&str>| {
            let marks: Vec<String> = ids.iter().enumerate().map(|(i, _)| format!("${}", args.len() + 1 + i)).collect();
            args.extend(ids.into_iter().map(Value::from));
            if marks.is_empty() { "1 = 0".to_owned() } else { format!("{column} IN ({})", marks.join(", ")) }
        };
        let own = one_of("id", extent.companies.iter().map(|c| c.as_str()).collect());
        let ours = one_of("department_id", extent.departments.iter().map(|d| d.as_str()).collect());
        sql.push_str(&format!(" AND ({own} OR {ours})"));
    }
    sql.push_str(" ORDER BY id LIMIT $3");
    conn.rows(&sql, &args).await?.iter().map(|row| row.text("id")).collect()
}

/// Imports behind one (`created id`), the newest first.
pub async fn batches(conn: &mut Conn, behind: Option<&str>, limit: i64) -> Result<Vec<Batch>> {
    let refused = || Error::invalid("cursor", "api-cursor");
    let Some(key) = behind else {
        return conn.list("ORDER BY created_us DESC, id DESC LIMIT $2", &[limit.into()]).await;
    };
    let (created, id) = key.split_once(' ').ok_or_else(refused)?;
    let created: i64 = created.parse().map_err(|_| refused())?;
    let rest = "AND (created_us < $2 OR (created_us = $2 AND id < $3)) ORDER BY created_us DESC, id DESC LIMIT $4";
    conn.list(rest, &[created.into(), id.into(), limit.into()]).await
}

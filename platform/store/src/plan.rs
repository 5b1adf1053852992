//! Looks at SQLite's plans in tests: a query that reads a whole table for each row of another is quick in a small zone and
//! never ends in a large one. The plans hang on the indexes alone, as no statistics are kept, so that a test's few rows show them.
use crate::Value;
use crate::conn::Link;
use kernel::Result;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

static WATCHED: AtomicBool = AtomicBool::new(false);
static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// From now on this process looks at each query once.
pub(crate) fn watch() {
    WATCHED.store(true, Ordering::Relaxed);
}

/// Ends the test where the query reads a whole table again and again. Nothing outside tests.
pub(crate) async fn look(link: &mut Link, sql: &str, args: &[Value]) -> Result<()> {
    let query = WATCHED.load(Ordering::Relaxed) && matches!(link, Link::Sqlite(_)) && sql.starts_with("SELECT");
    if !query || !SEEN.lock().is_ok_and(|mut seen| seen.insert(sql.to_owned())) {
        return Ok(());
    }
    let rows = link.rows(&format!("EXPLAIN QUERY PLAN {sql}"), args).await.map_err(crate::db::failure)?;
    let step = |r: &crate::Row| Ok(Step { id: r.int("id")?, parent: r.int("parent")?, detail: r.text("detail")? });
    let steps = rows.iter().map(step).collect::<Result<Vec<Step>>>()?;
    let found = read_again(&steps).map(|s| s.detail.as_str());
    assert!(found.is_none(), "for each row of another table this reads a whole zone: {found:?}\n{sql}\n{steps:#?}");
    Ok(())
}

#[derive(Debug)]
struct Step {
    id: i64,
    parent: i64,
    detail: String,
}

/// The first step that reads all of a table, or of a zone's rows, within a loop: behind another table of the same join, or in
/// a subquery that is asked for each row.
fn read_again(steps: &[Step]) -> Option<&Step> {
    let reads = |s: &Step| s.detail.starts_with("SEARCH") || s.detail.starts_with("SCAN");
    let whole =
        |s: &Step| s.detail.starts_with("SCAN") || s.detail.trim_end_matches(" LEFT-JOIN").ends_with("(zone_id=?)");
    let each = |s: &Step| steps.iter().any(|p| p.id == s.parent && p.detail.starts_with("CORRELATED"));
    let behind = |at: usize, s: &Step| steps.iter().take(at).any(|b| reads(b) && b.parent == s.parent);
    steps.iter().enumerate().find(|(at, s)| reads(s) && whole(s) && (each(s) || behind(*at, s))).map(|(_, s)| s)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    fn found(plan: &[(i64, i64, &str)]) -> Option<String> {
        let step =
            |(id, parent, detail): &(i64, i64, &str)| Step { id: *id, parent: *parent, detail: (*detail).to_owned() };
        let steps: Vec<Step> = plan.iter().map(step).collect();
        read_again(&steps).map(|s| s.detail.clone())
    }

    #[tokio::test]
    async fn a_query_that_reads_a_zone_for_each_row_ends_the_test_that_asks_it() {
        let t = crate::testing::Town::sqlite(&[]).await;
        let ask = async |inner: &str| {
            let mut conn = t.db.read(&t.ctx.zone).await.expect("a reader");
            let sql = format!(
                "SELECT (SELECT MAX(b.body) FROM event b WHERE {inner}) AS n FROM event a WHERE a.zone_id = $1"
            );
            tokio::spawn(async move { conn.rows(&sql, &["test".into()]).await.map(|rows| rows.len()) }).await
        };
        let one = ask("b.zone_id = a.zone_id AND b.seq = a.seq").await;
        assert!(matches!(one, Ok(Ok(_))), "{one:?}");
        let all = ask("b.zone_id = a.zone_id AND b.kind < a.kind").await;
        assert!(all.is_err_and(|e| e.is_panic()));
    }

    #[test]
    fn a_zone_read_for_each_row_is_found() {
        let outer = (3, 0, "SEARCH lead USING COVERING INDEX lead_owner (zone_id=?)");
        let own = "SEARCH p USING INDEX lead_passage_lead (zone_id=? AND lead_id=?)";
        let all = "SEARCH p USING COVERING INDEX lead_passage_stage (zone_id=?)";
        let each = (9, 0, "CORRELATED SCALAR SUBQUERY 1");
        assert_eq!(found(&[outer]), None, "once is no loop");
        assert_eq!(found(&[outer, each, (12, 9, own)]), None);
        assert_eq!(found(&[outer, each, (12, 9, all)]).as_deref(), Some(all));
        assert_eq!(found(&[outer, (9, 0, "LIST SUBQUERY 1"), (12, 9, all)]), None, "such a list is read once");
        assert_eq!(found(&[outer, (5, 0, own)]), None);
        assert_eq!(found(&[outer, (5, 0, &format!("{all} LEFT-JOIN"))]).as_deref(), Some(&*format!("{all} LEFT-JOIN")));
        assert_eq!(found(&[outer, (5, 0, "SCAN p")]).as_deref(), Some("SCAN p"));
    }
}

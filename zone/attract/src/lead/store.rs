//! The only SQL about leads and what hangs on them.
use super::activity::Activity;
use super::attachment::Attachment;
use super::handover::Handover;
use super::hesitation::Hesitation;
use super::query::{ORDERS, PER_PAGE};
pub use super::where_store::{Now, Where, where_of};
use super::{Lead, Passage};
use ::store::{Conn, Record, Tx, Value};
use kernel::id::LeadId;
use kernel::{Error, Permit, Relation, Result, Scope};

/// A lead in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId) -> Result<Lead> {
    scope.require(&Relation::zone())?;
    conn.get::<Lead>(&[id.as_str().into()]).await?.ok_or(Error::NotFound)
}

/// Leads of these ids, in the order asked; absent ones are left out.
pub async fn by_ids(conn: &mut Conn, scope: &Scope<Lead>, ids: &[String]) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    let mut found = std::collections::HashMap::new();
    for chunk in ids.chunks(500) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = chunk.iter().map(Value::from).collect();
        let rows: Vec<Lead> = conn.list(&format!("AND id IN ({})", marks.join(",")), &args).await?;
        found.extend(rows.into_iter().map(|l| (l.id.to_string(), l)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Open leads of companies whose seat is in this city (code of the prefecture or municipality), the longest untouched first.
pub async fn open_in_city(conn: &mut Conn, scope: &Scope<Lead>, city: &str, most: i64) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    conn.list("AND kind = 'open' AND city = $2 ORDER BY active_on, id LIMIT $3", &[city.into(), most.into()]).await
}

/// Writes a lead or a record that hangs on one.
pub async fn save<R: Record>(tx: &mut Tx, _permit: &Permit<Lead>, record: &R) -> Result<()> {
    tx.put(record).await
}

/// Writes many records of one kind.
pub async fn save_many<R: Record>(tx: &mut Tx, _permit: &Permit<Lead>, records: &[R]) -> Result<()> {
    tx.put_many(records).await
}

pub async fn remove<R: Record>(tx: &mut Tx, _permit: &Permit<Lead>, key: &[Value]) -> Result<bool> {
    tx.remove(&R::TABLE, key).await
}

/// The open lead of this company, if there is one: by credit code, else by name.
pub async fn live(conn: &mut Conn, name_key: &str, credit_code: Option<&str>) -> Result<Option<Lead>> {
    let by_name = conn.list("AND kind = 'open' AND name_key = $2 LIMIT 1", &[name_key.into()]).await?;
    if let Some(lead) = by_name.into_iter().next() {
        return Ok(Some(lead));
    }
    let Some(code) = credit_code else { return Ok(None) };
    Ok(conn.list("AND kind = 'open' AND credit_code = $2 LIMIT 1", &[code.into()]).await?.into_iter().next())
}

/// All leads of a company, the newest first.
pub async fn of_company(conn: &mut Conn, name_key: &str, credit_code: Option<&str>) -> Result<Vec<Lead>> {
    // Each half by its index; COALESCE keeps the index of the order from being read to its end for these few.
    let rest = "AND id IN (SELECT id FROM lead WHERE zone_id = $1 AND name_key = $2 \
                UNION ALL SELECT id FROM lead WHERE zone_id = $1 AND credit_code = $3) \
                ORDER BY COALESCE(began_on, NULL) DESC, id LIMIT 50";
    conn.list(rest, &[name_key.into(), credit_code.into()]).await
}

/// Open leads that an officer holds.
pub async fn held(conn: &mut Conn, owner: &str) -> Result<i64> {
    conn.count(&super::TABLE, "AND owner = $2 AND kind = 'open'", &[owner.into()]).await
}

async fn hanging<R: Record>(
    conn: &mut Conn,
    scope: &Scope<Lead>,
    id: &LeadId,
    order: &str,
    most: i64,
) -> Result<Vec<R>> {
    scope.require(&Relation::zone())?;
    conn.list(&format!("AND lead_id = $2 ORDER BY {order} LIMIT $3"), &[id.as_str().into(), most.into()]).await
}

pub async fn passages(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId) -> Result<Vec<Passage>> {
    hanging(conn, scope, id, "n", 500).await
}

pub async fn activities(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId, most: i64) -> Result<Vec<Activity>> {
    hanging(conn, scope, id, "happened_on DESC, id DESC", most).await
}

pub async fn hesitations(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId) -> Result<Vec<Hesitation>> {
    hanging(conn, scope, id, "since_on, id", 200).await
}

pub async fn handovers(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId) -> Result<Vec<Handover>> {
    hanging(conn, scope, id, "asked_us DESC", 50).await
}

pub async fn attachments(conn: &mut Conn, scope: &Scope<Lead>, id: &LeadId) -> Result<Vec<Attachment>> {
    hanging(conn, scope, id, "added_us, id", 200).await
}

/// Attachments of any lead with these bytes.
pub async fn same_bytes(conn: &mut Conn, sha256: &str) -> Result<i64> {
    conn.count(&super::attachment::TABLE, "AND sha256 = $2", &[sha256.into()]).await
}

/// A record that hangs on this lead; absent when it hangs on another.
pub async fn hanging_one<R: Record>(
    conn: &mut Conn,
    scope: &Scope<Lead>,
    id: &str,
    of: impl Fn(&R) -> bool,
) -> Result<R> {
    scope.require(&Relation::zone())?;
    conn.get::<R>(&[id.into()]).await?.filter(of).ok_or(Error::NotFound)
}

/// Requests for leads of this owner that nobody has answered, with the lead's name.
pub async fn asked_of(conn: &mut Conn, owner: &str, most: i64) -> Result<Vec<(Handover, Lead)>> {
    let open: Vec<Handover> =
        conn.list("AND owner = $2 AND answer IS NULL ORDER BY asked_us LIMIT $3", &[owner.into(), most.into()]).await?;
    let mut found = Vec::new();
    for request in open {
        if let Some(lead) = conn.get::<Lead>(&[request.lead_id.as_str().into()]).await? {
            found.push((request, lead));
        }
    }
    Ok(found)
}

/// Owned open leads whose owner was last active on or before `quiet` and who either was not told yet or was told on or
/// before `told`: what the pool has to do.
pub async fn untouched(conn: &mut Conn, quiet: &str, told: &str, most: i64) -> Result<Vec<Lead>> {
    let rest = "AND kind = 'open' AND owner IS NOT NULL AND active_on <= $2 AND (warned_on IS NULL OR warned_on <= $3) \
                ORDER BY active_on, id LIMIT $4";
    conn.list(rest, &[quiet.into(), told.into(), most.into()]).await
}

/// How many leads fit, counted no further than this.
pub async fn count_to(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, most: i64) -> Result<i64> {
    scope.require(&Relation::zone())?;
    let mut args: Vec<Value> = std::iter::once(Value::from(conn.zone().as_str())).collect();
    args.extend(w.args.iter().cloned());
    args.push(most.into());
    let sql = format!(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM lead WHERE zone_id = $1{} LIMIT ${}) x",
        w.sql(),
        args.len()
    );
    conn.row(&sql, &args).await?.map_or(Ok(0), |row| row.int("n"))
}

/// How many leads fit.
pub async fn count(conn: &mut Conn, scope: &Scope<Lead>, w: &Where) -> Result<i64> {
    scope.require(&Relation::zone())?;
    conn.count(&super::TABLE, w.sql(), &w.args).await
}

/// So many leads are put in order after they were found by their conditions; more are met in the order of an index.
const FEW: i64 = 2_000;

/// The column of an order and its direction.
fn order_of(sort: &str) -> (&'static str, &'static str) {
    let (by, way) = sort.strip_prefix('-').map_or((sort, "ASC"), |by| (by, "DESC"));
    let column = ORDERS.iter().find(|(k, _)| *k == by).map_or("active_on", |(_, column)| *column);
    (column, if sort.is_empty() { "DESC" } else { way })
}

/// The order as SQL: rows without the value come last, the id decides between equals.
fn order(sort: &str, few: bool) -> String {
    let (column, way) = order_of(sort);
    // Columns that always have a value keep their plain order, which an index serves. A few rows are better sorted than
    // looked for in that index.
    let nulls = if matches!(column, "next_on" | "amount_fen") { " NULLS LAST" } else { "" };
    let by = if few { format!("COALESCE({column}, NULL)") } else { column.to_owned() };
    format!("{by} {way}{nulls}, id {way}")
}

/// The conditions in a form that lets the index of the order be walked: a span of days would else be read whole and sorted.
fn walked(w: &Where, sort: &str) -> String {
    let spans = ["next_on", "began_on", "answer_due_us"].into_iter().filter(|c| *c != order_of(sort).0);
    spans.fold(w.sql().to_owned(), |sql, c| sql.replace(&format!(" {c} "), &format!(" COALESCE({c}, NULL) ")))
}

/// One page of the list.
pub async fn page(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, sort: &str, page: u64) -> Result<Vec<Lead>> {
    let offset = (page.max(1) - 1).saturating_mul(PER_PAGE);
    some(conn, scope, w, sort, PER_PAGE, offset).await
}

/// Leads from that place of the order on.
pub async fn some(
    conn: &mut Conn,
    scope: &Scope<Lead>,
    w: &Where,
    sort: &str,
    most: u64,
    offset: u64,
) -> Result<Vec<Lead>> {
    let few = count_to(conn, scope, w, FEW + 1).await? <= FEW;
    let fitting = match few {
        true => format!(" AND id IN (SELECT id FROM lead WHERE zone_id = $1{})", w.sql()),
        false => walked(w, sort),
    };
    let mut args = w.args.clone();
    args.push(i64::try_from(most).unwrap_or(0).into());
    args.push(i64::try_from(offset).unwrap_or(0).into());
    let n = args.len();
    conn.list(&format!("{fitting} ORDER BY {} LIMIT ${n} OFFSET ${}", order(sort, few), n + 1), &args).await
}

/// Leads behind an id, by id: however many are added meanwhile, a walk meets each once.
pub async fn behind(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, id: &str, most: i64) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    let mut args = w.args.clone();
    args.extend([id.into(), most.into()]);
    let n = args.len();
    conn.list(&format!("{} AND id > ${n} ORDER BY id LIMIT ${}", w.sql(), n + 1), &args).await
}

/// All leads behind an id: what an index is built from.
pub async fn all_behind(conn: &mut Conn, id: &str, most: i64) -> Result<Vec<Lead>> {
    conn.list("AND id > $2 ORDER BY id LIMIT $3", &[id.into(), most.into()]).await
}

/// The zone's events behind a position, each with its body: what the index of names follows.
pub async fn events_behind(conn: &mut Conn, seq: i64, most: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT seq, body FROM event WHERE zone_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let args = [Value::from(conn.zone().as_str()), seq.into(), most.into()];
    conn.rows(sql, &args).await?.iter().map(|row| Ok((row.int("seq")?, row.text("body")?))).collect()
}

/// Leads with a next step between two days, by day: the calendar.
pub async fn stepping(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, most: u64) -> Result<Vec<Lead>> {
    some(conn, scope, w, "next", most, 0).await
}

/// How many leads hold each value of a column, the most frequent first: what the selects of the list offer.
pub async fn tally(
    conn: &mut Conn,
    scope: &Scope<Lead>,
    column: &'static str,
    w: &Where,
) -> Result<Vec<(String, i64)>> {
    scope.require(&Relation::zone())?;
    let sql = format!(
        "SELECT {column} AS value, COUNT(*) AS n FROM lead WHERE zone_id = $1{} AND {column} IS NOT NULL \
         GROUP BY {column} ORDER BY n DESC, {column} LIMIT 200",
        w.sql()
    );
    let args: Vec<Value> = std::iter::once(Value::from(conn.zone().as_str())).chain(w.args.iter().cloned()).collect();
    conn.rows(&sql, &args).await?.iter().map(|row| Ok((row.text("value")?, row.int("n")?))).collect()
}

/// Count and sum of the intended investment in yuan by stage: the heads of the board.
pub async fn by_stage(conn: &mut Conn, scope: &Scope<Lead>, w: &Where) -> Result<Vec<(String, i64, i64)>> {
    scope.require(&Relation::zone())?;
    let sql = format!(
        "SELECT stage, COUNT(*) AS n, CAST(SUM(CASE WHEN amount_currency = 'CNY' THEN amount_fen ELSE 0 END) AS BIGINT) AS fen \
         FROM lead WHERE zone_id = $1{} GROUP BY stage",
        w.sql()
    );
    let args: Vec<Value> = std::iter::once(Value::from(conn.zone().as_str())).chain(w.args.iter().cloned()).collect();
    let rows = conn.rows(&sql, &args).await?;
    rows.iter().map(|r| Ok((r.text("stage")?, r.int("n")?, r.opt_int("fen")?.unwrap_or(0)))).collect()
}

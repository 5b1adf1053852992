//! The only SQL about leads and what hangs on them.
use super::activity::Activity;
use super::attachment::Attachment;
use super::handover::Handover;
use super::hesitation::Hesitation;
use super::query::{Filter, ORDERS, PER_PAGE};
use super::{Lead, Passage};
use crate::pipeline::{Kind, Pipeline};
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
    let rest =
        "AND (name_key = $2 OR (credit_code IS NOT NULL AND credit_code = $3)) ORDER BY began_on DESC, id LIMIT 50";
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

/// SQL after `WHERE zone_id = $1`, with its arguments from `$2`.
pub struct Where {
    sql: String,
    pub args: Vec<Value>,
}

impl Where {
    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
    fn mark(&mut self, value: impl Into<Value>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len() + 1)
    }
    fn marks<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) -> String {
        let marks: Vec<String> = values.into_iter().map(|v| self.mark(v)).collect();
        if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") }
    }
    pub fn sql(&self) -> &str {
        &self.sql
    }
    /// `column` is one of the values; `none` stands for "nothing known".
    fn among(&mut self, column: &str, values: &[String]) {
        let known = values.iter().map(String::as_str).filter(|v| *v != "none");
        let marks = self.marks(known);
        let none = if values.iter().any(|v| v == "none") { format!(" OR {column} IS NULL") } else { String::new() };
        self.and(&format!("({column} IN ({marks}){none})"));
    }
}

/// What a day-dependent condition is measured against.
#[derive(Clone, Debug)]
pub struct Now {
    /// ISO day.
    pub today: String,
    pub in_a_week: String,
    pub us: i64,
}

/// The filter as SQL. Without a condition that speaks of closed leads only open ones are shown.
pub fn where_of(filter: &Filter, pipeline: &Pipeline, now: &Now) -> Where {
    let mut w = Where { sql: String::new(), args: Vec::new() };
    if !filter.q.is_empty() {
        let key = super::rules::name_key(&filter.q).replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let like = w.mark(format!("%{key}%"));
        let code = w.mark(filter.q.trim().to_uppercase());
        w.and(&format!("(name_key LIKE {like} ESCAPE '!' OR credit_code = {code})"));
    }
    kinds(&mut w, filter);
    for (name, column) in [
        ("stage", "stage"),
        ("owner", "owner"),
        ("focus", "focus"),
        ("division", "division"),
        ("city", "city"),
        ("channel", "channel"),
        ("lost", "lost_reason"),
        ("batch", "batch_id"),
    ] {
        if !filter.values(name).is_empty() {
            w.among(column, filter.values(name));
        }
    }
    special(&mut w, filter, pipeline, now);
    for (name, column) in [("began", "began_on"), ("next", "next_on")] {
        let Some((from, to)) = filter.ranges.get(name) else { continue };
        for (end, sign) in [(from, ">="), (to, "<=")] {
            if !end.is_empty() {
                let mark = w.mark(end);
                w.and(&format!("{column} {sign} {mark}"));
            }
        }
    }
    w
}

fn kinds(w: &mut Where, filter: &Filter) {
    let said = filter.values("kind");
    let closed = ["stage", "lost", "reached", "batch"].iter().any(|c| !filter.values(c).is_empty());
    if said.iter().any(|k| k == "all") || (said.is_empty() && closed) {
        return;
    }
    let kinds: Vec<String> = if said.is_empty() { vec![Kind::Open.code().to_owned()] } else { said.to_vec() };
    w.among("kind", &kinds);
}

fn special(w: &mut Where, filter: &Filter, pipeline: &Pipeline, now: &Now) {
    if let Some(stage) = filter.values("reached").first() {
        let beyond: Vec<&str> = pipeline.ladder().skip_while(|s| s.id != *stage).map(|s| s.id.as_str()).collect();
        let marks = w.marks(beyond);
        w.and(&format!(
            "EXISTS (SELECT 1 FROM lead_passage p WHERE p.zone_id = lead.zone_id AND p.lead_id = lead.id AND p.stage IN ({marks}))"
        ));
    }
    let reasons = filter.values("hesitation");
    if reasons.iter().any(|r| r == "any") {
        w.and("hesitating > 0");
    } else if !reasons.is_empty() {
        let marks = w.marks(reasons.iter().map(String::as_str));
        w.and(&format!(
            "EXISTS (SELECT 1 FROM lead_hesitation h WHERE h.zone_id = lead.zone_id AND h.lead_id = lead.id \
             AND h.resolved_on IS NULL AND h.reason IN ({marks}))"
        ));
    }
    match filter.values("due").first().map(String::as_str) {
        Some("overdue") => {
            let today = w.mark(&now.today);
            w.and(&format!("next_on < {today}"));
        }
        Some("week") => {
            let (today, week) = (w.mark(&now.today), w.mark(&now.in_a_week));
            w.and(&format!("next_on >= {today} AND next_on <= {week}"));
        }
        Some("none") => w.and("next_on IS NULL"),
        Some("returning") => {
            // Asked of the days themselves: the warning may not have gone out yet.
            let quiet = w.mark(super::rules::quiet_since(&now.today, &pipeline.policy));
            w.and(&format!("owner IS NOT NULL AND active_on <= {quiet}"));
        }
        Some("reminded") => {
            let today = w.mark(&now.today);
            w.and(&format!("remind_on <= {today}"));
        }
        _ => {}
    }
    match filter.values("answer").first().map(String::as_str) {
        Some("waiting") => w.and("answer_due_us IS NOT NULL AND answered_us IS NULL"),
        Some("overdue") => {
            let now = w.mark(now.us);
            w.and(&format!("answered_us IS NULL AND answer_due_us < {now}"));
        }
        Some("late") => {
            let now = w.mark(now.us);
            w.and(&format!("answer_due_us IS NOT NULL AND COALESCE(answered_us, {now}) > answer_due_us"));
        }
        _ => {}
    }
}

/// How many leads fit.
pub async fn count(conn: &mut Conn, scope: &Scope<Lead>, w: &Where) -> Result<i64> {
    scope.require(&Relation::zone())?;
    conn.count(&super::TABLE, w.sql(), &w.args).await
}

/// The order as SQL: rows without the value come last, the id decides between equals.
fn order(sort: &str) -> String {
    let (by, way) = sort.strip_prefix('-').map_or((sort, "ASC"), |by| (by, "DESC"));
    let column = ORDERS.iter().find(|(k, _)| *k == by).map_or(&"active_on", |(_, column)| column);
    let way = if sort.is_empty() { "DESC" } else { way };
    // Columns that always have a value keep their plain order, which an index serves.
    let nulls = if matches!(*column, "next_on" | "amount_fen") { " NULLS LAST" } else { "" };
    format!("{column} {way}{nulls}, id {way}")
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
    scope.require(&Relation::zone())?;
    let mut args = w.args.clone();
    args.push(i64::try_from(most).unwrap_or(0).into());
    args.push(i64::try_from(offset).unwrap_or(0).into());
    let n = args.len();
    let rest = format!("{} ORDER BY {} LIMIT ${n} OFFSET ${}", w.sql(), order(sort), n + 1);
    conn.list(&rest, &args).await
}

/// Leads behind an id, by id: however many are added meanwhile, a walk meets each once.
pub async fn behind(conn: &mut Conn, scope: &Scope<Lead>, w: &Where, id: &str, most: i64) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    let mut args = w.args.clone();
    args.extend([id.into(), most.into()]);
    let n = args.len();
    conn.list(&format!("{} AND id > ${n} ORDER BY id LIMIT ${}", w.sql(), n + 1), &args).await
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

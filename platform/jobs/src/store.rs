//! The only SQL about jobs. A runner sees the jobs of all zones; everybody else those of one.
use crate::job::{Job, JobId, State};
use crate::run::Message;
use ::store::{Conn, Db, Record, Tx, Value};
use kernel::access::Extent;
use kernel::id::UserId;
use kernel::{Error, Result, ZoneId};
use serde_json::Value as Json;

/// A job of any zone.
pub(crate) type Address = (ZoneId, JobId);

/// A snapshot for queries over all zones; the zone of the connection itself is of no consequence.
async fn everywhere(db: &Db) -> Result<Conn> {
    let zone = ZoneId::parse("installation").ok_or_else(|| Error::internal("zone code"))?;
    db.read(&zone).await
}

fn address(row: &::store::Row) -> Result<Address> {
    let zone = ZoneId::parse(&row.text("zone_id")?);
    let id = JobId::parse(&row.text("id")?);
    zone.zip(id).ok_or_else(|| Error::internal("a job with a malformed key"))
}

fn marks(from: usize, count: usize) -> String {
    let marks: Vec<String> = (from..from + count).map(|n| format!("${n}")).collect();
    marks.join(", ")
}

/// The job that has waited longest, among these kinds.
pub(crate) async fn next(db: &Db, kinds: &[String]) -> Result<Option<Address>> {
    if kinds.is_empty() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT zone_id, id FROM job WHERE state = 'queued' AND kind IN ({}) ORDER BY created_us, id LIMIT 1",
        marks(1, kinds.len())
    );
    let args: Vec<Value> = kinds.iter().map(Value::from).collect();
    let row = everywhere(db).await?.row(&sql, &args).await?;
    row.as_ref().map(address).transpose()
}

/// Takes a queued job for this runner; none when somebody else was faster.
pub(crate) async fn claim(db: &Db, (zone, id): &Address, runner: &str, now_us: i64) -> Result<Option<Job>> {
    let mut tx = db.write(zone).await?;
    let sql = "UPDATE job SET state = 'running', runner = $3, started_us = $4, heartbeat_us = $4, \
               attempts = attempts + 1, version = version + 1 WHERE zone_id = $1 AND id = $2 AND state = 'queued'";
    let args = [zone.as_str().into(), id.as_str().into(), runner.into(), now_us.into()];
    if tx.exec(sql, &args).await? == 0 {
        return Ok(None);
    }
    let job = tx.get::<Job>(&[id.as_str().into()]).await?;
    tx.commit_quiet().await?;
    Ok(job)
}

/// Writes how far a job is and that its runner lives.
pub(crate) async fn pulse(
    db: &Db,
    (zone, id): &Address,
    runner: &str,
    now_us: i64,
    numbers: (i64, i64),
    message: Option<Message>,
) -> Result<()> {
    let (code, args) = split(message);
    let mut tx = db.write(zone).await?;
    let sql = "UPDATE job SET heartbeat_us = $4, done = $5, total = $6, message_code = $7, message_args = $8 \
               WHERE zone_id = $1 AND id = $2 AND runner = $3 AND state = 'running'";
    let args = [
        zone.as_str().into(),
        id.as_str().into(),
        runner.into(),
        now_us.into(),
        numbers.0.into(),
        numbers.1.into(),
        code,
        args,
    ];
    tx.exec(sql, &args).await?;
    tx.commit_quiet().await
}

fn split(message: Option<Message>) -> (Value, Value) {
    let (code, args) = message.map_or((None, Vec::new()), |(c, a)| (Some(c), a));
    (code.into(), serde_json::json!(args).to_string().into())
}

pub(crate) async fn cancel_requested(db: &Db, (zone, id): &Address) -> Result<bool> {
    let sql = "SELECT cancel_requested FROM job WHERE zone_id = $1 AND id = $2";
    let args = [zone.as_str().into(), id.as_str().into()];
    Ok(db.read(zone).await?.number(sql, &args).await? != 0)
}

/// How a run ended.
pub(crate) struct End {
    pub state: State,
    pub message: Option<Message>,
    pub result: Json,
    pub numbers: (i64, i64),
}

/// Writes the end of a run, if the job is still this runner's.
pub(crate) async fn finish(db: &Db, (zone, id): &Address, runner: &str, now_us: i64, end: &End) -> Result<()> {
    let (code, args) = split(end.message.clone());
    let mut tx = db.write(zone).await?;
    let sql = "UPDATE job SET state = $4, finished_us = $5, heartbeat_us = $5, done = $6, total = $7, \
               message_code = $8, message_args = $9, result = $10, version = version + 1 \
               WHERE zone_id = $1 AND id = $2 AND runner = $3 AND state IN ('running', 'interrupted')";
    let args = [
        zone.as_str().into(),
        id.as_str().into(),
        runner.into(),
        end.state.code().into(),
        now_us.into(),
        end.numbers.0.into(),
        end.numbers.1.into(),
        code,
        args,
        end.result.to_string().into(),
    ];
    tx.exec(sql, &args).await?;
    tx.commit_quiet().await
}

/// Running jobs of other runners whose last sign of life is before `silent_since_us`.
pub(crate) async fn orphans(db: &Db, runner: &str, silent_since_us: i64) -> Result<Vec<(Address, String)>> {
    let sql = "SELECT zone_id, id, kind FROM job WHERE state = 'running' AND runner <> $1 AND heartbeat_us <= $2 \
               ORDER BY created_us LIMIT 1000";
    let rows = everywhere(db).await?.rows(sql, &[runner.into(), silent_since_us.into()]).await?;
    rows.iter().map(|row| Ok((address(row)?, row.text("kind")?))).collect()
}

/// A running job whose runner has gone: queued again when it can be resumed and nobody wants it stopped.
pub(crate) async fn orphan(
    db: &Db,
    (zone, id): &Address,
    silent_since_us: i64,
    resumable: bool,
    now_us: i64,
) -> Result<()> {
    let mut tx = db.write(zone).await?;
    let key = [Value::from(zone.as_str()), id.as_str().into()];
    let [zone_arg, id_arg] = key.clone();
    let still = "zone_id = $1 AND id = $2 AND state = 'running' AND heartbeat_us <= $3";
    let queued = if resumable {
        let sql = format!(
            "UPDATE job SET state = 'queued', runner = NULL, version = version + 1 WHERE {still} AND cancel_requested = 0"
        );
        tx.exec(&sql, &[zone_arg.clone(), id_arg.clone(), silent_since_us.into()]).await?
    } else {
        0
    };
    if queued == 0 {
        let sql = format!(
            "UPDATE job SET state = 'interrupted', finished_us = $4, message_code = 'job-interrupted', message_args = '[]', \
             version = version + 1 WHERE {still}"
        );
        tx.exec(&sql, &[zone_arg, id_arg, silent_since_us.into(), now_us.into()]).await?;
    }
    tx.commit_quiet().await
}

/// Removes jobs that ended before `before_us`; the number removed.
pub(crate) async fn clean(db: &Db, before_us: i64) -> Result<u64> {
    let sql = "SELECT DISTINCT zone_id FROM job WHERE finished_us < $1";
    let rows = everywhere(db).await?.rows(sql, &[before_us.into()]).await?;
    let mut removed = 0;
    for row in rows {
        let Some(zone) = ZoneId::parse(&row.text("zone_id")?) else {
            continue;
        };
        let mut tx = db.write(&zone).await?;
        let sql = "DELETE FROM job WHERE zone_id = $1 AND finished_us < $2 AND state NOT IN ('queued', 'running')";
        removed += tx.exec(sql, &[zone.as_str().into(), before_us.into()]).await?;
        tx.commit_quiet().await?;
    }
    Ok(removed)
}

pub(crate) async fn insert(tx: &mut Tx, job: &Job) -> Result<()> {
    tx.put(job).await
}

/// How many jobs of this owner have not ended.
pub(crate) async fn open_count(tx: &mut Tx, owner: &UserId) -> Result<i64> {
    tx.count(&Job::TABLE, "AND owner = $2 AND state IN ('queued', 'running')", &[owner.as_str().into()]).await
}

pub(crate) async fn one(conn: &mut Conn, id: &JobId) -> Result<Option<Job>> {
    conn.get::<Job>(&[id.as_str().into()]).await
}

/// The newest first.
pub(crate) async fn newest(conn: &mut Conn, extent: &Extent, limit: i64) -> Result<Vec<Job>> {
    let order = "ORDER BY created_us DESC, id DESC";
    match (&extent.user, extent.all) {
        (_, true) => conn.list(&format!("{order} LIMIT $2"), &[limit.into()]).await,
        (Some(user), false) => {
            let rest = format!("AND owner = $2 {order} LIMIT $3");
            conn.list(&rest, &[user.as_str().into(), limit.into()]).await
        }
        (None, false) => Ok(Vec::new()),
    }
}

/// Notes the wish to stop; a job that has not begun is cancelled at once.
pub(crate) async fn request_cancel(tx: &mut Tx, id: &JobId, now_us: i64) -> Result<()> {
    let (zone, id) = (Value::from(tx.zone().as_str()), Value::from(id.as_str()));
    let sql = "UPDATE job SET state = 'cancelled', finished_us = $3, cancel_requested = 1, message_code = 'job-cancelled', \
               version = version + 1 WHERE zone_id = $1 AND id = $2 AND state = 'queued'";
    tx.exec(sql, &[zone.clone(), id.clone(), now_us.into()]).await?;
    let sql = "UPDATE job SET cancel_requested = 1, version = version + 1 \
               WHERE zone_id = $1 AND id = $2 AND state = 'running' AND cancel_requested = 0";
    tx.exec(sql, &[zone, id]).await?;
    Ok(())
}

//! Walking along a chain in bounded memory.
use kernel::{Result, ZoneId};
use store::{Conn, Db, EventRow, Row};

/// Events of a batch, at most.
const BATCH: i64 = 1_000;
/// Bytes of bodies in a batch; a single longer event makes a batch of its own.
const BATCH_BYTES: i64 = 16 * 1024 * 1024;

/// The zones that have a journal.
pub async fn zones(db: &Db) -> Result<Vec<ZoneId>> {
    let mut conn = installation(db).await?;
    zones_in(&mut conn).await
}

/// A snapshot for queries over all zones; its own zone is of no consequence.
pub(crate) async fn installation(db: &Db) -> Result<Conn> {
    let zone = ZoneId::parse("installation").ok_or_else(|| kernel::Error::internal("zone code"))?;
    db.read(&zone).await
}

pub(crate) async fn zones_in(conn: &mut Conn) -> Result<Vec<ZoneId>> {
    let sql = "SELECT zone_id FROM journal_head UNION SELECT DISTINCT zone_id FROM event ORDER BY zone_id";
    let rows = conn.rows(sql, &[]).await?;
    let codes: Result<Vec<String>> = rows.iter().map(|r| r.text("zone_id")).collect();
    Ok(codes?.iter().filter_map(|code| ZoneId::parse(code)).collect())
}

pub(crate) const COLUMNS: &str = "seq, at_us, kind, actor, body, prev, hash";

pub(crate) fn event_of(row: &Row) -> Result<EventRow> {
    Ok(EventRow {
        seq: row.int("seq")?,
        at_us: row.int("at_us")?,
        kind: row.text("kind")?,
        actor: row.text("actor")?,
        body: row.text("body")?,
        prev: row.text("prev")?,
        hash: row.text("hash")?,
    })
}

/// The events of a zone in order, batch by batch.
pub struct Batches {
    zone: ZoneId,
    after: Option<i64>,
}

impl Batches {
    pub(crate) fn of(zone: &ZoneId) -> Self {
        Self::after(zone, i64::MIN)
    }

    /// Those behind a number only.
    pub fn after(zone: &ZoneId, seq: i64) -> Self {
        Self { zone: zone.clone(), after: Some(seq) }
    }

    /// The next batch; empty at the end.
    pub async fn next(&mut self, conn: &mut Conn) -> Result<Vec<EventRow>> {
        let Some(after) = self.after else { return Ok(Vec::new()) };
        let sql =
            "SELECT seq, OCTET_LENGTH(body) AS bytes FROM event WHERE zone_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let sizes = conn.rows(sql, &[self.zone.as_str().into(), after.into(), BATCH.into()]).await?;
        let (mut last, mut bytes) = (None, 0);
        for row in &sizes {
            bytes += row.int("bytes")?;
            if last.is_some() && bytes > BATCH_BYTES {
                break;
            }
            last = Some(row.int("seq")?);
        }
        self.after = last;
        let Some(last) = last else { return Ok(Vec::new()) };
        events_between(conn, &self.zone, after, last).await
    }
}

/// The events behind a number, the oldest first.
pub async fn behind(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE zone_id = $1 AND seq > $2 ORDER BY seq LIMIT $3");
    let args = [conn.zone().as_str().into(), after.into(), limit.into()];
    conn.rows(&sql, &args).await?.iter().map(event_of).collect()
}

/// Events with `after < seq <= last`.
pub(crate) async fn events_between(conn: &mut Conn, zone: &ZoneId, after: i64, last: i64) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE zone_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq");
    let rows = conn.rows(&sql, &[zone.as_str().into(), after.into(), last.into()]).await?;
    rows.iter().map(event_of).collect()
}

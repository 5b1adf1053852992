//! Object rows against what the events name, in both directions.
//!
//! Rows are stored by object, events by sequence: sorting one like the other would cost an index on every write. So
//! each thousand of events gets a sum of keyed digests, added for what the events name and subtracted for the rows;
//! only where the sum is not zero are the two listed and compared.
use super::What;
use crate::body::{Facts, facts};
use crate::chain::events_between;
use kernel::ctx::SystemRng;
use kernel::event::ObjectRef;
use kernel::{Result, Rng as _, ZoneId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Row, Value};

/// Events of a bucket.
const BUCKET: i64 = 1_000;
const PAGE: i64 = 5_000;
/// Buckets whose differences are listed.
const LISTED: usize = 20;

type Named = BTreeSet<(i64, String)>;

pub(super) struct Prints {
    /// Random for each verification, so that nobody can prepare rows whose digests cancel out. It decides nothing else.
    key: [u8; 32],
    sums: BTreeMap<i64, u128>,
}

impl Prints {
    pub(super) fn new() -> Self {
        let mut key = [0u8; 32];
        SystemRng.fill(&mut key);
        Self { key, sums: BTreeMap::new() }
    }

    fn digest(&self, seq: i64, text: &str) -> u128 {
        let mut hasher = Sha256::new();
        hasher.update(self.key);
        hasher.update(seq.to_le_bytes());
        hasher.update(text.as_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        digest.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
    }

    /// Adds what an event names; false when its body cannot be read.
    pub(super) fn add_body(&mut self, seq: i64, facts: Option<Facts>) -> bool {
        let Some(facts) = facts else { return false };
        for text in facts.objects.iter().map(text_of).collect::<BTreeSet<String>>() {
            let digest = self.digest(seq, &text);
            let sum = self.sums.entry(seq.div_euclid(BUCKET)).or_default();
            *sum = sum.wrapping_add(digest);
        }
        true
    }

    fn subtract_row(&mut self, seq: i64, text: &str) {
        let digest = self.digest(seq, text);
        let sum = self.sums.entry(seq.div_euclid(BUCKET)).or_default();
        *sum = sum.wrapping_sub(digest);
    }

    pub(super) async fn compare(
        mut self,
        conn: &mut Conn,
        zone: &ZoneId,
        mut note: impl FnMut(i64, What) + Send,
    ) -> Result<()> {
        self.subtract_rows(conn, zone).await?;
        let differing: Vec<i64> = self.sums.iter().filter(|(_, sum)| **sum != 0).map(|(bucket, _)| *bucket).collect();
        for (i, bucket) in differing.into_iter().enumerate() {
            if i >= LISTED {
                note(bucket * BUCKET, What::ObjectRemoved { object: "…".to_owned() });
                continue;
            }
            list(conn, zone, bucket * BUCKET, &mut note).await?;
        }
        Ok(())
    }

    async fn subtract_rows(&mut self, conn: &mut Conn, zone: &ZoneId) -> Result<()> {
        let columns = "object_kind, object_id, seq, qualifier";
        let mut after: Option<[Value; 4]> = None;
        loop {
            let mut args = vec![Value::from(zone.as_str()), PAGE.into()];
            let past = if after.is_some() { format!("AND ({columns}) > ($3, $4, $5, $6)") } else { String::new() };
            args.extend(after.into_iter().flatten());
            let sql =
                format!("SELECT {columns} FROM event_object WHERE zone_id = $1 {past} ORDER BY {columns} LIMIT $2");
            let rows = conn.rows(&sql, &args).await?;
            for row in &rows {
                self.subtract_row(row.int("seq")?, &text_of(&object_of(row)?));
            }
            let Some(last) = rows.last() else { return Ok(()) };
            let object = object_of(last)?;
            after = Some([object.kind.into(), object.id.into(), last.int("seq")?.into(), object.qualifier.into()]);
        }
    }
}

fn object_of(row: &Row) -> Result<ObjectRef> {
    Ok(ObjectRef { kind: row.text("object_kind")?, id: row.text("object_id")?, qualifier: row.text("qualifier")? })
}

/// As JSON, so that no part can reach into the next.
fn text_of(object: &ObjectRef) -> String {
    serde_json::json!([object.kind, object.id, object.qualifier]).to_string()
}

async fn list(conn: &mut Conn, zone: &ZoneId, first: i64, note: &mut (impl FnMut(i64, What) + Send)) -> Result<()> {
    let mut said = Named::new();
    for event in events_between(conn, zone, first - 1, first + BUCKET - 1).await? {
        // An unreadable body has been reported already; its rows then look added.
        let objects = facts(&event.body).map_or_else(|_| Vec::new(), |f| f.objects);
        said.extend(objects.iter().map(|o| (event.seq, text_of(o))));
    }
    let sql =
        "SELECT object_kind, object_id, seq, qualifier FROM event_object WHERE zone_id = $1 AND seq >= $2 AND seq < $3";
    let mut rows = Named::new();
    for row in conn.rows(sql, &[zone.as_str().into(), first.into(), (first + BUCKET).into()]).await? {
        rows.insert((row.int("seq")?, text_of(&object_of(&row)?)));
    }
    for (seq, object) in said.difference(&rows) {
        note(*seq, What::ObjectRemoved { object: object.clone() });
    }
    for (seq, object) in rows.difference(&said) {
        note(*seq, What::ObjectAdded { object: object.clone() });
    }
    Ok(())
}

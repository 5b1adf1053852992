//! The only SQL about stages, reasons and the rules of the pool.
use super::{Pipeline, Policy, Reason, Stage, standard_reasons, standard_stages};
use ::store::{Conn, Record, Tx};
use kernel::access::Guarded;
use kernel::{Permit, Result};

/// The zone's pipeline; the standard one where the zone has edited nothing.
pub async fn pipeline(conn: &mut Conn) -> Result<Pipeline> {
    let stages: Vec<Stage> = conn.list("ORDER BY position, id LIMIT 100", &[]).await?;
    let reasons: Vec<Reason> = conn.list("ORDER BY position, id LIMIT 500", &[]).await?;
    let policy: Option<Policy> = conn.get(&["pool".into()]).await?;
    Ok(Pipeline {
        stages: if stages.is_empty() { standard_stages() } else { stages },
        reasons: if reasons.is_empty() { standard_reasons() } else { reasons },
        policy: policy.unwrap_or_default(),
    })
}

pub async fn save<R: Record + Guarded>(tx: &mut Tx, _permit: &Permit<R>, record: &R) -> Result<()> {
    tx.put(record).await
}

/// How many leads stand in a stage.
pub async fn leads_in(conn: &mut Conn, stage: &str) -> Result<i64> {
    conn.count(&crate::lead::TABLE, "AND stage = $2", &[stage.into()]).await
}

//! 修订: how an indicator's values came to be what they are, from the journal.
use super::{Decimal, Indicator, IndicatorValue, VALUE_TABLE};
use ::store::{Conn, Db};
use kernel::{Ctx, Result};
use serde::Serialize;
use std::collections::HashMap;

/// A value that was set, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    pub seq: i64,
    pub at_us: i64,
    /// A user's id, or `system`.
    pub actor: String,
    pub kind: String,
    pub period: String,
    pub before: Option<String>,
    /// None: removed.
    pub after: Option<String>,
    /// The number stayed; its words, note or source changed.
    pub words_only: bool,
}

/// How many events a page looks back on.
const MOST: i64 = 200;

/// Revisions of an indicator's values, newest first.
pub async fn revisions(ctx: &Ctx, db: &Db, code: &str) -> Result<Vec<Revision>> {
    let scope = ctx.scope::<Indicator>()?;
    let mut conn = db.read(&ctx.zone).await?;
    let indicator = super::store::get(&mut conn, &scope, code).await?;
    of(&mut conn, &indicator.code).await
}

async fn of(conn: &mut Conn, code: &str) -> Result<Vec<Revision>> {
    let entries = journal::timeline(conn, "indicator", code, None, MOST).await?;
    let mut stood: HashMap<String, Decimal> = HashMap::new();
    let mut revisions = Vec::new();
    for entry in entries.into_iter().rev() {
        for row in entry.rows()?.into_iter().filter(|r| r.table == VALUE_TABLE.name) {
            let mut key = row.key.iter().filter_map(|k| k.as_str());
            let (Some(of), Some(period)) = (key.next(), key.next()) else { continue };
            if of != code {
                continue;
            }
            let now = row.row.and_then(|image| serde_json::from_value::<IndicatorValue>(image.into()).ok());
            let now = now.map(|v| v.number());
            let before = match now {
                Some(number) => stood.insert(period.to_owned(), number),
                None => stood.remove(period),
            };
            revisions.push(Revision {
                seq: entry.seq,
                at_us: entry.at_us,
                actor: entry.actor.clone(),
                kind: entry.kind.clone(),
                period: period.to_owned(),
                before: before.map(Decimal::shown),
                after: now.map(Decimal::shown),
                words_only: before.is_some() && before == now,
            });
        }
    }
    revisions.reverse();
    Ok(revisions)
}

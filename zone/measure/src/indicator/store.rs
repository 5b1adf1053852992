//! The only SQL about indicators and their values.
use super::{Indicator, IndicatorValue};
use kernel::{Error, Permit, Relation, Result, Scope};
use store::{Conn, Tx, Value};

/// An indicator in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Indicator>, code: &str) -> Result<Indicator> {
    scope.require(&Relation::zone())?;
    conn.get::<Indicator>(&[code.into()]).await?.ok_or(Error::NotFound)
}

/// All definitions, in the order of the lists.
pub async fn all(conn: &mut Conn, scope: &Scope<Indicator>) -> Result<Vec<Indicator>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY position, code LIMIT 1000", &[]).await
}

/// All values of these indicators, oldest first; at most 20,000, the newest.
pub async fn values(conn: &mut Conn, scope: &Scope<Indicator>, codes: &[&str]) -> Result<Vec<IndicatorValue>> {
    scope.require(&Relation::zone())?;
    let mut found: Vec<IndicatorValue> = Vec::new();
    for chunk in codes.chunks(500) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = chunk.iter().map(|c| Value::from(*c)).collect();
        let rest = format!("AND indicator IN ({}) ORDER BY period DESC, indicator LIMIT 20000", marks.join(","));
        found.extend(conn.list::<IndicatorValue>(&rest, &args).await?);
    }
    found.sort_by(|a, b| (&a.period, &a.indicator).cmp(&(&b.period, &b.indicator)));
    Ok(found)
}

pub async fn value(conn: &mut Conn, code: &str, period: &str) -> Result<Option<IndicatorValue>> {
    conn.get(&[code.into(), period.into()]).await
}

/// The place behind all others.
pub async fn next_position(conn: &mut Conn) -> Result<i64> {
    let zone = Value::from(conn.zone().as_str());
    let last = conn.number("SELECT MAX(position) AS n FROM indicator WHERE zone_id = $1", &[zone]).await?;
    Ok(last + 1)
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Indicator>, indicator: &Indicator) -> Result<()> {
    tx.put(indicator).await
}

pub async fn save_value(tx: &mut Tx, _permit: &Permit<Indicator>, value: &IndicatorValue) -> Result<()> {
    tx.put(value).await
}

pub async fn remove_value(tx: &mut Tx, _permit: &Permit<Indicator>, value: &IndicatorValue) -> Result<bool> {
    let key = [Value::from(&value.indicator), Value::from(&value.period)];
    tx.remove(&super::VALUE_TABLE, &key).await
}

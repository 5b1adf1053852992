//! The only SQL about zones.
use super::{TABLE, Zone};
use ::store::Db;
use kernel::{Error, Result, ZoneId};

/// All zones, by code.
pub async fn list(db: &Db) -> Result<Vec<Zone>> {
    let any = ZoneId::parse("any").ok_or(Error::NotFound)?;
    let mut conn = db.read(&any).await?;
    let rows = conn.rows("SELECT code, name_zh, name_en, short_zh, short_en, region_code, city_code, version FROM zone ORDER BY code", &[]).await?;
    rows.iter().map(|row| TABLE.record(row)).collect()
}

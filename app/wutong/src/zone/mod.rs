//! The zones of this installation.
mod store;

pub use self::store::list;

use ::store::{Db, Migration, Record, Table, Ty};
use kernel::{Error, Locale, Result, ZoneId};
use serde::{Deserialize, Serialize};

/// A development zone: its names and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The same as the zone id.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub short_zh: String,
    pub short_en: String,
    /// 行政区划 of the zone and of the city in which it lies.
    pub region_code: String,
    pub city_code: String,
    pub version: i64,
}

pub const TABLE: Table = Table::journaled(
    "zone",
    &["code"],
    &[
        ("code", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("short_zh", Ty::Text),
        ("short_en", Ty::Text),
        ("region_code", Ty::Text),
        ("city_code", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Zone {
    const TABLE: Table = TABLE;
}

impl Zone {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.name_zh,
            Locale::En => &self.name_en,
        }
    }
}

/// The application's own tables.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 400, name: "zone", sql: include_str!("../../migrations/0400_zone.sql") }];

/// Every table of the product.
pub fn migrations() -> Vec<Migration> {
    [
        ::store::MIGRATIONS,
        jobs::MIGRATIONS,
        account::MIGRATIONS,
        enterprise::MIGRATIONS,
        measure::MIGRATIONS,
        attract::MIGRATIONS,
        land::MIGRATIONS,
        MIGRATIONS,
    ]
    .concat()
}

/// The tables that the journal can rebuild.
pub fn journaled() -> Vec<Table> {
    [account::JOURNALED, enterprise::JOURNALED, measure::JOURNALED, attract::JOURNALED, land::JOURNALED, &[TABLE]]
        .concat()
}

/// The zone of this code, or the only one.
pub async fn choose(db: &Db, code: Option<&str>) -> Result<Zone> {
    let mut zones = list(db).await?;
    match code {
        Some(code) => zones.into_iter().find(|z| z.code == code).ok_or_else(|| Error::invalid("zone", "zone-unknown")),
        None if zones.len() == 1 => zones.pop().ok_or(Error::NotFound),
        None if zones.is_empty() => Err(Error::invalid("zone", "zone-none")),
        None => Err(Error::invalid("zone", "zone-which")),
    }
}

pub fn id(zone: &Zone) -> Result<ZoneId> {
    ZoneId::parse(&zone.code).ok_or_else(|| Error::internal("a zone with an impossible code"))
}

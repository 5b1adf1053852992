//! 监测: how the zone stands: its indicators (地区生产总值1273.2亿元…) and its places on lists that others publish (全国综合实力
//! 百强区第34位), each with its source, and what the figures say together.
pub mod indicator;
pub mod rank;

use store::{Migration, Table};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 300,
    name: "measure",
    sql: include_str!("../migrations/0300_measure.sql"),
}];

/// The tables that can be rebuilt from the journal: all of them.
pub const JOURNALED: &[Table] = &[indicator::TABLE, indicator::VALUE_TABLE, rank::TABLE];

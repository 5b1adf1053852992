//! 监测: how the zone stands: its indicators (地区生产总值1273.2亿元…) and its places on lists that others publish (全国综合实力
//! 百强区第34位), each with its source, and what the figures say together.
pub mod indicator;
pub mod rank;
pub mod source;

use kernel::Ctx;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::{Db, Migration, Table};
use ui::{Routes, Shell};

/// The slice's tables.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 300, name: "measure", sql: include_str!("../migrations/0300_measure.sql") }];

/// The tables that can be rebuilt from the journal: all of them.
pub const JOURNALED: &[Table] = &[indicator::TABLE, indicator::VALUE_TABLE, rank::TABLE];

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| ui::i18n::prepare(bundle),
    };
}

/// Makes the slice's texts known to all pages.
pub fn register_texts() {
    ui::i18n::register("measure", &TEXTS);
}

/// Gives users' display names by their ids, for the revisions. The slice does not know accounts.
pub type Names =
    Arc<dyn Fn(Ctx, Vec<String>) -> Pin<Box<dyn Future<Output = HashMap<String, String>> + Send>> + Send + Sync>;

/// What the slice's pages work with.
#[derive(Clone)]
pub struct Measure {
    pub db: Db,
    pub names: Names,
}

/// The slice's pages, with their texts registered.
pub fn routes<S: Clone + Send + Sync + 'static>(db: Db, names: Names) -> Routes<S> {
    register_texts();
    indicator::web::routes().merge(rank::web::routes()).with_state(Measure { db, names })
}

pub(crate) async fn names(state: &Measure, ctx: &Ctx, ids: impl Iterator<Item = &str>) -> HashMap<String, String> {
    let mut ids: Vec<String> = ids.filter(|id| *id != "system").map(str::to_owned).collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() { HashMap::new() } else { (state.names)(ctx.clone(), ids).await }
}

/// The pages of 监测 under the title.
pub(crate) fn tabs(page: Shell, here: &str) -> Shell {
    let t = page.t;
    let tab = |page: Shell, key: &str, path: &str| page.tab(t.s(key), path, path == here);
    tab(tab(page, "measure-title", "/measure"), "rank-title", "/measure/ranks")
}

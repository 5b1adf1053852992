//! A demo zone for tests: the Urumqi pack loaded into a fresh folder, on the embedded database or on PostgreSQL.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use wutong::config::{Config, embedded};
use wutong::server::{Parts, Town};

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub fn folder(name: &str) -> PathBuf {
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("wutong-{name}-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/urumqi")
}

/// The demo zone with its accounts; removed when dropped.
pub struct Demo {
    pub parts: Parts,
    pub folder: PathBuf,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub async fn demo(name: &str) -> Demo {
    let folder = folder(name);
    at(embedded(&folder), folder).await
}

/// On the PostgreSQL server that `WUTONG_TEST_POSTGRES` names, in a schema of its own.
pub async fn demo_on_postgres(name: &str) -> Option<Demo> {
    let Ok(server) = std::env::var("WUTONG_TEST_POSTGRES") else {
        eprintln!("skipped: WUTONG_TEST_POSTGRES names no server (./test starts one)");
        return None;
    };
    let folder = folder(name);
    let schema = folder.file_name().unwrap().to_string_lossy().replace('-', "_");
    let admin = store::Db::connect(&store::DbConfig::new(&server)).await.unwrap();
    admin.maintain(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).await.unwrap();
    admin.close().await;
    let join = if server.contains('?') { '&' } else { '?' };
    Some(at(format!("{server}{join}options[search_path]={schema}"), folder).await)
}

async fn at(database: String, folder: PathBuf) -> Demo {
    let config = Config {
        listen: String::new(),
        data: folder.clone(),
        database,
        zone: None,
        https: false,
        second_factor: false,
        storage: None,
    };
    let db = Town::connect(&config.database, &folder).await.unwrap();
    wutong::commands::load_pack(&db, &folder, &pack()).await.map_err(|f| f.text).unwrap();
    db.close().await;
    let town = Town::open(&config).await.unwrap();
    wutong::demo::ensure_accounts(&town).await.map_err(|f| f.text).unwrap();
    let parts = Parts::assemble(town).await.unwrap();
    parts.books.search.fresh(&parts.town.zone_id).await.unwrap();
    Demo { parts, folder }
}

/// The body of a test on both engines, each on a fresh demo zone. It needs `town::Demo` under the name `Demo`.
#[macro_export]
macro_rules! on_both {
    ($name:ident, |$demo:ident| $body:block) => {
        mod $name {
            use super::*;
            async fn check($demo: &Demo) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check(&town::demo(concat!("api-", stringify!($name))).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(demo) = town::demo_on_postgres(concat!("api-", stringify!($name))).await {
                    check(&demo).await;
                }
            }
        }
    };
}

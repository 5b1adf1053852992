//! A demo zone for tests: the Urumqi pack loaded into a fresh folder, on the embedded database or on PostgreSQL.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]
pub mod mould;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
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
    server: Option<String>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            mould::drop_database(server, &self.folder);
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub async fn demo(name: &str) -> Demo {
    at(name, None).await
}

/// On the PostgreSQL server that `WUTONG_TEST_POSTGRES` names, in a database of its own.
pub async fn demo_on_postgres(name: &str) -> Option<Demo> {
    let Ok(server) = std::env::var("WUTONG_TEST_POSTGRES") else {
        eprintln!("skipped: WUTONG_TEST_POSTGRES names no server (./test starts one)");
        return None;
    };
    Some(at(name, Some(server)).await)
}

async fn at(name: &str, server: Option<String>) -> Demo {
    let folder = folder(name);
    let config = mould::mould(server.as_deref()).await.copy_to(&folder, server.as_deref()).await;
    let parts = Parts::assemble(Town::open(&config).await.unwrap()).await.unwrap();
    parts.books.search.fresh(&parts.town.zone_id).await.unwrap();
    Demo { parts, folder, server }
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

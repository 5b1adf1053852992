//! For tests: a fresh database on each engine, a fixed clock and a seeded rng.
use crate::{Db, DbConfig, Migration};
use chrono::{TimeZone, Utc};
use kernel::ctx::{FixedClock, SeededRng};
use kernel::{Ctx, ZoneId};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A fresh, migrated database with a context of the system in zone `test` on 2020-01-15 08:30 (UTC+8).
pub struct Town {
    pub db: Db,
    pub ctx: Ctx,
    pub clock: Arc<FixedClock>,
    /// A folder of its own, removed with the town.
    pub dir: PathBuf,
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

#[allow(clippy::unwrap_used, clippy::expect_used)]
impl Town {
    pub async fn sqlite(migrations: &[Migration]) -> Self {
        let dir = fresh_dir();
        let url = format!("sqlite://{}", dir.join("test.db").display());
        Self::at(&url, dir, migrations).await
    }

    /// On the PostgreSQL server that `WUTONG_TEST_POSTGRES` names; none (and a printed reason) without it.
    pub async fn postgres(migrations: &[Migration]) -> Option<Self> {
        let Ok(server) = std::env::var("WUTONG_TEST_POSTGRES") else {
            eprintln!("skipped: WUTONG_TEST_POSTGRES names no server (./test starts one)");
            return None;
        };
        let dir = fresh_dir();
        let schema = dir.file_name().unwrap().to_string_lossy().replace('-', "_");
        let admin = Db::connect(&DbConfig::new(&server)).await.unwrap();
        admin.maintain(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).await.unwrap();
        admin.close().await;
        let join = if server.contains('?') { '&' } else { '?' };
        Some(Self::at(&format!("{server}{join}options[search_path]={schema}"), dir, migrations).await)
    }

    async fn at(url: &str, dir: PathBuf, migrations: &[Migration]) -> Self {
        crate::plan::watch();
        let db = Db::connect(&DbConfig { url: url.to_owned(), readers: 2 }).await.expect("connect");
        let mut all = crate::MIGRATIONS.to_vec();
        all.extend_from_slice(migrations);
        db.migrate(&all).await.expect("migrate");
        let clock = Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2020, 1, 15, 0, 30, 0).unwrap()));
        let ctx = Ctx::system(ZoneId::parse("test").unwrap(), clock.clone(), Arc::new(SeededRng::new(7)));
        Self { db, ctx, clock, dir }
    }
}

#[allow(clippy::unwrap_used)]
fn fresh_dir() -> PathBuf {
    let name = format!("wutong-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let dir = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Runs a test body on both engines: `on_both!(MIGRATIONS, name, |t| { … t.db … });`
#[macro_export]
macro_rules! on_both {
    ($migrations:expr, $name:ident, |$town:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn check($town: $crate::testing::Town) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check($crate::testing::Town::sqlite($migrations).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(town) = $crate::testing::Town::postgres($migrations).await {
                    check(town).await;
                }
            }
        }
    };
}

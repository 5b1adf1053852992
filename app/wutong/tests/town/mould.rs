//! The demo zone is loaded once in a run of tests and copied for each of them: loading takes seconds, a copy does not.
use super::pack;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::{Db, DbConfig};
use wutong::config::{Config, embedded};
use wutong::server::Town;

/// The zone that is copied: its folder and, on PostgreSQL, the name of its database.
pub struct Mould {
    folder: PathBuf,
    database: String,
}

/// The mould of this run for the engine; the first who asks makes it while the others wait.
pub async fn mould(server: Option<&str>) -> Mould {
    let engine = if server.is_some() { "postgres" } else { "sqlite" };
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mould");
    fs::create_dir_all(&place).unwrap();
    let name = format!("{}-{engine}", run());
    let mould = Mould { folder: place.join(&name), database: format!("wutong_mould_{}", name.replace('-', "_")) };
    let lock = File::create(place.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    let ready = place.join(format!("{name}.ready"));
    if !ready.exists() {
        forget_old(&place);
        mould.make(server).await;
        File::create(&ready).unwrap();
    }
    mould
}

/// What the tests of one run have in common: nextest says it; else they share a process.
fn run() -> String {
    std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| format!("process-{}", std::process::id()))
}

/// Moulds of earlier runs, an hour old or older.
fn forget_old(place: &Path) {
    for entry in fs::read_dir(place).unwrap().flatten() {
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > Duration::from_secs(3600)) {
            let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
        }
    }
}

impl Mould {
    async fn make(&self, server: Option<&str>) {
        let _ = fs::remove_dir_all(&self.folder);
        let url = match server {
            None => embedded(&self.folder),
            Some(server) => {
                create(server, &self.database, "template1").await;
                named(server, &self.database)
            }
        };
        let config = config(url, &self.folder);
        let db = Town::connect(&config.database, &self.folder).await.unwrap();
        wutong::commands::load_pack(&db, &self.folder, &pack()).await.map_err(|f| f.text).unwrap();
        db.close().await;
        let town = Town::open(&config).await.unwrap();
        wutong::demo::ensure_accounts(&town).await.map_err(|f| f.text).unwrap();
        town.db.close().await;
    }

    /// A copy in `folder`, on the server in a database of that folder's name; says where its books are.
    pub async fn copy_to(&self, folder: &Path, server: Option<&str>) -> Config {
        copy(&self.folder, folder);
        let Some(server) = server else { return config(embedded(folder), folder) };
        let database = folder.file_name().unwrap().to_string_lossy().replace('-', "_");
        create(server, &database, &self.database).await;
        config(named(server, &database), folder)
    }
}

fn config(database: String, folder: &Path) -> Config {
    let data = folder.to_owned();
    Config { listen: String::new(), data, database, zone: None, https: false, second_factor: false, storage: None }
}

/// A folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn create(server: &str, database: &str, template: &str) {
    let admin = Db::connect(&DbConfig::new(server)).await.unwrap();
    admin.maintain(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await.unwrap();
    admin.maintain(&format!("CREATE DATABASE {database} TEMPLATE {template}")).await.unwrap();
    admin.close().await;
}

/// The server's address with another database.
fn named(server: &str, database: &str) -> String {
    let (address, rest) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = address.rsplit_once('/').unwrap();
    let join = if rest.is_empty() { "" } else { "?" };
    format!("{host}/{database}{join}{rest}")
}

/// Leaves nothing of a copy on the server.
pub fn drop_database(server: &str, folder: &Path) {
    let database = folder.file_name().unwrap().to_string_lossy().replace('-', "_");
    let server = server.to_owned();
    let done = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let admin = Db::connect(&DbConfig::new(&server)).await.unwrap();
            let _ = admin.maintain(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
            admin.close().await;
        });
    });
    let _ = done.join();
}

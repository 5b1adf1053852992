//! The server: parts put together, followers and jobs started, a clean end.
use crate::config::Config;
use crate::web;
use crate::zone::{self, Zone};
use account::{Accounts, Companies, Company};
use axum::Router;
use enterprise::EnterpriseState;
use enterprise::directory::{Answer, Directory};
use enterprise::import::service::Imports;
use enterprise::search::Search;
use files::{Files, S3};
use kernel::ctx::{SystemClock, SystemRng};
use kernel::{Clock, Ctx, Error, Result, Rng, ZoneId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{Db, DbConfig};

/// An opened installation: database, clock, randomness and one zone.
#[derive(Clone)]
pub struct Town {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub zone: Zone,
    pub zone_id: ZoneId,
    pub data: PathBuf,
    pub https: bool,
    pub second_factor: bool,
    /// S3-compatible storage for files; none: the data folder.
    storage: Option<S3>,
}

impl Town {
    /// Opens the books and brings their schema up to date.
    pub async fn connect(database: &str, data: &std::path::Path) -> Result<Db> {
        private_folder(data)?;
        let db = Db::connect(&DbConfig::new(database)).await?;
        db.migrate(&zone::migrations()).await?;
        Ok(db)
    }

    pub async fn open(config: &Config) -> Result<Self> {
        let db = Self::connect(&config.database, &config.data).await?;
        let zone = zone::choose(&db, config.zone.as_deref()).await?;
        Ok(Self {
            db,
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
            zone_id: zone::id(&zone)?,
            zone,
            data: config.data.clone(),
            https: config.https,
            second_factor: config.second_factor,
            storage: config.storage.clone().map(|bucket| S3::new(bucket, Arc::new(SystemClock))).transpose()?,
        })
    }

    /// An empty installation in a new folder, for those who only ask what the program has.
    pub async fn blank(folder: &std::path::Path) -> Result<Self> {
        let db = Self::connect(&crate::config::embedded(folder), folder).await?;
        let zone = Zone { code: "blank".to_owned(), ..Zone::default() };
        let zone_id = zone::id(&zone)?;
        let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
        Ok(Self {
            db,
            clock,
            rng,
            zone_id,
            zone,
            data: folder.to_owned(),
            https: false,
            second_factor: false,
            storage: None,
        })
    }

    /// The context of the installation itself.
    pub fn system(&self) -> Ctx {
        Ctx::system(self.zone_id.clone(), self.clock.clone(), self.rng.clone())
    }

    /// The accounts; the sessions of all clones share one cache.
    pub fn accounts(&self) -> Accounts {
        let config = account::Config {
            secure_cookies: self.https,
            require_second_factor: self.second_factor,
            issuer: format!("梧桐 {}", self.zone.short_zh),
            tabs: crate::web::admin_tabs(),
            ..account::Config::default()
        };
        Accounts::new(self.db.clone(), self.clock.clone(), self.rng.clone(), config, Arc::new(Known(self.db.clone())))
    }

    /// The files of a slice: a folder of its own, in the storage or on this disk.
    pub fn files(&self, slice: &str) -> Files {
        match self.storage.clone() {
            Some(bucket) => Files::in_s3(bucket.below(slice)),
            None => Files::on_disk(self.data.join("files").join(slice)),
        }
    }

    pub fn imports(&self) -> Imports {
        Imports { db: self.db.clone(), uploads: self.data.join("uploads") }
    }
}

/// The data folder is for the owner's eyes only: it holds the database and the journal's key.
fn private_folder(path: &std::path::Path) -> Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let known = path.exists();
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(Error::internal)?;
    if !known {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(Error::internal)?;
    }
    Ok(())
}

/// The companies that the user form can name.
struct Known(Db);

impl Companies for Known {
    fn find<'a>(&'a self, ctx: &'a Ctx, text: &'a str) -> account::Found<'a> {
        Box::pin(async move {
            let mut conn = self.0.read(&ctx.zone).await?;
            let found = enterprise::company::duplicate::named(&mut conn, text).await?;
            Ok(found.map(|c| Company { label: c.credit_code.clone().unwrap_or(c.name), id: c.id }))
        })
    }
}

/// Names of users and departments for slices that know no accounts.
struct Staff(Db);

impl Directory for Staff {
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { crate::web::user_names(&self.0, zone, ids).await })
    }
    fn departments<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async move {
            let mut conn = self.0.read(zone).await?;
            let all = account::departments::all(&mut conn).await?;
            Ok(all.into_iter().filter(|d| d.active).map(|d| (d.id.to_string(), d.name_zh)).collect())
        })
    }
}

/// Everything that runs while the server runs.
pub struct Parts {
    pub town: Town,
    pub accounts: Accounts,
    pub jobs: jobs::Jobs,
    pub books: EnterpriseState,
    pub attract: ::attract::AttractState,
    pub land: ::land::LandState,
    pub targets: crate::targets::Targets,
}

impl Parts {
    pub async fn assemble(town: Town) -> Result<Self> {
        let accounts = town.accounts();
        let db = town.db.clone();
        let jobs = jobs::Jobs::new(town.db.clone(), town.clock.clone(), town.rng.clone(), move |zone, user| {
            let db = db.clone();
            async move { account::users::present_actor(&db, &zone, &user).await }
        });
        town.imports().register(&jobs);
        let search = Search::spawn(
            town.db.clone(),
            Some(town.data.join("search")),
            town.clock.clone(),
            std::slice::from_ref(&town.zone_id),
        )?;
        let books = EnterpriseState {
            db: town.db.clone(),
            search,
            jobs: jobs.clone(),
            directory: Arc::new(Staff(town.db.clone())),
            files: town.data.join("files"),
        };
        enterprise::list::export::register(&jobs, &books);
        let targets = crate::targets::Targets::new(&town);
        let land = crate::land::state(&town, &jobs, &books);
        let attract = crate::attract::state(&town, &jobs, &books, &targets, &land);
        ::attract::lead::export::register(&jobs, &attract);
        attract.names.follow(&town.zone_id)?;
        ::land::process::register(&jobs, &land);
        Ok(Self { town, accounts, jobs, books, attract, land, targets })
    }

    pub fn router(&self) -> Router {
        web::router(self)
    }

    /// Runs the jobs and signs heads until the server ends.
    pub fn start(&self) -> (jobs::Running, tokio::task::JoinHandle<()>) {
        let fleet = match self.town.db.engine() {
            store::Engine::Sqlite => jobs::Fleet::Alone,
            store::Engine::Postgres => jobs::Fleet::Shared,
        };
        let running = self.jobs.start(fleet);
        // Learning holds up nobody, and ends with the process.
        tokio::spawn(self.targets.clone().watch());
        (running, tokio::spawn(every_minute(self.town.clone(), self.land.clone())))
    }
}

/// Every minute: leads that nobody works return to the pool after a warning, deadlines of approvals are watched, milestones are foreseen, and the journal's head is signed outside
/// of the database if something happened.
async fn every_minute(town: Town, land: ::land::LandState) {
    loop {
        if let Err(error) = attract::lead::owner::sweep(&town.system(), &town.db).await {
            tracing::warn!(%error, "the pool of leads could not be looked after");
        }
        if let Err(error) = ::land::matter::ladder::sweep(&town.system(), &land).await {
            tracing::warn!(%error, "the deadlines of approvals could not be looked after");
        }
        if let Err(error) = ::land::milestone::service::sweep(&town.system(), &town.db).await {
            tracing::warn!(%error, "the forecasts of milestones could not be renewed");
        }
        if let Err(error) = ::land::request::sweep::sweep(&town.system(), &land).await {
            tracing::warn!(%error, "the requests of companies could not be looked after");
        }
        sign_head(&town).await;
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

async fn sign_head(town: &Town) {
    if let Err(error) = journal::sign_head(&town.data, &town.db, &town.zone_id, &*town.clock).await {
        tracing::warn!(%error, "the journal's head could not be signed");
    }
}

/// Serves until Ctrl-C or a termination signal; `ready` is called with the address once requests are answered.
pub async fn serve(town: Town, listen: &str, ready: impl FnOnce(&str)) -> Result<()> {
    let parts = Parts::assemble(town).await?;
    let router = parts.router();
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| {
        Error::Internal(format!("the address {listen} cannot be used: {e}. Choose another with --listen.").into())
    })?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let (running, signer) = parts.start();
    ready(&format!("http://{address}"));
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop_signal()).await.map_err(Error::internal)?;
    running.shutdown().await;
    signer.abort();
    sign_head(&parts.town).await;
    parts.town.db.close().await;
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

//! The commands of the command line: 0 is done, 1 refused or failed, 2 wrong usage.
mod account;
mod enterprise;
mod journal;
pub mod plan;
pub mod process;
pub mod registry;
pub mod routes;
pub mod targeting;
mod zone;

use crate::cli::{Books, Cli, Command};
use crate::config::{Config, Given, embedded};
use crate::demo;
use crate::pack;
use crate::server::{self, Town};
use files::Files;
use kernel::ctx::{SystemClock, SystemRng};
use kernel::{Ctx, Error, Result};
use std::path::Path;
use std::sync::Arc;
use store::Db;

/// Why a command ended, in one clear sentence.
#[derive(Debug)]
pub struct Failure {
    pub text: String,
    pub code: u8,
}

impl Failure {
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 1 }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let t = ui::T::new(locale());
        let text = match &error {
            Error::Internal(source) => source.to_string(),
            Error::Unavailable(source) => format!("{} ({source})", t.s(error.code())),
            Error::Invalid(fields) => fields.iter().map(|f| t.field_error(f)).collect::<Vec<_>>().join(" "),
            other => t.args(other.code(), other.args()),
        };
        Self::of(text)
    }
}

/// The language of the terminal.
pub(crate) fn locale() -> kernel::Locale {
    let lang = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).unwrap_or_default();
    if lang.starts_with("zh") { kernel::Locale::ZhCn } else { kernel::Locale::En }
}

pub type Done = std::result::Result<(), Failure>;

pub async fn run(cli: Cli) -> Done {
    crate::web::register_texts();
    match cli.command {
        Command::Demo { listen, books, json } => demo::run(&listen, &books, json).await,
        Command::Serve { config, listen, data, database, zone, https, second_factor, storage } => {
            let given = Given { file: config, listen, data, database, zone, https, second_factor, storage };
            let config = Config::resolve(given)?;
            let town = Town::open(&config).await?;
            server::serve(town, &config.listen, |address| println!("{address}")).await?;
            Ok(())
        }
        Command::Zone(cmd) => zone::run(cmd).await,
        Command::Enterprise(cmd) => enterprise::run(cmd).await,
        Command::Targeting(cmd) => targeting::run(&cmd),
        Command::Process(cmd) => process::run(&cmd),
        Command::Plan(cmd) => plan::run(&cmd),
        Command::Registry(cmd) => registry::run(cmd).await,
        Command::Journal(cmd) => journal::run(cmd).await,
        Command::User(cmd) => account::user(cmd).await,
        Command::Token(cmd) => account::token(cmd).await,
        Command::Backup { file, books } => journal::backup(&file, &books).await,
        Command::Restore { file, books, replace } => journal::restore(&file, &books, replace).await,
        Command::Routes { json } => routes::run(json).await,
    }
}

/// The installation that a command works on.
pub async fn open(books: &Books) -> Result<Town> {
    Town::open(&config_of(books)).await
}

pub fn config_of(books: &Books) -> Config {
    Config {
        listen: String::new(),
        database: books.database.clone().unwrap_or_else(|| embedded(&books.data)),
        data: books.data.clone(),
        zone: books.zone.clone(),
        https: false,
        second_factor: false,
        storage: None,
    }
}

/// Reads a pack and writes it into the books; every fault of the pack is listed before anything is written. The records are written all or nothing,
/// then the projects with their history, each of them whole: loading again goes on where it ended.
pub async fn load_pack(db: &Db, data: &Path, folder: &Path) -> std::result::Result<pack::Loaded, Failure> {
    let refused = |faults: Vec<pack::PackError>| {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::of(format!("The pack was not loaded; nothing was changed.\n{}", list.join("\n")))
    };
    let pack = pack::read(folder).map_err(refused)?;
    let landing = pack::landing::read(folder).map_err(refused)?;
    let ctx = Ctx::system(pack.zone.code.clone(), Arc::new(SystemClock), Arc::new(SystemRng));
    // Documents lie where the slice of 落地 reads them on this machine.
    let vault = Files::on_disk(data.join("files").join("land"));
    let loaded = pack::load(&ctx, db, &pack).await?;
    let new = pack::landing::load(&ctx, db, &vault, &landing).await?;
    Ok(pack::Loaded { written: loaded.written + new, ..loaded })
}

/// Prints a value as one line of JSON.
pub fn print_json(value: &impl serde::Serialize) -> Done {
    let text = serde_json::to_string(value).map_err(|e| Failure::of(e.to_string()))?;
    println!("{text}");
    Ok(())
}

//! The command line. Scripts depend on it: names and meanings stay.
use crate::commands::plan::Plan;
use crate::commands::process::Process;
use crate::commands::targeting::Targeting;
pub mod registry;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// 梧桐: the software of a development zone.
#[derive(Parser, Debug)]
#[command(name = "wutong", version, about, after_help = "Example: wutong demo")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// Where the books are.
#[derive(Args, Clone, Debug)]
pub struct Books {
    /// Folder of the embedded database, search index, keys and uploads.
    #[arg(long, env = "WUTONG_DATA", default_value = crate::config::DATA)]
    pub data: PathBuf,
    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE; without it, the embedded database in the data folder.
    #[arg(long, env = "WUTONG_DATABASE")]
    pub database: Option<String>,
    /// Zone code; needed only where there are several zones.
    #[arg(long, env = "WUTONG_ZONE")]
    pub zone: Option<String>,
}

/// S3-compatible storage for files; without an address they lie in the data folder. Key and secret belong into the environment or the
/// configuration file, where other users of the machine do not see them.
#[derive(Args, Clone, Debug, Default)]
pub struct Storage {
    /// Address of bucket and folder, such as https://minio.zone.cn/wutong/files or https://BUCKET.HOST/files.
    #[arg(long, env = "WUTONG_STORAGE_URL")]
    pub storage_url: Option<String>,
    #[arg(long, env = "WUTONG_STORAGE_REGION")]
    pub storage_region: Option<String>,
    #[arg(long, env = "WUTONG_STORAGE_KEY", hide_env_values = true)]
    pub storage_key: Option<String>,
    #[arg(long, env = "WUTONG_STORAGE_SECRET", hide_env_values = true)]
    pub storage_secret: Option<String>,
    /// PEM file of the authorities that vouch for it; without it, the public ones.
    #[arg(long, env = "WUTONG_STORAGE_AUTHORITIES")]
    pub storage_authorities: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Create the demo zone if absent, then serve it; prints the address and the demo accounts.
    #[command(after_help = "Example: wutong demo --listen 127.0.0.1:8080")]
    Demo {
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
        #[command(flatten)]
        books: Books,
        /// One line of JSON with address and accounts when ready.
        #[arg(long)]
        json: bool,
    },
    /// Serve an installation.
    #[command(after_help = "Example: wutong serve --data /var/lib/wutong --listen 127.0.0.1:8080 --https")]
    Serve {
        /// TOML file with listen, data, database, zone, https and a table [storage].
        #[arg(long)]
        config: Option<PathBuf>,
        #[arg(long, env = "WUTONG_LISTEN")]
        listen: Option<String>,
        #[arg(long, env = "WUTONG_DATA")]
        data: Option<PathBuf>,
        #[arg(long, env = "WUTONG_DATABASE")]
        database: Option<String>,
        #[arg(long, env = "WUTONG_ZONE")]
        zone: Option<String>,
        /// A proxy in front speaks https: cookies are Secure. Required unless only this machine can reach the address.
        #[arg(long, env = "WUTONG_HTTPS")]
        https: bool,
        /// Administrators and directors must set up a second factor before they come in.
        #[arg(long, env = "WUTONG_SECOND_FACTOR")]
        second_factor: bool,
        #[command(flatten)]
        storage: Storage,
    },
    /// Zones and their packs.
    #[command(subcommand, after_help = "Example: wutong zone load seeds/urumqi")]
    Zone(Zone),
    /// Companies.
    #[command(subcommand, after_help = "Example: wutong enterprise import firms.xlsx --apply")]
    Enterprise(Enterprise),
    /// Forecasts from files: which company groups open where.
    #[command(subcommand)]
    Targeting(Targeting),
    /// Event logs: what they say about waiting, handover and delay, and when running cases will end.
    #[command(subcommand)]
    Process(Process),
    /// Plans of approvals, from a catalogue and what a project is.
    #[command(subcommand)]
    Plan(Plan),
    /// Company registries: build a lake from files, ask it for companies and counts.
    #[command(subcommand, after_help = "Example: wutong registry build --from registry.parquet --to lake")]
    Registry(registry::Registry),
    /// The journal: what happened, and the proof that nothing was changed behind your back.
    #[command(subcommand, after_help = "Example: wutong journal verify")]
    Journal(Journal),
    /// Accounts.
    #[command(subcommand, after_help = "Example: wutong user create --user wang --role administrator")]
    User(User),
    /// Access tokens for the API.
    #[command(subcommand, after_help = "Example: wutong token create --user statistician --scope read")]
    Token(Token),
    /// Write a backup; others may go on working.
    #[command(after_help = "Example: wutong backup /backups/wutong-2026-11-24.zip")]
    Backup {
        file: PathBuf,
        #[command(flatten)]
        books: Books,
    },
    /// Prove a backup whole and bring it back.
    #[command(after_help = "Example: wutong restore /backups/wutong-2026-11-24.zip --data /var/lib/wutong --replace")]
    Restore {
        file: PathBuf,
        #[command(flatten)]
        books: Books,
        /// Replace books that are not empty.
        #[arg(long)]
        replace: bool,
    },
    /// All pages and API routes with who may use them.
    #[command(after_help = "Example: wutong routes --json")]
    Routes {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand, Debug)]
pub enum Zone {
    /// Load a zone pack; loading it again changes nothing.
    Load {
        pack: PathBuf,
        #[command(flatten)]
        books: Books,
        #[arg(long)]
        json: bool,
    },
    /// List the zones.
    List {
        #[command(flatten)]
        books: Books,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand, Debug)]
pub enum Enterprise {
    /// Preview an import; with --apply, write it.
    Import {
        file: PathBuf,
        #[command(flatten)]
        books: Books,
        /// Write what the preview says.
        #[arg(long)]
        apply: bool,
        #[arg(long)]
        json: bool,
    },
    /// Take a written import back.
    Undo {
        batch: String,
        #[command(flatten)]
        books: Books,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand, Debug)]
pub enum Journal {
    /// Find any edit, deletion, swap, insertion or truncation.
    Verify {
        #[command(flatten)]
        books: Books,
        /// Also compare the tables with what the journal says they hold.
        #[arg(long)]
        state: bool,
        #[arg(long)]
        json: bool,
    },
    /// Export as OCEL 2.0 JSON, for process mining.
    Export {
        #[arg(long)]
        ocel: PathBuf,
        #[command(flatten)]
        books: Books,
    },
    /// Make the journalled tables anew from the journal.
    Rebuild {
        #[command(flatten)]
        books: Books,
    },
}

#[derive(Subcommand, Debug)]
pub enum User {
    /// Create an account; the one-time password is printed once.
    Create {
        #[arg(long)]
        user: String,
        #[arg(long)]
        name: Option<String>,
        /// director, attraction_officer, project_officer, department_clerk, park_operator, statistician, company_user,
        /// administrator, auditor; may be repeated.
        #[arg(long, required = true)]
        role: Vec<String>,
        #[command(flatten)]
        books: Books,
    },
}

#[derive(Subcommand, Debug)]
pub enum Token {
    /// Print a new token for the API.
    Create {
        #[arg(long)]
        user: String,
        /// read or write; may be repeated.
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// Days until it expires.
        #[arg(long, default_value_t = 90)]
        days: i64,
        #[command(flatten)]
        books: Books,
    },
}

impl Command {
    pub fn is_server(&self) -> bool {
        matches!(self, Command::Demo { .. } | Command::Serve { .. })
    }
}

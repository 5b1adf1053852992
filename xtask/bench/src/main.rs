//! Benchmarks of the product beside its peers: `cargo xtask bench store`, `enterprise`, `targeting`, `registry`,
//! `classifier`, `process`, `schedule`.
//!
//! Everything that is compared is measured in the same run on the same disk, and every number is printed with the
//! machine that it was measured on. `--write` puts the results into docs/benchmarks.md.
mod classifier;
mod enterprise;
mod machine;
mod memory;
mod process;
mod registry;
mod report;
mod schedule;
mod spread;
mod store;
mod targeting;

/// The private PostgreSQL of the tests, the very same file.
#[allow(dead_code)] // a benchmark never stops the server under load
#[path = "../../../app/wutong/tests/process/postgres.rs"]
mod postgres;

/// The HTTP client of the tests, the very same file.
#[allow(dead_code)] // a benchmark only reads
#[path = "../../../app/wutong/tests/process/http.rs"]
mod http;

use clap::{Parser, Subcommand};
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

/// What a benchmark may fail with; it is printed and ends the run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Done<T = ()> = Result<T, Failure>;

#[derive(Parser)]
#[command(name = "cargo xtask bench", about = "Benchmarks: the product beside its peers, on this machine")]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
    /// Folder for databases and files, on the disk that is to be measured; a temporary folder in it is removed at the end.
    #[arg(long, global = true)]
    dir: Option<PathBuf>,
    /// Put the results into docs/benchmarks.md.
    #[arg(long, global = true)]
    write: bool,
}

#[derive(Subcommand)]
enum Bench {
    /// Durable transactions per second beside raw SQLite and raw PostgreSQL doing the same inserts
    #[command(after_help = "Example: cargo xtask bench store --write")]
    Store(store::Options),
    /// A million companies: import, then search, filter and detail requests to the real program
    #[command(after_help = "Example: cargo xtask bench enterprise --companies 100000")]
    Enterprise(enterprise::Options),
    /// Economic complexity and density beside PyPI economic-complexity
    #[command(after_help = "Example: cargo xtask bench targeting --write")]
    Targeting(targeting::Options),
    /// A registry of hundreds of thousands of firms and ten times as many: build, then questions beside DuckDB
    #[command(after_help = "Example: cargo xtask bench registry --copies 10 --write")]
    Registry(registry::Options),
    /// The industry classifier: accuracy on listed companies, confusions, calibration, firms per second
    #[command(after_help = "Example: cargo xtask bench classifier --write")]
    Classifier(classifier::Options),
    /// Event logs: import and directly-follows graph beside rust4pm; remaining time on the public permit logs
    #[command(after_help = "Example: cargo xtask bench process --write")]
    Process(process::Options),
    /// Monte-Carlo over an approval graph beside a plain implementation on petgraph
    #[command(after_help = "Example: cargo xtask bench schedule --write")]
    Schedule(schedule::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Done {
    let base = cli.dir.unwrap_or_else(std::env::temp_dir);
    std::fs::create_dir_all(&base)?;
    let scratch = tempfile::Builder::new().prefix("wutong-bench-").tempdir_in(&base)?;
    // The account of PostgreSQL must be able to enter.
    std::fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711))?;
    let mut report = Report::default();
    machine::describe(&mut report, scratch.path())?;
    let name = match cli.bench {
        Bench::Store(options) => {
            store::run(&options, scratch.path(), &mut report).await?;
            "store"
        }
        Bench::Enterprise(options) => {
            enterprise::run(&options, scratch.path(), &mut report).await?;
            "enterprise"
        }
        Bench::Targeting(options) => {
            targeting::run(&options, scratch.path(), &mut report)?;
            "targeting"
        }
        Bench::Registry(options) => {
            registry::run(&options, scratch.path(), &mut report).await?;
            "registry"
        }
        Bench::Classifier(options) => {
            classifier::run(&options, &mut report)?;
            "classifier"
        }
        Bench::Process(options) => {
            process::run(&options, &mut report)?;
            "process"
        }
        Bench::Schedule(options) => {
            schedule::run(&options, &mut report)?;
            "schedule"
        }
    };
    if cli.write { report.write(name) } else { Ok(()) }
}

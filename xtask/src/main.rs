//! Tasks of the workspace: `cargo xtask tidy`, `bench`, `crash`, `links`. Each subcommand is one module with `run(...) -> ExitCode`.
mod bench;
mod crash;
mod links;
mod shared_build;
mod tidy;

use clap::{Parser, Subcommand};
use std::path::Path;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the workspace")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks what the compiler cannot: the direction of dependencies, file length, forbidden calls, translations, docs/seed.md
    Tidy,
    /// Benchmarks: store, enterprise, registry; see `cargo xtask bench help`
    #[command(disable_help_flag = true, after_help = "Example: cargo xtask bench store --write")]
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
    /// Kills the program again and again while clients write, and checks that nothing acknowledged is lost
    #[command(after_help = "Example: cargo xtask crash --kills 200")]
    Crash(crash::Options),
    /// Derives the strongest suppliers and customers of each sector from the input-output table
    #[command(
        after_help = "Example: cargo xtask links --table china_2020_42.csv --divisions gbt4754_division_to_io42.csv --out zone/attract/data/input-output"
    )]
    Links(links::Options),
}

fn main() -> ExitCode {
    match Cli::parse().task {
        Task::Tidy => tidy::run(workspace()),
        Task::Bench { words } => bench::run(workspace(), &words),
        Task::Crash(options) => crash::run(workspace(), &options),
        Task::Links(options) => links::run(&options),
    }
}

/// The end of a command as the end of this one.
fn exit(status: std::io::Result<std::process::ExitStatus>) -> ExitCode {
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the command could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace, wherever the command was called from.
fn workspace() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

//! Tasks of the workspace: `cargo xtask tidy`. Each subcommand is one module with `run(...) -> ExitCode`.
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
}

fn main() -> ExitCode {
    match Cli::parse().task {
        Task::Tidy => tidy::run(workspace()),
    }
}

/// The root of the workspace, wherever the command was called from.
fn workspace() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

//! `cargo xtask crash --kills N`: the crash test of `./test` (app/wutong/tests/crash.rs), as often as wanted.
use std::path::Path;
use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub struct Options {
    /// How often the program is killed, on the same database.
    #[arg(long, default_value_t = 100)]
    kills: u64,
    /// Other moments and other writes; printed, so that a failure can be repeated.
    #[arg(long)]
    seed: Option<u64>,
}

pub fn run(root: &Path, options: &Options) -> ExitCode {
    let seed = options.seed.unwrap_or_else(|| std::process::id().into());
    println!("seed {seed}: repeat with cargo xtask crash --kills {} --seed {seed}", options.kills);
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--quiet", "-p", "wutong", "--test", "crash", "--", "--nocapture"]).current_dir(root);
    command.env("KILLS", options.kills.to_string()).env("SEED", seed.to_string());
    crate::exit(command.status())
}

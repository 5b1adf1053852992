//! 梧桐 Wutong: one binary: pages, API and command line.
use clap::Parser;
use std::process::ExitCode;
use wutong::{cli, commands, config};

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    config::start_log(cli.command.is_server());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(cli)),
        Err(error) => Err(commands::Failure::of(format!("the program could not start its threads: {error}"))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.text);
            ExitCode::from(failure.code)
        }
    }
}

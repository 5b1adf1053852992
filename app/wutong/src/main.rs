//! 梧桐 Wutong: the software of a development zone. One binary: pages, API and command line.
mod api;
mod cli;
mod commands;
mod config;
mod demo;
mod pack;
mod server;
mod today;
mod web;
mod zone;

use clap::Parser;
use std::process::ExitCode;

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

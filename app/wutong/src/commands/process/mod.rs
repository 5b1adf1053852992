//! `wutong process`: what an event log says; nothing is written to the books.
mod input;
mod remaining;
mod report;

use super::Done;
use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub enum Process {
    /// Cases, activities, ways, waiting, handover and late cases of a log.
    #[command(after_help = "Example: wutong process report permits.xes.gz --json")]
    Report(report::Options),
    /// How well the time that running cases still need is forecast on a log, from what was known at the time.
    #[command(after_help = "Example: wutong process remaining-time permits.xes.gz --strict")]
    RemainingTime(remaining::Options),
}

pub fn run(command: &Process) -> Done {
    match command {
        Process::Report(options) => report::run(options),
        Process::RemainingTime(options) => remaining::run(options),
    }
}

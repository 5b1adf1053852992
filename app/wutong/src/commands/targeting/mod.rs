//! `wutong targeting`: forecasts from files, for scripts and for judging the methods; nothing is written to the books.
mod entry;
mod expansion;
mod rows;

use super::Done;
use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub enum Targeting {
    /// Rank which activity comes to which region next, with calibrated probabilities.
    #[command(
        after_help = "Example: wutong targeting entry --counts counts.csv.gz --at 2000 --horizon 2 --out scores.csv"
    )]
    Entry(entry::Options),
    /// Rank the company groups that may open in a place, in a division, in a year.
    #[command(
        after_help = "Example: wutong targeting expansion --establishments establishments.csv.gz --at 2001 --queries queries.csv --out ranking.csv"
    )]
    Expansion(expansion::Options),
}

pub fn run(command: &Targeting) -> Done {
    match command {
        Targeting::Entry(options) => entry::run(options),
        Targeting::Expansion(options) => expansion::run(options),
    }
}

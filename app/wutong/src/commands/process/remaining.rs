//! `wutong process remaining-time`: the rolling test of the forecasts on a log.
use super::input::Input;
use crate::commands::{Done, Failure, print_json};
use ::process::{Method, Strictness, evaluate};
use clap::Args;

#[derive(Args, Debug)]
pub struct Options {
    #[command(flatten)]
    pub input: Input,
    /// The end of a case is known on the next day only: for logs that stamp dates without a time.
    #[arg(long)]
    pub strict: bool,
    #[arg(long)]
    pub json: bool,
}

pub fn run(options: &Options) -> Done {
    let log = options.input.read()?;
    let strictness = if options.strict { Strictness::NextDay } else { Strictness::Moment };
    let found = evaluate(&log, strictness).ok_or_else(|| {
        Failure::of("Too few cases: forecasts are tested on the newest fifth, after cases that have ended before.")
    })?;
    if options.json {
        return print_json(&found);
    }
    println!(
        "{} newest cases, {} moments in them; learned from what had ended before",
        found.test_cases, found.test_prefixes
    );
    println!("mean absolute error: {:.2} days", found.mae_days);
    println!(
        "ended within the 80 % bound: {:.1} %, within the 95 % bound: {:.1} %",
        found.coverage.p80 * 100.0,
        found.coverage.p95 * 100.0
    );
    for score in &found.methods {
        println!("  {:<40} {:>8.2} days, chosen {} times", name(score.method), score.mae_days, score.chosen);
    }
    Ok(())
}

fn name(method: Method) -> &'static str {
    match method {
        Method::LastActivity => "median after the same activity",
        Method::Recent => "the same, of the latest 100",
        Method::Blend => "several views, weighted by their errors",
        Method::Adaptive => "quantile after the same activity, adapted",
    }
}

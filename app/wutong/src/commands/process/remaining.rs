//! `wutong process remaining-time`: the rolling test of the forecasts on a log.
use super::input::Input;
use crate::commands::{Done, Failure, print_json};
use ::process::{Evaluation, Method, Strictness, evaluate};
use clap::Args;
use ui::T;

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
    let t = options.input.words();
    let strictness = if options.strict { Strictness::NextDay } else { Strictness::Moment };
    let found = evaluate(&log, strictness).ok_or_else(|| Failure::of(t.s("cli-process-few")))?;
    if options.json {
        return print_json(&found);
    }
    lines(t, &found).iter().for_each(|line| println!("{line}"));
    Ok(())
}

fn lines(t: T, found: &Evaluation) -> Vec<String> {
    let percent = |share: f64| t.dec(share * 100.0, 1);
    let mut lines = vec![
        t.a2("cli-process-tested", "cases", t.int(found.test_cases), "prefixes", t.int(found.test_prefixes)),
        t.a("cli-process-error", "days", t.dec(found.mae_days, 2)),
        t.a2("cli-process-held", "p80", percent(found.coverage.p80), "p95", percent(found.coverage.p95)),
    ];
    lines.extend(found.methods.iter().map(|score| {
        let (name, days) = (t.s(key(score.method)), t.dec(score.mae_days, 2));
        format!("  {}", t.a3("cli-process-chosen", "name", name, "days", days, "n", t.int(score.chosen)))
    }));
    lines
}

fn key(method: Method) -> &'static str {
    match method {
        Method::LastActivity => "cli-process-method-last",
        Method::Recent => "cli-process-method-recent",
        Method::Blend => "cli-process-method-blend",
        Method::Learned => "cli-process-method-learned",
        Method::Adaptive => "cli-process-method-adaptive",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    fn given(text: &str, more: &[&str]) -> (tempfile::TempDir, Options) {
        crate::web::register_texts();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::fs::write(&path, text).unwrap();
        let said = ["remaining-time", path.to_str().unwrap()].into_iter().chain(more.iter().copied());
        (folder, Cli::parse_from(said).options)
    }

    /// Forty cases of three steps, one after the other: the last step always takes five days.
    fn steady() -> String {
        let mut table = "case,activity,time\n".to_owned();
        let format = |day: i64| ::process::time::format((18_000 + day) * ::process::time::DAY_MS);
        for case in 0..40 {
            for (activity, at) in [("受理", 0), ("审查", 2), ("办结", 7)] {
                table.push_str(&format!("{case},{activity},{}\n", format(case * 20 + at)));
            }
        }
        table
    }

    #[test]
    fn figures_in_both_languages_and_as_json() {
        for (lang, words) in [("zh", "最新 8 件，其中 8 个时刻"), ("en", "8 newest cases, 8 moments")] {
            let (_folder, options) = given(&steady(), &["--strict", "--lang", lang]);
            let found = evaluate(&options.input.read().unwrap(), Strictness::NextDay).unwrap();
            let lines = lines(options.input.words(), &found);
            assert!(lines.first().unwrap().starts_with(words), "{lines:?}");
            assert_eq!((found.mae_days, lines.len()), (0.0, 3 + found.methods.len()));
        }
        let (_folder, options) = given(&steady(), &["--json"]);
        run(&options).unwrap();
        let (_folder, few) = given("case,activity,time\n1,受理,2026-03-02\n", &["--lang", "zh"]);
        assert!(run(&few).unwrap_err().text.starts_with("案件太少"));
    }
}

//! `wutong plan`: the approvals that a project needs and what they will take, from files; nothing is written to the books.
use super::{Done, Failure, locale, print_json};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use land::catalogue::lint::{self, Severity};
use land::catalogue::{Attributes, Theme, sheet};
use land::plan::compile::compile;
use land::plan::forecast::{ForecastError, MatterForecast, Outcome, Setting, forecast};
use land::plan::{Compiled, LeftOut, Why};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug)]
pub enum Plan {
    /// Which approvals a project needs and why, in which order, and when they will be through.
    #[command(
        after_help = "Example: wutong plan compile --theme theme.json --project project.json --runs 10000 --seed 1\n\n\
        The theme is JSON or a workbook as the catalogue exports it. The project is JSON:\n\
        {\"attributes\": {\"forest\": true, \"area\": 12000}, \"start_on\": \"2019-04-18\", \"links_removed\": [[\"a\", \"b\"]]}"
    )]
    Compile(Options),
}

#[derive(Args, Debug)]
pub struct Options {
    /// The theme: .json, or .xlsx in the form of the catalogue's export.
    #[arg(long)]
    pub theme: PathBuf,
    /// The project: .json with attributes, start_on and links_removed.
    #[arg(long)]
    pub project: PathBuf,
    /// Runs of the simulation, 1 to 1,000,000.
    #[arg(long, default_value_t = 10_000)]
    pub runs: usize,
    /// The same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The day after which work begins, such as 2019-04-18; without it, the project's start_on.
    #[arg(long)]
    pub from: Option<NaiveDate>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Project {
    #[serde(default)]
    attributes: Attributes,
    start_on: Option<NaiveDate>,
    /// Links that are taken out, as pairs of matter codes: the two become parallel.
    #[serde(default)]
    links_removed: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Report<'a> {
    theme: &'a str,
    from_on: &'a str,
    runs: i64,
    seed: i64,
    /// Working days by medians, and in 50, 80 and 95 % of runs.
    days: u32,
    p50_days: f32,
    p80_days: f32,
    p95_days: f32,
    p50_on: &'a str,
    p80_on: &'a str,
    p95_on: &'a str,
    provisional: bool,
    critical: &'a [String],
    matters: Vec<Row<'a>>,
    left_out: &'a [LeftOut],
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    department: &'a str,
    stage: &'a str,
    statutory_days: Option<i64>,
    promised_days: Option<i64>,
    materials: usize,
    after: Vec<&'a str>,
    why: &'a Why,
    #[serde(flatten)]
    forecast: &'a MatterForecast,
}

pub fn run(command: &Plan) -> Done {
    let Plan::Compile(options) = command;
    land::register_texts();
    let theme = theme(&options.theme)?;
    let project = project(options)?;
    let zh = locale() == kernel::Locale::ZhCn;
    refuse_faults(&theme)?;
    let mut compiled = compile(&theme, &project.attributes).map_err(|e| e.refused(&theme, zh))?;
    remove_links(&mut compiled, &project.links_removed)?;
    let from = options.from.or(project.start_on);
    let from =
        from.ok_or_else(|| Failure::of("No day to begin: give --from 2019-04-18, or start_on in the project file."))?;
    let progress = BTreeMap::new();
    let calendar = land::calendar::shipped()?;
    let setting = Setting { calendar, from, runs: options.runs, seed: options.seed, samples: &[], progress: &progress };
    let outcome = forecast(&compiled, &setting).map_err(|error| match error {
        ForecastError::Runs => Failure::of("--runs goes from 1 to 1,000,000."),
        ForecastError::Plan(error) => error.refused(&theme, zh).into(),
        ForecastError::Duration(code) => Failure::of(format!("The known durations of the matter \"{code}\" are no distribution: shares rise from 0 to 1, days do not fall.")),
    })?;
    let report = report(&theme, &compiled, &outcome);
    if options.json {
        return print_json(&report);
    }
    print(&report, &theme);
    Ok(())
}

/// Every row of a workbook that cannot be taken is named.
fn theme(path: &Path) -> Result<Theme, Failure> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let imported = sheet::read_file(path, &name)?;
    let t = ui::T::new(locale());
    let faults: Vec<String> = imported.faults.iter().map(|f| land::catalogue::words::row(t, f)).collect();
    if faults.is_empty() { Ok(imported.theme) } else { Err(Failure::of(faults.join("\n"))) }
}

fn project(options: &Options) -> Result<Project, Failure> {
    let shown = options.project.display();
    let text =
        std::fs::read_to_string(&options.project).map_err(|e| Failure::of(format!("{shown} cannot be read: {e}")))?;
    serde_json::from_str(&text).map_err(|e| Failure::of(format!("{shown} is not a project file: {e}")))
}

/// A theme that cannot work makes no plan: every error with its place.
fn refuse_faults(theme: &Theme) -> Done {
    let t = ui::T::new(locale());
    let faults: Vec<String> = lint::lint(theme)
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(|f| land::catalogue::words::finding(t, f))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::of(faults.join("\n"))) }
}

fn remove_links(compiled: &mut Compiled, removed: &[(String, String)]) -> Done {
    for (from, to) in removed {
        let before = compiled.links.len();
        compiled.links.retain(|l| l.from != *from || l.to != *to);
        if compiled.links.len() == before {
            return Err(Failure::of(format!("links_removed: the plan has no link from \"{from}\" to \"{to}\".")));
        }
    }
    Ok(())
}

fn report<'a>(theme: &'a Theme, compiled: &'a Compiled, outcome: &'a Outcome) -> Report<'a> {
    let row = |(needed, forecast): (&'a land::plan::Needed, &'a MatterForecast)| {
        let matter = &needed.matter;
        let after = compiled.links.iter().filter(|l| l.to == matter.code).map(|l| l.from.as_str());
        Row {
            name: &matter.name.zh,
            department: &matter.department,
            stage: &matter.stage,
            statutory_days: matter.statutory_days,
            promised_days: matter.promised_days,
            materials: matter.needs.len(),
            after: after.collect(),
            why: &needed.why,
            forecast,
        }
    };
    let f = &outcome.forecast;
    Report {
        theme: &theme.code,
        from_on: &f.from_on,
        runs: f.runs,
        seed: f.seed,
        days: outcome.days,
        p50_days: outcome.p50_days,
        p80_days: outcome.p80_days,
        p95_days: outcome.p95_days,
        p50_on: &f.p50_on,
        p80_on: &f.p80_on,
        p95_on: &f.p95_on,
        provisional: f.provisional,
        critical: &outcome.critical,
        matters: compiled.needed.iter().zip(&outcome.matters).map(row).collect(),
        left_out: &compiled.left_out,
    }
}

fn print(report: &Report, theme: &Theme) {
    let t = ui::T::new(locale());
    let provisional = if report.provisional { t.s("forecast-provisional") } else { String::new() };
    println!(
        "{} · {} → P50 {} · P80 {} · P95 {} {provisional}",
        theme.name.zh, report.from_on, report.p50_on, report.p80_on, report.p95_on
    );
    for row in &report.matters {
        let f = row.forecast;
        let mark = if f.critical { "◆" } else { " " };
        println!(
            "{mark} {:<16} {} · {} · {} d · {} – {} · slack {} · {:.0} % · P50 {} P80 {} P95 {}",
            f.code,
            row.name,
            row.department,
            f.days,
            f.start_on,
            f.finish_on,
            f.slack_days,
            f.criticality * 100.0,
            f.p50_on,
            f.p80_on,
            f.p95_on
        );
        println!("    {}", why(t, row.why));
    }
    if !report.left_out.is_empty() {
        println!("{}", t.s("forecast-left-out"));
        report.left_out.iter().for_each(|l| println!("  {:<16} {} · {}", l.code, l.name.zh, why(t, &l.why)));
    }
}

/// The rule and the answers that it looked at.
fn why(t: ui::T, why: &Why) -> String {
    if why.rule.is_empty() {
        return t.s("forecast-why-always");
    }
    let values: Vec<String> = why.values.iter().map(|(code, value)| format!("{code} = {value}")).collect();
    format!("{} [{}]", why.rule, values.join(", "))
}

//! The industry classifier: learned from the registry, checked on listed companies whose industry a finance site gives,
//! with name and business, with the name alone, and without a model; and how many firms it places in a second.
mod check;
mod firms;

use crate::Done;
use crate::memory::{self, Watch};
use crate::report::{Report, whole, workspace};
use check::{Check, Input};
use classifier::{Classifier, Firm, Model, Options as Learning, Trainer};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

#[derive(clap::Args)]
pub struct Options {
    /// Folder with `registry` and `companies`; without it, WUTONG_SHARED_DATA or ../shared/data.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Learn from every n-th firm only.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// Chooses the sample that is learned from.
    #[arg(long, default_value_t = Learning::default().seed)]
    seed: u64,
}

pub fn run(options: &Options, report: &mut Report) -> Done {
    let shared = std::env::var_os("WUTONG_SHARED_DATA").map(PathBuf::from);
    let shared = options.from.clone().or(shared).unwrap_or_else(|| workspace().join("../shared/data"));
    if !shared.join("registry").is_dir() {
        report.line(format!("Skipped: no registry in {}; name its folder with --from", shared.display()));
        return Ok(());
    }
    let listed = check::listed(&shared.join("companies/cn_listed_companies_2022-03.csv"))?;
    let model = learn(options, &shared.join("registry"), report)?;
    let classifier = Classifier::new(model);
    let both = Check::of(&classifier, &listed, Input::NameAndBusiness);
    let mut rows = vec![check::head()];
    rows.push(both.row("name and main business"));
    rows.push(Check::of(&classifier, &listed, Input::Business).row("main business alone"));
    rows.push(Check::of(&classifier, &listed, Input::Name).row("name alone"));
    let lexicon = Classifier::lexicon_only();
    rows.push(Check::of(&lexicon, &listed, Input::NameAndBusiness).row("name and main business, without a model"));
    rows.push(Check::of(&lexicon, &listed, Input::Name).row("name alone, without a model"));
    report.table(&rows);
    report.line("Goal: at least 65.0 % with name and main business.");
    both.print(report);
    speed(&classifier, &shared.join("registry"), report)
}

fn learn(options: &Options, registry: &std::path::Path, report: &mut Report) -> Done<Model> {
    let (watch, before) = (Watch::start(std::process::id()), memory::of(std::process::id()));
    let mut trainer = Trainer::new(Learning { seed: options.seed, ..Learning::default() });
    let (mut count, mut reading) = (0_usize, std::time::Duration::ZERO);
    firms::each(registry, |firms| {
        let start = Instant::now();
        for (name, scope) in firms.iter().step_by(options.every.max(1)) {
            trainer.add(Firm { name, scope });
        }
        reading += start.elapsed();
        count += firms.len().div_ceil(options.every.max(1));
        ControlFlow::Continue(())
    })?;
    let start = Instant::now();
    let model = trainer.train(|_| ControlFlow::Continue(())).map_err(|_| "nobody stopped the training")?;
    let (learning, peak) = (start.elapsed(), watch.peak());
    report.line(format!(
        "- {} firms shown in {:.1} s, {} of them learned from in {:.1} s; {} MiB more memory at the peak, model of {} KiB",
        whole(count as f64),
        reading.as_secs_f64(),
        whole(model.taught_by() as f64),
        learning.as_secs_f64(),
        peak.own.saturating_sub(before.own),
        model.to_bytes().len() / 1024
    ));
    Ok(model)
}

fn speed(classifier: &Classifier, registry: &std::path::Path, report: &mut Report) -> Done {
    let mut sample = Vec::new();
    firms::each(registry, |firms| {
        sample.extend(firms.iter().step_by(4).cloned());
        if sample.len() < 200_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let firms: Vec<Firm> = sample.iter().map(|(name, scope)| Firm { name, scope }).collect();
    let mut rows = vec![["threads", "firms/s"].map(String::from).to_vec()];
    for threads in [1, std::thread::available_parallelism()?.get()] {
        let mut best = f64::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            std::hint::black_box(classifier.classify_all(&firms, threads));
            best = best.min(start.elapsed().as_secs_f64());
        }
        rows.push(vec![threads.to_string(), whole(firms.len() as f64 / best)]);
    }
    report.table(&rows);
    report.line(format!(
        "Goal: at least 100,000 firms/s. {} firms, best of three runs, from texts in memory.",
        whole(firms.len() as f64)
    ));
    Ok(())
}

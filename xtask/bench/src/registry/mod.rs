//! The company registry at its real size and ten times that: how fast a lake is built and with how much memory, and how
//! long questions take beside DuckDB over the very same Parquet files, in the same run.
mod data;
mod duckdb;
mod questions;

use crate::Done;
use crate::memory::{self, Watch};
use crate::report::{Report, whole};
use crate::spread::Spread;
use registry::{Build, Built, Filter, Mapping, Registry, Unwatched};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(clap::Args)]
pub struct Options {
    /// Files or folder of a registry; without it, the one in WUTONG_SHARED_DATA or ../shared/data, else invented companies.
    #[arg(long)]
    from: Option<PathBuf>,
    /// The larger lake has so many copies of each row, with changed codes.
    #[arg(long, default_value_t = 10)]
    copies: u32,
    /// How often each question is asked; the median counts.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Invented companies, where there is no registry.
    #[arg(long, default_value_t = 300_000)]
    companies: u32,
    /// Leave DuckDB out.
    #[arg(long)]
    alone: bool,
}

pub async fn run(options: &Options, dir: &Path, report: &mut Report) -> Done {
    let peer = if options.alone { None } else { Some(duckdb::DuckDb::install(dir)?) };
    let (from, what) = data::source(options.from.as_deref(), dir, options.companies)?;
    report.line(format!("- {what}"));
    if let Some(peer) = &peer {
        report.line(format!(
            "- DuckDB {} from PyPI, both on all cores; median of {} answers each",
            peer.version, options.rounds
        ));
    }
    let mut builds = vec![
        ["lake", "rows", "build, s", "rows/s", "peak memory, MiB", "of it own", "on disk, MiB"]
            .map(String::from)
            .to_vec(),
    ];
    let mut answers = Vec::new();
    let mut texts = Vec::new();
    for copies in [1, options.copies] {
        let input = if copies == 1 { from.clone() } else { data::copies(&from, &dir.join("input"), copies)? };
        let lake = dir.join(format!("lake-{copies}"));
        let name = format!("{copies}×");
        builds.push(build(&name, &input, &lake)?);
        let registry = Registry::open(&lake).await?;
        answers.extend(questions::ask(&name, &registry, &lake, peer.as_ref(), options.rounds).await?);
        texts.extend(full_text(&name, &registry, options.rounds).await?);
        if options.copies == 1 {
            break;
        }
    }
    report.table(&builds);
    report.line("Goal: 844,873 rows in at most 60 s and 1,536 MiB.");
    report.table(&std::iter::once(questions::head()).chain(answers).collect::<Vec<_>>());
    let head = ["full text", "lake", "companies found", "p50 ms", "max ms"].map(String::from).to_vec();
    report.table(&std::iter::once(head).chain(texts).collect::<Vec<_>>());
    report.line("Goal: at most 5 ms, warm. The first 20 companies with everything that a list shows, and the number of all, counted to 5,000.");
    Ok(())
}

fn build(name: &str, from: &Path, to: &Path) -> Done<Vec<String>> {
    let watch = Watch::start(std::process::id());
    let before = memory::of(std::process::id());
    let start = Instant::now();
    let plan = Build { from: vec![from.to_owned()], to: to.to_owned(), mapping: Mapping::default(), seed: 7 };
    let built: Built = registry::build(&plan, &Unwatched)?;
    let seconds = start.elapsed().as_secs_f64();
    let peak = watch.peak();
    #[allow(clippy::cast_precision_loss)]
    let rate = built.tally.rows as f64 / seconds;
    let t = built.tally;
    println!(
        "{name}: accepted {}, repaired {}, noted {}, duplicate {}, rejected {}",
        t.accepted, t.repaired, t.noted, t.duplicate, t.rejected
    );
    let rows = u32::try_from(built.tally.rows).map(f64::from)?;
    Ok(vec![
        name.to_owned(),
        whole(rows),
        format!("{seconds:.1}"),
        whole(rate),
        format!("{}", peak.resident.saturating_sub(before.resident)),
        format!("{}", peak.own.saturating_sub(before.own)),
        format!("{}", size(to)? / 1024 / 1024),
    ])
}

fn size(folder: &Path) -> Done<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let about = std::fs::symlink_metadata(&path)?;
        sum += if about.is_dir() { size(&path)? } else { about.len() };
    }
    Ok(sum)
}

/// What people type: rare and common words, two words, a name, one with a filter.
const TYPED: [(&str, &str); 7] = [
    ("铝型材", ""),
    ("软件开发", ""),
    ("新材料", ""),
    ("光伏 组件", ""),
    ("房地产开发", ""),
    ("机械", "乌鲁木齐"),
    ("有限公司", ""),
];

async fn full_text(lake: &str, registry: &Registry, rounds: usize) -> Done<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for (text, city) in TYPED {
        let places = if city.is_empty() { Vec::new() } else { vec![registry::Place::parse(city)] };
        let filter = Filter { places, ..Filter::default() };
        let mut total = registry.search(text, &filter, 0, 20).await?.total;
        let mut times = Spread::default();
        for _ in 0..rounds.max(20) {
            let start = Instant::now();
            total = registry.search(text, &filter, 0, 20).await?.total;
            times.add(start.elapsed());
        }
        let what = if city.is_empty() { text.to_owned() } else { format!("{text}, {city}") };
        let found = whole(f64::from(u32::try_from(total)?));
        rows.push(vec![what, lake.to_owned(), found, format!("{:.2}", times.at(0.5)), format!("{:.2}", times.at(1.0))]);
    }
    Ok(rows)
}

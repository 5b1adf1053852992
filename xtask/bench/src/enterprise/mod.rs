//! A million companies: import through the product's own import, then search, filter and detail requests to the real
//! program from a second process.
mod generate;
mod load;
mod server;

use crate::Done;
use crate::http::Client;
use crate::memory::{Memory, Watch};
use crate::report::{Report, whole};
use enterprise::import::service::Imports;
use enterprise::import::{State, Unwatched};
use generate::{Dice, Maker};
use kernel::ctx::{SystemClock, SystemRng};
use kernel::{Ctx, ZoneId};
use load::Load;
use server::Server;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Db, DbConfig};

#[derive(clap::Args)]
pub struct Options {
    /// How many companies; at most 1,000,000.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    companies: u64,
    /// Rows per imported file.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Keep the books in this folder; a folder that holds them already is used as it is, without importing again.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Only import, without the program.
    #[arg(long)]
    no_server: bool,
    /// Seconds of each load.
    #[arg(long, default_value_t = 20.0)]
    seconds: f64,
    /// What is asked: the JSON API, the pages, or both.
    #[arg(long, value_enum, default_value_t = Ask::Both)]
    ask: Ask,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Ask {
    Api,
    Html,
    Both,
}

pub async fn run(options: &Options, scratch: &Path, report: &mut Report) -> Done {
    let data = options.data.clone().unwrap_or_else(|| scratch.join("data"));
    let there = data.join("wutong.db").exists();
    if !there {
        let zone = if options.no_server { "bench".to_owned() } else { found(&data)? };
        import(options, &data, &zone, scratch, report).await?;
    }
    if options.no_server {
        return Ok(());
    }
    let zone = zone_of(&data)?;
    let token = server::said(&data, &["token", "create", "--user", "statistician", "--scope", "read"])?;
    let ids = ids(&data, &zone).await?;
    serve(options, &data, &token, &ids, report)
}

/// Creates the demo zone with its accounts, and ends the program again.
fn found(data: &Path) -> Done<String> {
    Server::start(data, &["demo", "--json"])?.end()?;
    zone_of(data)
}

fn zone_of(data: &Path) -> Done<String> {
    let zones: serde_json::Value = serde_json::from_str(&server::said(data, &["zone", "list", "--json"])?)?;
    let code = zones.get(0).and_then(|z| z.get("code")).and_then(|c| c.as_str());
    Ok(code.ok_or("there is no zone")?.to_owned())
}

async fn connect(data: &Path) -> Done<Db> {
    std::fs::create_dir_all(data)?;
    Ok(Db::connect(&DbConfig::new(&format!("sqlite://{}", data.join("wutong.db").display()))).await?)
}

/// One measured import of a file.
struct Imported {
    preview: Duration,
    write: Duration,
    before: Memory,
    peak: Memory,
}

async fn import(options: &Options, data: &Path, zone: &str, scratch: &Path, report: &mut Report) -> Done {
    let db = connect(data).await?;
    if options.no_server {
        db.migrate(&[store::MIGRATIONS, jobs::MIGRATIONS, enterprise::MIGRATIONS].concat()).await?;
    }
    let zone = ZoneId::parse(zone).ok_or("no zone code")?;
    let ctx = Ctx::system(zone, Arc::new(SystemClock), Arc::new(SystemRng));
    let imports = Imports { db: db.clone(), uploads: data.join("uploads") };
    let maker = Maker::new();
    let mut all = Vec::new();
    let mut first = 0;
    while first < options.companies {
        let count = options.rows.min(options.companies - first);
        let file = maker.file(scratch, first, count)?;
        let one = import_file(&imports, &ctx, &file, count).await?;
        let rate = per_second(count, one.preview + one.write);
        eprintln!("{:>9} companies, {rate} rows/s, peak {} MiB", whole_of(first + count), one.peak.resident);
        all.push(one);
        first += count;
    }
    db.close().await;
    tell_import(options, data, &all, report)
}

async fn import_file(imports: &Imports, ctx: &Ctx, file: &Path, count: u64) -> Done<Imported> {
    let pid = std::process::id();
    let (before, watch) = (crate::memory::of(pid), Watch::start(pid));
    let begun = Instant::now();
    let batch = imports.receive_now(ctx, file, "companies.csv").await?;
    let batch = imports.preview(ctx, &batch.id, &Unwatched).await?;
    let preview = begun.elapsed();
    if i64::try_from(count)? != batch.counts.create {
        return Err(format!("of {count} companies the preview would create {:?}", batch.counts).into());
    }
    let begun = Instant::now();
    let batch = imports.apply_now(ctx, &batch.id).await?;
    let write = begun.elapsed();
    if batch.state != State::Applied || batch.written.create != i64::try_from(count)? {
        return Err(format!("of {count} companies {:?} were written", batch.written).into());
    }
    Ok(Imported { preview, write, before, peak: watch.peak() })
}

#[allow(clippy::cast_precision_loss)]
fn per_second(count: u64, time: Duration) -> String {
    whole(count as f64 / time.as_secs_f64())
}

#[allow(clippy::cast_precision_loss)]
fn whole_of(count: u64) -> String {
    whole(count as f64)
}

fn tell_import(options: &Options, data: &Path, all: &[Imported], report: &mut Report) -> Done {
    let sum = |time: fn(&Imported) -> Duration| all.iter().map(time).sum::<Duration>();
    let (preview, write) = (sum(|i| i.preview), sum(|i| i.write));
    let first = all.first().ok_or("nothing was imported")?;
    let last = all.last().ok_or("nothing was imported")?;
    let rows = options.rows.min(options.companies);
    let cells = |name: &str, count: u64, preview: Duration, write: Duration| {
        let times = [per_second(count, preview), per_second(count, write), per_second(count, preview + write)];
        [vec![name.to_owned()], times.to_vec()].concat()
    };
    let head = ["import, rows/s", "preview", "write", "both"].map(String::from).to_vec();
    let mut table = vec![head, cells("first file", rows, first.preview, first.write)];
    if all.len() > 1 {
        table.push(cells("last file", rows, last.preview, last.write));
        table.push(cells("all", options.companies, preview, write));
    }
    report.table(&table);
    let peak = all.iter().map(|i| i.peak.resident).max().unwrap_or(0);
    report.line(format!(
        "Memory while the first file of {} rows is imported: {} MiB before, {} MiB at the peak, growth {} MiB (goal: at most \
         300 MiB); of the peak {} MiB are the process's own, the rest are pages of the mapped database. Peak over all files: \
         {peak} MiB.",
        whole_of(rows),
        first.before.resident,
        first.peak.resident,
        first.peak.resident.saturating_sub(first.before.resident),
        first.peak.own,
    ));
    let size = std::fs::metadata(data.join("wutong.db"))?.len() / 1024 / 1024;
    report.line(format!("Database with {} companies: {} MiB.", whole_of(options.companies), whole_of(size)));
    Ok(())
}

async fn ids(data: &Path, zone: &str) -> Done<Vec<String>> {
    let db = connect(data).await?;
    let zone = ZoneId::parse(zone).ok_or("no zone code")?;
    let mut conn = db.read(&zone).await?;
    let rows = conn.rows("SELECT id FROM enterprise WHERE zone_id = $1 ORDER BY id", &[zone.as_str().into()]).await?;
    let ids = rows.iter().map(|row| row.text("id")).collect::<kernel::Result<_>>()?;
    drop(conn);
    db.close().await;
    Ok(ids)
}

/// What is asked of the server: a name, requests per second, the promised p99, and the `n`th path.
struct Question<'a> {
    name: &'static str,
    html: bool,
    per_second: f64,
    goal_ms: Option<f64>,
    path: Box<dyn Fn(u64) -> String + Sync + 'a>,
}

fn questions<'a>(maker: &'a Maker, ids: &'a [String], companies: u64) -> Vec<Question<'a>> {
    let words = move |n: u64| words(maker, n, companies);
    let detail = move |n: u64| Dice(n).of(ids).cloned().unwrap_or_default();
    let filter = |n: u64| {
        let mut dice = Dice(n);
        let section =
            char::from(b"ACEFGIJKLMNR".get(usize::try_from(dice.below(12)).unwrap_or(0)).copied().unwrap_or(b'I'));
        format!("industry={section}&region=65010{}", 2 + dice.below(5))
    };
    let question = |name, html, per_second, goal_ms, path: Box<dyn Fn(u64) -> String + Sync + 'a>| Question {
        name,
        html,
        per_second,
        goal_ms,
        path,
    };
    vec![
        question(
            "search, API",
            false,
            100.0,
            Some(150.0),
            Box::new(move |n| format!("/api/v1/enterprises?q={}", words(n))),
        ),
        question(
            "filter, API",
            false,
            100.0,
            Some(150.0),
            Box::new(move |n| format!("/api/v1/enterprises?{}", filter(n))),
        ),
        question(
            "detail, API",
            false,
            300.0,
            Some(50.0),
            Box::new(move |n| format!("/api/v1/enterprises/{}", detail(n))),
        ),
        question("search, page", true, 100.0, Some(150.0), Box::new(move |n| format!("/enterprises?q={}", words(n)))),
        question(
            "filter, page",
            true,
            100.0,
            Some(150.0),
            Box::new(move |n| format!("/enterprises?{}&sort=-insured", filter(n))),
        ),
        question("detail, page", true, 300.0, Some(50.0), Box::new(move |n| format!("/enterprises/{}", detail(n)))),
    ]
}

/// What people type: a short name, a trade (two characters too), both, a credit code, the beginning of one.
fn words(maker: &Maker, n: u64, companies: u64) -> String {
    let mut dice = Dice(n);
    let Ok(company) = maker.company(dice.below(companies)) else { return String::new() };
    let text = match dice.below(5) {
        0 => company.short,
        1 => company.trade.chars().take(2).collect(),
        2 => format!("{} {}", company.short, company.trade),
        3 => company.code,
        _ => company.name,
    };
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn serve(options: &Options, data: &Path, token: &str, ids: &[String], report: &mut Report) -> Done {
    let begun = Instant::now();
    let server = Server::start(data, &["serve"])?;
    let ready = begun.elapsed();
    let maker = Maker::new();
    let last = maker.company(options.companies - 1)?;
    wait_for_index(&server.ready, token, &last.code)?;
    let indexed = begun.elapsed();
    report.line("");
    report.line(format!(
        "The program answers {:.1} s after its start; every company can be found after {:.0} s (the first time it indexes \
         them all, later less). Memory then: {} MiB.",
        ready.as_secs_f64(),
        indexed.as_secs_f64(),
        crate::memory::of(server.pid()).resident
    ));
    let head = ["load", "requests/s", "p50 ms", "p99 ms", "max ms", "goal p99", "failed", "KiB each", "RSS (own) MiB"];
    let mut table = vec![head.map(String::from).to_vec()];
    for question in questions(&maker, ids, options.companies) {
        if (question.html && options.ask == Ask::Api) || (!question.html && options.ask == Ask::Html) {
            continue;
        }
        table.push(ask(options, &server, token, &question)?);
    }
    report.table(&table);
    report.line("Goal for the server's memory under load: at most 2,048 MiB resident.");
    server.end()
}

fn wait_for_index(address: &str, token: &str, code: &str) -> Done {
    let mut client = Client::new(address, Duration::from_secs(60))?;
    client = client.with("Authorization", &format!("Bearer {token}"));
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3_600) {
        let answer = client.get(&format!("/api/v1/enterprises?q={code}"))?;
        if answer.status == 200 && answer.text().contains(code) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    Err("the last company could not be found within an hour".into())
}

fn ask(options: &Options, server: &Server, token: &str, question: &Question<'_>) -> Done<Vec<String>> {
    let load = Load { address: &server.ready, token, per_second: question.per_second, seconds: 3.0 };
    load.run(&|n| (question.path)(n + 1_000_000))?;
    let watch = Watch::start(server.pid());
    let answers = Load { seconds: options.seconds, ..load }.run(&*question.path)?;
    let peak = watch.peak();
    if let Some(failure) = &answers.failure {
        eprintln!("{}: {} failed, such as {failure}", question.name, answers.failed);
    }
    let times = &answers.times;
    Ok(vec![
        question.name.to_owned(),
        whole(question.per_second),
        format!("{:.1}", times.at(0.5)),
        format!("{:.1}", times.at(0.99)),
        format!("{:.1}", times.at(1.0)),
        question.goal_ms.map_or_else(|| "–".to_owned(), |ms| format!("≤ {ms:.0}")),
        answers.failed.to_string(),
        format!("{}", answers.bytes / times.count().max(1) / 1024),
        format!("{} ({})", peak.resident, peak.own),
    ])
}

//! Durable transactions per second: one state row and one event each, through `platform/store`, beside raw SQLite and
//! raw PostgreSQL that insert the same rows (state, event, the event's object) in a transaction of their own.
//! The raw peers do less: they chain no hashes and keep no head, so a ratio of 1 would mean that the journal is free.
mod ours;
mod raw;

use crate::report::{Report, whole};
use crate::spread::{Spread, median};
use crate::{Done, postgres};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Options {
    /// Seconds per measurement.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Rounds; the median of the rates counts.
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Only `sqlite` or only `postgres`.
    #[arg(long)]
    only: Option<String>,
}

/// Transactions per second that are promised with 16 clients on SQLite.
const GOAL: f64 = 2_000.0;
const CLIENTS: [usize; 2] = [1, 16];

/// Something that makes the `n`th row durable before it returns.
trait Writer: Send + Sync + 'static {
    fn write(&self, client: usize, n: u64) -> impl Future<Output = Done> + Send;
}

/// What a writer achieved, over all rounds.
#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    times: Spread,
}

impl Measured {
    fn rate(&self) -> f64 {
        median(&self.rates)
    }
    fn cells(&self) -> [String; 2] {
        [whole(self.rate()), format!("{:.2} / {:.2}", self.times.at(0.5), self.times.at(0.99))]
    }
}

pub async fn run(options: &Options, dir: &Path, report: &mut Report) -> Done {
    let mut rows = vec![
        ["engine", "clients", "store, tx/s", "p50 / p99 ms", "raw, tx/s", "p50 / p99 ms", "store ÷ raw"]
            .map(String::from)
            .to_vec(),
    ];
    if options.only.as_deref() != Some("postgres") {
        sqlite(options, dir, &mut rows).await?;
    }
    if options.only.as_deref() != Some("sqlite") {
        postgresql(options, dir, &mut rows).await?;
    }
    report.line(format!("- {} rounds of {} s each, alternating; the median counts", options.rounds, options.seconds));
    report.table(&rows);
    report.line(format!(
        "Goal: at least {} tx/s with 16 clients on SQLite. Raw SQLite with 16 clients is measured both with a connection \
         each and with one connection in turn; the faster counts.",
        whole(GOAL)
    ));
    Ok(())
}

async fn sqlite(options: &Options, dir: &Path, rows: &mut Vec<Vec<String>>) -> Done {
    let ours = Arc::new(ours::Ours::open(&format!("sqlite://{}", dir.join("ours.db").display())).await?);
    for clients in CLIENTS {
        let file = dir.join(format!("raw-{clients}.db"));
        let raw = Arc::new(raw::Sqlite::open(&file, clients).await?);
        let (mut mine, mut each, mut turns) = (Measured::default(), Measured::default(), Measured::default());
        for round in 0..options.rounds {
            measure(&ours, &mut mine, clients, options, round).await?;
            measure(&raw, &mut each, clients, options, round * 2).await?;
            if clients > 1 {
                raw.take_turns(true);
                measure(&raw, &mut turns, clients, options, round * 2 + 1).await?;
                raw.take_turns(false);
            }
        }
        let best = if turns.rate() > each.rate() { turns } else { each };
        rows.push(row("SQLite", clients, &mine, &best));
    }
    ours.close().await;
    Ok(())
}

async fn postgresql(options: &Options, dir: &Path, rows: &mut Vec<Vec<String>>) -> Done {
    let (url, _cluster) = match std::env::var("WUTONG_TEST_POSTGRES") {
        Ok(url) => (url, None),
        Err(_) => {
            let Some(bin) = postgres::programs() else {
                println!("PostgreSQL was left out: neither WUTONG_TEST_POSTGRES nor its programs were found.");
                return Ok(());
            };
            let cluster = postgres::Cluster::create(&bin, &dir.join("cluster"))?;
            (cluster.url(), Some(cluster))
        }
    };
    let schema = format!("bench_{}", std::process::id());
    raw::execute(&url, &format!("CREATE SCHEMA {schema}")).await?;
    let join = if url.contains('?') { '&' } else { '?' };
    let inside = format!("{url}{join}options[search_path]={schema}");
    let done = postgresql_in(&inside, &schema, options, rows).await;
    for clients in CLIENTS {
        raw::execute(&url, &format!("DROP SCHEMA IF EXISTS {schema}_raw_{clients} CASCADE")).await?;
    }
    raw::execute(&url, &format!("DROP SCHEMA {schema} CASCADE")).await?;
    done
}

async fn postgresql_in(url: &str, schema: &str, options: &Options, rows: &mut Vec<Vec<String>>) -> Done {
    let ours = Arc::new(ours::Ours::open(url).await?);
    for clients in CLIENTS {
        let raw = Arc::new(raw::Postgres::open(url, &format!("{schema}_raw_{clients}"), clients).await?);
        let (mut mine, mut each) = (Measured::default(), Measured::default());
        for round in 0..options.rounds {
            measure(&ours, &mut mine, clients, options, round).await?;
            measure(&raw, &mut each, clients, options, round).await?;
        }
        rows.push(row("PostgreSQL", clients, &mine, &each));
    }
    ours.close().await;
    Ok(())
}

fn row(engine: &str, clients: usize, ours: &Measured, raw: &Measured) -> Vec<String> {
    let [mine, mine_ms] = ours.cells();
    let [theirs, theirs_ms] = raw.cells();
    let ratio = ours.rate() / raw.rate();
    vec![engine.to_owned(), clients.to_string(), mine, mine_ms, theirs, theirs_ms, format!("{ratio:.2}")]
}

/// Lets the clients write for the agreed time. Row numbers are unique over rounds, clients and numbers of clients.
async fn measure<W: Writer>(
    writer: &Arc<W>,
    into: &mut Measured,
    clients: usize,
    options: &Options,
    round: u64,
) -> Done {
    let time = Duration::from_secs_f64(options.seconds);
    let start = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let writer = writer.clone();
            let first = ((clients as u64 * 100 + round) * 100 + client as u64) << 32;
            tokio::spawn(async move {
                let mut times = Spread::default();
                let mut n = first;
                while start.elapsed() < time {
                    let begun = Instant::now();
                    writer.write(client, n).await?;
                    times.add(begun.elapsed());
                    n += 1;
                }
                Done::Ok(times)
            })
        })
        .collect();
    let mut times = Spread::default();
    for task in tasks {
        times.join(task.await??);
    }
    #[allow(clippy::cast_precision_loss)]
    into.rates.push(times.count() as f64 / start.elapsed().as_secs_f64());
    into.times.join(times);
    Ok(())
}

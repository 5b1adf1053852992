//! `wutong journal …`, `wutong backup`, `wutong restore`.
use super::{Done, Failure, config_of, open, print_json};
use crate::cli::{Books, Journal};
use crate::server::Town;
use journal::backup::{self, Restore};
use journal::{Heads, Report, Signer};
use kernel::ctx::{SystemClock, SystemRng};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::Path;

pub async fn run(cmd: Journal) -> Done {
    match cmd {
        Journal::Verify { books, state, json } => verify(&books, state, json).await,
        Journal::Export { ocel, books } => export(&ocel, &books).await,
        Journal::Rebuild { books } => rebuild(&books).await,
    }
}

async fn verify(books: &Books, state: bool, json: bool) -> Done {
    let config = config_of(books);
    let db = Town::connect(&config.database, &config.data).await?;
    let heads = Heads::read(&config.data)?;
    let reports = match &books.zone {
        Some(zone) => {
            let zone = kernel::ZoneId::parse(zone).ok_or_else(|| Failure::of("the zone code is not a zone code"))?;
            vec![journal::verify(&db, &zone, &heads, |_, _| {}).await?]
        }
        None => journal::verify_all(&db, &heads, |_, _| {}).await?,
    };
    let mut differences = Vec::new();
    if state {
        for report in &reports {
            let found = journal::compare(&db, &report.zone, &crate::zone::journaled()).await?;
            differences.extend(found.into_iter().map(|d| format!("{}: {d}", report.zone)));
        }
    }
    db.close().await;
    let ok = reports.iter().all(Report::ok) && differences.is_empty();
    if json {
        print_json(&json!({ "ok": ok, "zones": reports, "differences": differences }))?;
    } else {
        reports.iter().for_each(print_report);
        differences.iter().for_each(|d| println!("  {d}"));
    }
    if ok { Ok(()) } else { Err(Failure::of("The journal does not hold: see the findings above.")) }
}

fn print_report(report: &Report) {
    let signed = report.signed_seq.map_or_else(|| "no signed head".to_owned(), |seq| format!("signed up to {seq}"));
    println!(
        "{}: {} events, head {}, {signed}, {} findings",
        report.zone,
        report.events,
        report.seq,
        report.findings.len()
    );
    for finding in &report.findings {
        println!("  at {}: {}", finding.seq, finding.what);
    }
}

async fn export(file: &Path, books: &Books) -> Done {
    let town = open(books).await?;
    let cannot = |e: std::io::Error| Failure::of(format!("{} cannot be written: {e}", file.display()));
    let mut out = BufWriter::new(std::fs::File::create(file).map_err(cannot)?);
    let done = journal::export_ocel(&town.db, &town.zone_id, &mut out).await?;
    out.flush().map_err(cannot)?;
    town.db.close().await;
    println!("{} events, {} objects, {} relations", done.events, done.objects, done.relations);
    Ok(())
}

async fn rebuild(books: &Books) -> Done {
    let town = open(books).await?;
    let done = journal::rebuild(&town.system(), &town.db, &crate::zone::journaled()).await?;
    enterprise::company::store::renew_all_keys(&town.system(), &town.db).await?;
    town.db.close().await;
    println!("{} changes of {} events", done.changes, done.events);
    Ok(())
}

pub async fn backup(file: &Path, books: &Books) -> Done {
    let config = config_of(books);
    let db = Town::connect(&config.database, &config.data).await?;
    Signer::open(&config.data, &SystemRng)?;
    let done = backup::backup(&db, &config.data, file, &SystemClock, &SystemRng).await?;
    db.close().await;
    println!("{}: {} tables, {} rows, {} bytes", file.display(), done.tables, done.rows, done.bytes);
    Ok(())
}

pub async fn restore(file: &Path, books: &Books, replace: bool) -> Done {
    let config = config_of(books);
    let steps = crate::zone::migrations();
    let what = Restore { file, url: &config.database, data_dir: &config.data, steps: &steps, replace };
    let done = backup::restore(&what, &SystemClock).await?;
    println!(
        "{} rows; zones {:?}; signed by key {}{}",
        done.rows,
        done.zones,
        done.key,
        if done.key_known { "" } else { " (not known here: compare it with the one you noted)" }
    );
    if let Some(kept) = done.kept {
        println!("the former database is kept as {}", kept.display());
    }
    Ok(())
}

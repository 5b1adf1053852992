//! Backup and restore: while others write, from one engine to the other, and never from a damaged file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod wood;

use journal::backup::{Restore, backup, restore};
use journal::{Heads, verify};
use kernel::{Error, Event};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::testing::Town;
use store::{Db, DbConfig, on_both};
use wood::{STEPS, all_steps, grow};

async fn saved(t: &Town, name: &str) -> PathBuf {
    let file = t.dir.join(name);
    backup(&t.db, &t.dir, &file, &*t.ctx.clock, &*t.ctx.rng).await.unwrap();
    file
}

/// Every row of every table, as text, in an order of its own.
async fn content(db: &Db) -> BTreeMap<String, Vec<String>> {
    let mut conn = db.read(&kernel::ZoneId::parse("test").unwrap()).await.unwrap();
    let mut tables = BTreeMap::new();
    for table in conn.catalog().await.unwrap() {
        let names: Vec<&str> = table.columns.iter().map(|(n, _)| n.as_str()).collect();
        let rows = conn.rows(&format!("SELECT {} FROM {}", names.join(", "), table.name), &[]).await.unwrap();
        let text = |row: &store::Row| {
            names.iter().map(|n| format!("{:?}", row.get(n).filter(|v| !v.is_null()))).collect::<Vec<_>>().join("|")
        };
        let mut rows: Vec<String> = rows.iter().map(text).collect();
        rows.sort();
        tables.insert(table.name, rows);
    }
    tables
}

async fn open(url: &str) -> Db {
    Db::connect(&DbConfig { url: url.to_owned(), readers: 2 }).await.unwrap()
}

fn into<'a>(file: &'a Path, url: &'a str, data_dir: &'a Path, steps: &'a [store::Migration]) -> Restore<'a> {
    Restore { file, url, data_dir, steps, replace: false }
}

fn code(error: &Error) -> String {
    error.code().to_owned()
}

on_both!(STEPS, a_backup_among_writers_restores_to_a_valid_chain, |t| {
    let t = Arc::new(t);
    grow(&t, 1, 20).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|w| {
            let (t, stop) = (t.clone(), stop.clone());
            tokio::spawn(async move {
                for i in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let tx = t.db.write(&t.ctx.zone).await.unwrap();
                    tx.commit(Event::new("tree.seen", &t.ctx).object("tree", format!("{w}-{i}"))).await.unwrap();
                }
            })
        })
        .collect();
    for round in 0..3 {
        let file = saved(&t, &format!("b{round}.backup")).await;
        let data = t.dir.join(format!("restored{round}"));
        let url = format!("sqlite://{}", t.dir.join(format!("r{round}.db")).display());
        let done = restore(&into(&file, &url, &data, &all_steps()), &*t.ctx.clock).await.unwrap();
        assert!(done.zones[0].1 >= 20 && !done.key_known, "{done:?}");
        let db = open(&url).await;
        let report = verify(&db, &t.ctx.zone, &Heads::read(&data).unwrap(), |_, _| {}).await.unwrap();
        assert!(report.ok(), "{:?}", report.findings);
        assert_eq!((report.seq, report.signed_seq), (done.zones[0].1, Some(done.zones[0].1)));
        db.close().await;
    }
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
});

on_both!(STEPS, a_restored_installation_is_equal_and_goes_on, |t| {
    grow(&t, 2, 50).await;
    let file = saved(&t, "b.backup").await;
    let (data, path) = (t.dir.join("data"), t.dir.join("r.db"));
    let url = format!("sqlite://{}", path.display());
    restore(&into(&file, &url, &data, &all_steps()), &*t.ctx.clock).await.unwrap();
    let db = open(&url).await;
    assert_eq!(content(&db).await, content(&t.db).await);
    db.migrate(&all_steps()).await.unwrap();
    let tx = db.write(&t.ctx.zone).await.unwrap();
    tx.commit(Event::new("tree.seen", &t.ctx).object("tree", "next")).await.unwrap();
    // A new key signs on where the old one stopped.
    let mut signer = journal::Signer::open(&data, &*t.ctx.rng).unwrap();
    signer.sign(&db, &t.ctx.zone, &*t.ctx.clock).await.unwrap().unwrap();
    let report = verify(&db, &t.ctx.zone, &Heads::read(&data).unwrap(), |_, _| {}).await.unwrap();
    assert!(report.ok(), "{:?}", report.findings);
    assert_eq!(report.signed_seq, Some(51));
    db.close().await;
    let left: Vec<_> = std::fs::read_dir(&t.dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.contains("restoring") || n.contains("unfinished"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
});

on_both!(STEPS, a_flipped_byte_is_refused_and_nothing_changes, |t| {
    grow(&t, 3, 20).await;
    let file = saved(&t, "b.backup").await;
    let good = std::fs::read(&file).unwrap();
    let (data, path) = (t.dir.join("data"), t.dir.join("r.db"));
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("heads.jsonl"), "as it was\n").unwrap();
    let url = format!("sqlite://{}", path.display());
    let mut rng = StdRng::seed_from_u64(3);
    let ends = [0, 1, good.len() - 1, good.len() - 64, good.len() - 65, good.len() - 86];
    let random: Vec<usize> = (0..60).map(|_| rng.random_range(0..good.len())).collect();
    for at in ends.into_iter().chain(random) {
        let mut bad = good.clone();
        bad[at] ^= 1 << rng.random_range(0..8);
        std::fs::write(&file, bad).unwrap();
        let refused = restore(&Restore { replace: true, ..into(&file, &url, &data, &all_steps()) }, &*t.ctx.clock)
            .await
            .unwrap_err();
        assert_eq!(code(&refused), "backup-damaged", "byte {at}");
    }
    for cut in [0, 10, 100, good.len() / 2, good.len() - 1] {
        std::fs::write(&file, &good[..cut]).unwrap();
        let refused = restore(&into(&file, &url, &data, &all_steps()), &*t.ctx.clock).await.unwrap_err();
        assert_eq!(code(&refused), "backup-damaged", "cut at {cut}");
    }
    assert!(!path.exists());
    assert_eq!(std::fs::read_to_string(data.join("heads.jsonl")).unwrap(), "as it was\n");
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 1);
});

on_both!(STEPS, a_tampered_journal_cannot_be_backed_up_unnoticed, |t| {
    grow(&t, 4, 20).await;
    saved(&t, "first.backup").await;
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.exec("UPDATE event SET actor = 'x' WHERE seq = 7", &[]).await.unwrap();
    tx.commit_quiet().await.unwrap();
    let file = saved(&t, "b.backup").await;
    let (data, url) = (t.dir.join("data"), format!("sqlite://{}", t.dir.join("r.db").display()));
    let refused = restore(&into(&file, &url, &data, &all_steps()), &*t.ctx.clock).await.unwrap_err();
    assert_eq!(code(&refused), "backup-chain-broken");
    assert!(refused.args().contains(&("seq".to_owned(), "7".to_owned())), "{refused:?}");
    assert!(!t.dir.join("r.db").exists());
});

on_both!(STEPS, books_that_hold_something_are_replaced_only_on_demand, |t| {
    grow(&t, 5, 10).await;
    let file = saved(&t, "b.backup").await;
    let (data, path) = (t.dir.join("data"), t.dir.join("r.db"));
    let url = format!("sqlite://{}", path.display());
    let what = into(&file, &url, &data, &[]);
    assert_eq!(code(&restore(&what, &*t.ctx.clock).await.unwrap_err()), "backup-other-program");
    let steps = all_steps();
    let what = Restore { steps: &steps, ..what };
    restore(&what, &*t.ctx.clock).await.unwrap();
    let db = open(&url).await;
    let tx = db.write(&t.ctx.zone).await.unwrap();
    tx.commit(Event::new("tree.seen", &t.ctx).object("tree", "later")).await.unwrap();
    assert_eq!(code(&restore(&what, &*t.ctx.clock).await.unwrap_err()), "restore-not-empty");
    let what = Restore { replace: true, ..what };
    assert_eq!(code(&restore(&what, &*t.ctx.clock).await.unwrap_err()), "restore-in-use");
    assert_eq!(db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0, 11);
    db.close().await;
    let done = restore(&what, &*t.ctx.clock).await.unwrap();
    let db = open(&url).await;
    assert_eq!(db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0, 10);
    let kept = open(&format!("sqlite://{}", done.kept.unwrap().display())).await;
    assert_eq!(kept.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0, 11);
    db.close().await;
    kept.close().await;
});

/// From each engine into PostgreSQL.
async fn into_postgres(from: &Town) {
    let Some(to) = Town::postgres(&[]).await else { return };
    grow(from, 6, 40).await;
    let file = saved(from, "b.backup").await;
    let schema = to.dir.file_name().unwrap().to_string_lossy().replace('-', "_");
    let server = std::env::var("WUTONG_TEST_POSTGRES").unwrap();
    let url = format!("{server}?options[search_path]={schema}");
    let data = to.dir.join("data");
    let steps = all_steps();
    restore(&into(&file, &url, &data, &steps), &*from.ctx.clock).await.unwrap();
    assert_eq!(content(&to.db).await, content(&from.db).await);
    let report = verify(&to.db, &from.ctx.zone, &Heads::read(&data).unwrap(), |_, _| {}).await.unwrap();
    assert!(report.ok() && report.seq == 40, "{:?}", report.findings);
    let again = into(&file, &url, &data, &steps);
    assert_eq!(code(&restore(&again, &*from.ctx.clock).await.unwrap_err()), "restore-not-empty");
    let again = restore(&Restore { replace: true, ..again }, &*from.ctx.clock).await.unwrap();
    assert!(again.key_known);
    assert_eq!(content(&to.db).await, content(&from.db).await);
}

on_both!(STEPS, a_backup_of_either_engine_restores_into_postgres, |t| {
    into_postgres(&t).await;
});

#[test]
fn every_refusal_has_its_sentence_in_both_languages() {
    use fluent_templates::Loader;
    let sources = [
        include_str!("../src/backup/archive.rs"),
        include_str!("../src/backup/load.rs"),
        include_str!("../src/backup/restore.rs"),
        include_str!("../src/heads.rs"),
    ];
    let mut codes = std::collections::BTreeSet::new();
    for text in sources.iter().flat_map(|s| s.split('"')) {
        if ["backup-", "restore-", "journal-contradicts"].iter().any(|p| text.starts_with(p)) {
            codes.insert(text);
        }
    }
    assert!(codes.len() >= 8, "{codes:?}");
    let values = ["part", "format", "step", "zone", "seq"].map(|name| (std::borrow::Cow::from(name), "x".into()));
    let values = std::collections::HashMap::from(values);
    for code in codes {
        for language in ["zh-CN", "en"] {
            let found = journal::texts().lookup_with_args(&language.parse().unwrap(), code, &values);
            assert!(!found.contains("Unknown"), "{language} {code}: {found}");
        }
    }
}

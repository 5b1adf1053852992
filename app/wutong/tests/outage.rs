//! PostgreSQL goes away under load and comes back: pages answer 503 within two seconds, the program recovers without a
//! restart, and no acknowledged write is lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod process;

use process::http::Client;
use process::postgres::{Cluster, programs};
use process::writer::Writer;
use process::{Place, Program, folder};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const WRITERS: u64 = 8;
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
const RECOVERS_WITHIN: Duration = Duration::from_secs(20);
/// A list, the API, the front page.
const PAGES: [&str; 3] = ["/enterprises", "/api/v1/enterprises?sort=id&limit=1", "/today"];

#[test]
fn outage_of_postgres_is_survived_without_a_restart() {
    let Some(bin) = programs() else {
        println!("skipped: no PostgreSQL programs (./test installs them; WUTONG_TEST_POSTGRES_BIN names others)");
        return;
    };
    let folder = folder("outage");
    let cluster = Cluster::create(&bin, &folder.path().join("cluster")).unwrap();
    let place = Place { data: folder.path().join("data"), database: Some(cluster.url()) };
    let mut program = Program::start(&place);
    let token = place.token();
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS).map(|i| write(&program, &token, i, stop.clone())).collect();
    // `immediate` is a power cut of the server; `fast` ends its connections in order, as an upgrade does.
    for mode in ["immediate", "fast"] {
        std::thread::sleep(Duration::from_millis(800));
        cluster.stop(mode).unwrap();
        assert_away(&program, &token, mode);
        cluster.start().unwrap();
        assert_recovers(&program, &token, mode);
    }
    std::thread::sleep(Duration::from_millis(800));
    stop.store(true, Ordering::SeqCst);
    let mut writers: Vec<Writer> = writers.into_iter().map(|w| w.join().unwrap()).collect();
    let checked: usize = writers.iter_mut().map(|w| w.check(&mut program.client(&token), true)).sum();
    place.assert_journal_holds();
    let acknowledged: u64 = writers.iter().map(|w| w.acknowledged).sum();
    let unsure: u64 = writers.iter().map(|w| w.unsure).sum();
    assert!(acknowledged > 30 && unsure > 0, "{acknowledged} acknowledged, {unsure} refused: there was no load");
    let slowest = writers.iter().map(|w| w.slowest_refusal).max().unwrap_or_default();
    println!("writes: 503 after {slowest:?} at most");
    assert!(slowest < ANSWERS_WITHIN, "a write was refused only after {slowest:?}");
    println!(
        "{acknowledged} acknowledged writes of {checked} companies are there; {unsure} were refused or had no answer"
    );
    program.kill();
}

/// A client that goes on writing through everything, until it is told to stop.
fn write(program: &Program, token: &str, number: u64, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<Writer> {
    let mut client = program.client(token);
    std::thread::spawn(move || {
        let mut writer = Writer::new(&format!("乙{number}"), number);
        while !stop.load(Ordering::SeqCst) {
            match writer.step(&mut client) {
                Ok(200 | 201) => {}
                Ok(_) => std::thread::sleep(Duration::from_millis(20)),
                Err(error) => panic!("the program gave no answer: {error}"),
            }
        }
        writer
    })
}

fn assert_away(program: &Program, token: &str, mode: &str) {
    let mut client = program.client(token);
    let mut slowest = Duration::ZERO;
    for page in PAGES.iter().cycle().take(9) {
        let begun = Instant::now();
        let answer = client.get(page).unwrap();
        slowest = slowest.max(begun.elapsed());
        assert_eq!(answer.status, 503, "{page} while PostgreSQL is away ({mode}): {}", answer.text());
        assert!(begun.elapsed() < ANSWERS_WITHIN, "{page} answered only after {:?} ({mode})", begun.elapsed());
    }
    println!("{mode}: 503 after {slowest:?} at most");
}

fn assert_recovers(program: &Program, token: &str, mode: &str) {
    let begun = Instant::now();
    let mut client = program.client(token);
    while !PAGES.iter().all(|page| answers(&mut client, page)) {
        assert!(begun.elapsed() < RECOVERS_WITHIN, "not back {RECOVERS_WITHIN:?} after PostgreSQL ({mode})");
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("{mode}: back {:?} after PostgreSQL", begun.elapsed());
}

fn answers(client: &mut Client, page: &str) -> bool {
    client.get(page).is_ok_and(|answer| answer.status == 200)
}

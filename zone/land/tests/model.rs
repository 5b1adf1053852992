//! Random commands over years, from seeds: what must be true of approvals is true after each of them, and the journal rebuilds the books.
//!
//! A seed that fails prints the shortest list of commands that still fails. `SEED=17` plays one seed, `SEEDS=5000` many,
//! `COMMANDS=300` longer lists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod office;
mod years;

use land::MIGRATIONS;
use std::time::Instant;
use store::testing::Town;
use years::command::{Cmd, Kind, list};
use years::{Tally, play, town_in_memory};

/// Commands of a seed; some zones go far, most are short, so that all of them together take a minute.
fn commands_of(seed: u64) -> usize {
    setting("COMMANDS").map_or(if seed.is_multiple_of(16) { 120 } else { 22 }, |n| usize::try_from(n).unwrap())
}

/// Seeds that are played at once.
const ABREAST: u64 = 4;
/// Times that a failing list is played again to find a shorter one.
const SHRINKS: usize = 80;

#[derive(Clone, Copy)]
enum On {
    Memory,
    Postgres,
}

impl On {
    async fn town(self) -> Option<Town> {
        match self {
            Self::Memory => Some(town_in_memory(MIGRATIONS).await),
            Self::Postgres => Town::postgres(MIGRATIONS).await,
        }
    }
}

/// Plays a list in a zone of its own; what panics has failed, too.
async fn outcome(on: On, seed: u64, cmds: Vec<Cmd>) -> Result<Tally, String> {
    let Some(town) = on.town().await else { return Ok(Tally::new()) };
    match tokio::spawn(async move { play(town, seed, &cmds).await }).await {
        Ok(outcome) => outcome,
        Err(broken) => Err(format!("a panic: {broken}")),
    }
}

/// Leaves out halves, quarters and single commands as long as what is left fails.
async fn shrunk(on: On, seed: u64, mut cmds: Vec<Cmd>, mut said: String) -> String {
    let (mut size, mut tries) = (cmds.len() / 2, 0);
    while size > 0 && tries < SHRINKS {
        let mut at = 0;
        while at < cmds.len() && tries < SHRINKS {
            let mut fewer = cmds.clone();
            fewer.drain(at..(at + size).min(cmds.len()));
            tries += 1;
            match outcome(on, seed, fewer.clone()).await {
                Err(still) => (cmds, said) = (fewer, still),
                Ok(_) => at += size,
            }
        }
        size /= 2;
    }
    let lines: Vec<String> = cmds.iter().map(|c| format!("    {c},")).collect();
    format!("seed {seed}: {said}\n{}", lines.join("\n"))
}

async fn lane(on: On, seeds: Vec<u64>) -> Tally {
    let mut all = Tally::new();
    for seed in seeds {
        let cmds = list(seed, commands_of(seed));
        match outcome(on, seed, cmds.clone()).await {
            Ok(tally) => join(&mut all, tally),
            Err(said) => panic!("{}", shrunk(on, seed, cmds, said).await),
        }
    }
    all
}

fn join(all: &mut Tally, one: Tally) {
    for (kind, (done, refused)) in one {
        let entry = all.entry(kind).or_default();
        (entry.0, entry.1) = (entry.0 + done, entry.1 + refused);
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

async fn play_all(on: On, seeds: u64) -> Tally {
    let begun = Instant::now();
    let seeds: Vec<u64> = match setting("SEED") {
        Some(one) => vec![one],
        None => (1..=setting("SEEDS").unwrap_or(seeds)).collect(),
    };
    let lanes: Vec<_> = (0..ABREAST)
        .map(|lane_of| {
            let own = seeds.iter().copied().filter(|seed| seed % ABREAST == lane_of).collect();
            tokio::spawn(lane(on, own))
        })
        .collect();
    let mut all = Tally::new();
    let mut failed = Vec::new();
    for lane in lanes {
        match lane.await {
            Ok(tally) => join(&mut all, tally),
            Err(broken) => failed.push(broken.to_string()),
        }
    }
    let done: usize = all.values().map(|(done, _)| done).sum();
    let refused: usize = all.values().map(|(_, refused)| refused).sum();
    println!("{} seeds, {done} commands done, {refused} refused, in {:?}\n{all:?}", seeds.len(), begun.elapsed());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_zones_keep_their_promises_for_years() {
    let all = play_all(On::Memory, 200).await;
    if setting("SEED").is_none() {
        let never: Vec<&Kind> = all.iter().filter(|(_, (done, _))| *done == 0).map(|(kind, _)| kind).collect();
        assert!(never.is_empty(), "these were never done: {never:?}");
        assert_eq!(all.len(), 20, "each kind of command was tried");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_zones_keep_their_promises_on_postgres() {
    play_all(On::Postgres, 10).await;
}

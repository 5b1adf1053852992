//! `kill -9` of the real program while several clients write: no acknowledged write is lost, no state is without its
//! event, the chain holds, and the program is ready again within two seconds. The same database all the time.
//!
//! 20 kills in `./test`; `cargo xtask crash --kills N` sets KILLS. SEED chooses other moments and other writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod process;

use process::writer::Writer;
use process::{Dice, Place, Program, embedded, folder, setting};
use std::time::Duration;

const WRITERS: u64 = 4;
/// From the start of the program to its first line, with recovery of the database in between.
const READY_WITHIN: Duration = Duration::from_secs(2);

#[test]
fn crash_while_writing_loses_nothing_acknowledged() {
    let (kills, seed) = (setting("KILLS", 20), setting("SEED", 20_261_124));
    let folder = folder("crash");
    let place = embedded(folder.path());
    let mut dice = Dice(seed);
    let mut writers: Vec<Writer> = (0..WRITERS).map(|i| Writer::new(&format!("甲{i}"), seed + i)).collect();
    let mut program = Program::start(&place);
    let token = place.token();
    let mut slowest = Duration::ZERO;
    for kill in 1..=kills {
        let before: u64 = writers.iter().map(|w| w.acknowledged).sum();
        writers = write_until_killed(writers, &mut program, &token, Duration::from_millis(50 + dice.below(700)));
        let acknowledged = writers.iter().map(|w| w.acknowledged).sum::<u64>() - before;
        place.assert_journal_holds();
        program = Program::start(&place);
        slowest = slowest.max(program.ready_after);
        assert!(program.ready_after < READY_WITHIN, "ready only after {:?}", program.ready_after);
        let checked: usize = writers.iter_mut().map(|w| w.check(&mut program.client(&token), false)).sum();
        println!(
            "kill {kill}: {acknowledged} writes acknowledged, {checked} companies as written, ready after {:?}",
            program.ready_after
        );
    }
    finish(writers, &place, &program, &token, kills, slowest);
}

/// Lets the clients write, kills the program after a while, and gives back what they know.
fn write_until_killed(writers: Vec<Writer>, program: &mut Program, token: &str, after: Duration) -> Vec<Writer> {
    let running: Vec<_> = writers
        .into_iter()
        .map(|mut writer| {
            let mut client = program.client(token);
            std::thread::spawn(move || {
                // Until the connection breaks.
                while writer.step(&mut client).is_ok() {}
                writer
            })
        })
        .collect();
    std::thread::sleep(after);
    program.kill();
    running.into_iter().map(|thread| thread.join().unwrap()).collect()
}

fn finish(mut writers: Vec<Writer>, place: &Place, program: &Program, token: &str, kills: u64, slowest: Duration) {
    let checked: usize = writers.iter_mut().map(|w| w.check(&mut program.client(token), true)).sum();
    place.assert_journal_holds();
    let acknowledged: u64 = writers.iter().map(|w| w.acknowledged).sum();
    let unsure: u64 = writers.iter().map(|w| w.unsure).sum();
    assert!(acknowledged > kills * 5, "only {acknowledged} writes were acknowledged: this showed nothing");
    assert!(unsure >= kills, "the program was killed when nobody wrote: {unsure}");
    println!(
        "{kills} kills: all {acknowledged} acknowledged writes of {checked} companies are there; {unsure} had no answer; ready after {slowest:?} at most"
    );
}

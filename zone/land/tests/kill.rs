//! `kill -9` of a process in which several users move approvals: what was acknowledged is there, no state is without its event, the chain
//! holds, and the next process goes on in the same books.
//!
//! 2,000 transitions in `./test`; `TRANSITIONS=10000 cargo nextest run -p land --test kill` does as many as wanted, SEED other ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
mod years;

use kernel::ctx::{FixedClock, SeededRng};
use kernel::id::MatterId;
use kernel::{Ctx, ZoneId};
use land::catalogue::Theme;
use land::matter::command::Command;
use land::matter::service::{Step, perform};
use land::matter::{CorrectionItem, Document, Matter, Outcome, State};
use land::plan::service::{Adopt, adopt};
use land::project::service as projects;
use land::{JOURNALED, MIGRATIONS};
use office::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::testing::Town;
use store::{Db, DbConfig};
use years::Dice;
use years::seen::Seen;

/// Users who work at the same time.
const USERS: u64 = 4;
const PROJECTS: usize = 20;
const KILLS: u64 = 10;

fn setting(name: &str, standard: u64) -> u64 {
    std::env::var(name).map_or(standard, |text| text.parse().unwrap())
}

/// The books in a folder; the folder stays when the town goes.
async fn town(folder: &Path) -> Town {
    use chrono::{TimeZone, Utc};
    let url = format!("sqlite://{}", folder.join("books.db").display());
    let db = Db::connect(&DbConfig { url, readers: 8 }).await.unwrap();
    db.migrate(&[store::MIGRATIONS, MIGRATIONS].concat()).await.unwrap();
    let clock = Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2020, 1, 15, 0, 30, 0).unwrap()));
    let rng = Arc::new(SeededRng::new(setting("SEED", 20_261_129) ^ u64::from(std::process::id())));
    let ctx = Ctx::system(ZoneId::parse("test").unwrap(), clock.clone(), rng);
    Town { db, ctx, clock, dir: folder.join("scratch") }
}

/// Projects whose approvals wait for nothing.
async fn founded(t: &Town) {
    let mut version = published(t).await;
    let Theme { links, matters, .. } = &mut version.content;
    links.clear();
    matters.iter_mut().for_each(|m| m.joint.clear());
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&version).await.unwrap();
    tx.commit(kernel::Event::new("catalogue.imported", &t.ctx).object("theme", "enterprise")).await.unwrap();
    let (ctx, s) = (acting(t, CHEN), state(t));
    for n in 0..PROJECTS {
        let p = projects::open(&ctx, &s, &draft(&format!("项目{n}"))).await.unwrap();
        let how = Adopt { theme: "enterprise", answers: &answers(true), from: None };
        adopt(&ctx, &s, &p.id, p.version, &how).await.unwrap();
    }
}

/// What comes next for an approval, and by whom; it never ends, since what was given is taken back and asked for again.
fn next(m: &Matter, dice: &mut Dice) -> (Command, &'static str) {
    let clerk = if m.department_id.as_ref().is_some_and(|d| d.as_str() == "d-planning") { ZHAO } else { QIAN };
    let item = CorrectionItem { what: "补盖章".into(), material: None, done: false };
    match m.state {
        State::Submitted => (Command::Accept, clerk),
        State::Accepted if m.correction.is_none() && dice.below(3) == 0 => {
            (Command::AskCorrection { items: vec![item], by: None }, clerk)
        }
        State::Accepted => (Command::Decide { outcome: Outcome::Approved, document: Document::default() }, clerk),
        State::Correction => (Command::AnswerCorrection, SUN),
        State::Decided if dice.below(2) == 0 => (Command::Deliver, clerk),
        State::Decided | State::Delivered => (Command::Revoke, CHEN),
        _ => (Command::Submit, SUN),
    }
}

/// The process that is killed: moves approvals without end and says what was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test below"]
async fn child() {
    let Ok(folder) = std::env::var("KILL_FOLDER") else { return };
    let t = Arc::new(town(Path::new(&folder)).await);
    let all: Vec<Matter> = t.db.read(&t.ctx.zone).await.unwrap().list("ORDER BY id", &[]).await.unwrap();
    let mine = |user: u64| {
        let approvals = all.iter().filter(|m| !m.department.is_empty()).enumerate();
        approvals.filter(|(n, _)| *n as u64 % USERS == user).map(|(_, m)| m.clone()).collect::<Vec<_>>()
    };
    let users: Vec<_> = (0..USERS).map(|user| tokio::spawn(work(t.clone(), mine(user), user))).collect();
    for user in users {
        user.await.unwrap();
    }
}

async fn work(t: Arc<Town>, mut mine: Vec<Matter>, user: u64) {
    let s = state(&t);
    let mut dice = Dice(setting("SEED", 20_261_129) ^ (u64::from(std::process::id()) << 8) ^ user);
    loop {
        let at = usize::try_from(dice.below(mine.len() as u64)).unwrap();
        let (command, by) = next(&mine[at], &mut dice);
        let id: MatterId = mine[at].id.clone();
        if command == Command::Submit {
            papers(&t, by, &mine[at]).await;
        }
        let step = Step { id: &id, version: Some(mine[at].version), command: &command, on: None, note: "" };
        mine[at] = perform(&acting(&t, by), &s, &step).await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "did {id} {}", mine[at].version).unwrap();
        out.flush().unwrap();
    }
}

struct Running {
    child: Child,
    said: Arc<AtomicU64>,
    heard: std::thread::JoinHandle<Vec<(String, i64)>>,
}

impl Running {
    fn start(folder: &Path) -> Self {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "child", "--nocapture"]).env("KILL_FOLDER", folder);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let (out, said) = (child.stdout.take().unwrap(), Arc::new(AtomicU64::new(0)));
        let count = said.clone();
        let heard = std::thread::spawn(move || {
            let mut all = Vec::new();
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let Some((id, version)) = line.strip_prefix("did ").and_then(|rest| rest.split_once(' ')) else {
                    continue;
                };
                // The last line may be cut off: then nobody was told.
                let Ok(version) = version.parse() else { continue };
                all.push((id.to_owned(), version));
                count.fetch_add(1, Ordering::SeqCst);
            }
            all
        });
        Self { child, said, heard }
    }

    /// Kills it once so many were acknowledged, in the middle of whatever it does; what it had acknowledged.
    fn kill_after(mut self, transitions: u64, pause_us: u64) -> Vec<(String, i64)> {
        while self.said.load(Ordering::SeqCst) < transitions {
            assert!(self.child.try_wait().unwrap().is_none(), "the process ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::thread::sleep(std::time::Duration::from_micros(pause_us));
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.heard.join().unwrap()
    }
}

/// Versions of matters by the journal: every image that was ever written.
async fn written(t: &Town, after: i64) -> BTreeSet<(String, i64)> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let mut batches = journal::Batches::after(&t.ctx.zone, after);
    let mut found = BTreeSet::new();
    loop {
        let batch = batches.next(&mut conn).await.unwrap();
        if batch.is_empty() {
            return found;
        }
        for change in batch.iter().flat_map(|e| journal::rows_of(&e.body, &["matter"]).unwrap()) {
            let row = change.row.unwrap();
            found.insert((row["id"].as_str().unwrap().to_owned(), row["version"].as_i64().unwrap()));
        }
    }
}

/// What was acknowledged is in the journal and in the tables; the chain holds; tables and journal say the same. Gives the last event's number and
/// how many were written without an answer.
async fn holds(folder: &Path, from: i64, told: &[(String, i64)]) -> (i64, usize) {
    let t = town(folder).await;
    let written = written(&t, from).await;
    let lost: Vec<_> = told.iter().filter(|one| !written.contains(*one)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    told.iter().for_each(|(id, version)| *last.entry(id).or_default() = *version);
    let all: Vec<Matter> = t.db.read(&t.ctx.zone).await.unwrap().list("", &[]).await.unwrap();
    assert!(all.iter().all(|m| last.get(m.id.as_str()).is_none_or(|v| m.version >= *v)), "a table lost a version");
    let report = journal::verify(&t.db, &t.ctx.zone, &journal::Heads::read(folder).unwrap(), |_, _| {}).await.unwrap();
    assert!(report.ok(), "{report:?}");
    assert_eq!(journal::compare(&t.db, &t.ctx.zone, JOURNALED).await.unwrap(), []);
    let head = t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0;
    t.db.close().await;
    (head, written.len() - told.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_while_approvals_move_loses_nothing_acknowledged() {
    let (wanted, mut dice) = (setting("TRANSITIONS", 2_000), Dice(setting("SEED", 20_261_129)));
    let folder = tempfile::Builder::new().prefix("wutong-kill-").tempdir().unwrap();
    let t = town(folder.path()).await;
    founded(&t).await;
    let mut head = t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0;
    t.db.close().await;
    let (mut done, mut kills, mut unsure) = (0, 0, 0);
    while done < wanted {
        let goal = (wanted / KILLS / 2 + dice.below(wanted / KILLS + 1)).clamp(1, wanted - done);
        let (place, pause) = (folder.path().to_owned(), dice.below(20_000));
        let told = tokio::task::spawn_blocking(move || Running::start(&place).kill_after(goal, pause)).await.unwrap();
        (done, kills) = (done + told.len() as u64, kills + 1);
        let (now, more) = holds(folder.path(), head, &told).await;
        (head, unsure) = (now, unsure + more);
        println!("kill {kills}: {} transitions acknowledged, {more} more written", told.len());
    }
    let most = usize::try_from(USERS * kills).unwrap();
    assert!(unsure <= most, "{unsure} were written and not said, {most} can have been under way");
    let t = town(folder.path()).await;
    let before = Seen::now(&t).await;
    journal::rebuild(&t.ctx, &t.db, JOURNALED).await.unwrap();
    assert!(Seen { head: before.head, ..Seen::now(&t).await } == before, "the rebuilt tables are others");
    println!(
        "{kills} kills: all {done} acknowledged transitions are there, {unsure} more had no answer; rebuilt the same"
    );
}

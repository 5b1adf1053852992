//! Years of a zone's approvals, played from a seed: a world in which commands happen, and what must be true after each of them.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
pub mod act;
pub mod check;
pub mod command;
pub mod end;
pub mod seen;
pub mod step;
pub mod truth;

use crate::office::{acting, state, theme};
use chrono::{NaiveDate, TimeZone, Utc};
use command::{Cmd, Kind};
use kernel::ctx::{FixedClock, SeededRng};
use kernel::id::ProjectId;
use kernel::{Ctx, Error, Event, ZoneId};
use land::LandState;
use land::catalogue::{COMPANY, Link, LinkKind, MatterType, Name, Theme, ThemeVersion, VersionState};
use schedule::Calendar;
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::testing::Town;
use store::{Db, DbConfig, Migration};
use truth::{Count, Truth};

/// Reproducible randomness (splitmix64).
pub struct Dice(pub u64);
impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

pub type Checked = Result<(), String>;

/// Fails the check with a sentence.
#[macro_export]
macro_rules! must {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}

/// What a command turned out to be.
#[derive(Debug, Default)]
pub struct Deed {
    /// Steps that were taken.
    pub steps: Vec<step::Taken>,
    /// Plans of this project were compiled.
    pub compiled: bool,
    pub migrated: bool,
    pub swept: bool,
    /// This project was stopped.
    pub stopped: Option<ProjectId>,
    /// Only asked.
    pub asked: bool,
    pub holidays: bool,
}

pub struct World {
    pub t: Town,
    pub s: LandState,
    pub truth: Truth,
    pub count: Count,
    pub seen: Seen,
    pub told: BTreeSet<String>,
    /// A notice of holidays was imported: what was reckoned before it may differ.
    pub calendar_changed: bool,
}

/// A zone in an embedded database that lies in memory: nothing here is about disks.
pub async fn town_in_memory(migrations: &[Migration]) -> Town {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let memory = std::path::Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let dir = place.join(format!("wutong-years-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let url = format!("sqlite://{}", dir.join("test.db").display());
    let db = Db::connect(&DbConfig { url, readers: 2 }).await.unwrap();
    db.migrate(&[store::MIGRATIONS, migrations].concat()).await.unwrap();
    let clock = Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2020, 1, 15, 0, 30, 0).unwrap()));
    let ctx = Ctx::system(ZoneId::parse("test").unwrap(), clock.clone(), Arc::new(SeededRng::new(7)));
    Town { db, ctx, clock, dir }
}

/// The theme of the other tests, with a matter without limits that begins when planning begins.
fn wider() -> Theme {
    let mut theme = theme();
    for own in theme.matters.iter_mut().filter(|m| m.department.is_empty()) {
        own.department = COMPANY.to_owned();
    }
    theme.matters.push(MatterType {
        code: "water".into(),
        name: Name { zh: "用水报装".into(), en: "Water".into() },
        department: "住建局".into(),
        stage: "early".into(),
        ..MatterType::default()
    });
    theme.links.push(Link {
        from: "planning".into(),
        to: "water".into(),
        kind: LinkKind::StartToStart,
        ..Link::default()
    });
    theme
}

impl World {
    /// A zone with a published theme, some time between 2020 and the end of the shipped calendar.
    pub async fn new(t: Town, seed: u64) -> Self {
        let mut dice = Dice(seed ^ 0x5eed);
        let days = if seed.is_multiple_of(3) { 2_300 + dice.below(60) } else { dice.below(1_800) };
        t.clock.advance(chrono::Duration::days(i64::try_from(days).unwrap()));
        let version = ThemeVersion {
            id: "theme-1".to_owned(),
            theme: "enterprise".to_owned(),
            number: 1,
            state: VersionState::Published,
            content: wider(),
            note: String::new(),
            edited_by: None,
            edited_us: 0,
            published_by: None,
            published_on: Some("2019-01-01".to_owned()),
            version: 1,
        };
        let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
        tx.put(&version).await.unwrap();
        tx.commit(Event::new("catalogue.published", &t.ctx).object("theme", "enterprise")).await.unwrap();
        let s = state(&t);
        let count = Count::of(&Calendar::china().unwrap());
        let seen = Seen::now(&t).await;
        Self { t, s, truth: Truth::default(), count, seen, told: BTreeSet::new(), calendar_changed: false }
    }

    pub fn today(&self) -> NaiveDate {
        self.t.ctx.today()
    }

    pub fn acting(&self, user: &str) -> kernel::Ctx {
        acting(&self.t, user)
    }

    /// One command and everything that must be true after it; yes where it was not refused.
    pub async fn play(&mut self, cmd: &Cmd) -> Result<bool, String> {
        let (deed, outcome) = self.perform(cmd).await;
        let fine = match &outcome {
            Ok(()) => true,
            Err(Error::Internal(e)) => return Err(format!("a fault: {e}")),
            Err(Error::Unavailable(e)) => return Err(format!("away: {e}")),
            Err(_) => false,
        };
        let after = self.seen.later(&self.t).await;
        self.after(cmd, &deed, fine, &after)?;
        self.seen = after;
        Ok(fine)
    }
}

/// How often each kind of command was done and refused.
pub type Tally = BTreeMap<Kind, (usize, usize)>;

/// Plays a list; the sentence that does not hold, with the place where it was found.
pub async fn play(t: Town, seed: u64, cmds: &[Cmd]) -> Result<Tally, String> {
    let mut world = World::new(t, seed).await;
    let mut tally = Tally::new();
    for (at, cmd) in cmds.iter().enumerate() {
        let fine = world.play(cmd).await.map_err(|said| format!("after command {at} ({cmd}): {said}"))?;
        let entry = tally.entry(cmd.kind).or_default();
        if fine { entry.0 += 1 } else { entry.1 += 1 }
    }
    world.end().await?;
    Ok(tally)
}

//! A project in lists: whose it is, how it stands, what comes next.
use super::{Phase, Project};
use crate::LandState;
use crate::matter::view::{self, Light};
use crate::matter::{Matter, MatterClock, store as matters};
use chrono::NaiveDate;
use kernel::{Ctx, Result};
use schedule::Calendar;
use std::collections::{BTreeMap, HashMap};
use store::Conn;
use ui::T;

/// Names and days that a page needs to put projects into words.
pub struct Words {
    pub t: T,
    pub today: NaiveDate,
    pub calendar: Calendar,
    pub users: HashMap<String, String>,
    pub focuses: Vec<(String, String)>,
}

impl Words {
    pub async fn of(ctx: &Ctx, s: &LandState, t: T, users: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut ids: Vec<String> = users.into_iter().collect();
        ids.sort();
        ids.dedup();
        let users = if ids.is_empty() { HashMap::new() } else { s.directory.users(&ctx.zone, &ids).await? };
        let mut conn = s.db.read(&ctx.zone).await?;
        let calendar = crate::calendar::of_zone(&mut conn).await?;
        drop(conn);
        Ok(Self { t, today: ctx.today(), calendar, users, focuses: s.directory.focuses(ctx).await? })
    }
    pub fn user(&self, id: &str) -> String {
        self.users.get(id).cloned().unwrap_or_else(|| self.t.s("land-user-gone"))
    }
    pub fn user_or_none(&self, id: Option<&str>) -> String {
        id.map_or_else(|| self.t.s("land-nobody"), |id| self.user(id))
    }
    pub fn focus(&self, code: Option<&str>) -> String {
        let known = code.and_then(|c| self.focuses.iter().find(|(f, _)| f == c));
        known.map_or_else(|| self.t.s("land-focus-other"), |(_, name)| name.clone())
    }
    /// The colour square of a focus industry: f1 … f4 in the zone's order, f0.
    pub fn swatch(&self, code: Option<&str>) -> String {
        let place = code.and_then(|c| self.focuses.iter().position(|(f, _)| f == c));
        place.filter(|p| *p < 4).map_or_else(|| "f0".to_owned(), |p| format!("f{}", p + 1))
    }
}

/// The matters in hand of some projects, with their clocks: what lights are made of.
pub async fn in_hand(
    conn: &mut Conn,
    projects: &[Project],
) -> Result<BTreeMap<String, Vec<(Matter, Vec<MatterClock>)>>> {
    let ids: Vec<&str> = projects.iter().map(|p| p.id.as_str()).collect();
    matters::running(conn, &ids).await
}

/// A project's light: its worst matter in hand.
pub fn light(w: &Words, p: &Project, running: &[(Matter, Vec<MatterClock>)]) -> Light {
    let zh = w.t.is_zh();
    let rank = |kind: &str| ["red", "yel", "pause"].iter().position(|k| *k == kind).unwrap_or(3);
    let shown = running.iter().map(|(m, clocks)| {
        let left = view::left(&w.calendar, clocks, w.today).unwrap_or(i64::MAX);
        (view::light(w.t, &w.calendar, m, clocks, w.today), left, m.name(zh))
    });
    let worst = shown.min_by_key(|(light, left, _)| (rank(light.kind), *left));
    match worst {
        Some((light, _, name)) if light.kind != "ok" => {
            Light { kind: light.kind, text: w.t.a2("project-light", "matter", name, "state", light.text) }
        }
        Some(_) => Light { kind: "ok", text: w.t.a("project-in-hand", "n", running.len()) },
        None if p.phase == Phase::Stopped => Light { kind: "", text: w.t.s(p.phase.key()) },
        None => Light { kind: "todo", text: w.t.s("project-nothing-in-hand") },
    }
}

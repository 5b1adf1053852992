//! All that the tables hold, kept up by the journal: at the end both must say the same.
use journal::{Batches, RowChange, rows_of};
use land::matter::{ClockKind, Matter, MatterClock, RungFire};
use land::notice::Notice;
use land::plan::Plan;
use land::project::{Assignment, Milestone, Project};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use store::testing::Town;
use store::{Record, Table};

/// Rows by their keys.
type Rows<R> = BTreeMap<String, R>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    pub head: i64,
    pub matters: Rows<Matter>,
    pub clocks: Rows<MatterClock>,
    pub rungs: Rows<RungFire>,
    pub projects: Rows<Project>,
    pub plans: Rows<Plan>,
    pub milestones: Rows<Milestone>,
    pub assignments: Rows<Assignment>,
    pub notices: Vec<Notice>,
}

const TABLES: [&str; 7] =
    ["matter", "matter_clock", "rung_fire", "project", "plan", "project_milestone", "project_assignment"];

fn key(change: &[serde_json::Value]) -> String {
    change.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join("/")
}

fn put<R: DeserializeOwned>(rows: &mut Rows<R>, change: RowChange) {
    match change.row {
        Some(image) => rows.insert(key(&change.key), serde_json::from_value(image.into()).unwrap()),
        None => rows.remove(&key(&change.key)),
    };
}

impl Seen {
    /// As the tables say.
    pub async fn now(t: &Town) -> Self {
        let mut seen = Self { head: t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap().0, ..Self::default() };
        seen.matters = all(t).await;
        seen.clocks = all(t).await;
        seen.rungs = all(t).await;
        seen.projects = all(t).await;
        seen.plans = all(t).await;
        seen.milestones = all(t).await;
        seen.assignments = all(t).await;
        seen.notices = all::<Notice>(t).await.into_values().collect();
        seen
    }

    /// As the journal's newer events say; notices are not in it.
    pub async fn later(&self, t: &Town) -> Self {
        let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
        let mut batches = Batches::after(&t.ctx.zone, self.head);
        let mut seen = self.clone();
        loop {
            let batch = batches.next(&mut conn).await.unwrap();
            let Some(last) = batch.last() else { break };
            seen.head = last.seq;
            for change in batch.iter().flat_map(|event| rows_of(&event.body, &TABLES).unwrap()) {
                match change.table.as_str() {
                    "matter" => put(&mut seen.matters, change),
                    "matter_clock" => put(&mut seen.clocks, change),
                    "rung_fire" => put(&mut seen.rungs, change),
                    "project" => put(&mut seen.projects, change),
                    "plan" => put(&mut seen.plans, change),
                    "project_milestone" => put(&mut seen.milestones, change),
                    _ => put(&mut seen.assignments, change),
                }
            }
        }
        let told = usize::try_from(conn.count(&Notice::TABLE, "", &[]).await.unwrap()).unwrap();
        if told != seen.notices.len() {
            seen.notices = all::<Notice>(t).await.into_values().collect();
        }
        seen
    }

    /// The matter of that code in the same plan.
    pub fn beside(&self, m: &Matter, code: &str) -> Option<&Matter> {
        self.matters.values().find(|o| o.plan_id == m.plan_id && o.code == code)
    }

    pub fn clocks_of(&self, id: &str) -> Vec<&MatterClock> {
        ClockKind::ALL.iter().filter_map(|kind| self.clocks.get(&format!("{id}/{}", kind.code()))).collect()
    }
}

async fn all<R: Record + serde::Serialize>(t: &Town) -> Rows<R> {
    let rows: Vec<R> = t.db.read(&t.ctx.zone).await.unwrap().list("", &[]).await.unwrap();
    let table: Table = R::TABLE;
    let keyed = |row: R| {
        let serde_json::Value::Object(image) = serde_json::to_value(&row).unwrap() else { panic!("no object") };
        (key(&store::key_of(&table, &image)), row)
    };
    rows.into_iter().map(keyed).collect()
}

//! A made history for tests: projects with their matters, written as plain events of the journal. Before the reform planning takes sixty days longer.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use chrono::{Days, NaiveDate};
use kernel::access::Access;
use kernel::ctx::{SeededRng, Via};
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Action, Actor, Ctx, Event, Locale, Resource, Role, ZoneId};
use land::directory::{Answer, Company};
use land::{Colleague, Directory, LandState};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use store::Record;
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{get, post};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(day: NaiveDate) -> Value {
    json!(day.to_string())
}

pub fn project(n: usize, signed: NaiveDate, phase: &str) -> Value {
    json!({
        "id": format!("project-{n}"), "name": format!("示例项目{n}"), "name_en": format!("Example project {n}"), "code": null,
        "enterprise_id": null, "enterprise": "示例企业", "agreement_id": null, "investment_id": null, "lead_id": null, "focus": null,
        "industry": null, "site": "", "longitude": null, "latitude": null, "planned_fen": null, "attributes": {}, "theme": "factory",
        "officer": null, "officer_on": null, "phase": phase, "opened_on": on(signed), "closed_on": null, "close_reason": null, "note": null,
        "source": kernel::Source::default(), "recorded_by": null, "updated_us": 0, "version": 1
    })
}

pub fn milestone(n: usize, kind: &str, actual: Option<NaiveDate>) -> Value {
    json!({
        "project_id": format!("project-{n}"), "kind": kind, "planned_on": null, "forecast_on": null, "forecast_late_on": null,
        "actual_on": actual.map(on), "source": kernel::Source::default(), "note": null, "version": 1
    })
}

pub fn plan(n: usize) -> Value {
    json!({
        "id": format!("plan-{n}"), "project_id": format!("project-{n}"), "number": 1, "theme_version": "v1", "compiled_on": "2018-01-01",
        "compiled_by": null, "supersedes": null, "current": true, "attributes": {}, "links": [], "left_out": [], "stages": [], "adjustments": [],
        "forecast": null, "version": 1
    })
}

/// The matters of a plan, each after the one before it.
pub const MATTERS: [(&str, &str, &str, &str); 3] = [
    ("land", "用地许可", "Land permit", "林业局"),
    ("planning", "规划许可", "Planning permit", "规划局"),
    ("building", "施工许可", "Building permit", "建设局"),
];

/// A matter with the days on which it was submitted, accepted and decided.
pub fn matter(n: usize, at: usize, days: [Option<NaiveDate>; 3]) -> Value {
    let (code, zh, en, department) = MATTERS[at];
    let before: Vec<Value> = at
        .checked_sub(1)
        .map(|b| json!({ "code": MATTERS[b].0, "kind": "finish_to_start", "lag_days": 0 }))
        .into_iter()
        .collect();
    let [submitted, accepted, decided] = days;
    let state = match (submitted, accepted, decided) {
        (.., Some(_)) => "decided",
        (_, Some(_), None) => "accepted",
        (Some(_), ..) => "submitted",
        _ => "planned",
    };
    let due = accepted.map(|d| d + Days::new(30));
    let late = decided.zip(due).is_some_and(|(d, due)| d > due);
    json!({
        "id": format!("matter-{n}-{code}"), "project_id": format!("project-{n}"), "enterprise_id": null, "plan_id": format!("plan-{n}"),
        "code": code, "name_zh": zh, "name_en": en, "kind": "approval", "department_id": null, "department": department, "stage": "permits",
        "position": at, "why": { "rule": "", "values": [] }, "needs": [], "prerequisites": before, "statutory_days": 20, "promised_days": null,
        "internal_days": null, "tolerant": false, "notify_and_commit": false, "took": [], "joint": [], "state": state, "submitted_on": submitted.map(on),
        "accepted_on": accepted.map(on), "decided_on": decided.map(on), "delivered_on": null, "ended_on": null,
        "outcome": decided.map(|_| "approved"), "clerk": null, "correction": null, "specials": [], "obligations": [], "document": null,
        "overridden": null, "planned_start_on": null, "planned_end_on": null, "forecast_on": null, "forecast_late_on": null,
        "criticality": null, "critical": false, "due_on": due.map(on), "due_provisional": false, "paused_on": null,
        "breached_on": if late { due.map(|d| on(d + Days::new(1))) } else { None }, "updated_us": 0, "version": 1
    })
}

fn record<R: Record>(row: Value) -> R {
    serde_json::from_value(row).unwrap()
}

/// Writes rows of one project with an event that names it and its matters.
pub async fn write(t: &Town, n: usize, kind: &'static str, rows: Vec<(&str, Value)>) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let mut event = Event::new(kind, &t.ctx).object("project", format!("project-{n}"));
    for (table, row) in rows {
        match table {
            "project" => tx.put(&record::<land::project::Project>(row)).await.unwrap(),
            "milestone" => tx.put(&record::<land::project::Milestone>(row)).await.unwrap(),
            "plan" => tx.put(&record::<land::plan::Plan>(row)).await.unwrap(),
            _ => {
                event = event.object("matter", row["id"].as_str().unwrap());
                tx.put(&record::<land::matter::Matter>(row)).await.unwrap();
            }
        }
    }
    tx.commit(event).await.unwrap();
}

/// Days that planning takes: sixty less from July on.
pub fn planning_days(signed: NaiveDate, n: usize) -> u64 {
    let slow = if signed < day("2019-07-01") { 60 } else { 0 };
    20 + slow + (n % 4) as u64
}

/// A project signed on that day: all decided by `today`, started after the last.
pub async fn lived(t: &Town, n: usize, signed: NaiveDate, today: NaiveDate) {
    let mut rows = vec![
        ("project", project(n, signed, "preparing")),
        ("plan", plan(n)),
        ("milestone", milestone(n, "signed", Some(signed))),
    ];
    write(t, n, "project.opened", std::mem::take(&mut rows)).await;
    let mut at = signed;
    let past = |d: NaiveDate| (d <= today).then_some(d);
    for (i, takes) in [10, planning_days(signed, n), 8].into_iter().enumerate() {
        let (submitted, accepted, decided) = (at + Days::new(2), at + Days::new(3), at + Days::new(3 + takes));
        let step = |days| vec![("matter", matter(n, i, days))];
        if past(submitted).is_none() {
            return;
        }
        write(t, n, "matter.submitted", step([past(submitted), None, None])).await;
        write(t, n, "matter.decided", step([past(submitted), past(accepted), past(decided)])).await;
        if past(decided).is_none() {
            return;
        }
        at = decided;
    }
    write(t, n, "milestone.reached", vec![("milestone", milestone(n, "started", past(at + Days::new(2))))]).await;
}

/// Twelve months: a project every nine days of 2019; the town's today is 2020-01-15.
pub async fn year(t: &Town) {
    for n in 0..40 {
        lived(t, n, day("2019-01-05") + Days::new(n as u64 * 9), day("2020-01-15")).await;
    }
}

struct Nobody;
impl Directory for Nobody {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), "某人".to_owned())).collect()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn departments<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn department_named<'a>(&'a self, _: &'a Ctx, _: &'a str) -> Answer<'a, DepartmentId> {
        Box::pin(async { Err(kernel::Error::NotFound) })
    }
    fn companies<'a>(&'a self, _: &'a Ctx, _: &'a str, _: usize) -> Answer<'a, Vec<Company>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn company<'a>(&'a self, _: &'a Ctx, _: &'a EnterpriseId) -> Answer<'a, Option<Company>> {
        Box::pin(async { Ok(None) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

pub fn acting(t: &Town, role: Role) -> Ctx {
    let actor = Actor {
        user_id: UserId::parse("user-zhou"),
        user: "zhou".to_owned(),
        display_name: "周主任".to_owned(),
        roles: vec![role],
        via: Via::Session,
        ..Actor::nobody()
    };
    t.ctx.acting(actor)
}

/// With the handler of the import; the jobs run once they are started.
pub fn state(t: &Town) -> LandState {
    land::register_texts();
    let ctx = acting(t, Role::Director);
    let jobs = jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), move |_, _| {
        let actor = ctx.actor.clone();
        async move { Ok(actor) }
    });
    let state = LandState {
        db: t.db.clone(),
        jobs,
        directory: Arc::new(Nobody),
        vault: files::Files::on_disk(t.dir.join("vault")),
        files: t.dir.join("files"),
        processes: land::process::Logs::default(),
    };
    land::process::register(&state.jobs, &state);
    state
}

pub fn app(state: &LandState, ctx: Ctx, locale: Locale) -> Router {
    let access = Access::Needs(Resource::Project, Action::View);
    let place = Place { key: "land", path: "/land/projects", icon: "building", access };
    ui::testing::site(land::routes(state.clone()), Ctx { locale, ..ctx }, place)
}

/// A form with nothing but a file.
pub async fn upload(app: &Router, path: &str, name: &str, bytes: &[u8]) -> (u16, String) {
    ui::testing::upload(app, path, &[], name, bytes).await
}

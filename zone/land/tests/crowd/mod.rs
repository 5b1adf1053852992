//! A zone full of projects, written as plain rows: what ten years of a large zone would leave, with all that is in hand on one day.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use crate::office::{answers, published};
use chrono::{Days, NaiveDate};
use kernel::Event;
use kernel::id::{DepartmentId, EnterpriseId, MatterId, PlanId, ProjectId};
use land::catalogue::{Link, LinkKind, Stage};
use land::matter::{ClockKind, Correction, Matter, MatterClock, Outcome, Prerequisite, State, rules};
use land::plan::{Plan, Why};
use land::project::service::{blank, blank_milestone};
use land::project::{Assignment, Milestone, MilestoneKind, Phase, Project};
use schedule::{Calendar, Clock};
use std::path::PathBuf;
use store::testing::Town;
use store::{Db, DbConfig, Migration};

pub const OFFICERS: usize = 20;
const APPROVALS: usize = 20;
/// Projects of one event.
const TOGETHER: usize = 100;
const DEPARTMENTS: [&str; 10] = [
    "d-planning",
    "d-housing",
    "d-forest",
    "d-water",
    "d-power",
    "d-fire",
    "d-environment",
    "d-economy",
    "d-safety",
    "d-transport",
];

/// Books in SCALE_DIR, where they stay, or in a folder of their own.
pub async fn kept(migrations: &[Migration]) -> Town {
    let Ok(folder) = std::env::var("SCALE_DIR") else { return Town::sqlite(migrations).await };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite://{}", folder.join("books.db").display());
    let db = Db::connect(&DbConfig { url, readers: 4 }).await.unwrap();
    db.migrate(&[store::MIGRATIONS, migrations].concat()).await.unwrap();
    let small = Town::sqlite(&[]).await;
    Town { db, ctx: small.ctx.clone(), clock: small.clock.clone(), dir: folder.join("scratch") }
}

/// Everything that is written of a hundred projects.
#[derive(Default)]
struct Rows {
    projects: Vec<Project>,
    milestones: Vec<Milestone>,
    assignments: Vec<Assignment>,
    plans: Vec<Plan>,
    matters: Vec<Matter>,
    clocks: Vec<MatterClock>,
}

/// Writes the projects where they are not there yet.
pub async fn fill(t: &Town, projects: usize) {
    let there = t.db.read(&t.ctx.zone).await.unwrap().count(&land::project::TABLE, "", &[]).await.unwrap();
    if there > 0 {
        return;
    }
    let version = published(t).await;
    let calendar = land::calendar::shipped().unwrap();
    let numbers: Vec<usize> = (0..projects).collect();
    for some in numbers.chunks(TOGETHER) {
        let mut rows = Rows::default();
        some.iter().for_each(|n| one(t, calendar, *n, &version.id, &mut rows));
        let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
        tx.put_many(&rows.projects).await.unwrap();
        tx.put_many(&rows.milestones).await.unwrap();
        tx.put_many(&rows.assignments).await.unwrap();
        tx.put_many(&rows.plans).await.unwrap();
        tx.put_many(&rows.matters).await.unwrap();
        tx.put_many(&rows.clocks).await.unwrap();
        tx.commit(Event::new("project.recorded", &t.ctx).object("project", format!("project-{}", some[0])))
            .await
            .unwrap();
    }
    let zone = t.ctx.zone.clone();
    drop(t.db.read(&zone).await.unwrap());
    t.db.maintain("ANALYZE").await.unwrap();
}

fn one(t: &Town, calendar: &Calendar, n: usize, version: &str, rows: &mut Rows) {
    let today = t.ctx.today();
    let id = ProjectId::parse(&format!("project-{n}")).unwrap();
    let officer = match n % OFFICERS {
        0 => "user-wang".to_owned(),
        other => format!("user-o{other}"),
    };
    let signed = today - Days::new(30 + (n % 700) as u64);
    let mut project = blank(&t.ctx, id.clone());
    project.name = format!("示例项目{n}号生产基地");
    project.enterprise = format!("示例企业{}有限公司", n % 4_000);
    project.enterprise_id = EnterpriseId::parse(&format!("ex-{}", n % 4_000));
    (project.officer, project.officer_on) = (Some(officer.clone()), Some(signed.to_string()));
    (project.planned_fen, project.theme) = (Some(1_000_000_000 + n as i64), Some("enterprise".into()));
    (project.attributes, project.site) = (answers(n.is_multiple_of(2)), "示例路1号".into());
    project.phase = if n.is_multiple_of(3) { Phase::Building } else { Phase::Preparing };
    (project.updated_us, project.version) = (t.ctx.now_us() - n as i64 * 1_000_000, 1);
    for (step, kind) in MilestoneKind::ALL.into_iter().enumerate() {
        let planned = signed + Days::new(step as u64 * 120);
        let reached = step == 0 || (step == 1 && n.is_multiple_of(3));
        rows.milestones.push(Milestone {
            planned_on: Some(planned.to_string()),
            actual_on: reached.then(|| planned.min(today).to_string()),
            version: 1,
            ..blank_milestone(&id, kind)
        });
    }
    rows.assignments.push(Assignment {
        id: format!("assignment-{n}"),
        project_id: id.clone(),
        officer,
        from_on: signed.to_string(),
        to_on: None,
        reason: "auto load=3 skill=2 of=20".into(),
        notes: None,
        assigned_by: None,
    });
    let links = (1..APPROVALS).map(|at| link(at.saturating_sub(4), at)).collect();
    let plan = PlanId::parse(&format!("plan-{n}")).unwrap();
    rows.plans.push(plan_of(&project, plan.clone(), version, links));
    for at in 0..APPROVALS {
        approval(calendar, today, (n, at), &project, &plan, rows);
    }
    rows.projects.push(project);
}

fn link(from: usize, to: usize) -> Link {
    Link {
        from: format!("m{from}"),
        to: format!("m{to}"),
        kind: LinkKind::FinishToStart,
        lag_days: 0,
        when: String::new(),
    }
}

fn plan_of(project: &Project, id: PlanId, version: &str, links: Vec<Link>) -> Plan {
    let stage = |code: &str| Stage { code: code.into(), ..Stage::default() };
    Plan {
        id,
        project_id: project.id.clone(),
        number: 1,
        theme_version: version.to_owned(),
        compiled_on: project.opened_on.clone(),
        compiled_by: None,
        supersedes: None,
        current: true,
        attributes: project.attributes.clone(),
        links,
        stages: vec![stage("early"), stage("build")],
        left_out: Vec::new(),
        adjustments: Vec::new(),
        forecast: None,
        version: 1,
    }
}

/// How far a project's approval is: the first ones are done, four are in hand, the others wait.
fn state_of(n: usize, at: usize) -> State {
    let done = 2 + n % 14;
    match at {
        at if at < done => State::Delivered,
        at if at < done + 4 => [
            State::Accepted,
            State::Accepted,
            State::Accepted,
            State::Submitted,
            State::Correction,
            State::Accepted,
            State::Special,
            State::Ready,
            State::Decided,
        ][(n / 14 + at) % 9],
        _ => State::Planned,
    }
}

fn approval(
    calendar: &Calendar,
    today: NaiveDate,
    (n, at): (usize, usize),
    project: &Project,
    plan: &PlanId,
    rows: &mut Rows,
) {
    let state = state_of(n, at);
    let department = DEPARTMENTS[(n + at) % DEPARTMENTS.len()];
    let ago = |days: usize| today - Days::new(days as u64);
    let accepted = match state {
        State::Delivered => Some(ago(60 + n % 200)),
        State::Accepted | State::Correction | State::Special | State::Decided => Some(ago(1 + (n * 3 + at) % 26)),
        _ => None,
    };
    let ended = (state == State::Delivered).then(|| ago(40 + n % 200));
    let decided = ended.or((state == State::Decided).then(|| ago(1)));
    let day = |d: Option<NaiveDate>| d.map(|d| d.to_string());
    let id = MatterId::parse(&format!("matter-{n}-{at}")).unwrap();
    let begun = !matches!(state, State::Planned | State::Ready);
    let matter = Matter {
        name_zh: format!("示例审批事项{at}"),
        department_id: DepartmentId::parse(department),
        department: format!("示例部门{}", (n + at) % DEPARTMENTS.len()),
        position: at as i64,
        prerequisites: at
            .checked_sub(4)
            .map(|from| Prerequisite { code: format!("m{from}"), kind: LinkKind::FinishToStart, lag_days: 0 })
            .into_iter()
            .collect(),
        state,
        submitted_on: day(accepted.map(|d| d - Days::new(1))).or(begun.then(|| today.to_string())),
        accepted_on: day(accepted),
        decided_on: day(decided),
        delivered_on: day(ended),
        ended_on: day(ended),
        outcome: decided.map(|_| Outcome::Approved),
        clerk: accepted.map(|_| "user-qian".to_owned()),
        correction: (state == State::Correction).then(|| Correction {
            items: Vec::new(),
            asked_on: today.to_string(),
            asked_by: None,
            answered_on: None,
            had: Vec::new(),
        }),
        ..empty(id, project, plan, at)
    };
    let mut file = rules::File { clocks: clocks(&matter, accepted, decided, today), matter };
    rules::derive(calendar, &mut file, today);
    rows.matters.push(file.matter);
    rows.clocks.extend(file.clocks);
}

/// Three clocks of what was accepted, as they stand.
fn clocks(m: &Matter, accepted: Option<NaiveDate>, decided: Option<NaiveDate>, today: NaiveDate) -> Vec<MatterClock> {
    let Some(accepted) = accepted else { return Vec::new() };
    let limits = [(ClockKind::Statutory, 20), (ClockKind::Promised, 12), (ClockKind::Internal, 8)];
    let clock = |(kind, days)| {
        let mut clock = Clock::start(days, accepted).unwrap();
        match (decided, m.state) {
            (Some(on), _) => clock.stop(on).unwrap(),
            (None, State::Correction | State::Special) => clock.pause(today, "correction").unwrap(),
            _ => {}
        }
        MatterClock {
            matter_id: m.id.clone(),
            kind,
            project_id: m.project_id.clone(),
            department_id: m.department_id.clone(),
            clock,
            state: land::matter::ClockState::Running,
            due_on: None,
            provisional: false,
            breached_on: None,
            version: 1,
        }
    };
    limits.map(clock).to_vec()
}

fn empty(id: MatterId, project: &Project, plan: &PlanId, at: usize) -> Matter {
    let kept = serde_json::json!({
        "id": id, "project_id": project.id, "enterprise_id": project.enterprise_id, "plan_id": plan, "code": format!("m{at}"),
        "name_zh": "", "name_en": "", "kind": "approval", "department_id": null, "department": "", "stage": "early", "position": 0,
        "why": Why::default(), "needs": [], "prerequisites": [], "statutory_days": 20, "promised_days": 12, "internal_days": 8, "took": [],
        "tolerant": false, "notify_and_commit": false, "joint": [], "state": "planned", "submitted_on": null, "accepted_on": null,
        "decided_on": null, "delivered_on": null, "ended_on": null, "outcome": null, "clerk": null, "correction": null, "specials": [],
        "obligations": [], "document": null, "overridden": null, "planned_start_on": null, "planned_end_on": null, "forecast_on": null,
        "forecast_late_on": null, "criticality": null, "critical": false, "due_on": null, "due_provisional": false, "paused_on": null,
        "breached_on": null, "updated_us": 0, "version": 1
    });
    serde_json::from_value(kept).unwrap()
}

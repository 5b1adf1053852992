//! What the tests of documents, requests and the portal share: two companies, an officer, two departments, a director, and a project.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use kernel::access::Access;
use kernel::ctx::{SeededRng, Via};
use kernel::id::{DepartmentId, EnterpriseId, MatterId, PlanId, ProjectId, UserId};
use kernel::{Action, Actor, Ctx, Event, Locale, Resource, Role, Source, ZoneId};
use land::LandState;
use land::catalogue::{MaterialType, MatterKind, Name, Need, Theme, ThemeVersion, VersionState};
use land::directory::{Answer, Colleague, Company, Directory};
use land::matter::{Matter, Prerequisite, State};
use land::plan::{Plan, Why};
use land::project::{Milestone, MilestoneKind, Phase, Project};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{get, post};

/// The company whose project it is, and another one.
pub const FIRM: &str = "ex-firm";
pub const OTHER: &str = "ex-other";
pub const FIRE: &str = "dep-fire";
pub const WATER: &str = "dep-water";
pub const OFFICER: &str = "user-officer";
pub const DIRECTOR: &str = "user-director";
pub const CLERK: &str = "user-clerk";
pub const WATERMAN: &str = "user-water";
pub const SUN: &str = "user-sun";
pub const QIAN: &str = "user-qian";
/// An auditor whose account was closed.
pub const CLOSED: &str = "user-closed";

fn person(id: &str) -> (&'static str, Role) {
    match id {
        OFFICER => ("王专办", Role::ProjectOfficer),
        DIRECTOR => ("陈主任", Role::Director),
        CLERK => ("李消防", Role::DepartmentClerk),
        WATERMAN => ("赵水务", Role::DepartmentClerk),
        SUN => ("孙企业", Role::CompanyUser),
        QIAN => ("钱企业", Role::CompanyUser),
        "user-park" => ("周园区", Role::ParkOperator),
        _ => ("吴审计", Role::Auditor),
    }
}

pub fn department(id: &str) -> DepartmentId {
    DepartmentId::parse(id).unwrap()
}

pub fn firm(id: &str) -> EnterpriseId {
    EnterpriseId::parse(id).unwrap()
}

pub fn acting(t: &Town, user: &str) -> Ctx {
    t.ctx.acting(actor(user))
}

fn departments_of(user: &str) -> Vec<DepartmentId> {
    let own = [(CLERK, FIRE), (WATERMAN, WATER)].into_iter().filter(|(who, _)| *who == user);
    own.map(|(_, of)| department(of)).collect()
}

fn actor(user: &str) -> Actor {
    let (name, role) = person(user);
    let own = [(SUN, FIRM), (QIAN, OTHER)].into_iter().filter(|(who, _)| *who == user);
    let (departments, companies) = (departments_of(user), own.map(|(_, company)| firm(company)).collect());
    Actor {
        user_id: UserId::parse(user),
        user: user.to_owned(),
        display_name: name.to_owned(),
        roles: vec![role],
        departments,
        companies,
        via: Via::Session,
    }
}

struct Office;
impl Directory for Office {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), person(id).0.to_owned())).collect()) })
    }
    fn phone<'a>(&'a self, _: &'a ZoneId, id: &'a str) -> Answer<'a, String> {
        Box::pin(async move { Ok(if id == OFFICER { "0991-3838001" } else { "" }.to_owned()) })
    }
    fn acting<'a>(&'a self, _: &'a ZoneId, id: &'a UserId) -> Answer<'a, Option<(Actor, Option<Locale>)>> {
        Box::pin(async move { Ok((id.as_str() != CLOSED).then(|| (actor(id.as_str()), None))) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        let one = |id: &str| Colleague {
            id: UserId::parse(id).unwrap(),
            name: person(id).0.to_owned(),
            roles: vec![person(id).1],
            departments: departments_of(id),
        };
        Box::pin(async move { Ok([OFFICER, DIRECTOR, CLERK, WATERMAN].map(one).to_vec()) })
    }
    fn departments<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>> {
        Box::pin(async {
            Ok(vec![(department(FIRE), "住建局".to_owned()), (department(WATER), "水业集团".to_owned())])
        })
    }
    fn department_named<'a>(&'a self, _: &'a Ctx, name: &'a str) -> Answer<'a, DepartmentId> {
        Box::pin(async move { Ok(department(if name == "住建局" { FIRE } else { WATER })) })
    }
    fn companies<'a>(&'a self, ctx: &'a Ctx, words: &'a str, _: usize) -> Answer<'a, Vec<Company>> {
        Box::pin(async move {
            let all = [self.company(ctx, &firm(FIRM)).await?, self.company(ctx, &firm(OTHER)).await?];
            Ok(all.into_iter().flatten().filter(|c| c.name.contains(words)).collect())
        })
    }
    fn company<'a>(&'a self, _: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Company>> {
        let name = match id.as_str() {
            FIRM => Some("示例商业广场公司"),
            OTHER => Some("示例光膜公司"),
            _ => None,
        };
        let company = name.map(|name| Company { id: id.clone(), name: name.to_owned(), industry: None, focus: None });
        Box::pin(async move { Ok(company) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

pub fn state(t: &Town) -> LandState {
    land::register_texts();
    let jobs = jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), |_, _| async {
        Err(kernel::Error::NotFound)
    });
    LandState {
        db: t.db.clone(),
        jobs,
        directory: Arc::new(Office),
        vault: files::Files::on_disk(t.dir.join("vault")),
        files: t.dir.join("files"),
        processes: land::process::Logs::default(),
    }
}

fn paper(code: &str, name: &str, valid_months: Option<i64>) -> MaterialType {
    let name = Name { zh: name.to_owned(), en: String::new() };
    MaterialType { code: code.to_owned(), name, valid_months, issuer: String::new() }
}

fn theme() -> Theme {
    let materials = vec![
        paper("licence", "营业执照", Some(12)),
        paper("survey", "测绘报告", None),
        paper("test", "喷淋测试报告", Some(6)),
    ];
    Theme { code: "build".to_owned(), materials, ..Theme::default() }
}

pub fn matter(project: &str, company: &str, code: &str, state: State) -> Matter {
    let need = |code: &str, may_follow| Need { material: code.to_owned(), may_follow, when: String::new() };
    let name = match code {
        "fire" => "消防验收",
        "water" => "供水排水接驳",
        _ => "联合验收",
    };
    Matter {
        id: MatterId::parse(&format!("{project}-{code}")).unwrap(),
        project_id: ProjectId::parse(project).unwrap(),
        enterprise_id: EnterpriseId::parse(company),
        plan_id: PlanId::parse(&format!("plan-{project}")).unwrap(),
        code: code.to_owned(),
        name_zh: name.to_owned(),
        name_en: String::new(),
        kind: MatterKind::Approval,
        department_id: Some(department(if code == "water" { WATER } else { FIRE })),
        department: if code == "water" { "水业集团" } else { "住建局" }.to_owned(),
        stage: "accept".to_owned(),
        position: 1,
        why: Why::default(),
        needs: vec![need("licence", false), need("test", true)],
        prerequisites: Vec::new(),
        statutory_days: Some(20),
        took: Vec::new(),
        promised_days: Some(10),
        internal_days: None,
        tolerant: true,
        notify_and_commit: false,
        joint: Vec::new(),
        state,
        submitted_on: None,
        accepted_on: None,
        decided_on: None,
        delivered_on: None,
        ended_on: None,
        outcome: None,
        clerk: None,
        correction: None,
        specials: Vec::new(),
        obligations: Vec::new(),
        document: None,
        overridden: None,
        planned_start_on: None,
        planned_end_on: None,
        forecast_on: Some("2020-03-16".to_owned()),
        forecast_late_on: Some("2020-04-08".to_owned()),
        criticality: None,
        critical: false,
        due_on: None,
        opens_on: None,
        due_provisional: false,
        paused_on: None,
        breached_on: None,
        updated_us: 0,
        version: 1,
    }
}

/// A project of this company with a plan of three matters: 消防 and 供水 are ready, 联合验收 waits for both.
pub async fn project(t: &Town, id: &str, company: &str) {
    let project = Project {
        id: ProjectId::parse(id).unwrap(),
        name: format!("示例广场 {id}"),
        name_en: String::new(),
        code: None,
        enterprise_id: EnterpriseId::parse(company),
        enterprise: "示例商业广场公司".to_owned(),
        agreement_id: None,
        investment_id: None,
        lead_id: None,
        focus: None,
        industry: None,
        site: String::new(),
        longitude: None,
        latitude: None,
        planned_fen: None,
        attributes: Default::default(),
        theme: Some("build".to_owned()),
        officer: Some(OFFICER.to_owned()),
        officer_on: Some("2019-12-01".to_owned()),
        phase: Phase::Building,
        opened_on: "2019-04-18".to_owned(),
        closed_on: None,
        close_reason: None,
        note: None,
        source: Source::example(),
        recorded_by: None,
        updated_us: 0,
        version: 1,
    };
    let version = ThemeVersion {
        id: format!("theme-{id}"),
        theme: format!("build-{id}"),
        number: 1,
        state: VersionState::Published,
        content: theme(),
        note: String::new(),
        edited_by: None,
        edited_us: 0,
        published_by: None,
        published_on: None,
        version: 1,
    };
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&project).await.unwrap();
    tx.put(&version).await.unwrap();
    tx.put(&plan(id, &version.id)).await.unwrap();
    for (kind, actual, forecast) in
        [(MilestoneKind::Started, Some("2019-05-18"), None), (MilestoneKind::Production, None, Some("2020-04-21"))]
    {
        tx.put(&milestone(id, kind, actual, forecast)).await.unwrap();
    }
    for code in ["fire", "water"] {
        tx.put(&matter(id, company, code, State::Ready)).await.unwrap();
    }
    let before = |code: &str| Prerequisite { code: code.to_owned(), kind: Default::default(), lag_days: 0 };
    let joint =
        Matter { prerequisites: vec![before("fire"), before("water")], ..matter(id, company, "joint", State::Planned) };
    tx.put(&joint).await.unwrap();
    tx.commit(Event::new("project.opened", &t.ctx).object("project", id)).await.unwrap();
}

fn plan(project: &str, theme_version: &str) -> Plan {
    // The slice's owner may give the plan more fields; what is needed here is read from its written form.
    serde_json::from_value(serde_json::json!({
        "id": format!("plan-{project}"), "project_id": project, "number": 1, "theme_version": theme_version, "compiled_on": "2019-04-18",
        "compiled_by": null, "supersedes": null, "current": true, "attributes": {}, "links": [], "stages": [], "left_out": [], "adjustments": [],
        "forecast": null, "version": 1
    }))
    .unwrap()
}

fn milestone(project: &str, kind: MilestoneKind, actual: Option<&str>, forecast: Option<&str>) -> Milestone {
    Milestone {
        project_id: ProjectId::parse(project).unwrap(),
        kind,
        planned_on: None,
        forecast_on: forecast.map(str::to_owned),
        forecast_late_on: forecast.map(|_| "2020-05-14".to_owned()),
        actual_on: actual.map(str::to_owned),
        source: Source::example(),
        note: None,
        version: 1,
    }
}

pub async fn put_matter(t: &Town, matter: &Matter) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(matter).await.unwrap();
    tx.commit(Event::new("matter.recorded", &t.ctx).object("matter", &matter.id)).await.unwrap();
}

pub async fn get_matter(t: &Town, id: &str) -> Matter {
    t.db.read(&t.ctx.zone).await.unwrap().get(&[id.into()]).await.unwrap().unwrap()
}

/// The kinds of the events, the latest last.
pub async fn events(t: &Town) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let found = journal::recent(&mut conn, 0, &[], None, 200).await.unwrap();
    found.iter().rev().map(|e| e.kind.clone()).filter(|k| k != "project.opened").collect()
}

/// Kinds of the notices that this user got, by name.
pub async fn told(t: &Town, user: &str) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let all = land::notice::store::page(&mut conn, user, None, 100).await.unwrap();
    let mut kinds: Vec<String> = all.into_iter().map(|n| n.kind).collect();
    kinds.sort();
    kinds
}

pub fn app(t: &Town, ctx: Ctx, locale: Locale) -> Router {
    let place =
        Place { key: "portal", path: "/portal", icon: "route", access: Access::Needs(Resource::Portal, Action::View) };
    ui::testing::site(land::routes(state(t)), Ctx { locale, ..ctx }, place)
}

pub fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

/// A form with a file.
pub async fn upload(app: &Router, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> (u16, String) {
    ui::testing::upload(app, "/land/materials", fields, name, bytes).await
}

//! What the tests of the slice share: officers, clerks of two departments, a director, a company's user, and a small theme.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::ctx::{SeededRng, Via};
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Actor, Ctx, Role, ZoneId};
use land::LandState;
use land::catalogue::{Attributes, Theme, ThemeVersion, VersionState};
use land::directory::{Answer, Colleague, Company, Directory};
use land::matter::service::Step;
use land::matter::{Matter, command::Command};
use land::plan::service::{Adopt, adopt};
use land::project::{Project, draft::Draft, service as projects};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;

pub const WANG: &str = "user-wang";
pub const LIU: &str = "user-liu";
pub const ZHAO: &str = "user-zhao";
pub const QIAN: &str = "user-qian";
pub const CHEN: &str = "user-chen";
pub const SUN: &str = "user-sun";

/// Name, role, department.
fn person(id: &str) -> (&'static str, Role, Option<&'static str>) {
    match id {
        WANG => ("王专员", Role::ProjectOfficer, None),
        LIU => ("刘专员", Role::ProjectOfficer, None),
        ZHAO => ("赵科员", Role::DepartmentClerk, Some("d-planning")),
        QIAN => ("钱科员", Role::DepartmentClerk, Some("d-housing")),
        SUN => ("孙企业", Role::CompanyUser, None),
        _ => ("陈主任", Role::Director, None),
    }
}

fn departments_of(id: &str) -> Vec<DepartmentId> {
    person(id).2.and_then(DepartmentId::parse).into_iter().collect()
}

pub fn acting(t: &Town, user: &str) -> Ctx {
    let (name, role, _) = person(user);
    let actor = Actor {
        user_id: UserId::parse(user),
        user: user.to_owned(),
        display_name: name.to_owned(),
        roles: vec![role],
        departments: departments_of(user),
        companies: if user == SUN { vec![EnterpriseId::parse("ex-film").unwrap()] } else { Vec::new() },
        via: Via::Session,
    };
    t.ctx.acting(actor)
}

struct Office;
impl Directory for Office {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), person(id).0.to_owned())).collect()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        let one = |id: &str| Colleague {
            id: UserId::parse(id).unwrap(),
            name: person(id).0.to_owned(),
            roles: vec![person(id).1],
            departments: departments_of(id),
        };
        Box::pin(async move { Ok([WANG, LIU, ZHAO, QIAN, CHEN].map(one).to_vec()) })
    }
    fn departments<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>> {
        let all = [("d-planning", "自然资源局"), ("d-housing", "住建局")];
        Box::pin(async move { Ok(all.map(|(id, n)| (DepartmentId::parse(id).unwrap(), n.to_owned())).to_vec()) })
    }
    fn department_named<'a>(&'a self, _: &'a Ctx, name: &'a str) -> Answer<'a, DepartmentId> {
        let id = if name == "自然资源局" { "d-planning" } else { "d-housing" };
        Box::pin(async move { Ok(DepartmentId::parse(id).unwrap()) })
    }
    fn companies<'a>(&'a self, _: &'a Ctx, words: &'a str, _: usize) -> Answer<'a, Vec<Company>> {
        Box::pin(async move { Ok(if film().name.contains(words) { vec![film()] } else { Vec::new() }) })
    }
    fn company<'a>(&'a self, _: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Company>> {
        Box::pin(async move { Ok((id.as_str() == "ex-film").then(film)) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(vec![("materials".to_owned(), "新材料".to_owned())]) })
    }
}

pub fn film() -> Company {
    Company {
        id: EnterpriseId::parse("ex-film").unwrap(),
        name: "示例光膜".to_owned(),
        industry: Some("2921".to_owned()),
        focus: Some("materials".to_owned()),
    }
}

pub fn state(t: &Town) -> LandState {
    land::register_texts();
    let jobs = jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), |_, _| async {
        Err(kernel::Error::NotFound)
    });
    let vault = files::Files::on_disk(t.dir.join("vault"));
    LandState {
        db: t.db.clone(),
        jobs,
        directory: Arc::new(Office),
        vault,
        files: t.dir.join("files"),
        processes: land::process::Logs::default(),
    }
}

/// 备案 → 规划许可 → 施工许可; 林地 only on forest land, beside 规划许可; 消防 must end before 施工许可 ends.
pub fn theme() -> Theme {
    serde_json::from_str(include_str!("theme.json")).unwrap()
}

/// Publishes it as version 1.
pub async fn published(t: &Town) -> ThemeVersion {
    let version = ThemeVersion {
        id: "theme-1".to_owned(),
        theme: "enterprise".to_owned(),
        number: 1,
        state: VersionState::Published,
        content: theme(),
        note: String::new(),
        edited_by: None,
        edited_us: 0,
        published_by: None,
        published_on: Some("2019-01-01".to_owned()),
        version: 1,
    };
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&version).await.unwrap();
    tx.commit(kernel::Event::new("catalogue.published", &t.ctx).object("theme", "enterprise")).await.unwrap();
    version
}

pub fn answers(forest: bool) -> Attributes {
    let mut a = Attributes::new();
    a.insert("forest".to_owned(), forest.into());
    a.insert("floor_area".to_owned(), 42_000.into());
    a
}

pub fn draft(name: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        enterprise: "示例光膜".to_owned(),
        enterprise_id: "ex-film".to_owned(),
        signed_on: "2020-01-02".to_owned(),
        ..Draft::default()
    }
}

/// A project of 示例光膜 with its plan.
pub async fn planned(t: &Town, forest: bool) -> Project {
    let (ctx, s) = (acting(t, WANG), state(t));
    published(t).await;
    let project = projects::open(&ctx, &s, &draft("膜材料基地")).await.unwrap();
    let ctx = acting(t, project.officer.as_deref().unwrap());
    adopt(
        &ctx,
        &s,
        &project.id,
        project.version,
        &Adopt { theme: "enterprise", answers: &answers(forest), from: None },
    )
    .await
    .unwrap();
    read(t, &project.id).await
}

pub async fn read(t: &Town, id: &kernel::id::ProjectId) -> Project {
    t.db.read(&t.ctx.zone).await.unwrap().get(&[id.as_str().into()]).await.unwrap().unwrap()
}

pub async fn matters(t: &Town, project: &Project) -> Vec<Matter> {
    land::matter::store::of_project(&mut t.db.read(&t.ctx.zone).await.unwrap(), &project.id).await.unwrap()
}

pub async fn matter(t: &Town, project: &Project, code: &str) -> Matter {
    matters(t, project).await.into_iter().find(|m| m.code == code).unwrap()
}

/// One step by that user today.
pub async fn step(t: &Town, user: &str, m: &Matter, command: Command) -> kernel::Result<Matter> {
    if command == Command::Submit {
        papers(t, user, m).await;
    }
    let step = Step { id: &m.id, version: None, command: &command, on: None, note: "" };
    land::matter::service::perform(&acting(t, user), &state(t), &step).await
}

/// The kinds of the events, the latest last.
pub async fn events(t: &Town) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let found = journal::recent(&mut conn, 0, &[], None, 200).await.unwrap();
    found.iter().rev().map(|e| e.kind.clone()).collect()
}

/// Days go by.
pub fn days_later(t: &Town, days: i64) {
    t.clock.advance(chrono::Duration::days(days));
}

/// Hands in what the matter asks for before it can be submitted.
pub async fn papers(t: &Town, user: &str, m: &Matter) {
    for need in m.needs.iter().filter(|n| !n.may_follow) {
        let cmd = land::material::service::Add {
            company: "ex-film".into(),
            code: need.material.clone(),
            file_name: "示例.pdf".into(),
            matter: m.id.to_string(),
            ..Default::default()
        };
        // A matter whose turn has not come takes none; what then happens to the step is the test's affair.
        let _ = land::material::service::add(&acting(t, user), &state(t), &cmd, b"%PDF-1.7 paper").await;
    }
}

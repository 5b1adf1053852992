//! What the tests of leads share: two officers, a director, a company that the books know, and the pages around.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use attract::directory::{Answer, Colleague, Directory};
use attract::lead::draft::Draft;
use attract::lead::{Lead, service};
use attract::mission::proposals::NoProposals;
use attract::{AttractState, Candidate, Companies, Origin};
use axum::Router;
use kernel::access::Access;
use kernel::ctx::{SeededRng, Via};
use kernel::id::UserId;
use kernel::{Action, Actor, Ctx, Locale, Resource, Role, ZoneId};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{get, post};

pub const LI: &str = "user-li";
pub const WANG: &str = "user-wang";
pub const CHEN: &str = "user-chen";

fn person(id: &str) -> (&'static str, &'static str, Role) {
    match id {
        LI => ("li", "李招商", Role::AttractionOfficer),
        WANG => ("wang", "王招商", Role::AttractionOfficer),
        _ => ("chen", "陈主任", Role::Director),
    }
}

pub fn acting(t: &Town, user: &str) -> Ctx {
    let (login, name, role) = person(user);
    with_role(t, user, login, name, role)
}

pub fn with_role(t: &Town, user: &str, login: &str, name: &str, role: Role) -> Ctx {
    let actor = Actor {
        user_id: UserId::parse(user),
        user: login.to_owned(),
        display_name: name.to_owned(),
        roles: vec![role],
        via: Via::Session,
        ..Actor::nobody()
    };
    t.ctx.acting(actor)
}

struct Staff;
impl Directory for Staff {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), person(id).1.to_owned())).collect()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        let one = |id: &str| {
            let (login, name, role) = person(id);
            Colleague { id: id.to_owned(), login: login.to_owned(), name: name.to_owned(), roles: vec![role] }
        };
        Box::pin(async move { Ok([LI, WANG, CHEN].map(one).to_vec()) })
    }
}

/// Knows one company: 示例光膜.
struct Books;
impl Companies for Books {
    fn search<'a>(&'a self, _: &'a Ctx, words: &'a str, _: usize) -> Answer<'a, Vec<Candidate>> {
        Box::pin(async move { Ok(if film().name.contains(words) { vec![film()] } else { Vec::new() }) })
    }
    fn get<'a>(&'a self, _: &'a Ctx, origin: Origin, id: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move { Ok((id == "ex-film" && origin == Origin::Books).then(film)) })
    }
    fn named<'a>(&'a self, _: &'a Ctx, text: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move { Ok((text == "示例光膜").then(film)) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(vec![("materials".to_owned(), "新材料".to_owned())]) })
    }
}

pub fn film() -> Candidate {
    Candidate {
        origin: Origin::Books,
        id: "ex-film".to_owned(),
        name: "示例光膜".to_owned(),
        city: Some("440305".to_owned()),
        industry: Some("2921".to_owned()),
        focus: Some("materials".to_owned()),
        ..Candidate::default()
    }
}

pub fn typed(name: &str) -> Draft {
    Draft { company: Candidate { name: name.to_owned(), ..Candidate::default() }, ..Draft::default() }
}

pub fn state(t: &Town) -> AttractState {
    attract::register_texts();
    let jobs = jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), |_, _| async {
        Err(kernel::Error::NotFound)
    });
    AttractState {
        db: t.db.clone(),
        jobs,
        directory: Arc::new(Staff),
        companies: Arc::new(Books),
        proposals: Arc::new(NoProposals),
        landing: Arc::new(attract::landing::NoLanding),
        vault: files::Files::on_disk(t.dir.join("files")),
        names: attract::lead::names::Names::new(t.db.clone(), None),
        sums: attract::lead::memory::Sums::default(),
        files: t.dir.join("files"),
    }
}

/// A lead of this officer.
pub async fn lead(t: &Town, user: &str, name: &str) -> Lead {
    service::create(&acting(t, user), &state(t), &typed(name)).await.unwrap()
}

pub async fn read(t: &Town, id: &kernel::id::LeadId) -> Lead {
    let scope = t.ctx.scope().unwrap();
    attract::lead::store::get(&mut t.db.read(&t.ctx.zone).await.unwrap(), &scope, id).await.unwrap()
}

/// The kinds of the events, the latest last.
pub async fn events(t: &Town) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let found = journal::recent(&mut conn, 0, &[], None, 200).await.unwrap();
    found.iter().rev().map(|e| e.kind.clone()).collect()
}

pub fn app(t: &Town, ctx: Ctx, locale: Locale) -> Router {
    let place = Place {
        key: "attract",
        path: "/attract/leads",
        icon: "target-arrow",
        access: Access::Needs(Resource::Lead, Action::View),
    };
    ui::testing::site(attract::routes(state(t)), Ctx { locale, ..ctx }, place)
}

/// A form with nothing but a file.
pub async fn upload(app: &Router, path: &str, name: &str, bytes: &[u8]) -> (u16, String) {
    ui::testing::upload(app, path, &[], name, bytes).await
}

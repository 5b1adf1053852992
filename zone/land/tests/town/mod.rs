//! What the tests of the catalogue share: a director, a clerk and a company's user, departments, the pages around, and the demo theme.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use kernel::access::Access;
use kernel::ctx::{SeededRng, Via};
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Action, Actor, Ctx, Locale, Resource, Role, ZoneId};
use land::LandState;
use land::catalogue::{Theme, sheet};
use land::directory::{Answer, Colleague, Company, Directory};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{get, post, upload};

pub fn seeds(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/urumqi").join(name)
}

pub fn demo() -> Theme {
    sheet::read_file(&seeds("theme-enterprise.json"), "theme.json").unwrap().theme
}

pub fn acting(t: &Town, role: Role) -> Ctx {
    t.ctx.acting(Actor {
        user_id: UserId::parse("user-chen"),
        user: "chen".to_owned(),
        display_name: "陈主任".to_owned(),
        roles: vec![role],
        via: Via::Session,
        ..Actor::nobody()
    })
}

/// Departments that are there, and those that were made.
#[derive(Default)]
pub struct Offices(pub Mutex<Vec<String>>);

impl Directory for Offices {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), "陈主任".to_owned())).collect()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn departments<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(DepartmentId, String)>> {
        let all = self.0.lock().unwrap().clone();
        let of = |(i, name): (usize, String)| (DepartmentId::parse(&format!("d-{i}")).unwrap(), name);
        Box::pin(async move { Ok(all.into_iter().enumerate().map(of).collect()) })
    }
    fn department_named<'a>(&'a self, _: &'a Ctx, name: &'a str) -> Answer<'a, DepartmentId> {
        let mut all = self.0.lock().unwrap();
        let place = all.iter().position(|n| n == name).unwrap_or_else(|| {
            all.push(name.to_owned());
            all.len() - 1
        });
        Box::pin(async move { Ok(DepartmentId::parse(&format!("d-{place}")).unwrap()) })
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

pub fn state(t: &Town, offices: &Arc<Offices>) -> LandState {
    land::register_texts();
    let jobs = jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), |_, _| async {
        Err(kernel::Error::NotFound)
    });
    LandState {
        db: t.db.clone(),
        jobs,
        directory: offices.clone(),
        vault: files::Files::on_disk(t.dir.join("vault")),
        files: t.dir.join("files"),
        processes: land::process::Logs::default(),
    }
}

/// The kinds of the events, the latest last.
pub async fn events(t: &Town) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let found = journal::recent(&mut conn, 0, &[], None, 200).await.unwrap();
    found.iter().rev().map(|e| e.kind.clone()).collect()
}

pub fn app(t: &Town, offices: &Arc<Offices>, role: Role, locale: Locale) -> Router {
    let place = Place {
        key: "land",
        path: "/land/catalogue",
        icon: "building",
        access: Access::Needs(Resource::Catalogue, Action::View),
    };
    ui::testing::site(land::routes(state(t, offices)), Ctx { locale, ..acting(t, role) }, place)
}

/// The hidden field of a form in the page, unescaped.
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split(&mark).nth(1).expect(name);
    let value = rest.split('"').next().unwrap();
    value.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'").replace("&#38;", "&")
}

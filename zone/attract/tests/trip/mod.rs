//! What the tests of trips and signings share: people, companies that the books know, proposals, and the pages around.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use attract::directory::{Answer, Colleague, Directory};
use attract::mission::draft::{Draft, LegDraft};
use attract::mission::proposals::{Dossier, Person, Proposals, Proposed, Published, Reason, Standing};
use attract::{AttractState, Candidate, Companies, Origin};
use axum::Router;
use kernel::access::Access;
use kernel::ctx::{SeededRng, Via};
use kernel::id::{EnterpriseId, UserId};
use kernel::region::RegionCode;
use kernel::{Action, Actor, Ctx, Locale, Resource, Role, Source, ZoneId};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{TOKEN, get, post};

pub const SENTENCE: &str = "万科集团、中科曙光、利泰醒狮等世界500强、中国500强企业先后进驻，投资总额超过721.4亿元。";

pub fn acting_as(t: &Town, role: Role, user: &str) -> Ctx {
    let actor = Actor {
        user_id: UserId::parse(user),
        user: user.to_owned(),
        display_name: user.to_owned(),
        roles: vec![role],
        via: Via::Session,
        ..Actor::nobody()
    };
    t.ctx.acting(actor)
}

pub fn acting(t: &Town, role: Role) -> Ctx {
    acting_as(t, role, role.code())
}

struct Staff;
impl Directory for Staff {
    fn users<'a>(&'a self, _: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (id.clone(), format!("名：{id}"))).collect()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        let one = |id: &str, role| Colleague {
            id: id.into(),
            login: id.into(),
            name: format!("名：{id}"),
            roles: vec![role],
        };
        Box::pin(async move {
            Ok(vec![one("attraction_officer", Role::AttractionOfficer), one("director", Role::Director)])
        })
    }
}

/// Knows one company of the books: 示例光膜.
struct Books;
impl Companies for Books {
    fn search<'a>(&'a self, _: &'a Ctx, _: &'a str, _: usize) -> Answer<'a, Vec<Candidate>> {
        Box::pin(async { Ok(Vec::new()) })
    }
    fn get<'a>(&'a self, _: &'a Ctx, _: Origin, id: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move { Ok((id == "ex-film").then(film)) })
    }
    fn named<'a>(&'a self, _: &'a Ctx, text: &'a str) -> Answer<'a, Option<Candidate>> {
        Box::pin(async move { Ok((text == "示例光膜").then(film)) })
    }
    fn focuses<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(vec![("materials".to_owned(), "新材料".to_owned())]) })
    }
}

fn film() -> Candidate {
    Candidate {
        origin: Origin::Books,
        id: "ex-film".to_owned(),
        name: "示例光膜".to_owned(),
        city: Some("440300".to_owned()),
        industry: Some("2921".to_owned()),
        focus: Some("materials".to_owned()),
        ..Candidate::default()
    }
}

struct Cities;
impl Proposals for Cities {
    fn of_city<'a>(&'a self, _: &'a Ctx, city: RegionCode, _: usize) -> Answer<'a, Vec<Proposed>> {
        let city = city.to_string();
        Box::pin(async move {
            let film = Proposed {
                key: "company:ex-film".to_owned(),
                company: "示例光膜".to_owned(),
                city: "440300".to_owned(),
                company_id: EnterpriseId::parse("ex-film"),
                reasons: vec![Reason::new("proposal-parent").arg("child", "示例光膜（乌鲁木齐）")],
                ..Proposed::default()
            };
            let many =
                |n| Proposed { key: format!("many:{n}"), company: format!("示例第{n}厂"), ..Proposed::default() };
            Ok(match city.as_str() {
                "440300" => vec![film],
                "440100" => (1..=12).map(many).collect(),
                _ => Vec::new(),
            })
        })
    }
    fn dossier<'a>(&'a self, ctx: &'a Ctx, id: &'a EnterpriseId) -> Answer<'a, Option<Dossier>> {
        Box::pin(async move {
            let person = Person {
                contact_id: "c1".into(),
                name: "示例联系人".into(),
                duty: "经理".into(),
                phones: vec!["0755-0000001".into()],
            };
            let may = ctx.may(Resource::Contact, Action::View);
            Ok((id.as_str() == "ex-film").then(|| Dossier {
                name: "示例光膜".to_owned(),
                facts: vec![(Reason::new("dossier-founded").arg("on", "2015-04-16"), Source::example())],
                standings: vec![Standing {
                    list: "中国500强".into(),
                    source: Source::named("区情报道"),
                    ..Standing::default()
                }],
                people: if may { vec![person] } else { Vec::new() },
                ..Dossier::default()
            }))
        })
    }
    fn published_investment<'a>(&'a self, _: &'a Ctx) -> Answer<'a, Option<Published>> {
        Box::pin(async {
            let source =
                Source { sentence: Some(SENTENCE.to_owned()), ..Source::named("区情报道（2019 年度）") };
            Ok(Some(Published {
                number: "721.4".into(),
                fen: 7_214_000_000_000,
                over: true,
                period: "2019".into(),
                source,
                path: "/measure/indicators/investment-total".into(),
            }))
        })
    }
}

pub fn state(t: &Town) -> AttractState {
    let nobody = |_, _| async { Ok(Actor::nobody()) };
    AttractState {
        db: t.db.clone(),
        jobs: jobs::Jobs::new(t.db.clone(), t.clock.clone(), Arc::new(SeededRng::new(5)), nobody),
        directory: Arc::new(Staff),
        companies: Arc::new(Books),
        proposals: Arc::new(Cities),
        landing: Arc::new(attract::landing::NoLanding),
        vault: files::Files::on_disk(t.dir.join("files")),
        names: attract::lead::names::Names::new(t.db.clone(), None),
        sums: attract::lead::memory::Sums::default(),
        files: t.dir.join("files"),
    }
}

/// A trip to 深圳 around 2020-01-15, the day of the tests.
pub fn trip() -> Draft {
    Draft {
        title: "深圳小分队".to_owned(),
        direction: "outbound".to_owned(),
        starts_on: "2020-01-14".to_owned(),
        ends_on: "2020-01-16".to_owned(),
        legs: vec![LegDraft { city: "深圳".to_owned(), ..LegDraft::default() }],
        leader: "director".to_owned(),
        members: vec!["attraction_officer".to_owned()],
        others: vec!["发改委".to_owned()],
        ..Draft::default()
    }
}

pub async fn kinds(t: &Town) -> Vec<String> {
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let rows = conn.rows("SELECT kind FROM event WHERE zone_id = $1 ORDER BY seq", &["test".into()]).await.unwrap();
    rows.iter().map(|r| r.text("kind").unwrap()).collect()
}

pub fn app(t: &Town, ctx: Ctx, locale: Locale) -> Router {
    let place = Place {
        key: "attract",
        path: "/attract/missions",
        icon: "target-arrow",
        access: Access::Needs(Resource::Mission, Action::View),
    };
    ui::testing::site(attract::routes(state(t)), Ctx { locale, ..ctx }, place)
}

pub fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

/// Keys of these two nouns that a page asked for and nobody has.
pub fn texts_missing() -> Vec<String> {
    let ours = [
        "mission",
        "visit",
        "briefing",
        "agreement",
        "amount",
        "totals",
        "counting",
        "workstream",
        "investment",
        "attract",
    ];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

/// A form with nothing but a file.
pub async fn upload(app: &Router, path: &str, name: &str, bytes: &[u8]) -> (u16, String) {
    ui::testing::upload(app, path, &[], name, bytes).await
}

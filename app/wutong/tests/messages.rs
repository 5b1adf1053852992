//! 消息: one bell, one page and one card over what 招商 and 落地 have to say, each reader's own only.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod browser;
mod town;

use attract::message::{Kind, leave};
use browser::{Person, bell};
use chrono::DateTime;
use kernel::ctx::FixedClock;
use kernel::{Action, Ctx, Relation, Role};
use land::notice::{Word, tell};
use std::sync::Arc;
use town::Demo;
use wutong::{demo, messages, web};

/// The demo account's id as messages name it.
async fn id_of(demo: &Demo, role: Role) -> String {
    let (ctx, user) = (demo.parts.town.system(), demo::user_of(role));
    account::users::by_login(&ctx, &demo.parts.accounts, user).await.unwrap().grant.id.to_string()
}

/// The installation's context that many microseconds after an instant: messages have an order.
fn later(demo: &Demo, us: i64) -> Ctx {
    let at = DateTime::from_timestamp_micros(1_900_000_000_000_000 + us).unwrap();
    Ctx { clock: Arc::new(FixedClock::at(at)), ..demo.parts.town.system() }
}

async fn by_lead(demo: &Demo, us: i64, to: &str) {
    let ctx = later(demo, us);
    let mut tx = demo.parts.town.db.write(&ctx.zone).await.unwrap();
    let permit = ctx.permit(Action::Edit, &Relation::zone()).unwrap();
    let lead = kernel::id::LeadId::parse("lead-ex-server").unwrap();
    leave(&ctx, &mut tx, &permit, (to, Kind::Returned), &lead, None).await.unwrap();
    tx.commit_quiet().await.unwrap();
}

async fn by_land(demo: &Demo, us: i64, to: &str, n: i64) {
    let ctx = later(demo, us);
    let mut tx = demo.parts.town.db.write(&ctx.zone).await.unwrap();
    let words = vec![("project", format!("示例项目{n}"))];
    let word = Word { kind: "project-yours", path: format!("/land/projects/p{n}"), words };
    tell(&ctx, &mut tx, &[to.to_owned()], &word).await.unwrap();
    tx.commit_quiet().await.unwrap();
}

on_both!(a_request_and_its_answer_ring_at_both_ends, |demo| {
    let router = web::router(&demo.parts);
    let company = Person::of(&router, demo::user_of(Role::CompanyUser)).await;
    let director = Person::of(&router, demo::user_of(Role::Director)).await;
    let officer = Person::of(&router, demo::user_of(Role::AttractionOfficer)).await;
    let (before, others) = (bell(&director.get("/today").await.1).unwrap(), bell(&officer.get("/today").await.1));
    assert_eq!(bell(&company.get("/portal").await.1), Some(0));
    let fields = [("subject", "用电增容"), ("body", "何时送电")];
    let (status, to) = company.post("/portal/requests/new", "/portal/requests", &fields).await;
    assert_eq!(status, 303, "{to}");
    let id = to.rsplit('/').next().unwrap().to_owned();
    let (_, today) = director.get("/today").await;
    assert_eq!(bell(&today), Some(before + 1));
    assert!(today.contains("新消息") && today.contains("用电增容"), "the card of today: {today}");
    assert_eq!(bell(&officer.get("/today").await.1), others, "nobody else's bell rings");
    assert!(!officer.get("/messages").await.1.contains("用电增容"));
    let (_, page) = director.get("/messages").await;
    assert!(page.contains(&format!("<a href=\"/land/requests/{id}\">")), "{page}");
    assert_eq!(director.get(&format!("/land/requests/{id}")).await.0, 200);
    assert_eq!(bell(&director.get("/today").await.1), Some(before), "opening it is having read it");
    let path = format!("/land/requests/{id}");
    let (status, _) = director.post(&path, &format!("{path}/answer"), &[("answer", "七月送电")]).await;
    assert_eq!(status, 303);
    let (_, page) = company.get("/messages").await;
    assert_eq!(bell(&page), Some(1));
    assert!(page.contains("您的诉求已答复：用电增容") && page.contains(&format!("/portal/requests/{id}")), "{page}");
    assert!(!page.contains("到期事项"), "a company has no leads: {page}");
    assert_eq!(company.get("/today").await.0, 404);
    assert_eq!(company.post("/messages", "/messages/read", &[]).await, (303, "/messages".to_owned()));
    assert_eq!(bell(&company.get("/portal").await.1), Some(0));
    let english = company.english("/messages").await.1;
    assert!(english.contains("Your request is answered: 用电增容") && english.contains("0 unread"), "{english}");
    assert!(ui::i18n::missing().into_iter().all(|k| !k.contains("/message")), "{:?}", ui::i18n::missing());
});

on_both!(both_slices_stand_in_one_order_and_page_by_page, |demo| {
    let me = id_of(demo, Role::AttractionOfficer).await;
    for n in 0..60 {
        // Two of the same moment, in turn: none may be lost between two pages.
        by_lead(demo, n / 2, &me).await;
        by_land(demo, n / 2, &me, n).await;
    }
    let router = web::router(&demo.parts);
    let officer = Person::of(&router, demo::user_of(Role::AttractionOfficer)).await;
    let (mut path, mut land, mut leads, mut pages) = ("/messages".to_owned(), Vec::new(), 0, 0);
    loop {
        let (_, page) = officer.get(&path).await;
        pages += 1;
        leads += page.matches("久未跟进").count();
        let numbers = page.split("「示例项目").skip(1).map(|p| p.split('」').next().unwrap().parse::<i64>().unwrap());
        land.extend(numbers);
        match page.split("href=\"/messages?before=").nth(1) {
            Some(rest) => path = format!("/messages?before={}", rest.split('"').next().unwrap()),
            None => break,
        }
    }
    // Each row says it twice: to read, and for those who hear its button.
    land.dedup();
    assert_eq!((pages, leads / 2, land.len()), (3, 60, 60));
    assert!(land.windows(2).all(|w| w[0] / 2 >= w[1] / 2), "the newest first: {land:?}");
    // One is marked by its id, whichever slice keeps it; another reader's mark does nothing.
    let ctx = demo.parts.town.system();
    let actor = account::users::by_login(&ctx, &demo.parts.accounts, demo::user_of(Role::AttractionOfficer));
    let actor = account::users::present_actor(&demo.parts.town.db, &ctx.zone, &actor.await.unwrap().grant.id).await;
    let ctx = ctx.acting(actor.unwrap());
    let all = messages::waiting(&ctx, &demo.parts.town.db).await.unwrap();
    let newest = land::notice::page(&ctx, &demo.parts.town.db, None, 1).await.unwrap().remove(0);
    let mark = format!("/messages/{}/read", newest.id);
    let director = Person::of(&router, demo::user_of(Role::Director)).await;
    assert_eq!(director.post("/messages", &mark, &[]).await.0, 303);
    assert_eq!(messages::waiting(&ctx, &demo.parts.town.db).await.unwrap(), all);
    assert_eq!(officer.post("/messages", &mark, &[]).await.0, 303);
    assert_eq!(messages::waiting(&ctx, &demo.parts.town.db).await.unwrap(), all - 1);
    assert_eq!(officer.post("/messages", "/messages/read", &[]).await.0, 303);
    assert_eq!(messages::waiting(&ctx, &demo.parts.town.db).await.unwrap(), all - 120);
});

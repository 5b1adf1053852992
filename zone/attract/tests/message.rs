//! 消息: who is told what, what is due without any job, what a reader marks as read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use attract::lead::draft::Draft;
use attract::lead::talk::{self, Say};
use attract::lead::{owner, service as leads};
use attract::message::Kind;
use attract::message::service::{self, Inbox};
use attract::message::store::{Place, Which};
use chrono::Duration;
use kernel::{Error, Locale, Role};
use office::*;
use store::on_both;
use store::testing::Town;

async fn inbox(t: &Town, user: &str) -> Inbox {
    service::read(&acting(t, user), &state(t), &Place::newest()).await.unwrap()
}

async fn kinds(t: &Town, user: &str) -> Vec<Kind> {
    inbox(t, user).await.said.into_iter().map(|s| s.message.kind).collect()
}

async fn dues(t: &Town, user: &str) -> Vec<(&'static str, i64)> {
    inbox(t, user).await.due.into_iter().map(|d| (d.key, d.total)).collect()
}

fn note(summary: &str) -> Say {
    Say { kind: "note".to_owned(), on: String::new(), summary: summary.to_owned() }
}

on_both!(MIGRATIONS, everybody_hears_what_concerns_them_and_nothing_else, |t| {
    let (s, li, wang, chen) = (state(&t), acting(&t, LI), acting(&t, WANG), acting(&t, CHEN));
    let one = lead(&t, LI, "示例甲").await;
    talk::say(&li, &s, &one.id, &note("@王招商 请看，@李招商 自己记着")).await.unwrap();
    assert_eq!(kinds(&t, WANG).await, [Kind::Mention]);
    assert_eq!(kinds(&t, LI).await, [], "nobody hears of their own doing");
    assert_eq!(inbox(&t, WANG).await.said[0].words, "@王招商 请看，@李招商 自己记着");
    t.clock.advance(Duration::minutes(1));
    let asked = owner::ask(&wang, &s, &one.id, "总部在我负责的城市").await.unwrap();
    assert_eq!(kinds(&t, LI).await, [Kind::Asked]);
    t.clock.advance(Duration::minutes(1));
    owner::answer(&li, &s, &one.id, &asked.id, true).await.unwrap();
    assert_eq!(kinds(&t, WANG).await, [Kind::Given, Kind::Mention]);
    t.clock.advance(Duration::minutes(1));
    let now = read(&t, &one.id).await;
    owner::assign(&chen, &s, &one.id, now.version, LI).await.unwrap();
    assert_eq!(kinds(&t, WANG).await, [Kind::TakenOver, Kind::Given, Kind::Mention]);
    assert_eq!(kinds(&t, LI).await, [Kind::Assigned, Kind::Asked]);
    t.clock.advance(Duration::minutes(1));
    let now = read(&t, &one.id).await;
    owner::release(&chen, &s, &one.id, now.version).await.unwrap();
    t.clock.advance(Duration::minutes(1));
    owner::claim(&wang, &s, &one.id).await.unwrap();
    assert_eq!(kinds(&t, LI).await, [Kind::Claimed, Kind::Released, Kind::Assigned, Kind::Asked]);
    // What an officer gave up is no news when another takes it.
    let two = lead(&t, LI, "示例乙").await;
    owner::release(&li, &s, &two.id, two.version).await.unwrap();
    owner::claim(&wang, &s, &two.id).await.unwrap();
    assert_eq!(kinds(&t, LI).await.len(), 4);
});

on_both!(MIGRATIONS, what_is_due_needs_no_job, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let enquiry = Draft {
        channel: "enquiry".into(),
        next_step: "回信".into(),
        next_on: "2020-01-16".into(),
        ..typed("示例来信")
    };
    let lead = leads::create(&li, &s, &enquiry).await.unwrap();
    assert_eq!((dues(&t, LI).await, service::waiting(&li, &t.db).await.unwrap()), (vec![], Some(0)));
    t.clock.advance(Duration::hours(25));
    assert_eq!(dues(&t, LI).await, [("message-due-answers", 1), ("message-due-steps", 1)]);
    t.clock.advance(Duration::days(52));
    let all = [("message-due-answers", 1), ("message-due-steps", 1), ("message-due-returning", 1)];
    assert_eq!(dues(&t, LI).await, all, "nobody swept");
    assert_eq!(service::waiting(&acting(&t, LI), &t.db).await.unwrap(), Some(3));
    assert_eq!(service::waiting(&acting(&t, WANG), &t.db).await.unwrap(), Some(0), "another's are not mine");
    // Done is gone.
    talk::say(&li, &s, &lead.id, &Say { kind: "call".into(), ..note("已答复") }).await.unwrap();
    assert_eq!(dues(&t, LI).await, [("message-due-steps", 1)]);
    // Left alone it returns to the pool after the warning, and its officer hears of it.
    t.clock.advance(Duration::days(53));
    owner::sweep(&t.ctx, &t.db).await.unwrap();
    t.clock.advance(Duration::days(7));
    owner::sweep(&t.ctx, &t.db).await.unwrap();
    assert_eq!((kinds(&t, LI).await, dues(&t, LI).await), (vec![Kind::Returned], vec![]));
    let company = with_role(&t, "user-sun", "sun", "孙企业", Role::CompanyUser);
    assert_eq!(service::waiting(&company, &t.db).await.unwrap(), None);
    assert!(matches!(service::read(&company, &s, &Place::newest()).await, Err(Error::NotFound)));
});

on_both!(MIGRATIONS, messages_are_marked_one_by_one_by_opening_or_all, |t| {
    let (s, li, wang) = (state(&t), acting(&t, LI), acting(&t, WANG));
    let (one, two) = (lead(&t, LI, "示例甲").await, lead(&t, LI, "示例乙").await);
    for (lead, text) in [(&one, "@王招商 一"), (&one, "@王招商 二"), (&two, "@王招商 三")] {
        talk::say(&li, &s, &lead.id, &note(text)).await.unwrap();
        t.clock.advance(Duration::minutes(1));
    }
    // Another's mark changes nothing of mine.
    let newest = inbox(&t, WANG).await.said[0].message.id.clone();
    service::mark(&li, &t.db, Which::One(&newest)).await.unwrap();
    assert_eq!(inbox(&t, WANG).await.unseen, 3);
    assert_eq!(service::mark(&wang, &t.db, Which::One(&newest)).await.unwrap(), 1);
    assert_eq!(inbox(&t, WANG).await.unseen, 2);
    let page = app(&t, acting(&t, WANG), Locale::ZhCn);
    assert_eq!(get(&page, &format!("/attract/leads/{}", one.id)).await.0, 200);
    assert_eq!(inbox(&t, WANG).await.unseen, 0, "opening the lead is having read what is about it");
    talk::say(&li, &s, &one.id, &note("@王招商 四")).await.unwrap();
    assert_eq!(service::mark(&wang, &t.db, Which::All).await.unwrap(), 1);
    assert_eq!((inbox(&t, WANG).await.unseen, service::waiting(&wang, &t.db).await.unwrap()), (0, Some(0)));
});

on_both!(MIGRATIONS, a_long_box_is_read_page_by_page, |t| {
    let (s, li) = (state(&t), acting(&t, LI));
    let one = lead(&t, LI, "示例甲").await;
    for n in 0..120 {
        talk::say(&li, &s, &one.id, &note(&format!("@王招商 {n}"))).await.unwrap();
        // Most are of the same microsecond: none may be lost between two pages.
        if n % 40 == 39 {
            t.clock.advance(Duration::seconds(1));
        }
    }
    let (mut seen, mut place) = (Vec::new(), Place::newest());
    loop {
        let page = service::read(&acting(&t, WANG), &s, &place).await.unwrap();
        seen.extend(page.said.iter().map(|m| m.words.clone()));
        match page.older {
            Some(older) => place = Place::parse(&older.text()).unwrap(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 120);
    let thirds: Vec<Vec<String>> = seen.chunks(40).map(|c| c.to_vec()).collect();
    for (third, from) in thirds.into_iter().zip([80, 40, 0]) {
        let expected: std::collections::BTreeSet<String> = (from..from + 40).map(|n| format!("@王招商 {n}")).collect();
        assert_eq!(third.into_iter().collect::<std::collections::BTreeSet<_>>(), expected);
    }
});

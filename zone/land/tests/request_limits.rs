//! 诉求时限: set by the director for what comes, kept for what was asked; and what a company is told of the time to an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use chrono::Duration;
use firm::*;
use kernel::{Error, Locale};
use land::MIGRATIONS;
use land::request::limits::{self, Draft, Limits};
use land::request::reply::{self, Reply};
use land::request::service::{self, Ask};
use land::request::sweep::sweep;
use land::request::{Request, State};
use store::on_both;
use store::testing::Town;

fn draft(seen_us: i64, answer: &str, contact: &str, silent: &str) -> Draft {
    Draft { seen_us, answer_days: answer.into(), contact_days: contact.into(), silent_days: silent.into() }
}

async fn set(t: &Town, user: &str, d: Draft) -> kernel::Result<Limits> {
    limits::set(&acting(t, user), &state(t), &d).await
}

async fn asked(t: &Town, subject: &str) -> Request {
    let ask = Ask {
        company: FIRM.to_owned(),
        project: "p1".to_owned(),
        subject: subject.to_owned(),
        body: "何时送电".to_owned(),
        ..Ask::default()
    };
    service::ask(&acting(t, SUN), &state(t), &ask).await.unwrap()
}

fn codes(error: Error) -> Vec<(String, String)> {
    match error {
        Error::Invalid(errors) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        other => panic!("{other:?}"),
    }
}

on_both!(MIGRATIONS, what_was_asked_keeps_its_limits, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let before = asked(&t, "旧时限").await;
    assert_eq!((before.limit_days, before.due_on.as_deref()), (5, Some("2020-01-21")));
    t.clock.advance(Duration::minutes(1));
    let new = set(&t, DIRECTOR, draft(0, "3", "2", "4")).await.unwrap();
    t.clock.advance(Duration::minutes(1));
    let after = asked(&t, "新时限").await;
    assert_eq!((after.limit_days, after.due_on.as_deref()), (3, Some("2020-01-19")), "16, 17 and the make-up Sunday");
    assert_eq!(events(&t).await.iter().filter(|k| *k == "request.limits_set").count(), 1);
    // Two working days later the first contact of the old one is late; the new one has another day.
    t.clock.advance(Duration::days(2));
    sweep(&t.ctx, &s).await.unwrap();
    let fired = async |r: &Request| {
        let r: Request = t.db.read(&t.ctx.zone).await.unwrap().get(&[r.id.as_str().into()]).await.unwrap().unwrap();
        r.escalated & 1 == 1
    };
    assert_eq!((fired(&before).await, fired(&after).await), (true, false));
    // Silence closes each under its own limits.
    for r in [&before, &after] {
        service::answer(&acting(&t, OFFICER), &s, &r.id, "七月送电").await.unwrap();
    }
    t.clock.advance(Duration::days(10));
    let closed = sweep(&t.ctx, &s).await.unwrap().closed;
    let state = async |r: &Request| {
        let r: Request = t.db.read(&t.ctx.zone).await.unwrap().get(&[r.id.as_str().into()]).await.unwrap().unwrap();
        r.state
    };
    assert_eq!((closed, state(&before).await, state(&after).await), (1, State::Answered, State::Closed));
    // Who looked at older ones is told.
    assert!(matches!(set(&t, DIRECTOR, draft(0, "6", "1", "9")).await, Err(Error::Conflict { .. })));
    set(&t, DIRECTOR, draft(new.from_us, "6", "1", "9")).await.unwrap();
});

on_both!(MIGRATIONS, limits_are_whole_days_in_their_order_and_the_directors, |t| {
    let bad = set(&t, DIRECTOR, draft(0, "0", "x", "61")).await.unwrap_err();
    let days = "request-limits-days";
    let all = ["answer_days", "contact_days", "silent_days"].map(|f| (f.to_owned(), days.to_owned()));
    assert_eq!(codes(bad), all);
    let later = set(&t, DIRECTOR, draft(0, "3", "4", "9")).await.unwrap_err();
    assert_eq!(codes(later), [("contact_days".to_owned(), "request-limits-contact".to_owned())]);
    for user in [OFFICER, CLERK, "user-auditor"] {
        assert!(matches!(set(&t, user, draft(0, "3", "1", "9")).await, Err(Error::Forbidden)), "{user}");
    }
    assert!(matches!(set(&t, SUN, draft(0, "3", "1", "9")).await, Err(Error::NotFound)));
    let director = app(&t, acting(&t, DIRECTOR), Locale::ZhCn);
    let (status, text) = get(&director, "/land/requests/limits").await;
    assert_eq!(status, 200, "{text}");
    has(&text, &["诉求时限", "现行时限", "还没有改过，用的是默认时限"]);
    let form = [("seen_us", "0"), ("answer_days", "99"), ("contact_days", "1"), ("silent_days", "9")];
    let (status, text) = post(&director, "/land/requests/limits", &form).await;
    assert_eq!(status, 422);
    has(&text, &["请填 1 到 60 之间的整数", "value=\"99\""]);
    let form = [("seen_us", "0"), ("answer_days", "3"), ("contact_days", "1"), ("silent_days", "9")];
    assert_eq!(post(&director, "/land/requests/limits", &form).await.0, 303);
    let (_, text) = get(&app(&t, acting(&t, OFFICER), Locale::En), "/land/requests/limits").await;
    has(&text, &["Limits in force", "3 working days", "陈主任"]);
    assert!(!text.contains("name=\"answer_days\""), "seen, not set");
    assert_eq!(get(&app(&t, acting(&t, SUN), Locale::ZhCn), "/land/requests/limits").await.0, 404);
    let missing = ui::i18n::missing();
    assert!(!missing.iter().any(|k| k.contains("limits")), "{missing:?}");
});

on_both!(MIGRATIONS, a_company_reads_the_telephone_and_the_usual_time, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let reply = async || reply::of(&mut t.db.read(&t.ctx.zone).await.unwrap(), t.ctx.today()).await.unwrap();
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    for n in 0..4 {
        let r = asked(&t, &format!("第 {n} 件")).await;
        service::answer(&acting(&t, OFFICER), &s, &r.id, "已办").await.unwrap();
    }
    assert_eq!(reply().await, Reply::Promised { days: 5 }, "four say nothing yet");
    let (_, text) = get(&sun, "/portal").await;
    has(&text, &["王专办", "href=\"tel:0991-3838001\"", "承诺 5 个工作日内答复"]);
    let slow = asked(&t, "第五件").await;
    t.clock.advance(Duration::days(1));
    service::answer(&acting(&t, OFFICER), &s, &slow.id, "已办").await.unwrap();
    assert_eq!(reply().await, Reply::Usual { days: 0, of: 5 });
    let (_, text) = get(&sun, "/portal/requests/new").await;
    has(&text, &["近 90 天的 5 件诉求，一半在当天答复"]);
    t.clock.advance(Duration::days(91));
    assert_eq!(reply().await, Reply::Promised { days: 5 }, "what is long ago counts no more");
});

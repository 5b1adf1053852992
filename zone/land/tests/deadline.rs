//! 期限: what is due for whom, and the calendar that a program reads under a secret address.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use icalendar::parser::{Component, read_calendar, unfold};
use kernel::{Actor, Ctx, Error, Locale};
use land::MIGRATIONS;
use land::deadline::service;
use land::matter::{Matter, Obligation, State};
use store::on_both;
use store::testing::Town;

fn nobody(t: &Town) -> Ctx {
    Ctx { actor: Actor::nobody(), ..t.ctx.clone() }
}

async fn uids(t: &Town, user: &str) -> Vec<String> {
    service::of(&acting(t, user), &state(t)).await.unwrap().into_iter().map(|d| d.uid).collect()
}

/// 消防 in hand and due soon, 供水 over its limit, both of project p1.
async fn in_hand(t: &Town) {
    project(t, "p1", FIRM).await;
    let running = |code: &str, due: &str, provisional| Matter {
        due_on: Some(due.to_owned()),
        due_provisional: provisional,
        accepted_on: Some("2020-01-02".to_owned()),
        ..matter("p1", FIRM, code, State::Accepted)
    };
    let owed = vec![Obligation { material: "test".to_owned(), due_on: "2020-01-31".to_owned(), met_on: None }];
    put_matter(t, &Matter { obligations: owed, ..running("fire", "2020-01-20", true) }).await;
    put_matter(t, &running("water", "2020-01-10", false)).await;
}

fn value(event: &Component<'_>, name: &str) -> String {
    let found = event.properties.iter().find(|p| p.name.as_str() == name);
    found.map(|p| p.val.to_string()).unwrap_or_default()
}

on_both!(MIGRATIONS, each_sees_what_is_theirs, |t| {
    in_hand(&t).await;
    let milestone = "milestone-p1-production";
    assert_eq!(uids(&t, OFFICER).await, ["matter-p1-water-due", "matter-p1-fire-due", milestone]);
    assert_eq!(uids(&t, CLERK).await, ["matter-p1-fire-due"], "the department's own");
    assert_eq!(uids(&t, WATERMAN).await, ["matter-p1-water-due"]);
    assert_eq!(uids(&t, DIRECTOR).await, ["matter-p1-water-due"], "what is over its limit");
    assert_eq!(uids(&t, SUN).await, ["matter-p1-fire-owed-test"], "what the company itself owes");
    assert_eq!(uids(&t, QIAN).await, Vec::<String>::new(), "another company");
    assert_eq!(uids(&t, "user-park").await, Vec::<String>::new());
    let all = service::of(&acting(&t, OFFICER), &state(&t)).await.unwrap();
    let (water, fire) = (&all[0], &all[1]);
    assert_eq!((water.on.to_string(), water.late), ("2020-01-15".to_owned(), true), "late things stand on today");
    assert!(water.summary.starts_with("超期：供水排水接驳") && water.detail.contains("应于 2020-01-10 前办结"));
    assert_eq!((fire.on.to_string(), fire.provisional), ("2020-01-20".to_owned(), true));
    assert_eq!(fire.summary, "（暂定）消防验收到期（示例广场 p1）");
});

on_both!(MIGRATIONS, requests_are_due_where_they_wait, |t| {
    project(&t, "p1", FIRM).await;
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    let fields = [("project", "p1"), ("subject", "用电"), ("body", "何时送电")];
    let (status, to) = post(&sun, "/portal/requests", &fields).await;
    assert_eq!(status, 303);
    let due = format!("request-{}-due", to.rsplit('/').next().unwrap());
    assert!(uids(&t, OFFICER).await.contains(&due));
    assert!(!uids(&t, CLERK).await.contains(&due) && !uids(&t, DIRECTOR).await.contains(&due));
    t.clock.advance(chrono::Duration::days(10));
    assert!(uids(&t, DIRECTOR).await.contains(&due), "over its limit");
});

on_both!(MIGRATIONS, a_program_reads_the_calendar_until_the_address_ends, |t| {
    in_hand(&t).await;
    let s = state(&t);
    let secret = service::share(&acting(&t, OFFICER), &s).await.unwrap();
    let outside = app(&t, nobody(&t), Locale::En);
    let path = format!("/land/calendar/{secret}.ics");
    let (status, text) = get(&outside, &path).await;
    assert_eq!(status, 200, "{text}");
    // Read by somebody else's parser.
    let text = text.strip_prefix("inline; filename=\"deadlines.ics\"").unwrap();
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    assert_eq!(calendar.components.len(), 3);
    let fire = calendar.components.iter().find(|c| value(c, "UID").starts_with("matter-p1-fire-due@")).unwrap();
    assert_eq!(value(fire, "SUMMARY"), "（暂定）消防验收到期（示例广场 p1）");
    assert_eq!((value(fire, "DTSTART"), value(fire, "DTEND")), ("20200120".to_owned(), "20200121".to_owned()));
    assert_eq!((value(fire, "STATUS").as_str(), fire.name.as_str()), ("TENTATIVE", "VEVENT"));
    assert!(text.split("\r\n").all(|l| l.len() <= 75));
    // Only a fingerprint is kept, and that it was read.
    let kept = service::feed(&acting(&t, OFFICER), &s).await.unwrap().unwrap();
    assert!(kept.token_hash.len() == 64 && kept.token_hash != secret && kept.read_us.is_some());
    // Renewed: the old one ends. Wrong ones say nothing.
    let renewed = service::share(&acting(&t, OFFICER), &s).await.unwrap();
    let again = format!("/land/calendar/{renewed}.ics");
    assert_eq!((get(&outside, &path).await.0, get(&outside, &again).await.0), (404, 200));
    for wrong in
        [format!("/land/calendar/{}.ics", "0".repeat(64)), again.replace(".ics", ""), "/land/calendar/.ics".into()]
    {
        assert_eq!(get(&outside, &wrong).await.0, 404, "{wrong}");
    }
    service::revoke(&acting(&t, OFFICER), &s).await.unwrap();
    assert_eq!(get(&outside, &again).await.0, 404);
    assert!(matches!(service::revoke(&acting(&t, OFFICER), &s).await, Err(Error::NotFound)));
    let kinds = events(&t).await;
    assert!(
        kinds.ends_with(&["calendar.shared", "calendar.shared", "calendar.revoked"].map(str::to_owned)),
        "{kinds:?}"
    );
});

on_both!(MIGRATIONS, an_address_is_read_so_often_in_an_hour, |t| {
    let s = state(&t);
    let secret = service::share(&acting(&t, OFFICER), &s).await.unwrap();
    let other = service::share(&acting(&t, CLERK), &s).await.unwrap();
    let outside = app(&t, nobody(&t), Locale::ZhCn);
    let path = format!("/land/calendar/{secret}.ics");
    t.clock.advance(chrono::Duration::minutes(50));
    let mut statuses = Vec::new();
    for _ in 0..62 {
        statuses.push(get(&outside, &path).await.0);
        t.clock.advance(chrono::Duration::seconds(5));
    }
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 60);
    assert!(statuses.ends_with(&[429, 429]), "{statuses:?}");
    let asked = axum::http::Request::get(&path).body(axum::body::Body::empty()).unwrap();
    let refused = tower::ServiceExt::oneshot(outside.clone(), asked).await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "300"));
    let (_, text) = get(&outside, &path).await;
    assert!(text.contains("请 5 分钟后再读"), "{text}");
    assert_eq!(get(&outside, &format!("/land/calendar/{other}.ics")).await.0, 200, "each address for itself");
    t.clock.advance(chrono::Duration::minutes(5));
    assert_eq!(get(&outside, &path).await.0, 200);
});

on_both!(MIGRATIONS, nobody_reads_with_what_was_taken_away, |t| {
    let s = state(&t);
    let closed = service::share(&acting(&t, CLOSED), &s).await.unwrap();
    assert!(matches!(service::reader(&nobody(&t), &s, &closed).await, Err(Error::NotFound)), "a closed account");
    let secret = service::share(&acting(&t, CLERK), &s).await.unwrap();
    assert!(service::reader(&nobody(&t), &s, &secret).await.is_ok());
    let elsewhere = Ctx { zone: kernel::ZoneId::parse("elsewhere").unwrap(), ..nobody(&t) };
    assert!(matches!(service::reader(&elsewhere, &s, &secret).await, Err(Error::NotFound)), "another zone");
    let by_token = Actor { via: kernel::ctx::Via::Token { scopes: vec!["write".into()] }, ..acting(&t, CLERK).actor };
    assert!(matches!(service::share(&t.ctx.acting(by_token), &s).await, Err(Error::Forbidden)));
});

on_both!(MIGRATIONS, the_page_lists_them_and_shows_the_address_once, |t| {
    in_hand(&t).await;
    let officer = app(&t, acting(&t, OFFICER), Locale::ZhCn);
    let (status, text) = get(&officer, "/land/deadlines").await;
    assert_eq!(status, 200, "{text}");
    has(&text, &["我的期限", "消防验收到期", "超期：供水排水接驳", "生成订阅地址"]);
    let (status, text) = post(&officer, "/land/deadlines/address", &[]).await;
    assert_eq!(status, 200);
    has(&text, &["/land/calendar/", ".ics", "地址只显示这一次"]);
    let (_, text) = get(&officer, "/land/deadlines").await;
    assert!(!text.contains("/land/calendar/"), "shown once");
    has(&text, &["换一个地址", "停用", "还没有日历读取过"]);
    assert_eq!(post(&officer, "/land/deadlines/address/revoke", &[]).await.0, 303);
    let (_, text) = get(&app(&t, acting(&t, SUN), Locale::En), "/land/deadlines").await;
    has(&text, &["My deadlines", "to follow", "Make an address"]);
    let missing = ui::i18n::missing();
    assert!(!missing.iter().any(|k| k.contains("deadline")), "{missing:?}");
});

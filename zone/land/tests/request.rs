//! Requests: routed, clocked, escalated once, answered, asked again, rated; what the company never reads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use chrono::Duration;
use firm::*;
use kernel::{Error, Locale};
use land::MIGRATIONS;
use land::matter::{Matter, Outcome, State as MatterState};
use land::request::rate::{self, Rate};
use land::request::service::{self, Ask};
use land::request::store::{self as books, Asked, Show};
use land::request::sweep::{Swept, sweep};
use land::request::{Channel, Request, State};
use store::on_both;
use store::testing::Town;

fn ask(subject: &str) -> Ask {
    Ask {
        company: FIRM.to_owned(),
        project: "p1".to_owned(),
        subject: subject.to_owned(),
        body: "外线何时送电？已等两周。".to_owned(),
        ..Ask::default()
    }
}

async fn asked(t: &Town, subject: &str) -> Request {
    service::ask(&acting(t, SUN), &state(t), &ask(subject)).await.unwrap()
}

async fn read(t: &Town, r: &Request) -> Request {
    t.db.read(&t.ctx.zone).await.unwrap().get(&[r.id.as_str().into()]).await.unwrap().unwrap()
}

async fn count(t: &Town, user: &str, show: Show) -> i64 {
    let ctx = acting(t, user);
    let asked = Asked {
        show,
        me: user.to_owned(),
        departments: ctx.actor.departments.iter().map(ToString::to_string).collect(),
        today: ctx.today().to_string(),
        ..Asked::default()
    };
    books::count(&mut t.db.read(&ctx.zone).await.unwrap(), &ctx.scope().unwrap(), &asked).await.unwrap()
}

on_both!(MIGRATIONS, from_the_portal_to_the_officer_and_on_to_a_department, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let r = asked(&t, "临时用电").await;
    assert_eq!(
        (r.handler.as_deref(), r.channel, r.due_on.as_deref()),
        (Some(OFFICER), Channel::Portal, Some("2020-01-21"))
    );
    assert_eq!(told(&t, OFFICER).await, ["request-asked"]);
    service::say(&acting(&t, OFFICER), &s, &r.id, "正在联系供电公司", false).await.unwrap();
    assert_eq!(read(&t, &r).await.taken_on.as_deref(), Some("2020-01-15"));
    service::say(&acting(&t, OFFICER), &s, &r.id, "这家催得急", true).await.unwrap();
    service::route(&acting(&t, OFFICER), &s, &r.id, WATER, "管线归他们").await.unwrap();
    let routed = read(&t, &r).await;
    assert_eq!(
        (routed.department_id, routed.handler, routed.due_on),
        (Some(department(WATER)), None, r.due_on.clone())
    );
    assert_eq!(told(&t, WATERMAN).await, ["request-routed"]);
    let waits = |user: &'static str| {
        let t = &t;
        async move { land::request::work::of(&acting(t, user), &t.db).await.unwrap() }
    };
    assert_eq!(waits(WATERMAN).await, [("request-work-department", 1, "/land/requests?show=department")]);
    assert!(waits(CLERK).await.is_empty() && waits(SUN).await.is_empty());
    assert_eq!((count(&t, WATERMAN, Show::Department).await, count(&t, CLERK, Show::Department).await), (1, 0));
    // A clerk of another department sees it and cannot touch it.
    let other = service::answer(&acting(&t, CLERK), &s, &r.id, "不归我们").await;
    assert!(matches!(other, Err(Error::Forbidden)));
    service::answer(&acting(&t, WATERMAN), &s, &r.id, "1 月 20 日前送水送电").await.unwrap();
    let answered = read(&t, &r).await;
    assert_eq!(
        (answered.state, answered.handler.as_deref(), answered.breached_on),
        (State::Answered, Some(WATERMAN), None)
    );
    assert_eq!(told(&t, SUN).await, ["request-answered", "request-said"]);
    assert_eq!(
        events(&t).await,
        ["request.asked", "request.said", "request.noted", "request.routed", "request.answered"]
    );
});

on_both!(MIGRATIONS, by_phone_an_officer_writes_it_down, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let phone = Ask { channel: Channel::Phone, ..ask("来电：道路") };
    let r = service::ask(&acting(&t, OFFICER), &s, &phone).await.unwrap();
    assert_eq!((r.channel, r.taken_on.as_deref()), (Channel::Phone, Some("2020-01-15")), "who takes the call has it");
    for user in [CLERK, DIRECTOR] {
        assert!(matches!(service::ask(&acting(&t, user), &s, &phone).await, Err(Error::Forbidden)), "{user}");
    }
    assert!(
        matches!(service::ask(&acting(&t, QIAN), &s, &phone).await, Err(Error::NotFound)),
        "another company's project"
    );
    let Err(Error::Invalid(faults)) =
        service::ask(&acting(&t, OFFICER), &s, &Ask { subject: " ".into(), body: String::new(), ..phone }).await
    else {
        panic!("an empty form is refused")
    };
    assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["subject", "body"]);
});

on_both!(MIGRATIONS, each_rung_fires_once_though_two_sweep_at_once, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    for i in 0..12 {
        asked(&t, &format!("诉求 {i}")).await;
    }
    assert_eq!(sweep(&t.ctx, &s).await.unwrap(), Swept::default());
    // Friday 01-17: the first contact is late.
    t.clock.advance(Duration::days(2));
    let (a, b) = tokio::join!(sweep(&t.ctx, &s), sweep(&t.ctx, &s));
    assert_eq!(a.unwrap().fired + b.unwrap().fired, 12);
    assert_eq!(told(&t, DIRECTOR).await, vec!["request-contact"; 12]);
    // Wednesday 01-22: one working day over; due tomorrow was never seen, and is said to the handler all the same.
    t.clock.advance(Duration::days(5));
    let (a, b) = tokio::join!(sweep(&t.ctx, &s), sweep(&t.ctx, &s));
    assert_eq!(a.unwrap().fired + b.unwrap().fired, 24);
    assert_eq!(sweep(&t.ctx, &s).await.unwrap(), Swept::default(), "nothing twice");
    let escalations = events(&t).await.iter().filter(|k| *k == "request.escalated").count();
    assert_eq!(escalations, 36);
    assert_eq!(told(&t, DIRECTOR).await.iter().filter(|k| *k == "request-over").count(), 12);
    assert_eq!(count(&t, DIRECTOR, Show::Overdue).await, 12);
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let all: Vec<Request> = conn.list("", &[]).await.unwrap();
    assert!(all.iter().all(|r| r.breached_on.as_deref() == Some("2020-01-22")));
});

on_both!(MIGRATIONS, asked_again_once_rated_and_closed, |t| {
    project(&t, "p1", FIRM).await;
    let (s, sun) = (state(&t), acting(&t, SUN));
    let r = asked(&t, "临时用电").await;
    let early = rate::rate_request(&sun, &s, &r.id, &Rate { stars: 5, note: String::new() }).await.unwrap_err();
    assert_eq!(early.code(), "rating-too-early");
    service::answer(&acting(&t, OFFICER), &s, &r.id, "请等通知").await.unwrap();
    assert!(
        matches!(service::reopen(&acting(&t, OFFICER), &s, &r.id, "x").await, Err(Error::Forbidden)),
        "only the company"
    );
    let again = service::reopen(&sun, &s, &r.id, "等了两周没有通知").await.unwrap();
    assert_eq!((again.state, again.due_on.as_deref()), (State::Open, Some("2020-01-21")));
    assert_eq!(told(&t, DIRECTOR).await, ["request-reopened"]);
    service::answer(&acting(&t, OFFICER), &s, &r.id, "1 月 20 日送电").await.unwrap();
    assert_eq!(service::reopen(&sun, &s, &r.id, "再来").await.unwrap_err().code(), "request-reopened-already");
    let Err(Error::Invalid(faults)) =
        rate::rate_request(&sun, &s, &r.id, &Rate { stars: 1, note: String::new() }).await
    else {
        panic!("one star needs a word")
    };
    assert_eq!(faults[0].code, "rating-word-missing");
    let low = Rate { stars: 1, note: "跑了三趟".to_owned() };
    assert!(
        matches!(rate::rate_request(&acting(&t, OFFICER), &s, &r.id, &low).await, Err(Error::Forbidden)),
        "nobody rates himself"
    );
    let rating = rate::rate_request(&sun, &s, &r.id, &low).await.unwrap();
    assert_eq!(told(&t, DIRECTOR).await, ["rating-low", "request-reopened"]);
    assert_eq!((read(&t, &r).await.state, count(&t, DIRECTOR, Show::Low).await), (State::Closed, 1));
    assert_eq!(rate::rate_request(&sun, &s, &r.id, &low).await.unwrap_err().code(), "rating-twice");
    assert!(matches!(rate::take_note(&acting(&t, OFFICER), &s, &rating.id).await, Err(Error::Forbidden)));
    assert_eq!(
        rate::take_note(&acting(&t, DIRECTOR), &s, &rating.id).await.unwrap().noted_by.as_deref(),
        Some(DIRECTOR)
    );
});

on_both!(MIGRATIONS, an_answer_that_nobody_spoke_to_closes, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let r = asked(&t, "用工").await;
    service::answer(&acting(&t, OFFICER), &s, &r.id, "已对接").await.unwrap();
    t.clock.advance(Duration::days(14));
    assert_eq!(sweep(&t.ctx, &s).await.unwrap().closed, 0, "the Spring Festival does not count");
    t.clock.advance(Duration::days(10));
    assert_eq!(sweep(&t.ctx, &s).await.unwrap().closed, 1);
    assert_eq!(read(&t, &r).await.state, State::Closed);
});

on_both!(MIGRATIONS, a_finished_step_is_rated_by_its_company, |t| {
    project(&t, "p1", FIRM).await;
    let s = state(&t);
    let id = matter("p1", FIRM, "fire", MatterState::Ready).id;
    let five = Rate { stars: 5, note: String::new() };
    assert_eq!(rate::rate(&acting(&t, SUN), &s, &id, &five).await.unwrap_err().code(), "rating-too-early");
    let decided = Matter {
        decided_on: Some("2020-01-14".into()),
        outcome: Some(Outcome::Approved),
        ..matter("p1", FIRM, "fire", MatterState::Decided)
    };
    put_matter(&t, &decided).await;
    assert!(matches!(rate::rate(&acting(&t, QIAN), &s, &id, &five).await, Err(Error::NotFound)));
    for user in [OFFICER, DIRECTOR, CLERK] {
        assert!(rate::rate(&acting(&t, user), &s, &id, &five).await.is_err(), "{user}");
    }
    let rating = rate::rate(&acting(&t, SUN), &s, &id, &five).await.unwrap();
    assert_eq!(
        (rating.department_id, rating.project_id.map(|p| p.to_string())),
        (Some(department(FIRE)), Some("p1".to_owned()))
    );
    assert!(told(&t, DIRECTOR).await.is_empty(), "five stars are nobody's alarm");
    assert_eq!(events(&t).await, ["matter.recorded", "matter.rated"]);
});

on_both!(MIGRATIONS, pages_show_the_company_no_internal_word, |t| {
    project(&t, "p1", FIRM).await;
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    let officer = app(&t, acting(&t, OFFICER), Locale::ZhCn);
    let (status, text) =
        post(&sun, "/portal/requests", &[("project", "p1"), ("subject", ""), ("body", "还没送电")]).await;
    assert_eq!(status, 422);
    has(&text, &["请填写这一项", "还没送电"]);
    let (status, path) =
        post(&sun, "/portal/requests", &[("project", "p1"), ("subject", "临时用电"), ("body", "还没送电")]).await;
    assert_eq!(status, 303, "{path}");
    let id = path.rsplit('/').next().unwrap().to_owned();
    let zone = format!("/land/requests/{id}");
    assert_eq!(post(&officer, &format!("{zone}/say"), &[("body", "这家催得急"), ("internal", "1")]).await.0, 303);
    assert_eq!(post(&officer, &format!("{zone}/say"), &[("body", "正在联系"), ("internal", "")]).await.0, 303);
    let (_, text) = get(&sun, &path).await;
    has(&text, &["正在联系", "王专办", "剩 5 个工作日"]);
    assert!(!text.contains("这家催得急"), "internal words stay inside");
    let (_, text) = get(&officer, &zone).await;
    has(&text, &["这家催得急", "内部", "转办", "答复"]);
    let (status, text) = get(&app(&t, acting(&t, WATERMAN), Locale::En), &zone).await;
    assert_eq!(status, 200);
    assert!(!text.contains("/answer\""), "another department's clerk has no form");
    assert_eq!(post(&officer, &format!("{zone}/answer"), &[("answer", "1 月 20 日送电")]).await.0, 303);
    let (_, text) = get(&sun, &path).await;
    has(&text, &["非常满意", "不满意，再次提出"]);
    let (status, text) = post(&sun, &format!("{path}/rate"), &[("stars", "2"), ("note", "")]).await;
    assert_eq!(status, 422);
    has(&text, &["一星二星请写明哪里不满意"]);
    assert_eq!(post(&sun, &format!("{path}/rate"), &[("stars", "2"), ("note", "太慢")]).await, (303, path.clone()));
    // Another company finds nothing, neither here nor there; a company has no page of the zone.
    let qian = app(&t, acting(&t, QIAN), Locale::ZhCn);
    for wrong in [path.as_str(), zone.as_str()] {
        assert_eq!(get(&qian, wrong).await.0, 404, "{wrong}");
    }
    for list in ["/land/requests", "/land/ratings"] {
        assert_eq!(get(&qian, list).await, (303, "/portal/requests".to_owned()), "led to its own");
    }
    assert_eq!(get(&sun, &zone).await.0, 404);
    assert_eq!(get(&officer, "/portal/requests").await.0, 404, "the portal is the companies' own");
    let (_, text) = get(&officer, "/land/requests?show=low").await;
    has(&text, &["临时用电", "2 星"]);
    let director = app(&t, acting(&t, DIRECTOR), Locale::En);
    let (_, text) = get(&director, "/land/ratings?show=low").await;
    has(&text, &["太慢", "Noted"]);
    let (_, text) = get(&officer, "/land/requests/new?q=%E7%A4%BA%E4%BE%8B").await;
    has(&text, &["示例商业广场公司", "示例光膜公司"]);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

fn texts_missing() -> Vec<String> {
    let ours = ["request", "rating", "portal", "land-notice-request"];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

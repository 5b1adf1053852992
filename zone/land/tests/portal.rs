//! The portal: a company sees its own project like a parcel, does what is asked of it, and finds nobody else's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::Locale;
use kernel::id::MatterId;
use land::MIGRATIONS;
use land::matter::command::Command;
use land::matter::service::{Step, perform};
use land::matter::{CorrectionItem, Document, Outcome, State};
use store::on_both;
use store::testing::Town;

const PDF: &[u8] = b"%PDF-1.7 licence";

async fn does(t: &Town, user: &str, matter: &str, command: Command) {
    let id = MatterId::parse(matter).unwrap();
    let step = Step { id: &id, version: None, command: &command, on: None, note: "" };
    perform(&acting(t, user), &state(t), &step).await.unwrap();
}

/// Hands the licence in for this matter.
async fn licence(sun: &axum::Router, matter: &str) {
    let next = format!("/portal/matters/{matter}");
    let fields =
        [("matter", matter), ("company", FIRM), ("code", "licence"), ("next", &next), ("valid_until", "2020-12-31")];
    assert_eq!(upload(sun, &fields, "执照.pdf", PDF).await, (303, next.clone()));
}

on_both!(MIGRATIONS, the_way_of_a_project_like_a_parcels, |t| {
    project(&t, "p1", FIRM).await;
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    let (status, text) = get(&sun, "/portal").await;
    assert_eq!(status, 200, "{text}");
    has(
        &text,
        &[
            "示例广场 p1",
            "3 项手续已办 0 项，0 项在办",
            "预计 4月21日投产，八成把握不晚于 5月14日",
            "现在请您做 2 件事",
            "准备消防验收的材料",
            "还缺 1 份，其中 0 份可用已有的",
            "还差 2 项前置",
            "2019年5月18日",
            "王专办",
            "提一件诉求",
            "已办 0　在办 0　未开始 3",
        ],
    );
    licence(&sun, "p1-fire").await;
    let (_, text) = get(&sun, "/portal/tasks").await;
    has(&text, &["申报消防验收", "还缺 1 份，其中 1 份可用已有的"]);
    let (status, to) = post(&sun, "/portal/matters/p1-fire/submit", &[]).await;
    assert_eq!((status, to.as_str()), (303, "/portal/matters/p1-fire"));
    assert_eq!(get_matter(&t, "p1-fire").await.state, State::Submitted);
    does(&t, CLERK, "p1-fire", Command::Accept).await;
    t.clock.advance(chrono::Duration::days(6));
    let (_, text) = get(&sun, "/portal").await;
    has(&text, &["办理中", "1月15日受理。用了 5 个工作日，还有 5 个。", "承诺 2月5日前", "1 项在办"]);
    let (_, text) = get(&app(&t, acting(&t, SUN), Locale::En), "/portal?all=1").await;
    has(&text, &["Under way", "Accepted 15 Jan. 5 working days used, 5 left.", "Promised by 5 Feb", "Your officer"]);
    let missing = ui::i18n::missing();
    assert!(!missing.iter().any(|k| k.contains("/portal")), "{missing:?}");
});

on_both!(MIGRATIONS, what_is_to_mend_is_mended_and_the_step_rated, |t| {
    project(&t, "p1", FIRM).await;
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    let path = "/portal/matters/p1-fire";
    let (status, text) = post(&sun, &format!("{path}/submit"), &[]).await;
    assert_eq!(status, 422, "a document is missing");
    has(&text, &["还缺：营业执照"]);
    licence(&sun, "p1-fire").await;
    post(&sun, &format!("{path}/submit"), &[]).await;
    does(&t, CLERK, "p1-fire", Command::Accept).await;
    let item = |what: &str, material: Option<&str>| CorrectionItem {
        what: what.to_owned(),
        material: material.map(str::to_owned),
        done: false,
    };
    // Asked on the day on which the document came: what was there answers nothing.
    let items = vec![item("确认坐标系", None), item("营业执照要最新的", Some("licence"))];
    does(&t, CLERK, "p1-fire", Command::AskCorrection { items, by: Some(CLERK.to_owned()) }).await;
    let (_, text) = get(&sun, "/portal").await;
    has(
        &text,
        &["补正消防验收", "住建局一次性告知 2 条：确认坐标系；营业执照要最新的", "等您补正，时钟已停", "已停 0 日"],
    );
    let (status, text) = post(&sun, &format!("{path}/correct"), &[("point_0", "1")]).await;
    assert_eq!(status, 422, "the document is still to come");
    has(&text, &["还有没补正的"]);
    let fields =
        [("matter", "p1-fire"), ("company", FIRM), ("code", "licence"), ("next", path), ("valid_until", "2021-12-31")];
    assert_eq!(upload(&sun, &fields, "新执照.pdf", b"%PDF-1.7 new").await.0, 303);
    assert_eq!(post(&sun, &format!("{path}/correct"), &[("point_0", "1")]).await, (303, path.to_owned()));
    assert_eq!(get_matter(&t, "p1-fire").await.state, State::Accepted);
    let document = Document { number: "示例消验〔2020〕1号".to_owned(), note: String::new() };
    does(&t, CLERK, "p1-fire", Command::Decide { outcome: Outcome::Approved, document }).await;
    let (_, text) = get(&sun, "/portal").await;
    has(&text, &["已办结", "请评价这一步", "请评价：消防验收", "3 项手续已办 1 项"]);
    let (status, text) = post(&sun, &format!("{path}/rate"), &[("note", "")]).await;
    assert_eq!(status, 422);
    has(&text, &["请选一颗星到五颗星"]);
    assert_eq!(post(&sun, &format!("{path}/rate"), &[("stars", "5"), ("note", "")]).await, (303, path.to_owned()));
    let (_, text) = get(&sun, path).await;
    has(&text, &["您的评价", "5 星 非常满意", "示例消验〔2020〕1号"]);
    assert_eq!(
        post(&sun, &format!("{path}/rate"), &[("stars", "1"), ("note", "x")]).await.0,
        303,
        "told that it was rated already"
    );
});

on_both!(MIGRATIONS, nobody_elses_is_there, |t| {
    project(&t, "p1", FIRM).await;
    project(&t, "p9", OTHER).await;
    let qian = app(&t, acting(&t, QIAN), Locale::ZhCn);
    let (_, text) = get(&qian, "/portal").await;
    has(&text, &["示例广场 p9"]);
    for wrong in ["/portal?project=p1", "/portal/matters/p1-fire", "/land/materials/new?matter=p1-fire&code=licence"] {
        assert_eq!(get(&qian, wrong).await.0, 404, "{wrong}");
    }
    for act in ["submit", "correct", "withdraw", "rate"] {
        assert_eq!(post(&qian, &format!("/portal/matters/p1-fire/{act}"), &[("stars", "5")]).await.0, 404, "{act}");
    }
    for user in [OFFICER, DIRECTOR, CLERK] {
        let staff = app(&t, acting(&t, user), Locale::ZhCn);
        for page in ["/portal", "/portal/tasks", "/portal/materials", "/portal/requests", "/portal/matters/p1-fire"] {
            assert_eq!(get(&staff, page).await.0, 404, "{user} {page}");
        }
    }
    let nobody = kernel::Ctx { actor: kernel::Actor::nobody(), ..t.ctx.clone() };
    let (status, to) = get(&app(&t, nobody, Locale::ZhCn), "/portal").await;
    assert!(status == 303 && to.starts_with("/sign-in"), "{status} {to}");
});

on_both!(MIGRATIONS, a_company_without_a_project_can_still_ask, |t| {
    let sun = app(&t, acting(&t, SUN), Locale::En);
    let (status, text) = get(&sun, "/portal").await;
    assert_eq!(status, 200);
    has(&text, &["No project yet", "Raise a request"]);
    let (status, to) = post(&sun, "/portal/requests", &[("subject", "Staff"), ("body", "We look for 20 people")]).await;
    assert_eq!(status, 303, "{to}");
    assert_eq!(told(&t, DIRECTOR).await, ["request-asked"], "nobody has it yet: the directors see it");
});

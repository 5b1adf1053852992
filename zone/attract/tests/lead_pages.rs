//! The pages of the leads in both languages: what they show, what their forms refuse, and to whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use attract::lead::talk::{self, Hesitate};
use kernel::{Locale, Role};
use office::*;
use store::on_both;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

/// Keys of this slice that a page asked for and nobody has.
fn texts_missing() -> Vec<String> {
    let ours = ["lead", "pipeline", "funnel", "ledger", "event-lead", "field-lead"];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    ui::i18n::assert_same_keys(format!("{HERE}/locales/zh-CN"), format!("{HERE}/locales/en"));
}

on_both!(MIGRATIONS, list_board_and_calendar_show_the_same_leads, |t| {
    let li = app(&t, acting(&t, LI), Locale::ZhCn);
    let (_, text) = get(&li, "/attract/leads").await;
    has(&text, &["还没有线索", "/attract/leads/new"]);
    let (status, to) = post(
        &li,
        "/attract/leads",
        &[
            ("origin", "books"),
            ("company_id", "ex-film"),
            ("company", "改了名字"),
            ("subject", "模切项目"),
            ("amount", "2.4亿元"),
            ("next_step", "寄方案"),
            ("next_on", "2020-01-20"),
        ],
    )
    .await;
    assert_eq!(status, 303, "{to}");
    let path = to.clone();
    for page in ["/attract/leads", "/attract/leads/board", "/attract/leads/calendar"] {
        let (status, text) = get(&li, page).await;
        assert_eq!(status, 200, "{page}");
        // The company's name is the books', whatever the form said.
        has(&text, &["示例光膜", "寄方案"]);
        assert!(!text.contains("改了名字"));
    }
    let (_, text) = get(&li, "/attract/leads?city=440300&focus=materials&stage=lead").await;
    has(&text, &["示例光膜", "深圳市", "2.40", "李招商"]);
    let (_, text) = get(&li, "/attract/leads?stage=signed").await;
    assert!(!text.contains("示例光膜"));
    let (_, text) = get(&app(&t, acting(&t, WANG), Locale::En), &path).await;
    has(&text, &["Ask for it", "CNY 240 million"]);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

on_both!(MIGRATIONS, a_refused_form_comes_back_as_typed, |t| {
    let li = app(&t, acting(&t, LI), Locale::ZhCn);
    let lead = lead(&t, LI, "示例表单").await;
    let fields =
        [("origin", "typed"), ("company", "示例表单"), ("amount", "很多"), ("city", "哪里"), ("subject", "我写的项目")];
    let (status, text) = post(&li, "/attract/leads", &fields).await;
    assert_eq!(status, 422);
    has(&text, &["我写的项目", "“很多”不是金额", "不认识城市代码"]);
    let (status, text) = post(&li, "/attract/leads", &[("origin", "typed"), ("company", "示例表单")]).await;
    assert_eq!(status, 422);
    has(&text, &["这家企业已有在跟线索", "由李招商负责", &format!("/attract/leads/{}", lead.id)]);
    let path = format!("/attract/leads/{}", lead.id);
    let (status, text) =
        post(&li, &format!("{path}/say"), &[("kind", "call"), ("on", "2021-01-01"), ("summary", "谈得很好")]).await;
    assert_eq!(status, 422);
    has(&text, &["谈得很好", "不晚于今天"]);
    let (status, text) = post(&li, &format!("{path}/move"), &[("version", "1"), ("stage", "lost")]).await;
    assert_eq!(status, 422);
    has(&text, &["请选择原因", "<option value=\"lost\" selected"]);
    let (_, text) = get(&li, &path).await;
    has(&text, &["<option value=\"talks\" selected"]);
    assert!(!text.contains("<option value=\"lead\""), "where it stands already it cannot go");
    // From the board a lost lead goes to its page for the reason; any other move comes back to the card.
    let (status, to) =
        post(&li, &format!("{path}/move"), &[("version", "1"), ("stage", "lost"), ("board", "/attract/leads/board")])
            .await;
    assert_eq!((status, to), (303, format!("{path}?stage=lost#move")));
    let (status, to) = post(
        &li,
        &format!("{path}/move"),
        &[("version", "1"), ("stage", "talks"), ("board", "/attract/leads/board?owner=me")],
    )
    .await;
    assert_eq!((status, to), (303, format!("/attract/leads/board?owner=me#lead-{}", lead.id)));
    let (status, text) =
        post(&li, &path, &[("version", "1"), ("origin", "typed"), ("company", "示例表单"), ("subject", "新项目")])
            .await;
    assert_eq!(status, 409);
    has(&text, &["同事已改过这条线索", "新项目"]);
    let (status, _) = upload(&li, &format!("{path}/files"), "方案.pdf", b"%PDF-1.4").await;
    assert_eq!(status, 303);
    let (status, text) = upload(&li, &format!("{path}/files"), "方案.pdf", b"MZ").await;
    assert_eq!(status, 422);
    has(&text, &["文件内容与扩展名不符", "方案.pdf"]);
});

on_both!(MIGRATIONS, a_lead_shows_hesitation_pool_and_history, |t| {
    let lead = lead(&t, LI, "示例犹豫").await;
    let doubt = Hesitate { reason: "h-supply".into(), since: String::new(), note: "担心配套".into() };
    talk::hesitate(&acting(&t, LI), &state(&t), &lead.id, &doubt).await.unwrap();
    let path = format!("/attract/leads/{}", lead.id);
    let (_, text) = get(&app(&t, acting(&t, LI), Locale::ZhCn), &path).await;
    has(&text, &["本地配套不足", "担心配套", "2020-03-15", "登记犹豫", "新建线索", "登记已消除"]);
    let (_, text) = get(&app(&t, acting(&t, WANG), Locale::En), &path).await;
    has(&text, &["Too few local suppliers", "Ask for it", "Lead created"]);
    assert!(!text.contains("/resolve/"), "another officer has no form");
    let company = with_role(&t, "user-sun", "sun", "孙企业", Role::CompanyUser);
    let company = app(&t, company, Locale::ZhCn);
    for page in ["/attract/leads", path.as_str(), "/attract/funnel", "/attract/rules"] {
        assert_eq!(get(&company, page).await.0, 404, "{page}");
    }
    let (status, text) = get(&app(&t, acting(&t, CHEN), Locale::En), "/attract/rules").await;
    assert_eq!(status, 200);
    has(&text, &["Add a stage", "In talks", "Went to another place"]);
    assert_eq!(get(&app(&t, acting(&t, LI), Locale::ZhCn), "/attract/leads/import").await.0, 200);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

//! The pages of 监测 in both languages: what they show, what their forms refuse, and to whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use kernel::{Locale, Role};
use measure::MIGRATIONS;
use measure::indicator::service;
use store::on_both;
use town::site::{app, get, post};
use town::*;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
const SOURCE: [(&str, &str); 3] =
    [("source", "区情报道（2018 年度）"), ("source_on", "2019-01-20"), ("source_url", "https://example.org/2018")];

fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

/// Keys of this slice that a page asked for and nobody has.
fn texts_missing() -> Vec<String> {
    let ours = ["measure", "indicator", "rank", "event-", "unit-", "qualifier", "field-"];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    ui::i18n::assert_same_keys(format!("{HERE}/locales/zh-CN"), format!("{HERE}/locales/en"));
}

on_both!(MIGRATIONS, the_table_shows_figures_as_written_and_what_follows, |t| {
    load(&t).await;
    let site = app(&t, acting(&t, Role::Director), Locale::ZhCn);
    let (status, text) = get(&site, "/measure").await;
    assert_eq!(status, 200);
    has(&text, &["地区生产总值", "1,273.2", "+7%", "+0.3 个百分点", "1,000余", "区情报道（2019 年度）"]);
    has(&text, &["乌鲁木齐市地区生产总值", "≈3,450.4", "3,445.6…3,455.2", "≈36.6", "推算", "≈1,189.9"]);
    has(&text, &["/measure/indicators/gdp#source-2019", "aria-current=\"page\""]);
    let site = app(&t, acting(&t, Role::Director), Locale::En);
    let (_, text) = get(&site, "/measure").await;
    has(&text, &["Gross regional product of Urumqi", "≈3,450.4", "CNY 100m", "1,000-odd", "+0.3 points", "derived"]);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

on_both!(MIGRATIONS, an_indicator_answers_where_from_and_shows_its_arithmetic, |t| {
    load(&t).await;
    let site = app(&t, acting(&t, Role::Director), Locale::ZhCn);
    let (status, text) = get(&site, "/measure/indicators/gdp").await;
    assert_eq!(status, 200);
    has(
        &text,
        &[GDP_SENTENCE, "id=\"source-2019\"", "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)", "36.9% − 0.3个百分点 = 36.6%"],
    );
    has(&text, &["#source-2019\"", "可比价口径", "按现价计算"]);
    assert!(!text.contains("id=\"set\""), "a director has no form");
    let (_, text) = get(&app(&t, acting(&t, Role::Statistician), Locale::En), "/measure/indicators/gdp-share").await;
    has(&text, &["36.9% − 0.3 points = 36.6% (36.5…36.7%)", "id=\"set\"", "Urumqi", "Share of the city&#39;s economy"]);
    assert_eq!(get(&site, "/measure/indicators/none").await.0, 404);
    assert_eq!(get(&app(&t, acting(&t, Role::CompanyUser), Locale::ZhCn), "/measure").await.0, 404);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

on_both!(MIGRATIONS, the_form_sets_changes_and_removes_a_value, |t| {
    load(&t).await;
    let ctx = acting(&t, Role::Statistician);
    let site = app(&t, ctx.clone(), Locale::ZhCn);
    let set = "/measure/indicators/gdp/values";
    let fields = |value: &'static str, version: &'static str| {
        [&[("period", "2018"), ("value", value), ("qualifier", "exact"), ("version", version)], &SOURCE[..]].concat()
    };
    assert_eq!(post(&site, set, &fields("1,189.9亿元", "")).await.0, 303);
    assert_eq!(post(&site, set, &fields("1190.1", "1")).await.0, 303);
    let (status, text) = post(&site, set, &fields("1190.2", "1")).await;
    assert_eq!(status, 409);
    has(&text, &["1190.1", "1190.2", "数值"]);
    let (_, text) = get(&site, "/measure/indicators/gdp?period=2018").await;
    has(
        &text,
        &["value=\"1190.1\"", "区情报道（2018 年度）", "href=\"https://example.org/2018\"", "data-chart=\"columns\""],
    );
    has(&text, &["1,189.9 → 1,190.1", "名：statistician", "登记指标数值"]);
    let gone = [("period", "2018"), ("version", "2")];
    assert_eq!(post(&site, "/measure/indicators/gdp/values/remove", &gone).await.0, 303);
    assert_eq!(service::series(&ctx, &t.db, "gdp").await.unwrap().len(), 1);
    has(&get(&site, "/measure/indicators/gdp").await.1, &["1,190.1 → —", "删去指标数值"]);
});

on_both!(MIGRATIONS, a_refused_value_comes_back_with_its_arithmetic, |t| {
    load(&t).await;
    let fields = [&[("period", "2018"), ("value", "40"), ("qualifier", "exact")], &SOURCE[..]].concat();
    let path = "/measure/indicators/gdp-share/values";
    let (status, text) = post(&app(&t, acting(&t, Role::Statistician), Locale::ZhCn), path, &fields).await;
    assert_eq!(status, 422);
    has(
        &text,
        &[
            "与已登记的数矛盾，没有保存",
            "2018年占全市经济比重：36.9% − 0.3个百分点 = 36.6% (36.5…36.7%) ≠ 40% (39.5…40.5%)",
        ],
    );
    has(&text, &["/measure/indicators/gdp-share-change#source-2019", "value=\"40\"", "区情报道（2018 年度）"]);
    let (_, text) = post(&app(&t, acting(&t, Role::Statistician), Locale::En), path, &fields).await;
    has(&text, &["Contradicts recorded figures", "36.9% − 0.3 points = 36.6% (36.5…36.7%) ≠ 40% (39.5…40.5%)"]);
    for role in [Role::Director, Role::CompanyUser, Role::Auditor] {
        assert_eq!(post(&app(&t, acting(&t, role), Locale::ZhCn), path, &fields).await.0, 404);
    }
    let unsafe_url = [("period", "2017"), ("value", "30"), ("source", "x"), ("source_url", "javascript:alert(1)")];
    let (status, text) = post(&app(&t, acting(&t, Role::Statistician), Locale::ZhCn), path, &unsafe_url).await;
    assert_eq!(status, 422);
    has(&text, &["网址要以 http:// 或 https:// 开头"]);
});

on_both!(MIGRATIONS, ranks_are_listed_recorded_and_removed, |t| {
    let rank = format!("/measure/ranks/{}", load(&t).await);
    let site = app(&t, acting(&t, Role::Statistician), Locale::ZhCn);
    let (_, text) = get(&site, "/measure/ranks").await;
    has(
        &text,
        &[
            "全国综合实力百强区",
            "34<span class=\"sub\"> / 100",
            "2019-10-08",
            "中小城市发展战略研究院",
            "国信中小城市指数研究院",
        ],
    );
    let (_, text) = get(&site, &rank).await;
    has(&text, &[GDP_SENTENCE, "34 / 100", "中小城市发展战略研究院、国信中小城市指数研究院"]);
    let fields = [
        &[("list_zh", "全国综合实力百强区"), ("edition", "2018"), ("place", "40"), ("out_of", "100")][..],
        &[("published_on", "2018-10-09"), ("publishers", "甲院\r\n乙院")][..],
        &SOURCE[..],
    ]
    .concat();
    assert_eq!(post(&site, "/measure/ranks", &fields).await.0, 303);
    let (status, text) = post(&site, "/measure/ranks", &fields).await;
    assert_eq!(status, 422);
    has(&text, &["2018 年度已经登记过，位次 40", "甲院"]);
    let (_, text) = get(&site, &format!("{rank}/edit")).await;
    has(&text, &["value=\"34\"", "name=\"version\" value=\"1\""]);
    assert_eq!(post(&site, &format!("{rank}/remove"), &[("version", "7")]).await.0, 409);
    assert_eq!(post(&site, &format!("{rank}/remove"), &[("version", "1")]).await.0, 303);
    let director = app(&t, acting(&t, Role::Director), Locale::En);
    let (_, text) = get(&director, "/measure/ranks").await;
    has(&text, &["External ranks", "乙院"]);
    assert!(!text.contains("/measure/ranks/new") && !text.contains("2019-10-08"));
    assert_eq!(get(&director, "/measure/ranks/new").await.0, 404);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

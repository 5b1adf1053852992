//! Versions of a theme: drafted beside the one in use, published only when clean, never changed after; the pages around, for whom they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use kernel::{Error, Locale, Role};
use land::MIGRATIONS;
use land::catalogue::part::{Entry, Part};
use land::catalogue::{VersionState, holiday, service, sheet};
use land::plan::compile::compile;
use std::sync::Arc;
use store::on_both;
use store::testing::Town;
use town::*;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn both_languages_have_the_same_texts() {
    ui::i18n::assert_same_keys(format!("{HERE}/locales/zh-CN"), format!("{HERE}/locales/en"));
}

async fn published(t: &Town, offices: &Arc<Offices>) -> kernel::Ctx {
    let ctx = acting(t, Role::Director);
    let draft = service::import(&ctx, &t.db, demo(), 0).await.unwrap();
    service::publish(&ctx, &state(t, offices), "enterprise", draft.version, "首版").await.unwrap();
    ctx
}

on_both!(MIGRATIONS, a_second_version_leaves_the_first_and_its_plans_alone, |t| {
    let offices = Arc::new(Offices::default());
    let ctx = published(&t, &offices).await;
    assert!(offices.0.lock().unwrap().contains(&"林业和草原局".to_owned()), "departments of the catalogue were made");
    let first = service::published(&ctx, &t.db, "enterprise").await.unwrap();
    let mall: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(seeds("../samples/project-outlet-mall.json")).unwrap()).unwrap();
    let attributes = mall["attributes"].as_object().unwrap();
    // What fifty projects in progress hold: the id of their version.
    let running: Vec<_> = (0..50).map(|_| (first.id.clone(), compile(&first.content, attributes).unwrap())).collect();

    let draft = service::start(&ctx, &t.db, "enterprise").await.unwrap();
    assert_eq!((draft.number, draft.state), (2, VersionState::Draft));
    assert_eq!(service::start(&ctx, &t.db, "enterprise").await.unwrap().id, draft.id, "one draft at a time");
    let mut eia = draft.content.matters[4].clone();
    eia.promised_days = Some(10);
    let draft = service::put(&ctx, &t.db, ("enterprise", 1), Entry::Matter(Box::new(eia)), Some(4)).await.unwrap();
    let stale = service::remove(&ctx, &t.db, ("enterprise", 1), Part::Link, 0).await;
    assert!(matches!(stale, Err(Error::Conflict { .. })), "somebody was faster");
    let mut new = draft.content.matters[0].clone();
    (new.code, new.name.zh, new.department) = ("heritage".into(), "文物保护意见".into(), "文物局".into());
    let draft =
        service::put(&ctx, &t.db, ("enterprise", draft.version), Entry::Matter(Box::new(new)), None).await.unwrap();
    let second = service::publish(&ctx, &state(&t, &offices), "enterprise", draft.version, "增加文物").await.unwrap();
    assert_eq!((second.number, second.state), (2, VersionState::Published));

    let versions = service::of_theme(&ctx, &t.db, "enterprise").await.unwrap();
    let states: Vec<_> = versions.iter().map(|v| (v.number, v.state)).collect();
    assert_eq!(states, [(2, VersionState::Published), (1, VersionState::Retired)]);
    for (id, plan) in &running {
        let theirs = versions.iter().find(|v| v.id == *id).unwrap();
        assert_eq!(theirs.content, first.content, "a published version never changes");
        assert_eq!(compile(&theirs.content, attributes).unwrap(), *plan);
    }
    let difference = land::catalogue::diff::between(&first.content, &second.content);
    assert_eq!(difference.plan.added.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["heritage"]);
    assert_eq!(difference.plan.changed.iter().map(|c| c.after.code.as_str()).collect::<Vec<_>>(), ["eia"]);
    assert!(difference.plan.removed.is_empty());
    let kinds = events(&t).await;
    assert_eq!(
        kinds,
        ["imported", "published", "drafted", "edited", "edited", "published"].map(|k| format!("catalogue.{k}"))
    );
});

on_both!(MIGRATIONS, a_draft_with_errors_is_not_published_and_can_be_thrown_away, |t| {
    let offices = Arc::new(Offices::default());
    let ctx = published(&t, &offices).await;
    let draft = service::start(&ctx, &t.db, "enterprise").await.unwrap();
    let draft = service::remove(&ctx, &t.db, ("enterprise", draft.version), Part::Stage, 0).await.unwrap();
    let refused = service::publish(&ctx, &state(&t, &offices), "enterprise", draft.version, "").await;
    assert!(
        matches!(&refused, Err(Error::Invalid(errors)) if errors.iter().all(|e| e.code == "catalogue-lint-stage-unknown")),
        "{refused:?}"
    );
    service::discard(&ctx, &t.db, "enterprise", draft.version).await.unwrap();
    assert!(matches!(service::draft(&ctx, &t.db, "enterprise").await, Err(Error::NotFound)));
    assert_eq!(service::published(&ctx, &t.db, "enterprise").await.unwrap().content, demo());
    let clerk = acting(&t, Role::DepartmentClerk);
    assert!(service::published(&clerk, &t.db, "enterprise").await.is_ok());
    assert!(matches!(service::start(&clerk, &t.db, "enterprise").await, Err(Error::Forbidden)));
    let company = acting(&t, Role::CompanyUser);
    assert!(service::published(&company, &t.db, "enterprise").await.is_err());
});

on_both!(MIGRATIONS, pages_show_search_edit_and_try, |t| {
    let offices = Arc::new(Offices::default());
    let director = app(&t, &offices, Role::Director, Locale::ZhCn);
    let (status, page) = get(&director, "/land/catalogue").await;
    assert_eq!(status, 200);
    has(&page, &["还没有事项目录", "/land/catalogue/import"]);
    published(&t, &offices).await;
    let (_, page) = get(&director, "/land/catalogue").await;
    has(&page, &["企业投资项目", "第 1 版", "示例"]);
    let (status, page) = get(&director, "/land/catalogue/enterprise").await;
    assert_eq!(status, 200);
    has(&page, &["立项用地规划许可", "林业和草原局", "法定时限", "承诺时限", "内部时限", "起草新版", "完成后可开工"]);
    let (_, page) = get(&director, "/land/catalogue/enterprise?q=%E7%94%B5%E6%A2%AF").await;
    has(&page, &["找到 1 个事项", "电梯使用登记"]);
    assert!(!page.contains("林地使用审核"));
    let (_, page) = get(&director, "/land/catalogue/enterprise/matters/forest_land").await;
    has(&page, &["是否占用林地", "使用林地可行性报告", "项目备案", "建筑工程施工许可", "本区还没有办结", "行政许可法"]);
    let (status, to) = post(&director, "/land/catalogue/enterprise/draft/start", &[]).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/enterprise/draft"));
    let (_, page) = get(&director, &to).await;
    has(&page, &["没有错误", "事项材料", "第 2 版"]);

    let path = "/land/catalogue/enterprise/draft/matter/3";
    let (_, page) = get(&director, path).await;
    has(&page, &["forest_land", "林地使用审核", "规则怎么写"]);
    let form = [
        ("version", "1"),
        ("code", "forest_land"),
        ("name", "林地使用审核"),
        ("department", "林业和草原局"),
        ("stage", "plan"),
        ("kind", "审批"),
        ("promised_days", "很快"),
        ("when", "forrest"),
    ];
    let (status, page) = post(&director, path, &form).await;
    assert_eq!(status, 422);
    has(&page, &["应为不小于 0 的整数", "很快", "forrest"]);
    let mut form = form;
    form[6].1 = "12";
    let (status, to) = post(&director, path, &form).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/enterprise/draft#matter"));
    let (_, page) = get(&director, path).await;
    has(&page, &["没有编码为“forrest”的问题", "是不是“forest”", "第 1–7 字"]);
    let (status, page) =
        post(&director, "/land/catalogue/enterprise/draft/publish", &[("version", "2"), ("note", "")]).await;
    assert_eq!(status, 422);
    has(&page, &["forrest", "1 处错误"]);
    form[0].1 = "2";
    form[7].1 = "forest";
    post(&director, path, &form).await;
    let (_, page) = get(&director, "/land/catalogue/enterprise/versions").await;
    has(&page, &["第 1 版 → 第 2 版", "承诺时限", "15", "12"]);
    let (status, to) =
        post(&director, "/land/catalogue/enterprise/draft/publish", &[("version", "3"), ("note", "提速")]).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/enterprise"));

    let (_, page) = get(&director, "/land/catalogue/enterprise/try").await;
    has(&page, &["用地（场地）方式", "回答左边的问题"]);
    assert!(!page.contains("是否占用林地"), "only what matters is asked");
    let answers = "land=own&new_build=no&use=data&investment=50&eia=register";
    let (_, page) = get(&director, &format!("/land/catalogue/enterprise/try?{answers}")).await;
    has(&page, &["要办的事项", "开业（投产）", "P80", "不需要办的事项", "是否占用林地：不涉及"]);
    let (_, page) =
        get(&director, "/land/catalogue/enterprise/try?land=own&new_build=no&use=data&investment=many&eia=register")
            .await;
    has(&page, &["请填不小于 0 的数字"]);
    assert!(
        !ui::i18n::missing().iter().any(|k| k.contains("catalogue-") || k.contains("forecast-")),
        "{:?}",
        ui::i18n::missing()
    );
});

on_both!(MIGRATIONS, pages_are_for_staff_and_speak_english, |t| {
    let offices = Arc::new(Offices::default());
    published(&t, &offices).await;
    let clerk = app(&t, &offices, Role::DepartmentClerk, Locale::En);
    for path in ["", "/enterprise", "/enterprise/matters/power", "/enterprise/versions", "/enterprise/try", "/holidays"]
    {
        let (status, page) = get(&clerk, &format!("/land/catalogue{path}")).await;
        assert_eq!(status, 200, "{path}");
        assert!(!page.contains("catalogue-"), "{path}");
    }
    for path in ["/enterprise/draft", "/import"] {
        assert_eq!(get(&clerk, &format!("/land/catalogue{path}")).await.0, 404, "{path}");
    }
    assert_eq!(get(&clerk, "/land/catalogue/nothing").await.0, 404);
    let company = app(&t, &offices, Role::CompanyUser, Locale::ZhCn);
    assert_eq!(get(&company, "/land/catalogue").await.0, 404);
    assert!(
        !ui::i18n::missing().iter().any(|k| k.contains("catalogue-") || k.contains("holiday-")),
        "{:?}",
        ui::i18n::missing()
    );
});

on_both!(MIGRATIONS, a_file_is_previewed_before_it_becomes_a_draft, |t| {
    let offices = Arc::new(Offices::default());
    published(&t, &offices).await;
    let director = app(&t, &offices, Role::Director, Locale::ZhCn);
    let mut theme = demo();
    theme.matters[0].department = "行政审批局".into();
    let bytes = sheet::write(&theme, Vec::new()).unwrap();
    let (status, page) = upload(&director, "/land/catalogue/import", &[], "目录.xlsx", &bytes).await;
    assert_eq!(status, 200);
    has(&page, &["以下部门尚未建立", "行政审批局", "改动的事项", "存为草稿"]);
    assert!(!events(&t).await.contains(&"catalogue.drafted".to_owned()), "nothing is kept yet");
    let (content, version) = (hidden(&page, "content"), hidden(&page, "version"));
    let (status, to) =
        post(&director, "/land/catalogue/import/apply", &[("content", &content), ("version", &version)]).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/enterprise/draft"));
    assert_eq!(service::draft(&acting(&t, Role::Director), &t.db, "enterprise").await.unwrap().content, theme);
    let (status, _) =
        post(&director, "/land/catalogue/import/apply", &[("content", &content), ("version", &version)]).await;
    assert_eq!(status, 409, "the preview was of another state");

    let list = "部门,事项,材料\n,备案,营业执照\n";
    let texts = [("code", "local"), ("name", "本区清单")];
    let (_, page) = upload(&director, "/land/catalogue/import", &texts, "清单.csv", list.as_bytes()).await;
    has(&page, &["1 处不能读入", "“备案”没有写明部门", "第 2 行"]);
    let list = "部门,事项,材料\n审批局,备案,营业执照\n";
    let (_, page) = upload(&director, "/land/catalogue/import", &texts, "清单.csv", list.as_bytes()).await;
    let content = hidden(&page, "content");
    let (status, to) =
        post(&director, "/land/catalogue/import/apply", &[("content", &content), ("version", "0")]).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/local/draft"));
    assert_eq!(get(&director, "/land/catalogue/local").await.1, "/land/catalogue/local/draft");
    let (status, page) = upload(&director, "/land/catalogue/import", &[], "a.pdf", b"%PDF-1.7").await;
    assert_eq!(status, 422);
    has(&page, &["文件读不了"]);
});

on_both!(MIGRATIONS, a_holiday_notice_makes_provisional_dates_firm, |t| {
    let offices = Arc::new(Offices::default());
    let director = app(&t, &offices, Role::Director, Locale::ZhCn);
    let (_, page) = get(&director, "/land/catalogue/holidays").await;
    has(&page, &["已有 2007–2026 年", "暂定"]);
    let ctx = acting(&t, Role::Director);
    let friday: chrono::NaiveDate = "2027-09-30".parse().unwrap();
    let before = holiday::list(&ctx, &t.db).await.unwrap().0.add(friday, 1);
    assert!(before.provisional);
    let rows = "date,kind,name\n2027-01-01,holiday,元旦\n2027-10-01,holiday,国庆节\n2027-10-04,holiday,国庆节\n";
    let (status, page) = post(&director, "/land/catalogue/holidays", &[("content", rows)]).await;
    assert_eq!(status, 422);
    has(&page, &["请写明依据的通知"]);
    let (status, page) =
        post(&director, "/land/catalogue/holidays", &[("content", "2027年元旦放假"), ("source", "通知")]).await;
    assert_eq!(status, 422);
    has(&page, &["读不了"]);
    let (status, to) =
        post(&director, "/land/catalogue/holidays", &[("content", rows), ("source", "测试用放假安排")]).await;
    assert_eq!((status, to.as_str()), (303, "/land/catalogue/holidays"));
    let after = holiday::list(&ctx, &t.db).await.unwrap().0.add(friday, 1);
    assert_eq!((after.date.to_string().as_str(), after.provisional), ("2027-10-05", false));
    let (_, page) = get(&director, "/land/catalogue/holidays").await;
    has(&page, &["已有 2007–2027 年", "测试用放假安排"]);
    assert_eq!(events(&t).await, ["holiday.imported"]);
});

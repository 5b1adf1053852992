//! 流程分析: the zone's own journal and imported logs on the same page, the gain of a reform found in its step, links to the cases behind figures.
#![recursion_limit = "512"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod history;

use chrono::Days;
use history::*;
use kernel::{Locale, Role};
use land::MIGRATIONS;
use store::on_both;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// The slice's tables and those of jobs.
fn tables() -> Vec<store::Migration> {
    [jobs::MIGRATIONS, MIGRATIONS].concat()
}

fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

fn texts_missing() -> Vec<String> {
    let ours = ["process", "event-process", "milestone"];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    ui::i18n::assert_same_keys(format!("{HERE}/locales/zh-CN"), format!("{HERE}/locales/en"));
}

on_both!(&tables(), the_own_journal_is_analysed, |t| {
    year(&t).await;
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (status, text) = get(&zh, "/land/process").await;
    assert_eq!(status, 200);
    has(&text, &["耗时最多：用地许可 → 规划许可", "林业局 → 规划局", "流程图", "wt-flow", "走法", "40"]);
    let en = app(&s, acting(&t, Role::DepartmentClerk), Locale::En);
    let (_, text) = get(&en, "/land/process/zone?view=matters").await;
    // Every matter is accepted one day after it was submitted, by its department.
    has(
        &text,
        &["Most time is lost on accepted → decided", "Company → ", "ended cases were late", "Steps of each matter"],
    );
    let (_, text) = get(&en, "/land/process/zone?view=steps&department=%E8%A7%84%E5%88%92%E5%B1%80").await;
    has(&text, &["Planning permit · decided"]);
    assert!(!text.contains("Land permit · decided"), "another department's steps are left out");
    let company = app(&s, acting(&t, Role::CompanyUser), Locale::ZhCn);
    for page in ["/land/process", "/land/process/zone/compare", "/land/process/logs"] {
        assert_eq!(get(&company, page).await.0, 404, "{page}");
    }
    assert_eq!(get(&zh, "/land/process/zone/cases?a=none").await.0, 200);
    assert_eq!(get(&zh, "/land/process/nobody").await.0, 404);
    assert_eq!(texts_missing(), Vec::<String>::new());
});

on_both!(&tables(), figures_lead_to_their_cases, |t| {
    year(&t).await;
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (_, text) = get(&zh, "/land/process/zone/cases?a=land&b=planning").await;
    has(&text, &["用地许可 → 规划许可", "示例项目", "/land/process/zone/case?name=project-"]);
    let (_, text) = get(&zh, "/land/process/zone/case?name=project-0").await;
    has(&text, &["签约", "2019-01-05", "规划许可", "规划局", "/land/projects/project-0"]);
    let (_, text) = get(&zh, "/land/process/zone/cases?view=matters&late=1").await;
    // Accepted, then more than thirty days: the matters of planning before the reform.
    has(&text, &["示例项目0 · 规划许可", "超期"]);
    assert!(!text.contains("用地许可"), "what was in time is not among the late ones");
    let (status, file) = get(&zh, "/land/process/zone/cases.csv?a=land&b=planning").await;
    assert_eq!(status, 200);
    has(&file, &["编号", "project-0", "示例项目0"]);
    let (_, file) = get(&zh, "/land/process/zone/arcs.csv").await;
    has(&file, &["用地许可", "合计（天）"]);
    assert_eq!(get(&zh, "/land/process/zone/case?name=nobody").await.0, 404);
});

on_both!(&tables(), the_two_months_are_found, |t| {
    year(&t).await;
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (_, text) = get(&zh, "/land/process/zone/compare").await;
    // By default the halves of the year, from signing to the start of building.
    has(&text, &["从签约到开工，平均缩短 60 天", "2019-06-30", "2019-07-01", "确有缩短", "规划许可", "+60"]);
    // Those of the last months have not started building: they are named, not counted.
    has(&text, &["尚未走到终点的有 0 件（前）"]);
    let (_, text) = get(&zh, "/land/process/zone/compare?day=2019-12-20").await;
    has(&text, &["不足"]);
    let (_, text) =
        get(&app(&s, acting(&t, Role::Auditor), Locale::En), "/land/process/zone/compare?start=-&end=-").await;
    has(&text, &["Before and after", "The whole case", "Which step gave the gain"]);
    let (_, text) = get(&zh, "/land/process/zone/cases?group=before").await;
    has(&text, &["改革前", "20 件"]);
    let (_, file) = get(&zh, "/land/process/zone/compare.csv").await;
    has(&file, &["改革前（天）", "规划许可"]);
    let (_, text) = get(&zh, "/land/process/zone/compare?theme=none").await;
    has(&text, &["还没有可分析的办件"]);
});

on_both!(&tables(), running_cases_are_forecast_and_held_against_their_plan, |t| {
    year(&t).await;
    // Building was accepted before planning was decided.
    let at = day("2019-12-20");
    write(&t, 90, "project.opened", vec![("project", project(90, at, "preparing")), ("plan", plan(90))]).await;
    let accepted = [Some(at), Some(at + Days::new(1)), None];
    write(&t, 90, "matter.accepted", vec![("matter", matter(90, 2, accepted)), ("matter", matter(90, 1, [None; 3]))])
        .await;
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::ProjectOfficer), Locale::ZhCn);
    let (_, text) = get(&zh, "/land/process/zone/live").await;
    has(&text, &["示例项目90", "施工许可 · 受理时前置规划许可 · 办结还没有", "剩余时间", "件已结案件推算", "2020-0"]);
    let (_, text) = get(&zh, "/land/process/zone/live?view=matters").await;
    has(&text, &["示例项目90 · 施工许可", "期限", "已超期"]);
    let (_, file) = get(&zh, "/land/process/zone/live.csv").await;
    has(&file, &["预计结束", "matter-90-building"]);
});

on_both!(&tables(), the_log_follows_the_journal, |t| {
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (_, text) = get(&zh, "/land/process").await;
    has(&text, &["还没有可分析的办件"]);
    lived(&t, 1, day("2019-03-01"), day("2020-01-15")).await;
    let (_, text) = get(&zh, "/land/process/zone/case?name=project-1").await;
    has(&text, &["施工许可", "开工"]);
    // A refusal and a new submission: both stay in the matter's story.
    let mut row = matter(1, 2, [Some(day("2019-08-01")), None, None]);
    row["state"] = "refused".into();
    row["ended_on"] = "2019-08-05".into();
    write(&t, 1, "matter.refused", vec![("matter", row)]).await;
    write(&t, 1, "matter.submitted", vec![("matter", matter(1, 2, [Some(day("2019-09-01")), None, None]))]).await;
    let (_, text) = get(&zh, "/land/process/zone/case?view=matters&name=matter-1-building").await;
    has(&text, &["不予受理", "2019-08-05", "2019-09-01"]);
});

on_both!(&tables(), an_imported_log_has_the_same_page, |t| {
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let mut table = "\u{feff}Akte,Schritt,时间,经办\n".to_owned();
    for n in 0..30 {
        table.push_str(&format!(
            "{n},受理,2026-03-{:02} 09:00,王\n{n},办结,2026-04-{:02} 10:00,李\n",
            1 + n % 20,
            1 + n % 28
        ));
    }
    let (status, to) = upload(&zh, "/land/process/logs", "permits.csv", table.as_bytes()).await;
    assert_eq!(status, 303, "{to}");
    let id = to.rsplit('/').next().unwrap().to_owned();
    let (status, to) = get(&zh, &to).await;
    assert_eq!((status, to.as_str()), (303, format!("/land/process/logs/{id}/mapping").as_str()));
    let (_, text) = get(&zh, &to).await;
    // Time and handler are known by their names, case and activity are asked.
    has(&text, &["Akte", "<option value=\"时间\" selected>", "2026-03-01 09:00"]);
    let (status, text) = post(&zh, &to, &[("case", "Akte"), ("time", "时间")]).await;
    assert_eq!(status, 422);
    has(&text, &["f-activity-error", "Schritt"]);
    let said = [("case", "Akte"), ("activity", "Schritt"), ("time", "时间"), ("resource", "经办")];
    assert_eq!(post(&zh, &to, &said).await.0, 303);
    let (_, text) = get(&zh, &format!("/land/process/logs/{id}")).await;
    has(&text, &["正在读入"]);
    let running = s.jobs.start(jobs::Fleet::Alone);
    let text = until(&zh, &format!("/land/process/{id}"), "耗时最多").await;
    running.shutdown().await;
    has(&text, &["耗时最多：受理 → 办结", "王 → 李", "permits.csv"]);
    // A process that starts anew reads the file again.
    let anew = state(&t);
    let text =
        until(&app(&anew, acting(&t, Role::Auditor), Locale::En), &format!("/land/process/{id}/live"), "does not say")
            .await;
    has(&text, &["does not say which cases have ended"]);
    let (_, text) = get(&zh, "/land/process/logs").await;
    has(&text, &["permits.csv", "可分析"]);
    let auditor = app(&s, acting(&t, Role::Auditor), Locale::ZhCn);
    assert_eq!(post(&auditor, &format!("/land/process/logs/{id}/remove"), &[]).await.0, 404);
    assert_eq!(post(&zh, &format!("/land/process/logs/{id}/remove"), &[]).await.0, 303);
    assert_eq!(get(&zh, &format!("/land/process/{id}")).await.0, 404);
    assert!(std::fs::read_dir(t.dir.join("files/process")).unwrap().next().is_none(), "the file is gone, too");
});

/// Asks again until the page says that.
async fn until(app: &axum::Router, path: &str, word: &str) -> String {
    for _ in 0..2_000 {
        let (_, text) = get(app, path).await;
        if text.contains(word) && !text.contains("every 1500ms") {
            return text;
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{path} never says {word}");
}

on_both!(&tables(), what_cannot_be_read_is_said_in_a_sentence, |t| {
    let s = state(&t);
    let zh = app(&s, acting(&t, Role::Director), Locale::ZhCn);
    let (status, text) = upload(&zh, "/land/process/logs", "letter.docx", b"x").await;
    assert_eq!(status, 422);
    has(&text, &["文件名须以 .xes"]);
    let (status, to) = upload(&zh, "/land/process/logs", "broken.xes", b"<log><trace><event>").await;
    assert_eq!(status, 303);
    let running = s.jobs.start(jobs::Fleet::Alone);
    let page = to.replace("/land/process/", "/land/process/logs/");
    let text = until(&zh, &page, "读入失败").await;
    running.shutdown().await;
    has(&text, &["第 19 字节处：文件在 &#60;/log&#62; 之前断了"]);
});

on_both!(&tables(), the_journal_as_ocel_has_every_project_and_matter, |t| {
    year(&t).await;
    let mut file = Vec::new();
    journal::export_ocel(&t.db, &t.ctx.zone, &mut file).await.unwrap();
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    for (kind, table) in [("project", land::project::TABLE), ("matter", land::matter::TABLE)] {
        let options = ::process::ocel::Options { object_type: kind.to_owned(), ..Default::default() };
        let log = ::process::ocel::read(&file[..], &options).unwrap();
        assert_eq!(log.cases() as i64, conn.count(&table, "", &[]).await.unwrap(), "{kind}");
        let sql = "SELECT COUNT(*) AS n FROM event_object WHERE zone_id = $1 AND object_kind = $2";
        let events = conn.number(sql, &[t.ctx.zone.as_str().into(), kind.into()]).await.unwrap();
        assert_eq!(log.events() as i64, events, "{kind}");
    }
    let types = ::process::ocel::object_types(&file[..]).unwrap();
    assert_eq!(types.iter().map(|t| t.0.as_str()).collect::<Vec<_>>(), ["matter", "project"]);
});

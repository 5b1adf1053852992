//! Projects over time and by place: what the pages show, what they leave out, and that both read in two languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::{Event, Locale};
use land::MIGRATIONS;
use land::project::{Milestone, MilestoneKind, Project, service::blank_milestone};
use store::on_both;
use store::testing::Town;

/// Gives a project a place and another name.
async fn place(t: &Town, id: &str, at: Option<(f64, f64)>) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let project: Project = tx.get(&[id.into()]).await.unwrap().unwrap();
    let (longitude, latitude) = (at.map(|a| a.0), at.map(|a| a.1));
    tx.put(&Project { longitude, latitude, ..project }).await.unwrap();
    tx.commit(Event::new("project.edited", &t.ctx).object("project", id)).await.unwrap();
}

async fn plan_day(t: &Town, id: &str, kind: MilestoneKind, planned: &str, forecast: &str) {
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let blank = blank_milestone(&kernel::id::ProjectId::parse(id).unwrap(), kind);
    let late_on = Some("2020-06-30".to_owned());
    let stone = Milestone {
        planned_on: Some(planned.into()),
        forecast_on: Some(forecast.into()),
        forecast_late_on: late_on,
        ..blank
    };
    tx.put(&stone).await.unwrap();
    tx.commit(Event::new("project.milestone_planned", &t.ctx).object("project", id)).await.unwrap();
}

on_both!(MIGRATIONS, the_gantt_shows_planned_forecast_and_reached_with_a_table_beside_it, |t| {
    project(&t, "p1", FIRM).await;
    plan_day(&t, "p1", MilestoneKind::Accepted, "2020-03-01", "2020-03-21").await;
    let zh = app(&t, acting(&t, DIRECTOR), Locale::ZhCn);
    let (status, page) = get(&zh, "/land/projects/gantt").await;
    assert_eq!(status, 200, "{page}");
    has(
        &page,
        &[
            "示例广场 p1",
            "class=\"building\"",
            "class=\"ahead\"",
            "竣工验收：计划 2020-03-01",
            "竣工验收：预计 2020-03-21",
        ],
    );
    has(&page, &["开工：实际 2019-05-18", "data-twin-part=\"table\"", "比计划晚 20 天"]);
    let (_, none) = get(&zh, "/land/projects/gantt?q=%E6%B2%A1%E6%9C%89").await;
    has(&none, &["没有符合条件的项目", "/land/projects/map?q=%E6%B2%A1%E6%9C%89"]);
    let (_, list) = get(&zh, "/land/projects").await;
    has(&list, &["竣工验收，预计 03-21", "比计划晚 20 天"]);
    let (_, lights) = get(&zh, "/land/lights").await;
    has(&lights, &["晚于计划的节点", "比计划晚 20 天", "预计 03-21，八成不晚于 06-30"]);
    let (_, one) = get(&zh, "/land/projects/p1").await;
    has(&one, &["计划 03-01", "预计 03-21，八成不晚于 06-30", "比计划晚 20 天", "直接新建的项目，只有计划总投资"]);
    let (_, en) = get(&app(&t, acting(&t, DIRECTOR), Locale::En), "/land/projects/gantt").await;
    has(&en, &["Completion accepted", "20 days later than planned"]);
    let (company, _) = get(&app(&t, acting(&t, SUN), Locale::ZhCn), "/land/projects/gantt").await;
    assert_eq!(company, 404, "a company has the portal");
});

on_both!(MIGRATIONS, the_map_keeps_apart_what_falls_together_and_lists_what_has_no_place, |t| {
    for id in ["p1", "p2", "p3"] {
        project(&t, id, FIRM).await;
    }
    let officer = app(&t, acting(&t, OFFICER), Locale::ZhCn);
    let (status, empty) = get(&officer, "/land/projects/map").await;
    assert_eq!(status, 200, "{empty}");
    has(&empty, &["没有有坐标的项目", "没有坐标的项目（3）", "/land/projects/p3/edit#f-place"]);
    place(&t, "p1", Some((87.5606, 43.9069))).await;
    place(&t, "p2", Some((87.5606, 43.9069))).await;
    let (_, page) = get(&officer, "/land/projects/map").await;
    has(&page, &["class=\"tie\"", "没有坐标的项目（1）", " 米</text>", "°E", "87.5606, 43.9069"]);
    assert_eq!(page.matches("class=\"spot ").count(), 2);
    // Looking closer at another place shows nothing here, and leads back.
    let (_, away) = get(&officer, "/land/projects/map?frame=80,40,81,41").await;
    has(&away, &["看全部"]);
    assert_eq!(away.matches("class=\"spot ").count(), 0);
    // Eleven in one place are a number that leads closer.
    for n in 10..20 {
        let id = format!("p{n}");
        project(&t, &id, FIRM).await;
        place(&t, &id, Some((87.5606, 43.9069))).await;
    }
    let (_, crowd) = get(&officer, "/land/projects/map").await;
    has(&crowd, &["这里有 12 个项目，放大", "/land/projects/map?frame=87."]);
    let auditor = app(&t, acting(&t, "user-audit"), Locale::En);
    let (_, en) = get(&auditor, "/land/projects/map").await;
    has(&en, &["Projects without a place (1)"]);
    assert!(!en.contains("#f-place"), "who only reads is not sent to a form");
});

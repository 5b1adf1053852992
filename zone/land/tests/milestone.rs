//! Forecasts of milestones: by the plan's simulation, by the planned gap behind it, never invented, and told only when they change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use land::MIGRATIONS;
use land::matter::command::Command;
use land::milestone::service::sweep;
use land::project::service::{self, Reach};
use land::project::{Milestone, MilestoneKind, Project, store as books};
use office::*;
use store::on_both;
use store::testing::Town;

async fn plan_day(t: &Town, project: &Project, kind: &str, on: &str) {
    let ctx = acting(t, project.officer.as_deref().unwrap());
    let now = read(t, &project.id).await;
    let cmd = Reach { kind: kind.into(), planned_on: on.into(), ..Reach::default() };
    service::reach(&ctx, &state(t), &project.id, now.version, &cmd).await.unwrap();
}

async fn stones(t: &Town, project: &Project) -> Vec<Milestone> {
    books::milestones(&mut t.db.read(&t.ctx.zone).await.unwrap(), &project.id).await.unwrap()
}

fn days(all: &[Milestone], kind: MilestoneKind) -> (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>) {
    let day = |d: &Option<String>| d.as_ref().map(|d| d.parse().unwrap());
    let found = all.iter().find(|m| m.kind == kind);
    (found.and_then(|m| day(&m.forecast_on)), found.and_then(|m| day(&m.forecast_late_on)))
}

on_both!(MIGRATIONS, milestones_are_foreseen_from_the_plan_and_from_planned_gaps_only, |t| {
    let project = planned(&t, false).await;
    let first = stones(&t, &project).await;
    let (start, late) = days(&first, MilestoneKind::Started);
    let (start, late) = (start.expect("the stage 前期 leads to it"), late.unwrap());
    assert!(start > t.ctx.today() && late >= start, "{start} {late}");
    let (accepted, _) = days(&first, MilestoneKind::Accepted);
    assert!((accepted.unwrap() - start).num_days() > 80, "60 to 120 working days of building lie between");
    for kind in [MilestoneKind::ToppedOut, MilestoneKind::Production, MilestoneKind::Capacity] {
        assert_eq!(days(&first, kind), (None, None), "no stage leads to it and nothing is planned");
    }
    assert_eq!(days(&first, MilestoneKind::Signed), (None, None), "it was reached");
    // 竣工验收 and 投产 are planned sixty days apart, 达产 is not planned.
    plan_day(&t, &project, "accepted", "2020-08-01").await;
    plan_day(&t, &project, "production", "2020-09-30").await;
    assert_eq!(sweep(&t.ctx, &t.db).await.unwrap(), 1);
    let all = stones(&t, &project).await;
    let (accepted, accepted_late) = days(&all, MilestoneKind::Accepted);
    let gap = |d: Option<chrono::NaiveDate>| d.map(|d| d + chrono::Duration::days(60));
    assert_eq!(days(&all, MilestoneKind::Production), (gap(accepted), gap(accepted_late)));
    assert_eq!(days(&all, MilestoneKind::Capacity), (None, None));
});

on_both!(MIGRATIONS, a_forecast_is_told_only_when_it_changes, |t| {
    let project = planned(&t, false).await;
    let told = || async { events(&t).await.into_iter().filter(|k| k == "plan.forecast").count() };
    assert_eq!(told().await, 1, "with the plan");
    let before = stones(&t, &project).await;
    assert_eq!(sweep(&t.ctx, &t.db).await.unwrap(), 0, "the same day, the same plan");
    // A step makes it this project's turn again; being handed in changes no day.
    let record = matter(&t, &project, "record").await;
    step(&t, SUN, &record, Command::Submit).await.unwrap();
    assert_eq!(sweep(&t.ctx, &t.db).await.unwrap(), 0);
    assert_eq!(stones(&t, &project).await, before);
    // Ten days in which nothing is done move the start; two servers tell it once.
    days_later(&t, 10);
    let (a, b) = tokio::join!(sweep(&t.ctx, &t.db), sweep(&t.ctx, &t.db));
    assert!(a.unwrap() + b.unwrap() >= 1);
    assert_eq!(told().await, 2);
    let after = stones(&t, &project).await;
    assert!(days(&after, MilestoneKind::Started) > days(&before, MilestoneKind::Started));
    assert_eq!(sweep(&t.ctx, &t.db).await.unwrap(), 0);
});

on_both!(MIGRATIONS, what_was_reached_keeps_its_last_forecast_and_a_stopped_project_is_left_alone, |t| {
    let project = planned(&t, false).await;
    let foreseen = days(&stones(&t, &project).await, MilestoneKind::Started);
    let ctx = acting(&t, project.officer.as_deref().unwrap());
    let cmd = Reach {
        kind: "started".into(),
        actual_on: t.ctx.today().to_string(),
        evidence: "施工许可证 示例 1 号".into(),
        ..Reach::default()
    };
    let now = service::reach(&ctx, &state(&t), &project.id, project.version, &cmd).await.unwrap();
    sweep(&t.ctx, &t.db).await.unwrap();
    let all = stones(&t, &project).await;
    assert_eq!(days(&all, MilestoneKind::Started), foreseen, "how good it was can be seen later");
    service::stop(&ctx, &state(&t), &project.id, now.version, "示例：企业调整布局").await.unwrap();
    days_later(&t, 30);
    assert_eq!(sweep(&t.ctx, &t.db).await.unwrap(), 0);
    assert_eq!(stones(&t, &project).await, all);
});

//! Acceptance rows L2 and L3: one officer per project with a visible reason, milestones with their intervals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use kernel::Error;
use land::MIGRATIONS;
use land::project::officer::{self, Handover};
use land::project::service::{self, Reach};
use land::project::{Assignment, MilestoneKind, Phase, rules, store as books};
use office::*;
use store::on_both;

on_both!(MIGRATIONS, a_project_gets_one_officer_by_load_and_experience, |t| {
    let (ctx, s) = (acting(&t, WANG), state(&t));
    let first = service::open(&ctx, &s, &draft("一号项目")).await.unwrap();
    let second = service::open(&ctx, &s, &draft("二号项目")).await.unwrap();
    let third = service::open(&ctx, &s, &draft("三号项目")).await.unwrap();
    assert_eq!(first.focus.as_deref(), Some("materials"), "the books say so");
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let assigned: Vec<Assignment> = conn.list("ORDER BY project_id", &[]).await.unwrap();
    drop(conn);
    assert_eq!(assigned.len(), 3);
    assert!(assigned.iter().all(|a| rules::reason_parts(&a.reason).is_some_and(|(_, _, of)| of == 2)));
    // Knowing the industry decides between equals; nobody gets two projects more than the other.
    let of = |p: &land::project::Project| p.officer.clone().unwrap();
    assert_eq!(of(&first), of(&second));
    assert_ne!(of(&first), of(&third));
});

on_both!(MIGRATIONS, milestones_need_evidence_keep_their_order_and_move_the_phase, |t| {
    let s = state(&t);
    let project = service::open(&acting(&t, WANG), &s, &draft("膜材料基地")).await.unwrap();
    let ctx = acting(&t, project.officer.as_deref().unwrap());
    let reach = |kind: &str, on: &str, evidence: &str| Reach {
        kind: kind.into(),
        actual_on: on.into(),
        evidence: evidence.into(),
        ..Reach::default()
    };
    let bare = service::reach(&ctx, &s, &project.id, project.version, &reach("started", "2020-01-10", "")).await;
    assert!(matches!(bare, Err(Error::Invalid(e)) if e[0].code == "milestone-evidence"));
    let early = service::reach(&ctx, &s, &project.id, project.version, &reach("started", "2020-01-01", "许可证")).await;
    assert!(matches!(early, Err(Error::Invalid(e)) if e[0].code == "milestone-order" && e[0].args[0].1 == "signed"));
    let started =
        service::reach(&ctx, &s, &project.id, project.version, &reach("started", "2020-01-10", "施工许可证 2020-1"))
            .await
            .unwrap();
    assert_eq!(started.phase, Phase::Building);
    let stale =
        service::reach(&ctx, &s, &project.id, project.version, &reach("topped_out", "2020-01-12", "照片")).await;
    assert!(matches!(stale, Err(Error::Conflict { .. })));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let all = books::milestones(&mut conn, &project.id).await.unwrap();
    let between = rules::intervals(&all);
    assert_eq!((between[0].from, between[0].to, between[0].days), (MilestoneKind::Signed, MilestoneKind::Started, 8));
});

on_both!(MIGRATIONS, a_project_is_handed_over_with_notes_and_only_by_those_who_may, |t| {
    let s = state(&t);
    let project = service::open(&acting(&t, WANG), &s, &draft("膜材料基地")).await.unwrap();
    let owner = project.officer.clone().unwrap();
    let other = if owner == WANG { LIU } else { WANG };
    let cmd = Handover {
        officer: other.into(), reason: "接手园区二期".into(), notes: "企业联系人每周三来".into()
    };
    let foreign = officer::hand_over(&acting(&t, other), &s, &project.id, project.version, &cmd).await;
    assert!(matches!(foreign, Err(Error::Forbidden)));
    let company = officer::hand_over(&acting(&t, SUN), &s, &project.id, project.version, &cmd).await;
    assert!(matches!(company, Err(Error::Forbidden)), "the company sees its project and cannot change it: {company:?}");
    let clerk = officer::hand_over(&acting(&t, ZHAO), &s, &project.id, project.version, &cmd).await;
    assert!(matches!(clerk, Err(Error::Forbidden)));
    let done = officer::hand_over(&acting(&t, CHEN), &s, &project.id, project.version, &cmd).await.unwrap();
    assert_eq!(done.officer.as_deref(), Some(other));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let all = books::assignments(&mut conn, &project.id).await.unwrap();
    let old = all.iter().find(|a| a.officer == owner).unwrap();
    assert_eq!((old.to_on.is_some(), old.notes.as_deref()), (true, Some("企业联系人每周三来")));
    let told = land::notice::store::unseen(&mut conn, other).await.unwrap();
    assert!(told >= 1, "the successor is told");
});

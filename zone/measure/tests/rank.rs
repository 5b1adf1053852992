//! Acceptance row M1: 34th of 100, published 2019-10-08 by two institutes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use kernel::{Error, Role};
use measure::MIGRATIONS;
use measure::rank::service;
use store::on_both;
use town::*;

on_both!(MIGRATIONS, m1_the_rank_is_a_record_with_its_publishers, |t| {
    load(&t).await;
    let all = service::list(&acting(&t, Role::Director), &t.db).await.unwrap();
    assert_eq!(all.len(), 1);
    let rank = &all[0];
    assert_eq!((rank.place, rank.out_of, rank.edition, rank.published_on.as_str()), (34, 100, 2019, "2019-10-08"));
    assert_eq!(rank.list_zh, "全国综合实力百强区");
    assert_eq!(rank.publishers, ["中小城市发展战略研究院", "国信中小城市指数研究院"]);
    assert_eq!(rank.source, source());
});

on_both!(MIGRATIONS, a_rank_is_added_edited_and_removed_by_the_statistician, |t| {
    let ctx = acting(&t, Role::Statistician);
    let rank = service::add(&ctx, &t.db, &top_100()).await.unwrap();
    assert!(
        matches!(service::add(&ctx, &t.db, &top_100()).await, Err(Error::Invalid(e)) if e[0].code == "rank-edition-twice")
    );
    let mut draft = top_100();
    draft.place = "33".to_owned();
    let edited = service::edit(&ctx, &t.db, &rank.id, 1, &draft).await.unwrap();
    assert_eq!((edited.place, edited.version), (33, 2));
    let Err(Error::Conflict { stale, .. }) = service::edit(&ctx, &t.db, &rank.id, 1, &top_100()).await else {
        panic!()
    };
    assert_eq!((stale[0].theirs.as_str(), stale[0].yours.as_str()), ("33", "34"));
    for role in [Role::Director, Role::CompanyUser] {
        let other = acting(&t, role);
        for refused in [
            service::add(&other, &t.db, &draft).await.err(),
            service::edit(&other, &t.db, &rank.id, 2, &draft).await.err(),
            service::remove(&other, &t.db, &rank.id, 2).await.err(),
        ] {
            let want = if role == Role::CompanyUser { 404 } else { 403 };
            assert_eq!(refused.unwrap().status(), want);
        }
    }
    service::remove(&ctx, &t.db, &rank.id, 2).await.unwrap();
    assert!(matches!(service::get(&ctx, &t.db, &rank.id).await, Err(Error::NotFound)));
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let rows = conn.rows("SELECT kind FROM event WHERE zone_id = $1 ORDER BY seq", &["test".into()]).await.unwrap();
    let kinds: Vec<String> = rows.iter().map(|r| r.text("kind").unwrap()).collect();
    assert_eq!(kinds, ["rank.added", "rank.edited", "rank.removed"]);
});

on_both!(MIGRATIONS, what_cannot_be_is_refused_with_its_field, |t| {
    let ctx = acting(&t, Role::Statistician);
    let change = |what: fn(&mut service::Draft)| {
        let mut draft = top_100();
        what(&mut draft);
        draft
    };
    for (draft, field, code) in [
        (change(|d| d.place = "101".into()), "place", "rank-place-beyond"),
        (change(|d| d.place = "第34".into()), "place", "rank-count-form"),
        (change(|d| d.edition = "19".into()), "edition", "rank-edition-form"),
        (change(|d| d.published_on = "2020-02-01".into()), "published_on", "rank-date-form"),
        (change(|d| d.publishers = vec![" ".into()]), "publishers", "rank-publishers-missing"),
        (change(|d| d.list_zh = String::new()), "list_zh", "rank-list-length"),
        (change(|d| d.source = kernel::Source::default()), "source", "source-refused-missing"),
    ] {
        match service::add(&ctx, &t.db, &draft).await {
            Err(Error::Invalid(errors)) => {
                assert_eq!((errors.len(), errors[0].field.as_str(), errors[0].code.as_str()), (1, field, code));
            }
            other => panic!("{code}: {other:?}"),
        }
    }
});

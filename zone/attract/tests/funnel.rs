//! The funnel: its figures are the lists behind them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use attract::funnel::rules::{lines, median, total};
use attract::funnel::store::{self as funnel, By};
use attract::lead::query::Filter;
use attract::lead::service::{self, Move};
use chrono::Duration;
use kernel::Locale;
use office::*;
use store::on_both;
use store::testing::Town;

async fn go(t: &Town, user: &str, name: &str, way: &[(&str, i64)]) {
    let mut lead = lead(t, user, name).await;
    for (stage, days) in way {
        t.clock.advance(Duration::days(*days));
        let reason = if *stage == "lost" { "l-elsewhere" } else { "" };
        let cmd = Move { stage: (*stage).to_owned(), reason: reason.to_owned(), ..Move::default() };
        lead = service::move_to(&acting(t, user), &state(t), &lead.id, lead.version, &cmd).await.unwrap();
    }
}

on_both!(MIGRATIONS, every_figure_is_the_list_behind_it, |t| {
    go(&t, LI, "示例一", &[("talks", 10), ("signed", 30)]).await;
    go(&t, LI, "示例二", &[("talks", 20)]).await;
    go(&t, LI, "示例三", &[]).await;
    go(&t, WANG, "示例四", &[("talks", 5), ("lost", 7)]).await;
    go(&t, WANG, "示例五", &[("lost", 3)]).await;
    // Signed without talks: it passed them all the same.
    go(&t, WANG, "示例六", &[("signed", 1)]).await;
    let (s, ctx) = (state(&t), t.ctx.clone());
    let mut conn = t.db.read(&ctx.zone).await.unwrap();
    let pipeline = attract::pipeline::store::pipeline(&mut conn).await.unwrap();
    let scope = ctx.scope().unwrap();
    let everything = Filter::parse("kind=all");
    let w = service::conditions(&ctx, &pipeline, &everything);
    let ladder: Vec<&str> = pipeline.ladder().map(|s| s.id.as_str()).collect();
    let by_owner = lines(&funnel::reaches(&mut conn, &scope, &w, By::Owner, &ladder).await.unwrap(), ladder.len());
    let sum = total(&by_owner, ladder.len());
    assert_eq!((sum.entered, sum.reached.clone()), (6, vec![6, 4, 2]));
    for line in &by_owner {
        let owner = line.group.clone().unwrap();
        for (stage, n) in ladder.iter().zip(&line.reached) {
            let listed = everything.with("owner", &owner).with("reached", stage);
            let list = service::list(&ctx, &s, &listed).await.unwrap();
            assert_eq!(list.total, *n, "{owner} {stage}");
        }
    }
    let stays = funnel::stays(&mut conn, &scope, &w).await.unwrap();
    let talks: Vec<(i64, i64)> = stays.iter().filter(|(s, _, _)| s == "talks").map(|(_, d, n)| (*d, *n)).collect();
    assert_eq!(median(&talks), Some((18.5, 2)));
    // A period takes the leads that began in it.
    let late = Filter::parse("kind=all&began=2020-02-25..2020-12-31");
    let w = service::conditions(&ctx, &pipeline, &late);
    let some = lines(&funnel::reaches(&mut conn, &scope, &w, By::City, &ladder).await.unwrap(), ladder.len());
    assert_eq!(some.iter().map(|l| l.entered).sum::<i64>(), service::list(&ctx, &s, &late).await.unwrap().total);
    drop(conn);
    let (status, page) = get(&app(&t, acting(&t, CHEN), Locale::ZhCn), "/attract/funnel?by=division").await;
    assert_eq!(status, 200);
    for part in ["66.7", "33.3", "落户外地", "reached=signed", "18.5", "n = 2", "未登记"] {
        assert!(page.contains(part), "no {part} in {page}");
    }
});

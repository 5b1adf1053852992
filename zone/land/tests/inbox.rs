//! 批量受理: what is done and what is not is said by name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::Locale;
use land::MIGRATIONS;
use land::matter::{Matter, State};
use store::on_both;

on_both!(MIGRATIONS, a_batch_that_is_half_refused_names_both_halves, |t| {
    for id in ["p1", "p2", "p3"] {
        project(&t, id, FIRM).await;
    }
    let submitted = |project: &str, code: &str, days| Matter {
        submitted_on: Some("2020-01-10".into()),
        promised_days: days,
        ..matter(project, FIRM, code, State::Submitted)
    };
    put_matter(&t, &submitted("p1", "fire", Some(10))).await;
    // A limit of no days, as an older catalogue may have left it, cannot run.
    put_matter(&t, &submitted("p2", "fire", Some(0))).await;
    put_matter(&t, &submitted("p3", "fire", Some(10))).await;
    put_matter(&t, &submitted("p3", "water", Some(10))).await;
    let clerk = app(&t, acting(&t, CLERK), Locale::ZhCn);
    let fields = [("part", "new"), ("ids", "p1-fire"), ("ids", "p2-fire"), ("ids", "p3-fire"), ("ids", "p3-water")];
    let (status, page) = post(&clerk, "/land/inbox", &fields).await;
    assert_eq!(status, 422, "{page}");
    let outcome = page.split("id=\"outcome\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    let (refused, done) = outcome.split_once("已办理 2 件").unwrap();
    has(refused, &["未能办理 2 件", "/land/matters/p2-fire", "示例广场 p2", "/land/matters/p3-water"]);
    has(done, &["/land/matters/p1-fire", "/land/matters/p3-fire", "示例广场 p3"]);
    assert!(!done.contains("p2-fire") && !refused.contains("p1-fire"), "{outcome}");
    assert_eq!(get_matter(&t, "p1-fire").await.state, State::Accepted);
    assert_eq!(get_matter(&t, "p2-fire").await.state, State::Submitted);
    assert_eq!(get_matter(&t, "p3-water").await.state, State::Submitted);
    // All of them done: back to the inbox.
    put_matter(&t, &submitted("p2", "fire", Some(10))).await;
    let (status, to) = post(&clerk, "/land/inbox", &[("part", "new"), ("ids", "p2-fire"), ("ids", "p2-fire")]).await;
    assert_eq!((status, to.as_str()), (303, "/land/inbox?part=new"));
});

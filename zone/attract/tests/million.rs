//! A million leads (示例, the same ones in every run): how long the pages take, to be looked at by whoever changes a query.
//! `cargo nextest run --workspace -E 'test(a_million_leads)' --run-ignored only --no-capture`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use attract::MIGRATIONS;
use kernel::Locale;
use office::*;
use std::time::Instant;
use store::Value;
use store::testing::Town;

const LEADS: i64 = 1_000_000;
/// Milliseconds that a page may take in the dev profile once its sums are known.
const WARM_MS: u128 = 400;

const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)";
const BRANDS: &str = "华云光新远大天宏博瑞金海中科德力信达盛泰和顺康宁鼎峰凯沃众杰";
const DAY: &str = "CAST(2012 + i % 8 AS TEXT) || '-' || substr('010203040506070809101112', CAST(((i / 8) % 12) * 2 + 1 AS INTEGER), 2) \
                   || '-' || substr('0105091317212528', CAST(((i / 96) % 8) * 2 + 1 AS INTEGER), 2)";

fn leads() -> String {
    let brand = |of: &str| format!("substr('{BRANDS}', CAST(({of}) % 30 AS INTEGER) + 1, 1)");
    let name = format!(
        "substr('深圳北京上海苏州成都西安杭州武汉', CAST((i % 8) * 2 AS INTEGER) + 1, 2) || {} || {} || \
         substr('光电材料智能装备医药科技现代物流', CAST((i % 4) * 4 AS INTEGER) + 1, 4) || CAST(i AS TEXT) || '有限公司'",
        brand("i"),
        brand("i / 30 * 7")
    );
    format!(
        "{NUMBERS} INSERT INTO lead (zone_id, id, name, name_key, origin, subject, channel, city, division, focus, stage, \
         kind, stage_on, owner, began_on, active_on, next_step, next_on, amount_fen, amount_currency, hesitating, \
         lost_reason, closed_on, source, recorded_on, updated_us, version) \
         SELECT $1, 'lead-' || CAST(i AS TEXT), {name}, {name}, 'typed', '示例项目', 'outreach', \
         CASE i % 8 WHEN 0 THEN '440300' WHEN 1 THEN '110000' WHEN 2 THEN '310000' ELSE '320500' END, \
         CAST(10 + i % 60 AS TEXT), CASE WHEN i % 3 = 0 THEN 'materials' END, \
         CASE WHEN i % 10 < 4 THEN 'lead' WHEN i % 10 < 6 THEN 'talks' WHEN i % 10 < 7 THEN 'signed' ELSE 'lost' END, \
         CASE WHEN i % 10 < 6 THEN 'open' WHEN i % 10 < 7 THEN 'won' ELSE 'lost' END, {DAY}, \
         CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5000 = 1 THEN 'user-li' ELSE 'user-' || CAST(i % 300 AS TEXT) END, {DAY}, {DAY}, \
         CASE WHEN i % 10 < 6 AND i % 3 > 0 THEN '回访' END, \
         CASE WHEN i % 10 < 6 AND i % 3 > 0 THEN '2020-' || substr('01020304', CAST((i % 4) * 2 AS INTEGER) + 1, 2) || '-10' END, \
         CASE WHEN i % 2 = 0 THEN i * 100000 END, CASE WHEN i % 2 = 0 THEN 'CNY' END, CASE WHEN i % 997 = 0 THEN 1 ELSE 0 END, \
         CASE WHEN i % 10 >= 7 THEN 'l-terms' END, CASE WHEN i % 10 >= 6 THEN {DAY} END, \
         '{{\"document\":\"示例\",\"example\":true}}', '2020-01-01', 0, 1 FROM n"
    )
}

fn passages(n: i64, stage: &str, which: &str) -> String {
    format!(
        "{NUMBERS} INSERT INTO lead_passage (zone_id, lead_id, n, stage, entered_on, days) \
         SELECT $1, 'lead-' || CAST(i AS TEXT), {n}, '{stage}', {DAY}, CASE WHEN i % 10 > 3 THEN i % 90 END FROM n WHERE {which}"
    )
}

async fn fill(t: &Town) {
    let args = [Value::from(t.ctx.zone.as_str()), LEADS.into()];
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.exec(&leads(), &args).await.unwrap();
    for (n, stage, which) in [(1, "lead", "i > 0"), (2, "talks", "i % 10 > 3"), (3, "signed", "i % 10 = 6")] {
        tx.exec(&passages(n, stage, which), &args).await.unwrap();
    }
    tx.commit_quiet().await.unwrap();
}

const PAGES: [&str; 18] = [
    "/attract/leads",
    "/attract/leads?page=200",
    "/attract/leads?sort=name",
    "/attract/leads?sort=-amount",
    "/attract/leads?city=440300&sort=next",
    "/attract/leads?division=33&stage=talks",
    "/attract/leads?focus=materials",
    "/attract/leads?owner=me",
    "/attract/leads?owner=none",
    "/attract/leads?due=overdue",
    "/attract/leads?hesitation=any",
    "/attract/leads?q=%E5%8D%8E%E4%BA%91%E5%85%89%E7%94%B5",
    "/attract/leads?q=654321",
    "/attract/leads?q=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8",
    "/attract/leads?hesitation=h-site",
    "/attract/leads/lead-654321",
    "/attract/leads/board",
    "/attract/leads/calendar?month=2020-02",
];

async fn timed(page: &axum::Router, path: &str) -> u128 {
    let began = Instant::now();
    let (status, _) = get(page, path).await;
    assert_eq!(status, 200, "{path}");
    began.elapsed().as_millis()
}

async fn check(t: Town) {
    let began = Instant::now();
    fill(&t).await;
    println!("{LEADS} leads written in {} s", began.elapsed().as_secs());
    let page = app(&t, acting(&t, LI), Locale::ZhCn);
    let began = Instant::now();
    // The index of names is built once in the background; until then the database is asked.
    let first = timed(&page, "/attract/leads?q=654321").await;
    println!("a name while the index is built: {first} ms");
    while timed(&page, "/attract/leads?q=654321").await > 900 {}
    println!("the index of names is there after {} s", began.elapsed().as_secs());
    let mut slow = Vec::new();
    for path in PAGES.into_iter().chain(["/attract/funnel", "/attract/funnel?by=city"]) {
        let (cold, warm) = (timed(&page, path).await, timed(&page, path).await.min(timed(&page, path).await));
        println!("{cold:>6} ms first, {warm:>5} ms then  {path}");
        if warm > WARM_MS {
            slow.push((path, warm));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "some minutes and 3 GB of disk: see above"]
async fn a_million_leads_on_sqlite() {
    check(Town::sqlite(MIGRATIONS).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "some minutes and 3 GB of disk: see above"]
async fn a_million_leads_on_postgres() {
    if let Some(t) = Town::postgres(MIGRATIONS).await {
        check(t).await;
    }
}

//! A million leads, for looking at: `WUTONG_LEADS=1000000 cargo test -p attract --test size -- --ignored --nocapture` prints how
//! long each page takes on the embedded database. No page may take over a second.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod office;
use kernel::Locale;
use office::*;
use std::time::Instant;
use store::testing::Town;

const LEADS: &str = "INSERT INTO lead (zone_id, id, name, name_key, origin, city, division, focus, subject, channel, amount_fen, \
    amount_currency, stage, kind, stage_on, owner, owned_on, next_step, next_on, remind_on, began_on, active_on, hesitating, \
    lost_reason, closed_on, source, recorded_on, updated_us, version) \
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2), \
    d AS (SELECT i, i % 20 AS s, date('2018-01-01', '+' || (i % 740) || ' days') AS b FROM n) \
    SELECT $1, printf('lead-%07d', i), '示例第' || i || '号科技有限公司', '示例第' || i || '号科技有限公司', 'typed', \
    CASE i % 4 WHEN 0 THEN '440300' WHEN 1 THEN '110000' WHEN 2 THEN '650100' END, printf('%02d', 13 + i % 60), \
    CASE i % 5 WHEN 0 THEN 'materials' WHEN 1 THEN 'it' WHEN 2 THEN 'biomed' END, '示例项目', \
    CASE i % 3 WHEN 0 THEN 'fair' ELSE 'outreach' END, i * 100000, 'CNY', \
    CASE WHEN s < 10 THEN 'lead' WHEN s < 15 THEN 'talks' WHEN s < 17 THEN 'signed' ELSE 'lost' END, \
    CASE WHEN s < 15 THEN 'open' WHEN s < 17 THEN 'won' ELSE 'lost' END, b, \
    CASE WHEN i % 7 < 5 THEN 'user-' || (i % 400) WHEN i % 1000 = 6 THEN $3 END, b, \
    CASE WHEN i % 3 = 0 AND s < 15 THEN '电话' END, CASE WHEN i % 3 = 0 AND s < 15 THEN date('2020-01-15', '+' || (i % 90 - 30) || ' days') END, \
    CASE WHEN i % 3 = 0 AND s < 15 THEN date('2020-01-15', '+' || (i % 90 - 31) || ' days') END, b, b, \
    CASE WHEN i % 11 = 0 THEN 1 ELSE 0 END, CASE WHEN s >= 17 THEN 'l-shelved' END, CASE WHEN s >= 15 THEN b END, \
    '{\"document\":\"\",\"example\":true}', b, 0, 1 FROM d";
const STAYS: &str = "INSERT INTO lead_passage (zone_id, lead_id, n, stage, entered_on, left_on, days) \
    SELECT zone_id, id, 1, 'lead', began_on, CASE WHEN stage <> 'lead' THEN stage_on END, CASE WHEN stage <> 'lead' THEN length(name) * 2 END \
    FROM lead WHERE zone_id = $1 UNION ALL SELECT zone_id, id, 2, stage, stage_on, NULL, NULL FROM lead WHERE zone_id = $1 AND stage <> 'lead'";
const DOUBTS: &str = "INSERT INTO lead_hesitation (zone_id, id, lead_id, reason, since_on, source, version) \
    SELECT zone_id, 'h-' || id, id, 'h-procedure', began_on, '{\"document\":\"\",\"example\":true}', 1 FROM lead WHERE zone_id = $1 AND hesitating > 0";

async fn filled(leads: i64) -> Town {
    let t = Town::sqlite(attract::MIGRATIONS).await;
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    let zone = store::Value::from(t.ctx.zone.as_str());
    tx.exec(LEADS, &[zone.clone(), leads.into(), LI.into()]).await.unwrap();
    tx.exec(STAYS, std::slice::from_ref(&zone)).await.unwrap();
    tx.exec(DOUBTS, std::slice::from_ref(&zone)).await.unwrap();
    tx.commit_quiet().await.unwrap();
    t
}

const PAGES: [&str; 20] = [
    "/attract/leads",
    "/attract/leads?page=400",
    "/attract/leads?owner=me",
    "/attract/leads?owner=none",
    "/attract/leads?focus=it&city=440300",
    "/attract/leads?kind=all&sort=-amount",
    "/attract/leads?sort=next",
    "/attract/leads?hesitation=any",
    "/attract/leads?due=overdue",
    "/attract/leads?due=returning&owner=me",
    "/attract/leads?reached=talks&kind=all",
    "/attract/leads?q=%E7%AC%AC77777%E5%8F%B7",
    "/attract/leads?q=%E7%A7%91%E6%8A%80",
    "/attract/leads?kind=all&q=%E6%B2%A1%E6%9C%89",
    "/attract/leads/board",
    "/attract/leads/board?owner=me",
    "/attract/leads/calendar",
    "/attract/funnel",
    "/attract/funnel?by=city&began=2019-06-01..2019-12-31",
    "/messages",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fills a database of about a gigabyte; run it by name"]
async fn pages_of_a_million_leads() {
    let leads = std::env::var("WUTONG_LEADS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let begun = Instant::now();
    let t = filled(leads).await;
    println!("{leads} leads in {:.1} s", begun.elapsed().as_secs_f64());
    let page = app(&t, acting(&t, LI), Locale::ZhCn);
    let mut slow = Vec::new();
    for path in PAGES {
        // The first look fills the caches.
        assert_eq!(get(&page, path).await.0, 200, "{path}");
        let begun = Instant::now();
        assert_eq!(get(&page, path).await.0, 200, "{path}");
        let took = begun.elapsed().as_secs_f64();
        println!("{took:7.3} s  {path}");
        if took > 1.0 {
            slow.push((path, took));
        }
    }
    assert!(slow.is_empty(), "over a second: {slow:?}");
}

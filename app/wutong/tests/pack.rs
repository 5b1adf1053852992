//! The Urumqi pack in the books: loading twice changes nothing, and the source text's figures come out as it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use enterprise::company::Enterprise;
use enterprise::focus::service::totals;
use enterprise::listing::{Listing, State};
use kernel::Locale;
use land::material::{Material, MaterialUse};
use land::request::{Rating, Request};
use wutong::commands::load_pack;

/// The zone's own context, as of the day that the demo figures speak of.
fn ctx(demo: &town::Demo) -> kernel::Ctx {
    demo.parts.town.system()
}

async fn loading_again_changes_nothing(demo: town::Demo) {
    let t = &demo.parts.town;
    let head = t.db.read(&t.zone_id).await.unwrap().head().await.unwrap();
    let again = load_pack(&t.db, &demo.folder, &town::pack()).await.map_err(|f| f.text).unwrap();
    // Three example companies were given to the demo's department since, 16 leads and 7 signed projects their officers.
    assert_eq!((again.written, again.kept), (0, 26));
    assert!(again.unchanged > 100, "{again:?}");
    assert_eq!(t.db.read(&t.zone_id).await.unwrap().head().await.unwrap(), head, "no event without a change");
    let differences = journal::compare(&t.db, &t.zone_id, &wutong::zone::journaled()).await.unwrap();
    assert_eq!(differences, [], "the tables hold what the journal says");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loading_again_changes_nothing_sqlite() {
    loading_again_changes_nothing(town::demo("pack").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loading_again_changes_nothing_postgres() {
    if let Some(demo) = town::demo_on_postgres("packpg").await {
        loading_again_changes_nothing(demo).await;
    }
}

/// A record that somebody edited in the books is not overwritten by loading the pack again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_in_the_books_are_kept() {
    let demo = town::demo("kept").await;
    let t = &demo.parts.town;
    let id = kernel::id::EnterpriseId::parse("sugon").unwrap();
    enterprise::company::service::confirm(&ctx(&demo), &t.db, &id, 1).await.unwrap();
    let again = load_pack(&t.db, &demo.folder, &town::pack()).await.map_err(|f| f.text).unwrap();
    assert_eq!((again.written, again.kept), (0, 27), "those that the demo itself edits, and this one");
    let now: Enterprise = t.db.read(&t.zone_id).await.unwrap().get(&["sugon".into()]).await.unwrap().unwrap();
    assert!(now.checked_on.is_some());
}

/// A1: four focus industries; totals by focus reconcile with the grand total, "other" shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn focus_industries_reconcile_with_the_total() {
    let demo = town::demo("focus").await;
    let t = &demo.parts.town;
    let mut conn = t.db.read(&t.zone_id).await.unwrap();
    let totals = totals(&ctx(&demo), &mut conn).await.unwrap();
    assert_eq!(totals.parts.len(), 5, "four industries and other");
    assert_eq!(totals.parts.last().unwrap().code, "other");
    assert_eq!(totals.parts.iter().map(|p| p.count).sum::<i64>(), totals.all.count);
    assert_eq!(totals.parts.iter().map(|p| p.revenue_fen).sum::<i64>(), totals.all.revenue_fen);
    let books =
        conn.count(&enterprise::company::TABLE, "AND merged_into IS NULL AND removed_on IS NULL", &[]).await.unwrap();
    assert_eq!(totals.all.count, books);
}

/// A4: the 500强 claim is collective in the text, so it is shown as claimed, for three companies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_collective_500_claim_is_claimed_only() {
    let demo = town::demo("claim").await;
    let t = &demo.parts.town;
    let mut conn = t.db.read(&t.zone_id).await.unwrap();
    let lists: Vec<Listing> = conn.list("ORDER BY enterprise_id", &[]).await.unwrap();
    let claimed: Vec<&str> =
        lists.iter().filter(|l| l.state == State::Claimed).map(|l| l.enterprise_id.as_str()).collect();
    assert_eq!(claimed, ["litai-xingshi", "sugon", "vanke"]);
    assert!(lists.iter().all(|l| l.source.sentence.as_ref().is_some_and(|s| s.contains("500强"))));
}

/// M1, M2: the published figures, and what follows from them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_of_the_text_and_what_follows_from_them() {
    let demo = town::demo("figures").await;
    let (t, ctx) = (&demo.parts.town, ctx(&demo));
    let derived = measure::indicator::service::derived(&ctx, &t.db, "gdp").await.unwrap();
    let said: Vec<String> =
        derived.derivations.iter().map(|d| format!("{} {}", d.quantity.name(Locale::ZhCn), d.value)).collect();
    assert!(said.iter().any(|d| d.contains("乌鲁木齐市") && d.ends_with("3450.4")), "{said:?}");
    assert!(said.iter().any(|d| d.contains("2018") && d.ends_with("36.6")), "{said:?}");
    let ranks = measure::rank::service::list(&ctx, &t.db).await.unwrap();
    assert_eq!(
        (ranks[0].place, ranks[0].out_of, ranks[0].published_on.as_str(), ranks[0].publishers.len()),
        (34, 100, "2019-10-08", 2)
    );
}

/// Persons quoted in the source text stay out of the books.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quoted_persons_stay_out() {
    let demo = town::demo("persons").await;
    let t = &demo.parts.town;
    let mut conn = t.db.read(&t.zone_id).await.unwrap();
    let rows = conn.rows("SELECT body FROM event WHERE zone_id = $1", &[t.zone_id.as_str().into()]).await.unwrap();
    let text: String = rows.iter().map(|r| r.text("body").unwrap()).collect();
    for name in ["袁传祥", "姚刚", "阮红梅", "刘刚"] {
        assert!(!text.contains(name));
    }
}

/// G10: the three home-grown software companies that the text names.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_home_grown_software_companies() {
    let demo = town::demo("software").await;
    let t = &demo.parts.town;
    let all: Vec<Enterprise> = t.db.read(&t.zone_id).await.unwrap().list("ORDER BY name", &[]).await.unwrap();
    let tagged: Vec<&str> =
        all.iter().filter(|c| c.tags.iter().any(|tag| tag == "本土软件企业")).map(|c| c.name.as_str()).collect();
    assert_eq!(tagged.len(), 3, "{tagged:?}");
    for name in ["熙菱", "公众信息", "虹联"] {
        assert!(tagged.iter().any(|t| t.contains(name)), "{name}");
    }
}

/// M2: a pack whose figures cannot all be true is refused as a whole, with its lines and the arithmetic.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pack_that_contradicts_itself_is_refused() {
    wutong::web::register_texts();
    let demo = town::demo("contradiction").await;
    let t = &demo.parts.town;
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(town::pack()).unwrap() {
        let entry = entry.unwrap();
        let mut text = std::fs::read_to_string(entry.path()).unwrap();
        if entry.file_name() == "indicator_values.csv" {
            assert!(text.contains("36.9"));
            text = text.replace("36.9", "39.6");
            text.push_str("gdp-share,2018,36.6,exact,,,gdp-2019,\n");
        }
        std::fs::write(folder.path().join(entry.file_name()), text).unwrap();
    }
    let head = t.db.read(&t.zone_id).await.unwrap().head().await.unwrap();
    let refused = load_pack(&t.db, &demo.folder, folder.path()).await.expect_err("39.6 is not 36.6 and 0.3");
    assert!(refused.text.contains("indicator_values.csv") && refused.text.contains("39.6"), "{}", refused.text);
    assert_eq!(t.db.read(&t.zone_id).await.unwrap().head().await.unwrap(), head, "nothing was changed");
}

/// Documents and requests of example projects: handed in once and used again, a second version, one that ends soon; requests in every state.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_and_requests_come_in_the_pack() {
    let demo = town::demo("papers").await;
    let t = &demo.parts.town;
    let mut conn = t.db.read(&t.zone_id).await.unwrap();
    let papers: Vec<Material> = conn.list("ORDER BY id", &[]).await.unwrap();
    let uses: Vec<MaterialUse> = conn.list("ORDER BY matter_id, code", &[]).await.unwrap();
    assert!(papers.iter().all(|m| m.source.example) && papers.iter().any(|m| m.number == 2 && m.supersedes.is_some()));
    let often = |m: &Material| uses.iter().filter(|u| u.material_id == m.id).count();
    assert!(papers.iter().any(|m| m.code == "record_notice" && often(m) == 5), "{uses:?}");
    let soon = (ctx(&demo).today() + chrono::Duration::days(30)).to_string();
    let today = ctx(&demo).today().to_string();
    let ends = |m: &&Material| m.valid_until.as_ref().is_some_and(|d| (&today..=&soon).contains(&d));
    assert_eq!(papers.iter().filter(ends).count(), 1);
    let files = t.files("land");
    for paper in &papers {
        assert!(!files.read(&paper.sha256).await.unwrap().is_empty(), "{}", paper.file_name);
    }
    let all: Vec<Request> = conn.list("ORDER BY id", &[]).await.unwrap();
    let ratings: Vec<Rating> = conn.list("ORDER BY stars", &[]).await.unwrap();
    let states: Vec<(&str, &str, bool)> =
        all.iter().map(|r| (r.id.as_str(), r.state.code(), r.taken_on.is_some())).collect();
    assert_eq!(
        states,
        [
            ("ex-battery-request-1", "closed", true),
            ("ex-cold-store-request-1", "open", true),
            ("ex-film-line-request-1", "open", false),
            ("ex-film-line-request-2", "open", true),
            ("ex-film-line-request-3", "answered", true),
            ("ex-film-line-request-4", "closed", true),
        ]
    );
    assert!(
        all.iter().all(|r| r.source.example && r.breached_on.is_none() && r.due_on.is_some() && r.handler.is_some())
    );
    assert!(all.iter().all(|r| r.asked_us <= ctx(&demo).now_us() && r.asked_on <= today));
    assert_eq!(ratings.iter().map(|r| r.stars).collect::<Vec<_>>(), [2, 5]);
    assert!(ratings[0].note.is_some() && ratings[0].noted_by.is_some() && ratings[0].noted_on.is_some());
    let told = "SELECT kind FROM land_notice WHERE zone_id = $1 AND path LIKE '%/requests%'";
    let told = conn.rows(told, &[t.zone_id.as_str().into()]).await.unwrap();
    assert_eq!(told.len(), 0, "nobody is told of what is past");
}

/// What cannot have been is refused with file and line, and the project is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_line_of_papers_is_named() {
    wutong::web::register_texts();
    let cases = [
        ("project_documents.csv", "ex-film-line,soil_plan,", "ex-film-line,soil_plans,", "soil_plans", "14"),
        ("project_documents.csv", "-30,,,示例材料", "+3,,,示例材料", "future", "19"),
        ("project_documents.csv", "forest_report,示例光膜使用林地可行性报告.pdf", "forest_report,示例.exe", "", "10"),
        ("project_requests.csv", "-8,,,,", "-20,,,,", "follow each other", "4"),
        ("project_requests.csv", ",2,转了一圈没有说日期，还要自己再问,", ",2,,", "", "6"),
        ("project_requests.csv", "住建局", "住建", "住建", "3"),
        ("project_requests.csv", "ex-cold-store,", "machine-base,", "real company", "7"),
    ];
    let blank = town::folder("blank");
    wutong::server::Town::connect(&wutong::config::embedded(&blank), &blank).await.unwrap().close().await;
    for (file, from, to, why, line) in cases {
        let (at, folder) = (town::folder("bad"), tempfile::tempdir().unwrap());
        town::mould::copy(&blank, &at);
        for entry in std::fs::read_dir(town::pack()).unwrap().map(|e| e.unwrap()) {
            if entry.file_name().to_string_lossy().contains("history") {
                continue;
            }
            let mut text = std::fs::read_to_string(entry.path()).unwrap();
            if entry.file_name() == file {
                assert!(text.contains(from), "{file} no longer holds {from}");
                text = text.replacen(from, to, 1);
            }
            std::fs::write(folder.path().join(entry.file_name()), text).unwrap();
        }
        let db = store::Db::connect(&store::DbConfig::new(&wutong::config::embedded(&at))).await.unwrap();
        let refused = load_pack(&db, &at, folder.path()).await.expect_err(to).text;
        assert!(refused.contains(file) && refused.to_lowercase().contains(&format!("line {line} ")), "{refused}");
        assert!(refused.contains(why), "{refused}");
        db.close().await;
        std::fs::remove_dir_all(at).unwrap();
    }
    std::fs::remove_dir_all(blank).unwrap();
}

//! The briefing pack on paper, read back from its bytes: every company with its reasons, one page count, and nothing that a
//! strange name can break.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod trip;
use attract::MIGRATIONS;
use attract::mission::draft::VisitDraft;
use attract::mission::{Visit, service, visits};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use kernel::{Locale, Role};
use store::on_both;
use tower::ServiceExt;
use trip::*;

/// The file with its headers.
async fn pdf(app: &Router, path: &str) -> (String, String, Vec<u8>) {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    let text = |name| response.headers()[name].to_str().unwrap().to_owned();
    let (kind, name) = (text(header::CONTENT_TYPE), text(header::CONTENT_DISPOSITION));
    let bytes = axum::body::to_bytes(response.into_body(), 16_000_000).await.unwrap();
    (kind, name, bytes.to_vec())
}

/// The text of every page without white space: where lines break does not matter.
fn pages(bytes: &[u8]) -> Vec<String> {
    let read = lopdf::Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = read.get_pages().keys().copied().collect();
    let text = |number: &u32| read.extract_text(&[*number]).unwrap();
    numbers.iter().map(text).map(|text| text.split_whitespace().collect()).collect()
}

on_both!(MIGRATIONS, the_pack_names_every_company_with_its_reasons, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    visits::add_proposed(&ctx, &s, &mission.id, &["company:ex-film".into()]).await.unwrap();
    let film = service::get(&ctx, &t.db, &mission.id).await.unwrap().visits.remove(0);
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    tx.put(&Visit { contact_id: Some("c1".into()), ..film }).await.unwrap();
    tx.commit(kernel::Event::new("zone.loaded", &t.ctx)).await.unwrap();
    let typed = VisitDraft {
        company: "示例装备".into(),
        day: "2020-01-15".into(),
        purpose: "看整机配套".into(),
        points: "电价\n用地".into(),
        ..VisitDraft::default()
    };
    visits::add(&ctx, &s, &mission.id, &typed).await.unwrap();
    let path = format!("/attract/missions/{}/briefing.pdf", mission.id);
    let officer = app(&t, ctx, Locale::ZhCn);
    let (kind, name, bytes) = pdf(&officer, &path).await;
    assert_eq!(kind, "application/pdf");
    assert!(name.starts_with("attachment; filename=\"briefing.pdf\"; filename*=UTF-8''"), "{name}");
    let text = pages(&bytes);
    // A title page, the plan, then a page for each company.
    assert_eq!(text.len(), 4, "{text:?}");
    for (page, parts) in [
        (0, &["深圳小分队", "深圳市"][..]),
        (1, &["示例光膜", "示例装备", "示例联系人", "0755-0000001"]),
        (2, &["1.示例光膜", "示例光膜（乌鲁木齐）", "2015-04-16", "中国500强"]),
        (3, &["2.示例装备", "看整机配套", "电价", "用地"]),
    ] {
        for part in parts {
            assert!(text[page].contains(part), "no {part} on page {page}: {}", text[page]);
        }
    }
    assert!(!text[3].contains("示例光膜"), "a company's page is about that company");
    // Who may not see particulars gets none on paper either.
    let auditor = app(&t, acting(&t, Role::Auditor), Locale::En);
    let (_, _, bytes) = pdf(&auditor, &path).await;
    let text = pages(&bytes).concat();
    assert!(text.contains("示例光膜") && !text.contains("示例联系人") && !text.contains("0755-0000001"), "{text}");
});

on_both!(MIGRATIONS, strange_names_do_not_break_the_pack, |t| {
    let (ctx, s) = (acting(&t, Role::AttractionOfficer), state(&t));
    let mission = service::plan(&ctx, &t.db, &trip()).await.unwrap();
    let typed = VisitDraft { company: "示例装备".into(), day: "2020-01-15".into(), ..VisitDraft::default() };
    let first = visits::add(&ctx, &s, &mission.id, &typed).await.unwrap();
    // What no form takes can still stand in the books: from a ledger, a pack, an older version.
    let long = "示例".repeat(1_500);
    let names = [
        long.as_str(),
        "示例\u{0007}控制\u{001b}[31m字符\u{202e}倒\u{feff}",
        "示例𠮷野家𡈽木（𪚥）",
        "示例<script>alert(1)</script>#set page(1)$x$\\",
        " \u{3000} ",
        "示例\u{1F3ED}工厂",
    ];
    let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
    for (i, name) in names.iter().enumerate() {
        let visit = Visit { id: format!("odd-{i}"), company: (*name).to_owned(), position: 10, ..first.clone() };
        tx.put(&visit).await.unwrap();
    }
    tx.commit(kernel::Event::new("zone.loaded", &t.ctx)).await.unwrap();
    let (_, _, bytes) =
        pdf(&app(&t, ctx, Locale::ZhCn), &format!("/attract/missions/{}/briefing.pdf", mission.id)).await;
    let text = pages(&bytes);
    assert!(text.len() >= 9, "a page for each company and more for the long name: {}", text.len());
    let whole = text.concat();
    for part in ["示例装备", "控制", "字符", "野家", "木（", "<script>alert(1)</script>", "#setpage(1)$x$\\", "工厂"]
    {
        assert!(whole.contains(part), "no {part}");
    }
    let length = whole.matches("示例示例").count();
    assert!(length >= 1_000, "the long name stands there whole: {length}");
    assert!(!whole.contains('\u{0007}') && !whole.contains('\u{001b}'), "no control characters");
});

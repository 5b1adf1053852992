//! The plan on paper: the page and the file say the same, a company gets its own and nobody else's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use axum::body::Body;
use axum::http::{Request, header};
use firm::*;
use kernel::Locale;
use land::MIGRATIONS;
use store::on_both;
use tower::ServiceExt;

/// The text of the file without white space: where lines break does not matter.
async fn pdf(app: &axum::Router, path: &str) -> String {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/pdf");
    let bytes = axum::body::to_bytes(response.into_body(), 16_000_000).await.unwrap();
    let read = lopdf::Document::load_mem(&bytes).unwrap();
    let numbers: Vec<u32> = read.get_pages().keys().copied().collect();
    read.extract_text(&numbers).unwrap().split_whitespace().collect()
}

on_both!(MIGRATIONS, the_plan_on_paper_for_staff_and_company, |t| {
    project(&t, "p1", FIRM).await;
    project(&t, "p9", OTHER).await;
    let officer = app(&t, acting(&t, OFFICER), Locale::ZhCn);
    let (status, text) = get(&officer, "/land/projects/p1/plan/print").await;
    assert_eq!(status, 200, "{text}");
    let facts = ["王专办", "0991-3838001", "示例商业广场公司", "2019-05-18", "消防验收", "住建局", "营业执照"];
    has(&text, &facts);
    has(&text, &["喷淋测试报告（可后补）", "承诺 10", "2020-01-23 – 2020-02-06", "/land/projects/p1/plan.pdf"]);
    let paper = pdf(&officer, "/land/projects/p1/plan.pdf").await;
    has(&paper, &facts);
    has(&paper, &["供水排水接驳", "喷淋测试报告（可后补）"]);
    // The company: its own only, and not by the zone's address.
    let sun = app(&t, acting(&t, SUN), Locale::En);
    let (status, text) = get(&sun, "/portal/projects/p1/plan").await;
    assert_eq!(status, 200, "{text}");
    has(&text, &["0991-3838001", "(may follow)", "/portal/projects/p1/plan.pdf"]);
    has(&pdf(&sun, "/portal/projects/p1/plan.pdf").await, &["0991-3838001"]);
    has(&get(&sun, "/portal").await.1, &["/portal/projects/p1/plan"]);
    for wrong in ["/portal/projects/p9/plan", "/portal/projects/p9/plan.pdf", "/land/projects/p1/plan/print"] {
        assert_eq!(get(&sun, wrong).await.0, 404, "{wrong}");
    }
    assert_eq!(get(&officer, "/portal/projects/p1/plan").await.0, 404, "the portal is the company's");
    has(&get(&officer, "/land/projects/p1").await.1, &["/land/projects/p1/plan/print"]);
    let missing = ui::i18n::missing();
    assert!(!missing.iter().any(|k| k.contains("print")), "{missing:?}");
});

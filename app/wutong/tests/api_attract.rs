//! 招商 over the JSON API: leads from opening to a stage, trips, agreements and totals; who may, stale changes, cursors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod api_client;
mod town;

use account::token::Scope;
use api_client::Client;
use axum::http::StatusCode;
use kernel::Role;
use serde_json::{Value, json};
use town::Demo;

fn lead(name: &str) -> Value {
    json!({"company": name, "city": "440305", "subject": "示例项目", "channel": "enquiry",
        "amount": {"fen": 30_000_000_000_i64}, "source": {"document": "示例", "example": true}})
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|i| i["id"].as_str().unwrap()).collect()
}

on_both!(leads_from_opening_to_a_stage, |demo| {
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Write]).await;
    let made = officer.post("/api/v1/leads", &lead("示例接口线索有限公司")).await;
    assert_eq!((made.status, made.etag.as_deref()), (StatusCode::CREATED, Some("\"1\"")), "{}", made.body);
    let me = officer.get("/api/v1/me").await.body;
    assert_eq!(made.body["owner"], me["user_id"], "{me}");
    assert_eq!((&made.body["city"], &made.body["kind"]), (&json!("440300"), &json!("open")));
    assert!(made.body["answer_due_at"].as_str().unwrap().ends_with('Z'), "an enquiry has a deadline");
    let twice =
        officer.post("/api/v1/leads", &lead("示例接口线索（有限公司）".replace(['（', '）'], "").as_str())).await;
    assert_eq!((twice.status.as_u16(), &twice.body["errors"][0]["field"]), (422, &json!("company")), "{}", twice.body);

    let path = format!("/api/v1/leads/{}", made.body["id"].as_str().unwrap());
    let step = json!({"version": 1, "next_step": "寄送资料", "next_on": "2030-01-10", "note": null});
    let planned = officer.with("PATCH", &path, &step).await;
    assert_eq!(planned.status, StatusCode::OK, "{}", planned.body);
    assert_eq!((&planned.body["next_on"], &planned.body["remind_on"]), (&json!("2030-01-10"), &json!("2030-01-09")));
    assert_eq!(planned.body["subject"], "示例项目", "what the change does not name stays");
    let stale = officer.with("PATCH", &path, &json!({"version": 1, "next_step": "电话"})).await;
    assert_eq!((stale.status, stale.kind.as_str()), (StatusCode::CONFLICT, "application/problem+json"));
    assert_eq!(stale.body["stale"], json!([{"field": "lead_next_step", "theirs": "寄送资料", "yours": "电话"}]));

    let stale = officer.post(&format!("{path}/move"), &json!({"version": 1, "stage": "talks"})).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let moved = officer.post(&format!("{path}/move"), &json!({"version": 2, "stage": "talks"})).await;
    assert_eq!((moved.status, &moved.body["stage"]), (StatusCode::OK, &json!("talks")), "{}", moved.body);
    let lost = json!({"version": 3, "stage": "lost"});
    let refused = officer.post(&format!("{path}/move"), &lost).await;
    assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("reason")));
});

on_both!(bad_leads_name_their_field, |demo| {
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Write]).await;
    for (body, field) in [
        (json!({}), "company"),
        (json!({"company": "示例甲有限公司", "colour": 1}), "colour"),
        (json!({"company": "示例甲有限公司", "origin": "moon"}), "origin"),
        (json!({"origin": "books"}), "company_id"),
        (json!({"company": "示例甲有限公司", "company_id": "ex-film"}), "company_id"),
        (json!({"origin": "books", "company_id": "no-such"}), "company"),
        (json!({"origin": "books", "company_id": "ex-film", "city": "440300"}), "city"),
        (json!({"company": "示例甲有限公司", "amount": {"fen": -5}}), "amount"),
        (json!({"company": "示例甲有限公司", "amount": {"fen": 5, "currency": "??"}}), "amount.currency"),
        (json!({"company": "示例甲有限公司", "next_on": "2030-01-01"}), "next_step"),
        (json!({"company": "示例甲有限公司", "began_on": "someday"}), "began_on"),
        (json!({"company": "示例甲有限公司", "channel": "dream"}), "channel"),
    ] {
        let refused = officer.post("/api/v1/leads", &body).await;
        assert_eq!(refused.status.as_u16(), 422, "{body}: {}", refused.body);
        assert_eq!(refused.body["errors"][0]["field"], field, "{body}: {}", refused.body);
        let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
        assert_ne!(detail, refused.body["errors"][0]["code"], "a sentence, not a key");
    }
    for path in ["?limit=0", "?kind=gone", "?colour=red", "?began=2019-13-01..", "?cursor=zz", "?channel=dream"] {
        assert_eq!(officer.get(&format!("/api/v1/leads{path}")).await.status.as_u16(), 422, "{path}");
    }
    assert_eq!(officer.get("/api/v1/leads/no-such").await.status, StatusCode::NOT_FOUND);
});

on_both!(who_may, |demo| {
    let reader = Client::of(demo, Role::AttractionOfficer, &[Scope::Read]).await;
    assert_eq!(reader.get("/api/v1/leads").await.status, StatusCode::OK);
    let refused = reader.post("/api/v1/leads", &lead("示例只读有限公司")).await;
    assert!(matches!(refused.status.as_u16(), 403 | 404), "{}", refused.status);
    // Those who watch see; a company, a park or a clerk does not.
    let auditor = Client::of(demo, Role::Auditor, &[Scope::Write]).await;
    let company = Client::of(demo, Role::CompanyUser, &[Scope::Write]).await;
    for path in ["/api/v1/leads", "/api/v1/missions", "/api/v1/agreements", "/api/v1/agreements/totals"] {
        assert_eq!(auditor.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(company.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(auditor.post("/api/v1/leads", &lead("示例审计有限公司")).await.status, StatusCode::NOT_FOUND);
    // Another officer's lead, or one of the pool, is seen but not worked.
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Write]).await;
    let pool = officer.walk("/api/v1/leads?owner=none").await;
    let path = format!("/api/v1/leads/{}", pool[0]["id"].as_str().unwrap());
    let change = json!({"version": pool[0]["version"], "subject": "x"});
    assert_eq!(officer.with("PATCH", &path, &change).await.status, StatusCode::FORBIDDEN);
    let director = Client::of(demo, Role::Director, &[Scope::Write]).await;
    assert_eq!(director.with("PATCH", &path, &change).await.status, StatusCode::OK);
});

on_both!(cursors_meet_everything_once, |demo| {
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Write]).await;
    for (path, condition) in [
        ("leads", "kind=all"),
        ("leads", "kind=all&channel=mission"),
        ("missions", "direction=outbound"),
        ("agreements", "kind=investment"),
    ] {
        let whole = officer.walk(&format!("/api/v1/{path}?limit=200&{condition}")).await;
        let parts = officer.walk(&format!("/api/v1/{path}?limit=1&{condition}")).await;
        assert!(whole.len() > 1, "{path} {condition}");
        assert_eq!(ids(&whole), ids(&parts), "{path} {condition}");
    }
    let page = officer.get("/api/v1/leads?limit=1").await.body;
    let other = format!("/api/v1/leads?limit=1&kind=won&cursor={}", page["next"].as_str().unwrap());
    assert_eq!(officer.get(&other).await.status.as_u16(), 422, "a cursor holds for its own question");
});

on_both!(trips_agreements_and_totals, |demo| {
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Read]).await;
    let missions = officer.walk("/api/v1/missions").await;
    let path = format!("/api/v1/missions/{}", missions[0]["id"].as_str().unwrap());
    let trip = officer.get(&path).await;
    assert_eq!(trip.etag.unwrap(), format!("\"{}\"", trip.body["version"]));
    assert_eq!(trip.body["visits"].as_array().unwrap().len(), trip.body["conversion"]["planned"]);
    assert!(officer.walk("/api/v1/missions?city=440300").await.len() < missions.len());

    let agreements = officer.walk("/api/v1/agreements?limit=2").await;
    let signed: Vec<&str> = agreements.iter().map(|a| a["signed_on"].as_str().unwrap_or_default()).collect();
    assert!(signed.is_sorted_by(|a, b| a >= b), "the latest first, those without a day last: {signed:?}");
    let mut counted = 0;
    for agreement in &agreements {
        let whole = officer.get(&format!("/api/v1/agreements/{}", agreement["id"].as_str().unwrap())).await.body;
        for amount in whole["amounts"].as_array().unwrap() {
            assert!(!amount["verdict"].as_str().unwrap().is_empty(), "{amount}");
            assert_eq!(amount["counted_fen"].is_null(), amount["rule"].is_null(), "{amount}");
            if amount["kind"] == "contracted" {
                counted += amount["counted_fen"].as_i64().unwrap_or(0);
            }
        }
    }
    for by in ["year", "quarter", "focus", "officer"] {
        let totals = officer.get(&format!("/api/v1/agreements/totals?kind=contracted&by={by}&group=all")).await.body;
        let lines: i64 = totals["lines"].as_array().unwrap().iter().map(|l| l["fen"].as_i64().unwrap()).sum();
        let records = totals["records"].as_array().unwrap().iter();
        let of_records: i64 = records.map(|r| r["counted_fen"].as_i64().unwrap_or(0)).sum();
        let total = totals["total_fen"].as_i64().unwrap();
        assert!(total > 0 && counted > 0 && counted <= total, "{by}: {total} {counted}");
        assert_eq!((lines, of_records), (total, total), "{by}");
    }
    assert_eq!(officer.get("/api/v1/agreements/totals?by=moon").await.status.as_u16(), 422);
    assert_eq!(officer.get("/api/v1/agreements/no-such").await.status, StatusCode::NOT_FOUND);
});

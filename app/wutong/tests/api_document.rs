//! The API's document and the page about it: every route is in both, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod api_client;
mod town;

use api_client::Client;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use std::collections::BTreeSet;
use tower::ServiceExt;
use wutong::web;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_names_every_route_and_only_those() {
    let demo = town::demo("api-document").await;
    let nobody = Client { router: web::router(&demo.parts), token: String::new() };
    let document = nobody.get("/api/v1/openapi.json").await.body;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let declared: BTreeSet<(String, String)> = web::declared(&demo.parts)
        .into_iter()
        .filter(|r| r.path.starts_with("/api/v1/"))
        .map(|r| (r.method.to_lowercase(), r.path.to_owned()))
        .collect();
    let mut named = BTreeSet::new();
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            named.insert((method.clone(), path.clone()));
            assert!(operations.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path} twice");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{method} {path}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let in_path = parameters.iter().filter(|p| p["in"] == "path").count();
            assert_eq!(in_path, path.matches('{').count(), "{method} {path}");
        }
    }
    assert_eq!(named, declared);
    assert!(document["components"]["securitySchemes"]["token"]["scheme"] == "bearer");
    check_references(&document, &document);
    // Each operation has its words in both languages.
    for operation in operations {
        let key = format!("api-op-{}", operation.replace('_', "-"));
        assert!(ui::i18n::knows(&key), "{key}");
    }
}

/// Every `$ref` leads somewhere.
fn check_references(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(to) = fields.get("$ref").and_then(Value::as_str) {
                assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to}");
            }
            fields.values().for_each(|v| check_references(document, v));
        }
        Value::Array(items) => items.iter().for_each(|v| check_references(document, v)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_every_operation_in_both_languages() {
    let demo = town::demo("api-page").await;
    let router = web::router(&demo.parts);
    for (language, title) in [("zh-CN", "接口文档"), ("en", "API reference")] {
        let request = Request::get("/api").header(header::ACCEPT_LANGUAGE, language).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let bytes = axum::body::to_bytes(response.into_body(), 4 * 1024 * 1024).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.contains(title));
        for route in web::declared(&demo.parts).iter().filter(|r| r.path.starts_with("/api/v1/")) {
            assert!(text.contains(&format!("<code>{} {}</code>", route.method, route.path)), "{}", route.path);
        }
        assert!(!text.contains("<script>"), "nothing inline");
    }
    ui::i18n::assert_same_keys(
        concat!(env!("CARGO_MANIFEST_DIR"), "/locales/zh-CN"),
        concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en"),
    );
    let missing: Vec<String> = ui::i18n::missing().into_iter().filter(|key| key.contains("/api-")).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

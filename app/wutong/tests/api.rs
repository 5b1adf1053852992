//! The JSON API as a program meets it: tokens and their scopes, who sees what, refusals with field names, stale
//! changes, walks by cursor.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod api_client;
mod town;

use account::token::Scope;
use api_client::Client;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use town::Demo;
use wutong::web;

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
}

fn company(name: &str) -> Value {
    json!({"name": name, "source": {"document": "示例", "example": true}})
}

on_both!(tokens_and_scopes, |demo| {
    let nobody = Client { router: web::router(&demo.parts), token: "wt_none".to_owned() };
    let refused = nobody.get("/api/v1/enterprises").await;
    assert_eq!((refused.status, refused.kind.as_str()), (StatusCode::UNAUTHORIZED, "application/problem+json"));
    assert_eq!(refused.body["code"], "error-sign-in");

    let reader = Client::of(demo, Role::Statistician, &[Scope::Read]).await;
    assert_eq!(reader.get("/api/v1/enterprises").await.status, StatusCode::OK);
    let me = reader.get("/api/v1/me").await.body;
    assert_eq!((me["user"].as_str(), me["scopes"].clone()), (Some("statistician"), json!(["read"])));
    let refused = reader.post("/api/v1/enterprises", &company("示例只读令牌有限公司")).await;
    assert!(matches!(refused.status.as_u16(), 403 | 404), "{}", refused.status);
    assert_eq!(refused.kind, "application/problem+json");
    let refused = reader.with("PATCH", "/api/v1/enterprises/ex-software", &json!({"version": 1, "intro": "x"})).await;
    assert!(matches!(refused.status.as_u16(), 403 | 404), "{}", refused.status);
    assert!(reader.walk("/api/v1/enterprises?q=示例只读令牌&sort=id").await.is_empty());

    let writer = Client::of(demo, Role::Statistician, &[Scope::Read, Scope::Write]).await;
    let made = writer.post("/api/v1/enterprises", &company("示例可写令牌有限公司")).await;
    assert_eq!((made.status, made.etag.as_deref()), (StatusCode::CREATED, Some("\"1\"")), "{}", made.body);
    assert_eq!(made.body["source"]["example"], true);
    assert_eq!(made.body["credit_code"], Value::Null);
    assert!(made.body["updated_at"].as_str().unwrap().ends_with('Z'));
    let found = writer.get("/api/v1/enterprises?q=%E7%A4%BA%E4%BE%8B%E5%8F%AF%E5%86%99%E4%BB%A4%E7%89%8C").await;
    assert_eq!(found.body["items"][0]["id"], made.body["id"]);
});

on_both!(a_company_sees_itself_only, |demo| {
    let own = Client::of(demo, Role::CompanyUser, &[Scope::Read, Scope::Write]).await;
    assert_eq!(ids(&own.walk("/api/v1/enterprises").await), ["ex-film"]);
    assert_eq!(ids(&own.walk("/api/v1/enterprises?q=示例&sort=id").await), ["ex-film"]);
    assert_eq!(own.get("/api/v1/enterprises/ex-film").await.status, StatusCode::OK);
    assert_eq!(own.get("/api/v1/enterprises/ex-film/contacts").await.body.as_array().unwrap().len(), 1);
    for path in ["", "/figures", "/listings", "/contacts", "/timeline", "/standings", "/merges"] {
        let other = own.get(&format!("/api/v1/enterprises/ex-software{path}")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(own.get("/api/v1/journal").await.status, StatusCode::NOT_FOUND);
    assert_eq!(own.get("/api/v1/indicators").await.status, StatusCode::NOT_FOUND);
    // A statistician keeps the books but has no right to personal particulars.
    let books = Client::of(demo, Role::Statistician, &[Scope::Write]).await;
    assert_eq!(books.get("/api/v1/enterprises/ex-film/contacts").await.status, StatusCode::NOT_FOUND);
});

on_both!(stale_changes_and_field_errors, |demo| {
    let client = Client::of(demo, Role::Statistician, &[Scope::Write]).await;
    let film = client.get("/api/v1/enterprises/ex-film").await;
    let version = film.body["version"].as_i64().unwrap();
    assert_eq!(film.etag.unwrap(), format!("\"{version}\""));
    let path = "/api/v1/enterprises/ex-film";
    let change = json!({"address": "示例路 2 号", "website": null, "capital": {"fen": 13_500_000_000_i64}});
    let request = Request::patch(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("if-match", format!("\"{version}\""));
    let changed = client.send(request, Body::from(change.to_string())).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["capital"], json!({"fen": 13_500_000_000_i64, "currency": "CNY"}));
    assert_eq!(changed.body["name"], film.body["name"], "what the change does not name stays");
    assert_eq!(changed.body["former_names"], film.body["former_names"]);

    let stale = client.with("PATCH", path, &json!({"version": version, "address": "示例路 3 号"})).await;
    assert_eq!((stale.status, stale.kind.as_str()), (StatusCode::CONFLICT, "application/problem+json"));
    assert_eq!(stale.body["stale"], json!([{"field": "address", "theirs": "示例路 2 号", "yours": "示例路 3 号"}]));

    for (method, path, body, field) in [
        ("PATCH", path, json!({"address": "x"}), "version"),
        ("PATCH", path, json!({"version": version + 1, "credit_code": "91650104EXAMPL0129"}), "credit_code"),
        ("PATCH", path, json!({"version": version + 1, "nmae": "x"}), "nmae"),
        ("PATCH", path, json!({"version": version + 1, "insured_count": "many"}), "insured_count"),
        ("PATCH", path, json!({"version": version + 1, "source": {"document": "d", "on": "yesterday"}}), "source.on"),
        ("POST", "/api/v1/enterprises", json!({}), "name"),
        ("POST", "/api/v1/enterprises", json!({"name": "示例\u{0}有限公司"}), "body"),
        (
            "PUT",
            "/api/v1/enterprises/ex-film/figures",
            json!({"metric": "revenue", "period": "2018", "count": 1}),
            "money",
        ),
        ("POST", "/api/v1/enterprises/ex-film/listings", json!({"list": "世界500强", "evidenced": true}), "year"),
        ("PUT", "/api/v1/focuses/it", json!({"name_zh": "x", "tier": "main", "version": 1}), "tier"),
        (
            "POST",
            "/api/v1/ranks",
            json!({"list_zh": "示例榜", "edition": 2019, "place": 101, "out_of": 100,
            "published_on": "2019-10-08", "publishers": ["示例"], "source": {"document": "示例", "example": true}}),
            "place",
        ),
    ] {
        let refused = client.with(method, path, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {path} {body}: {}", refused.body);
        assert_eq!(refused.kind, "application/problem+json");
        assert_eq!(refused.body["errors"][0]["field"], field, "{body}: {}", refused.body);
        let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
        assert_ne!(detail, refused.body["errors"][0]["code"], "a sentence, not a key");
    }
    for path in [
        "/api/v1/enterprises?limit=0",
        "/api/v1/enterprises?size=huge",
        "/api/v1/enterprises?colour=red",
        "/api/v1/enterprises?cursor=zz",
        "/api/v1/journal?after=x",
        "/api/v1/enterprises?q=%00",
    ] {
        assert_eq!(client.get(path).await.status.as_u16(), if path.contains("journal") { 404 } else { 422 }, "{path}");
    }
    let plain = Request::post("/api/v1/ranks").header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(client.send(plain, Body::from("{}")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(client.get("/api/v1/enterprises/no-such").await.status, StatusCode::NOT_FOUND);
});

on_both!(cursors_walk_everything_once, |demo| {
    let client = Client::of(demo, Role::Statistician, &[Scope::Write]).await;
    let before: BTreeSet<String> = ids(&client.walk("/api/v1/enterprises?limit=200").await).into_iter().collect();
    assert!(before.len() > 20, "{}", before.len());
    // Walk in small pages, adding a company after each.
    let (mut seen, mut cursor, mut added) = (Vec::new(), String::new(), 0);
    loop {
        let page = client.get(&format!("/api/v1/enterprises?limit=7{cursor}")).await;
        assert_eq!(page.status, StatusCode::OK);
        seen.extend(ids(page.body["items"].as_array().unwrap()));
        let made = client.post("/api/v1/enterprises", &company(&format!("示例翻页第{added}有限公司"))).await;
        assert_eq!(made.status, StatusCode::CREATED);
        added += 1;
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let once: BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len(), "no company twice");
    assert!(before.is_subset(&once), "no company left out");
    // The same with a condition, against the list in one page.
    for condition in ["focus=it", "industry=I", "example=yes", "status=active", "q=示例&sort=id", "q=示例"] {
        let whole = ids(&client.walk(&format!("/api/v1/enterprises?limit=200&{condition}")).await);
        let parts = ids(&client.walk(&format!("/api/v1/enterprises?limit=3&{condition}")).await);
        assert!(!whole.is_empty(), "{condition}");
        assert_eq!(whole, parts, "{condition}");
    }
    let page = client.get("/api/v1/enterprises?limit=3&focus=it").await.body;
    let moved = format!("/api/v1/enterprises?limit=3&focus=other&cursor={}", page["next"].as_str().unwrap());
    assert_eq!(client.get(&moved).await.status.as_u16(), 422, "a cursor holds for its own question");
});

on_both!(the_books_in_parts, |demo| {
    let client = Client::of(demo, Role::Statistician, &[Scope::Write]).await;
    let path = "/api/v1/enterprises/ex-film";
    let set = json!({"metric": "revenue", "period": "2016", "money": {"fen": 700_000_000_i64}, "source": {"document": "示例", "example": true}});
    let figure = client.with("PUT", &format!("{path}/figures"), &set).await;
    assert_eq!(figure.status, StatusCode::OK, "{}", figure.body);
    assert_eq!(figure.body["money"]["fen"], 700_000_000_i64);
    assert_eq!(client.with("PUT", &format!("{path}/figures"), &set).await.status, StatusCode::CONFLICT);
    let gone = client.with("DELETE", &format!("{path}/figures/revenue/2016"), &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let timeline = client.walk(&format!("{path}/timeline?limit=1")).await;
    let kinds: Vec<&str> = timeline.iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds[..2], ["figure.removed", "figure.set"]);
    assert_eq!(timeline[1]["changes"][0]["key"], json!(["revenue", "2016"]));

    let gdp = client.get("/api/v1/indicators/gdp").await;
    assert_eq!(gdp.status, StatusCode::OK, "{}", gdp.body);
    let of_2019 = gdp.body["values"].as_array().unwrap().iter().find(|v| v["period"] == "2019").unwrap();
    assert_eq!(of_2019["value"], "1273.2");
    assert!(!of_2019["source"]["document"].as_str().unwrap().is_empty());
    assert!(gdp.body["derived"].as_array().unwrap().iter().any(|d| d["value"] == "3450.4"), "{}", gdp.body["derived"]);
    let wrong = json!({"period": "2018", "value": "40", "source": {"document": "示例来源", "on": "2020-01-10"}});
    let refused = client.with("PUT", "/api/v1/indicators/gdp-share/values", &wrong).await;
    assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains("36.6%"), "{}", refused.body);
    assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("value")));

    let ranks = client.get("/api/v1/ranks").await.body;
    assert!(ranks.as_array().unwrap().iter().any(|r| r["place"] == 34 && r["out_of"] == 100));
    assert!(client.get("/api/v1/focuses").await.body.as_array().unwrap().len() >= 4);
    assert!(!client.get("/api/v1/thresholds").await.body.as_array().unwrap().is_empty());

    let [one, two] = ["示例合并甲有限公司", "示例合并乙有限公司"].map(company);
    let one = client.post("/api/v1/enterprises", &one).await.body;
    let two = client.post("/api/v1/enterprises", &two).await.body;
    let merge = json!({"version": one["version"], "from": two["id"], "from_version": two["version"]});
    let merged = client.post(&format!("/api/v1/enterprises/{}/merge", one["id"].as_str().unwrap()), &merge).await;
    assert_eq!(merged.status, StatusCode::CREATED, "{}", merged.body);
    let from = format!("/api/v1/enterprises/{}", two["id"].as_str().unwrap());
    assert_eq!(client.get(&from).await.body["merged_into"], one["id"]);
    let undo = format!("/api/v1/merges/{}/undo", merged.body["id"].as_str().unwrap());
    assert_eq!(client.post(&undo, &Value::Null).await.status, StatusCode::OK);
    assert_eq!(client.get(&from).await.body["merged_into"], Value::Null);
});

on_both!(files_come_in, |demo| {
    let (running, signer) = demo.parts.start();
    let client = Client::of(demo, Role::Statistician, &[Scope::Write]).await;
    let csv = "企业名称,统一社会信用代码\n示例导入一有限公司,\n示例导入二有限公司,91650104EXAMPL0129\n";
    let form = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"some.csv\"\r\n\r\n{csv}\r\n--edge--\r\n"
    );
    let kind = "multipart/form-data; boundary=edge";
    let sent = client.send(Request::post("/api/v1/imports").header(header::CONTENT_TYPE, kind), Body::from(form)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let path = format!("/api/v1/imports/{}", sent.body["id"].as_str().unwrap());
    let preview = until(&client, &path, "previewed").await;
    assert_eq!(preview["import"]["counts"], json!({"create": 1, "update": 0, "skip": 0, "error": 1}));
    assert_eq!(preview["rows"]["items"][1]["reasons"][0]["field"], "credit_code");
    let version = |body: &Value| json!({"version": body["import"]["version"]});
    assert_eq!(client.post(&format!("{path}/apply"), &json!({"version": 0})).await.status, StatusCode::CONFLICT);
    assert_eq!(client.post(&format!("{path}/apply"), &version(&preview)).await.status, StatusCode::ACCEPTED);
    let applied = until(&client, &path, "applied").await;
    let found = client.get("/api/v1/enterprises?q=示例导入一").await;
    assert_eq!(found.body["items"][0]["batch_id"], applied["import"]["id"]);
    assert_eq!(client.post(&format!("{path}/undo"), &version(&applied)).await.status, StatusCode::ACCEPTED);
    until(&client, &path, "undone").await;
    assert_eq!(client.walk("/api/v1/imports?limit=1").await.len(), 1);
    let empty = client
        .send(Request::post("/api/v1/imports").header(header::CONTENT_TYPE, kind), Body::from("--edge--\r\n"))
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    running.shutdown().await;
    signer.abort();
});

/// Asks until the import has reached that state.
async fn until(client: &Client, path: &str, state: &str) -> Value {
    for _ in 0..200 {
        let found = client.get(path).await.body;
        if found["import"]["state"] == state {
            return found;
        }
        assert_ne!(found["import"]["state"], "refused", "{found}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} is not {state}");
}

on_both!(the_journal_in_order, |demo| {
    let auditor = Client::of(demo, Role::Auditor, &[Scope::Read]).await;
    let events = auditor.walk("/api/v1/journal?limit=5").await;
    let numbers: Vec<i64> = events.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>());
    let last = numbers.last().unwrap();
    assert_eq!(auditor.get(&format!("/api/v1/journal?after={last}")).await.body, json!({"items": [], "next": null}));
});

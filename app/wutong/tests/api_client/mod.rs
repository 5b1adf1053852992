//! A program that speaks to the API with an access token.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use crate::town::Demo;
use account::token::Scope;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Role;
use serde_json::Value;
use tower::ServiceExt;
use wutong::web;

/// A program with a token.
pub struct Client {
    pub router: axum::Router,
    pub token: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub kind: String,
    pub etag: Option<String>,
    pub body: Value,
}

impl Client {
    pub async fn of(demo: &Demo, role: Role, scopes: &[Scope]) -> Self {
        let town = &demo.parts.town;
        let ctx = town.system();
        let user = account::users::by_login(&ctx, &demo.parts.accounts, wutong::demo::user_of(role)).await.unwrap();
        let made = account::tokens::create(&ctx, &town.db, &user.grant.id, scopes, "test", 1).await.unwrap();
        Self { router: web::router(&demo.parts), token: made.token }
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).map(|v: &axum::http::HeaderValue| v.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(body, 16 * 1024 * 1024).await.unwrap();
        Answer {
            status: parts.status,
            kind: text(header::CONTENT_TYPE).unwrap_or_default(),
            etag: text(header::ETAG),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(escaped(path)), Body::empty()).await
    }
    pub async fn with(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request, Body::from(body.to_string())).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.with("POST", path, body).await
    }
    /// All items of a list, by its cursors.
    pub async fn walk(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = path.to_owned();
        for _ in 0..1000 {
            let page = self.get(&next).await;
            assert_eq!(page.status, StatusCode::OK, "{next}: {}", page.body);
            items.extend(page.body["items"].as_array().unwrap().clone());
            let Some(cursor) = page.body["next"].as_str() else { return items };
            let join = if path.contains('?') { '&' } else { '?' };
            next = format!("{path}{join}cursor={cursor}");
        }
        panic!("{path} has no end");
    }
}

/// An address can hold no Chinese.
fn escaped(path: &str) -> String {
    let byte = |b: u8| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") };
    path.bytes().map(byte).collect()
}

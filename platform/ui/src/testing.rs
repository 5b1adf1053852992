//! For tests: a slice's pages with everything around them that the application puts there, and somebody who opens and sends them.
use crate::{Place, Routes, Visit};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::{Router, http};
use kernel::Ctx;
use kernel::ctx::SeededRng;
use std::sync::Arc;
use tower::ServiceExt;

/// The token of every form.
pub const TOKEN: &str = "a1b2c3";
/// No page is longer, in bytes.
const LONGEST: usize = 8_000_000;

/// The pages as this actor sees them, with one place in the menu.
pub fn site(routes: Routes<()>, ctx: Ctx, place: Place) -> Router {
    let zone_name = "乌鲁木齐高新区（新市区）".to_owned();
    let visit = Visit { ctx, zone_name, csrf: TOKEN.to_owned(), places: Arc::new([place]) };
    let (router, _) = crate::routes::<()>().merge(routes).into_parts();
    let session = from_fn(move |mut request: Request, next: Next| {
        request.extensions_mut().insert(visit.clone());
        next.run(request)
    });
    let rng = Arc::new(SeededRng::new(3));
    crate::outside_session(crate::inside_session(router, rng.clone()).layer(session), rng)
}

pub async fn get(app: &Router, path: &str) -> (u16, String) {
    send(app, Request::get(path), Body::empty()).await
}

pub async fn post(app: &Router, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let mut pairs = vec![format!("csrf={TOKEN}")];
    pairs.extend(fields.iter().map(|(k, v)| format!("{k}={}", crate::cookie::percent(v))));
    let request = Request::post(path).header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(app, request, Body::from(pairs.join("&"))).await
}

/// A form with text fields and, last, a file.
pub async fn upload(app: &Router, path: &str, texts: &[(&str, &str)], name: &str, bytes: &[u8]) -> (u16, String) {
    let mut body = Vec::new();
    for (field, value) in texts {
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(format!("{path}?csrf={TOKEN}"))
        .header(http::header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    send(app, request, Body::from(body)).await
}

/// Status and body; of a redirect where to, before a download its disposition.
///
/// # Panics
/// When the pages give no answer at all: the test is over then.
#[allow(clippy::unwrap_used)]
async fn send(app: &Router, request: http::request::Builder, body: Body) -> (u16, String) {
    let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let header = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    if let Some(to) = header(http::header::LOCATION) {
        return (status, to);
    }
    let bytes = axum::body::to_bytes(response.into_body(), LONGEST).await.unwrap();
    (status, header(http::header::CONTENT_DISPOSITION).unwrap_or_default() + &String::from_utf8_lossy(&bytes))
}

//! Forms sent by other sites are refused: by the browser's own word (Sec-Fetch-Site, Origin) and by the session's token.
//!
//! The token comes as form field `csrf`, header `X-CSRF-Token`, or (multipart forms, whose body is not read here) query
//! parameter `csrf`. Requests with an access token carry no cookie and cannot be forged.
use crate::web::{Reject, Visit};
use axum::body::{Body, Bytes};
use axum::extract::{Form, FromRequest, Query, Request};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::Error;
use kernel::ctx::Via;

/// Forms are small; files travel as multipart and have their own limits.
const LONGEST_FORM_BYTES: usize = 1024 * 1024;

/// Layer, inside the session layer.
pub async fn check(request: Request, next: Next) -> Response {
    match passed(request).await {
        Ok(request) => next.run(request).await,
        Err(reject) => reject.into_response(),
    }
}

async fn passed(request: Request) -> Result<Request, Reject> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(request);
    }
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return Err(Reject::Forged);
    };
    if matches!(visit.ctx.actor.via, Via::Token { .. }) {
        return Ok(request);
    }
    if !same_site(request.headers()) {
        return Err(Reject::Forged);
    }
    if visit.csrf.is_empty() {
        return Ok(request);
    }
    let (request, given) = given_token(request).await?;
    if given.is_some_and(|g| equal(g.as_bytes(), visit.csrf.as_bytes())) { Ok(request) } else { Err(Reject::Forged) }
}

/// What the browser says about where the request comes from. One that says nothing is no browser of today: the token decides.
fn same_site(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok()) else {
        return true;
    };
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    origin.split_once("://").is_some_and(|(_, from)| Some(from) == host)
}

async fn given_token(request: Request) -> Result<(Request, Option<String>), Reject> {
    let header = request.headers().get("x-csrf-token").and_then(|v| v.to_str().ok()).map(str::to_owned);
    if header.is_some() {
        return Ok((request, header));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |v| v.as_bytes());
    if !kind.starts_with(b"application/x-www-form-urlencoded") {
        let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).ok();
        let token = query.and_then(|Query(pairs)| token_of(pairs));
        return Ok((request, token));
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, LONGEST_FORM_BYTES).await;
    let bytes = bytes.map_err(|_| Error::limit("error-too-large", LONGEST_FORM_BYTES / 1024 / 1024))?;
    let token = token_in_form(bytes.clone()).await;
    Ok((Request::from_parts(parts, Body::from(bytes)), token))
}

async fn token_in_form(bytes: Bytes) -> Option<String> {
    let request = Request::post("/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from(bytes)).ok()?;
    let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, &()).await.ok()?;
    token_of(pairs)
}

fn token_of(pairs: Vec<(String, String)>) -> Option<String> {
    pairs.into_iter().find(|(name, _)| name == "csrf").map(|(_, value)| value)
}

/// Equal, in a time that does not tell where they differ.
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0
}

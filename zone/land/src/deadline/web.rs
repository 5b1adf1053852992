//! 我的期限: the page, the address of the calendar, and the calendar itself.
use super::service::{self, Words};
use super::{Deadline, ics};
use crate::LandState;
use crate::material::view::is_company;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Action, Error, Resource};
use sha2::{Digest, Sha256};
use ui::{Access, Flash, Html, Req, Result, Routes, Shell, T, see_other};

const HOME: &str = "/land/deadlines";

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Self_, Action::View);
    let edit = Access::Needs(Resource::Self_, Action::Edit);
    Routes::new()
        .get(HOME, see, show)
        .post("/land/deadlines/address", edit, share)
        .post("/land/deadlines/address/revoke", edit, revoke)
        // Calendar programs cannot sign in: who knows the secret reads it.
        .get("/land/calendar/{file}", Access::Public, file)
}

struct Row {
    on: String,
    path: String,
    summary: String,
    detail: String,
    light: &'static str,
    word: String,
}

#[derive(askama::Template)]
#[template(path = "land/deadline/list.html")]
struct ListPage {
    page: Shell,
    rows: Vec<Row>,
    /// The address just made, shown this once.
    fresh: String,
    made: String,
    read: String,
}

fn row(w: &Words, d: Deadline) -> Row {
    let days = (d.on - w.today).num_days();
    let (light, word) = match (d.late, days) {
        (true, _) => ("red", w.t.s("deadline-late")),
        (_, 0) => ("yel", w.t.s("deadline-today")),
        (_, n) => ("", w.t.a("deadline-in-days", "n", n)),
    };
    Row { on: d.on.to_string(), path: d.path, summary: d.summary, detail: d.detail, light, word }
}

async fn page(req: &Req, s: &LandState, fresh: String) -> Result<ListPage> {
    let w = Words::of(&req.ctx);
    let feed = service::feed(&req.ctx, s).await?;
    let place = if is_company(req) { "portal-tasks" } else { "land" };
    Ok(ListPage {
        rows: service::of(&req.ctx, s).await?.into_iter().map(|d| row(&w, d)).collect(),
        made: feed.as_ref().map(|f| req.t.instant(f.created_us)).unwrap_or_default(),
        read: feed.and_then(|f| f.read_us).map(|us| req.t.instant(us)).unwrap_or_default(),
        page: req.shell("deadline-title", place),
        fresh,
    })
}

async fn show(req: Req, State(s): State<LandState>) -> Result<Html<ListPage>> {
    Ok(Html(page(&req, &s, String::new()).await?))
}

async fn share(req: Req, State(s): State<LandState>) -> Result<Response> {
    let secret = service::share(&req.ctx, &s).await?;
    let page = page(&req, &s, format!("{}/land/calendar/{secret}.ics", base(&req.headers))).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response())
}

async fn revoke(req: Req, State(s): State<LandState>) -> Result<Response> {
    service::revoke(&req.ctx, &s).await?;
    Ok(see_other(HOME).flash(Flash::done("deadline-revoked")).into_response())
}

/// The address of this installation as the visitor reached it; empty where the visitor does not say.
fn base(headers: &HeaderMap) -> String {
    let said = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let secure = said("x-forwarded-proto") == Some("https");
    // Anything else than a host and a port would change what the line says.
    let plain = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let host = said("host").filter(plain);
    host.map(|host| format!("{}://{host}", if secure { "https" } else { "http" })).unwrap_or_default()
}

async fn file(req: Req, State(s): State<LandState>, Path(file): Path<String>) -> Result<Response> {
    let secret = file.strip_suffix(".ics").ok_or(Error::NotFound)?;
    let ctx = service::reader(&req.ctx, &s, secret).await?;
    let all = service::of(&ctx, &s).await?;
    let name = T::new(ctx.locale).a("deadline-calendar", "name", &ctx.actor.display_name);
    let text = ics::calendar(ctx.zone.as_str(), &name, &base(&req.headers), &all);
    let tag: String = Sha256::digest(text.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = req.headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(&tag));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"deadlines.ics\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(Error::internal)?);
    Ok(response)
}

//! Refusals and faults as the user meets them: a page, a block for htmx, or RFC 9457 problem+json under `/api/`.
//!
//! Kind, plain, in the user's language, saying what to do. The sources of a fault are logged under its number, never shown.
use crate::cookie;
use crate::i18n::T;
use crate::shell::Shell;
use crate::web::{self, Html, Refused, Reject, Visit};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::error::StaleField;
use kernel::{Error, Rng};
use serde_json::json;
use std::sync::Arc;

/// A fault in words.
#[derive(Clone, Debug)]
pub struct FaultView {
    pub status: u16,
    pub title: String,
    pub text: String,
    /// To quote when asking for help; empty for what the user can mend alone.
    pub number: String,
    /// What is wrong, field by field.
    pub fields: Vec<FieldView>,
    /// Both sides of a stale edit.
    pub stale: Vec<StaleView>,
    pub retry: bool,
}

#[derive(Clone, Debug)]
pub struct FieldView {
    pub field: String,
    pub code: String,
    pub text: String,
}

/// A field that both changed: as it is now, and as the user would have it.
#[derive(Clone, Debug)]
pub struct StaleView {
    pub label: String,
    pub theirs: String,
    pub yours: String,
}

impl StaleView {
    /// The field's label stands under `field-NAME`, if anywhere.
    pub fn of(t: T, fields: &[StaleField]) -> Vec<Self> {
        let view =
            |f: &StaleField| Self { label: label(t, &f.field), theirs: f.theirs.clone(), yours: f.yours.clone() };
        fields.iter().map(view).collect()
    }
}

fn label(t: T, field: &str) -> String {
    t.maybe(&format!("field-{}", field.replace('_', "-"))).unwrap_or_else(|| field.to_owned())
}

#[derive(askama::Template)]
#[template(path = "ui/error.html")]
struct ErrorPage {
    page: Shell,
    fault: FaultView,
}

#[derive(askama::Template)]
#[template(path = "ui/error_card.html")]
struct ErrorCard {
    page: Shell,
    fault: FaultView,
}

/// How the request wants its answer.
struct Asked {
    api: bool,
    htmx: bool,
    reading: bool,
    here: String,
    t: T,
    visit: Option<Visit>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let visit = request.extensions().get::<Visit>().cloned();
        let locale = visit.as_ref().map_or_else(|| web::locale_of(request.headers()), |v| v.ctx.locale);
        Self {
            api: request.uri().path().starts_with("/api/"),
            htmx: web::is_htmx(request.headers()),
            reading: matches!(*request.method(), Method::GET | Method::HEAD),
            here: request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            t: T::new(locale),
            visit,
        }
    }
    fn shell(&self, title: &str) -> Shell {
        match &self.visit {
            Some(visit) => web::shell_of(visit, &self.here, title.to_owned(), ""),
            None => Shell { here: self.here.clone(), ..Shell::bare(self.t, title.to_owned()) },
        }
    }
}

/// Layer: every refusal gets its words. Put it inside the session layer (it then knows the user) and once more outside
/// (for what the session layer itself refuses); what is rendered already passes through.
pub async fn render(State(rng): State<Arc<dyn Rng>>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    let reject = match response.extensions_mut().remove::<Refused>() {
        Some(Refused(reject)) => Some(reject),
        None if is_bare_failure(&response) => None,
        None => return response,
    };
    let status = response.status();
    if matches!(reject.as_deref(), Some(Reject::SignIn)) {
        return to_sign_in(&asked);
    }
    let number = number(&*rng);
    log(status, &number, &asked.here, reject.as_deref());
    let fault = describe(asked.t, status, &number, reject.as_deref());
    let mut shown = if asked.api { problem(&asked, &fault, reject.as_deref()) } else { page(&asked, fault) };
    *shown.status_mut() = status;
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers_mut().remove(&name) {
            shown.headers_mut().insert(name, value);
        }
    }
    if matches!(status.as_u16(), 429 | 503) {
        shown.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from(wait_s(reject.as_deref())));
    }
    shown
}

/// Seconds after which trying again makes sense: the minutes that a limit names, else a moment.
fn wait_s(reject: Option<&Reject>) -> u64 {
    let Some(Reject::Error(Error::Limit { args, .. })) = reject else { return 5 };
    let minutes = args.iter().find(|(name, _)| name == "minutes").and_then(|(_, n)| n.parse::<u64>().ok());
    minutes.map_or(5, |n| n.saturating_mul(60))
}

/// A failure that no page of ours has spoken for: an extractor's, the router's, a layer's.
fn is_bare_failure(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let status = response.status();
    (status.is_client_error() || status.is_server_error()) && kind.is_none_or(|k| k.starts_with(b"text/plain"))
}

fn to_sign_in(asked: &Asked) -> Response {
    if asked.api {
        let fault = describe(asked.t, StatusCode::UNAUTHORIZED, "", Some(&Reject::SignIn));
        let mut response = problem(asked, &fault, Some(&Reject::SignIn));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let back =
        if asked.reading && !asked.htmx { format!("?next={}", cookie::percent(&asked.here)) } else { String::new() };
    let path = format!("/sign-in{back}");
    let fault = describe(asked.t, StatusCode::UNAUTHORIZED, "", Some(&Reject::SignIn));
    let page = asked.shell(&fault.title);
    match HeaderValue::from_str(&path) {
        Ok(to) if asked.htmx => {
            (StatusCode::UNAUTHORIZED, [("hx-redirect", to)], Html(ErrorCard { page, fault })).into_response()
        }
        _ => web::see_other(path).into_response(),
    }
}

fn number(rng: &dyn Rng) -> String {
    let mut bytes = [0u8; 4];
    rng.fill(&mut bytes);
    let [a, b, c, d] = bytes;
    format!("{a:02X}{b:02X}-{c:02X}{d:02X}")
}

fn log(status: StatusCode, number: &str, path: &str, reject: Option<&Reject>) {
    let path = path.split('?').next().unwrap_or_default();
    match reject {
        Some(Reject::Error(e)) if status.is_server_error() => {
            let mut causes = Vec::new();
            let mut source = std::error::Error::source(e).and_then(std::error::Error::source);
            while let Some(cause) = source {
                causes.push(cause.to_string());
                source = cause.source();
            }
            tracing::error!(number, path, error = %e, ?causes, "a request failed");
        }
        Some(reject) => tracing::debug!(number, path, status = status.as_u16(), ?reject, "a request was refused"),
        None if status.is_server_error() => tracing::error!(number, path, status = status.as_u16(), "a request failed"),
        None => tracing::debug!(number, path, status = status.as_u16(), "a request was refused"),
    }
}

fn describe(t: T, status: StatusCode, number: &str, reject: Option<&Reject>) -> FaultView {
    let code = status.as_u16();
    let text = match reject {
        Some(Reject::Error(Error::Invalid(_))) => t.s("error-invalid"),
        Some(Reject::Error(e)) => t.args(e.code(), e.args()),
        Some(Reject::SignIn) => t.s("error-sign-in"),
        Some(Reject::Forged) => t.s("error-forged"),
        None => t.s(by_status(code)),
    };
    let (fields, stale) = match reject {
        Some(Reject::Error(Error::Invalid(fields))) => {
            let view = |f: &kernel::FieldError| FieldView {
                field: f.field.clone(),
                code: f.code.clone(),
                text: t.field_error(f),
            };
            (fields.iter().map(view).collect(), Vec::new())
        }
        Some(Reject::Error(Error::Conflict { stale, .. })) => (Vec::new(), StaleView::of(t, stale)),
        _ => (Vec::new(), Vec::new()),
    };
    FaultView {
        status: code,
        title: t.s(title(code)),
        text,
        number: if status.is_server_error() { number.to_owned() } else { String::new() },
        fields,
        stale,
        retry: matches!(code, 500 | 503 | 429 | 408),
    }
}

fn title(status: u16) -> &'static str {
    match status {
        401 => "error-title-sign-in",
        403 => "error-title-forbidden",
        404 | 405 => "error-title-not-found",
        408 | 503 => "error-title-unavailable",
        409 => "error-title-conflict",
        413 => "error-title-limit",
        429 => "error-title-throttle",
        400..=499 => "error-title-invalid",
        _ => "error-title-internal",
    }
}

fn by_status(status: u16) -> &'static str {
    match status {
        404 | 405 => "error-not-found",
        403 => "error-forbidden",
        408 | 503 => "error-unavailable",
        413 => "error-too-large",
        429 => "error-throttle",
        400..=499 => "error-unreadable",
        _ => "error-internal",
    }
}

fn page(asked: &Asked, fault: FaultView) -> Response {
    let page = asked.shell(&fault.title);
    let rendered = if asked.htmx {
        Html(ErrorCard { page, fault }).into_response()
    } else {
        Html(ErrorPage { page, fault }).into_response()
    };
    // A template that fails here would loop; the bare status is all that is left to say.
    if rendered.extensions().get::<Refused>().is_some() {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    } else {
        rendered
    }
}

fn problem(asked: &Asked, fault: &FaultView, reject: Option<&Reject>) -> Response {
    let code = match reject {
        Some(Reject::Error(e)) => e.code(),
        Some(Reject::SignIn) => "error-sign-in",
        Some(Reject::Forged) => "error-forged",
        None => by_status(fault.status),
    };
    let mut body = json!({
        "type": "about:blank", "title": fault.title, "status": fault.status, "detail": fault.text, "code": code,
    });
    if let Some(body) = body.as_object_mut() {
        if !fault.number.is_empty() {
            body.insert("number".into(), json!(fault.number));
        }
        if !fault.fields.is_empty() {
            let one = |f: &FieldView| json!({"field": f.field, "code": f.code, "detail": f.text});
            body.insert("errors".into(), fault.fields.iter().map(one).collect());
        }
        if let Some(Reject::Error(Error::Conflict { stale, .. })) = reject
            && !stale.is_empty()
        {
            body.insert("stale".into(), json!(stale));
        }
    }
    let kind = HeaderValue::from_static("application/problem+json");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_LANGUAGE, HeaderValue::from_static(asked.t.tag()))];
    (headers, Json(body)).into_response()
}

//! What a handler speaks with: the request ([`Req`]), the page ([`Html`]), a redirect ([`SeeOther`]), a refusal ([`Reject`]).
use crate::cookie;
use crate::flash::Flash;
use crate::i18n::T;
use crate::shell::{self, Place, Shell};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Ctx, Error, Locale};
use std::sync::Arc;

/// What a handler returns.
pub type Result<T> = std::result::Result<T, Reject>;

/// The name of the cookie that holds the chosen language.
pub const LANGUAGE_COOKIE: &str = "wt_lang";

/// Who visits: the application's session layer puts this into the request's extensions.
#[derive(Clone)]
pub struct Visit {
    pub ctx: Ctx,
    /// The zone's name in the user's language.
    pub zone_name: String,
    /// The session's token against forged forms; empty while nobody is signed in.
    pub csrf: String,
    /// The places that are built.
    pub places: Arc<[Place]>,
}

/// How many messages and due things wait for the visitor: the number on the bell. The session layer puts it into the
/// request's extensions for whole pages of those who get messages.
#[derive(Clone, Copy, Debug)]
pub struct Waiting(pub i64);

/// The request as a handler sees it.
pub struct Req {
    pub ctx: Ctx,
    pub t: T,
    pub csrf: String,
    pub path: String,
    /// The query string without `?`; empty when there is none.
    pub query: String,
    /// Asked by htmx for a block of the page.
    pub htmx: bool,
    pub flash: Option<Flash>,
    pub headers: HeaderMap,
    visit: Visit,
    waiting: Option<Waiting>,
}

impl<S: Sync> FromRequestParts<S> for Req {
    type Rejection = Reject;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let visit = parts.extensions.get::<Visit>().cloned();
        let visit = visit.ok_or_else(|| Error::internal("the session layer put no Visit into the request"))?;
        let waiting = parts.extensions.get::<Waiting>().copied();
        Ok(Self { waiting, ..Self::new(visit, &parts.uri, &parts.headers) })
    }
}

impl Req {
    fn new(visit: Visit, uri: &Uri, headers: &HeaderMap) -> Self {
        Self {
            t: T::new(visit.ctx.locale),
            csrf: visit.csrf.clone(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            htmx: is_htmx(headers),
            flash: Flash::read(headers),
            headers: headers.clone(),
            ctx: visit.ctx.clone(),
            visit,
            waiting: None,
        }
    }
    /// The shell of a page: the title's key, and the place whose menu line is marked.
    pub fn shell(&self, title_key: &str, place: &str) -> Shell {
        let flash = self.flash.as_ref().map(|f| shell::message(self.t, f));
        let waiting = self.waiting.map(|w| w.0);
        Shell { flash, waiting, ..shell_of(&self.visit, &self.here(), self.t.s(title_key), place) }
    }
    /// Path and query of this page.
    pub fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
    /// This page's address with one parameter of the query set, or taken away by an empty value; the page number is
    /// dropped, because another choice begins at the first page.
    pub fn with_query(&self, name: &str, value: &str) -> String {
        with_query(&self.path, &self.query, name, value)
    }
    pub fn may(&self, resource: kernel::Resource, action: kernel::Action) -> bool {
        self.ctx.may(resource, action)
    }
}

pub(crate) fn shell_of(visit: &Visit, here: &str, title: String, place: &str) -> Shell {
    let t = T::new(visit.ctx.locale);
    Shell {
        zone: visit.zone_name.clone(),
        menu: shell::menu(t, &visit.places, &visit.ctx.actor, place),
        user: shell::person(t, &visit.ctx.actor),
        csrf: visit.csrf.clone(),
        here: here.to_owned(),
        ..Shell::bare(t, title)
    }
}

/// See [`Req::with_query`].
pub fn with_query(path: &str, query: &str, name: &str, value: &str) -> String {
    let kept = query.split('&').filter(|pair| {
        let key = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && key != name && key != "page"
    });
    let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
    if !value.is_empty() {
        pairs.push(format!("{name}={}", cookie::percent(value)));
    }
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

pub(crate) fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request") && !headers.contains_key("hx-boosted")
}

/// The language of a visitor: the chosen one, else the browser's first that we have, else Chinese.
pub fn locale_of(headers: &HeaderMap) -> Locale {
    let chosen = cookie::get(headers, LANGUAGE_COOKIE).and_then(Locale::parse);
    let browser = || {
        let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted.split(',').find_map(|tag| Locale::parse(tag.trim()))
    };
    chosen.or_else(browser).unwrap_or_default()
}

/// A path of this site, or `/`: what a form may send the browser back to.
pub fn local_path(path: &str) -> &str {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if ours { path } else { "/" }
}

/// A rendered template. With another status: `(StatusCode::UNPROCESSABLE_ENTITY, Html(page))`.
pub struct Html<P: askama::Template>(pub P);

impl<P: askama::Template> IntoResponse for Html<P> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => axum::response::Html(text).into_response(),
            Err(e) => Reject::from(e).into_response(),
        }
    }
}

/// A file to keep: always a download, so that no browser runs what somebody attached. `plain` is the name for programs that
/// read ASCII only.
pub fn attachment(media: &'static str, plain: &str, name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", cookie::percent(name));
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The media type of spreadsheets.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// 303 to another page, after a form was done with.
pub struct SeeOther {
    path: String,
    flash: Option<Flash>,
}

/// `see_other("/enterprises").flash(Flash::done("enterprise-saved"))`.
pub fn see_other(path: impl Into<String>) -> SeeOther {
    SeeOther { path: path.into(), flash: None }
}

impl SeeOther {
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash = Some(flash);
        self
    }
}

/// What a form's command led to: `saved` says where to go on, refused input comes back as it was typed (422), any other
/// error goes on to the error page.
pub async fn answered<T, P, F>(
    outcome: kernel::Result<T>,
    saved: impl FnOnce(T) -> SeeOther,
    again: impl FnOnce(Vec<kernel::FieldError>) -> F,
) -> crate::Result<Response>
where
    P: askama::Template,
    F: Future<Output = crate::Result<P>>,
{
    match outcome {
        Ok(done) => Ok(saved(done).into_response()),
        Err(Error::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(again(errors).await?)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        let Ok(location) = HeaderValue::from_str(&self.path) else {
            return Reject::from(Error::internal("a redirect to no proper address")).into_response();
        };
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        if let Some(cookie) = self.flash.and_then(|f| f.cookie()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Why a request was refused; [`crate::fault::render`] turns it into a page, a fragment or problem+json.
#[derive(Debug)]
pub enum Reject {
    Error(Error),
    /// Nobody is signed in.
    SignIn,
    /// A form that did not come from our own page.
    Forged,
}

impl From<Error> for Reject {
    fn from(e: Error) -> Self {
        Self::Error(e)
    }
}
impl From<askama::Error> for Reject {
    fn from(e: askama::Error) -> Self {
        Self::Error(Error::internal(e))
    }
}

impl Reject {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Error(e) => StatusCode::from_u16(e.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
        }
    }
}

/// The refusal on its way to [`crate::fault::render`].
#[derive(Clone)]
pub(crate) struct Refused(pub Arc<Reject>);

impl IntoResponse for Reject {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}

/// Layer: a flash message that was shown is gone.
pub async fn clear_flash(request: Request, next: Next) -> Response {
    let had = cookie::get(request.headers(), crate::flash::COOKIE).is_some();
    let mut response = next.run(request).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let renewed = response.headers().get_all(header::SET_COOKIE).iter().any(|v| v.as_bytes().starts_with(b"wt_flash="));
    if had
        && is_page
        && !renewed
        && let Some(gone) = cookie::set(crate::flash::COOKIE, "", Some(0), false)
    {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_changes_one_parameter() {
        assert_eq!(with_query("/e", "q=a&page=3&tag=x", "tag", ""), "/e?q=a");
        assert_eq!(with_query("/e", "q=a&tag=x", "tag", "软件 园"), "/e?q=a&tag=%E8%BD%AF%E4%BB%B6%20%E5%9B%AD");
        assert_eq!(with_query("/e", "page=3", "tag", ""), "/e");
    }

    #[test]
    fn back_to_our_own_pages_only() {
        for (path, to) in
            [("/e?x=1", "/e?x=1"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil", "/"), ("", "/")]
        {
            assert_eq!(local_path(path), to);
        }
    }

    #[test]
    fn language_chosen_then_accepted_then_chinese() {
        let mut headers = HeaderMap::new();
        assert_eq!(locale_of(&headers), Locale::ZhCn);
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("de,en-GB;q=0.8,zh"));
        assert_eq!(locale_of(&headers), Locale::En);
        headers.insert(header::COOKIE, HeaderValue::from_static("wt_lang=zh-CN"));
        assert_eq!(locale_of(&headers), Locale::ZhCn);
    }
}

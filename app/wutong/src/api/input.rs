//! What comes in: JSON bodies, query strings, path parts and versions. What cannot be read is refused with the field's
//! name and what to do, as problem+json like every other refusal.
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::id::EnterpriseId;
use kernel::{Error, FieldError, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use ui::web::Reject;

/// JSON bodies are small; files have their own limit.
const LONGEST_BODY_BYTES: usize = 1024 * 1024;

/// A JSON body; unknown fields are refused by the types themselves.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Response;
    async fn from_request(request: Request, state: &S) -> std::result::Result<Self, Response> {
        take(request, state).await.map(Self).map_err(|unread| match unread {
            Unread::Not(status) => status.into_response(),
            Unread::Because(error) => refused(error),
        })
    }
}

#[derive(Debug)]
enum Unread {
    Not(StatusCode),
    Because(Error),
}

async fn take<S: Send + Sync, T: DeserializeOwned>(request: Request, state: &S) -> std::result::Result<T, Unread> {
    let (parts, body) = request.into_parts();
    let too_large = |_| Unread::Because(Error::limit("error-too-large", LONGEST_BODY_BYTES / 1024 / 1024));
    let bytes = axum::body::to_bytes(body, LONGEST_BODY_BYTES).await.map_err(too_large)?;
    // PostgreSQL keeps no such character, and no text needs it.
    if bytes.contains(&0) || bytes.windows(6).any(|w| w == br"\u0000") {
        return Err(Unread::Because(Error::invalid("body", "api-nul")));
    }
    // The reader would take a list for an object, field by field.
    if bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Unread::Because(Error::invalid("body", "api-field-form")));
    }
    match Json::<T>::from_request(Request::from_parts(parts, bytes.into()), state).await {
        Ok(Json(value)) => Ok(value),
        Err(JsonRejection::MissingJsonContentType(_)) => Err(Unread::Not(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
        Err(JsonRejection::JsonSyntaxError(e)) => Err(Unread::Because(syntax(&source(&e)))),
        Err(rejection) => Err(Unread::Because(located(&rejection.body_text(), "body"))),
    }
}

/// The query string; unknown parameters are refused by the types themselves.
pub struct Params<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        if parts.uri.query().is_some_and(|q| q.contains("%00")) {
            return Err(refused(Error::invalid("query", "api-nul")));
        }
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(refused(located(&rejection.body_text(), "query"))),
        }
    }
}

/// Parts of the path; what cannot be one is not found.
pub struct At<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, Response> {
        if parts.uri.path().contains("%00") {
            return Err(refused(Error::NotFound));
        }
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(refused(Error::NotFound)),
        }
    }
}

fn refused(error: Error) -> Response {
    Reject::from(error).into_response()
}

fn source(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = cause.to_string();
        next = cause.source();
    }
    words
}

fn syntax(words: &str) -> Error {
    let found = words.rsplit_once(" at ").map_or("", |(_, place)| place);
    Error::Invalid(vec![FieldError::new("body", "api-json-syntax").arg("found", found)])
}

/// The refusal of a value that does not fit, with the name of its field where the reader's words tell it:
/// `…: source.on: invalid type: integer …`, `…: missing field …`, `…: unknown field …`.
fn located(words: &str, whole: &str) -> Error {
    let words = words.split_once(": ").map_or(words, |(_, rest)| rest);
    let named = |head: &str| {
        let (_, rest) = words.split_once(head)?;
        rest.split_once('`').map(|(name, _)| name.to_owned())
    };
    if let Some(name) = named("unknown field `") {
        return Error::Invalid(vec![FieldError::new(&name, "api-field-unknown").arg("found", &name)]);
    }
    if let Some(name) = named("missing field `") {
        return Error::invalid(&name, "api-field-missing");
    }
    let plain = |path: &&str| !path.is_empty() && !path.contains(' ') && *path != ".";
    let field = words.split_once(": ").map(|(path, _)| path).filter(plain).unwrap_or(whole);
    Error::invalid(field, "api-field-form")
}

/// What a PATCH says of a field: absent keeps it, null clears it, a value sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

impl<T> From<Option<T>> for Change<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

/// The version that the change is meant for: `If-Match: "3"`, else `version` of the body or the query.
pub fn version(headers: &HeaderMap, given: Option<i64>) -> Result<i64> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return given.ok_or_else(|| Error::invalid("version", "api-version-missing"));
    };
    let text = value.to_str().unwrap_or_default().trim().trim_start_matches("W/").trim_matches('"');
    text.parse().map_err(|_| Error::invalid("If-Match", "api-version-form"))
}

pub fn enterprise_id(text: &str) -> Result<EnterpriseId> {
    EnterpriseId::parse(text).ok_or(Error::NotFound)
}

/// An answer with the version as its entity tag.
pub fn tagged<T: serde::Serialize>(status: StatusCode, version: i64, value: T) -> Response {
    (status, [(header::ETAG, format!("\"{version}\""))], Json(value)).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use axum::http::HeaderValue;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Inner {
        on: Option<String>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Outer {
        name: String,
        #[serde(default)]
        count: Change<i64>,
        #[serde(default)]
        source: Inner,
    }

    async fn read(body: &'static str) -> std::result::Result<Outer, (String, String)> {
        let request = Request::post("/").header(header::CONTENT_TYPE, "application/json");
        match take(request.body(axum::body::Body::from(body)).unwrap(), &()).await {
            Ok(outer) => Ok(outer),
            Err(Unread::Because(Error::Invalid(fields))) => Err((fields[0].field.clone(), fields[0].code.clone())),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn what_does_not_fit_names_its_field() {
        for (body, field, code) in [
            (r#"{"name":1}"#, "name", "api-field-form"),
            (r#"{"name":"a","count":"x"}"#, "count", "api-field-form"),
            (r#"{"name":"a","source":{"on":5}}"#, "source.on", "api-field-form"),
            (r#"{"name":"a","source":{"off":5}}"#, "off", "api-field-unknown"),
            (r#"{"count":1}"#, "name", "api-field-missing"),
            (r#"{"name":"a","nam":1}"#, "nam", "api-field-unknown"),
            (r#"[1]"#, "body", "api-field-form"),
            (r#"{"name":"#, "body", "api-json-syntax"),
        ] {
            let (found, why) = read(body).await.unwrap_err();
            assert_eq!((found.as_str(), why.as_str()), (field, code), "{body}");
        }
    }

    #[tokio::test]
    async fn absent_keeps_null_clears_a_value_sets() {
        assert_eq!(read(r#"{"name":"a"}"#).await.unwrap().count, Change::Keep);
        assert_eq!(read(r#"{"name":"a","count":null}"#).await.unwrap().count, Change::Clear);
        assert_eq!(read(r#"{"name":"a","count":3}"#).await.unwrap().count, Change::Set(3));
        assert_eq!(read("{\"name\":\"a\\u0000\"}").await.unwrap_err().1, "api-nul");
    }

    #[test]
    fn the_version_stands_in_the_header_or_the_body() {
        let mut headers = HeaderMap::new();
        assert_eq!(version(&headers, Some(2)).unwrap(), 2);
        assert_eq!(version(&headers, None).unwrap_err().status(), 422);
        for (given, found) in [("\"3\"", Some(3)), ("W/\"4\"", Some(4)), ("*", None)] {
            headers.insert(header::IF_MATCH, HeaderValue::from_static(given));
            assert_eq!(version(&headers, Some(2)).ok(), found, "{given}");
        }
    }
}

//! Style sheets, scripts and fonts, embedded in the binary; nothing is fetched from elsewhere.
//!
//! The address carries a hash over all of them, so that browsers may keep a file for ever and still get the new one.
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::sync::OnceLock;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// The hash over all files, 12 hexadecimal digits.
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        let mut sum = [0u8; 32];
        for file in names.iter().filter_map(|name| Files::get(name)) {
            for (s, b) in sum.iter_mut().zip(file.metadata.sha256_hash()) {
                *s = s.rotate_left(3).wrapping_mul(31).wrapping_add(b);
            }
        }
        hex(&sum).chars().take(12).collect()
    })
}

/// The address of a file: `url("wutong.css")`.
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", version())
}

/// Every embedded file, for the tests that look at all of them.
pub fn names() -> impl Iterator<Item = String> {
    Files::iter().map(|name| name.into_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// `GET /assets/{version}/{*path}`.
pub async fn serve(Path((asked, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    let cache = if asked == version() { FOR_EVER } else { ASK_AGAIN };
    let fresh = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { body(file, &path) };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn body(file: EmbeddedFile, path: &str) -> Response {
    ([(header::CONTENT_TYPE, kind(path))], file.data.into_owned()).into_response()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(version: &str, path: &str, tag: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(tag) = tag {
            headers.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
        }
        serve(Path((version.to_owned(), path.to_owned())), headers).await
    }

    #[tokio::test]
    async fn cached_for_ever_under_its_hash_only() {
        let r = ask(version(), "wutong.css", None).await;
        assert_eq!(r.status(), 200);
        assert_eq!(r.headers()["cache-control"], FOR_EVER);
        assert_eq!(r.headers()["content-type"], "text/css; charset=utf-8");
        let tag = r.headers()["etag"].to_str().unwrap().to_owned();
        let r = ask("0123456789ab", "wutong.css", Some(&tag)).await;
        assert_eq!(r.status(), 304);
        assert_eq!(r.headers()["cache-control"], ASK_AGAIN);
        assert_eq!(ask(version(), "../Cargo.toml", None).await.status(), 404);
    }

    #[test]
    fn every_file_has_a_known_kind_and_styles_fetch_nothing_from_elsewhere() {
        for name in names() {
            let known = ["LICENSE", "NOTICE", ".md"].iter().any(|end| name.ends_with(end)) || kind(&name) != kind("x");
            assert!(known, "{name}");
            let data = Files::get(&name).unwrap().data;
            if name.ends_with(".css") {
                let text = String::from_utf8(data.to_vec()).unwrap();
                assert!(!text.contains("url(http") && !text.contains("@import"), "{name}");
            }
        }
    }
}

//! Which requests are refused as forged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod support;
use axum::extract::{Form, Request};
use kernel::ctx::Via;
use kernel::{Actor, Locale, Role};
use support::{TOKEN, actor, app, send, visit};
use ui::{Access, Result, Routes};

async fn echo(Form(pairs): Form<Vec<(String, String)>>) -> Result<String> {
    Ok(pairs.into_iter().map(|(k, v)| format!("{k}={v};")).collect())
}
async fn upload() -> Result<&'static str> {
    Ok("taken")
}

fn answer(who: Actor) -> axum::Router {
    let routes = Routes::new().post("/echo", Access::Public, echo).upload("/upload", Access::Public, 9_000_000, upload);
    app(routes, Some(visit(who, Locale::ZhCn)))
}

fn session() -> Actor {
    actor(&[Role::Director], Via::Session)
}
fn token() -> Actor {
    actor(&[Role::Director], Via::Token { scopes: vec!["write".to_owned()] })
}

#[tokio::test]
async fn decisions() {
    let own = format!("a=1&csrf={TOKEN}");
    let with = |headers: &[(&str, &str)]| {
        let form = Request::post("/echo")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", "wutong.example");
        headers.iter().fold(form, |r, (k, v)| r.header(*k, *v))
    };
    for (what, who, request, body, passes) in [
        ("own form", session(), with(&[("sec-fetch-site", "same-origin")]), own.as_str(), true),
        ("own form, old browser", session(), with(&[]), &own, true),
        ("typed by the user", session(), with(&[("sec-fetch-site", "none")]), &own, true),
        ("no token", session(), with(&[("sec-fetch-site", "same-origin")]), "a=1", false),
        ("wrong token", session(), with(&[]), "a=1&csrf=a1b2c4", false),
        ("longer token", session(), with(&[]), "a=1&csrf=a1b2c3d", false),
        ("another site that knows the token", session(), with(&[("sec-fetch-site", "cross-site")]), &own, false),
        ("a sister site", session(), with(&[("sec-fetch-site", "same-site")]), &own, false),
        ("another origin, old browser", session(), with(&[("origin", "https://evil.example")]), &own, false),
        ("our origin, old browser", session(), with(&[("origin", "https://wutong.example")]), &own, true),
        ("hidden origin", session(), with(&[("origin", "null")]), &own, false),
        ("header of htmx", session(), with(&[("x-csrf-token", TOKEN)]), "a=1", true),
        ("wrong header, right field", session(), with(&[("x-csrf-token", "x")]), &own, false),
        ("access token, no cookie", token(), with(&[("sec-fetch-site", "cross-site")]), "a=1", true),
        ("sign-in by nobody yet", Actor::nobody(), with(&[("sec-fetch-site", "same-origin")]), "a=1", true),
        ("sign-in forged", Actor::nobody(), with(&[("sec-fetch-site", "cross-site")]), "a=1", false),
    ] {
        let (head, text) = send(answer(who), request, body).await;
        assert_eq!(head.status(), if passes { 200 } else { 403 }, "{what}");
        assert!(if passes { text.starts_with("a=1;") } else { text.contains("没有通过安全校验") }, "{what}: {text}");
    }
}

#[tokio::test]
async fn a_file_form_brings_the_token_in_its_address() {
    for (path, status) in
        [(format!("/upload?csrf={TOKEN}"), 200), ("/upload?csrf=x".to_owned(), 403), ("/upload".to_owned(), 403)]
    {
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=x");
        let (head, _) = send(answer(session()), request, "--x--").await;
        assert_eq!(head.status(), status);
    }
}

#[tokio::test]
async fn a_form_of_a_size_that_no_form_has_is_refused() {
    let form = Request::post("/echo").header("content-type", "application/x-www-form-urlencoded");
    let (head, text) = send(answer(session()), form, &"a=".repeat(600_000)).await;
    assert_eq!(head.status(), 413);
    assert!(text.contains("太大"));
}

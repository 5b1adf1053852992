//! A page as a slice writes it: its own template folder, the shell and components of this crate, its routes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod support;
use axum::extract::Request;
use kernel::ctx::Via;
use kernel::{Action, Actor, Error, FieldError, Locale, Resource, Role};
use support::{TOKEN, actor, app, get, send, visit};
use ui::view::Pager;
use ui::{Access, Flash, Html, Req, Result, Routes, Shell, see_other};

struct Row {
    id: &'static str,
    name: &'static str,
    value: Option<f64>,
}

#[derive(askama::Template)]
#[template(path = "measure/indicator/list.html", blocks = ["rows"])]
struct List {
    page: Shell,
    rows: Vec<Row>,
    pager: Pager,
}

async fn list(req: Req) -> Result<Html<List>> {
    let rows = vec![
        Row { id: "share", name: "占全市<比重>", value: Some(36.9) },
        Row { id: "rank", name: "位次", value: None },
    ];
    Ok(Html(List { page: req.shell("place-measure", "measure"), rows, pager: Pager::new(&req, 1, 50, 2) }))
}

async fn save() -> Result<ui::web::SeeOther> {
    Ok(see_other("/indicators").flash(Flash::done("saved-name").arg("name", "<占比>")))
}

async fn refuse() -> Result<Html<List>> {
    Err(Error::Invalid(vec![FieldError::new("name", "field-too-long").arg("limit", 200)]).into())
}

async fn broken() -> Result<Html<List>> {
    Err(Error::internal("password of the database is hunter2").into())
}

fn routes() -> Routes {
    let see = Access::Needs(Resource::Indicator, Action::View);
    let edit = Access::Needs(Resource::Indicator, Action::Edit);
    Routes::new()
        .get("/indicators", see, list)
        .post("/indicators", edit, save)
        .get("/indicators/refuse", see, refuse)
        .get("/indicators/broken", see, broken)
        .get("/api/v1/indicators", see, broken)
        .post("/api/v1/indicators", edit, refuse)
}

fn signed_in(role: Role, locale: Locale) -> axum::Router {
    app(routes(), Some(visit(actor(&[role], Via::Session), locale)))
}

fn nobody() -> axum::Router {
    app(routes(), Some(visit(Actor::nobody(), Locale::ZhCn)))
}

#[tokio::test]
async fn a_page_in_both_languages_without_a_missing_key() {
    for locale in [Locale::ZhCn, Locale::En] {
        let (head, body) = get(signed_in(Role::Statistician, locale), "/indicators").await;
        assert_eq!(head.status(), 200);
        insta::assert_snapshot!(format!("page_{}", locale.tag()), body.replace(ui::asset::version(), "HASH"));
        assert!(body.contains("占全市&#60;比重&#62;"));
    }
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
}

#[tokio::test]
async fn the_sheet_of_components_in_both_languages() {
    for locale in [Locale::ZhCn, Locale::En] {
        let (head, body) = get(signed_in(Role::Administrator, locale), "/components?sort=-name").await;
        assert_eq!(head.status(), 200);
        let content = body.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        insta::assert_snapshot!(format!("components_{}", locale.tag()), content);
        let out = std::env::var_os("WUTONG_UI_OUT");
        if let Some(out) = out {
            std::fs::write(std::path::Path::new(&out).join(format!("components-{}.html", locale.tag())), body).unwrap();
        }
    }
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
    let (head, _) = get(signed_in(Role::Director, Locale::ZhCn), "/components").await;
    assert_eq!(head.status(), 404);
}

#[tokio::test]
async fn the_menu_holds_what_the_role_may_see() {
    let (_, body) = get(signed_in(Role::Statistician, Locale::ZhCn), "/indicators").await;
    assert!(body.contains(r#"<a href="/indicators" aria-current="page">监测</a>"#));
    assert!(!body.contains("/users"), "a statistician has no place 管理");
}

#[tokio::test]
async fn a_form_is_answered_by_a_redirect_and_its_message_is_shown_once() {
    let form = || Request::post("/indicators").header("content-type", "application/x-www-form-urlencoded");
    let (head, _) = send(signed_in(Role::Statistician, Locale::ZhCn), form(), &format!("name=x&csrf={TOKEN}")).await;
    assert_eq!((head.status().as_u16(), head.headers()["location"].to_str().unwrap()), (303, "/indicators"));
    let cookie = head.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let again = Request::get("/indicators").header("cookie", cookie);
    let (head, body) = send(signed_in(Role::Statistician, Locale::ZhCn), again, "").await;
    assert!(body.contains("已保存：&#60;占比&#62;。"));
    assert!(
        head.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .starts_with("wt_flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    );
}

#[tokio::test]
async fn nobody_is_led_to_sign_in() {
    let (head, _) = get(nobody(), "/indicators?q=a b".replace(' ', "+").as_str()).await;
    assert_eq!(
        (head.status().as_u16(), head.headers()["location"].to_str().unwrap()),
        (303, "/sign-in?next=%2Findicators%3Fq%3Da%2Bb")
    );
    let (head, _) = send(nobody(), Request::post("/indicators"), "").await;
    assert_eq!((head.status().as_u16(), head.headers()["location"].to_str().unwrap()), (303, "/sign-in"));
    let (head, _) = send(nobody(), Request::get("/indicators").header("hx-request", "true"), "").await;
    assert_eq!((head.status().as_u16(), head.headers()["hx-redirect"].to_str().unwrap()), (401, "/sign-in"));
    let (head, body) = get(nobody(), "/api/v1/indicators").await;
    assert_eq!(head.status(), 401);
    assert_eq!(head.headers()["www-authenticate"], "Bearer");
    assert!(body.contains("error-sign-in"));
}

#[tokio::test]
async fn a_role_without_the_right_finds_nothing() {
    let form = Request::post("/indicators").header("x-csrf-token", TOKEN);
    let (head, body) = send(signed_in(Role::Director, Locale::ZhCn), form, "").await;
    assert_eq!(head.status(), 404);
    assert!(body.contains("没有找到"));
    let (head, _) = get(signed_in(Role::CompanyUser, Locale::ZhCn), "/indicators").await;
    assert_eq!(head.status(), 404);
}

#[tokio::test]
async fn faults_in_words_as_page_block_and_problem() {
    let (head, body) = get(signed_in(Role::Statistician, Locale::ZhCn), "/indicators/broken").await;
    assert_eq!(head.status(), 500);
    assert!(body.contains("系统出了问题") && body.contains("编号 ") && !body.contains("hunter2"));
    let block = Request::get("/indicators/refuse").header("hx-request", "true");
    let (head, body) = send(signed_in(Role::Statistician, Locale::En), block, "").await;
    assert_eq!(head.status(), 422);
    assert!(body.starts_with("<section") && body.contains("at most 200 characters"), "{body}");
    let (head, body) = get(signed_in(Role::Statistician, Locale::En), "/api/v1/indicators").await;
    assert_eq!(head.headers()["content-type"], "application/problem+json");
    assert!(body.contains(r#""status":500"#) && body.contains(r#""number":""#) && !body.contains("hunter2"));
    let post = Request::post("/api/v1/indicators").header("x-csrf-token", TOKEN);
    let (_, body) = send(signed_in(Role::Statistician, Locale::ZhCn), post, "").await;
    assert!(
        body.contains(r#""errors":[{"field":"name","code":"field-too-long","detail":"太长了，最多 200 个字。"}]"#),
        "{body}"
    );
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
}

#[tokio::test]
async fn unknown_addresses_wrong_methods_and_unreadable_forms_have_words_too() {
    for (request, status, text) in [
        (Request::get("/nothing"), 404, "没有找到"),
        (Request::put("/indicators").header("x-csrf-token", TOKEN), 405, "没有找到"),
        (Request::post("/language").header("x-csrf-token", TOKEN), 415, "读不出来"),
    ] {
        let (head, body) = send(signed_in(Role::Statistician, Locale::ZhCn), request, "").await;
        assert_eq!(head.status(), status);
        assert!(body.contains(text), "{status}: {body}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_said_before_anybody_is_known() {
    let request = Request::get("/indicators").header("accept-language", "en");
    let (head, body) = send(app(routes(), None), request, "").await;
    assert_eq!(head.status(), 503);
    assert_eq!(head.headers()["retry-after"], "5");
    assert!(body.contains("The database is not answering") && !body.contains("db.example"));
    assert!(head.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
}

#[tokio::test]
async fn the_language_switch_keeps_the_choice_and_returns_home_only() {
    for (next, to) in [("/indicators?q=1", "/indicators?q=1"), ("https://evil.example/", "/")] {
        let form = Request::post("/language").header("content-type", "application/x-www-form-urlencoded");
        let (head, _) = send(nobody(), form, &format!("lang=en&next={}", ui::cookie::percent(next))).await;
        assert_eq!(head.status(), 303);
        assert_eq!(head.headers()["location"], to);
        assert!(head.headers()["set-cookie"].to_str().unwrap().starts_with("wt_lang=en; Path=/; HttpOnly"));
    }
}

#[test]
fn the_declarations_are_kept_for_the_matrix() {
    let (_, declared) = ui::routes::<()>().merge(routes()).into_parts();
    let open: Vec<_> = declared.iter().filter(|d| d.access == Access::Public).map(|d| (d.method, d.path)).collect();
    assert_eq!(open, [("GET", "/assets/{version}/{*path}"), ("POST", "/language")]);
    assert_eq!(declared.len(), 9);
}

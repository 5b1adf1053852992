//! The pages, through the router and layers as the application stacks them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use account::{Accounts, ClientAddress, MIGRATIONS, sessions, users};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use kernel::ctx::Locale;
use kernel::{Ctx, Role};
use std::sync::Arc;
use store::on_both;
use store::testing::Town;
use tower::ServiceExt;
use town::*;

const EVERY_PAGE: &[&str] = &[
    "/account",
    "/account/password",
    "/account/second-factor",
    "/account/sessions",
    "/account/tokens",
    "/admin/users",
    "/admin/users?q=nobody",
    "/admin/users/new",
    "/admin/departments",
    "/admin/departments/new",
];

#[derive(Clone)]
struct Site {
    accounts: Accounts,
    base: Ctx,
}

/// What the application's session layer does.
async fn session(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let mut visit = ui::Visit {
        ctx: Ctx { locale: ui::web::locale_of(request.headers()), ..site.base.clone() },
        zone_name: "测试区".to_owned(),
        csrf: String::new(),
        places: Arc::new([]),
    };
    if let Some(cookie) = site.accounts.cookie_of(request.headers())
        && let Some(who) = sessions::resolve(&site.accounts, &site.base, cookie).await.unwrap()
    {
        visit.csrf = who.csrf;
        visit.ctx = visit.ctx.acting(who.actor);
    }
    request.extensions_mut().insert(visit);
    request.extensions_mut().insert(ClientAddress("192.0.2.7".to_owned()));
    next.run(request).await
}

/// A browser with its cookies.
struct Browser {
    router: Router,
    accounts: Accounts,
    base: Ctx,
    cookie: String,
    language: &'static str,
}

struct Page {
    status: StatusCode,
    to: String,
    text: String,
    set_cookie: String,
}

impl Browser {
    fn new(t: &Town, a: &Accounts) -> Self {
        let site = Site { accounts: a.clone(), base: nobody(t) };
        let router = account::routes().with_state::<()>(a.clone()).merge(ui::routes()).into_parts().0;
        let router = ui::inside_session(router, t.ctx.rng.clone()).layer(from_fn_with_state(site, session));
        let router = ui::outside_session(router, t.ctx.rng.clone());
        Self { router, accounts: a.clone(), base: nobody(t), cookie: String::new(), language: "zh-CN" }
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Page {
        let cookies = format!("{}={}; wt_lang={}", self.accounts.cookie_name(), self.cookie, self.language);
        let request = request.header(header::COOKIE, cookies).header(header::USER_AGENT, "Firefox/120.0 (Linux)");
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let value = |name| response.headers().get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        let set_cookie = response.headers().get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap());
        let prefix = format!("{}=", self.accounts.cookie_name());
        let set_cookie = set_cookie.filter(|v| v.starts_with(&prefix)).collect::<String>();
        if let Some(rest) = set_cookie.strip_prefix(&prefix) {
            self.cookie = rest.split(';').next().unwrap().to_owned();
        }
        let (status, to) = (response.status(), value(header::LOCATION));
        let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        Page { status, to, text: String::from_utf8(bytes.to_vec()).unwrap(), set_cookie }
    }

    async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let who = sessions::resolve(&self.accounts, &self.base, &self.cookie).await.unwrap();
        let csrf = who.map(|w| w.csrf).unwrap_or_default();
        let pairs = fields.iter().copied().chain([("csrf", csrf.as_str())]);
        let pairs: Vec<_> = pairs.map(|(n, v)| format!("{n}={}", ui::cookie::percent(v))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, pairs.join("&")).await
    }

    async fn sign_in(&mut self, login: &str) {
        let page = self.post("/sign-in", &[("login", login), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!((page.status, page.to.as_str()), (StatusCode::SEE_OTHER, "/"), "{}", page.text);
    }
}

/// What stands between two marks.
fn between<'p>(text: &'p str, before: &str, after: &str) -> &'p str {
    let start = text.find(before).unwrap_or_else(|| panic!("{before} not in {text}")) + before.len();
    text[start..].split(after).next().unwrap()
}

on_both!(MIGRATIONS, sign_in_sets_a_guarded_cookie_and_returns_to_local_pages_only, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let mut b = Browser::new(&t, &a);
    assert!(b.get("/sign-in?next=/account").await.text.contains("name=\"next\" value=\"/account\""));
    for (next, to) in [("/account?x=1", "/account?x=1"), ("https://evil.example", "/"), ("//evil.example", "/")] {
        let page = b.post("/sign-in", &[("login", "chen"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!((page.status, page.to.as_str()), (StatusCode::SEE_OTHER, to));
        assert!(page.set_cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{}", page.set_cookie);
        assert!(b.get("/account").await.text.contains("chen的姓名"));
        let out = b.post("/sign-out", &[]).await;
        assert_eq!(out.to, "/sign-in");
        assert_eq!(b.get("/account").await.to, "/sign-in?next=%2Faccount");
    }
});

on_both!(MIGRATIONS, over_https_the_cookie_is_bound_to_the_host, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let config = account::Config { secure_cookies: true, ..(*a.config).clone() };
    let a = Accounts::new(a.db.clone(), a.clock.clone(), a.rng.clone(), config, a.companies.clone());
    let mut b = Browser::new(&t, &a);
    let page = b.post("/sign-in", &[("login", "chen"), ("password", PASSWORD)]).await;
    assert!(page.set_cookie.starts_with("__Host-wutong="), "{}", page.set_cookie);
    assert!(page.set_cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{}", page.set_cookie);
});

on_both!(MIGRATIONS, refusals_are_said_on_the_form, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let mut b = Browser::new(&t, &a);
    for _ in 0..5 {
        let page = b.post("/sign-in", &[("login", "chen"), ("password", "wrong")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("登录名或密码不对") && page.text.contains("value=\"chen\""));
        assert!(!page.text.contains("wrong\""), "the password does not come back");
    }
    let page = b.post("/sign-in", &[("login", "chen"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text.contains("请 15 分钟后再试"), "{}", page.text);
    assert_eq!(b.get("/sign-in/code").await.to, "/sign-in");
});

on_both!(MIGRATIONS, every_page_speaks_both_languages, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let id = account(&t, &a, "chen", Role::Director).await;
    let mut b = Browser::new(&t, &a);
    for language in ["zh-CN", "en"] {
        b.language = language;
        assert!(b.get("/sign-in").await.text.contains(&format!("<html lang=\"{language}\"")));
        b.sign_in("admin").await;
        let detail = format!("/admin/users/{id}");
        for path in EVERY_PAGE.iter().copied().chain([detail.as_str()]) {
            let page = b.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
            assert!(!page.text.contains(" style="), "{path}");
        }
        b.post("/sign-out", &[]).await;
    }
    assert_eq!(ui::i18n::missing(), Vec::<String>::new());
});

on_both!(MIGRATIONS, administration_is_for_administrators, |t| {
    let a = accounts(&t);
    let admin = account(&t, &a, "admin", Role::Administrator).await;
    account(&t, &a, "chen", Role::Director).await;
    account(&t, &a, "auditor", Role::Auditor).await;
    let detail = format!("/admin/users/{admin}");
    let mut b = Browser::new(&t, &a);
    b.sign_in("chen").await;
    for path in ["/admin/users", "/admin/departments", detail.as_str()] {
        assert_eq!(b.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let mut b = Browser::new(&t, &a);
    b.sign_in("auditor").await;
    let page = b.get(&detail).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("reset-password") && !page.text.contains("f-login"));
    assert!(!b.get("/admin/users").await.text.contains("/admin/users/new"));
    assert_eq!(b.post(&format!("{detail}/reset-password"), &[]).await.status, StatusCode::NOT_FOUND);
});

on_both!(MIGRATIONS, an_account_from_the_form_to_the_first_sign_in, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let mut b = Browser::new(&t, &a);
    b.sign_in("admin").await;
    let page = b.post("/admin/users", &[("login", "a b"), ("display_name", "<b>张伟")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("不能有空格") && page.text.contains("请至少选择一个角色"));
    assert!(!page.text.contains("<b>张伟"), "typed text is escaped");
    let fields = [("login", "zhang"), ("display_name", "张伟"), ("roles", "statistician"), ("roles", "auditor")];
    let page = b.post("/admin/users", &fields).await;
    let password = between(&page.text, "data-password>", "<").to_owned();
    let mut z = Browser::new(&t, &a);
    let page = z.post("/sign-in", &[("login", "zhang"), ("password", &password), ("next", "/account")]).await;
    assert_eq!(page.to, "/sign-in/password?next=%2Faccount");
    assert_eq!(z.get("/account").await.to, "/sign-in?next=%2Faccount", "half-open sessions open nothing");
    let new = "塔里木河畔的一片胡杨林";
    let page = z.post("/sign-in/password", &[("new", new), ("again", "别的"), ("next", "/account")]).await;
    assert!(page.text.contains("两次输入的新密码不一样"));
    let page = z.post("/sign-in/password", &[("new", new), ("again", new), ("next", "/account")]).await;
    assert_eq!(page.to, "/account");
    let page = z.get("/account").await.text;
    assert!(page.contains("张伟") && page.contains("统计人员") && page.contains("审计人员"));
});

on_both!(MIGRATIONS, second_factor_from_the_page_to_the_next_sign_in, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let mut b = Browser::new(&t, &a);
    b.sign_in("chen").await;
    let before = b.cookie.clone();
    assert_eq!(b.post("/account/second-factor/begin", &[]).await.to, "/account/second-factor/set-up");
    let page = b.get("/account/second-factor/set-up").await.text;
    assert!(page.contains("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    let secret = between(&page, "data-secret>", "<").to_owned();
    let code = |t: &Town| {
        let seconds = u64::try_from(t.ctx.now().timestamp()).unwrap();
        account::second_factor::rules::code_at(&secret, seconds).unwrap()
    };
    let page = b.post("/account/second-factor/confirm", &[("code", "000000")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(&secret));
    let page = b.post("/account/second-factor/confirm", &[("code", &code(&t))]).await;
    let shown = between(&page.text, "data-recovery-codes>", "</ul>").matches("<li").count();
    assert_eq!((shown, b.cookie == before), (10, false), "the session is renewed");
    assert!(b.get("/account/second-factor").await.text.contains("还剩 10 个恢复码"));
    let mut again = Browser::new(&t, &a);
    let page = again.post("/sign-in", &[("login", "chen"), ("password", PASSWORD), ("next", "/account")]).await;
    assert_eq!(page.to, "/sign-in/code?next=%2Faccount");
    assert!(again.get(&page.to).await.text.contains("one-time-code"));
    t.clock.advance(chrono::Duration::seconds(30));
    let page = again.post("/sign-in/code", &[("code", &code(&t)), ("next", "/account")]).await;
    assert_eq!(page.to, "/account");
    let page = b.post("/account/second-factor/disable", &[("current", PASSWORD)]).await;
    assert_eq!(page.to, "/account/second-factor");
    assert!(b.get("/account/second-factor").await.text.contains("未开启"));
});

on_both!(MIGRATIONS, own_account_password_sessions_tokens, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let (mut b, mut other) = (Browser::new(&t, &a), Browser::new(&t, &a));
    b.sign_in("chen").await;
    other.sign_in("chen").await;
    let page = b.get("/account/sessions").await.text;
    assert_eq!(page.matches("Firefox · Linux").count(), 2);
    assert!(page.contains("192.0.2.7") && page.matches("本机").count() == 1);
    assert_eq!(b.post("/account/sessions/revoke-others", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(other.get("/account").await.to.starts_with("/sign-in"));
    let page = b.post("/account/tokens", &[("name", "报表"), ("scopes", "read"), ("days", "90")]).await.text;
    let token = between(&page, "readonly value=\"", "\"");
    assert!(token.starts_with("wt_"));
    assert!(!b.get("/account/tokens").await.text.contains(token), "shown once");
    let refused = b.post("/account/tokens", &[("name", "报表"), ("scopes", "read"), ("days", "9999")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"报表\""), "what was typed comes back");
    let new = "塔里木河畔的一片胡杨林";
    let fields = [("current", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(b.post("/account/password", &fields).await.to, "/account/password");
    assert_eq!(b.get("/account").await.status, StatusCode::OK, "goes on with the renewed session");
    let page = b.post("/account", &[("display_name", "陈"), ("locale", "en"), ("version", "1")]).await;
    assert_eq!(page.to, "/account");
    let stale = b.post("/account", &[("display_name", "陈主任"), ("locale", "en"), ("version", "1")]).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.text.contains("陈主任"));
    let cookie = b.cookie.clone();
    let who = sessions::resolve(&a, &nobody(&t), &cookie).await.unwrap().unwrap();
    assert_eq!(who.locale, Some(Locale::En));
});

on_both!(MIGRATIONS, forged_forms_change_nothing, |t| {
    let a = accounts(&t);
    account(&t, &a, "chen", Role::Director).await;
    let mut b = Browser::new(&t, &a);
    b.sign_in("chen").await;
    let request = Request::post("/account/sessions/revoke-others");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let page = b.send(request.header("sec-fetch-site", "cross-site"), String::new()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let request = Request::post("/account").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(b.send(request, "display_name=x&version=1&csrf=wrong".into()).await.status, StatusCode::FORBIDDEN);
    let user = users::by_login(&t.ctx, &a, "chen").await.unwrap();
    assert_eq!(user.profile.unwrap().display_name, "chen的姓名");
});

on_both!(MIGRATIONS, departments_by_form, |t| {
    let a = accounts(&t);
    account(&t, &a, "admin", Role::Administrator).await;
    let mut b = Browser::new(&t, &a);
    b.sign_in("admin").await;
    assert_eq!(b.post("/admin/departments", &[("name_zh", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(b.post("/admin/departments", &[("name_zh", "科技局")]).await.to, "/admin/departments");
    let list = b.get("/admin/departments").await.text;
    let path = between(&list, "<td><a href=\"", "\"").to_owned();
    let page = b.post(&path, &[("name_zh", "科技局"), ("name_en", "Science Bureau"), ("version", "1")]).await;
    assert_eq!(page.to, "/admin/departments");
    assert!(b.get("/admin/departments").await.text.contains("已停用"));
    let stale = b.post(&path, &[("name_zh", "科技和信息化局"), ("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("科技和信息化局") && stale.text.contains("Science Bureau"));
});

#[test]
fn both_languages_have_the_same_keys() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    ui::i18n::assert_same_keys(dir.join("zh-CN"), dir.join("en"));
}

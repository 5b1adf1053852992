//! A person with a browser: signs in, opens pages, sends forms.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

/// The cookie of a signed-in demo account.
pub async fn sign_in(router: &axum::Router, user: &str) -> String {
    let form = format!("login={user}&password={}", wutong::demo::PASSWORD);
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(form))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{user} signs in");
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    cookies.map(|c| c.to_str().unwrap().split(';').next().unwrap().to_owned()).collect::<Vec<_>>().join("; ")
}

/// One signed-in person.
pub struct Person {
    router: axum::Router,
    cookie: String,
}

impl Person {
    pub async fn of(router: &axum::Router, user: &str) -> Self {
        Self { router: router.clone(), cookie: sign_in(router, user).await }
    }
    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        self.send(request).await
    }
    pub async fn english(&self, path: &str) -> (u16, String) {
        let cookie = format!("{}; wt_lang=en", self.cookie);
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }
    /// Sends a form as the page at `from` would; the answer is where it leads, or the page that came back.
    pub async fn post(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let (_, page) = self.get(from).await;
        let token = page.split("\"X-CSRF-Token\":\"").nth(1).unwrap().split('"').next().unwrap();
        let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", ui::cookie::percent(v))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", token);
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }
    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        if let Some(to) = response.headers().get(header::LOCATION) {
            return (status, to.to_str().unwrap().to_owned());
        }
        let bytes = axum::body::to_bytes(response.into_body(), 8 * 1024 * 1024).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The number on the bell; none: no bell.
pub fn bell(page: &str) -> Option<i64> {
    let bell = page.split("wt-bell").nth(1)?.split("</a>").next()?;
    let number = bell.split("<span aria-hidden=\"true\">").nth(1).map_or("0", |n| n.split('<').next().unwrap());
    Some(number.parse().unwrap())
}

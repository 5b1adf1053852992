//! The slice's pages with everything around them that the application puts there.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::{Router, http};
use kernel::access::Access;
use kernel::ctx::SeededRng;
use kernel::{Action, Ctx, Locale, Resource};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;
use tower::ServiceExt;
use ui::{Place, Visit};

pub const TOKEN: &str = "a1b2c3";

pub fn app(t: &Town, ctx: Ctx, locale: Locale) -> Router {
    let places = [Place {
        key: "measure",
        path: "/measure",
        icon: "chart-line",
        access: Access::Needs(Resource::Indicator, Action::View),
    }];
    let visit = Visit {
        ctx: Ctx { locale, ..ctx },
        zone_name: "乌鲁木齐高新区（新市区）".to_owned(),
        csrf: TOKEN.to_owned(),
        places: Arc::new(places),
    };
    let names: measure::Names = Arc::new(|_, ids| {
        Box::pin(async move { ids.into_iter().map(|id| (id.clone(), format!("名：{id}"))).collect::<HashMap<_, _>>() })
    });
    let (router, _) = ui::routes::<()>().merge(measure::routes(t.db.clone(), names)).into_parts();
    let session = from_fn(move |mut request: Request, next: Next| {
        request.extensions_mut().insert(visit.clone());
        next.run(request)
    });
    let rng = Arc::new(SeededRng::new(3));
    ui::outside_session(ui::inside_session(router, rng.clone()).layer(session), rng)
}

pub async fn get(app: &Router, path: &str) -> (u16, String) {
    send(app, Request::get(path).body(Body::empty()).unwrap()).await
}

pub async fn post(app: &Router, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let mut pairs = vec![format!("csrf={TOKEN}")];
    pairs.extend(fields.iter().map(|(k, v)| format!("{k}={}", ui::cookie::percent(v))));
    let request = Request::post(path).header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(app, request.body(Body::from(pairs.join("&"))).unwrap()).await
}

async fn send(app: &Router, request: Request) -> (u16, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

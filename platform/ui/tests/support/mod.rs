//! A router with a visitor, as the application builds it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::{Next, from_fn};
use kernel::access::Access;
use kernel::ctx::{Actor, FixedClock, SeededRng, Via};
use kernel::id::UserId;
use kernel::{Action, Ctx, Locale, Resource, Role, ZoneId};
use std::sync::Arc;
use tower::ServiceExt;
use ui::{Place, Routes, Visit};

pub const TOKEN: &str = "a1b2c3";

pub fn actor(roles: &[Role], via: Via) -> Actor {
    let user_id = UserId::parse("u1");
    Actor {
        user_id,
        user: "chen".to_owned(),
        display_name: "陈主任".to_owned(),
        roles: roles.to_vec(),
        via,
        ..Actor::nobody()
    }
}

pub fn visit(actor: Actor, locale: Locale) -> Visit {
    let clock = FixedClock::at(chrono::DateTime::from_timestamp_micros(1_579_046_400_000_000).unwrap());
    let csrf = if actor.via == Via::Session { TOKEN.to_owned() } else { String::new() };
    let ctx = Ctx {
        zone: ZoneId::parse("urumqi").unwrap(),
        actor,
        locale,
        clock: Arc::new(clock),
        rng: Arc::new(SeededRng::new(7)),
    };
    let places = [
        ("today", "/", "home", Access::Needs(Resource::Today, Action::View)),
        ("enterprise", "/enterprises", "building", Access::Needs(Resource::Enterprise, Action::View)),
        ("measure", "/indicators", "chart-bar", Access::Needs(Resource::Indicator, Action::View)),
        ("admin", "/users", "settings", Access::Needs(Resource::User, Action::View)),
    ];
    let places = places.map(|(key, path, icon, access)| Place { key, path, icon, access });
    let zone_name = match locale {
        Locale::ZhCn => "乌鲁木齐高新区（新市区）",
        Locale::En => "Urumqi High-tech Zone",
    };
    Visit { ctx, zone_name: zone_name.to_owned(), csrf, places: Arc::new(places) }
}

/// The routes with everything around them that the application puts there; `None`: the session layer found no database.
pub fn app(routes: Routes, visit: Option<Visit>) -> Router {
    let rng = Arc::new(SeededRng::new(3));
    let (router, _) = ui::routes().merge(routes).into_parts();
    let session = from_fn(move |mut request: Request, next: Next| {
        let visit = visit.clone();
        async move {
            let Some(visit) = visit else {
                let gone = kernel::Error::unavailable("connection refused at db.example:5432");
                return axum::response::IntoResponse::into_response(ui::Reject::from(gone));
            };
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
    });
    ui::outside_session(ui::inside_session(router, rng.clone()).layer(session), rng)
}

pub async fn send(app: Router, request: axum::http::request::Builder, body: &str) -> (Response<()>, String) {
    let response = app.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 4_000_000).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(bytes.to_vec()).unwrap())
}

pub async fn get(app: Router, path: &str) -> (Response<()>, String) {
    send(app, Request::get(path), "").await
}

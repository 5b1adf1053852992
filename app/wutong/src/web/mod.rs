//! The router: slices' routes, the session layer, limits.
mod gate;
mod search;

use crate::server::Parts;
use crate::{api, today};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use kernel::access::{Access, Action, Resource};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use ui::route::{RouteDecl, Routes};
use ui::shell::Place;

/// The places that are built, in the menu's order.
pub fn places() -> Arc<[Place]> {
    let place = |key, path, icon, access| Place { key, path, icon, access };
    Arc::from([
        place("today", "/today", "home", Access::Needs(Resource::Today, Action::View)),
        place("enterprise", "/enterprises", "building", Access::Needs(Resource::Enterprise, Action::View)),
        place("measure", "/measure", "chart-line", Access::Needs(Resource::Indicator, Action::View)),
        place("admin", "/admin", "settings", Access::Needs(Resource::User, Action::View)),
    ])
}

/// All routes with their declarations.
pub fn routes(parts: &Parts) -> Routes {
    let town = &parts.town;
    ui::routes()
        .merge(account::routes(town.accounts()))
        .merge(enterprise::routes(parts.books.clone()))
        .merge(measure::routes(town.db.clone()))
        .merge(jobs::routes(parts.jobs.clone()))
        .merge(today::routes(parts))
        .merge(search::routes(parts))
        .merge(api::routes(parts))
}

/// What is declared about every route: the access matrix is made from it.
pub fn declared(parts: &Parts) -> Vec<RouteDecl> {
    routes(parts).into_parts().1
}

pub fn router(parts: &Parts) -> Router {
    register_texts();
    let town = &parts.town;
    let (router, _) = routes(parts).into_parts();
    let router = router.route("/", get(|| async { Redirect::to("/today") }));
    let inside = ui::inside_session(router, town.rng.clone());
    let gate = gate::Gate::new(town.clone(), places());
    ui::outside_session(inside.layer(from_fn_with_state(gate, gate::enter)), town.rng.clone())
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(DefaultBodyLimit::max(2 * 1024 * 1024))
}

fluent_templates::static_loader! {
    static TEXTS = { locales: "./locales", fallback_language: "zh-CN", customise: |bundle| ui::i18n::prepare(bundle) };
}

/// Every crate's texts, before the first page.
pub fn register_texts() {
    ui::i18n::register("wutong", &TEXTS);
    account::register_texts();
    enterprise::register_texts();
    measure::register_texts();
    jobs::register_texts();
}

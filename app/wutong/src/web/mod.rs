//! The router: slices' routes, the session layer, limits.
mod gate;
mod journal;
pub use journal::{Line as JournalLine, lines as journal_lines};
mod search;

use crate::server::Parts;
use crate::{api, messages, today};
use account::AdminTab;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use enterprise::import::web::ImportState;
use kernel::access::{Access, Action, Resource};
use kernel::id::UserId;
use std::collections::HashMap;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use ui::Req;
use ui::route::{RouteDecl, Routes};
use ui::shell::Place;

/// The places that are built, in the menu's order.
pub fn places() -> Arc<[Place]> {
    let place = |key, path, icon, access| Place { key, path, icon, access };
    let own = Access::Needs(Resource::Portal, Action::View);
    Arc::from([
        place("today", "/today", "home", Access::Needs(Resource::Today, Action::View)),
        place("attract", "/attract/targets", "target-arrow", Access::Needs(Resource::Target, Action::View)),
        place("land", "/land/projects", "crane", Access::Needs(Resource::Catalogue, Action::View)),
        place("enterprise", "/enterprises", "building", Access::Needs(Resource::View, Action::View)),
        place("measure", "/measure", "chart-line", Access::Needs(Resource::Indicator, Action::View)),
        // A company sees its own places and none of the zone's, though it may open its own record in them.
        place("portal", "/portal", "route", own),
        place("portal-tasks", "/portal/tasks", "checklist", own),
        place("portal-requests", "/portal/requests", "message-circle", own),
        place("portal-materials", "/portal/materials", "file-text", own),
        place("admin", "/admin/users", "settings", Access::Needs(Resource::User, Action::View)),
    ])
}

/// All routes with their declarations.
pub fn routes(parts: &Parts) -> Routes {
    let town = &parts.town;
    ui::routes()
        .merge(account::routes().with_state(parts.accounts.clone()))
        .merge(enterprise::routes(parts.books.clone()))
        .merge(enterprise::import::web::routes(ImportState { imports: town.imports(), jobs: parts.jobs.clone() }))
        .merge(measure::routes(town.db.clone(), names(parts)))
        .merge(attract::routes(parts.attract.clone()))
        .merge(attract::target::routes(targets(parts)))
        .merge(land::routes(parts.land.clone()))
        .merge(jobs::routes(parts.jobs.clone()))
        .merge(messages::routes(parts))
        .merge(today::routes(parts))
        .merge(search::routes(parts))
        .merge(journal::routes(parts))
        .merge(api::routes(parts))
}

fn targets(parts: &Parts) -> attract::target::TargetState {
    attract::target::TargetState { attract: parts.attract.clone(), engine: Arc::new(parts.targets.clone()) }
}

/// Users' names by their ids, for revisions and timelines of slices that do not know accounts.
pub fn names(parts: &Parts) -> measure::Names {
    let db = parts.town.db.clone();
    Arc::new(move |ctx, ids| {
        let db = db.clone();
        Box::pin(async move {
            user_names(&db, &ctx.zone, &ids).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "users' names could not be read; the page shows none");
                HashMap::new()
            })
        })
    })
}

/// Names of users that still have one; erased users have none.
pub async fn user_names(
    db: &store::Db,
    zone: &kernel::ZoneId,
    ids: &[String],
) -> kernel::Result<HashMap<String, String>> {
    let ids: Vec<UserId> = ids.iter().filter_map(|id| UserId::parse(id)).collect();
    let mut conn = db.read(zone).await?;
    let names = account::users::names(&mut conn, &ids).await?;
    Ok(names.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}

/// The pages of 管理.
pub fn admin_tabs() -> Vec<AdminTab> {
    let mut tabs = AdminTab::own();
    tabs.push(AdminTab {
        key: "journal-title",
        path: "/admin/journal",
        access: Access::Needs(Resource::Journal, Action::View),
    });
    tabs
}

/// A company's home is its portal, everybody else's 今日.
async fn home(req: Req) -> Redirect {
    Redirect::to(if req.may(Resource::Portal, Action::View) { "/portal" } else { "/today" })
}

/// What is declared about every route: the access matrix is made from it.
pub fn declared(parts: &Parts) -> Vec<RouteDecl> {
    routes(parts).into_parts().1
}

pub fn router(parts: &Parts) -> Router {
    register_texts();
    let town = &parts.town;
    let (router, _) = routes(parts).into_parts();
    let router = router.route("/", get(home));
    let inside = ui::inside_session(router, town.rng.clone());
    let gate = gate::Gate::new(town.clone(), parts.accounts.clone(), places());
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
    enterprise::texts::register();
    measure::register_texts();
    attract::register_texts();
    land::register_texts();
    jobs::register_texts();
    ui::i18n::register("report", report::texts());
    ui::i18n::register("journal", ::journal::texts());
}

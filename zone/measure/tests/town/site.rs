//! The slice's pages with everything around them that the application puts there.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use kernel::access::Access;
use kernel::{Action, Ctx, Locale, Resource};
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::Town;
use ui::Place;
#[allow(unused_imports)]
pub use ui::testing::{get, post};

pub fn app(t: &Town, ctx: Ctx, locale: Locale) -> Router {
    let place = Place {
        key: "measure",
        path: "/measure",
        icon: "chart-line",
        access: Access::Needs(Resource::Indicator, Action::View),
    };
    let names: measure::Names = Arc::new(|_, ids| {
        Box::pin(async move { ids.into_iter().map(|id| (id.clone(), format!("名：{id}"))).collect::<HashMap<_, _>>() })
    });
    ui::testing::site(measure::routes(t.db.clone(), names), Ctx { locale, ..ctx }, place)
}

//! Page shell, components, assets, texts in two languages, and the web plumbing that all pages share.
//!
//! # A page of a slice
//! `askama.toml` beside the slice's `Cargo.toml`:
//! ```toml
//! [general]
//! dirs = ["templates", "../../platform/ui/templates"]
//! ```
//! Template `templates/SLICE/NOUN/list.html`:
//! ```text
//! {% extends "ui/page.html" %}
//! {% import "ui/components.html" as c %}
//! {% block content %}
//! {% call c::head(page.title) %}{% endcall %}
//! …
//! {% endblock %}
//! ```
//! The struct has a field `page: Shell`; the components find language and token through it. Texts: `page.t.s(KEY)`.
//! ```ignore
//! #[derive(askama::Template)]
//! #[template(path = "measure/indicator/list.html")]
//! struct List { page: Shell, rows: Vec<Row> }
//!
//! async fn list(req: Req, State(db): State<Db>) -> Result<Html<List>> {
//!     let rows = service::list(&req.ctx, &db).await?;
//!     Ok(Html(List { page: req.shell("indicator-title", "monitor"), rows }))
//! }
//! pub fn routes() -> Routes<Db> {
//!     Routes::new().get("/indicators", Access::Needs(Resource::Indicator, Action::View), list)
//! }
//! ```
//! Texts of the slice: `locales/{zh-CN,en}/SLICE.ftl`, declared and registered once:
//! ```ignore
//! fluent_templates::static_loader! {
//!     static TEXTS = { locales: "./locales", fallback_language: "zh-CN", customise: |bundle| ui::i18n::prepare(bundle) };
//! }
//! ui::i18n::register("measure", &TEXTS);
//! ```
//! A `build.rs` as this crate's makes a new `.ftl` or template file known to the compiler.
pub mod asset;
pub mod components;
pub mod cookie;
pub mod csrf;
pub mod fault;
pub mod flash;
pub mod form;
pub mod format;
pub mod headers;
pub mod i18n;
pub mod language;
pub mod picture;
pub mod route;
pub mod shell;
pub mod source;
pub mod testing;
pub mod view;
pub mod web;

pub use flash::Flash;
pub use form::Errors;
pub use i18n::T;
pub use route::{Access, RouteDecl, Routes};
pub use shell::{Place, Shell};
pub use web::{Html, Reject, Req, Result, Visit, answered, attachment, local_path, see_other};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use kernel::Rng;
use std::sync::Arc;

/// What belongs inside the session layer: forged forms are refused, refusals get their words, shown messages go.
pub fn inside_session(router: Router, rng: Arc<dyn Rng>) -> Router {
    router.layer(from_fn(csrf::check)).layer(from_fn_with_state(rng, fault::render)).layer(from_fn(web::clear_flash))
}

/// What belongs outside of it: refusals of the session layer itself, and the security headers.
pub fn outside_session(router: Router, rng: Arc<dyn Rng>) -> Router {
    router.layer(from_fn_with_state(rng, fault::render)).layer(from_fn(headers::secure))
}

/// The pages and files of this crate: assets, language switch, the sheet of components.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    let components = Access::Needs(kernel::Resource::User, kernel::Action::View);
    Routes::new()
        .get("/assets/{version}/{*path}", Access::Public, asset::serve)
        .post("/language", Access::Public, language::switch)
        .get("/components", components, components::sheet)
}

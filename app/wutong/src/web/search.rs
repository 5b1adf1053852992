//! The search field of the top bar: one field over everything that is built; today that is companies and indicators.
use crate::server::Parts;
use kernel::access::{Access, Action, Resource};
use ui::route::Routes;
use ui::web::{Req, SeeOther, see_other};

pub fn routes(_: &Parts) -> Routes {
    Routes::new().get("/search", Access::Needs(Resource::Enterprise, Action::View), search)
}

/// `GET /search?q=` answers with the company list for these words.
async fn search(req: Req) -> SeeOther {
    let words = req.query.split('&').find_map(|pair| pair.strip_prefix("q=")).unwrap_or_default();
    see_other(format!("/enterprises?q={words}"))
}

//! `/api/v1/enterprises`: the zone's companies with figures, lists, contacts and what happened to them.
pub mod change;
pub mod contact;
pub mod figure;
pub mod list;
pub mod listing;
pub mod merge;
pub mod record;
pub mod single;
pub mod timeline;

use super::Api;
use kernel::{Action, Resource};
use ui::route::{Access, Routes};

pub fn routes() -> Routes<Api> {
    let see = Access::Needs(Resource::Enterprise, Action::View);
    let add = Access::Needs(Resource::Enterprise, Action::Create);
    let edit = Access::Needs(Resource::Enterprise, Action::Edit);
    let merge = Access::Needs(Resource::Enterprise, Action::Merge);
    let see_people = Access::Needs(Resource::Contact, Action::View);
    let edit_people = Access::Needs(Resource::Contact, Action::Edit);
    Routes::new()
        .get("/api/v1/enterprises", see, list::list)
        .post("/api/v1/enterprises", add, single::create)
        .get("/api/v1/enterprises/{id}", see, single::get)
        .patch("/api/v1/enterprises/{id}", edit, single::patch)
        .post("/api/v1/enterprises/{id}/confirm", edit, single::confirm)
        .post("/api/v1/enterprises/{id}/remove", edit, single::remove)
        .post("/api/v1/enterprises/{id}/restore", edit, single::restore)
        .get("/api/v1/enterprises/{id}/standings", see, single::standings)
        .get("/api/v1/enterprises/{id}/figures", see, figure::list)
        .put("/api/v1/enterprises/{id}/figures", edit, figure::set)
        .delete("/api/v1/enterprises/{id}/figures/{metric}/{period}", edit, figure::remove)
        .get("/api/v1/enterprises/{id}/listings", see, listing::list)
        .post("/api/v1/enterprises/{id}/listings", edit, listing::add)
        .post("/api/v1/listings/{id}/evidence", edit, listing::evidence)
        .delete("/api/v1/listings/{id}", edit, listing::remove)
        .get("/api/v1/enterprises/{id}/contacts", see_people, contact::list)
        .post("/api/v1/enterprises/{id}/contacts", edit_people, contact::add)
        .put("/api/v1/contacts/{id}", edit_people, contact::edit)
        .delete("/api/v1/contacts/{id}", edit_people, contact::remove)
        .get("/api/v1/enterprises/{id}/timeline", see, timeline::list)
        .get("/api/v1/enterprises/{id}/merges", see, merge::list)
        .post("/api/v1/enterprises/{id}/merge", merge, merge::merge)
        .post("/api/v1/merges/{id}/undo", merge, merge::undo)
}

//! 企业端: a company sees its own projects like a parcel on its way: what is done, what is asked of it now, who looks after it.
//! "派专门办事员到企业贴身跟进": its officer stands on every page, and nothing of anybody else does.
pub mod progress;
pub mod store;
mod tasks;
mod view;
mod web;
mod web_matter;
mod web_request;

use crate::LandState;
use kernel::{Action, Resource};
use ui::{Access, Routes};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Portal, Action::View);
    let act = Access::Needs(Resource::Portal, Action::Edit);
    Routes::new()
        .get("/portal", see, web::progress)
        .get("/portal/tasks", see, web::tasks)
        .get("/portal/materials", see, web::materials)
        .get("/portal/matters/{id}", see, web_matter::show)
        .post("/portal/matters/{id}/submit", act, web_matter::submit)
        .post("/portal/matters/{id}/correct", act, web_matter::correct)
        .post("/portal/matters/{id}/withdraw", act, web_matter::withdraw)
        .post("/portal/matters/{id}/start", act, web_matter::start)
        .post("/portal/matters/{id}/finish", act, web_matter::finish)
        .post("/portal/matters/{id}/rate", act, web_matter::rate)
        .get("/portal/requests", see, web_request::list)
        .get("/portal/requests/new", see, web_request::new)
        .post("/portal/requests", act, web_request::ask)
        .get("/portal/requests/{id}", see, web_request::show)
        .post("/portal/requests/{id}/say", act, web_request::say)
        .post("/portal/requests/{id}/reopen", act, web_request::reopen)
        .post("/portal/requests/{id}/rate", act, web_request::rate)
        .post("/portal/requests/{id}/close", act, web_request::close)
}

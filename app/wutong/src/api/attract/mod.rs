//! 招商 for programs: `/api/v1/leads`, `/api/v1/missions`, `/api/v1/agreements`.
pub mod agreement;
pub mod lead;
pub mod lead_body;
pub mod lead_list;
pub mod mission;
pub mod totals;

use super::Api;
use kernel::{Action, Resource};
use ui::route::{Access, Routes};

pub fn routes() -> Routes<Api> {
    let see = |resource| Access::Needs(resource, Action::View);
    Routes::new()
        .get("/api/v1/leads", see(Resource::Lead), lead_list::list)
        .post("/api/v1/leads", Access::Needs(Resource::Lead, Action::Create), lead::create)
        .get("/api/v1/leads/{id}", see(Resource::Lead), lead::get)
        .patch("/api/v1/leads/{id}", Access::Needs(Resource::Lead, Action::Edit), lead::patch)
        .post("/api/v1/leads/{id}/move", Access::Needs(Resource::Lead, Action::Edit), lead::move_to)
        .get("/api/v1/missions", see(Resource::Mission), mission::list)
        .get("/api/v1/missions/{id}", see(Resource::Mission), mission::get)
        .get("/api/v1/agreements", see(Resource::Agreement), agreement::list)
        .get("/api/v1/agreements/totals", see(Resource::Agreement), totals::totals)
        .get("/api/v1/agreements/{id}", see(Resource::Agreement), agreement::get)
}

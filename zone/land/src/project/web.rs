//! Addresses of the projects; what stands under a fixed name comes before what stands under an id.
use super::{web_act, web_form, web_list, web_map, web_page, web_timeline};
use crate::LandState;
use kernel::id::ProjectId;
use kernel::{Action, Error, Resource};
use ui::{Access, Routes};

pub fn routes() -> Routes<LandState> {
    // The zone's pages are its staff's, as the catalogue is; a company has the portal.
    let see = Access::Needs(Resource::Catalogue, Action::View);
    let open = Access::Needs(Resource::Project, Action::Create);
    let edit = Access::Needs(Resource::Project, Action::Edit);
    Routes::new()
        .get("/land/projects", see, web_list::list)
        .post("/land/projects", open, web_form::add)
        .get("/land/projects/board", see, web_list::board)
        .get("/land/projects/gantt", see, web_timeline::show)
        .get("/land/projects/map", see, web_map::show)
        .get("/land/projects/new", open, web_form::blank)
        .get("/land/projects/{id}", see, web_page::show)
        .post("/land/projects/{id}", edit, web_form::edit)
        .get("/land/projects/{id}/edit", edit, web_form::filled)
        .post("/land/projects/{id}/milestone", edit, web_act::reach)
        .post("/land/projects/{id}/officer", edit, web_act::hand_over)
        .post("/land/projects/{id}/stop", edit, web_act::stop)
}

pub(crate) fn id_of(text: &str) -> kernel::Result<ProjectId> {
    ProjectId::parse(text).ok_or(Error::NotFound)
}

pub(crate) fn path_of(id: &ProjectId) -> String {
    format!("/land/projects/{id}")
}

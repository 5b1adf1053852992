//! Addresses of the matters.
use super::{web_act, web_inbox, web_page};
use crate::LandState;
use kernel::id::MatterId;
use kernel::{Action, Error, Resource};
use ui::{Access, Routes};

pub fn routes() -> Routes<LandState> {
    // The zone's pages are its staff's, as the catalogue is; a company has the portal.
    let see = Access::Needs(Resource::Catalogue, Action::View);
    let hand_in = Access::Needs(Resource::Matter, Action::Create);
    let handle = Access::Needs(Resource::Matter, Action::Edit);
    let above = Access::Needs(Resource::Matter, Action::Assign);
    Routes::new()
        .get("/land/inbox", handle, web_inbox::show)
        .post("/land/inbox", handle, web_inbox::batch)
        .post("/land/inbox/delegate", handle, web_inbox::delegate)
        .post("/land/inbox/delegate/{id}/end", handle, web_inbox::end_delegation)
        .get("/land/matters/{id}", see, web_page::show)
        .post("/land/matters/{id}/hand-in", hand_in, web_act::hand_in)
        .post("/land/matters/{id}/handle", handle, web_act::handle)
        .post("/land/matters/{id}/above", above, web_act::above)
}

pub(crate) fn id_of(text: &str) -> kernel::Result<MatterId> {
    MatterId::parse(text).ok_or(Error::NotFound)
}

pub(crate) fn path_of(id: &MatterId) -> String {
    format!("/land/matters/{id}")
}

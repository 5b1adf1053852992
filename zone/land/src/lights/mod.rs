//! 红绿灯 and 专办台: the director sees what is red and which department is behind; the officer sees what comes next on the own projects.
pub(crate) mod store;
mod web_desk;
mod web_lights;

use crate::LandState;
use kernel::{Action, Resource};
use ui::{Access, Routes};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    let work = Access::Needs(Resource::Project, Action::Edit);
    Routes::new().get("/land/lights", see, web_lights::show).get("/land/desk", work, web_desk::show)
}

//! portal
use crate::LandState;
use ui::Routes;
pub fn routes() -> Routes<LandState> {
    Routes::new()
}

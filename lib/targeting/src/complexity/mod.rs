//! Relatedness and complexity of regions and activities.
//!
//! A table has a row for each region and a column for each activity. [`quotient`] is the location quotient of
//! regional science, which trade economists call revealed comparative advantage (Balassa 1965). A region *has* an activity where it
//! is at least 1 ([`Presence`]); all else follows from that matrix of yes and no.
mod density;
mod fitness;
mod index;
mod outlook;
mod presence;
mod proximity;

pub use density::density;
pub use fitness::{Fitness, fitness};
pub use index::{Complexity, complexity};
pub use outlook::{Outlook, outlook};
pub use presence::{Presence, quotient};
pub use proximity::{activity_proximity, region_proximity};

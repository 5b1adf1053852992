//! The zone pack: a folder of small files that brings a zone with its companies, figures and rules into the books, each
//! statement with the sentence that says so. The format is described in `seeds/README.md`.

mod codes;
mod files;
pub mod landing;
mod load;
mod model;
mod model_agreement;
mod model_lead;
mod model_measure;
mod model_mission;
mod problem;
mod read;
mod read_agreement;
mod read_company;
mod read_enterprise;
mod read_lead;
mod read_measure;
mod read_mission;
mod record;
mod rows;
mod rows_agreement;
mod rows_lead;
mod rows_measure;
mod rows_mission;
#[cfg(test)]
mod tests;

pub use load::{Loaded, load};
pub use model::*;
pub use model_agreement::*;
pub use model_lead::*;
pub use model_measure::*;
pub use model_mission::*;
pub use problem::PackError;
pub use read::read;

//! The zone pack: a folder of small files that brings a zone with its companies, figures and rules into the books, each
//! statement with the sentence that says so. The format is described in `seeds/README.md`.

mod codes;
mod files;
mod load;
mod model;
mod model_measure;
mod problem;
mod read;
mod read_company;
mod read_enterprise;
mod read_measure;
mod record;
mod rows;
mod rows_measure;
#[cfg(test)]
mod tests;

pub use load::{Loaded, load};
pub use model::*;
pub use model_measure::*;
pub use problem::PackError;
pub use read::read;

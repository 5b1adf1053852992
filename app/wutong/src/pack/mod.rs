//! The zone pack: a folder of small files that brings a zone with its companies, figures and rules into the books, each
//! statement with the sentence that says so. The format is described in `seeds/README.md`.
#![allow(dead_code, unused_imports)] // until the part that writes a pack into the books uses all of it

mod codes;
mod files;
mod model;
mod model_measure;
mod problem;
mod read;
mod read_company;
mod read_enterprise;
mod read_measure;
mod record;
#[cfg(test)]
mod tests;

pub use model::*;
pub use model_measure::*;
pub use problem::PackError;
pub use read::read;

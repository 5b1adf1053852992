//! 企业名录: a company registry of any size, read from Parquet, csv and xlsx into a lake (Parquet and full text), with an
//! industry for each company; and the questions that targets, leads and missions ask of it: which companies are
//! there (filters, full text, the best by any score), how many of each industry came to each place in each year, what a
//! place has more of than others.
//!
//! [`build()`] makes or extends a lake; [`Registry`] answers. Individual businesses (个体工商户), whose names can be
//! persons' names, are counted and never shown. The engines (DataFusion, tantivy) do not show in this interface.
mod build;
mod clean;
#[cfg(feature = "dist")]
pub mod cluster;
mod column;
mod company;
mod corrections;
mod error;
mod filter;
mod input;
mod lake;
mod read;
mod remark;
mod text;

pub use build::{Build, Built, Progress, Step, Unwatched, Watch, build};
pub use column::Mapping;
pub use company::{Company, IndustryBy};
pub use error::{Error, Result};
pub use filter::{Filter, Place};
pub use lake::manifest::{Input, Tally};
pub use read::{
    By, Column, Count, Establishment, IndustryLevel, Info, Order, Page, PlaceLevel, Quotient, Registry, Why, YearOf,
};

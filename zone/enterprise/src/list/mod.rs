//! 企业名册: the list of companies: conditions, columns, order, views, sums, export.
pub mod columns;
pub mod export;
pub mod page;
pub mod query;
pub mod service;
pub mod side;
pub mod web;

pub use query::Filter;

//! 企业详情: everything that the books say about one company, each fact with where it came from.
pub mod history;
pub mod page;
pub mod web;

//! 漏斗: of the leads that began in a period, how many reached each stage, how long it took, why the others were lost; by
//! officer, industry and city. Every figure is the list of exactly those leads.
pub mod picture;
pub mod rules;
pub mod store;
pub mod web;

//! 梧桐 Wutong: the software of a development zone: pages, API and command line put together from the slices.
pub mod api;
pub mod attract;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod flows;
pub mod land;
pub mod messages;
pub mod pack;
pub mod proposals;
pub mod server;
pub mod targets;
pub mod today;
pub mod web;
pub mod zone;

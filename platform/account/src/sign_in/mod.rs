//! 登录: password, then whatever else the account asks for, step by step; throttled per account and per address.
pub mod service;
pub(crate) mod throttle;
pub(crate) mod web;

use crate::session::Stage;

/// A step of a sign-in was done.
#[derive(Clone, Debug)]
pub struct Step {
    /// The cookie's new value: every step gets a fresh one.
    pub token: String,
    pub stage: Stage,
}

//! 剩余时间: when a running case will end, with bounds, from what was known at the time.
//!
//! [`Rolling`] reads events in the order of time. For each it answers with a [`Forecast`]; when a case ends, its events become samples, and the forecasts that
//! were made for it are judged. Nothing is learned from a case before it has ended.
mod conformal;
mod contest;
mod evaluate;
mod features;
mod learner;
mod rolling;
mod running;
mod views;
mod window;

pub use contest::Method;
pub use evaluate::{Coverage, Evaluation, Score, Strictness, evaluate, forecasts};
pub use rolling::{Forecast, Rolling};
pub use running::running;

//! 流程分析: event logs as columns, what they say about waiting, handover and lateness, and when a running case will end.
//!
//! A [`Log`] is read by [`xes`], [`csv`] or [`ocel`] from any `BufRead`, plain or compressed with gzip. It holds ids of interned texts, so that ten
//! million events fit into a few hundred megabytes. Times are milliseconds since 1970 in UTC; durations are milliseconds unless a name says days.
mod columns;
mod compare;
mod conformance;
pub mod csv;
mod flow;
mod handover;
mod input;
mod interner;
mod late;
mod log;
pub mod ocel;
mod remaining;
mod sample;
mod select;
mod statistics;
pub mod time;
mod variants;
pub mod xes;

pub use columns::{Column, Columns, Kind};
pub use compare::{ArcGain, Comparison, Difference, Sampling, StepGain, compare};
pub use conformance::{Deviation, Expected, Finding, check};
pub use flow::{Arc, Flow};
pub use handover::{Handover, Pair};
pub use input::{Fault, ReadError, What};
pub use interner::Interner;
pub use late::{Lateness, late_cases};
pub use log::{Builder, Event, Keep, Limits, Log, NONE};
pub use remaining::{Coverage, Evaluation, Forecast, Method, Rolling, Score, Strictness, evaluate, forecasts, running};
pub use select::Part;
pub use statistics::{Counted, Statistics};
pub use variants::{Variant, variants};

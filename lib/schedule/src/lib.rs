//! 工作日、时限与审批计划: working days, clocks that stop while the applicant is asked, and what a graph of approvals takes.
//!
//! [`Calendar`] knows which days the State Council declared working days, and says which answers are provisional; [`Hours`] counts
//! the minutes of daily windows on such days. [`Clock`] keeps time as consumed time. [`Graph`] orders approvals, explains cycles and
//! finds critical path and slack; [`simulate`] draws durations and answers with quantiles and criticality.
mod calendar;
mod clock;
mod exceptions;
mod graph;
mod hours;
mod path;
mod quantiles;
mod random;
mod select;
mod simulation;
mod whatif;

pub use calendar::{Calendar, Counted, Dated, Import, Working};
pub use clock::{Clock, ClockError, Extension, Measure, Span, SpanKind};
pub use exceptions::{CalendarFault, DayKind, Exception};
pub use graph::{Cycle, Edge, EdgeKind, Graph, GraphError};
pub use hours::{Hours, HoursError};
pub use path::{Paths, Step, Timing};
pub use quantiles::{Duration, Quantiles, QuantilesError};
pub use simulation::{NodeResult, Simulated, SimulationError, simulate};
pub use whatif::Paired;

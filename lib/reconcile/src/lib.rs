//! Reckoning with published figures. "地区生产总值1273.2亿元, 增长7%, 占全市36.9%, 提高0.3个百分点": each number was rounded
//! when it was printed, so each stands for an interval. This library derives what follows from such figures (the city's
//! total, last year's value and share), with honest bounds, and finds figures that cannot all be true, showing the
//! arithmetic.
//!
//! ```
//! use reconcile::{check, Figure, Outcome, Relation};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let relations = [Relation::share("zone", "city", "share")];
//! let figures = [("zone", Figure::parse("1273.2")?), ("share", Figure::parse("36.9%")?)];
//! let Outcome::Consistent(findings) = check(&relations, figures)? else { return Err("contradiction".into()) };
//! let city = findings.derived.get("city").ok_or("not derived")?;
//! assert_eq!(city.step().to_string(), "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)");
//! # Ok(()) }
//! ```
mod check;
mod figure;
mod interval;
mod kinds;
mod number;
mod relation;
mod step;

pub use check::{Contradiction, Derived, Findings, Outcome, check};
pub use figure::{Figure, FigureError, Kind};
pub use interval::Interval;
pub use kinds::Refused;
pub use number::{Number, Toward};
pub use relation::{Operation, Relation};
pub use step::{Step, Term};

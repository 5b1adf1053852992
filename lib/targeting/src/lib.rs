//! 精准招商: which activities a region can realistically win next, and which companies to ask, each with its reasons.
//! Any count table works: cities × industries, countries × products.
pub mod complexity;
mod eigen;
pub mod entry;
pub mod expansion;
pub mod matrix;
pub mod panel;
mod solve;

pub use ::boost;

//! What needs two slices in one transaction.
pub mod signing;

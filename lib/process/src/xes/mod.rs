//! XES (IEEE 1849-2023), read and written.
mod read;
mod scan;
mod write;

pub use read::{Imported, Options, read};
pub use write::write;

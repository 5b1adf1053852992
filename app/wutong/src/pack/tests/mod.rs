//! The Urumqi pack reads without a fault, and a faulty pack is refused with file, line and field.
mod attract;
mod faults;
mod urumqi;

use std::path::{Path, PathBuf};

fn urumqi_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/urumqi")
}

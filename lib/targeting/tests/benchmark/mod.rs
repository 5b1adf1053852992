//! The tables of the benchmarks. They are not part of the project: `WUTONG_SHARED_DATA`, or `../shared/data` beside the
//! repository.
#![allow(clippy::unwrap_used)]
use std::io::Read;
use std::path::PathBuf;

/// A packed table as text; none, with the reason printed, where it is not there.
pub fn table(path: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var("WUTONG_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let path = PathBuf::from(data).join(path);
    let packed = match std::fs::read(&path) {
        Ok(packed) => packed,
        Err(error) => {
            println!("skipped: {} cannot be read: {error}", path.display());
            return None;
        }
    };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    Some(text)
}

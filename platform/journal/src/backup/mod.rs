//! Backup: one file that holds the whole installation at one instant, readable on both engines.
//!
//! The file is a zip archive:
//!
//! | part | content |
//! |---|---|
//! | `tables/NAME.ndjson` | a row a line, as an array in the order of the manifest's columns, sorted by primary key; text as string, whole numbers as number, fractions as string (the shortest that reads back to the same bits), null |
//! | `heads.jsonl` | the signed heads, see [`crate::heads`]; the head of every zone at this instant is among them |
//! | `trusted.keys` | public keys that signed them, one a line |
//! | `manifest.json` | format, instant, engine, steps of the schema, tables (columns, rows, SHA-256), heads of the zones, SHA-256 of the other parts, public key |
//! | `manifest.sig` | Ed25519 signature of `manifest.json` by that key |
//!
//! The archive's comment, the last 64 bytes of the file, is the SHA-256 of all bytes before it.
//!
//! All tables are read in one snapshot, so a backup can be made while others write. The private key is not in it: keep
//! `keys/journal.key` apart, or let the restored installation make a new one (it then trusts the old public key).
//! A backup holds personal particulars and password hashes: keep it as carefully as the database.
mod archive;
mod load;
mod restore;
mod write;

use serde::{Deserialize, Serialize};

pub use restore::{Restore, Restored, restore};
pub use write::{BackedUp, backup};

pub(crate) const FORMAT: &str = "wutong-backup-1";
/// Hexadecimal digits of the digest in the archive's comment.
pub(crate) const SEAL: usize = 64;
pub(crate) const SCHEMA_TABLE: &str = "schema_step";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub format: String,
    pub created_us: i64,
    pub engine: String,
    pub steps: Vec<StepPart>,
    pub tables: Vec<TablePart>,
    pub zones: Vec<ZonePart>,
    pub files: Vec<FilePart>,
    pub key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StepPart {
    pub version: i64,
    pub name: String,
    pub sha256: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TablePart {
    pub name: String,
    /// Name and type: `text`, `int` or `real`.
    pub columns: Vec<(String, String)>,
    pub rows: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZonePart {
    pub zone: String,
    pub seq: i64,
    pub hash: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FilePart {
    pub name: String,
    pub sha256: String,
}

pub(crate) fn table_part(name: &str) -> String {
    format!("tables/{name}.ndjson")
}

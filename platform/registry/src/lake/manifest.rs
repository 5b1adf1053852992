//! `manifest.json`: which files make up the lake. It is replaced in one step at the end of a build, so whoever reads sees
//! the lake before or after it, never half of it.
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const FILE: &str = "manifest.json";
const FORMAT: u32 = 1;

/// Counts of rows by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows of the input.
    pub rows: u64,
    /// Rows that are in the lake, with or without a note.
    pub accepted: u64,
    /// Of these: something was put right.
    pub repaired: u64,
    /// Of these: nothing was put right, but a field was left empty or kept as written.
    pub noted: u64,
    pub duplicate: u64,
    pub rejected: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.repaired += other.repaired;
        self.noted += other.noted;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
    }
}

/// A file that was read into the lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The name of the file, without its folders.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal: the same content is never read twice.
    pub sha256: String,
    pub bytes: u64,
    #[serde(flatten)]
    pub tally: Tally,
    /// The build that read it.
    pub generation: u64,
}

/// A Parquet file of the lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Relative to the lake.
    pub path: String,
    /// Year of registration; 0 where it is not known.
    pub year: i32,
    pub rows: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub format: u32,
    /// Counts the builds.
    pub generation: u64,
    pub rows: u64,
    /// Individual businesses among them.
    pub individuals: u64,
    pub next_id: i64,
    pub inputs: Vec<Input>,
    pub parts: Vec<Part>,
    /// Folder of the full-text index, relative to the lake.
    pub index: String,
    /// File of the classifier, relative to the lake.
    pub classifier: String,
}

impl Manifest {
    pub fn empty() -> Self {
        Self {
            format: FORMAT,
            generation: 0,
            rows: 0,
            individuals: 0,
            next_id: 1,
            inputs: Vec::new(),
            parts: Vec::new(),
            index: String::new(),
            classifier: String::new(),
        }
    }

    /// The manifest of a lake; None where there is none.
    pub fn read(lake: &Path) -> Result<Option<Self>> {
        let path = lake.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::io(&path)(e)),
        };
        let broken = |reason: String| Error::Lake { path: lake.to_owned(), reason };
        let manifest: Self = serde_json::from_str(&text).map_err(|e| broken(e.to_string()))?;
        if manifest.format != FORMAT {
            return Err(broken(format!("its format is {}, this program reads {FORMAT}", manifest.format)));
        }
        let missing = manifest.parts.iter().find(|p| !lake.join(&p.path).is_file());
        match missing {
            Some(part) => Err(broken(format!("{} is missing", part.path))),
            None => Ok(Some(manifest)),
        }
    }

    /// Puts this manifest in the place of the one before, on the disk when it returns.
    pub fn write(&self, lake: &Path) -> Result<()> {
        let next = lake.join("manifest.next");
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::Engine(e.to_string()))?;
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&next)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&next, lake.join(FILE))?;
            File::open(lake)?.sync_all()
        };
        write().map_err(Error::io(&next))
    }

    pub fn part_paths(&self, lake: &Path) -> Vec<PathBuf> {
        self.parts.iter().map(|p| lake.join(&p.path)).collect()
    }
}

//! Registry files row by row: Parquet, text tables and workbooks, each told by its content or name.
mod columnar;
mod split;
mod text;
mod workbook;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::column::{Columns, Mapping};
use crate::error::{Error, Result};
use crate::remark::Remark;

/// Cells of one row at most; more are no registry.
pub(crate) const CELLS_MAX: usize = 256;

/// A row as the file has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Cells {
        number: u64,
        cells: Vec<String>,
        remark: Option<Remark>,
    },
    /// A row whose cells cannot be told apart; `text` is its beginning.
    Broken {
        number: u64,
        remark: Remark,
        text: String,
    },
}

/// Takes the rows of a file, each with the columns of its file.
pub(crate) type Take<'a> = dyn FnMut(&Columns, Row) -> Result<ControlFlow<()>> + 'a;

/// Reads a file from top to bottom.
pub(crate) fn read(path: &Path, mapping: &Mapping, take: &mut Take<'_>) -> Result<()> {
    match kind(path)? {
        Kind::Parquet => columnar::read(path, mapping, take),
        Kind::Text => text::read(path, mapping, take),
        Kind::Sheet => workbook::read(path, mapping, take),
    }
}

enum Kind {
    Parquet,
    Text,
    /// What platform/sheet reads as a whole: workbooks, and text in UTF-16.
    Sheet,
}

fn kind(path: &Path) -> Result<Kind> {
    use std::io::Read;
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::io(path))?;
    file.take(4).read_to_end(&mut head).map_err(Error::io(path))?;
    Ok(match head.as_slice() {
        [b'P', b'A', b'R', b'1'] => Kind::Parquet,
        [b'P', b'K', ..] | [0xD0, 0xCF, ..] | [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Kind::Sheet,
        _ => Kind::Text,
    })
}

/// The files of the given paths, folders searched through, in the order of their names and each once.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        let about = std::fs::metadata(path).map_err(Error::io(path))?;
        if about.is_dir() {
            walk(path, &mut found)?
        } else {
            found.push(path.clone())
        }
        if found.len() == before {
            return Err(Error::NothingToRead { path: path.clone() });
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|f| seen.insert(std::fs::canonicalize(f).unwrap_or_else(|_| f.clone())));
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(Error::io(folder))?;
    let mut paths =
        entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>().map_err(Error::io(folder))?;
    paths.sort();
    for path in paths {
        let about = std::fs::symlink_metadata(&path).map_err(Error::io(&path))?;
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        if about.is_dir() {
            walk(&path, found)?;
        } else if matches!(extension.as_str(), "parquet" | "csv" | "tsv" | "txt" | "xlsx") {
            found.push(path);
        }
    }
    Ok(())
}

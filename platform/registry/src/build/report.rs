//! The row-by-row report beside the lake: every row that was not simply accepted, with what was done and why, in both
//! languages.
use std::fs::File;
use std::path::Path;

use sheet::{Column, ColumnKind, Format, Writer};

use crate::clean::Note;
use crate::error::{Error, Result};

const COLUMNS: [(&str, f64); 8] = [
    ("file", 30.0),
    ("row", 10.0),
    ("outcome", 12.0),
    ("reason", 20.0),
    ("field", 16.0),
    ("found", 40.0),
    ("说明", 50.0),
    ("explanation", 60.0),
];

pub(super) struct Report {
    inner: Writer<File>,
    path: std::path::PathBuf,
}

impl Report {
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(Error::io(path))?;
        let columns = COLUMNS.map(|(title, width)| Column::new(title, ColumnKind::Text).width(width)).to_vec();
        let inner = Writer::new(Format::Csv, file, "report", columns).map_err(failed(path))?;
        Ok(Self { inner, path: path.to_owned() })
    }

    pub fn add(&mut self, file: &str, row: u64, note: &Note) -> Result<()> {
        let remark = note.remark;
        let row = row.to_string();
        let outcome = remark.outcome().code();
        let cells = [file, &row, outcome, remark.code(), note.field, &note.found, remark.zh(), remark.en()];
        self.inner.row(&cells).map_err(failed(&self.path))
    }

    pub fn finish(self) -> Result<()> {
        let file = self.inner.finish().map_err(failed(&self.path))?;
        file.sync_all().map_err(Error::io(&self.path))
    }
}

fn failed(path: &Path) -> impl FnOnce(sheet::SheetError) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::Sheet { path, source }
}

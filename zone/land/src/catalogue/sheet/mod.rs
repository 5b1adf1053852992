//! 目录表: a theme as a workbook of seven sheets, out and in; and the flat list (部门, 事项, 材料) that zones keep, in only.
pub(super) mod columns;
mod flat;
pub(super) mod rows_in;
pub(super) mod rows_out;
pub(super) mod table;

pub use rows_out::write;

use super::Theme;
use ::sheet::{Limits, Row, SheetError, Table};
use kernel::{Error, FieldError};
use std::ops::ControlFlow;
use std::path::Path;

/// What a catalogue can be: more rows are a mistaken file.
const ROWS_MAX: u64 = 50_000;

/// A row that cannot be taken, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    pub sheet: String,
    /// As the spreadsheet program counts it.
    pub row: u32,
    pub column: String,
    /// The column's key.
    pub key: String,
    /// The text key of the sentence, without the place.
    pub code: &'static str,
    pub args: Vec<(String, String)>,
}

impl RowFault {
    /// As an error of the form's field of this key.
    pub fn field_error(&self) -> FieldError {
        FieldError { field: self.key.clone(), code: self.code.to_owned(), args: self.args.clone() }
    }
}

/// Which of the two forms a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The seven sheets of our own export.
    Whole,
    /// One list: 部门, 事项, 材料.
    Flat,
}

/// What a file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub form: Form,
    pub theme: Theme,
    /// In the file's order; the theme is whole only where there are none.
    pub faults: Vec<RowFault>,
}

/// Reads a workbook of seven sheets, or a list. Blocks on the disk.
pub fn read(path: &Path, name_hint: &str) -> Result<Imported, SheetError> {
    let limits = Limits { rows: ROWS_MAX, ..Limits::default() };
    let mut table = ::sheet::read(path, name_hint, &limits)?;
    let has = |table: &Table, name: &str| table.sheets().iter().any(|s| s == name);
    if has(&table, columns::MATTER.name) && has(&table, columns::STAGE.name) {
        return rows_in::read(&mut table);
    }
    let name = table.sheet().map_or_else(|| name_hint.to_owned(), str::to_owned);
    let rows = rows_of(&mut table)?;
    Ok(flat::read(&rows, &name))
}

fn rows_of(table: &mut Table) -> Result<Vec<Row>, SheetError> {
    let mut rows = Vec::new();
    table.for_each_row(&mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// A file of any kind that the catalogue knows: JSON as `wutong plan compile` takes it, a workbook or a list. Blocks on the disk.
pub fn read_file(path: &Path, name_hint: &str) -> Result<Imported, Error> {
    if !name_hint.to_lowercase().ends_with(".json") {
        return read(path, name_hint).map_err(refused);
    }
    let unreadable = |e: &dyn std::fmt::Display| FieldError::new("file", "catalogue-file-unreadable").arg("fault", e);
    let text = std::fs::read_to_string(path).map_err(|e| Error::Invalid(vec![unreadable(&e)]))?;
    let wrong =
        |e: serde_json::Error| Error::Invalid(vec![FieldError::new("file", "catalogue-file-json").arg("fault", e)]);
    let theme = serde_json::from_str(&text).map_err(wrong)?;
    Ok(Imported { form: Form::Whole, theme, faults: Vec::new() })
}

/// A file that is no table at all.
pub fn refused(error: SheetError) -> Error {
    match error {
        SheetError::Io(error) if error.kind() != std::io::ErrorKind::NotFound => Error::internal(error),
        other => Error::Invalid(vec![FieldError::new("file", "catalogue-file-unreadable").arg("fault", other)]),
    }
}

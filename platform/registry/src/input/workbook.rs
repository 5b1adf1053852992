//! Workbooks (and text in UTF-16) through platform/sheet, with limits for files that an administrator brings himself.
use std::ops::ControlFlow;
use std::path::Path;

use super::{CELLS_MAX, Row, Take};
use crate::column::{Columns, Field, Mapping};
use crate::error::{Error, Result};

/// A workbook holds at most 1,048,576 rows; a registry of that size is a few hundred megabytes.
fn limits() -> sheet::Limits {
    const GIB: u64 = 1024 * 1024 * 1024;
    sheet::Limits {
        file_bytes: 2 * GIB,
        expanded_bytes: 8 * GIB,
        rows: 1_048_576,
        columns: CELLS_MAX as u64,
        cells: 200_000_000,
        shared_string_bytes: GIB,
        ..sheet::Limits::default()
    }
}

pub(super) fn read(path: &Path, mapping: &Mapping, take: &mut Take<'_>) -> Result<()> {
    let failed = |source| Error::Sheet { path: path.to_owned(), source };
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let mut table = sheet::read(path, name, &limits()).map_err(failed)?;
    let head = table.head(12).map_err(failed)?;
    let known = |cell: &str| Field::of_heading(cell).is_some() || mapping.names(cell);
    let header = sheet::find_header(&head, &known).unwrap_or(0);
    let begin = sheet::data_begins(&head, header, &known);
    let headings = head.get(header).map(|r| r.cells.clone()).unwrap_or_default();
    let columns = Columns::recognise(&headings, mapping, &path.display().to_string())?;
    let (mut at, mut fault) = (0usize, None);
    let read = table.for_each_row(&mut |row| {
        at += 1;
        if at <= begin {
            return ControlFlow::Continue(());
        }
        // A workbook leaves empty cells at the end out: they are no shift.
        let mut cells = row.cells;
        cells.resize(cells.len().max(headings.len()), String::new());
        let row = Row::Cells { number: u64::from(row.number), cells, remark: None };
        take(&columns, row).unwrap_or_else(|e| {
            fault = Some(e);
            ControlFlow::Break(())
        })
    });
    match fault {
        Some(e) => Err(e),
        None => read.map(|_| ()).map_err(failed),
    }
}

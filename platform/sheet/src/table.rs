//! A file as a table: what kind it is, which sheet is read, and its rows one by one.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;
use crate::package::Package;
use crate::text::TextTable;
use crate::workbook::Workbook;
use crate::xlsx;

/// One row that has content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number of the row as a spreadsheet program shows it, from 1. Empty rows are left out but counted.
    pub number: u32,
    /// The cells from column A on, trimmed; empty cells at the end are left out.
    pub cells: Vec<String>,
}

/// What was seen while reading the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows handed out.
    pub rows: u64,
    /// Cells handed out.
    pub cells: u64,
    /// Cells that held an error such as #N/A; they are read as empty.
    pub error_cells: u64,
    /// Whole numbers of 16 digits or more that were stored as numbers: the program that wrote them may have replaced
    /// their last digits by zeros. Worth a warning where a column holds codes.
    pub long_numbers: u64,
    /// The consumer asked to stop before the end.
    pub stopped: bool,
}

/// The kind of a file, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Csv,
}

/// A file that passed the checks and can be read row by row, as often as needed.
pub struct Table {
    source: Source,
    limits: Limits,
}

enum Source {
    Workbook { workbook: Box<Workbook>, names: Vec<String>, chosen: usize },
    Text(TextTable),
}

/// Opens a file, checks it as a whole and chooses the first sheet with content. `name_hint` is the name that the user
/// gave the file: its content decides, the name only tells mistakes apart.
///
/// This blocks on the disk: call it from a thread that may wait.
///
/// # Errors
/// See [`SheetError`]; the file is refused as soon as a limit is passed.
pub fn read(path: &Path, name_hint: &str, limits: &Limits) -> Result<Table, SheetError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    LimitOf::FileBytes.check(limits.file_bytes, length)?;
    let mut head = Vec::new();
    (&mut file).take(8).read_to_end(&mut head)?;
    file.rewind()?;
    let extension = name_hint.rsplit_once('.').map_or("", |(_, ext)| ext).to_ascii_lowercase();
    if head.is_empty() {
        return Err(SheetError::Empty);
    }
    if head.starts_with(b"PK") {
        return Table::workbook(file, limits);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(if holds_encrypted_package(file)? { SheetError::Encrypted } else { SheetError::OldXls });
    }
    let text = TextTable::open(file, &extension, limits)?;
    match extension.as_str() {
        "xls" | "et" => Err(SheetError::OldXls),
        "xlsx" | "xlsm" | "ods" => Err(SheetError::WrongExtension { extension }),
        "" | "csv" | "tsv" | "tab" | "txt" => Ok(Table { source: Source::Text(text), limits: limits.clone() }),
        _ => Err(SheetError::UnknownKind),
    }
}

/// A workbook with a password is an old-style container with a stream of this name.
fn holds_encrypted_package(file: File) -> Result<bool, SheetError> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut input = BufReader::new(file);
    let mut sector = [0u8; 128];
    // Directory entries are 128 bytes long and aligned; the name stands at the beginning.
    loop {
        let mut filled = 0;
        while let Some(free) = sector.get_mut(filled..).filter(|free| !free.is_empty()) {
            match input.read(free)? {
                0 => break,
                read => filled += read,
            }
        }
        if sector.get(..filled).is_some_and(|entry| entry.starts_with(&name)) {
            return Ok(true);
        }
        if filled < sector.len() {
            return Ok(false);
        }
    }
}

impl Table {
    fn workbook(file: File, limits: &Limits) -> Result<Self, SheetError> {
        let package = Package::open(file, limits)?;
        if !package.has("_rels/.rels") {
            return Err(SheetError::NotAWorkbook);
        }
        let workbook = Workbook::open(package, limits)?;
        let names = workbook.sheets.iter().map(|s| s.name.clone()).collect();
        let source = Source::Workbook { workbook: Box::new(workbook), names, chosen: 0 };
        let mut table = Self { source, limits: limits.clone() };
        table.choose_first_with_content()?;
        Ok(table)
    }

    /// Sheets that are shown come before hidden ones, which often hold lists for drop-downs.
    fn choose_first_with_content(&mut self) -> Result<(), SheetError> {
        let Source::Workbook { workbook, chosen, .. } = &mut self.source else { return Ok(()) };
        let mut order: Vec<usize> = (0..workbook.sheets.len()).collect();
        order.sort_by_key(|i| workbook.sheets.get(*i).is_none_or(|s| !s.visible));
        for index in order {
            let Some(part) = workbook.sheets.get(index).map(|s| s.part.clone()) else { continue };
            let mut found = false;
            xlsx::rows(workbook, &part, &self.limits, &mut |_| {
                found = true;
                ControlFlow::Break(())
            })?;
            if found {
                *chosen = index;
                return Ok(());
            }
        }
        Err(SheetError::Empty)
    }

    /// The kind of the file.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.source {
            Source::Workbook { .. } => Kind::Xlsx,
            Source::Text(_) => Kind::Csv,
        }
    }

    /// The names of the sheets, hidden ones included; none for a text file.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        match &self.source {
            Source::Workbook { names, .. } => names,
            Source::Text(_) => &[],
        }
    }

    /// The name of the sheet that is read; none for a text file.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        match &self.source {
            Source::Workbook { names, chosen, .. } => names.get(*chosen).map(String::as_str),
            Source::Text(_) => None,
        }
    }

    /// For a text file: its encoding, such as `UTF-8` or `gb18030`.
    #[must_use]
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.source {
            Source::Workbook { .. } => None,
            Source::Text(text) => Some(text.encoding()),
        }
    }

    /// For a text file: the character between its cells.
    #[must_use]
    pub fn separator(&self) -> Option<char> {
        match &self.source {
            Source::Workbook { .. } => None,
            Source::Text(text) => Some(text.separator()),
        }
    }

    /// Reads another sheet from now on.
    ///
    /// # Errors
    /// [`SheetError::NoSuchSheet`]
    pub fn choose(&mut self, name: &str) -> Result<(), SheetError> {
        let at = self.sheets().iter().position(|sheet| sheet == name);
        match (&mut self.source, at) {
            (Source::Workbook { chosen, .. }, Some(at)) => {
                *chosen = at;
                Ok(())
            }
            _ => Err(SheetError::NoSuchSheet { name: name.to_owned() }),
        }
    }

    /// Calls `each` for every row with content, from the top, until it breaks.
    ///
    /// # Errors
    /// See [`SheetError`]. Rows before the fault have been handed out by then: a consumer that must not act on half a
    /// file reads it once to check, or collects first.
    pub fn for_each_row(&mut self, each: &mut impl FnMut(Row) -> ControlFlow<()>) -> Result<Summary, SheetError> {
        match &mut self.source {
            Source::Workbook { workbook, chosen, .. } => {
                let part = workbook.sheets.get(*chosen).map(|s| s.part.clone()).ok_or(SheetError::Empty)?;
                xlsx::rows(workbook, &part, &self.limits, each)
            }
            Source::Text(text) => text.rows(&self.limits, each),
        }
    }

    /// The first rows, for finding the header and for a preview.
    ///
    /// # Errors
    /// See [`SheetError`].
    pub fn head(&mut self, rows: usize) -> Result<Vec<Row>, SheetError> {
        let mut head = Vec::new();
        if rows > 0 {
            self.for_each_row(&mut |row| {
                head.push(row);
                if head.len() < rows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        Ok(head)
    }
}

/// Without the blanks around it: full-width spaces, non-breaking and zero-width ones as well.
pub(crate) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

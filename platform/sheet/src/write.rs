//! Tables out, as xlsx or csv, in constant memory: a row is gone from memory once it is written.

use std::fmt;
use std::io::{BufWriter, Write};

use rust_xlsxwriter::{Color, Format as Style, FormatAlign, Workbook, Worksheet};

use crate::defuse::defuse;
use crate::error::{LimitOf, SheetError};
use crate::number::{plain, serial_of};

/// What a workbook can hold by its format.
const MOST_ROWS: u32 = 1_048_576;
const MOST_CHARS: u64 = 32_767;

/// What a column holds. A value that does not fit its kind is written as text, never lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, codes and telephone numbers: stays text when a person edits it.
    Text,
    /// A number in plain digits.
    Number,
    /// An ISO date such as `2020-01-15`.
    Date,
    /// An amount with two decimals and thousands separators.
    Money,
}

/// A column of a table that goes out.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// The name of the field. When any column has one, a hidden first row holds them all, so that the file can be read
    /// back whatever language its headings are in.
    pub key: Option<String>,
    /// In characters, as spreadsheet programs count it.
    pub width: f64,
    pub kind: ColumnKind,
}

impl Column {
    /// A column with the usual width for its kind.
    #[must_use]
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        let width = match kind {
            ColumnKind::Text => 20.0,
            ColumnKind::Number | ColumnKind::Date => 12.0,
            ColumnKind::Money => 16.0,
        };
        Self { title: title.into(), key: None, width, kind }
    }

    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    #[must_use]
    pub fn width(mut self, width: f64) -> Self {
        self.width = width;
        self
    }
}

/// The kind of file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    /// UTF-8 with a mark, so that Excel shows Chinese text.
    Csv,
}

/// Writes one table: `new`, any number of `row`, `finish`. `out` can be a file or a `Vec<u8>`.
pub struct Writer<W: Write + Send> {
    target: Target<W>,
    columns: Vec<Column>,
}

enum Target<W: Write + Send> {
    Xlsx(Box<Xlsx<W>>),
    Csv(Box<csv::Writer<BufWriter<W>>>),
}

struct Xlsx<W> {
    workbook: Workbook,
    out: W,
    /// The place of the sheet that is written.
    sheet: usize,
    styles: Vec<Style>,
    next_row: u32,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table with its heading. `sheet` is the name of the sheet; characters that Excel forbids in it become
    /// blanks.
    ///
    /// # Errors
    /// When the disk fails, or there are more columns than a workbook holds.
    pub fn new(format: Format, out: W, sheet: &str, columns: Vec<Column>) -> Result<Self, SheetError> {
        let target = match format {
            Format::Xlsx => Target::Xlsx(Box::new(begin_xlsx(out, sheet, &columns)?)),
            Format::Csv => Target::Csv(Box::new(begin_csv(out, &columns)?)),
        };
        Ok(Self { target, columns })
    }

    /// Writes a row; cells beyond the columns are text.
    ///
    /// # Errors
    /// When the disk fails, a cell is longer or the table has more rows than a workbook can hold.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), SheetError> {
        match &mut self.target {
            Target::Csv(csv) => {
                let cells = cells.iter().map(|cell| defuse(cell.as_ref()).into_owned());
                write_record(csv, cells.collect())
            }
            Target::Xlsx(xlsx) => {
                LimitOf::Rows.check(u64::from(MOST_ROWS), u64::from(xlsx.next_row) + 1)?;
                let sheet = xlsx.workbook.worksheet_from_index(xlsx.sheet).map_err(failed)?;
                for (at, cell) in cells.iter().enumerate() {
                    let kind = self.columns.get(at).map_or(ColumnKind::Text, |c| c.kind);
                    let plain_style = Style::default();
                    let style = xlsx.styles.get(at).unwrap_or(&plain_style);
                    write_cell(sheet, xlsx.next_row, column_number(at)?, cell.as_ref(), kind, style)?;
                }
                xlsx.next_row += 1;
                Ok(())
            }
        }
    }

    /// Completes the sheet and begins the next one of the same workbook.
    ///
    /// # Errors
    /// For a text file, which holds one table, and as [`Writer::new`].
    pub fn next_sheet(&mut self, name: &str, columns: Vec<Column>) -> Result<(), SheetError> {
        let Target::Xlsx(xlsx) = &mut self.target else {
            return Err(SheetError::Write("a text file holds one table".to_owned()));
        };
        filter_heading(xlsx, &self.columns)?;
        (xlsx.styles, xlsx.next_row) = add_sheet(&mut xlsx.workbook, name, &columns)?;
        xlsx.sheet += 1;
        self.columns = columns;
        Ok(())
    }

    /// Completes the file and gives `out` back.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn finish(self) -> Result<W, SheetError> {
        match self.target {
            Target::Csv(csv) => {
                let buffered = csv.into_inner().map_err(|e| failed(e.error()))?;
                buffered.into_inner().map_err(|e| SheetError::Io(e.into_error()))
            }
            Target::Xlsx(mut xlsx) => {
                filter_heading(&mut xlsx, &self.columns)?;
                let Xlsx { mut workbook, mut out, .. } = *xlsx;
                workbook.save_to_writer(&mut out).map_err(failed)?;
                out.flush()?;
                Ok(out)
            }
        }
    }
}

fn failed(error: impl fmt::Display) -> SheetError {
    SheetError::Write(error.to_string())
}

fn column_number(at: usize) -> Result<u16, SheetError> {
    u16::try_from(at).ok().filter(|c| *c < 16_384).ok_or_else(|| LimitOf::Columns.over(16_384, at as u64 + 1))
}

/// The row of the titles, counted from 0: below the keys, if there are any.
fn heading_row(columns: &[Column]) -> u32 {
    u32::from(columns.iter().any(|c| c.key.is_some()))
}

/// Filters below the titles of the sheet that is complete.
fn filter_heading<W>(xlsx: &mut Xlsx<W>, columns: &[Column]) -> Result<(), SheetError> {
    let sheet = xlsx.workbook.worksheet_from_index(xlsx.sheet).map_err(failed)?;
    let header = heading_row(columns);
    if let Some(last) = columns.len().checked_sub(1) {
        let last_row = xlsx.next_row.saturating_sub(1).max(header);
        sheet.autofilter(header, 0, last_row, column_number(last)?).map_err(failed)?;
    }
    Ok(())
}

fn begin_xlsx<W>(out: W, name: &str, columns: &[Column]) -> Result<Xlsx<W>, SheetError> {
    let mut workbook = Workbook::new();
    let (styles, next_row) = add_sheet(&mut workbook, name, columns)?;
    Ok(Xlsx { workbook, out, sheet: 0, styles, next_row })
}

/// A sheet with its heading: the styles of its columns, and the row that comes next.
fn add_sheet(workbook: &mut Workbook, name: &str, columns: &[Column]) -> Result<(Vec<Style>, u32), SheetError> {
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name(sheet_name(name)).map_err(failed)?;
    let styles: Vec<Style> = columns.iter().map(|c| style_of(c.kind)).collect();
    for (at, (column, style)) in columns.iter().zip(&styles).enumerate() {
        let at = column_number(at)?;
        sheet.set_column_width(at, column.width).map_err(failed)?;
        sheet.set_column_format(at, style).map_err(failed)?;
    }
    let titles_at = heading_row(columns);
    if titles_at > 0 {
        sheet.set_row_hidden(0).map_err(failed)?;
        let keys = columns.iter().map(|c| c.key.as_deref().unwrap_or_default());
        write_heading(sheet, 0, keys, &Style::new().set_num_format("@"))?;
    }
    let bold =
        Style::new().set_bold().set_background_color(Color::RGB(0x00E8_EEF4)).set_align(FormatAlign::VerticalCenter);
    write_heading(sheet, titles_at, columns.iter().map(|c| c.title.as_str()), &bold.set_num_format("@"))?;
    sheet.set_freeze_panes(titles_at + 1, 0).map_err(failed)?;
    Ok((styles, titles_at + 1))
}

fn write_heading<'a>(
    sheet: &mut Worksheet,
    row: u32,
    names: impl Iterator<Item = &'a str>,
    style: &Style,
) -> Result<(), SheetError> {
    for (at, name) in names.enumerate() {
        sheet.write_string_with_format(row, column_number(at)?, name, style).map_err(failed)?;
    }
    Ok(())
}

fn style_of(kind: ColumnKind) -> Style {
    Style::new().set_num_format(match kind {
        ColumnKind::Text => "@",
        ColumnKind::Number => "General",
        ColumnKind::Date => "yyyy-mm-dd",
        ColumnKind::Money => "#,##0.00",
    })
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    kind: ColumnKind,
    style: &Style,
) -> Result<(), SheetError> {
    if text.is_empty() {
        return Ok(());
    }
    let number = match kind {
        ColumnKind::Text => None,
        ColumnKind::Number | ColumnKind::Money => exact_number(text),
        ColumnKind::Date => serial_of(text),
    };
    if let Some(number) = number {
        sheet.write_number_with_format(row, column, number, style).map_err(failed)?;
        return Ok(());
    }
    // Excel counts a cell in units of UTF-16.
    LimitOf::CellChars.check(MOST_CHARS, text.encode_utf16().count() as u64)?;
    // Written as a string, text never runs as a formula.
    sheet.write_string_with_format(row, column, text, style).map_err(failed)?;
    Ok(())
}

/// A number that a workbook can hold without changing a digit: what would be read back is what was given.
fn exact_number(text: &str) -> Option<f64> {
    let significant = text.bytes().filter(u8::is_ascii_digit).count();
    let value: f64 = text.parse().ok()?;
    let shown = plain(text)?;
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    (significant <= 15 && shown == trimmed).then_some(value)
}

/// A name that Excel accepts: 31 characters, none of `[]:*?/\`, no apostrophe at either end.
fn sheet_name(name: &str) -> String {
    let clean: String = name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
    let mut short = String::new();
    for c in clean.trim_matches(|c: char| c == '\'' || c.is_whitespace()).chars() {
        if short.encode_utf16().count() + c.len_utf16() > 31 {
            break;
        }
        short.push(c);
    }
    let short = short.trim_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned();
    if short.is_empty() { "Sheet1".to_owned() } else { short }
}

fn begin_csv<W: Write>(mut out: W, columns: &[Column]) -> Result<csv::Writer<BufWriter<W>>, SheetError> {
    out.write_all(b"\xEF\xBB\xBF")?;
    let mut csv =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(BufWriter::new(out));
    // A csv file cannot hide a row: keys are left out, titles name the columns.
    if !columns.is_empty() {
        write_record(&mut csv, columns.iter().map(|c| defuse(&c.title).into_owned()).collect())?;
    }
    Ok(csv)
}

fn write_record<W: Write>(csv: &mut csv::Writer<W>, cells: Vec<String>) -> Result<(), SheetError> {
    csv.write_record(cells).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => SheetError::Io(error),
        other => failed(format!("{other:?}")),
    })
}

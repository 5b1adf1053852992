//! The rows of one sheet of a workbook, one at a time.

use std::io::Read;
use std::ops::ControlFlow;

use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;
use crate::number::{self, Shown};
use crate::strings::SharedStrings;
use crate::table::{Row, Summary, tidy};
use crate::workbook::{Workbook, check_growing};
use crate::xml::{Tag, Token, Tokens, decode_x_escapes};

/// Rows of a sheet by its format.
const LAST_ROW: u32 = 1_048_576;

/// Calls `each` for every row that has content.
pub(crate) fn rows(
    workbook: &mut Workbook,
    part: &str,
    limits: &Limits,
    each: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<Summary, SheetError> {
    let Some(mut tokens) = workbook.package.tokens(part, limits)? else {
        return Err(SheetError::damaged(part, "missing"));
    };
    let mut reader = Reader {
        strings: &mut workbook.strings,
        styles: &workbook.styles,
        date1904: workbook.date1904,
        limits,
        summary: Summary::default(),
        row: Row { number: 0, cells: Vec::new() },
        column: 0,
        cell: Cell::default(),
        counted: 0,
    };
    reader.run(&mut tokens, part, each)?;
    Ok(reader.summary)
}

struct Reader<'a> {
    strings: &'a mut SharedStrings,
    styles: &'a [Shown],
    date1904: bool,
    limits: &'a Limits,
    summary: Summary,
    row: Row,
    /// Column of the current cell, counted from 0.
    column: u64,
    cell: Cell,
    counted: u64,
}

/// What is known of the cell that is being read.
#[derive(Default)]
struct Cell {
    kind: Kind,
    shown: Option<Shown>,
    text: String,
    capture: bool,
    inline: bool,
    phonetic: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Boolean,
    Error,
    Date,
}

impl Reader<'_> {
    fn run<R: Read>(
        &mut self,
        tokens: &mut Tokens<R>,
        part: &str,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<(), SheetError> {
        let (mut in_data, mut in_cell) = (false, false);
        loop {
            match tokens.next()? {
                Token::Eof if in_data => return Err(SheetError::damaged(part, "the sheet ends too early")),
                Token::Eof => return Ok(()),
                Token::Start(tag) if !in_data => in_data = tag.name == "sheetData" && !tag.empty,
                Token::Start(tag) if in_cell => self.inside(&tag),
                Token::Start(tag) if tag.name == "row" => self.start_row(&tag, part)?,
                Token::Start(tag) if tag.name == "c" => {
                    self.start_cell(&tag)?;
                    in_cell = !tag.empty;
                }
                Token::Text(text) if self.cell.capture => {
                    if text.push_to(&mut self.cell.text).is_none() {
                        return Err(SheetError::damaged(part, "an unknown character reference"));
                    }
                    check_growing(&self.cell.text, self.limits)?;
                }
                Token::End("v" | "t") => self.cell.capture = false,
                Token::End("is") => self.cell.inline = false,
                Token::End("rPh") => self.cell.phonetic = false,
                Token::End("c") => {
                    in_cell = false;
                    self.end_cell()?;
                }
                Token::End("row") if self.end_row(each)?.is_break() => {
                    self.summary.stopped = true;
                    return Ok(());
                }
                Token::End("sheetData") => return Ok(()),
                _ => {}
            }
        }
    }

    fn start_row(&mut self, tag: &Tag<'_>, part: &str) -> Result<(), SheetError> {
        let number = match tag.attribute("r") {
            Some(number) => number.parse().map_err(|_| SheetError::damaged(part, "a row without a number"))?,
            None => self.row.number + 1,
        };
        if number <= self.row.number || number > LAST_ROW {
            return Err(SheetError::damaged(part, "rows out of order"));
        }
        self.row.number = number;
        self.row.cells.clear();
        self.column = 0;
        Ok(())
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), SheetError> {
        self.counted += 1;
        LimitOf::Cells.check(self.limits.cells, self.counted)?;
        if let Some(column) = tag.attribute("r").and_then(column_of) {
            self.column = column;
        }
        self.cell.kind = match tag.attribute("t") {
            Some("s") => Kind::Shared,
            Some("inlineStr") => Kind::Inline,
            Some("b") => Kind::Boolean,
            Some("e") => Kind::Error,
            Some("d") => Kind::Date,
            Some("str") => Kind::Text,
            _ => Kind::Number,
        };
        let style: Option<usize> = tag.attribute("s").and_then(|s| s.parse().ok());
        self.cell.shown = style.and_then(|s| self.styles.get(s)).copied();
        self.cell.text.clear();
        self.cell.capture = false;
        if tag.empty {
            self.column += 1;
        }
        Ok(())
    }

    /// An element within a cell: the value (`v`) or a text in it (`is`/`t`). The formula (`f`) is passed over.
    fn inside(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "is" => self.cell.inline = !tag.empty,
            "rPh" => self.cell.phonetic = !tag.empty,
            "v" => self.cell.capture = !tag.empty && self.cell.kind != Kind::Inline,
            "t" => self.cell.capture = !tag.empty && self.cell.inline && !self.cell.phonetic,
            _ => {}
        }
    }

    fn end_cell(&mut self) -> Result<(), SheetError> {
        let value = self.value()?;
        let column = self.column;
        self.column += 1;
        let value = tidy(&value);
        if value.is_empty() {
            return Ok(());
        }
        LimitOf::CellChars.check(self.limits.cell_chars, value.chars().count() as u64)?;
        LimitOf::Columns.check(self.limits.columns, column + 1)?;
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        // Within the limit of columns, checked above.
        if self.row.cells.len() <= at {
            self.row.cells.resize(at + 1, String::new());
        }
        if let Some(cell) = self.row.cells.get_mut(at) {
            value.clone_into(cell);
        }
        Ok(())
    }

    fn value(&mut self) -> Result<String, SheetError> {
        let mut text = std::mem::take(&mut self.cell.text);
        match self.cell.kind {
            Kind::Shared => {
                let index: Option<usize> = text.trim().parse().ok();
                if text.trim().is_empty() {
                    text.clear();
                } else if index.is_none_or(|i| i >= self.strings.len()) {
                    return Err(SheetError::damaged("sharedStrings", "a text is missing"));
                } else if let Some(index) = index {
                    self.strings.get(index, &mut text)?;
                }
            }
            Kind::Text | Kind::Inline => decode_x_escapes(&mut text),
            Kind::Boolean => text = boolean(text.trim()),
            Kind::Date => text = number::iso_cell(&text),
            Kind::Error => {
                self.summary.error_cells += u64::from(!text.is_empty());
                text.clear();
            }
            Kind::Number => text = self.number(text),
        }
        Ok(text)
    }

    fn number(&mut self, text: String) -> String {
        let raw = text.trim();
        let shown = self.cell.shown.unwrap_or(Shown::Number);
        let moment = if shown == Shown::Number { None } else { number::moment(raw, shown, self.date1904) };
        if let Some(moment) = moment {
            return moment;
        }
        let Some(plain) = number::plain(raw) else {
            return text;
        };
        self.summary.long_numbers += u64::from(number::is_long(&plain));
        plain
    }

    fn end_row(&mut self, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<ControlFlow<()>, SheetError> {
        if self.row.cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        self.summary.rows += 1;
        LimitOf::Rows.check(self.limits.rows, self.summary.rows)?;
        self.summary.cells += self.row.cells.len() as u64;
        let cells = std::mem::take(&mut self.row.cells);
        Ok(each(Row { number: self.row.number, cells }))
    }
}

fn boolean(text: &str) -> String {
    match text {
        "1" | "true" => "TRUE".to_owned(),
        "0" | "false" => "FALSE".to_owned(),
        other => other.to_owned(),
    }
}

/// The column of `BC12`, counted from 0; capped far above any limit.
fn column_of(reference: &str) -> Option<u64> {
    let mut column = 0u64;
    for byte in reference.bytes().take(10) {
        match byte {
            b'A'..=b'Z' => column = column * 26 + u64::from(byte - b'A') + 1,
            b'a'..=b'z' => column = column * 26 + u64::from(byte - b'a') + 1,
            _ => break,
        }
    }
    column.checked_sub(1)
}

//! Text tables: csv, tsv and their kin, with the separator told from the first lines.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::ops::ControlFlow;

use encoding_rs::Encoding;

use crate::decode::{Decoded, detect};
use crate::defuse::restore;
use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;
use crate::number;
use crate::table::{Row, Summary, tidy};

const SAMPLE: usize = 64 * 1024;
const ERRORS: [&str; 7] = ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

pub(crate) struct TextTable {
    file: File,
    encoding: &'static Encoding,
    separator: u8,
}

impl TextTable {
    pub(crate) fn open(mut file: File, extension: &str, limits: &Limits) -> Result<Self, SheetError> {
        let encoding = detect(&mut file)?;
        let mut input = Decoded::new(file.try_clone()?, encoding, limits.csv_row_bytes.max(SAMPLE as u64))?;
        let mut sample = Vec::new();
        let mut piece = vec![0u8; SAMPLE / 4];
        while sample.len() < SAMPLE {
            let read = input.read(&mut piece).map_err(|e| SheetError::from_read(e, "text"))?;
            if read == 0 {
                break;
            }
            sample.extend_from_slice(piece.get(..read).unwrap_or_default());
        }
        let sample = String::from_utf8_lossy(&sample);
        let begin: String = sample.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
        if begin.is_empty() && sample.len() < SAMPLE {
            return Err(SheetError::Empty);
        }
        if ["<html", "<!doctype", "<table", "<?xml", "<meta", "<head"].iter().any(|tag| begin.starts_with(tag)) {
            return Err(SheetError::WebPage);
        }
        if begin.starts_with("%pdf-") {
            return Err(SheetError::UnknownKind);
        }
        Ok(Self { file, encoding, separator: separator(&sample, extension) })
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    pub(crate) fn separator(&self) -> char {
        char::from(self.separator)
    }

    pub(crate) fn rows(
        &mut self,
        limits: &Limits,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<Summary, SheetError> {
        let input = Decoded::new(self.file.try_clone()?, self.encoding, limits.csv_row_bytes)?;
        let since = input.since();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(input);
        let mut record = csv::StringRecord::new();
        let mut summary = Summary::default();
        let (mut counted, mut within_cells) = (0u64, 0u64);
        while reader.read_record(&mut record).map_err(csv_error)? {
            since.set(0);
            // Lines so far, without those that stand inside cells: the row that a spreadsheet program would show.
            within_cells += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            let number = reader.position().line().saturating_sub(1 + within_cells).max(1);
            counted += record.len() as u64;
            LimitOf::Cells.check(limits.cells, counted)?;
            if number == 1 && is_separator_line(&record) {
                continue;
            }
            let cells = cells_of(&record, limits, &mut summary)?;
            if cells.is_empty() {
                continue;
            }
            summary.rows += 1;
            LimitOf::Rows.check(limits.rows, summary.rows)?;
            summary.cells += cells.len() as u64;
            if each(Row { number: u32::try_from(number).unwrap_or(u32::MAX), cells }).is_break() {
                summary.stopped = true;
                break;
            }
        }
        Ok(summary)
    }
}

fn cells_of(record: &csv::StringRecord, limits: &Limits, summary: &mut Summary) -> Result<Vec<String>, SheetError> {
    let filled =
        (1..=record.len()).rev().find(|n| record.get(n - 1).is_some_and(|cell| !tidy(cell).is_empty())).unwrap_or(0);
    LimitOf::Columns.check(limits.columns, filled as u64)?;
    let mut cells = Vec::with_capacity(filled);
    for cell in record.iter().take(filled) {
        let cell = tidy(restore(tidy(cell)));
        LimitOf::CellChars.check(limits.cell_chars, cell.chars().count() as u64)?;
        if ERRORS.contains(&cell) {
            summary.error_cells += 1;
            cells.push(String::new());
            continue;
        }
        summary.long_numbers += u64::from(number::is_cut_code(cell));
        cells.push(cell.to_owned());
    }
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    Ok(cells)
}

/// `sep=;` in the first line is a note to Excel.
fn is_separator_line(record: &csv::StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default().trim();
    first.eq_ignore_ascii_case("sep=") || (first.len() == 5 && first.to_ascii_lowercase().starts_with("sep="))
}

/// The character that stands, outside quotation marks, most evenly in the first lines.
fn separator(sample: &str, extension: &str) -> u8 {
    if let Some(named) =
        sample.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii_punctuation)
    {
        return named;
    }
    let default = if matches!(extension, "tsv" | "tab") { b'\t' } else { b',' };
    let mut best = (0, default);
    for candidate in [default, b',', b'\t', b';', b'|'] {
        let score = evenness(sample, candidate);
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

/// How many of the first lines have the most common count of `candidate` above zero, and that count: more lines count
/// first, then more cells.
fn evenness(sample: &str, candidate: u8) -> usize {
    let mut counts = Vec::new();
    let (mut quoted, mut count) = (false, 0usize);
    for byte in sample.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                counts.push(count);
                count = 0;
                if counts.len() == 20 {
                    break;
                }
            }
            byte if byte == candidate && !quoted => count += 1,
            _ => {}
        }
    }
    let score = |wanted: usize| counts.iter().filter(|c| **c == wanted).count() * 1_000 + wanted.min(999);
    counts.iter().copied().filter(|c| *c > 0).map(score).max().unwrap_or(0)
}

fn csv_error(error: csv::Error) -> SheetError {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() != ErrorKind::InvalidData => SheetError::from_read(error, "text"),
        _ => SheetError::damaged("text", text),
    }
}

//! Text tables that may be broken in places: a row in another encoding or with a stray quotation mark costs that row,
//! never the file.
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use encoding_rs::GB18030;

use super::split::{Split, split};
use super::{CELLS_MAX, Row, Take};
use crate::column::{Columns, Field, Mapping};
use crate::error::{Error, Result};
use crate::remark::Remark;

/// Bytes of one row at most.
const ROW_BYTES_MAX: usize = 1024 * 1024;
/// Lines that a quoted cell may span before its opening mark counts as a stray one.
const CELL_LINES_MAX: usize = 30;
const SAMPLE: usize = 256 * 1024;

pub(super) fn read(path: &Path, mapping: &Mapping, take: &mut Take<'_>) -> Result<()> {
    let file = File::open(path).map_err(Error::io(path))?;
    let mut sample = Vec::new();
    (&file).take(SAMPLE as u64).read_to_end(&mut sample).map_err(Error::io(path))?;
    let mut rows = Rows::new(BufReader::with_capacity(SAMPLE, File::open(path).map_err(Error::io(path))?), &sample);
    let mut head = Vec::new();
    while head.len() < 12 {
        match rows.next().map_err(Error::io(path))? {
            Some(row) => head.push(row),
            None => break,
        }
    }
    let shown: Vec<sheet::Row> = head.iter().map(as_sheet_row).collect();
    let known = |cell: &str| Field::of_heading(cell).is_some() || mapping.names(cell);
    let header = sheet::find_header(&shown, &known).unwrap_or(0);
    let begin = sheet::data_begins(&shown, header, &known);
    let headings = shown.get(header).map(|r| r.cells.clone()).unwrap_or_default();
    let columns = Columns::recognise(&headings, mapping, &path.display().to_string())?;
    let mut first = head.into_iter().skip(begin);
    loop {
        let Some(row) = first.next().map_or_else(|| rows.next().map_err(Error::io(path)), |r| Ok(Some(r)))? else {
            return Ok(());
        };
        if take(&columns, row)?.is_break() {
            return Ok(());
        }
    }
}

fn as_sheet_row(row: &Row) -> sheet::Row {
    match row {
        Row::Cells { cells, .. } => sheet::Row { number: 0, cells: cells.clone() },
        Row::Broken { .. } => sheet::Row { number: 0, cells: Vec::new() },
    }
}

/// The rows of a text, by lines.
struct Rows<R> {
    input: R,
    /// Lines read but not used: what followed a stray quotation mark.
    waiting: VecDeque<Line>,
    line: u64,
    separator: u8,
    /// The file as a whole is GB18030, so its rows are no exceptions.
    gb18030: bool,
}

struct Line {
    number: u64,
    bytes: Vec<u8>,
    cut: bool,
}

impl<R: BufRead> Rows<R> {
    fn new(input: R, sample: &[u8]) -> Self {
        Self {
            input,
            waiting: VecDeque::new(),
            line: 0,
            separator: separator(sample),
            gb18030: is_mostly_gb18030(sample),
        }
    }

    /// The next row that is not empty.
    fn next(&mut self) -> std::io::Result<Option<Row>> {
        while let Some(line) = self.line()? {
            if line.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let row = self.row(line)?;
            if !matches!(&row, Row::Cells { cells, .. } if cells.iter().all(String::is_empty)) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn row(&mut self, first: Line) -> std::io::Result<Row> {
        let number = first.number;
        let broken = |remark, bytes: &[u8]| Row::Broken { number, remark, text: beginning(bytes) };
        if first.cut {
            return Ok(broken(Remark::RowTooLong, &first.bytes));
        }
        let mut bytes = first.bytes.clone();
        let mut more: Vec<Line> = Vec::new();
        loop {
            match split(&bytes, self.separator, CELLS_MAX) {
                Split::Cells(cells) => return Ok(self.decoded(number, cells, &bytes)),
                Split::TooMany => return Ok(broken(Remark::RowTooLong, &bytes)),
                Split::Open => {}
            }
            let next = if more.len() < CELL_LINES_MAX && bytes.len() < ROW_BYTES_MAX { self.line()? } else { None };
            let Some(next) = next else {
                // The mark was a stray one: only this line is lost, those after it are read again.
                more.into_iter().rev().for_each(|line| self.waiting.push_front(line));
                return Ok(broken(Remark::OpenQuote, &first.bytes));
            };
            bytes.push(b'\n');
            bytes.extend_from_slice(&next.bytes);
            more.push(next);
        }
    }

    fn decoded(&self, number: u64, cells: Vec<Vec<u8>>, whole: &[u8]) -> Row {
        let (mut as_utf8, mut as_gb, mut out) = (false, false, Vec::with_capacity(cells.len()));
        for cell in cells {
            match decoded(cell, self.gb18030) {
                Some((text, As::Ascii)) => out.push(tidy(&text).to_owned()),
                Some((text, As::Utf8)) => {
                    as_utf8 = true;
                    out.push(tidy(&text).to_owned());
                }
                Some((text, As::Gb18030)) => {
                    as_gb = true;
                    out.push(tidy(&text).to_owned());
                }
                None => return Row::Broken { number, remark: Remark::EncodingUnknown, text: beginning(whole) },
            }
        }
        let remark = match (as_utf8, as_gb) {
            (true, true) => Some(Remark::EncodingMixed),
            (utf8, gb) if self.gb18030 && utf8 || !self.gb18030 && gb => Some(Remark::EncodingDiffers),
            _ => None,
        };
        Row::Cells { number, cells: out, remark }
    }

    /// The next line without its end, at most [`ROW_BYTES_MAX`] of it.
    fn line(&mut self) -> std::io::Result<Option<Line>> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let read = (&mut self.input).take(ROW_BYTES_MAX as u64).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        let cut = read >= ROW_BYTES_MAX && bytes.last() != Some(&b'\n');
        if cut {
            self.skip_line()?;
        }
        if self.line == 1 && bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            bytes.drain(..3);
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Ok(Some(Line { number: self.line, bytes, cut }))
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let piece = self.input.fill_buf()?;
            let (length, end) = match piece.iter().position(|b| *b == b'\n') {
                Some(at) => (at + 1, true),
                None => (piece.len(), piece.is_empty()),
            };
            self.input.consume(length);
            if end {
                return Ok(());
            }
        }
    }
}

/// As what a cell was read.
enum As {
    Ascii,
    Utf8,
    Gb18030,
}

/// Pairs of bytes of GB18030 can be UTF-8 by chance, Chinese characters of UTF-8 are three bytes and cannot: so in a file
/// of GB18030 only a cell with such characters counts as UTF-8.
fn decoded(cell: Vec<u8>, gb18030: bool) -> Option<(String, As)> {
    if cell.is_ascii() {
        return String::from_utf8(cell).ok().map(|text| (text, As::Ascii));
    }
    let gb = |raw: &[u8]| {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(raw)?;
        Some((text.into_owned(), As::Gb18030))
    };
    match String::from_utf8(cell) {
        Ok(text) if gb18030 && !text.chars().any(|c| ('\u{3000}'..='\u{9fff}').contains(&c)) => {
            gb(text.as_bytes()).or(Some((text, As::Utf8)))
        }
        Ok(text) => Some((text, As::Utf8)),
        Err(raw) => gb(raw.as_bytes()),
    }
}

fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'))
}

/// The beginning of a row for the report, readable whatever its encoding.
fn beginning(bytes: &[u8]) -> String {
    let bytes = bytes.get(..bytes.len().min(600)).unwrap_or_default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    };
    text.chars().take(200).collect()
}

/// Among the lines with letters beyond ASCII more are GB18030 than UTF-8.
fn is_mostly_gb18030(sample: &[u8]) -> bool {
    let lines = sample.split(|b| *b == b'\n').filter(|line| !line.is_ascii());
    let (mut utf8, mut gb) = (0usize, 0usize);
    for line in lines {
        if std::str::from_utf8(line).is_ok() {
            utf8 += 1;
        } else if GB18030.decode_without_bom_handling_and_without_replacement(line).is_some() {
            gb += 1;
        }
    }
    gb > utf8
}

/// The candidate that stands most often in the first line that holds any: headings hold no text with separators.
fn separator(sample: &[u8]) -> u8 {
    let count = |line: &[u8], c: u8| line.iter().filter(|b| **b == c).count();
    let lines = sample.split(|b| *b == b'\n').take(12);
    let best = lines.flat_map(|line| [b'\t', b';', b'|', b','].map(|c| (count(line, c), c))).max_by_key(|(n, _)| *n);
    best.filter(|(n, _)| *n > 0).map_or(b',', |(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u64, Option<Remark>, Vec<String>)> {
        let mut rows = Rows::new(bytes, bytes);
        let mut out = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            out.push(match row {
                Row::Cells { number, cells, remark } => (number, remark, cells),
                Row::Broken { number, remark, text } => (number, Some(remark), vec![text]),
            });
        }
        out
    }

    #[test]
    fn a_row_in_another_encoding_is_read_and_named() {
        let mut bytes = "企业名称,城市\n示例甲厂,昌吉\n".as_bytes().to_vec();
        bytes.extend_from_slice(&GB18030.encode("示例乙厂,乌鲁木齐\n").0);
        bytes.extend_from_slice("示例丙厂,".as_bytes());
        bytes.extend_from_slice(&GB18030.encode("石河子\n").0);
        bytes.extend_from_slice(b"\xff\xff\xff,x\n");
        let got = rows(&bytes);
        assert_eq!(got[2], (3, Some(Remark::EncodingDiffers), vec!["示例乙厂".into(), "乌鲁木齐".into()]));
        assert_eq!(got[3], (4, Some(Remark::EncodingMixed), vec!["示例丙厂".into(), "石河子".into()]));
        assert_eq!(got[4].1, Some(Remark::EncodingUnknown));
        assert_eq!(got[1].1, None);
    }

    #[test]
    fn a_file_in_gb18030_has_nothing_to_report() {
        let bytes = GB18030.encode("企业名称,城市\r\n示例甲厂,昌吉\r\n示例乙厂,乌鲁木齐\r\n").0.into_owned();
        let got = rows(&bytes);
        assert!(got.iter().all(|(_, remark, _)| remark.is_none()));
        assert_eq!(got[2].2, ["示例乙厂", "乌鲁木齐"]);
    }

    #[test]
    fn a_stray_quotation_mark_costs_one_row() {
        let mut text = String::from("name,city\na,\"two\nlines\"\n\"示例,x\n");
        (0..40).for_each(|i| text.push_str(&format!("firm {i},y\n")));
        let got = rows(text.as_bytes());
        assert_eq!(got[1].2, ["a", "two\nlines"]);
        assert_eq!((got[2].0, got[2].1), (4, Some(Remark::OpenQuote)));
        assert_eq!(got.len(), 3 + 40);
        assert_eq!(got[3].2, ["firm 0", "y"]);
    }

    #[test]
    fn a_line_without_end_costs_bounded_memory() {
        let mut bytes = b"name,city\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 3 * ROW_BYTES_MAX));
        bytes.extend_from_slice(b"\nfirm,y\n");
        let got = rows(&bytes);
        assert_eq!(got[1].1, Some(Remark::RowTooLong));
        assert_eq!(got[2], (3, None, vec!["firm".into(), "y".into()]));
    }
}

//! A sheet read by the keys of its columns, with every fault at its row and column.
use super::RowFault;
use super::columns::SheetForm;
use ::sheet::{Row, data_begins, find_header};
use std::collections::BTreeMap;

/// The rows of a sheet below its heading.
pub struct Read<'a> {
    form: &'a SheetForm,
    sheet: String,
    places: BTreeMap<&'static str, usize>,
    pub rows: Vec<Row>,
}

impl<'a> Read<'a> {
    /// None: no row names a column of this form.
    pub fn of(form: &'a SheetForm, sheet: &str, rows: Vec<Row>) -> Option<Self> {
        let known = |text: &str| form.key_of(text).is_some();
        let header = find_header(&rows, &known)?;
        let begins = data_begins(&rows, header, &known);
        let titles = rows.get(header)?.cells.iter().enumerate();
        let mut places = BTreeMap::new();
        for (place, title) in titles {
            if let Some(key) = form.key_of(title) {
                places.entry(key).or_insert(place);
            }
        }
        let rows = rows.into_iter().skip(begins).collect();
        Some(Self { form, sheet: sheet.to_owned(), places, rows })
    }

    pub fn has(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    /// A form that was sent, as one row under all columns of `form`.
    pub fn sent(form: &'a SheetForm, cells: Vec<String>) -> Self {
        let places = form.columns.iter().enumerate().map(|(place, (key, ..))| (*key, place)).collect();
        Self { form, sheet: String::new(), places, rows: vec![Row { number: 1, cells }] }
    }

    pub fn line<'b>(&'b self, row: &'b Row, faults: &'b mut Vec<RowFault>) -> Line<'b> {
        Line { form: self.form, sheet: &self.sheet, places: &self.places, row, faults }
    }
}

/// One row, read field by field.
pub struct Line<'a> {
    form: &'a SheetForm,
    sheet: &'a str,
    places: &'a BTreeMap<&'static str, usize>,
    row: &'a Row,
    faults: &'a mut Vec<RowFault>,
}

impl Line<'_> {
    pub fn text(&self, key: &str) -> String {
        self.places.get(key).and_then(|place| self.row.cells.get(*place)).cloned().unwrap_or_default()
    }

    /// As the spreadsheet program counts it.
    pub fn number_of_row(&self) -> u32 {
        self.row.number
    }

    pub fn fault(&mut self, key: &str, code: &'static str, args: &[(&str, &str)]) {
        self.faults.push(RowFault {
            sheet: self.sheet.to_owned(),
            row: self.row.number,
            column: self.form.title(key),
            key: key.to_owned(),
            code,
            args: args.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        });
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &str) -> String {
        let text = self.text(key);
        if text.is_empty() {
            self.fault(key, "catalogue-row-missing", &[]);
        }
        text
    }

    /// A whole number from 0 on; nothing where the cell is empty or a dash.
    pub fn number(&mut self, key: &str) -> Option<i64> {
        let text = self.text(key);
        if matches!(text.as_str(), "" | "-" | "--" | "—" | "——" | "无") {
            return None;
        }
        let digits = text.trim_end_matches("个工作日").trim_end_matches("工作日").trim_end_matches('日').trim();
        match digits.parse::<i64>() {
            Ok(n) if n >= 0 => Some(n),
            _ => {
                self.fault(key, "catalogue-row-number", &[("value", &text)]);
                None
            }
        }
    }

    pub fn yes(&mut self, key: &str) -> bool {
        let text = self.text(key);
        match text.to_lowercase().as_str() {
            "是" | "√" | "✓" | "y" | "yes" | "true" | "1" => true,
            "" | "否" | "×" | "n" | "no" | "false" | "0" | "-" | "—" => false,
            _ => {
                self.fault(key, "catalogue-row-yes-no", &[("value", &text)]);
                false
            }
        }
    }

    /// One of the words; the first where the cell is empty.
    pub fn word<T: Copy>(&mut self, key: &str, words: &[(&str, T)], standard: T) -> T {
        let text = self.text(key);
        if text.is_empty() {
            return standard;
        }
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        let listed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.fault(key, "catalogue-row-word", &[("value", &text), ("words", &listed.join("、"))]);
        standard
    }
}

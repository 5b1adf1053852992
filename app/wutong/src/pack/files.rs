//! Pack files as records: CSV for long tables, TOML for small ones, both with the line of every field.
use super::problem::{Problems, did_you_mean};
use super::record::{Record, Value};
use std::collections::BTreeMap;
use std::path::Path;
use toml::de::{DeArray, DeTable, DeValue};

/// A pack file larger than this is not read: the largest zone's books are far smaller.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The shape of one file of a pack.
pub(super) struct FileSpec {
    pub name: &'static str,
    /// The name of its `[[table]]`s when it is TOML.
    pub table: &'static str,
    pub fields: &'static [&'static str],
}

impl FileSpec {
    fn is_toml(&self) -> bool {
        self.name.ends_with(".toml")
    }
}

/// Reads a file of a pack; a file that is not there has no records.
pub(super) fn records(dir: &Path, spec: &FileSpec, problems: &Problems) -> Vec<Record> {
    let path = dir.join(spec.name);
    if !path.exists() {
        return Vec::new();
    }
    let Some(text) = text_of(&path, spec, problems) else {
        return Vec::new();
    };
    if spec.is_toml() { toml_records(&text, spec, problems) } else { csv_records(&text, spec, problems) }
}

fn text_of(path: &Path, spec: &FileSpec, problems: &Problems) -> Option<String> {
    let refuse = |message: String| {
        problems.add(spec.name, None, None, message);
        None
    };
    match std::fs::metadata(path) {
        Ok(found) if found.len() > MAX_BYTES => {
            return refuse(format!("is {} bytes; a pack file has at most {MAX_BYTES}", found.len()));
        }
        Ok(found) if !found.is_file() => return refuse("is not a file".to_owned()),
        Ok(_) => {}
        Err(error) => return refuse(format!("cannot be read: {error}")),
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(format!("cannot be read: {error}")),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let upto = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(upto).filter(|b| **b == b'\n').count() + 1;
            problems.add(spec.name, Some(line), None, "is not UTF-8; save the file as UTF-8");
            None
        }
    }
}

fn csv_records(text: &str, spec: &FileSpec, problems: &Problems) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(error) => {
            problems.add(spec.name, Some(1), None, format!("the header cannot be read: {error}"));
            return Vec::new();
        }
    };
    check_header(&header, spec, problems);
    let mut records = Vec::new();
    for row in reader.records() {
        match row {
            Ok(row) => records.extend(csv_record(&row, &header, spec, problems)),
            Err(error) => {
                let line = error.position().map(|at| at.line() as usize);
                problems.add(spec.name, line, None, format!("the row cannot be read: {error}"));
            }
        }
    }
    records
}

fn check_header(header: &[String], spec: &FileSpec, problems: &Problems) {
    for (i, name) in header.iter().enumerate() {
        if !spec.fields.contains(&name.as_str()) {
            let hint = did_you_mean(name, spec.fields.iter().copied());
            problems.add(spec.name, Some(1), Some(name), format!("this file has no column of that name{hint}"));
        } else if header.iter().take(i).any(|earlier| earlier == name) {
            problems.add(spec.name, Some(1), Some(name), "the column is there twice");
        }
    }
}

fn csv_record(row: &csv::StringRecord, header: &[String], spec: &FileSpec, problems: &Problems) -> Option<Record> {
    let line = row.position().map_or(0, |at| at.line() as usize);
    if row.len() != header.len() {
        let message =
            format!("has {} cells, but the header has {}; quote a cell that holds a comma", row.len(), header.len());
        problems.add(spec.name, Some(line), None, message);
        return None;
    }
    let filled = header.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
    let fields = filled.map(|(name, cell)| (name.clone(), (line, Value::Text(cell.to_owned())))).collect();
    Some(Record { line, fields })
}

fn toml_records(text: &str, spec: &FileSpec, problems: &Problems) -> Vec<Record> {
    let toml = Toml { text, spec, problems };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map(|span| line_of(text, span.start));
        problems.add(spec.name, line, None, error.message());
    }
    if !errors.is_empty() {
        return Vec::new();
    }
    let mut records = Vec::new();
    for (key, value) in root.get_ref() {
        let line = line_of(text, key.span().start);
        match value.get_ref() {
            _ if key.get_ref() != spec.table => {
                let hint = did_you_mean(key.get_ref(), [spec.table]);
                problems.add(spec.name, Some(line), Some(key.get_ref()), format!("this file has no such table{hint}"));
            }
            DeValue::Array(tables) => records.extend(toml.tables(tables, line)),
            DeValue::Table(table) => records.push(toml.record(table, line)),
            _ => {
                problems.add(spec.name, Some(line), Some(key.get_ref()), format!("must be a table [[{}]]", spec.table))
            }
        }
    }
    records
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

struct Toml<'a> {
    text: &'a str,
    spec: &'a FileSpec,
    problems: &'a Problems,
}

impl Toml<'_> {
    fn tables(&self, tables: &DeArray<'_>, line: usize) -> Vec<Record> {
        let mut records = Vec::new();
        for entry in tables.iter() {
            match entry.get_ref() {
                DeValue::Table(table) => records.push(self.record(table, line_of(self.text, entry.span().start))),
                _ => self.problems.add(
                    self.spec.name,
                    Some(line),
                    None,
                    format!("every [[{}]] must be a table", self.spec.table),
                ),
            }
        }
        records
    }

    fn record(&self, table: &DeTable<'_>, line: usize) -> Record {
        let mut fields = BTreeMap::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let line = line_of(self.text, key.span().start);
            if !self.spec.fields.contains(&name) {
                let hint = did_you_mean(name, self.spec.fields.iter().copied());
                self.problems.add(
                    self.spec.name,
                    Some(line),
                    Some(name),
                    format!("this table has no field of that name{hint}"),
                );
                continue;
            }
            match plain(value.get_ref()) {
                Ok(Some(value)) => drop(fields.insert(name.to_owned(), (line, value))),
                Ok(None) => {}
                Err(message) => self.problems.add(self.spec.name, Some(line), Some(name), message),
            }
        }
        Record { line, fields }
    }
}

/// A TOML value as the pack uses it; an empty text is an absent field, as an empty cell is in CSV.
fn plain(value: &DeValue<'_>) -> Result<Option<Value>, &'static str> {
    match value {
        DeValue::String(text) if text.trim().is_empty() => Ok(None),
        DeValue::String(text) => Ok(Some(Value::Text(text.trim().to_owned()))),
        DeValue::Integer(number) => Ok(Some(Value::Text(number.to_string()))),
        DeValue::Datetime(date) => Ok(Some(Value::Text(date.to_string()))),
        DeValue::Boolean(flag) => Ok(Some(Value::Bool(*flag))),
        DeValue::Float(_) => {
            Err("write a number with decimals in quotation marks, such as \"36.9\": it must stay exact")
        }
        DeValue::Table(_) => Err("must be a text, a number, a date or a list of texts"),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(|text| text.trim().to_owned()));
            texts
                .collect::<Option<Vec<String>>>()
                .map(|list| Some(Value::List(list)))
                .ok_or("must be a list of texts in quotation marks")
        }
    }
}

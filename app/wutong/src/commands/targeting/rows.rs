//! Reading CSV files, packed or not, with line and column in every complaint.
use crate::commands::Failure;
use csv::{ReaderBuilder, StringRecord};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A CSV file with a header; columns are found by name, in any order.
pub struct Rows {
    file: String,
    reader: csv::Reader<Box<dyn Read>>,
    columns: Vec<(String, usize)>,
    record: StringRecord,
}

impl Rows {
    /// Opens a file (gzip is recognised by its content) and checks that the columns are there.
    pub fn open(path: &Path, columns: &[&str]) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let content = unpack(path).map_err(|e| Failure::of(format!("{file} cannot be read: {e}")))?;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(content);
        let header = reader.headers().map_err(|e| fault(&file, &e))?.clone();
        let find = |name: &&str| header.iter().position(|h| h.trim() == *name).map(|n| ((*name).to_owned(), n));
        let missing: Vec<&str> = columns.iter().copied().filter(|name| find(name).is_none()).collect();
        if !missing.is_empty() {
            let there = header.iter().collect::<Vec<_>>().join(", ");
            return Err(Failure::of(format!(
                "{file}, line 1: the column {} is missing. The first line must name the columns {}; it says: {there}.",
                missing.join(", "),
                columns.join(", ")
            )));
        }
        let columns = columns.iter().filter_map(find).collect();
        Ok(Self { file, reader, columns, record: StringRecord::new() })
    }

    /// The names of the columns.
    pub fn header(path: &Path) -> Result<Vec<String>, Failure> {
        let mut rows = Self::open(path, &[])?;
        let header = rows.reader.headers().map_err(|e| fault(&rows.file, &e))?;
        Ok(header.iter().map(|h| h.trim().to_owned()).collect())
    }

    /// Goes to the next row; false at the end.
    pub fn next(&mut self) -> Result<bool, Failure> {
        self.reader.read_record(&mut self.record).map_err(|e| fault(&self.file, &e))
    }

    /// A cell without surrounding spaces, perhaps empty.
    pub fn optional(&self, column: &str) -> Result<&str, Failure> {
        let at = self.columns.iter().find(|(name, _)| name == column).map(|(_, at)| *at);
        let cell = at.and_then(|at| self.record.get(at)).map(str::trim);
        cell.ok_or_else(|| self.wrong(column, "is missing: the line has too few columns"))
    }

    /// A cell that must hold something.
    pub fn text(&self, column: &str) -> Result<&str, Failure> {
        match self.optional(column)? {
            "" => Err(self.wrong(column, "is empty")),
            text => Ok(text),
        }
    }

    /// A year from 1000 to 9999.
    pub fn year(&self, column: &str) -> Result<i32, Failure> {
        let text = self.text(column)?;
        let year = text.parse::<i32>().ok().filter(|year| (1000..=9999).contains(year));
        year.ok_or_else(|| self.wrong(column, &format!("must be a year such as 2001, not “{text}”")))
    }

    /// A number that is not negative.
    pub fn amount(&self, column: &str) -> Result<f64, Failure> {
        let text = self.text(column)?;
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
        number.ok_or_else(|| self.wrong(column, &format!("must be a number from 0 upwards, not “{text}”")))
    }

    fn wrong(&self, column: &str, what: &str) -> Failure {
        let line = self.record.position().map_or(0, csv::Position::line);
        Failure::of(format!("{}, line {line}, column {column}: {what}.", self.file))
    }
}

fn unpack(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let packed = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut plain = BufReader::new(plain);
    if plain.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        plain.consume(3);
    }
    Ok(Box::new(plain))
}

fn fault(file: &str, error: &csv::Error) -> Failure {
    let line = error.position().map_or(1, csv::Position::line);
    Failure::of(match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => format!(
            "{file}, line {line}, column {}: the text is not UTF-8. Save the file as “CSV UTF-8”.",
            err.field() + 1
        ),
        csv::ErrorKind::Io(error) => format!("{file} cannot be read to its end: {error}"),
        _ => format!("{file}, line {line}: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn rows(bytes: &[u8]) -> Result<Rows, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, bytes).unwrap();
        Rows::open(&path, &["place", "year"])
    }

    fn complaint(bytes: &[u8]) -> String {
        let read = || {
            let mut rows = rows(bytes)?;
            while rows.next()? {
                rows.text("place")?;
                rows.year("year")?;
            }
            Ok::<(), Failure>(())
        };
        read().unwrap_err().text
    }

    #[test]
    fn packed_marked_and_reordered_files_are_read() {
        let plain = "\u{feff}year, place\n2001,广东|深圳\n";
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(plain.as_bytes()).unwrap();
        for bytes in [plain.as_bytes().to_vec(), packed.finish().unwrap()] {
            let mut rows = rows(&bytes).unwrap();
            assert!(rows.next().unwrap());
            assert_eq!((rows.text("place").unwrap(), rows.year("year").unwrap()), ("广东|深圳", 2001));
            assert!(!rows.next().unwrap());
        }
    }

    #[test]
    fn complaints_name_line_and_column() {
        assert!(complaint(b"place\n").contains("line 1: the column year is missing"));
        assert!(complaint(b"place,year\na,2001\nb,soon\n").contains("line 3, column year"));
        assert!(complaint(b"place,year\na,2001\n,2001\n").contains("line 3, column place: is empty"));
        assert!(complaint(b"place,year\na\n").contains("line 2, column year: is missing"));
        assert!(complaint(b"place,year\n\xb9\xe3\xb6\xab,2001\n").contains("line 2, column 1: the text is not UTF-8"));
        assert!(complaint(b"").contains("line 1: the column place, year is missing"));
        assert!(complaint(b"\x1f\x8bbroken").contains("cannot be read"));
    }
}

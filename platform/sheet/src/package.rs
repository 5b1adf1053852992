//! The zip container of a workbook. Every part is unpacked once to nowhere, counting what really comes out, before any
//! part is looked at: sizes that a zip declares about itself are not believed. A zip inside the zip is just data.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use crate::error::{LimitOf, SheetError};
use crate::limits::Limits;
use crate::xml::{Token, Tokens};

pub(crate) type Part<'a> = ZipFile<'a, BufReader<File>>;

pub(crate) struct Package {
    zip: ZipArchive<BufReader<File>>,
    /// Part names in lower case with forward slashes: some writers differ from their own references in this.
    names: HashMap<String, usize>,
}

impl Package {
    /// Opens the container and measures every part.
    pub(crate) fn open(mut file: File, limits: &Limits) -> Result<Self, SheetError> {
        let length = file.metadata()?.len();
        check_directory(&mut file, length, limits)?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| zip_error(e, "zip"))?;
        LimitOf::Entries.check(limits.entries, zip.len() as u64)?;
        let mut names = HashMap::new();
        let mut total = 0u64;
        for index in 0..zip.len() {
            let part = zip.by_index(index).map_err(|e| zip_error(e, "zip"))?;
            let name = part.name().map_err(|e| zip_error(e, "zip"))?.replace('\\', "/").to_lowercase();
            total = measure(part, &name, total, limits)?;
            if total > limits.ratio_from_bytes {
                LimitOf::Ratio.check(limits.ratio, total / length.max(1))?;
            }
            names.insert(name.trim_start_matches('/').to_owned(), index);
        }
        Ok(Self { zip, names })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    /// The XML of a part; `None` when there is no such part.
    pub(crate) fn tokens(&mut self, name: &str, limits: &Limits) -> Result<Option<Tokens<Part<'_>>>, SheetError> {
        let Some(&index) = self.names.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        let part = self.zip.by_index(index).map_err(|e| zip_error(e, name))?;
        Ok(Some(Tokens::new(part, name, limits)))
    }
}

fn zip_error(error: ZipError, part: &str) -> SheetError {
    match error {
        ZipError::Io(error) => SheetError::from_read(error, part),
        other => SheetError::damaged(part, other),
    }
}

/// The number of parts, from the end of the file, before the zip library reserves memory for them.
fn check_directory(file: &mut File, length: u64, limits: &Limits) -> Result<(), SheetError> {
    let start = length.saturating_sub(66 * 1024);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(length - start).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let big_directory = tail.windows(4).any(|w| w == b"PK\x06\x06");
    let mut ends = 0;
    for at in 0..tail.len() {
        let Some(record) = tail.get(at..).filter(|r| r.first() == Some(&b'P')) else { continue };
        if record.starts_with(b"PK\x05\x06") {
            ends += 1;
            let entries = record.get(10..12).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
            LimitOf::Entries.check(limits.entries.max(65_534), u64::from(entries))?;
        } else if record.starts_with(b"PK\x06\x06") {
            let entries = record.get(32..40).and_then(|b| b.try_into().ok()).map_or(u64::MAX, u64::from_le_bytes);
            LimitOf::Entries.check(limits.entries, entries)?;
        } else if record.starts_with(b"PK\x06\x07") && !big_directory {
            return Err(SheetError::damaged("zip", "its directory is not at its end"));
        }
    }
    if ends == 0 { Err(SheetError::damaged("zip", "it is cut off")) } else { Ok(()) }
}

/// Unpacks one part to nowhere; returns the new total.
fn measure(part: Part<'_>, name: &str, total: u64, limits: &Limits) -> Result<u64, SheetError> {
    let packed = part.compressed_size();
    let mut counted = Counted { input: part, packed, out: 0, total, limits };
    if name.ends_with(".xml") || name.ends_with(".rels") {
        let mut tokens = Tokens::new(&mut counted, name, limits);
        // A document type can only stand before the first element.
        loop {
            match tokens.next() {
                Ok(Token::Text(_)) => {}
                Err(error @ (SheetError::Dtd { .. } | SheetError::Over { .. })) => return Err(error),
                // Whether a part is good XML matters only if it is read, later.
                Ok(_) | Err(_) => break,
            }
        }
        io::copy(&mut tokens.into_input(), &mut io::sink()).map_err(|e| SheetError::from_read(e, name))?;
    } else {
        io::copy(&mut counted, &mut io::sink()).map_err(|e| SheetError::from_read(e, name))?;
    }
    Ok(counted.total)
}

/// Counts what comes out of a part and stops at the limits.
struct Counted<'a, R> {
    input: R,
    packed: u64,
    out: u64,
    total: u64,
    limits: &'a Limits,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.out += read as u64;
        self.total += read as u64;
        self.check().map_err(io::Error::other)?;
        Ok(read)
    }
}

impl<R> Counted<'_, R> {
    fn check(&self) -> Result<(), SheetError> {
        LimitOf::ExpandedBytes.check(self.limits.expanded_bytes, self.total)?;
        if self.out > self.limits.ratio_from_bytes {
            LimitOf::Ratio.check(self.limits.ratio, self.out / self.packed.max(1))?;
        }
        Ok(())
    }
}

//! What readers share: gzip seen by its first bytes, and why a file is refused.
use std::io::{self, BufRead, Read};

/// What is wrong at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first tag is not `<log>`.
    NoLog,
    /// A closing tag without its opening tag.
    Closing,
    /// The file ends within a tag, a comment, or before `</log>`.
    EndsInTag,
    EndsInComment,
    EndsEarly,
    /// A document type, and with it entities of one's own.
    Doctype,
    /// A text that is not UTF-8, or more keys than a log has.
    Text,
    /// The case or the activity of a row is empty.
    Unnamed,
    /// This text, cut after 40 characters, is no time.
    Time(String),
    /// Not a row of a table in UTF-8.
    Table,
    /// Not OCEL 2.0 in JSON.
    Ocel,
}

impl Fault {
    /// For texts in other languages; [`Fault::Time`] has an argument.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLog => "no-log",
            Self::Closing => "closing",
            Self::EndsInTag => "ends-in-tag",
            Self::EndsInComment => "ends-in-comment",
            Self::EndsEarly => "ends-early",
            Self::Doctype => "doctype",
            Self::Text => "text",
            Self::Unnamed => "unnamed",
            Self::Time(_) => "time",
            Self::Table => "table",
            Self::Ocel => "ocel",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoLog => "this is no XES log: its first tag is not <log>",
            Self::Closing => "a closing tag without its opening tag",
            Self::EndsInTag => "the file ends within a tag",
            Self::EndsInComment => "the file ends within a comment",
            Self::EndsEarly => "the file ends before </log>",
            Self::Doctype => "a document type is not part of an event log",
            Self::Text => "a text that is not UTF-8, or more keys than a log has",
            Self::Unnamed => "the case or the activity is empty",
            Self::Time(text) => return write!(f, "\"{text}\" is no time like 2026-11-28 09:30:00"),
            Self::Table => "not a row of a table in UTF-8",
            Self::Ocel => "not OCEL 2.0 in JSON",
        })
    }
}

/// A column that a table must have, or something that is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Case,
    Activity,
    Time,
    Events,
    TagBytes,
    RowBytes,
}

impl What {
    pub fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Activity => "activity",
            Self::Time => "time",
            Self::Events => "events",
            Self::TagBytes => "tag-bytes",
            Self::RowBytes => "row-bytes",
        }
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TagBytes => "bytes in one tag",
            Self::RowBytes => "bytes in one row",
            other => other.code(),
        })
    }
}

/// Why a log cannot be read.
#[derive(Debug)]
pub enum ReadError {
    Io(io::Error),
    /// Not the format, at this byte of the expanded text.
    Syntax {
        byte: u64,
        fault: Fault,
    },
    /// A row of a table (counted from 1, the header included) lacks something.
    Row {
        row: u64,
        fault: Fault,
    },
    /// A column that must be there is not; the columns that are.
    Column {
        what: What,
        found: Vec<String>,
    },
    /// More than [`crate::Limits`] allow.
    Limit {
        what: What,
        limit: u64,
    },
    /// The log holds no event.
    Empty,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Syntax { byte, fault } => write!(f, "byte {byte}: {fault}"),
            Self::Row { row, fault } => write!(f, "row {row}: {fault}"),
            Self::Column { what, found } => {
                write!(f, "no column is known to hold the {what}; name it, there are: {}", found.join(", "))
            }
            Self::Limit { what, limit } => write!(f, "more than {limit} {what}"),
            Self::Empty => f.write_str("the log holds no events"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const GZIP: &[u8] = &[0x1F, 0x8B];

/// Unpacks what begins like gzip, and leaves the rest as it is; refuses to give more than `most` bytes.
pub fn unpacked<'r>(mut reader: impl BufRead + 'r, most: u64) -> io::Result<Box<dyn Read + 'r>> {
    Ok(match reader.fill_buf()?.starts_with(GZIP) {
        true => Box::new(Capped { reader: flate2::bufread::MultiGzDecoder::new(reader), left: most }),
        false => Box::new(Capped { reader, left: most }),
    })
}

struct Capped<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "the unpacked file is too large");
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_large)?;
        Ok(read)
    }
}

//! What readers share: gzip seen by its first bytes, and why a file is refused.
use std::io::{self, BufRead, Read};

/// Why a log cannot be read.
#[derive(Debug)]
pub enum ReadError {
    Io(io::Error),
    /// Not the format, at this byte of the expanded text.
    Syntax {
        byte: u64,
        what: &'static str,
    },
    /// A row of a table (counted from 1, the header included) lacks something.
    Row {
        row: u64,
        what: String,
    },
    /// A column that must be there is not; the columns that are.
    Column {
        what: &'static str,
        found: Vec<String>,
    },
    /// More than [`crate::Limits`] allow.
    Limit {
        what: &'static str,
        limit: u64,
    },
    /// The log holds no event.
    Empty,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Syntax { byte, what } => write!(f, "byte {byte}: {what}"),
            Self::Row { row, what } => write!(f, "row {row}: {what}"),
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

/// Unpacks what begins like gzip, and leaves the rest as it is.
pub fn unpacked<'r>(mut reader: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
    Ok(match reader.fill_buf()?.starts_with(GZIP) {
        true => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
        false => Box::new(reader),
    })
}

//! Why a file was refused: a code for the translation tables, the figures for the sentence, and plain English.

use std::fmt;
use std::io;

/// Why a spreadsheet could not be read or written.
#[derive(Debug)]
pub enum SheetError {
    /// The disk or the source failed, not the file.
    Io(io::Error),
    /// A limit of [`crate::Limits`] was passed.
    Over { limit_of: LimitOf, limit: u64, found: u64 },
    /// A part of the workbook declares its own XML document type: real spreadsheets never do.
    Dtd { part: String },
    /// Protected by a password.
    Encrypted,
    /// The old Excel format (.xls).
    OldXls,
    /// Neither a workbook nor a text table.
    UnknownKind,
    /// A web page that was given the name of a spreadsheet.
    WebPage,
    /// The name says .xlsx or the like, the content is something else.
    WrongExtension { extension: String },
    /// A zip file, but not an Excel workbook (an .ods, .docx, …).
    NotAWorkbook,
    /// The file is cut off or broken.
    Damaged { part: String, reason: String },
    /// Text in an encoding that we cannot tell.
    Encoding,
    /// No sheet of this name.
    NoSuchSheet { name: String },
    /// No cell has any content.
    Empty,
    /// Writing a workbook failed.
    Write(String),
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitOf {
    FileBytes,
    ExpandedBytes,
    Ratio,
    Entries,
    Rows,
    Columns,
    CellChars,
    Cells,
    SharedStrings,
    XmlDepth,
    RowBytes,
}

impl SheetError {
    /// The key of the sentence in the translation tables.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "sheet-io",
            Self::Over { limit_of, .. } => limit_of.code(),
            Self::Dtd { .. } => "sheet-dtd",
            Self::Encrypted => "sheet-encrypted",
            Self::OldXls => "sheet-xls",
            Self::UnknownKind => "sheet-unknown-kind",
            Self::WebPage => "sheet-web-page",
            Self::WrongExtension { .. } => "sheet-wrong-extension",
            Self::NotAWorkbook => "sheet-not-a-workbook",
            Self::Damaged { .. } => "sheet-damaged",
            Self::Encoding => "sheet-encoding",
            Self::NoSuchSheet { .. } => "sheet-no-such-sheet",
            Self::Empty => "sheet-empty",
            Self::Write(_) => "sheet-write",
        }
    }

    /// The values that the translated sentence needs.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Over { limit, found, .. } => vec![("limit", limit.to_string()), ("found", found.to_string())],
            Self::Dtd { part } => vec![("part", part.clone())],
            Self::WrongExtension { extension } => vec![("extension", extension.clone())],
            Self::Damaged { part, reason } => vec![("part", part.clone()), ("reason", reason.clone())],
            Self::NoSuchSheet { name } => vec![("name", name.clone())],
            Self::Io(error) => vec![("reason", error.to_string())],
            Self::Write(reason) => vec![("reason", reason.clone())],
            _ => Vec::new(),
        }
    }

    pub(crate) fn damaged(part: &str, reason: impl fmt::Display) -> Self {
        Self::Damaged { part: part.to_owned(), reason: reason.to_string() }
    }

    /// Errors that travelled through `Read` come out as what they were.
    pub(crate) fn from_read(error: io::Error, part: &str) -> Self {
        match error.downcast::<SheetError>() {
            Ok(ours) => ours,
            Err(other) => match other.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                    Self::damaged(part, other)
                }
                io::ErrorKind::Other => Self::damaged(part, other),
                _ => Self::Io(other),
            },
        }
    }
}

impl LimitOf {
    /// The error for a count above its limit.
    pub(crate) fn over(self, limit: u64, found: u64) -> SheetError {
        SheetError::Over { limit_of: self, limit, found }
    }

    /// `Err` when `found` is above `limit`.
    pub(crate) fn check(self, limit: u64, found: u64) -> Result<(), SheetError> {
        if found > limit { Err(self.over(limit, found)) } else { Ok(()) }
    }

    fn code(self) -> &'static str {
        match self {
            Self::FileBytes => "sheet-file-too-large",
            Self::ExpandedBytes => "sheet-expands-too-large",
            Self::Ratio => "sheet-compressed-too-much",
            Self::Entries => "sheet-too-many-parts",
            Self::Rows => "sheet-too-many-rows",
            Self::Columns => "sheet-too-many-columns",
            Self::CellChars => "sheet-cell-too-long",
            Self::Cells => "sheet-too-many-cells",
            Self::SharedStrings => "sheet-too-many-strings",
            Self::XmlDepth => "sheet-too-deep",
            Self::RowBytes => "sheet-row-too-long",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::FileBytes => "The file is too large (bytes). Split it into several files.",
            Self::ExpandedBytes => "The workbook unpacks to too many bytes. Split it into several files.",
            Self::Ratio => {
                "The file is compressed far more than a real workbook. Open it in Excel or WPS and save it again."
            }
            Self::Entries => "The workbook has too many parts. Copy the table into a new workbook and save that.",
            Self::Rows => "The table has too many rows. Split it into several files.",
            Self::Columns => "The table has too many columns. Remove the ones that are not needed.",
            Self::CellChars => "A cell holds too many characters. Shorten it.",
            Self::Cells => {
                "The sheet has too many cells, counting empty formatted ones. Copy the table to a new workbook."
            }
            Self::SharedStrings => "The workbook holds too much text. Split it into several files.",
            Self::XmlDepth => {
                "The workbook is built in a way that Excel never writes. Save it again from Excel or WPS."
            }
            Self::RowBytes => "A row is too long (bytes). Often a quotation mark is missing in the rows before.",
        }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "The file could not be read: {error}."),
            Self::Over { limit_of, limit, found } => {
                write!(f, "{} At most {limit}, found {found} or more.", limit_of.sentence())
            }
            Self::Dtd { part } => {
                write!(f, "The part {part} declares an XML document type. Save the file again from Excel or WPS.")
            }
            Self::Encrypted => {
                f.write_str("The workbook is protected by a password. Save it without one and try again.")
            }
            Self::OldXls => f.write_str(
                "This is the old Excel format (.xls). Open it in Excel or WPS, save as .xlsx and try again.",
            ),
            Self::UnknownKind => f.write_str("This is not a table that can be read. Use .xlsx or .csv."),
            Self::WebPage => f.write_str(
                "This is a web page with the name of a spreadsheet. Open it in Excel or WPS and save as .xlsx.",
            ),
            Self::WrongExtension { extension } => {
                write!(
                    f,
                    "The name ends in .{extension}, but the content is something else. Save as .xlsx and try again."
                )
            }
            Self::NotAWorkbook => f.write_str("This file is not an Excel workbook. Save it as .xlsx and try again."),
            Self::Damaged { part, reason } => write!(f, "The file is damaged or incomplete ({part}: {reason})."),
            Self::Encoding => {
                f.write_str("The encoding of the text cannot be told. Save it as UTF-8 (or GB18030) and try again.")
            }
            Self::NoSuchSheet { name } => write!(f, "There is no sheet named {name}."),
            Self::Empty => f.write_str("The file has no content."),
            Self::Write(reason) => write!(f, "The file could not be written: {reason}."),
        }
    }
}

impl std::error::Error for SheetError {}

impl From<io::Error> for SheetError {
    fn from(error: io::Error) -> Self {
        Self::from_read(error, "file")
    }
}

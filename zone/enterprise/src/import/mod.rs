//! 导入: tables as they come from 企查查, 天眼查, our own template or anywhere else. The preview says for every row what
//! will happen and why; writing does exactly that, or refuses; a batch can be undone.
pub mod apply;
pub mod cells;
pub mod export;
pub mod fields;
pub mod mapping;
pub mod page;
pub mod people;
pub mod plan;
pub mod progress;
pub mod read;
pub mod recognise;
pub mod run;
pub mod service;
pub mod store;
pub mod undo;
pub mod web;

use ::store::{Record, Table, Ty};
use kernel::id::UserId;
use kernel::{FieldError, Resource, access::Guarded};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Uploaded; columns to be matched by the user.
    Mapping,
    /// The preview is being made.
    Reading,
    Previewed,
    Applying,
    Applied,
    /// Nothing was written: the books had changed since the preview, or the file could not be read.
    Refused,
    /// Cancelled before anything was written.
    Discarded,
    Undoing,
    Undone,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Mapping => "mapping",
            State::Reading => "reading",
            State::Previewed => "previewed",
            State::Applying => "applying",
            State::Applied => "applied",
            State::Refused => "refused",
            State::Discarded => "discarded",
            State::Undoing => "undoing",
            State::Undone => "undone",
        }
    }
}

/// Where a file comes from, as recognised by its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Qichacha,
    Tianyancha,
    /// Our own template or export, known by its hidden row of field keys.
    Own,
    /// Any table, columns matched by name or by the user.
    Table,
}

impl Format {
    pub fn code(self) -> &'static str {
        match self {
            Format::Qichacha => "qichacha",
            Format::Tianyancha => "tianyancha",
            Format::Own => "own",
            Format::Table => "table",
        }
    }
}

impl Format {
    /// Who stands behind the facts of such a file.
    pub fn publisher(self) -> Option<&'static str> {
        match self {
            Format::Qichacha => Some("企查查"),
            Format::Tianyancha => Some("天眼查"),
            Format::Own | Format::Table => None,
        }
    }
}

/// How long work reports and hears the wish to stop.
pub trait Pace: Sync {
    fn progress(&self, done: i64, total: i64);
    /// An error when the user wants it to stop.
    fn check(&self) -> kernel::Result<()>;
}

impl Pace for jobs::JobRun {
    fn progress(&self, done: i64, total: i64) {
        jobs::JobRun::progress(self, done, total);
    }
    fn check(&self) -> kernel::Result<()> {
        jobs::JobRun::check(self)
    }
}

/// Work that nobody watches, as on the command line.
pub struct Unwatched;
impl Pace for Unwatched {
    fn progress(&self, _: i64, _: i64) {}
    fn check(&self) -> kernel::Result<()> {
        Ok(())
    }
}

/// Rows by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub create: i64,
    pub update: i64,
    pub skip: i64,
    pub error: i64,
}

impl Counts {
    pub fn total(self) -> i64 {
        self.create + self.update + self.skip + self.error
    }
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Create => self.create += 1,
            Outcome::Update => self.update += 1,
            Outcome::Skip => self.skip += 1,
            Outcome::Error => self.error += 1,
        }
    }
}

/// 一批导入.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub id: String,
    pub file_name: String,
    pub format: Format,
    pub state: State,
    /// Field key for each column; empty: not imported.
    pub mapping: Vec<String>,
    pub header: Vec<String>,
    /// Rows before the first data row.
    pub header_rows: i64,
    pub counts: Counts,
    /// After writing: rows really created, updated, and — after undo — kept because they were edited since.
    pub written: Counts,
    pub user_id: Option<UserId>,
    pub job_id: Option<String>,
    /// Why it was refused.
    pub problem: Option<FieldError>,
    pub created_us: i64,
    pub applied_us: Option<i64>,
    pub undone_us: Option<i64>,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "import_batch",
    &["id"],
    &[
        ("id", Ty::Text),
        ("file_name", Ty::Text),
        ("format", Ty::Text),
        ("state", Ty::Text),
        ("mapping", Ty::Json),
        ("header", Ty::Json),
        ("header_rows", Ty::Int),
        ("counts", Ty::Json),
        ("written", Ty::Json),
        ("user_id", Ty::Text),
        ("job_id", Ty::Text),
        ("problem", Ty::Json),
        ("created_us", Ty::Int),
        ("applied_us", Ty::Int),
        ("undone_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Batch {
    const TABLE: Table = TABLE;
}
impl Guarded for Batch {
    const RESOURCE: Resource = Resource::Import;
}

/// What will happen to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Create,
    Update,
    Skip,
    Error,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Create => "create",
            Outcome::Update => "update",
            Outcome::Skip => "skip",
            Outcome::Error => "error",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        [Outcome::Create, Outcome::Update, Outcome::Skip, Outcome::Error].into_iter().find(|o| o.code() == code)
    }
}

/// A field that an update changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// One row of the preview. Private: it can hold personal particulars, and it goes when they are erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub batch_id: String,
    /// Row number in the file, from 1.
    pub row_no: i64,
    pub outcome: String,
    pub name: String,
    pub credit_code: String,
    /// `code`, `name`, `former` or empty.
    pub basis: String,
    pub enterprise_id: Option<String>,
    /// The version of the company that the preview saw.
    pub seen_version: i64,
    /// What the row says, cleaned; none once it is written.
    pub parsed: Option<cells::Parsed>,
    pub changes: Vec<Change>,
    /// Reasons and notes, as messages.
    pub reasons: Vec<FieldError>,
    /// The cells as they came, for the file of error rows.
    pub raw: Vec<String>,
    /// What undo needs: images before, ids made.
    pub undo: serde_json::Value,
}
pub const ROW_TABLE: Table = Table::private(
    "import_row",
    &["batch_id", "row_no"],
    &[
        ("batch_id", Ty::Text),
        ("row_no", Ty::Int),
        ("outcome", Ty::Text),
        ("name", Ty::Text),
        ("credit_code", Ty::Text),
        ("basis", Ty::Text),
        ("enterprise_id", Ty::Text),
        ("seen_version", Ty::Int),
        ("parsed", Ty::Json),
        ("changes", Ty::Json),
        ("reasons", Ty::Json),
        ("raw", Ty::Json),
        ("undo", Ty::Json),
    ],
);
impl Record for PreviewRow {
    const TABLE: Table = ROW_TABLE;
}

/// A remembered matching of columns, known by the header's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// SHA-256 of the header.
    pub id: String,
    pub header: Vec<String>,
    pub mapping: Vec<String>,
    pub version: i64,
}
pub const REMEMBERED_TABLE: Table = Table::journaled(
    "import_mapping",
    &["id"],
    &[("id", Ty::Text), ("header", Ty::Json), ("mapping", Ty::Json), ("version", Ty::Int)],
);
impl Record for Remembered {
    const TABLE: Table = REMEMBERED_TABLE;
}

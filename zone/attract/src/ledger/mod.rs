//! 台账导入: a ledger kept by hand becomes leads. Every row is shown first with what would be done and why; writing does
//! exactly that, or refuses when the books have changed since; a batch can be taken back. Who recorded a lead and when
//! stays as the ledger says.
pub mod columns;
pub mod plan;
pub mod service;
pub mod store;
pub mod web;

use ::store::{Record, Table, Ty};
use serde::{Deserialize, Serialize};

/// Rows of one file: a bureau's ledger, not a registry.
pub const MOST_ROWS: usize = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Previewed,
    Applied,
    Discarded,
    Undone,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Previewed => "previewed",
            State::Applied => "applied",
            State::Discarded => "discarded",
            State::Undone => "undone",
        }
    }
}

/// An imported file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub id: String,
    pub file_name: String,
    pub state: State,
    /// Titles of the file that were understood, with the field that they fill; the others are named as unused.
    pub columns: Vec<(String, String)>,
    pub unused: Vec<String>,
    pub rows: i64,
    pub creates: i64,
    pub updates: i64,
    pub skips: i64,
    pub errors: i64,
    pub user_id: Option<String>,
    pub created_us: i64,
    pub applied_us: Option<i64>,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "lead_batch",
    &["id"],
    &[
        ("id", Ty::Text),
        ("file_name", Ty::Text),
        ("state", Ty::Text),
        ("columns", Ty::Json),
        ("unused", Ty::Json),
        ("rows", Ty::Int),
        ("creates", Ty::Int),
        ("updates", Ty::Int),
        ("skips", Ty::Int),
        ("errors", Ty::Int),
        ("user_id", Ty::Text),
        ("created_us", Ty::Int),
        ("applied_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Batch {
    const TABLE: Table = TABLE;
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Create,
    Update,
    Skip,
    Error,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [Outcome::Create, Outcome::Update, Outcome::Skip, Outcome::Error];
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Create => "create",
            Outcome::Update => "update",
            Outcome::Skip => "skip",
            Outcome::Error => "error",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.code() == code)
    }
}

/// A row of the preview: staging, so private.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub batch_id: String,
    /// Row of the file, from 1.
    pub number: i64,
    pub outcome: Outcome,
    pub name: String,
    /// Why, as text keys with their values.
    pub reasons: Vec<kernel::FieldError>,
    /// The lead as it will be written; null where nothing will.
    pub after: serde_json::Value,
    /// The passages to write with a new lead.
    pub passages: serde_json::Value,
    /// The last entry of the ledger about the company, kept as a note.
    pub activity: serde_json::Value,
    /// The lead as it is now and as an undo puts it back; null where there is none.
    pub before: serde_json::Value,
}
impl Record for Line {
    const TABLE: Table = Table::private(
        "lead_batch_line",
        &["batch_id", "number"],
        &[
            ("batch_id", Ty::Text),
            ("number", Ty::Int),
            ("outcome", Ty::Text),
            ("name", Ty::Text),
            ("reasons", Ty::Json),
            ("after", Ty::Json),
            ("passages", Ty::Json),
            ("activity", Ty::Json),
            ("before", Ty::Json),
        ],
    );
}

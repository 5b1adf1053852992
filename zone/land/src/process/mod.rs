//! 流程分析: where time is lost, and whether reform shortened it: "各重点项目前期手续办理时间平均缩短了2个月". One page for the zone's own
//! journal and for imported event logs.
mod analysis;
mod books;
mod case_web;
mod cases;
mod cases_web;
mod compare_web;
mod fault;
mod import;
mod live;
mod live_web;
mod log_web;
mod logs;
mod map;
mod own;
mod parts;
mod periods;
mod query;
mod service;
mod shown;
mod store;
mod web;

pub use fault::read_error;
pub use import::{KIND, register};
pub use logs::Logs;
pub use own::View;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::{Resource, define_id};
use serde::{Deserialize, Serialize};

define_id!(
    /// An imported event log.
    LogId, "process_log");

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Xes,
    Csv,
    Ocel,
}

impl Format {
    pub fn code(self) -> &'static str {
        match self {
            Self::Xes => "xes",
            Self::Csv => "csv",
            Self::Ocel => "ocel",
        }
    }
    /// By the ending of the file's name, `.gz` apart.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        [(".xes", Self::Xes), (".csv", Self::Csv), (".json", Self::Ocel), (".jsonocel", Self::Ocel)]
            .into_iter()
            .find_map(|(ending, format)| name.ends_with(ending).then_some(format))
    }
}

/// Where an imported log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Uploaded; which column (object type) is the case has to be said.
    Mapping,
    Reading,
    Ready,
    /// It could not be read; `problem` says why.
    Failed,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Reading => "reading",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }
    pub fn light(self) -> &'static str {
        match self {
            Self::Mapping => "yel",
            Self::Reading => "todo",
            Self::Ready => "ok",
            Self::Failed => "red",
        }
    }
}

/// What of the file is what; empty: the usual names are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Column of the case; for OCEL the object type.
    pub case: String,
    pub activity: String,
    pub time: String,
    /// Column, or for OCEL object type or attribute.
    pub resource: String,
}

/// A text key with its arguments: why a file could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub code: String,
    pub args: Vec<(String, String)>,
}

/// What of the file the log does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub unnamed: u64,
    pub untimed: u64,
    pub nested: u64,
}

/// An event log that somebody uploaded; its file lies in the slice's folder under its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    pub id: LogId,
    /// The file's name.
    pub name: String,
    pub format: Format,
    pub bytes: i64,
    pub state: State,
    pub mapping: Mapping,
    /// The job that reads it.
    pub job: Option<String>,
    pub cases: i64,
    pub events: i64,
    pub activities: i64,
    pub left_out: LeftOut,
    pub problem: Option<Problem>,
    pub added_by: Option<String>,
    pub added_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "process_log",
    &["id"],
    &[
        ("id", Ty::Text),
        ("name", Ty::Text),
        ("format", Ty::Text),
        ("bytes", Ty::Int),
        ("state", Ty::Text),
        ("mapping", Ty::Json),
        ("job", Ty::Text),
        ("cases", Ty::Int),
        ("events", Ty::Int),
        ("activities", Ty::Int),
        ("left_out", Ty::Json),
        ("problem", Ty::Json),
        ("added_by", Ty::Text),
        ("added_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Imported {
    const TABLE: Table = TABLE;
}
impl Guarded for Imported {
    const RESOURCE: Resource = Resource::Process;
}

/// Pages of 流程分析. Static paths come before `{log}`: `zone` is the zone's own journal, anything else an imported log.
pub fn routes() -> ui::Routes<crate::LandState> {
    web::routes()
        .merge(cases_web::routes())
        .merge(case_web::routes())
        .merge(compare_web::routes())
        .merge(live_web::routes())
        .merge(log_web::routes())
}

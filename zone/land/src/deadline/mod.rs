//! 期限: what is due for a user, on the page and as a calendar that phones and mail programs subscribe to: "按时" across departments
//! begins with everybody seeing the same day.
pub mod ics;
pub mod of_company;
pub mod service;
pub mod store;
mod web;

pub use web::routes;

use ::store::{Record, Table, Ty};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Something that is due for a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Stable: the same thing keeps it, whatever its day.
    pub uid: String,
    /// The day on which it stands; what is late stands on today until it is done.
    pub on: NaiveDate,
    pub summary: String,
    pub detail: String,
    /// Where it is dealt with.
    pub path: String,
    /// Beyond the published holidays, or a forecast.
    pub provisional: bool,
    /// Its day has passed.
    pub late: bool,
    /// When what it tells of was last changed.
    pub changed_us: i64,
}

/// The secret address under which a user's deadlines are read without signing in. Only the secret's fingerprint is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    pub user_id: String,
    pub token_hash: String,
    pub created_us: i64,
    /// When it was last read.
    pub read_us: Option<i64>,
    /// Since when `reads` counts.
    pub counted_us: i64,
    /// How often it was read since.
    pub reads: i64,
}
pub const TABLE: Table = Table::private(
    "land_feed",
    &["user_id"],
    &[
        ("user_id", Ty::Text),
        ("token_hash", Ty::Text),
        ("created_us", Ty::Int),
        ("read_us", Ty::Int),
        ("counted_us", Ty::Int),
        ("reads", Ty::Int),
    ],
);
impl Record for Feed {
    const TABLE: Table = TABLE;
}

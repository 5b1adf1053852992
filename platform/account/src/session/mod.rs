//! 会话: a browser in which a user is signed in. Thirty minutes idle or twelve hours in all, and it is over.
pub(crate) mod cache;
pub mod rules;
pub mod service;
pub(crate) mod store;
pub(crate) mod web;

use ::store::{Record, Table, Ty};
use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// How far a sign-in has come. Anything but `Full` can do nothing but its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The password was right; the second factor's code is asked for.
    Code,
    /// The password was given by an administrator; a new one is asked for.
    Password,
    /// The role must have a second factor and has none yet.
    Enrol,
    Full,
}

/// A session as kept; of its token only the SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub token_hash: String,
    /// What the list of sessions names it by.
    pub id: String,
    pub user_id: UserId,
    pub stage: Stage,
    pub csrf: String,
    pub created_us: i64,
    pub seen_us: i64,
    /// Where it came from, for the user to recognise.
    pub address: String,
    pub browser: String,
}
pub(crate) const TABLE: Table = Table::private(
    "user_session",
    &["token_hash"],
    &[
        ("token_hash", Ty::Text),
        ("id", Ty::Text),
        ("user_id", Ty::Text),
        ("stage", Ty::Text),
        ("csrf", Ty::Text),
        ("created_us", Ty::Int),
        ("seen_us", Ty::Int),
        ("address", Ty::Text),
        ("browser", Ty::Text),
    ],
);
impl Record for Session {
    const TABLE: Table = TABLE;
}

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: String,
    /// The `User-Agent`, shortened.
    pub browser: String,
}

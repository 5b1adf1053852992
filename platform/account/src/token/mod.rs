//! 访问令牌: what a program shows instead of a password. Scoped to reading or writing, ends within a year, revocable.
pub mod rules;
pub mod service;
pub(crate) mod store;
pub(crate) mod web;

use ::store::{Record, Table, Ty};
use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// What a token may do at most; what its user may do is asked as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Read,
    Write,
}

impl Scope {
    pub const ALL: [Scope; 2] = [Scope::Read, Scope::Write];
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// A token as kept; of its secret only the SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: String,
    pub user_id: UserId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub token_hash: String,
    pub created_us: i64,
    pub expires_us: i64,
    pub used_us: Option<i64>,
}
pub(crate) const TABLE: Table = Table::private(
    "access_token",
    &["id"],
    &[
        ("id", Ty::Text),
        ("user_id", Ty::Text),
        ("name", Ty::Text),
        ("scopes", Ty::Json),
        ("token_hash", Ty::Text),
        ("created_us", Ty::Int),
        ("expires_us", Ty::Int),
        ("used_us", Ty::Int),
    ],
);
impl Record for Token {
    const TABLE: Table = TABLE;
}

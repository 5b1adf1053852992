//! 用户: a person's account. What it may do is journalled; what it is called is not.
mod admin;
pub(crate) mod admin_web;
pub mod rules;
pub mod service;
pub(crate) mod store;
pub(crate) mod view;
pub(crate) mod web;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::id::{DepartmentId, EnterpriseId, UserId};
use kernel::{Locale, Resource, Role};
use serde::{Deserialize, Serialize};

/// What an account may do: roles, memberships, whether it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: UserId,
    pub roles: Vec<Role>,
    pub departments: Vec<DepartmentId>,
    pub companies: Vec<EnterpriseId>,
    pub disabled: bool,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "user_grant",
    &["id"],
    &[
        ("id", Ty::Text),
        ("roles", Ty::Json),
        ("departments", Ty::Json),
        ("companies", Ty::Json),
        ("disabled", Ty::Bool),
        ("version", Ty::Int),
    ],
);
impl Record for Grant {
    const TABLE: Table = TABLE;
}
impl Guarded for Grant {
    const RESOURCE: Resource = Resource::User;
}

/// What the person is called; erasable, never in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub user_id: UserId,
    /// The sign-in name as given.
    pub login: String,
    /// The sign-in name in lower case: unique in the zone.
    pub login_key: String,
    pub display_name: String,
    /// The language that the person prefers, if any.
    pub locale: Option<Locale>,
    /// The office telephone as the person wrote it; empty where none is given.
    pub phone: String,
}
impl Record for Profile {
    const TABLE: Table = Table::private(
        "user_profile",
        &["user_id"],
        &[
            ("user_id", Ty::Text),
            ("login", Ty::Text),
            ("login_key", Ty::Text),
            ("display_name", Ty::Text),
            ("locale", Ty::Text),
            ("phone", Ty::Text),
        ],
    );
}

/// The password's hash and what was done with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Password {
    pub user_id: UserId,
    pub hash: String,
    /// Given by an administrator: the next sign-in asks for a new one.
    pub must_change: bool,
    pub changed_us: i64,
    pub signed_in_us: Option<i64>,
}
impl Record for Password {
    const TABLE: Table = Table::private(
        "user_password",
        &["user_id"],
        &[
            ("user_id", Ty::Text),
            ("hash", Ty::Text),
            ("must_change", Ty::Bool),
            ("changed_us", Ty::Int),
            ("signed_in_us", Ty::Int),
        ],
    );
}

/// An account with its names; an erased one has none.
#[derive(Clone, Debug)]
pub struct User {
    pub grant: Grant,
    pub profile: Option<Profile>,
}

/// A user's own profile as typed.
#[derive(Clone, Debug, Default)]
pub struct ProfileDraft {
    pub display_name: String,
    pub locale: Option<Locale>,
    pub phone: String,
}

/// A line of the user list.
#[derive(Clone, Debug)]
pub struct Line {
    pub user: User,
    pub locked: bool,
    pub second_factor: bool,
    pub signed_in_us: Option<i64>,
}

/// A page of the user list.
#[derive(Clone, Debug)]
pub struct Page {
    pub lines: Vec<Line>,
    pub total: i64,
}

/// What the list is asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Part of the sign-in or display name.
    pub text: String,
    pub role: Option<Role>,
    /// Only open or only disabled accounts.
    pub disabled: Option<bool>,
    /// From 0.
    pub page: i64,
}

pub const PAGE_ROWS: i64 = 50;

/// An account as typed by an administrator.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub login: String,
    pub display_name: String,
    pub locale: Option<Locale>,
    pub roles: Vec<Role>,
    pub departments: Vec<DepartmentId>,
    /// Credit codes, names or ids of companies.
    pub companies: Vec<String>,
}

/// A sign-in name with a password that is shown once.
#[derive(Clone, Debug)]
pub struct Credential {
    pub user_id: UserId,
    pub login: String,
    pub password: String,
}

//! 双重验证: a code from an authenticator app (TOTP, RFC 6238), and recovery codes for when the telephone is lost.
pub mod rules;
pub mod service;
pub(crate) mod store;
pub(crate) mod web;

use ::store::{Record, Table, Ty};
use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// A second factor; not confirmed yet while it is being set up. The secret is kept as it is: codes are computed from it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Factor {
    pub user_id: UserId,
    /// Base32, as the authenticator app takes it.
    pub secret: String,
    pub confirmed_us: Option<i64>,
    /// The time step of the last code that was used: it and earlier ones are refused.
    pub last_step: i64,
}
pub(crate) const TABLE: Table = Table::private(
    "second_factor",
    &["user_id"],
    &[("user_id", Ty::Text), ("secret", Ty::Text), ("confirmed_us", Ty::Int), ("last_step", Ty::Int)],
);
impl Record for Factor {
    const TABLE: Table = TABLE;
}

/// A recovery code's SHA-256; the row goes when the code is used.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RecoveryCode {
    pub user_id: UserId,
    pub code_hash: String,
}
pub(crate) const RECOVERY_TABLE: Table =
    Table::private("recovery_code", &["user_id", "code_hash"], &[("user_id", Ty::Text), ("code_hash", Ty::Text)]);
impl Record for RecoveryCode {
    const TABLE: Table = RECOVERY_TABLE;
}

/// What the authenticator app is given.
#[derive(Clone)]
pub struct Enrolment {
    /// To type where scanning does not work, in groups of four.
    pub secret: String,
    /// The `otpauth` address as a QR code: an `<svg>` element without inline style.
    pub qr_svg: String,
}

/// What the user's page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub since_us: Option<i64>,
    pub recovery_codes_left: i64,
}

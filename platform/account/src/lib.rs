//! Who comes in and what they may do: accounts, sign-in with throttling and lock-out, sessions, second factor, access
//! tokens, departments. It serves the roles of the source text (管委会领导, 招商, 落地, 部门, 企业 …); what each role may do
//! stands in [`kernel::access`].
//!
//! * Roles, memberships and the state of an account are journalled (`user_grant`, `department`). Names, passwords,
//!   sessions, second factors and tokens live in private tables: erasing a user leaves ids only.
//! * Session and access tokens are kept as SHA-256. A second factor's secret is kept as it is, because codes are
//!   computed from it: whoever reads the database file reads it. Keep the file and its backups as a password store.
//! * A session begins *half-open* where more is asked than a password (a code, a new password, a second factor to set
//!   up); [`sessions::resolve`] knows full sessions only, so a half-open one can do nothing but its next step.
//!
//! The application's session layer asks [`sessions::resolve`] or [`tokens::resolve`] and puts the actor into the context.
mod company;
pub mod department;
pub mod password;
pub mod second_factor;
mod secret;
pub mod session;
pub mod sign_in;
pub mod token;
pub mod user;
mod web;

pub use company::{Companies, Company, Found};
pub use department::service as departments;
pub use password::Cost;
pub use second_factor::service as second_factors;
pub use session::service as sessions;
pub use session::service::SignedIn;
pub use sign_in::service as sign_ins;
pub use token::service as tokens;
pub use user::service as users;
pub use web::{AdminTab, ClientAddress, routes};

use kernel::{Clock, Rng, Role};
use std::sync::Arc;
use store::{Db, Migration, Table};

/// The crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 100, name: "account", sql: include_str!("../migrations/0100_account.sql") },
    Migration { version: 101, name: "phone", sql: include_str!("../migrations/0101_phone.sql") },
];

/// The tables that can be rebuilt from the journal.
pub const JOURNALED: &[Table] = &[user::TABLE, department::TABLE];

/// Roles that must have a second factor where [`Config::require_second_factor`] is on.
pub const SECOND_FACTOR_ROLES: &[Role] = &[Role::Administrator, Role::Director];

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        customise: |bundle| ui::i18n::prepare(bundle),
    };
}

/// Makes the crate's texts known to the pages; [`routes`] does it too.
pub fn register_texts() {
    ui::i18n::register("account", &TEXTS);
}

/// What an installation decides.
#[derive(Clone, Debug)]
pub struct Config {
    /// Served over HTTPS: the cookie is `__Host-wutong` and `Secure`. Off only for plain HTTP on the own machine.
    pub secure_cookies: bool,
    /// What a password hash costs; tests make it cheap.
    pub cost: Cost,
    /// Whether [`SECOND_FACTOR_ROLES`] must set up a second factor before they come in; the demo does not force it.
    pub require_second_factor: bool,
    /// The name under which an authenticator app lists the account.
    pub issuer: String,
    /// The tabs of 管理; the application adds those of other crates.
    pub tabs: Vec<AdminTab>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            secure_cookies: true,
            cost: Cost::default(),
            require_second_factor: false,
            issuer: "Wutong".to_owned(),
            tabs: AdminTab::own(),
        }
    }
}

/// The accounts of an installation; cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub config: Arc<Config>,
    pub companies: Arc<dyn Companies>,
    pub(crate) hasher: password::Hasher,
    pub(crate) cache: Arc<session::cache::Cache>,
}

impl Accounts {
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        config: Config,
        companies: Arc<dyn Companies>,
    ) -> Self {
        let hasher = password::Hasher::new(config.cost);
        Self { db, clock, rng, config: Arc::new(config), companies, hasher, cache: Arc::default() }
    }
}

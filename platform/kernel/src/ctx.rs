//! The context of a command: who acts, in which zone, when, in which language, with which randomness.
use crate::access::{self, Action, Guarded, Permit, Relation, Resource, Role, Scope};
use crate::error::{Error, Result};
use crate::id::{DepartmentId, EnterpriseId, UserId, ZoneId};
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// Where the time comes from: the system in production, a fixed instant in tests.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The system's clock; the only place that reads it.
pub struct SystemClock;
impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until it is moved.
pub struct FixedClock(Mutex<DateTime<Utc>>);
impl FixedClock {
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Mutex::new(instant))
    }
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}
impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Where randomness comes from: the system in production, a seed in tests.
pub trait Rng: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness: ids, tokens, salts.
pub struct SystemRng;
impl Rng for SystemRng {
    #[allow(clippy::disallowed_methods)]
    fn fill(&self, bytes: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), bytes);
    }
}

/// Reproducible randomness for tests and generated demo data; never for secrets.
pub struct SeededRng(Mutex<rand::rngs::StdRng>);
impl SeededRng {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(rand::SeedableRng::seed_from_u64(seed)))
    }
}
impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut rng = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        rand::Rng::fill_bytes(&mut *rng, bytes);
    }
}

/// The languages of the pages: Chinese first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    #[serde(rename = "en")]
    En,
}

impl Locale {
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().get(..2)? {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// How the actor came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Not signed in.
    Nobody,
    Session,
    /// A personal access token with its scopes (`read`, `write`).
    Token {
        scopes: Vec<String>,
    },
    /// The command line or a job of the installation itself.
    System,
}

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    pub user_id: Option<UserId>,
    /// Sign-in name; for the system `system`.
    pub user: String,
    pub display_name: String,
    pub roles: Vec<Role>,
    pub companies: Vec<EnterpriseId>,
    pub departments: Vec<DepartmentId>,
    pub via: Via,
}

impl Actor {
    pub fn nobody() -> Self {
        Self {
            user_id: None,
            user: String::new(),
            display_name: String::new(),
            roles: Vec::new(),
            companies: Vec::new(),
            departments: Vec::new(),
            via: Via::Nobody,
        }
    }
    /// The installation itself: command line, pack loader, jobs without an owner.
    pub fn system() -> Self {
        Self { user: "system".to_owned(), via: Via::System, roles: Role::ALL.to_vec(), ..Self::nobody() }
    }
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
    pub fn is_signed_in(&self) -> bool {
        self.via != Via::Nobody
    }
}

/// Handed to every command.
#[derive(Clone)]
pub struct Ctx {
    pub zone: ZoneId,
    pub actor: Actor,
    pub locale: Locale,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Ctx {
    pub fn system(zone: ZoneId, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { zone, actor: Actor::system(), locale: Locale::ZhCn, clock, rng }
    }
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
    /// Now in microseconds since 1970, as stored.
    pub fn now_us(&self) -> i64 {
        self.now().timestamp_micros()
    }
    /// Today's local date: all of China keeps UTC+8.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&china()).date_naive()
    }
    /// What of this resource the actor may read; `NotFound` when nothing at all.
    pub fn scope<R: Guarded>(&self) -> Result<Scope<R>> {
        access::scope(&self.actor, R::RESOURCE, Action::View).map(Scope::made)
    }
    /// The right to do this to that record; `NotFound` when the record is out of sight, `Forbidden` when it is seen only.
    pub fn permit<R: Guarded>(&self, action: Action, relation: &Relation) -> Result<Permit<R>> {
        access::check(&self.actor, R::RESOURCE, action, relation).map(|()| Permit::made())
    }
    /// Whether a control for this action is shown at all.
    pub fn may(&self, resource: Resource, action: Action) -> bool {
        access::scope(&self.actor, resource, action).is_ok()
    }
    /// The same context for another actor, as when a job acts for the user who began it.
    pub fn acting(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }
    pub fn signed_in_user(&self) -> Result<UserId> {
        self.actor.user_id.clone().ok_or(Error::Forbidden)
    }
}

/// China Standard Time, UTC+8 without daylight saving (all years that the product shows).
pub fn china() -> FixedOffset {
    use chrono::Offset;
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| Utc.fix())
}

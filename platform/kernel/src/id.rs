//! Typed ids: a project's id cannot be passed where a company's is meant.
//!
//! An id is a UUID version 7 (time-ordered, so that keys stay together in an index), made from the clock and the
//! randomness of the context, and written as 36 characters.
use crate::ctx::Ctx;
use serde::{Deserialize, Serialize};

/// A zone's short code, such as `urumqi`: lower-case letters, digits and hyphens, 1 to 32 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZoneId(String);

impl ZoneId {
    /// Parses a zone code; `None` when it holds anything but `a-z`, `0-9` and `-`, or is empty or longer than 32.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ZoneId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A fresh UUID version 7 in its 36-character form, from the context's clock and randomness.
pub fn new_uuid(ctx: &Ctx) -> String {
    let millis = u64::try_from(ctx.now().timestamp_millis()).unwrap_or(0);
    let mut random = [0u8; 10];
    ctx.rng.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}

/// Defines a typed id: a newtype over the 36-character text of a UUID, as stored and as shown in addresses.
#[macro_export]
macro_rules! define_id {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// The object kind under which events name it.
            pub const KIND: &'static str = $kind;
            pub fn new(ctx: &$crate::ctx::Ctx) -> Self {
                Self($crate::id::new_uuid(ctx))
            }
            /// An id as found in the books or an address; anything of 1 to 64 letters, digits and hyphens.
            pub fn parse(text: &str) -> Option<Self> {
                let fits = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.');
                fits.then(|| Self(text.to_owned()))
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

define_id!(
    /// A person's account.
    UserId, "user");
define_id!(
    /// A company in the zone's books.
    EnterpriseId, "enterprise");
define_id!(
    /// A department of the zone or the city.
    DepartmentId, "department");
define_id!(
    /// A natural person whose particulars can be erased.
    PersonId, "person");
define_id!(
    /// A company that the zone wants to win, from the first word to signing or loss.
    LeadId, "lead");
define_id!(
    /// A trip: outbound to other cities or inbound from them.
    MissionId, "mission");
define_id!(
    /// A signed agreement.
    AgreementId, "agreement");
define_id!(
    /// A project that is being landed: from signing to production.
    ProjectId, "project");
define_id!(
    /// A compiled plan of a project's approvals.
    PlanId, "plan");
define_id!(
    /// One approval or piece of work of a project.
    MatterId, "matter");
define_id!(
    /// A document that a company handed in once.
    MaterialId, "material");
define_id!(
    /// 诉求: something that a company asks for.
    RequestId, "request");

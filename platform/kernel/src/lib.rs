//! What every slice speaks: typed ids, codes, money, periods, the context of a command, access rules and events.
//!
//! The kernel does no I/O and knows no slice. Time and randomness are handed in through [`ctx::Ctx`].
pub mod access;
pub mod credit_code;
pub mod ctx;
pub mod error;
pub mod event;
pub mod id;
pub mod industry;
pub mod money;
pub mod period;
pub mod region;
pub mod source;

pub use access::{Action, Permit, Relation, Resource, Role, Scope};
pub use ctx::{Actor, Clock, Ctx, Locale, Rng};
pub use error::{Error, FieldError, Result};
pub use event::Event;
pub use id::ZoneId;
pub use source::Source;

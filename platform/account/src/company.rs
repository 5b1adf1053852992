//! What this crate needs to know about companies, which belong to another slice: the application hands it in.
use kernel::id::EnterpriseId;
use kernel::{Ctx, Result};
use std::future::Future;
use std::pin::Pin;

/// A company as the user form names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub id: EnterpriseId,
    /// What the form shows, and what [`Companies::find`] finds again: the credit code or the full name.
    pub label: String,
}

pub type Found<'a> = Pin<Box<dyn Future<Output = Result<Option<Company>>> + Send + 'a>>;

/// The zone's companies, for the memberships of company users.
pub trait Companies: Send + Sync {
    /// The company of this credit code, full name or id.
    fn find<'a>(&'a self, ctx: &'a Ctx, text: &'a str) -> Found<'a>;
}

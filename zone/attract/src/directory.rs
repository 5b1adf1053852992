//! Who works here: names and officers, from whoever keeps the accounts.
use kernel::{Result, Role, ZoneId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

/// An answer that takes a moment.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A colleague with an open account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub id: String,
    /// The sign-in name: what `@name` in a note can say besides the shown name.
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
}

impl Colleague {
    /// Whether leads, trips and agreements can be this colleague's.
    pub fn is_officer(&self) -> bool {
        self.roles.contains(&Role::AttractionOfficer)
    }
}

/// Names of users, from whoever keeps the accounts.
pub trait Directory: Send + Sync {
    /// The shown names of these users, by id; the erased have none.
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>>;
    /// Those with an open account who see leads, by name.
    fn colleagues<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<Colleague>>;
}

/// Knows nobody: for installations and tests without accounts.
pub struct Nobody;

impl Directory for Nobody {
    fn users<'a>(&'a self, _: &'a ZoneId, _: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
    fn colleagues<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<Colleague>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

//! Who and which department: names that this slice shows and the application knows.
use kernel::{Result, ZoneId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

/// An answer that takes a moment.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Names of users and departments, from whoever keeps the accounts.
pub trait Directory: Send + Sync {
    /// The shown names of these users, by id.
    fn users<'a>(&'a self, zone: &'a ZoneId, ids: &'a [String]) -> Answer<'a, HashMap<String, String>>;
    /// The zone's departments: id and name, in the order in which they are shown.
    fn departments<'a>(&'a self, zone: &'a ZoneId) -> Answer<'a, Vec<(String, String)>>;
}

/// Knows nobody: for installations and tests without accounts.
pub struct Nobody;

impl Directory for Nobody {
    fn users<'a>(&'a self, _: &'a ZoneId, _: &'a [String]) -> Answer<'a, HashMap<String, String>> {
        Box::pin(async { Ok(HashMap::new()) })
    }
    fn departments<'a>(&'a self, _: &'a ZoneId) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

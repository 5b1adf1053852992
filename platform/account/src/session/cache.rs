//! Who a session is, remembered for a few seconds so that a page with many requests asks the database once.
use super::service::SignedIn;
use kernel::ZoneId;
use kernel::id::UserId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What another process revokes takes effect here after this long at the latest.
const KEPT_US: i64 = 5_000_000;
const MOST: usize = 10_000;

#[derive(Default)]
struct Inner {
    /// By zone and token hash.
    entries: HashMap<(ZoneId, String), (SignedIn, i64)>,
    /// Counts revocations, so that what was read before one is not remembered after it.
    revocations: u64,
}

#[derive(Default)]
pub(crate) struct Cache(Mutex<Inner>);

impl Cache {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, zone: &ZoneId, token_hash: &str, now_us: i64) -> Option<SignedIn> {
        let inner = self.inner();
        let (signed_in, since_us) = inner.entries.get(&(zone.clone(), token_hash.to_owned()))?;
        (0..KEPT_US).contains(&(now_us - since_us)).then(|| signed_in.clone())
    }

    /// To be taken before the database is read and given back to [`Cache::put`].
    pub(crate) fn ticket(&self) -> u64 {
        self.inner().revocations
    }

    pub(crate) fn put(&self, zone: &ZoneId, token_hash: &str, signed_in: &SignedIn, now_us: i64, ticket: u64) {
        let mut inner = self.inner();
        if inner.revocations != ticket {
            return;
        }
        if inner.entries.len() >= MOST {
            inner.entries.retain(|_, (_, since_us)| now_us - *since_us < KEPT_US);
        }
        if inner.entries.len() < MOST {
            inner.entries.insert((zone.clone(), token_hash.to_owned()), (signed_in.clone(), now_us));
        }
    }

    /// Something about this user has changed: the next request reads it anew.
    pub(crate) fn forget_user(&self, zone: &ZoneId, id: &UserId) {
        let mut inner = self.inner();
        inner.revocations += 1;
        inner.entries.retain(|(z, _), (signed_in, _)| z != zone || signed_in.actor.user_id.as_ref() != Some(id));
    }
}

//! Sums over many leads, kept so that pages stay quick: in a zone of usual size, and where it is quick to make, a sum is
//! always made anew after a change of the books; a dear one is shown as of when it was made, with that moment, while it is made anew in the background.
use crate::funnel::web::Counted;
use kernel::Result;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Up to so many leads no sum is shown old, however busy the machine is.
pub const MANY: i64 = 50_000;
/// A sum that takes less is never shown old.
const QUICK: Duration = Duration::from_millis(100);
/// A dear sum is made anew after this many times its own time, so that writing never keeps the machine summing.
const REST: u32 = 10;
/// Sums of one kind that are kept.
const MOST: usize = 200;

/// A value and how many leads hold it.
pub type Tally = Vec<(String, i64)>;
/// Stage, leads, intended yuan in fen.
pub type Stages = Vec<(String, i64, i64)>;

/// What is kept, by kind.
#[derive(Clone, Default)]
pub struct Sums {
    /// Cities and divisions that the selects offer.
    pub offered: Memory<(Tally, Tally)>,
    /// The heads of the board.
    pub stages: Memory<Stages>,
    pub funnel: Memory<Counted>,
}

/// Sums of one kind by what they are about; cheap to clone.
pub struct Memory<V>(Arc<Mutex<HashMap<String, Kept<V>>>>);

impl<V> Clone for Memory<V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
impl<V> Default for Memory<V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

struct Kept<V> {
    value: Arc<V>,
    /// The journal's head when it was made.
    head: i64,
    at_us: i64,
    made: Instant,
    cost: Duration,
    renewing: bool,
}

/// A sum, and as of when where that is not now.
pub struct Sum<V> {
    pub value: Arc<V>,
    pub as_of_us: Option<i64>,
}

/// The journal's head and the moment at which a page asks, and whether the zone has so many leads that a sum may be old.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub head: i64,
    pub now_us: i64,
    pub many: bool,
}

impl<V: Send + Sync + 'static> Memory<V> {
    pub async fn get<F>(&self, key: String, asked: Asked, make: F) -> Result<Sum<V>>
    where
        F: Future<Output = Result<V>> + Send + 'static,
    {
        let Some((sum, renew)) = self.look(&key, asked) else {
            return Ok(Sum { value: self.make(key, asked, make).await?, as_of_us: None });
        };
        if renew {
            let memory = self.clone();
            tokio::spawn(async move {
                if let Err(error) = memory.make(key.clone(), asked, make).await {
                    tracing::warn!(%error, "a sum over leads could not be made anew");
                    memory.forget(&key);
                }
            });
        }
        Ok(sum)
    }

    /// What is kept and may be shown, and whether it is to be made anew meanwhile.
    fn look(&self, key: &str, asked: Asked) -> Option<(Sum<V>, bool)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get_mut(key)?;
        if kept.head == asked.head {
            return Some((Sum { value: kept.value.clone(), as_of_us: None }, false));
        }
        if !asked.many || kept.cost < QUICK {
            return None;
        }
        let renew = !kept.renewing && kept.made.elapsed() >= kept.cost * REST;
        kept.renewing |= renew;
        Some((Sum { value: kept.value.clone(), as_of_us: Some(kept.at_us) }, renew))
    }

    async fn make(&self, key: String, asked: Asked, make: impl Future<Output = Result<V>>) -> Result<Arc<V>> {
        // tidy: allow(how dear a sum is decides whether it may be shown old)
        let began = Instant::now();
        let value = Arc::new(make.await?);
        // tidy: allow(as above)
        let made = Instant::now();
        let (head, at_us, cost) = (asked.head, asked.now_us, made - began);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, Kept { value: value.clone(), head, at_us, made, cost, renewing: false });
        Ok(value)
    }

    fn forget(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(head: i64) -> Asked {
        Asked { head, now_us: head * 1_000, many: true }
    }

    async fn said(memory: &Memory<i64>, head: i64, value: i64) -> (i64, Option<i64>) {
        let sum = memory.get("a".to_owned(), at(head), async move { Ok(value) }).await.unwrap();
        (*sum.value, sum.as_of_us)
    }

    /// Makes the kept sum as dear as that.
    fn price(memory: &Memory<i64>, cost: Duration) {
        memory.0.lock().unwrap().values_mut().for_each(|k| k.cost = cost);
    }

    #[tokio::test]
    async fn quick_sums_are_never_old() {
        let memory = Memory::default();
        assert_eq!(said(&memory, 1, 10).await, (10, None));
        assert_eq!(said(&memory, 1, 11).await, (10, None), "nothing happened meanwhile");
        assert_eq!(said(&memory, 2, 12).await, (12, None));
    }

    #[tokio::test]
    async fn dear_sums_say_of_when_they_are_and_are_made_anew() {
        let memory = Memory::default();
        said(&memory, 1, 10).await;
        price(&memory, Duration::from_secs(3_600));
        assert_eq!(said(&memory, 2, 20).await, (10, Some(1_000)), "too early to make it anew");
        assert_eq!(said(&memory, 1, 30).await, (10, None));
        let few = Asked { many: false, ..at(1_000) };
        let sum = memory.get("a".to_owned(), few, async { Ok(10) }).await.unwrap();
        assert_eq!(sum.as_of_us, None, "in a zone of usual size it is made at once");
        said(&memory, 1, 10).await;
        memory.0.lock().unwrap().values_mut().for_each(|k| (k.head, k.at_us) = (1, 1_000));
        // So cheap beside its age that it is made anew at once, in the background.
        price(&memory, QUICK);
        memory.0.lock().unwrap().values_mut().for_each(|k| k.made -= QUICK * (REST + 1));
        assert_eq!(said(&memory, 3, 40).await, (10, Some(1_000)));
        while memory.0.lock().unwrap()["a"].renewing {
            tokio::task::yield_now().await;
        }
        assert_eq!(said(&memory, 3, 50).await, (40, None));
    }
}

//! Who is here, by division: the zone's own companies, and those of the registry in the zone's city.
use super::store;
use ::store::Db;
use attract::target::{Basis, Books, Trade};
use enterprise::company::Enterprise;
use kernel::industry::{Level, all};
use kernel::{Ctx, Relation, Result};
use registry::{Filter, Order, Place, Registry};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Counting a million companies takes a second; for a minute the last count is good enough for an explanation.
const GOOD_FOR: Duration = Duration::from_secs(60);
/// Names kept for each division of the city.
const NAMES: usize = 3;

/// What was counted, with the instant in microseconds.
type Counted = (i64, Arc<Books>);

/// The zone's companies by division as last counted.
#[derive(Clone, Default)]
pub struct Kept(Arc<RwLock<Option<Counted>>>);

impl Kept {
    /// For those who see every company; nothing for others.
    pub async fn of(&self, ctx: &Ctx, db: &Db) -> Result<Arc<Books>> {
        let Ok(scope) = ctx.scope::<Enterprise>() else { return Ok(Arc::default()) };
        if !scope.holds(&Relation::zone()) {
            return Ok(Arc::default());
        }
        let now = ctx.now_us();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = |(at, _): &Counted| i128::from(now - at).unsigned_abs() < GOOD_FOR.as_micros();
        if let Some((_, books)) = kept.filter(fresh) {
            return Ok(books);
        }
        let books = Arc::new(store::trades(&mut db.read(&ctx.zone).await?, &scope).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, books.clone()));
        Ok(books)
    }
}

/// Companies of the registry in the zone's city, by division, with some names.
pub async fn of_city(registry: &Registry, basis: &Basis) -> registry::Result<Vec<Trade>> {
    let mut trades = Vec::new();
    for division in all(Level::Division) {
        let places = vec![Place::new(&basis.province, &basis.city)];
        let filter = Filter { industries: vec![division], places, ..Filter::default() };
        let page = registry.find(&filter, &Order::AsStored, 0, NAMES).await?;
        if page.total > 0 {
            let names = page.companies.into_iter().map(|c| c.name).collect();
            trades.push(Trade { division: division.as_str().to_owned(), firms: page.total, names });
        }
    }
    Ok(trades)
}

//! Reading the list: one page of companies with what stands beside them.
use super::Filter;
use crate::EnterpriseState;
use crate::company::{Enterprise, store as companies};
use crate::figure::{Figure, service::reference_year};
use crate::focus::rules::Taxonomy;
use crate::import::store::of_companies;
use crate::listing::Listing;
use crate::search::{ZoneIndex, failure};
use crate::threshold::Threshold;
use ::store::Conn;
use kernel::access::Extent;
use kernel::{Ctx, Error, Result};
use search::{Facets, Hits, Query};
use std::collections::HashMap;
use std::sync::Arc;

/// Sums over all companies of a list, with how many of the summed values are examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub revenue_fen: i64,
    pub with_revenue: usize,
    pub revenue_examples: usize,
    pub insured: i64,
    pub with_insured: usize,
    pub insured_examples: usize,
}

impl Sums {
    const FIELDS: &'static [&'static str] = &["revenue", "revenue_example", "insured", "insured_example"];

    fn of(found: &[search::Sum]) -> Self {
        let [revenue, revenue_example, insured, insured_example] = found else { return Self::default() };
        Self {
            revenue_fen: revenue.total,
            with_revenue: revenue.count,
            revenue_examples: revenue_example.count,
            insured: insured.total,
            with_insured: insured.count,
            insured_examples: insured_example.count,
        }
    }
}

/// One page of the list.
pub struct Listed {
    pub companies: Vec<Enterprise>,
    pub figures: HashMap<String, Vec<Figure>>,
    pub listings: HashMap<String, Vec<Listing>>,
    pub total: usize,
    pub sums: Sums,
    pub taxonomy: Taxonomy,
    pub thresholds: Vec<Threshold>,
    pub year: i32,
}

/// Asks the index off the async threads.
pub async fn ask<T: Send + 'static>(
    index: &Arc<ZoneIndex>,
    what: impl FnOnce(&search::Index) -> search::Result<T> + Send + 'static,
) -> Result<T> {
    let index = index.index.clone();
    tokio::task::spawn_blocking(move || what(&index)).await.map_err(Error::internal)?.map_err(failure)
}

pub async fn hits(index: &Arc<ZoneIndex>, query: Query) -> Result<Hits> {
    ask(index, move |i| i.search(&query)).await
}

/// How many companies fit, whatever the page.
pub async fn count(index: &Arc<ZoneIndex>, query: Query) -> Result<usize> {
    Ok(hits(index, query.page(0, 1)).await?.total)
}

pub async fn facets(index: &Arc<ZoneIndex>, query: Query, fields: &'static [&'static str]) -> Result<Facets> {
    ask(index, move |i| i.facets(&query, fields)).await
}

/// What the actor may see of the companies.
pub fn extent(ctx: &Ctx) -> Result<Extent> {
    Ok(ctx.scope::<Enterprise>()?.extent().clone())
}

/// The page that the filter asks for.
pub async fn list(ctx: &Ctx, s: &EnterpriseState, filter: &Filter) -> Result<Listed> {
    let index = s.search.fresh(&ctx.zone).await?;
    let question = filter.question(ctx.zone.as_str(), &extent(ctx)?).sum(Sums::FIELDS);
    let Hits { ids, total, sums } = hits(&index, question).await?;
    let mut conn = s.db.read(&ctx.zone).await?;
    let mut listed = load(ctx, &mut conn, &ids).await?;
    listed.total = total;
    listed.sums = Sums::of(&sums);
    Ok(listed)
}

/// These companies with figures, lists and definitions.
pub async fn load(ctx: &Ctx, conn: &mut Conn, ids: &[String]) -> Result<Listed> {
    let companies = companies::by_ids(conn, &ctx.scope()?, ids).await?;
    let mut figures: HashMap<String, Vec<Figure>> = HashMap::new();
    for f in of_companies::<Figure>(conn, "enterprise_id", ids).await? {
        figures.entry(f.enterprise_id.to_string()).or_default().push(f);
    }
    let mut listings: HashMap<String, Vec<Listing>> = HashMap::new();
    for l in of_companies::<Listing>(conn, "enterprise_id", ids).await? {
        listings.entry(l.enterprise_id.to_string()).or_default().push(l);
    }
    Ok(Listed {
        companies,
        figures,
        listings,
        total: ids.len(),
        sums: Sums::default(),
        taxonomy: crate::focus::service::taxonomy(conn).await?,
        thresholds: crate::threshold::service::all(conn).await?,
        year: reference_year(ctx, conn).await?,
    })
}

/// Counts over the whole zone by status and by 规上 standing, as the front page shows them; 未划线 are companies of
/// which no rule speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: usize,
    pub by_status: Vec<(String, usize)>,
    pub by_scale: Vec<(String, usize)>,
    pub without_code: usize,
    pub awaiting_evidence: usize,
}

pub async fn counts(ctx: &Ctx, s: &EnterpriseState) -> Result<Counts> {
    let index = s.search.fresh(&ctx.zone).await?;
    let live = Filter { page: 1, ..Filter::default() }.question(ctx.zone.as_str(), &extent(ctx)?);
    let all = count(&index, live.clone()).await?;
    let mut found = facets(&index, live, &["status", "scale", "missing", "listing"]).await?;
    let mut take = |name: &str| found.remove(name).unwrap_or_default();
    let one = |list: &[(String, usize)], key: &str| list.iter().find(|(k, _)| k == key).map_or(0, |(_, n)| *n);
    Ok(Counts {
        all,
        by_status: take("status"),
        by_scale: take("scale"),
        without_code: one(&take("missing"), "credit_code"),
        awaiting_evidence: one(&take("listing"), "claimed"),
    })
}

/// The condition whose removal gives the most, with how many that would be: for a list that came out empty.
pub async fn best_to_drop(ctx: &Ctx, s: &EnterpriseState, filter: &Filter) -> Result<Option<(&'static str, usize)>> {
    let index = s.search.zone(&ctx.zone)?;
    let extent = extent(ctx)?;
    let mut best: Option<(&'static str, usize)> = None;
    for name in filter.in_force() {
        let n = count(&index, filter.without(name).question(ctx.zone.as_str(), &extent)).await?;
        if n > best.map_or(0, |(_, m)| m) {
            best = Some((name, n));
        }
    }
    Ok(best)
}

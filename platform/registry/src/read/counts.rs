//! How many companies of each industry came to each place in each year, and of what a place has more than others.
use std::collections::HashMap;

use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{col, lit};
use kernel::industry::IndustryCode;
use serde::Serialize;

use super::Registry;
use super::condition::condition;
use super::engine::{numbers, texts};
use crate::error::Result;
use crate::filter::Filter;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceLevel {
    None,
    Province,
    #[default]
    City,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndustryLevel {
    None,
    Division,
    #[default]
    Group,
}

/// The year by which companies are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum YearOf {
    #[default]
    None,
    Registered,
    /// For sources that say of listed companies only since when they are listed.
    Listed,
}

/// By what companies are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct By {
    pub place: PlaceLevel,
    pub industry: IndustryLevel,
    pub year: YearOf,
}

/// A cell of a count table. What is not asked for or not known is empty or 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    pub province: String,
    pub city: String,
    pub industry: Option<IndustryCode>,
    /// Of registration or listing, as it was asked for.
    pub year: i32,
    pub firms: u64,
}

/// An industry of a place beside all places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quotient {
    pub province: String,
    pub city: String,
    pub industry: IndustryCode,
    pub firms: u64,
    /// Location quotient: the industry's share of the place's firms divided by its share of all firms.
    pub lq: f64,
}

impl By {
    fn columns(self) -> Vec<&'static str> {
        let place: &[&str] = match self.place {
            PlaceLevel::None => &[],
            PlaceLevel::Province => &["province"],
            PlaceLevel::City => &["province", "city"],
        };
        let industry: &[&str] = match self.industry {
            IndustryLevel::None => &[],
            IndustryLevel::Division => &["division"],
            IndustryLevel::Group => &["industry_group"],
        };
        [place, industry, self.year_column().as_slice()].concat()
    }

    fn year_column(self) -> Option<&'static str> {
        match self.year {
            YearOf::None => None,
            YearOf::Registered => Some("year"),
            YearOf::Listed => Some("year_listed"),
        }
    }

    fn industry_column(self) -> Option<&'static str> {
        match self.industry {
            IndustryLevel::None => None,
            IndustryLevel::Division => Some("division"),
            IndustryLevel::Group => Some("industry_group"),
        }
    }
}

impl Registry {
    /// Counts companies, individual businesses too, in the order of the columns.
    pub async fn counts(&self, filter: &Filter, by: By) -> Result<Vec<Count>> {
        let columns = by.columns();
        let groups = columns.iter().map(|name| col(*name)).collect();
        let firms = self.inner.engine.firms().await?.filter(condition(filter)?)?;
        let counted = firms.aggregate(groups, vec![count(lit(1)).alias("firms")])?;
        let order = columns.iter().map(|name| col(*name).sort(true, false)).collect();
        let counted = if columns.is_empty() { counted } else { counted.sort(order)? };
        let mut out = Vec::new();
        for batch in counted.collect().await? {
            let text = |name: &'static str| columns.contains(&name).then(|| texts(&batch, name)).transpose();
            let (province, city) = (text("province")?, text("city")?);
            let industry = by.industry_column().map(|name| texts(&batch, name)).transpose()?;
            let year = by.year_column().map(|name| numbers(&batch, name)).transpose()?;
            let firms = numbers(&batch, "firms")?;
            for row in 0..batch.num_rows() {
                let own = |c: &Option<datafusion::arrow::array::StringArray>| {
                    c.as_ref().map_or_else(String::new, |c| c.value(row).to_owned())
                };
                out.push(Count {
                    province: own(&province),
                    city: own(&city),
                    industry: IndustryCode::parse(&own(&industry)).ok(),
                    year: year.as_ref().and_then(|y| i32::try_from(y.value(row)).ok()).unwrap_or_default(),
                    firms: u64::try_from(firms.value(row)).unwrap_or_default(),
                });
            }
        }
        Ok(out)
    }

    /// Location quotients of places × industries over the companies that pass a filter; rows without place or industry
    /// take no part. By cities and groups where `by` names no level. In the order of places and industries.
    pub async fn quotients(&self, filter: &Filter, by: By) -> Result<Vec<Quotient>> {
        let by = By {
            place: if by.place == PlaceLevel::None { PlaceLevel::City } else { by.place },
            industry: if by.industry == IndustryLevel::None { IndustryLevel::Group } else { by.industry },
            ..By::default()
        };
        let placed = |c: &Count| if by.place == PlaceLevel::City { !c.city.is_empty() } else { !c.province.is_empty() };
        let counts = self.counts(filter, by).await?.into_iter().filter(placed);
        let counts: Vec<(Count, IndustryCode)> = counts.filter_map(|c| c.industry.map(|i| (c, i))).collect();
        Ok(quotients(counts))
    }
}

fn quotients(counts: Vec<(Count, IndustryCode)>) -> Vec<Quotient> {
    let (mut places, mut industries, mut all) = (HashMap::new(), HashMap::new(), 0.0);
    for (count, industry) in &counts {
        let firms = count.firms as f64;
        *places.entry((count.province.clone(), count.city.clone())).or_insert(0.0) += firms;
        *industries.entry(*industry).or_insert(0.0) += firms;
        all += firms;
    }
    let of = |(count, industry): (Count, IndustryCode)| {
        let place = (count.province, count.city);
        let share_of = |whole: Option<&f64>| whole.copied().unwrap_or(f64::NAN);
        let lq = count.firms as f64 * all / (share_of(places.get(&place)) * share_of(industries.get(&industry)));
        Quotient { province: place.0, city: place.1, industry, firms: count.firms, lq }
    };
    counts.into_iter().map(of).collect()
}

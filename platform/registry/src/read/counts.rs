//! How many companies of each industry came to each place in each year, and of what a place has more than others.
use kernel::industry::IndustryCode;
use serde::Serialize;

use super::engine::{numbers, texts};
use super::{Registry, sql};
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
        let condition = sql::condition(filter)?;
        let statement = if columns.is_empty() {
            format!("SELECT count(*) AS firms FROM firms WHERE {condition}")
        } else {
            let list = columns.join(", ");
            format!("SELECT {list}, count(*) AS firms FROM firms WHERE {condition} GROUP BY {list} ORDER BY {list}")
        };
        let mut out = Vec::new();
        for batch in self.inner.engine.ask(&statement).await? {
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
    /// take no part. By cities and groups where `by` names no level.
    pub async fn quotients(&self, filter: &Filter, by: By) -> Result<Vec<Quotient>> {
        let industry = by.industry_column().unwrap_or("industry_group");
        let (places, same_place) = match by.place {
            PlaceLevel::Province => ("province, '' AS city", "c.province = r.province"),
            _ => ("province, city", "c.province = r.province AND c.city = r.city"),
        };
        let (group_by, known) = match by.place {
            PlaceLevel::Province => ("province", "province <> ''"),
            _ => ("province, city", "city <> ''"),
        };
        let condition = sql::condition(filter)?;
        let statement = format!(
            "WITH c AS (SELECT {places}, {industry} AS industry, count(*) AS n FROM firms \
                        WHERE {condition} AND {known} AND {industry} <> '' GROUP BY {group_by}, {industry}), \
             r AS (SELECT province, city, sum(n) AS n FROM c GROUP BY province, city), \
             i AS (SELECT industry, sum(n) AS n FROM c GROUP BY industry), \
             t AS (SELECT sum(n) AS n FROM c) \
             SELECT c.province AS province, c.city AS city, c.industry AS industry, c.n AS firms, \
                    CAST(c.n AS DOUBLE) * CAST(t.n AS DOUBLE) / (CAST(r.n AS DOUBLE) * CAST(i.n AS DOUBLE)) AS lq \
             FROM c JOIN r ON {same_place} JOIN i ON c.industry = i.industry CROSS JOIN t \
             ORDER BY province, city, industry"
        );
        let mut out = Vec::new();
        for batch in self.inner.engine.ask(&statement).await? {
            let (province, city) = (texts(&batch, "province")?, texts(&batch, "city")?);
            let (industry, firms) = (texts(&batch, "industry")?, numbers(&batch, "firms")?);
            let lq = batch
                .column_by_name("lq")
                .and_then(|c| c.as_any().downcast_ref::<datafusion::arrow::array::Float64Array>());
            for row in 0..batch.num_rows() {
                let Ok(industry) = IndustryCode::parse(industry.value(row)) else { continue };
                out.push(Quotient {
                    province: province.value(row).to_owned(),
                    city: city.value(row).to_owned(),
                    industry,
                    firms: u64::try_from(firms.value(row)).unwrap_or_default(),
                    lq: lq.map_or(f64::NAN, |lq| lq.value(row)),
                });
            }
        }
        Ok(out)
    }
}

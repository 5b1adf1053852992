//! What is learned from: how many companies of each industry came to each city in each year, read from the registry.
use chrono::Datelike;
use registry::{By, Filter, IndustryLevel, Order, PlaceLevel, Registry, YearOf};
use std::collections::BTreeMap;

/// From so many dated companies on, industries are groups and the horizon is two years; below, divisions and five years,
/// because single groups in single cities would hold nothing.
pub const MANY: u64 = 100_000;
pub const LONG_HORIZON: i32 = 5;
pub const SHORT_HORIZON: i32 = 2;
/// Registries up to that size can be read company by company.
const READABLE: u64 = 200_000;
const BLOCK: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub province: String,
    pub city: String,
    pub industry: String,
    pub year: i32,
}

/// The count table with what is known about it.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub cells: BTreeMap<Key, u64>,
    pub by_group: bool,
    /// Years are those of the listing.
    pub by_listing: bool,
    /// All companies of the registry.
    pub firms: u64,
    pub sources: Vec<String>,
}

impl Table {
    pub fn counted(&self) -> u64 {
        self.cells.values().sum()
    }
    pub fn years(&self) -> Option<(i32, i32)> {
        let years = || self.cells.keys().map(|k| k.year);
        years().min().zip(years().max())
    }
    pub fn horizon(&self) -> i32 {
        if self.by_group { SHORT_HORIZON } else { LONG_HORIZON }
    }

    /// The last whole year: one with less than half of what the three before it had on average is still running.
    pub fn at(&self) -> Option<i32> {
        let (first, last) = self.years()?;
        let of = |year: i32| self.cells.iter().filter(|(k, _)| k.year == year).map(|(_, n)| *n).sum::<u64>();
        let before = (1..=3).map(|ago| of(last - ago)).sum::<u64>() as f64 / 3.0;
        let running = last - first >= 3 && (of(last) as f64) < before / 2.0;
        Some(if running { last - 1 } else { last })
    }

    fn add(&mut self, province: &str, city: &str, industry: &str, year: i32, n: u64) {
        let known = !city.is_empty() && !industry.is_empty() && year != 0;
        if known && n > 0 {
            let key = Key { province: province.into(), city: city.into(), industry: industry.into(), year };
            *self.cells.entry(key).or_default() += n;
        }
    }
}

/// Reads the registry: by year of registration where it has one, else by year of listing.
pub async fn read(registry: &Registry) -> registry::Result<Table> {
    let info = registry.info();
    let mut table =
        Table { firms: info.rows, sources: info.inputs.iter().map(|i| i.name.clone()).collect(), ..Table::default() };
    let by = |industry| By { place: PlaceLevel::City, industry, year: YearOf::Registered };
    let groups = registry.counts(&Filter::default(), by(IndustryLevel::Group)).await?;
    let dated: u64 = groups.iter().filter(|c| c.year != 0).map(|c| c.firms).sum();
    if dated >= MANY {
        table.by_group = true;
        fill(&mut table, groups);
    } else if dated * 2 >= info.rows || info.rows > READABLE {
        let divisions = registry.counts(&Filter::default(), by(IndustryLevel::Division)).await?;
        fill(&mut table, divisions);
    } else {
        by_listing(registry, &mut table).await?;
    }
    Ok(table)
}

fn fill(table: &mut Table, counts: Vec<registry::Count>) {
    for c in counts {
        table.add(&c.province, &c.city, c.industry.map_or("", |i| i.as_str()), c.year, c.firms);
    }
}

async fn by_listing(registry: &Registry, table: &mut Table) -> registry::Result<()> {
    table.by_listing = true;
    let mut offset = 0;
    loop {
        let page = registry.find(&Filter::default(), &Order::AsStored, offset, BLOCK).await?;
        if page.companies.is_empty() {
            return Ok(());
        }
        offset += page.companies.len();
        for c in page.companies {
            let year = c.registered_on.or(c.listed_on).map_or(0, |d| d.year());
            table.add(&c.province, &c.city, c.division.map_or("", |d| d.as_str()), year, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(years: &[(i32, u64)]) -> Table {
        let mut table = Table::default();
        for (year, n) in years {
            table.add("示例省", "甲市", "30", *year, *n);
        }
        table
    }

    #[test]
    fn a_year_that_still_runs_is_left_out() {
        assert_eq!(table(&[(2018, 10), (2019, 12), (2020, 11), (2021, 3)]).at(), Some(2020));
        assert_eq!(table(&[(2018, 10), (2019, 12), (2020, 11), (2021, 9)]).at(), Some(2021));
        assert_eq!(table(&[(2020, 11), (2021, 1)]).at(), Some(2021), "too short a history to tell");
        assert_eq!(table(&[]).at(), None);
    }

    #[test]
    fn what_is_not_known_is_not_counted() {
        let mut all = table(&[(2020, 5)]);
        all.add("示例省", "", "30", 2020, 9);
        all.add("示例省", "甲市", "", 2020, 9);
        all.add("示例省", "甲市", "30", 0, 9);
        assert_eq!((all.counted(), all.years()), (5, Some((2020, 2020))));
    }
}

//! What a caller asks for: the same filter for the tables and for the full text.
use chrono::{Datelike, NaiveDate};
use kernel::industry::IndustryCode;
use kernel::money::Currency;

use crate::clean::short_place;
use crate::error::{Error, Result};

/// A place in short names; an empty city means the whole province, an empty province any.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub province: String,
    pub city: String,
}

impl Place {
    /// Long or short names: (新疆维吾尔自治区, 乌鲁木齐市), (新疆, ""), ("", 深圳).
    pub fn new(province: &str, city: &str) -> Self {
        Self { province: short_place(province), city: short_place(city) }
    }

    /// Reads "新疆", "新疆/乌鲁木齐" or "乌鲁木齐".
    pub fn parse(text: &str) -> Self {
        match text.split_once('/') {
            Some((province, city)) => Self::new(province, city),
            None if crate::clean::is_province(&short_place(text)) => Self::new(text, ""),
            None => Self::new("", text),
        }
    }
}

/// All that is given must hold; of a list one must hold. The default is every company.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub places: Vec<Place>,
    /// Sections, divisions and groups of GB/T 4754; a class counts as its group.
    pub industries: Vec<IndustryCode>,
    /// Least confidence of the industry, 0…1.
    pub confidence_min: Option<f32>,
    pub registered_from: Option<NaiveDate>,
    pub registered_to: Option<NaiveDate>,
    /// Bounds of the registered capital in hundredths of `currency`, both included. Nothing is converted: with bounds
    /// only companies of that currency are found.
    pub capital_min_fen: Option<i64>,
    pub capital_max_fen: Option<i64>,
    /// Yuan where only bounds are given.
    pub currency: Option<Currency>,
    /// 企业规模 as the source writes it.
    pub sizes: Vec<String>,
    /// Bounds of the number of insured (参保人数).
    pub insured_min: Option<i64>,
    pub insured_max: Option<i64>,
    pub statuses: Vec<String>,
    /// Each must stand in the name or the scope, character by character.
    pub words: Vec<String>,
}

impl Filter {
    /// Companies of `years_min` to `years_max` full years on the day `on`.
    #[must_use]
    pub fn aged(mut self, years_min: Option<u32>, years_max: Option<u32>, on: NaiveDate) -> Self {
        let before = |years: u32| {
            let year = on.year().checked_sub(i32::try_from(years).ok()?)?;
            // 29 February has no anniversary in most years: the day before stands for it.
            on.with_year(year).or_else(|| on.pred_opt()?.with_year(year))
        };
        self.registered_to = years_min.and_then(before).or(self.registered_to);
        let after = years_max.and_then(|y| before(y.checked_add(1)?)).and_then(|d| d.succ_opt());
        self.registered_from = after.or(self.registered_from);
        self
    }

    /// The currency that bounds of the capital speak of, where they are given.
    pub(crate) fn capital_currency(&self) -> Option<Currency> {
        let bounded = self.capital_min_fen.is_some() || self.capital_max_fen.is_some();
        self.currency.or(bounded.then_some(Currency::Cny))
    }

    pub(crate) fn check(&self) -> Result<()> {
        let many =
            self.places.len() + self.industries.len() + self.words.len() + self.sizes.len() + self.statuses.len();
        if many > VALUES_MAX || self.words.iter().any(|w| w.chars().count() > WORD_CHARS_MAX) {
            return Err(Error::Query {
                reason: format!("at most {VALUES_MAX} values, and {WORD_CHARS_MAX} characters for a word"),
            });
        }
        Ok(())
    }
}

const VALUES_MAX: usize = 1_000;
const WORD_CHARS_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn age_in_full_years() {
        let f = Filter::default().aged(Some(3), Some(5), day("2026-11-28"));
        assert_eq!(f.registered_to, Some(day("2023-11-28")));
        assert_eq!(f.registered_from, Some(day("2020-11-29")));
        let leap = Filter::default().aged(Some(1), None, day("2024-02-29"));
        assert_eq!(leap.registered_to, Some(day("2023-02-28")));
    }

    #[test]
    fn places_as_people_write_them() {
        assert_eq!(Place::parse("新疆维吾尔自治区/乌鲁木齐市"), Place::new("新疆", "乌鲁木齐"));
        assert_eq!(Place::parse("新疆"), Place::new("新疆", ""));
        assert_eq!(Place::parse("深圳市"), Place::new("", "深圳"));
    }
}

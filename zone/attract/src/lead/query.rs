//! The list's address: every condition stands in the query string, so that a drill-down from the funnel, a link and the
//! list are the same thing. Several values of a condition are parted by commas.
use std::collections::BTreeMap;
use ui::cookie::{percent, unpercent};

/// The conditions that name values, in the order of the chips.
pub const CONDITIONS: [&str; 13] = [
    "stage",
    "kind",
    "owner",
    "focus",
    "division",
    "city",
    "channel",
    "hesitation",
    "lost",
    "due",
    "answer",
    "batch",
    "reached",
];
/// Conditions on days, as `from..to`, both included: when it began, when the next step is due.
pub const RANGES: [&str; 2] = ["began", "next"];
/// Orders, each with its column.
pub const ORDERS: [(&str, &str); 6] = [
    ("active", "active_on"),
    ("name", "name_key"),
    ("began", "began_on"),
    ("stage", "stage_on"),
    ("next", "next_on"),
    ("amount", "amount_fen"),
];
pub const PER_PAGE: u64 = 50;
/// Nobody pages deeper: the conditions are the way.
pub const DEEPEST_PAGE: u64 = 200;
const VALUE_CHARS_MAX: usize = 300;

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the company's name, or a credit code.
    pub q: String,
    pub conditions: BTreeMap<&'static str, Vec<String>>,
    pub ranges: BTreeMap<&'static str, (String, String)>,
    /// `name`, or `-active` for descending.
    pub sort: String,
    /// From 1.
    pub page: u64,
    /// Ids of the leads that `q` means, where the index of names was asked.
    pub found: Option<Vec<String>>,
}

impl Filter {
    pub fn parse(query: &str) -> Self {
        let mut filter = Self { page: 1, ..Self::default() };
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value: String = unpercent(&value.replace('+', " ")).chars().take(VALUE_CHARS_MAX).collect();
            filter.take(name, value.trim());
        }
        filter
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "q" => self.q = value.chars().take(100).collect(),
            "page" => self.page = value.parse().unwrap_or(1).clamp(1, DEEPEST_PAGE),
            "sort" if ORDERS.iter().any(|(k, _)| *k == value.trim_start_matches('-')) => {
                value.clone_into(&mut self.sort)
            }
            _ => {}
        }
        if let Some(known) = CONDITIONS.into_iter().find(|c| *c == name) {
            let values = value.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
            self.conditions.entry(known).or_default().extend(values.take(50));
            self.conditions.retain(|_, v| !v.is_empty());
        }
        for known in RANGES {
            let (from, to) = match name.strip_prefix(known) {
                Some("") => value.split_once("..").unwrap_or((value, value)),
                Some("_from") => (value, ""),
                Some("_to") => ("", value),
                _ => continue,
            };
            let range = self.ranges.entry(known).or_default();
            for (end, given) in [(&mut range.0, from), (&mut range.1, to)] {
                if super::rules::day(given).is_some() {
                    given.clone_into(end);
                }
            }
            self.ranges.retain(|_, r| !r.0.is_empty() || !r.1.is_empty());
        }
    }

    pub fn values(&self, name: &str) -> &[String] {
        self.conditions.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = Self { page: 1, ..self.clone() };
        other.conditions.insert(name, vec![value.to_owned()]);
        other
    }

    pub fn without(&self, name: &str) -> Self {
        let mut other = Self { page: 1, ..self.clone() };
        other.conditions.remove(name);
        other.ranges.remove(name);
        if name == "q" {
            other.q.clear();
            other.found = None;
        }
        other
    }

    pub fn during(mut self, name: &'static str, from: &str, to: &str) -> Self {
        if !from.is_empty() || !to.is_empty() {
            self.ranges.insert(name, (from.to_owned(), to.to_owned()));
        }
        self
    }

    /// The conditions in force, by name.
    pub fn in_force(&self) -> Vec<&'static str> {
        let mut all: Vec<&'static str> = CONDITIONS.into_iter().filter(|c| !self.values(c).is_empty()).collect();
        all.extend(RANGES.into_iter().filter(|r| self.ranges.contains_key(r)));
        if !self.q.is_empty() {
            all.push("q");
        }
        all
    }

    pub fn to_query(&self) -> String {
        let mut pairs: Vec<String> = Vec::new();
        let mut push = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", percent(value)));
            }
        };
        push("q", &self.q);
        for name in CONDITIONS {
            push(name, &self.values(name).join(","));
        }
        for (name, (from, to)) in &self.ranges {
            push(name, &format!("{from}..{to}"));
        }
        push("sort", &self.sort);
        if self.page > 1 {
            push("page", &self.page.to_string());
        }
        pairs.join("&")
    }

    pub fn href(&self) -> String {
        self.at("/attract/leads")
    }

    pub fn at(&self, path: &str) -> String {
        let query = self.to_query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_it_all() {
        let query = "q=%E6%9D%89&stage=lead,talks&owner=none&began=2019-01-01..2019-12-31&sort=-amount&page=3";
        let filter = Filter::parse(query);
        assert_eq!(filter.values("stage"), ["lead", "talks"]);
        assert_eq!(Filter::parse(&filter.to_query()), filter);
        assert_eq!(filter.without("began").ranges.len(), 0);
        assert_eq!(filter.without("stage").page, 1);
    }

    #[test]
    fn nonsense_is_left_out() {
        let filter = Filter::parse("stage=&sort=password&page=-1&began=gestern..&colour=red&next_from=2020-02-30");
        assert_eq!(filter, Filter { page: 1, ..Filter::default() });
        assert_eq!(
            Filter::parse("began_from=2020-01-01&began_to=2020-02-01"),
            Filter::parse("began=2020-01-01..2020-02-01")
        );
    }
}

//! The list's address: every condition stands in the query string, so that a view, a link and a drill-down are the
//! same thing. Several values of a condition are parted by commas.
use kernel::access::Extent;
use search::{Filter as Only, Order, Query, Sort};
use std::collections::BTreeMap;
use ui::cookie::{percent, unpercent};

/// The conditions that stand for a keyword of the index, in the order of the chips.
pub const CONDITIONS: [&str; 15] = [
    "focus",
    "industry",
    "region",
    "size",
    "status",
    "scale",
    "tag",
    "department",
    "list",
    "listing",
    "missing",
    "standing",
    "example",
    "batch",
    "parent",
];
/// Conditions on numbers, as `from..to`: 营收 in 万元, the others as they stand.
pub const RANGES: [&str; 3] = ["revenue", "insured", "founded_year"];
/// Orders, each with the index field.
pub const ORDERS: [(&str, &str); 9] = [
    ("name", "name_key"),
    ("focus", "focus_key"),
    ("revenue", "revenue"),
    ("insured", "insured"),
    ("capital", "capital"),
    ("founded", "founded"),
    ("checked", "checked"),
    ("updated", "updated"),
    ("relevance", ""),
];
pub const PER_PAGE: usize = 50;
/// Longest value of one condition, so that an address stays an address.
const VALUE_CHARS_MAX: usize = 300;

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Free text.
    pub q: String,
    pub conditions: BTreeMap<&'static str, Vec<String>>,
    /// From and to, both included.
    pub ranges: BTreeMap<&'static str, (Option<i64>, Option<i64>)>,
    /// Companies that were taken off the list instead of those on it.
    pub removed: bool,
    /// `name`, or `-revenue` for descending; empty: best match, else by focus industry.
    pub sort: String,
    /// Chosen columns; empty: the standard ones.
    pub columns: Vec<String>,
    /// Counts from 1.
    pub page: usize,
    /// The saved view that is open.
    pub view: Option<String>,
}

impl Filter {
    /// Reads a query string; what is unknown is left out.
    pub fn parse(query: &str) -> Self {
        let mut filter = Self { page: 1, ..Self::default() };
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value: String = unpercent(&value.replace('+', " ")).chars().take(VALUE_CHARS_MAX).collect();
            filter.take(&unpercent(key), value.trim());
        }
        filter
    }

    fn take(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let many = || value.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        match key {
            "q" => self.q = value.to_owned(),
            "removed" => self.removed = value == "yes",
            "page" => self.page = value.parse().unwrap_or(1).max(1),
            "view" => self.view = Some(value.to_owned()),
            "cols" => self.columns = many().filter(|c| super::columns::by_key(c).is_some()).collect(),
            "sort" if ORDERS.iter().any(|(k, _)| *k == value.trim_start_matches('-')) => self.sort = value.to_owned(),
            _ => {
                if let Some(name) = CONDITIONS.iter().find(|c| **c == key) {
                    let list = self.conditions.entry(name).or_default();
                    list.extend(many());
                    list.dedup();
                } else if let Some(name) = RANGES.iter().find(|c| **c == key) {
                    if let Some(range) = range(value) {
                        self.ranges.insert(name, range);
                    }
                } else if let Some((name, end)) = key.rsplit_once('_').filter(|(_, e)| matches!(*e, "from" | "to")) {
                    // The two fields of a form.
                    if let Some(name) = RANGES.iter().find(|c| **c == name) {
                        let slot = self.ranges.entry(name).or_default();
                        let number = whole(value);
                        if end == "from" { slot.0 = number } else { slot.1 = number }
                    }
                }
            }
        }
        self.ranges.retain(|_, r| r.0.is_some() || r.1.is_some());
    }

    /// The query string, without `?`, in one fixed order: equal filters have equal addresses.
    pub fn to_query(&self) -> String {
        let mut pairs = self.condition_pairs();
        let mut push = |key: &str, value: String| {
            if !value.is_empty() {
                pairs.push(format!("{key}={value}"));
            }
        };
        push("sort", percent(&self.sort));
        push("cols", self.columns.join(","));
        push("view", percent(self.view.as_deref().unwrap_or_default()));
        if self.page > 1 {
            push("page", self.page.to_string());
        }
        pairs.join("&")
    }

    fn condition_pairs(&self) -> Vec<String> {
        let mut pairs = Vec::new();
        if !self.q.is_empty() {
            pairs.push(format!("q={}", percent(&self.q)));
        }
        for name in CONDITIONS {
            if let Some(values) = self.conditions.get(name).filter(|v| !v.is_empty()) {
                let values: Vec<String> = values.iter().map(|v| percent(v)).collect();
                pairs.push(format!("{name}={}", values.join(",")));
            }
        }
        for (name, (from, to)) in &self.ranges {
            let end = |n: &Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
            pairs.push(format!("{name}={}..{}", end(from), end(to)));
        }
        if self.removed {
            pairs.push("removed=yes".to_owned());
        }
        pairs
    }

    /// The conditions alone: what a view keeps besides columns and order, and what tells two questions apart.
    pub fn conditions_text(&self) -> String {
        self.condition_pairs().join("&")
    }

    /// The list's address with this filter.
    pub fn href(&self) -> String {
        let query = self.to_query();
        if query.is_empty() { "/enterprises".to_owned() } else { format!("/enterprises?{query}") }
    }

    /// The same without one condition (`q`, a keyword, a range, `removed`), from the first page.
    pub fn without(&self, name: &str) -> Self {
        let mut rest = Self { page: 1, ..self.clone() };
        match name {
            "q" => rest.q.clear(),
            "removed" => rest.removed = false,
            _ => {
                rest.conditions.retain(|k, _| *k != name);
                rest.ranges.retain(|k, _| *k != name);
            }
        }
        rest
    }

    /// The same with one condition set to one value, from the first page.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut rest = self.without(name);
        rest.conditions.insert(name, vec![value.to_owned()]);
        rest
    }

    /// The names of the conditions in force.
    pub fn in_force(&self) -> Vec<&'static str> {
        let text = (!self.q.is_empty()).then_some("q");
        let keywords = CONDITIONS.into_iter().filter(|c| self.conditions.get(c).is_some_and(|v| !v.is_empty()));
        let removed = self.removed.then_some("removed");
        text.into_iter().chain(keywords).chain(self.ranges.keys().copied()).chain(removed).collect()
    }

    pub fn values(&self, name: &str) -> &[String] {
        self.conditions.get(name).map_or(&[], Vec::as_slice)
    }

    /// What to ask the index, within what the user may see.
    pub fn question(&self, zone: &str, extent: &Extent) -> Query {
        let mut query = within(zone, extent).text(&self.q);
        query = query.filter(Only::any("book", [if self.removed { "removed" } else { "live" }]));
        for (name, values) in self.conditions.iter().filter(|(_, v)| !v.is_empty()) {
            query = query.filter(Only::any(name, values.iter().map(String::as_str)));
        }
        for (name, (from, to)) in &self.ranges {
            // 万元 of the form, fen of the books.
            let unit = if *name == "revenue" { 1_000_000 } else { 1 };
            let scaled = |n: &Option<i64>| n.map(|n| n.saturating_mul(unit));
            query = query.range(name, scaled(from), scaled(to));
        }
        let offset = (self.page - 1).saturating_mul(PER_PAGE).min(search::PAGE_DEPTH_MAX - PER_PAGE);
        query.sort(self.order()).page(offset, PER_PAGE)
    }

    fn order(&self) -> Sort {
        let (by, descending) = self.sort_parts();
        match ORDERS.iter().find(|(k, _)| *k == by).map(|(_, field)| *field) {
            Some("") | None => Sort::Relevance,
            Some(field) => Sort::Field(field.to_owned(), if descending { Order::Desc } else { Order::Asc }),
        }
    }

    /// The order in force and whether it descends.
    pub fn sort_parts(&self) -> (&str, bool) {
        match self.sort.as_str() {
            "" if self.q.is_empty() => ("focus", false),
            "" => ("relevance", false),
            given => (given.trim_start_matches('-'), given.starts_with('-')),
        }
    }
}

/// All companies that somebody may see.
pub fn within(zone: &str, extent: &Extent) -> Query {
    let query = Query::new(zone);
    if extent.all {
        return query;
    }
    let companies: Vec<&str> = extent.companies.iter().map(|c| c.as_str()).collect();
    if extent.departments.is_empty() {
        return query.filter(Only::any("company", companies));
    }
    query.filter(Only::any("department", extent.departments.iter().map(|d| d.as_str())))
}

fn range(text: &str) -> Option<(Option<i64>, Option<i64>)> {
    let (from, to) = text.split_once("..")?;
    let range = (whole(from), whole(to));
    (range.0.is_some() || range.1.is_some()).then_some(range)
}

fn whole(text: &str) -> Option<i64> {
    text.trim().replace([',', '，'], "").parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn an_address_says_the_same_after_a_round_trip() {
        for query in [
            "",
            "q=%E4%BA%91%E8%AE%A1%E7%AE%97&focus=it,materials&region=650104&sort=-revenue&cols=focus,revenue&view=v1&page=3",
            "scale=near&revenue=100..2000&insured=..50&removed=yes",
            "tag=%E8%BD%AF%E4%BB%B6%20%E5%9B%AD",
        ] {
            let once = Filter::parse(query);
            assert_eq!(Filter::parse(&once.to_query()), once, "{query}");
            assert_eq!(Filter::parse(&once.to_query()).to_query(), once.to_query());
        }
    }

    #[test]
    fn unknown_and_empty_parts_are_left_out() {
        let f = Filter::parse("focus=&x=1&sort=password&cols=name,nothing&page=-4&revenue=..");
        assert_eq!(f, Filter { page: 1, columns: f.columns.clone(), ..Filter::default() });
        assert_eq!(f.in_force(), Vec::<&str>::new());
    }

    #[test]
    fn a_form_with_two_fields_makes_a_range() {
        let f = Filter::parse("revenue_from=1,000&revenue_to=&q=a+b");
        assert_eq!(f.ranges["revenue"], (Some(1000), None));
        assert_eq!(f.q, "a b");
        assert_eq!(f.to_query(), "q=a%20b&revenue=1000..");
    }

    #[test]
    fn one_condition_goes_and_the_others_stay() {
        let f = Filter::parse("q=x&focus=it&scale=near&page=4");
        assert_eq!(f.in_force(), ["q", "focus", "scale"]);
        assert_eq!(f.without("focus").to_query(), "q=x&scale=near");
        assert_eq!(f.with("focus", "other").to_query(), "q=x&focus=other&scale=near");
    }

    #[test]
    fn who_sees_only_own_companies_asks_only_for_them() {
        let none = Extent { all: false, companies: vec![], departments: vec![], user: None };
        assert_eq!(within("z", &none).filters, [Only::any("company", Vec::<String>::new())]);
        assert!(within("z", &Extent { all: true, ..none }).filters.is_empty());
    }
}

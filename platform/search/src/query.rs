//! What a list page asks for.
use crate::sums::Sum;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Asc,
    Desc,
}

/// The order of the hits. Documents without the value come last in both directions; equal ones keep one fixed
/// order (by id: time-ordered uuids by their time), so pages neither repeat nor lose a row.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Sort {
    /// Best first. Without text: the fixed order.
    #[default]
    Relevance,
    /// An int or sort-text field.
    Field(String, Order),
}

/// A keyword or code field has one of the values, or (`not`) none of them. No values: nothing has one of none.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    pub field: String,
    pub any_of: Vec<String>,
    pub not: bool,
}

impl Filter {
    pub fn any<V: Into<String>>(field: &str, any_of: impl IntoIterator<Item = V>) -> Self {
        Self { field: field.to_owned(), any_of: any_of.into_iter().map(Into::into).collect(), not: false }
    }

    pub fn none<V: Into<String>>(field: &str, none_of: impl IntoIterator<Item = V>) -> Self {
        Self { not: true, ..Self::any(field, none_of) }
    }
}

/// An int field lies between two values, both included. Documents without the value are never in a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub field: String,
    pub min: Option<i64>,
    pub max: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    pub zone: String,
    pub text: String,
    pub filters: Vec<Filter>,
    pub ranges: Vec<Range>,
    /// Int fields to sum over all hits.
    pub sums: Vec<String>,
    pub sort: Sort,
    pub offset: usize,
    pub limit: usize,
}

impl Query {
    /// Everything of a zone, fifty to a page.
    pub fn new(zone: impl Into<String>) -> Self {
        Self {
            zone: zone.into(),
            text: String::new(),
            filters: Vec::new(),
            ranges: Vec::new(),
            sums: Vec::new(),
            sort: Sort::Relevance,
            offset: 0,
            limit: 50,
        }
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    #[must_use]
    pub fn range(mut self, field: &str, min: Option<i64>, max: Option<i64>) -> Self {
        self.ranges.push(Range { field: field.to_owned(), min, max });
        self
    }

    #[must_use]
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }

    #[must_use]
    pub fn sum(mut self, fields: &[&str]) -> Self {
        self.sums = fields.iter().map(|f| (*f).to_owned()).collect();
        self
    }

    #[must_use]
    pub fn page(mut self, offset: usize, limit: usize) -> Self {
        self.offset = offset;
        self.limit = limit;
        self
    }
}

/// The ids of one page, how many there are altogether (exact), and sums over all of them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Hits {
    pub ids: Vec<String>,
    pub total: usize,
    /// One for each field of the question's `sums`.
    pub sums: Vec<Sum>,
}

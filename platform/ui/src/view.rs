//! View models that several components need: pages of a list, sorted columns, options of a choice, a job's progress.
use crate::web::{Req, with_query};

/// Which part of a list is shown, with links to the rest.
#[derive(Clone, Debug)]
pub struct Pager {
    pub page: u64,
    pub pages: u64,
    pub per_page: u64,
    pub total: u64,
    /// There are more than were counted.
    pub more: bool,
    /// Number of the first and the last row shown, from 1; both 0 when there is none.
    pub from: u64,
    pub to: u64,
    /// Addresses; empty where there is no such page.
    pub previous: String,
    pub following: String,
}

impl Pager {
    /// `page` counts from 1; a number beyond the end shows the last page.
    pub fn new(req: &Req, page: u64, per_page: u64, total: u64) -> Self {
        Self::at(&req.path, &req.query, page, per_page, total)
    }
    pub fn at(path: &str, query: &str, page: u64, per_page: u64, total: u64) -> Self {
        let per_page = per_page.max(1);
        let pages = total.div_ceil(per_page).max(1);
        let page = page.clamp(1, pages);
        let link = |n: u64| match n {
            0 => String::new(),
            n if n > pages => String::new(),
            n => with_query(path, query, "page", &n.to_string()),
        };
        let from = if total == 0 { 0 } else { (page - 1) * per_page + 1 };
        let to = total.min(page * per_page);
        Self {
            page,
            pages,
            per_page,
            total,
            more: false,
            from,
            to,
            previous: link(page - 1),
            following: link(page + 1),
        }
    }
}

/// The order of a list, as in `?sort=name` or `?sort=-name` (descending).
#[derive(Clone, Debug)]
pub struct Sort {
    pub by: String,
    pub descending: bool,
    path: String,
    query: String,
}

/// A column's head that sorts.
#[derive(Clone, Debug)]
pub struct SortLink {
    pub href: String,
    /// For `aria-sort`: `ascending`, `descending` or `none`.
    pub state: &'static str,
}

impl Sort {
    /// What the query says, if it is one of the allowed columns; else the standard order.
    pub fn of(req: &Req, allowed: &[&str], standard: &str) -> Self {
        let given = req.query.split('&').find_map(|pair| pair.strip_prefix("sort=")).unwrap_or(standard);
        Self::parse(&req.path, &req.query, given, allowed, standard)
    }
    fn parse(path: &str, query: &str, given: &str, allowed: &[&str], standard: &str) -> Self {
        let known = allowed.contains(&given.trim_start_matches('-'));
        let given = if known { given } else { standard };
        Self {
            by: given.trim_start_matches('-').to_owned(),
            descending: given.starts_with('-'),
            path: path.to_owned(),
            query: query.to_owned(),
        }
    }
    /// The head of that column: a click sorts by it, a second click turns the order round.
    pub fn link(&self, column: &str) -> SortLink {
        let current = self.by == column;
        let value = if current && !self.descending { format!("-{column}") } else { column.to_owned() };
        let state = match (current, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        SortLink { href: with_query(&self.path, &self.query, "sort", &value), state }
    }
}

/// An option of a select or a group of checks.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, selected: bool) -> Self {
        Self { value: value.into(), label: label.into(), selected }
    }
}

/// How far a long job is.
#[derive(Clone, Debug)]
pub struct Progress {
    pub label: String,
    pub done: u64,
    pub total: u64,
    /// When it is known.
    pub seconds_left: Option<u64>,
    /// Answers with this very block again while the job runs; asked every second by htmx.
    pub poll: String,
    /// POST here to cancel; empty when it cannot be cancelled.
    pub cancel: String,
    pub finished: bool,
}

impl Progress {
    /// `62.4%`, for the bar.
    pub fn percent(&self) -> String {
        let share = if self.total == 0 { 0.0 } else { self.done.min(self.total) as f64 / self.total as f64 };
        format!("{:.1}%", share * 100.0)
    }
}

/// Data of a chart, as JSON that can stand inside a `<script type="application/json">` block.
#[derive(Clone, Debug, Default)]
pub struct ChartData(String);

impl ChartData {
    /// A value that cannot be written as JSON gives an empty chart.
    pub fn of(data: &impl serde::Serialize) -> Self {
        let text = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
        // No value may end the block or open a comment in it.
        Self(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
    pub fn in_script(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list() {
        let p = Pager::at("/e", "q=a&page=2", 2, 50, 120);
        assert_eq!((p.pages, p.from, p.to), (3, 51, 100));
        assert_eq!((p.previous.as_str(), p.following.as_str()), ("/e?q=a&page=1", "/e?q=a&page=3"));
        let p = Pager::at("/e", "", 9, 50, 0);
        assert_eq!((p.page, p.pages, p.from, p.to), (1, 1, 0, 0));
        assert!(p.previous.is_empty() && p.following.is_empty());
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let s = Sort::parse("/e", "sort=name&page=4", "name", &["name", "size"], "-size");
        assert_eq!((s.link("name").href.as_str(), s.link("name").state), ("/e?sort=-name", "ascending"));
        assert_eq!((s.link("size").href.as_str(), s.link("size").state), ("/e?sort=size", "none"));
        let s = Sort::parse("/e", "", "password", &["name", "size"], "-size");
        assert_eq!((s.by.as_str(), s.descending), ("size", true));
    }

    #[test]
    fn no_value_ends_the_script_block() {
        let data = ChartData::of(&serde_json::json!({"n": "</script><b>&"}));
        assert_eq!(data.in_script(), "{\"n\":\"\\u003c/script\\u003e\\u003cb\\u003e\\u0026\"}");
    }
}

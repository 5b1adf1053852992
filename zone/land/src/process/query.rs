//! What an address asks for: which log, which part of it, and links that keep both.
use super::LogId;
use super::logs::Which;
use super::own::{DEPARTMENT, OURS, STAGE, STEP, THEME, View, day_of};
use super::shown::Loaded;
use ::process::{Log, Part};
use chrono::NaiveDate;
use kernel::{Error, Result};
use std::collections::BTreeSet;
use ui::T;
use ui::cookie::{percent, unpercent};
use ui::view::Choice;

/// Conditions that every link keeps.
const FILTERS: [&str; 6] = ["view", "from", "to", THEME, STAGE, DEPARTMENT];
const LENGTH_MAX: usize = 300;

#[derive(Clone, Debug)]
pub struct Query {
    log: String,
    pub which: Which,
    pairs: Vec<(String, String)>,
}

impl Query {
    /// `log` is `zone` or the id of an imported log.
    pub fn of(log: &str, query: &str) -> Result<Self> {
        let decoded = |text: &str| unpercent(&text.replace('+', " "));
        let pair = |text: &str| {
            let (name, value) = text.split_once('=')?;
            let value: String = decoded(value).chars().take(LENGTH_MAX).collect();
            (!value.is_empty()).then(|| (decoded(name), value))
        };
        let pairs: Vec<(String, String)> = query.split('&').filter_map(pair).collect();
        let view = pairs.iter().find(|(n, _)| n == "view").map_or(View::default(), |(_, v)| View::parse(v));
        let which = match log {
            "zone" => Which::Zone(view),
            id => Which::Import(LogId::parse(id).ok_or(Error::NotFound)?),
        };
        Ok(Self { log: log.to_owned(), which, pairs })
    }

    /// The own journal seen in this way where the address does not say which.
    pub fn usually(mut self, view: View) -> Self {
        if matches!(self.which, Which::Zone(_)) && self.get("view").is_empty() {
            self.which = Which::Zone(view);
            self.pairs.push(("view".to_owned(), view.code().to_owned()));
        }
        self
    }

    /// The same of the own journal, seen in another way.
    pub fn seen_as(&self, view: View) -> Which {
        match &self.which {
            Which::Zone(_) => Which::Zone(view),
            other => other.clone(),
        }
    }

    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    fn day(&self, name: &str) -> Option<NaiveDate> {
        self.get(name).parse().ok()
    }

    pub fn path(&self) -> String {
        format!("/land/process/{}", self.log)
    }

    /// A page of this log (empty: the first one) with the conditions in force and more.
    pub fn href(&self, page: &str, more: &[(&str, &str)]) -> String {
        let kept = self.pairs.iter().filter(|(n, _)| FILTERS.contains(&n.as_str()));
        let kept = kept.filter(|(n, _)| !more.iter().any(|(m, _)| m == n)).map(|(n, v)| (n.as_str(), v.as_str()));
        let all = kept.chain(more.iter().copied()).filter(|(_, v)| !v.is_empty());
        let pairs: Vec<String> = all.map(|(n, v)| format!("{n}={}", percent(v))).collect();
        let slash = if page.is_empty() { "" } else { "/" };
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("{}{slash}{page}{mark}{}", self.path(), pairs.join("&"))
    }

    /// Names the part of the log that is asked for.
    pub fn part_key(&self) -> String {
        let kept = FILTERS.map(|name| self.get(name).to_owned());
        kept.join("\u{1f}")
    }

    fn is_whole(&self) -> bool {
        FILTERS.iter().skip(1).all(|name| self.get(name).is_empty())
    }

    /// The part of the log; nothing where it is the whole.
    pub fn part(&self, loaded: &Loaded) -> Option<Log> {
        if self.is_whole() {
            return None;
        }
        let log = &loaded.log;
        let (from, to) = (self.day("from"), self.day("to"));
        let by_case: Vec<(&str, &str)> = match loaded.own.as_ref().map(|o| o.view) {
            Some(View::Matters) => {
                vec![(THEME, self.get(THEME)), (STAGE, self.get(STAGE)), (DEPARTMENT, self.get(DEPARTMENT))]
            }
            Some(_) => vec![(THEME, self.get(THEME))],
            None => Vec::new(),
        };
        let case = |case: usize| {
            let began = log.span(case).map(|s| day_of(s.0));
            from.is_none_or(|from| began.is_some_and(|d| d >= from))
                && to.is_none_or(|to| began.is_some_and(|d| d <= to))
                && by_case
                    .iter()
                    .all(|(key, value)| value.is_empty() || log.case_attributes.get(key, case) == Some(*value))
        };
        let kept = self.kept_activities(loaded);
        let department = self.kept_resource(loaded);
        let event = |e: &::process::Event| {
            let ours = || log.activities.text(e.activity).starts_with(OURS);
            kept.get(e.activity as usize).copied().unwrap_or(true)
                && department.is_none_or(|d| e.resource == d || ours())
        };
        Some(log.part(&Part { case: &case, event: &event }))
    }

    /// By stage, where a case has several; empty: all.
    fn kept_activities(&self, loaded: &Loaded) -> Vec<bool> {
        let stage = self.get(STAGE);
        let Some(own) = loaded.own.as_ref().filter(|o| o.view != View::Matters && !stage.is_empty()) else {
            return Vec::new();
        };
        let kept = |text: &str| {
            let code = text.rsplit_once(STEP).map_or(text, |(code, _)| code);
            text.starts_with(OURS) || own.stages.get(code).is_some_and(|s| **s == *stage)
        };
        loaded.log.activities.iter().map(kept).collect()
    }

    fn kept_resource(&self, loaded: &Loaded) -> Option<u32> {
        let department = self.get(DEPARTMENT);
        let wanted = loaded.own.as_ref().is_some_and(|o| o.view != View::Matters) && !department.is_empty();
        wanted.then(|| loaded.log.resources.find(department).unwrap_or(::process::NONE - 1))
    }

    /// The selects of the filter row: name, label, options.
    pub fn selects(&self, t: T, loaded: &Loaded) -> Vec<(&'static str, String, Vec<Choice>)> {
        let Some(own) = &loaded.own else { return Vec::new() };
        let view = |v: View| Choice::new(v.code(), t.s(format!("process-view-{}", v.code())), own.view == v);
        let views = View::ALL.map(view).to_vec();
        let mut selects = vec![("view", t.s("process-view"), views)];
        let departments = loaded.log.resources.iter().filter(|r| !r.starts_with(OURS)).map(str::to_owned).collect();
        let stages = own.stages.values().filter(|s| !s.is_empty()).map(ToString::to_string).collect();
        let themes = (0..loaded.log.cases()).filter_map(|c| loaded.log.case_attributes.get(THEME, c));
        let themes = themes.filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let lists: [(&'static str, BTreeSet<String>); 3] =
            [(THEME, themes), (STAGE, stages), (DEPARTMENT, departments)];
        for (name, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            let all = Choice::new("", t.s(format!("process-all-{name}")), self.get(name).is_empty());
            let one = |v: &String| Choice::new(v.clone(), loaded.named(t, v), self.get(name) == v);
            let choices = std::iter::once(all).chain(values.iter().map(one)).collect();
            selects.push((name, t.s(format!("process-{name}")), choices));
        }
        selects
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn links_keep_the_conditions() {
        let q = Query::of("zone", "view=matters&from=2026-01-01&a=x&stage=%E6%96%BD%E5%B7%A5&page=2").unwrap();
        assert_eq!(q.which, Which::Zone(View::Matters));
        assert_eq!(
            q.href("cases", &[("late", "1")]),
            "/land/process/zone/cases?view=matters&from=2026-01-01&stage=%E6%96%BD%E5%B7%A5&late=1"
        );
        assert_eq!(q.href("", &[("from", ""), ("stage", "")]), "/land/process/zone?view=matters");
        assert!(Query::of("../x", "").is_err());
    }
}

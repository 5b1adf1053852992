//! A log with how its parts are called on pages.
use super::LogId;
use super::own::{COMPANY, OURS, OVER, STEP, TITLE, TITLE_EN, View};
use ::process::{Expected, Log, NONE, late_cases};
use std::collections::HashMap;
use std::sync::Arc;
use ui::T;

/// A log in memory.
pub struct Loaded {
    pub log: Log,
    /// Of the zone's own journal.
    pub own: Option<Own>,
    /// Another stamp: another content.
    pub stamp: String,
}

/// What is known of the own journal beside its events.
pub struct Own {
    pub view: View,
    /// Names of matters by code: Chinese, English.
    pub names: HashMap<Arc<str>, (Arc<str>, Arc<str>)>,
    /// Stages of matters by code.
    pub stages: HashMap<Arc<str>, Arc<str>>,
    /// Names of themes and stages by code.
    pub words: HashMap<String, (String, String)>,
    /// What each project's plan expects, by the project's id.
    pub plans: HashMap<String, Expected>,
}

impl Loaded {
    pub fn imported(log: Log, id: &LogId, version: i64) -> Self {
        Self { log, own: None, stamp: format!("{id} {version}") }
    }

    pub fn activity(&self, t: T, id: u32) -> String {
        self.activity_name(t, self.log.activities.text(id))
    }

    pub fn activity_name(&self, t: T, text: &str) -> String {
        let Some(own) = &self.own else { return text.to_owned() };
        if let Some(code) = text.strip_prefix(OURS) {
            return word(t, own.view, code);
        }
        let (code, step) = text.rsplit_once(STEP).map_or((text, None), |(code, step)| (code, Some(step)));
        let name = own.names.get(code).map_or(code, |(zh, en)| if t.is_zh() || en.is_empty() { zh } else { en });
        match step {
            Some(step) => format!("{name} · {}", t.s(format!("process-step-{step}"))),
            None => name.to_owned(),
        }
    }

    /// A theme or stage; the code where the catalogue has no name.
    pub fn named(&self, t: T, code: &str) -> String {
        let known = self.own.as_ref().and_then(|own| own.words.get(code));
        let name = known.map(|(zh, en)| if t.is_zh() || en.is_empty() { zh } else { en });
        name.filter(|n| !n.is_empty()).map_or(code, String::as_str).to_owned()
    }

    pub fn resource(&self, t: T, id: u32) -> String {
        match self.log.resources.text(id) {
            _ if id == NONE => ui::format::ABSENT.to_owned(),
            COMPANY if self.own.is_some() => t.s("process-company"),
            text => text.to_owned(),
        }
    }

    pub fn title(&self, t: T, case: usize) -> String {
        let attribute = |key| self.log.case_attributes.get(key, case).filter(|text| !text.is_empty());
        let own = self.own.as_ref().and_then(|_| match t.is_zh() {
            true => attribute(TITLE),
            false => attribute(TITLE_EN).or_else(|| attribute(TITLE)),
        });
        own.unwrap_or_else(|| self.log.case_name(case)).to_owned()
    }

    /// The page of the project or matter; empty for an imported case.
    pub fn record(&self, case: usize) -> String {
        let id = self.log.case_name(case);
        match self.own.as_ref().map(|o| o.view) {
            Some(View::Matters) => format!("/land/matters/{id}"),
            Some(_) => format!("/land/projects/{id}"),
            None => String::new(),
        }
    }

    /// Which cases of this log, or of a part of it, are over: nothing of them is waited for. Nothing where the log does not say.
    pub fn ended(&self, part: &Log) -> Option<Vec<bool>> {
        let key = if self.own.is_some() { OVER.to_owned() } else { end_key(part)? };
        Some((0..part.cases()).map(|case| part.case_attributes.get(&key, case).is_some()).collect())
    }
}

/// The attribute under which the log's cases name their end.
fn end_key(log: &Log) -> Option<String> {
    const USUAL: [&str; 5] = ["enddate", "endDate", "end_date", "结束时间", "办结时间"];
    let late = late_cases(log, None, None).map(|l| l.end_key);
    late.or_else(|| USUAL.iter().find(|k| log.case_attributes.column(k).is_some()).map(|k| (*k).to_owned()))
}

fn word(t: T, view: View, code: &str) -> String {
    match view {
        View::Matters => t.s(format!("process-step-{code}")),
        _ if code == "opened" => t.s("process-opened"),
        _ => t.s(format!("milestone-{}", code.replace('_', "-"))),
    }
}

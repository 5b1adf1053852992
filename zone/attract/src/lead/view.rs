//! How leads look on pages: names instead of ids, days with their light.
use super::service::{COUNTED_MOST, Listed};
use super::{Lead, answer, draft, rules};
use crate::AttractState;
use crate::pipeline::{Pipeline, Policy};
use chrono::NaiveDate;
use kernel::industry::IndustryCode;
use kernel::region::RegionCode;
use kernel::{Ctx, Result};
use std::collections::HashMap;
use ui::T;

/// The words behind ids: officers, focus industries, the pipeline.
pub struct Words {
    pub t: T,
    pub today: NaiveDate,
    pub now_us: i64,
    pub me: String,
    pub pipeline: Pipeline,
    pub users: HashMap<String, String>,
    /// Id and name, in the zone's order.
    pub focuses: Vec<(String, String)>,
}

impl Words {
    pub async fn of(ctx: &Ctx, s: &AttractState, t: T, pipeline: Pipeline, users: Vec<String>) -> Result<Self> {
        let mut users = users;
        users.sort();
        users.dedup();
        Ok(Self {
            t,
            today: ctx.today(),
            now_us: ctx.now_us(),
            me: super::service::me(ctx).unwrap_or_default(),
            pipeline,
            users: if users.is_empty() { HashMap::new() } else { s.directory.users(&ctx.zone, &users).await? },
            focuses: s.companies.focuses(ctx).await?,
        })
    }

    pub fn user(&self, id: &str) -> String {
        self.users.get(id).cloned().unwrap_or_else(|| self.t.s("lead-user-gone"))
    }
    pub fn stage(&self, id: &str) -> String {
        self.pipeline.stage(id).map_or_else(|| id.to_owned(), |s| s.name(self.t.locale).to_owned())
    }
    pub fn reason(&self, id: &str) -> String {
        self.pipeline.reason(id).map_or_else(|| id.to_owned(), |r| r.name(self.t.locale).to_owned())
    }
    pub fn focus(&self, id: &str) -> String {
        let known = self.focuses.iter().find(|(code, _)| code == id);
        known.map_or_else(|| self.t.s("lead-focus-other"), |(_, name)| name.clone())
    }
    /// The colour slot of a focus industry.
    pub fn focus_class(&self, id: Option<&str>) -> &'static str {
        let place = id.and_then(|id| self.focuses.iter().position(|(code, _)| code == id));
        match place {
            Some(0) => "f1",
            Some(1) => "f2",
            Some(2) => "f3",
            Some(3) => "f4",
            _ => "f0",
        }
    }
    pub fn city(&self, code: &str) -> String {
        let name = RegionCode::parse(code).ok().and_then(|c| c.name().map(str::to_owned));
        name.unwrap_or_else(|| code.to_owned())
    }
    pub fn division(&self, code: &str) -> String {
        let Ok(found) = IndustryCode::parse(code) else { return code.to_owned() };
        if self.t.is_zh() { found.name().to_owned() } else { found.name_en().unwrap_or(found.name()).to_owned() }
    }
    /// The word of any value of a condition, for chips and heads of tables.
    pub fn value(&self, condition: &str, value: &str) -> String {
        match (condition, value) {
            ("owner", "none") => self.t.s("lead-pool"),
            ("owner", "me") => self.t.s("lead-mine"),
            (_, "none") => self.t.s("lead-value-none"),
            ("stage" | "reached", v) => self.stage(v),
            ("owner", v) => self.user(v),
            ("focus", v) => self.focus(v),
            ("division", v) => self.division(v),
            ("city", v) => self.city(v),
            ("hesitation", "any") => self.t.s("lead-hesitation-any"),
            ("hesitation" | "lost", v) => self.reason(v),
            ("channel", v) => self.t.maybe(&format!("lead-channel-{v}")).unwrap_or_else(|| v.to_owned()),
            ("kind", v) => self.t.maybe(&format!("lead-kind-{v}")).unwrap_or_else(|| v.to_owned()),
            ("due", v) => self.t.maybe(&format!("lead-due-{v}")).unwrap_or_else(|| v.to_owned()),
            ("answer", v) => self.t.maybe(&format!("lead-answer-{v}")).unwrap_or_else(|| v.to_owned()),
            (_, v) => v.to_owned(),
        }
    }
}

/// How many leads, in words: beyond the count it says so.
pub fn count_text(t: T, total: i64) -> String {
    t.a(if total >= COUNTED_MOST { "lead-count-most" } else { "lead-count" }, "n", total)
}

/// The people whose names a page of leads shows.
pub fn people(leads: &[Lead]) -> Vec<String> {
    leads.iter().filter_map(|l| l.owner.clone()).collect()
}

pub async fn words(ctx: &Ctx, s: &AttractState, t: T, listed: &Listed, more: &[String]) -> Result<Words> {
    let mut users = people(&listed.leads);
    users.extend(more.iter().cloned());
    Words::of(ctx, s, t, listed.pipeline.clone(), users).await
}

/// A word with its light: `red`, `yel`, `ok`, `todo`, or empty for plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Light {
    pub kind: &'static str,
    pub text: String,
}

impl Light {
    fn of(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A lead as a line or a card.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub version: i64,
    pub name: String,
    pub subject: String,
    pub example: bool,
    pub stage: String,
    pub stage_id: String,
    /// Days in the stage, yellow beyond the stage's target.
    pub stay: Light,
    pub owner: String,
    pub mine: bool,
    pub pooled: bool,
    pub focus_class: &'static str,
    pub focus: String,
    pub city: String,
    pub amount: String,
    /// In 亿元, for a column whose head says so.
    pub amount_yi: String,
    pub next_step: String,
    pub next_on: Light,
    pub began: String,
    pub active_on: String,
    pub hesitating: bool,
    /// When it returns to the pool, once the owner was told.
    pub returns: Light,
    pub answer: Light,
}

pub fn row(w: &Words, lead: &Lead) -> Row {
    let t = w.t;
    let dash = || ui::format::ABSENT.to_owned();
    Row {
        id: lead.id.to_string(),
        version: lead.version,
        name: lead.name.clone(),
        subject: lead.subject.clone(),
        example: lead.source.example,
        stage: w.stage(&lead.stage),
        stage_id: lead.stage.clone(),
        stay: stay(w, lead),
        owner: lead.owner.as_ref().map_or_else(|| t.s("lead-pool"), |o| w.user(o)),
        mine: lead.is_of(&w.me),
        pooled: lead.owner.is_none(),
        focus_class: w.focus_class(lead.focus.as_deref()),
        focus: lead.focus.as_ref().map_or_else(|| t.s("lead-focus-other"), |f| w.focus(f)),
        city: lead.city.as_ref().map_or_else(dash, |c| w.city(c)),
        amount_yi: draft::amount_yi(lead.amount_fen, lead.amount_currency.as_deref(), t.locale).unwrap_or_else(dash),
        amount: draft::amount_shown(lead.amount_fen, lead.amount_currency.as_deref(), t.locale).unwrap_or_else(dash),
        next_step: lead.next_step.clone().unwrap_or_default(),
        next_on: next_light(w, lead),
        began: lead.began_on.clone(),
        active_on: lead.active_on.clone(),
        hesitating: lead.hesitating > 0,
        returns: returns(w, lead, &w.pipeline.policy),
        answer: answer(w, lead),
    }
}

fn stay(w: &Words, lead: &Lead) -> Light {
    if !lead.is_open() {
        return Light::of("", lead.stage_on.clone());
    }
    let days = rules::days_between(&lead.stage_on, &w.today.to_string());
    let over = w.pipeline.stage(&lead.stage).and_then(|s| s.target_days).is_some_and(|most| days > most);
    Light::of(if over { "yel" } else { "" }, w.t.a("lead-days", "n", days))
}

/// The day of the next step: red when it is past, yellow from the reminder on.
pub fn next_light(w: &Words, lead: &Lead) -> Light {
    let Some(on) = &lead.next_on else { return Light::default() };
    let today = w.today.to_string();
    let reminded = lead.remind_on.as_ref().is_some_and(|r| *r <= today);
    match on.cmp(&today) {
        std::cmp::Ordering::Less => {
            Light::of("red", w.t.a2("lead-next-over", "day", on, "n", rules::days_between(on, &today)))
        }
        std::cmp::Ordering::Equal => Light::of("yel", w.t.s("lead-next-today")),
        std::cmp::Ordering::Greater if reminded => Light::of("yel", on.clone()),
        std::cmp::Ordering::Greater => Light::of("", on.clone()),
    }
}

/// When an untouched lead returns to the pool, from the day of the warning on, whether or not it has gone out.
pub fn returns(w: &Words, lead: &Lead, policy: &Policy) -> Light {
    let Some(active) = rules::day(&lead.active_on).filter(|_| lead.is_open() && lead.owner.is_some()) else {
        return Light::default();
    };
    let told = lead.warned_on.as_deref().and_then(rules::day);
    let Some(told) = told.or_else(|| (w.today >= rules::warns_on(active, policy)).then_some(w.today)) else {
        return Light::default();
    };
    let on = rules::returns_on(active, Some(told), policy);
    let left = (on - w.today).num_days().max(0);
    Light::of("yel", w.t.a2("lead-returns", "day", on.to_string(), "n", left))
}

/// The clock of an enquiry: answered in time, working hours left, or late.
pub fn answer(w: &Words, lead: &Lead) -> Light {
    let Some(due) = lead.answer_due_us else { return Light::default() };
    let hours = |from, to| answer::working_hours(&w.pipeline.policy, from, to).unwrap_or(1);
    match lead.answered_us {
        Some(at) if at <= due => Light::of("ok", w.t.s("lead-answered")),
        Some(at) => Light::of("", w.t.a("lead-answered-late", "n", hours(due, at))),
        None if !lead.is_open() => Light::default(),
        None if w.now_us > due => Light::of("red", w.t.a("lead-answer-over", "n", hours(due, w.now_us))),
        None if answer::is_provisional(lead) => {
            Light::of("yel", w.t.a("lead-answer-left-provisional", "n", hours(w.now_us, due)))
        }
        None => Light::of("yel", w.t.a("lead-answer-left", "n", hours(w.now_us, due))),
    }
}

/// The moment by which an enquiry is to be answered, marked where notices of days off are still to come.
pub fn answer_due(t: T, lead: &Lead) -> String {
    let Some(due) = lead.answer_due_us else { return String::new() };
    let shown = t.instant(due);
    if answer::is_provisional(lead) { t.a("lead-answer-provisional", "due", shown) } else { shown }
}

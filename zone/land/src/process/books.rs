//! 办件史: what the journal says happened to projects and matters, as facts with days. Times are days, as people enter them: what counts is
//! when something happened, not when somebody typed it.
use crate::catalogue::LinkKind;
use crate::matter::{Correction, Outcome, Prerequisite, Special, State};
use crate::project::{MilestoneKind, Phase};
use chrono::NaiveDate;
use journal::RowChange;
use kernel::{Error, Result};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The tables whose rows are looked at.
pub const TABLES: [&str; 5] = ["project", "project_milestone", "plan", "matter", "theme_version"];

/// A step in a matter's life, in the order in which steps of one day stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Submitted,
    Accepted,
    CorrectionAsked,
    CorrectionAnswered,
    SpecialBegun,
    SpecialEnded,
    Decided,
    Rejected,
    Delivered,
    Refused,
    Withdrawn,
    Revoked,
}

impl Step {
    pub fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::CorrectionAsked => "correction-asked",
            Self::CorrectionAnswered => "correction-answered",
            Self::SpecialBegun => "special-begun",
            Self::SpecialEnded => "special-ended",
            Self::Decided => "decided",
            Self::Rejected => "rejected",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }
    /// Whether the company takes it; else the department does.
    pub fn is_companys(self) -> bool {
        matches!(self, Self::Submitted | Self::CorrectionAnswered | Self::Withdrawn)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub step: Step,
    pub on: NaiveDate,
    /// The event that first said so.
    pub seq: i64,
}

/// A matter with all that happened to it.
#[derive(Clone, Debug)]
pub struct MatterStory {
    pub project: Arc<str>,
    pub plan: Arc<str>,
    pub code: Arc<str>,
    pub name_zh: Arc<str>,
    pub name_en: Arc<str>,
    pub department: Arc<str>,
    pub stage: Arc<str>,
    /// Codes of matters of the same plan.
    pub prerequisites: Vec<(Arc<str>, LinkKind)>,
    /// Of submissions that came to nothing, then of the present one; oldest first.
    past: Vec<Fact>,
    now: Vec<Fact>,
    state: State,
    pub due_on: Option<NaiveDate>,
    pub breached_on: Option<NaiveDate>,
    pub planned_end_on: Option<NaiveDate>,
}

impl MatterStory {
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.past.iter().chain(&self.now)
    }
    /// Decided, refused, withdrawn or revoked: nothing of it is waited for.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Decided | State::Delivered | State::Refused | State::Withdrawn | State::Revoked)
    }
}

#[derive(Clone, Debug)]
pub struct ProjectStory {
    pub name: String,
    pub name_en: String,
    pub theme: String,
    pub is_over: bool,
    pub opened_on: Option<NaiveDate>,
    /// With the event that first said so.
    pub milestones: Vec<(MilestoneKind, NaiveDate, i64)>,
}

/// Everything that is known, up to an event of the journal.
#[derive(Default)]
pub struct Books {
    /// The last event that was looked at, and the last one that changed something here.
    pub seq: i64,
    pub changed: i64,
    pub projects: HashMap<Arc<str>, ProjectStory>,
    pub matters: HashMap<Arc<str>, MatterStory>,
    /// The current plan of each project.
    pub plans: HashMap<Arc<str>, Arc<str>>,
    /// Names of themes and stages by code: Chinese, English.
    pub words: HashMap<String, (String, String)>,
    milestones: HashMap<Arc<str>, Vec<(MilestoneKind, NaiveDate, i64)>>,
    texts: HashSet<Arc<str>>,
}

#[derive(Deserialize)]
struct ProjectImage {
    name: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    theme: Option<String>,
    #[serde(default)]
    phase: Phase,
    opened_on: Option<String>,
    closed_on: Option<String>,
}

#[derive(Deserialize)]
struct MilestoneImage {
    project_id: String,
    kind: MilestoneKind,
    actual_on: Option<String>,
}

#[derive(Deserialize)]
struct PlanImage {
    project_id: String,
    current: bool,
}

#[derive(Deserialize)]
struct MatterImage {
    project_id: String,
    plan_id: String,
    code: String,
    name_zh: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    prerequisites: Vec<Prerequisite>,
    state: State,
    submitted_on: Option<String>,
    accepted_on: Option<String>,
    decided_on: Option<String>,
    delivered_on: Option<String>,
    ended_on: Option<String>,
    outcome: Option<Outcome>,
    correction: Option<Correction>,
    #[serde(default)]
    specials: Vec<Special>,
    due_on: Option<String>,
    breached_on: Option<String>,
    planned_end_on: Option<String>,
}

fn day(text: &Option<String>) -> Option<NaiveDate> {
    text.as_deref()?.parse().ok()
}

fn image<T: for<'de> Deserialize<'de>>(row: Map<String, Json>) -> Result<T> {
    serde_json::from_value(Json::Object(row)).map_err(Error::internal)
}

impl Books {
    /// Takes in what an event changed.
    pub fn learn(&mut self, seq: i64, rows: Vec<RowChange>) -> Result<()> {
        for RowChange { table, key, row } in rows {
            let id = self.text(key.first().and_then(Json::as_str).unwrap_or_default());
            self.changed = seq;
            match (table.as_str(), row) {
                ("project", Some(row)) => self.project(id, image(row)?),
                ("project_milestone", Some(row)) => self.milestone(seq, image(row)?),
                ("plan", Some(row)) => self.plan(id, image(row)?),
                ("matter", Some(row)) => self.matter(seq, id, image(row)?),
                ("theme_version", Some(row)) => self.theme(&Json::Object(row)),
                ("project", None) => drop(self.projects.remove(&id)),
                ("matter", None) => drop(self.matters.remove(&id)),
                _ => {}
            }
        }
        self.seq = self.seq.max(seq);
        Ok(())
    }

    /// Each text is kept once.
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let text: Arc<str> = text.into();
        self.texts.insert(text.clone());
        text
    }

    fn project(&mut self, id: Arc<str>, p: ProjectImage) {
        let is_over = p.closed_on.is_some() || matches!(p.phase, Phase::Stopped | Phase::AtCapacity);
        let milestones = self.milestones.get(&id).cloned().unwrap_or_default();
        let (theme, opened_on) = (p.theme.unwrap_or_default(), day(&p.opened_on));
        let story = ProjectStory { name: p.name, name_en: p.name_en, theme, is_over, opened_on, milestones };
        self.projects.insert(id, story);
    }

    /// Rows of one event come in any order: milestones may come before their project.
    fn milestone(&mut self, seq: i64, m: MilestoneImage) {
        let project = self.text(&m.project_id);
        let list = self.milestones.entry(project.clone()).or_default();
        let known = list.iter().find(|(kind, ..)| *kind == m.kind).copied();
        list.retain(|(kind, ..)| *kind != m.kind);
        if let Some(on) = day(&m.actual_on) {
            let seq = known.filter(|k| k.1 == on).map_or(seq, |k| k.2);
            list.push((m.kind, on, seq));
        }
        let list = list.clone();
        self.projects.get_mut(&project).into_iter().for_each(|p| p.milestones.clone_from(&list));
    }

    /// The names that the catalogue gives; a later version's hold.
    fn theme(&mut self, version: &Json) {
        let content = version.get("content").unwrap_or(&Json::Null);
        let text = |of: &Json, key: &str| of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let name = |of: &Json| of.get("name").map(|n| (text(n, "zh"), text(n, "en"))).unwrap_or_default();
        self.words.insert(text(version, "theme"), name(content));
        for stage in content.get("stages").and_then(Json::as_array).into_iter().flatten() {
            self.words.insert(text(stage, "code"), name(stage));
        }
    }

    fn plan(&mut self, id: Arc<str>, p: PlanImage) {
        let project = self.text(&p.project_id);
        match self.plans.get(&project) {
            _ if p.current => drop(self.plans.insert(project, id)),
            Some(known) if *known == id => drop(self.plans.remove(&project)),
            _ => {}
        }
    }

    fn matter(&mut self, seq: i64, id: Arc<str>, m: MatterImage) {
        let before = self.matters.remove(&id);
        // A clock that stands or has stopped has no day on which it runs out: the last one holds.
        let due_before = before.as_ref().and_then(|b| b.due_on).filter(|_| m.submitted_on.is_some());
        let (past, known) = before.map_or_else(Default::default, |b| {
            // A new submission after one that came to nothing: what was stays.
            let anew = matches!(b.state, State::Refused | State::Withdrawn | State::Revoked) && m.ended_on.is_none();
            match anew {
                true => (b.past.into_iter().chain(b.now).collect(), Vec::new()),
                false => (b.past, b.now),
            }
        });
        let story = MatterStory {
            now: facts(seq, &m, &known),
            past,
            project: self.text(&m.project_id),
            plan: self.text(&m.plan_id),
            code: self.text(&m.code),
            name_zh: self.text(&m.name_zh),
            name_en: self.text(&m.name_en),
            department: self.text(&m.department),
            stage: self.text(&m.stage),
            prerequisites: m.prerequisites.iter().map(|p| (self.text(&p.code), p.kind)).collect(),
            state: m.state,
            due_on: day(&m.due_on).or(due_before),
            breached_on: day(&m.breached_on),
            planned_end_on: day(&m.planned_end_on),
        };
        self.matters.insert(id, story);
    }
}

/// What a row says happened, by day; what was known before keeps the event that first said so.
fn facts(seq: i64, m: &MatterImage, known: &[Fact]) -> Vec<Fact> {
    let mut steps = vec![(Step::Submitted, day(&m.submitted_on)), (Step::Accepted, day(&m.accepted_on))];
    if let Some(c) = &m.correction {
        steps.push((Step::CorrectionAsked, c.asked_on.parse().ok()));
        steps.push((Step::CorrectionAnswered, day(&c.answered_on)));
    }
    for special in &m.specials {
        steps.push((Step::SpecialBegun, special.from_on.parse().ok()));
        steps.push((Step::SpecialEnded, day(&special.to_on)));
    }
    let decided = if m.outcome == Some(Outcome::Rejected) { Step::Rejected } else { Step::Decided };
    steps.push((decided, day(&m.decided_on)));
    steps.push((Step::Delivered, day(&m.delivered_on)));
    let end = match m.state {
        State::Refused => Some(Step::Refused),
        State::Withdrawn => Some(Step::Withdrawn),
        State::Revoked => Some(Step::Revoked),
        _ => None,
    };
    steps.extend(end.map(|step| (step, day(&m.ended_on))));
    let dated = steps.into_iter().filter_map(|(step, on)| Some((step, on?)));
    let mut facts: Vec<Fact> = dated
        .map(|(step, on)| {
            let first = known.iter().find(|k| k.step == step && k.on == on).map_or(seq, |k| k.seq);
            Fact { step, on, seq: first }
        })
        .collect();
    facts.sort_by_key(|f| (f.on, f.step));
    facts
}

//! The zone's own journal as an event log, seen in one of three ways.
use super::books::{Books, MatterStory, ProjectStory, Step};
use super::shown::{Loaded, Own};
use crate::catalogue::LinkKind;
use crate::project::MilestoneKind;
use ::process::{Builder, Expected};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a case is, and what an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// A case per project; an activity is a matter that was decided, or a milestone that was reached.
    #[default]
    Projects,
    /// A case per project; an activity is a step of a matter.
    Steps,
    /// A case per matter; an activity is a step in its life.
    Matters,
}

impl View {
    pub const ALL: [Self; 3] = [Self::Projects, Self::Steps, Self::Matters];
    pub fn code(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Steps => "steps",
            Self::Matters => "matters",
        }
    }
    pub fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.code() == code).unwrap_or_default()
    }
}

/// Activities that are no matter begin so.
pub const OURS: char = '@';
/// Between a matter's code and its step.
pub const STEP: char = '/';
/// The resource of steps that the company takes.
pub const COMPANY: &str = "@company";
pub const SIGNED: &str = "@signed";
pub const STARTED: &str = "@started";

/// Keys of attributes of cases; the first two are those that `late_cases` looks for.
pub const END: &str = "enddate";
pub const DEADLINE: &str = "deadline";
pub const TITLE: &str = "title";
pub const TITLE_EN: &str = "title-en";
pub const THEME: &str = "theme";
pub const STAGE: &str = "stage";
pub const DEPARTMENT: &str = "department";
/// There where nothing is waited for any more.
pub const OVER: &str = "over";

const DAY_MS: i64 = ::process::time::DAY_MS;
/// China's midnight is eight hours before that of UTC.
const OFFSET_MS: i64 = 8 * 3_600_000;

/// Midnight of the day in China, in milliseconds since 1970.
pub fn midnight_ms(on: NaiveDate) -> i64 {
    let days = on.signed_duration_since(NaiveDate::default()).num_days();
    days * DAY_MS - OFFSET_MS
}

/// The day in China.
pub fn day_of(ms: i64) -> NaiveDate {
    let days = (ms + OFFSET_MS).div_euclid(DAY_MS);
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or_default()
}

/// An event before it goes into the log: in the order of days, on one day a signing first, then as the journal has them.
struct Happened<'b> {
    on: NaiveDate,
    rank: u8,
    seq: i64,
    step: Step,
    activity: String,
    resource: Option<&'b str>,
}

fn ordered<'b>(mut list: Vec<Happened<'b>>) -> Vec<Happened<'b>> {
    list.sort_by_key(|h| (h.on, h.rank, h.seq, h.step));
    list
}

fn milestones(project: &ProjectStory) -> Vec<Happened<'_>> {
    let signed = project.milestones.iter().any(|m| m.0 == MilestoneKind::Signed);
    let opened = project.opened_on.filter(|_| !signed).map(|on| (on, 0, 0, format!("{OURS}opened")));
    let rank = |kind| if kind == MilestoneKind::Signed { 0 } else { 2 };
    let reached = project.milestones.iter();
    let reached = reached.map(|(kind, on, seq)| (*on, rank(*kind), *seq, format!("{OURS}{}", kind.code())));
    let happened =
        |(on, rank, seq, activity)| Happened { on, rank, seq, step: Step::Submitted, activity, resource: None };
    opened.into_iter().chain(reached).map(happened).collect()
}

fn resource(matter: &MatterStory, step: Step) -> Option<&str> {
    if step.is_companys() { Some(COMPANY) } else { Some(&*matter.department).filter(|d| !d.is_empty()) }
}

/// The books as a log.
pub fn log(books: &Books, view: View, stamp: String) -> Loaded {
    let (mut names, mut stages) = (HashMap::new(), HashMap::new());
    for m in books.matters.values() {
        names.entry(m.code.clone()).or_insert_with(|| (m.name_zh.clone(), m.name_en.clone()));
        stages.entry(m.code.clone()).or_insert_with(|| m.stage.clone());
    }
    let (built, plans) = match view {
        View::Projects | View::Steps => (by_project(books, view), plans(books, view)),
        View::Matters => (by_matter(books), HashMap::new()),
    };
    Loaded { log: built.finish(), own: Some(Own { view, names, stages, words: books.words.clone(), plans }), stamp }
}

/// Matters by project, both in the order of their ids.
fn grouped(books: &Books) -> BTreeMap<&Arc<str>, Vec<(&Arc<str>, &MatterStory)>> {
    let mut groups: BTreeMap<&Arc<str>, Vec<_>> = books.projects.keys().map(|id| (id, Vec::new())).collect();
    for (id, matter) in &books.matters {
        groups.entry(&matter.project).or_default().push((id, matter));
    }
    groups.values_mut().for_each(|list| list.sort_by_key(|(id, _)| *id));
    groups
}

fn by_project(books: &Books, view: View) -> Builder {
    let mut builder = Builder::default();
    for (id, matters) in grouped(books) {
        let Some(project) = books.projects.get(id) else { continue };
        let mut list = milestones(project);
        for (_, m) in &matters {
            let kept = |step: Step| view == View::Steps || matches!(step, Step::Decided | Step::Rejected);
            list.extend(m.facts().filter(|f| kept(f.step)).map(|f| Happened {
                on: f.on,
                rank: 1,
                seq: f.seq,
                step: f.step,
                activity: match (view, f.step) {
                    (View::Projects, Step::Decided) => m.code.to_string(),
                    _ => format!("{}{STEP}{}", m.code, f.step.code()),
                },
                resource: resource(m, f.step),
            }));
        }
        if list.is_empty() {
            continue;
        }
        put(&mut builder, id, ordered(list));
        about_project(&mut builder, project, &matters);
    }
    builder
}

fn put(builder: &mut Builder, id: &str, list: Vec<Happened>) {
    builder.case();
    builder.name(id.as_bytes());
    for h in list {
        builder.step(&h.activity, midnight_ms(h.on), h.resource);
    }
}

fn about_project(builder: &mut Builder, project: &ProjectStory, matters: &[(&Arc<str>, &MatterStory)]) {
    builder.attribute(TITLE, &project.name);
    builder.attribute(TITLE_EN, &project.name_en);
    builder.attribute(THEME, &project.theme);
    let done = !matters.is_empty() && matters.iter().all(|(_, m)| m.is_over());
    if done || project.is_over {
        builder.attribute(OVER, "1");
    }
    // Late is a plan whose last matter came after the day on which the last one was planned to end.
    let planned = matters.iter().filter_map(|(_, m)| m.planned_end_on).max();
    planned.into_iter().for_each(|on| builder.attribute(DEADLINE, &on.to_string()));
    let last = matters.iter().flat_map(|(_, m)| m.facts()).map(|f| f.on).max().filter(|_| done);
    last.into_iter().for_each(|on| builder.attribute(END, &on.to_string()));
}

fn by_matter(books: &Books) -> Builder {
    let mut builder = Builder::default();
    for (project_id, matters) in grouped(books) {
        let project = books.projects.get(project_id);
        for (id, m) in matters {
            let happened = |f: &super::books::Fact| Happened {
                on: f.on,
                rank: 1,
                seq: f.seq,
                step: f.step,
                activity: format!("{OURS}{}", f.step.code()),
                resource: resource(m, f.step),
            };
            // Facts stand in their order already.
            let list: Vec<Happened> = m.facts().map(happened).collect();
            if !list.is_empty() {
                put(&mut builder, id, list);
                about_matter(&mut builder, project, m);
            }
        }
    }
    builder
}

fn about_matter(builder: &mut Builder, project: Option<&ProjectStory>, m: &MatterStory) {
    let name = project.map_or("", |p| p.name.as_str());
    let name_en = project.map_or("", |p| if p.name_en.is_empty() { &p.name } else { &p.name_en });
    let matter_en = if m.name_en.is_empty() { &m.name_zh } else { &m.name_en };
    builder.attribute(TITLE, &format!("{name} · {}", m.name_zh));
    builder.attribute(TITLE_EN, &format!("{name_en} · {matter_en}"));
    builder.attribute(THEME, project.map_or("", |p| p.theme.as_str()));
    builder.attribute(STAGE, &m.stage);
    builder.attribute(DEPARTMENT, &m.department);
    // The day before the first day over the limit, else the day on which the limit is reached.
    let deadline = m.breached_on.and_then(|on| on.pred_opt()).or(m.due_on);
    deadline.into_iter().for_each(|on| builder.attribute(DEADLINE, &on.to_string()));
    if m.is_over() {
        builder.attribute(OVER, "1");
        let ended = m.facts().filter(|f| matches!(f.step, Step::Decided | Step::Rejected | Step::Refused)).last();
        ended.into_iter().for_each(|f| builder.attribute(END, &f.on.to_string()));
    }
}

/// What each project's current plan expects of its steps: every matter decided, none accepted before what it waits for.
fn plans(books: &Books, view: View) -> HashMap<String, Expected> {
    let mut plans: HashMap<String, Expected> = HashMap::new();
    if view != View::Steps {
        return plans;
    }
    for (id, matters) in grouped(books) {
        let Some(plan) = books.plans.get(id) else { continue };
        let own: Vec<&MatterStory> = matters.iter().map(|m| m.1).filter(|m| m.plan == *plan).collect();
        let at: HashMap<&str, usize> = own.iter().enumerate().map(|(i, m)| (&*m.code, i)).collect();
        let mut expected = Expected::default();
        for m in &own {
            let step = |step: Step| format!("{}{STEP}{}", m.code, step.code());
            expected.activities.extend([(step(Step::Accepted), false), (step(Step::Decided), true)]);
        }
        for (later, m) in own.iter().enumerate() {
            for (code, kind) in &m.prerequisites {
                let Some(earlier) = at.get(&**code) else { continue };
                let (accepted, decided) = (|i: usize| 2 * i, |i: usize| 2 * i + 1);
                expected.before.push(match kind {
                    LinkKind::FinishToStart => (decided(*earlier), accepted(later)),
                    LinkKind::StartToStart => (accepted(*earlier), accepted(later)),
                    LinkKind::FinishToFinish => (decided(*earlier), decided(later)),
                });
            }
        }
        plans.insert(id.to_string(), expected);
    }
    plans
}

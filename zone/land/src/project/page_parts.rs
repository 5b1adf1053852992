//! The parts of a project's page.
use super::view::Words;
use super::web_page::Whole;
use super::{Assignment, Milestone, MilestoneKind, Project, rules};
use crate::directory::{AmountOf, Amounts};
use crate::matter::view::{self, Light, short_day};
use crate::matter::{Matter, MatterClock, State};
use crate::milestone::view as stone;
use crate::plan::gantt::{Axis, Row, Track};
use chrono::NaiveDate;
use kernel::Source;
use ui::T;

/// A milestone on the line.
pub struct Stone {
    /// `done`, `now` or empty.
    pub class: &'static str,
    pub name: String,
    pub day: String,
    /// While it is ahead: P50 and P80, and how they stand to the planned day.
    pub forecast: String,
    pub slip: Light,
    pub source: Source,
    /// What lies between it and the next one.
    pub gap: String,
    /// The gap is still open.
    pub open: bool,
}

/// How long after the last milestone the days are no longer counted on the page.
const LONG_AGO_DAYS: i64 = 1_000;

/// The milestones in their order, with the time between them.
pub(super) fn stones(w: &Words, all: &Whole) -> Vec<Stone> {
    let t = w.t;
    let of = |kind: MilestoneKind| all.milestones.iter().find(|m| m.kind == kind);
    let day =
        |kind: MilestoneKind| of(kind).and_then(|m| m.actual_on.as_ref()).and_then(|d| d.parse::<NaiveDate>().ok());
    let next = stone::next_kind(&all.milestones);
    let after = |kind: MilestoneKind| MilestoneKind::ALL.into_iter().skip_while(|k| *k != kind).nth(1);
    MilestoneKind::ALL
        .into_iter()
        .map(|kind| {
            let known = of(kind);
            let (here, following) = (day(kind), after(kind).and_then(|k| day(k).map(|d| (k, d))));
            let gap = match (here, following) {
                (Some(from), Some((to_kind, to))) => length(w, rules::interval((kind, from), (to_kind, to))),
                (Some(from), None) if after(kind) == next && (w.today - from).num_days() < LONG_AGO_DAYS => {
                    t.a("project-days-since", "n", (w.today - from).num_days())
                }
                _ => String::new(),
            };
            let ahead = known.filter(|_| here.is_none());
            let planned = ahead.and_then(|m| m.planned_on.as_ref());
            Stone {
                class: if here.is_some() {
                    "done"
                } else if Some(kind) == next {
                    "now"
                } else {
                    ""
                },
                name: t.s(kind.key()),
                day: match (here, planned) {
                    (Some(day), _) => day.to_string(),
                    (None, Some(day)) => t.a("project-planned-on", "on", short_day(day, w.today)),
                    (None, None) => String::new(),
                },
                forecast: ahead.map(|m| stone::forecast(t, m, w.today)).unwrap_or_default(),
                slip: ahead.map(|m| stone::slip(t, m, w.today)).unwrap_or_default(),
                source: known.map(|m| m.source.clone()).unwrap_or_default(),
                open: following.is_none(),
                gap,
            }
        })
        .collect()
}

/// `1 个月` where the days say exactly so, days otherwise.
fn length(w: &Words, i: rules::Interval) -> String {
    if i.exact && i.months > 0 { w.t.a("project-months", "n", i.months) } else { w.t.a("project-days", "n", i.days) }
}

/// The plan as picture and table: one row per matter, grouped by stage.
pub struct Gantt {
    pub axis: Axis,
    pub groups: Vec<Group>,
}

pub struct Group {
    pub name: String,
    pub note: String,
    pub rows: Vec<Line>,
}

pub struct Line {
    pub path: String,
    pub name: String,
    pub critical: bool,
    pub department: String,
    pub used: String,
    pub light: Light,
    /// In hand and in need of a hand.
    pub now: bool,
    pub picture: Row,
}

pub(super) fn gantt(w: &Words, all: &Whole) -> Option<Gantt> {
    let plan = all.plan.as_ref()?;
    let tracks: Vec<Track> = all.matters.iter().map(|(m, c)| view::track(m, c, w.today)).collect();
    let axis = Axis::of(&w.calendar, &tracks, w.today)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut stage = String::new();
    for ((m, clocks), track) in all.matters.iter().zip(&tracks) {
        if m.stage != stage || groups.is_empty() {
            stage.clone_from(&m.stage);
            let name = plan.stage_name(&m.stage, w.t.is_zh());
            groups.push(Group { name, note: note(w, all, &m.stage), rows: Vec::new() });
        }
        let light = view::light(w.t, &w.calendar, m, clocks, w.today);
        let line = Line {
            path: format!("/land/matters/{}", m.id),
            name: m.name(w.t.is_zh()).to_owned(),
            critical: m.critical,
            department: m.department.clone(),
            used: view::used(&w.calendar, m, clocks, w.today),
            now: matches!(light.kind, "red" | "yel"),
            light,
            picture: axis.row(track),
        };
        if let Some(group) = groups.last_mut() {
            group.rows.push(line);
        }
    }
    Some(Gantt { axis, groups })
}

/// `9 / 9 办结` of a stage.
fn note(w: &Words, all: &Whole, stage: &str) -> String {
    let own = all.matters.iter().filter(|(m, _)| m.stage == stage);
    let (count, done) = own.fold((0, 0), |(n, d), (m, _)| (n + 1, d + i32::from(m.is_passed())));
    w.t.a2("project-stage-done", "done", done, "n", count)
}

/// What the forecast says, in a sentence.
pub(super) fn forecast(w: &Words, all: &Whole) -> String {
    let open = all.matters.iter().any(|(m, _)| m.ended_on.is_none());
    let forecast = all.plan.as_ref().and_then(|p| p.forecast.as_ref()).filter(|_| open);
    let Some(forecast) = forecast else { return String::new() };
    let key = if forecast.provisional { "project-forecast-provisional" } else { "project-forecast" };
    w.t.a2(key, "p50", &forecast.p50_on, "p80", &forecast.p80_on)
}

/// 眼下卡点: what stands still or is late, and whose turn it is.
pub struct Blocker {
    pub path: String,
    pub matter: String,
    pub what: String,
    pub who: String,
    pub light: Light,
}

pub(super) fn blockers(w: &Words, all: &Whole) -> Vec<Blocker> {
    let t = w.t;
    let blocker = |(m, clocks): &(Matter, Vec<MatterClock>)| {
        let light = view::light(t, &w.calendar, m, clocks, w.today);
        let company = matches!(m.state, State::Correction | State::Ready);
        let needs = matches!(light.kind, "red" | "yel" | "pause") || (m.state == State::Ready && m.critical);
        let what = match &m.correction {
            Some(c) if m.state == State::Correction => {
                c.items.iter().map(|i| i.what.as_str()).collect::<Vec<_>>().join("；")
            }
            _ => light.text.clone(),
        };
        let who = if company { t.s("project-turn-company") } else { m.department.clone() };
        needs.then(|| Blocker {
            path: format!("/land/matters/{}", m.id),
            matter: m.name(t.is_zh()).to_owned(),
            what,
            who: t.a("project-turn", "who", who),
            light,
        })
    };
    let mut found: Vec<Blocker> = all.matters.iter().filter_map(blocker).collect();
    found.sort_by_key(|b| ["red", "yel", "pause"].iter().position(|k| *k == b.light.kind).unwrap_or(3));
    found.truncate(6);
    found
}

pub struct Fact {
    pub label: String,
    pub value: String,
    pub href: String,
}

pub(crate) fn facts(w: &Words, p: &Project, milestones: &[Milestone]) -> Vec<Fact> {
    let t = w.t;
    let fact = |key: &str, value: String, href: String| Fact { label: t.s(key), value, href };
    let mut facts = Vec::new();
    if let Some(code) = &p.code {
        facts.push(fact("project-code", code.clone(), String::new()));
    }
    let planned = p.planned_fen.map(|f| kernel::money::Fen(f).auto(t.locale));
    facts.push(fact("project-planned", planned.unwrap_or_else(|| ui::format::ABSENT.to_owned()), String::new()));
    if let Some(agreement) = &p.agreement_id {
        facts.push(fact(
            "project-agreement",
            t.s("project-agreement-open"),
            format!("/attract/agreements/{agreement}"),
        ));
    }
    if let Some(lead) = &p.lead_id {
        facts.push(fact("project-lead", t.s("project-lead-open"), format!("/attract/leads/{lead}")));
    }
    if !p.site.is_empty() {
        facts.push(fact("project-site", p.site.clone(), String::new()));
    }
    if let (Some(x), Some(y)) = (p.longitude, p.latitude) {
        facts.push(fact("project-place", format!("{x:.4}, {y:.4}"), String::new()));
    }
    let reached = milestones.iter().filter(|m| m.actual_on.is_some() && !m.source.is_empty());
    for m in reached {
        let label = t.a("project-evidence-of", "what", t.s(m.kind.key()));
        facts.push(Fact { label, value: m.source.document.clone(), href: m.source.url.clone().unwrap_or_default() });
    }
    if let Some(note) = &p.note {
        facts.push(fact("project-note", note.clone(), String::new()));
    }
    facts
}

/// What was signed, kind by kind.
pub struct Sums {
    /// Where the records are; empty where nobody drills down.
    pub path: String,
    pub kinds: Vec<Sum>,
    /// Said where there is nothing to list.
    pub note: String,
}

pub struct Sum {
    pub name: String,
    pub value: String,
    /// How many records count and have a document, and why one does not count.
    pub state: String,
    pub example: bool,
}

pub(super) fn sums(w: &Words, p: &Project, amounts: Option<Amounts>) -> Sums {
    let t = w.t;
    let note = match (&p.investment_id, &amounts) {
        (None, _) => t.s("project-amounts-by-hand"),
        (Some(_), None) => t.s("project-amounts-hidden"),
        _ => String::new(),
    };
    let amounts = amounts.unwrap_or_default();
    Sums { path: amounts.path, kinds: amounts.kinds.into_iter().map(|a| sum(t, a)).collect(), note }
}

fn sum(t: ui::T, a: AmountOf) -> Sum {
    let state = match a.records {
        0 => t.s("project-amounts-none"),
        _ => t.a3("project-amounts-state", "n", a.records, "counted", a.counted, "filed", a.filed),
    };
    let why = if a.why.is_empty() { String::new() } else { t.a("project-amounts-why", "why", a.why) };
    let value = a.fen.map_or_else(|| ui::format::ABSENT.to_owned(), |f| kernel::money::Fen(f).auto(t.locale));
    Sum { name: a.name, value, state: format!("{state}{why}"), example: a.example }
}

/// Officers before the present one: name, days, what they handed over.
pub(super) fn former(w: &Words, all: &[Assignment]) -> Vec<(String, String, String)> {
    let past = all.iter().filter_map(|a| {
        let to = a.to_on.as_ref()?;
        Some((w.user(&a.officer), format!("{} – {to}", a.from_on), a.notes.clone().unwrap_or_default()))
    });
    past.collect()
}

/// A line of the timeline.
#[derive(PartialEq, Eq)]
pub struct Happened {
    pub at: String,
    pub what: String,
    pub who: String,
}

/// The day on which it happened, as told; else on which it was recorded.
pub(crate) fn day_of(w: &Words, e: &journal::Entry) -> String {
    let told = e.data.get("on").and_then(|v| v.as_str()).filter(|on| !on.is_empty());
    told.map_or_else(|| w.t.instant(e.at_us).split(' ').next().unwrap_or_default().to_owned(), str::to_owned)
}

/// The newest lines; what happened several times in a row on one day is one line.
pub(crate) fn folded(t: T, all: impl Iterator<Item = Happened>, most: usize) -> Vec<Happened> {
    let mut lines: Vec<(Happened, usize)> = Vec::new();
    for one in all {
        match lines.last_mut() {
            Some((last, times)) if *last == one => *times += 1,
            _ => lines.push((one, 1)),
        }
    }
    let said = |(line, times): (Happened, usize)| match times {
        1 => line,
        n => Happened { what: t.a2("project-event-times", "what", &line.what, "n", n), ..line },
    };
    lines.into_iter().take(most).map(said).collect()
}

/// An event in words: the matter's name (by its code, where the page knows it) and what was done, on the day on which it happened.
pub(crate) fn happened<'m>(w: &Words, e: &journal::Entry, mut matters: impl Iterator<Item = &'m Matter>) -> Happened {
    let text = |name: &str| e.data.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let what = w.t.s(format!("event-{}", e.kind.replace('.', "-")));
    let named = match e.kind.split_once('.') {
        Some(("matter", _)) => {
            let code = text("code");
            let known = matters.find(|m| m.code == code).map(|m| m.name(w.t.is_zh()).to_owned());
            w.t.a2("project-event-of", "name", known.unwrap_or_else(|| text("name")), "what", what)
        }
        _ if e.kind.starts_with("project.milestone") => {
            let stone = w.t.s(format!("milestone-{}", text("milestone").replace('_', "-")));
            w.t.a2("project-event-of", "name", stone, "what", what)
        }
        _ => what,
    };
    Happened {
        at: short_day(&day_of(w, e), w.today),
        what: named,
        who: if e.actor == "system" { String::new() } else { w.user(&e.actor) },
    }
}

//! A project's way as its company reads it.
use super::progress::{self, Part, Told, part, unmet};
use super::store as books;
use crate::matter::{Matter, MatterClock, Outcome, State};
use crate::plan::Plan;
use crate::project::{Milestone, Project};
use crate::request::{Rating, Subject, rate::can_be_rated};
use crate::{LandState, calendar, days};
use chrono::NaiveDate;
use kernel::Source;
use kernel::id::ProjectId;
use schedule::Calendar;
use store::Conn;
use ui::{Req, Result, T};

/// A step of the story.
pub struct Step {
    pub name: String,
    pub path: String,
    pub place: String,
    pub light: &'static str,
    pub state: String,
    /// A plain mark in place of a light: done.
    pub tag: String,
    pub when: String,
    pub words: String,
    /// `done`, `now`, `mine` or nothing: the dot.
    pub class: &'static str,
    /// Where it can be rated.
    pub rate: String,
    pub source: Source,
}

/// What the steps are told with.
pub struct Teller<'a> {
    pub t: T,
    pub today: NaiveDate,
    pub calendar: &'a Calendar,
    pub clocks: &'a [MatterClock],
    pub rated: &'a [Rating],
    pub all: &'a [Matter],
}

impl Teller<'_> {
    pub fn day(&self, iso: &str) -> String {
        days::said(self.t, iso, self.today)
    }

    /// The clock that the company was promised.
    fn clock(&self, m: &Matter) -> Option<&MatterClock> {
        self.clocks.iter().find(|c| c.matter_id == m.id)
    }

    fn expected(&self, m: &Matter) -> String {
        match (m.forecast_on.as_deref().or(m.planned_end_on.as_deref()), m.forecast_late_on.as_deref()) {
            (Some(from), Some(to)) => self.t.a("portal-expected", "day", days::between(self.t, from, to, self.today)),
            (Some(on), None) => self.t.a("portal-expected", "day", self.day(on)),
            _ => String::new(),
        }
    }

    pub fn matter(&self, m: &Matter) -> Told<Step> {
        let step = Step {
            name: m.name(self.t.is_zh()).to_owned(),
            path: format!("/portal/matters/{}", m.id),
            place: m.department.clone(),
            light: "",
            state: String::new(),
            tag: String::new(),
            when: String::new(),
            words: String::new(),
            class: if progress::is_companys(m) { "mine" } else { "" },
            rate: String::new(),
            source: Source::default(),
        };
        let on = match part(m) {
            Part::Done => m.decided_on.clone(),
            Part::Running => m.due_on.clone().or_else(|| m.forecast_on.clone()),
            Part::Ahead => m.forecast_on.clone().or_else(|| m.planned_end_on.clone()),
        };
        let what = match part(m) {
            Part::Done => self.done(m, step),
            Part::Running => self.running(m, step),
            Part::Ahead => self.ahead(m, step),
        };
        Told { part: part(m), on: on.unwrap_or_default(), what }
    }

    fn ahead(&self, m: &Matter, step: Step) -> Step {
        let t = self.t;
        let (light, state) = match m.state {
            State::Planned => match unmet(m, self.all) {
                0 => ("todo", t.s("portal-soon")),
                n => ("todo", t.a("portal-prerequisites", "n", n)),
            },
            State::Ready => ("yel", t.s("portal-ready")),
            other => ("yel", t.s(other.key())),
        };
        Step { light, state, when: self.expected(m), ..step }
    }

    fn running(&self, m: &Matter, step: Step) -> Step {
        let t = self.t;
        let owed = m.obligations.iter().filter(|o| o.met_on.is_none()).count();
        let (light, state) = match m.state {
            State::Submitted => ("ok", t.s("portal-submitted")),
            State::Correction => ("pause", t.s("portal-correction")),
            State::Special => ("pause", t.s("portal-special")),
            _ if owed > 0 => ("yel", t.a("portal-owed", "n", owed)),
            _ => ("ok", t.s("portal-accepted")),
        };
        let paused = m.paused_on.as_deref().and_then(days::parse).map(|since| (self.today - since).num_days());
        let when = match (paused, &m.due_on) {
            (Some(n), _) => t.a("portal-paused", "n", n),
            (None, Some(due)) => t.a(
                if m.due_provisional { "portal-promised-provisional" } else { "portal-promised" },
                "day",
                self.day(due),
            ),
            (None, None) => self.expected(m),
        };
        let class = if step.class == "mine" { "mine" } else { "now" };
        Step { light, state, when, words: self.story(m), class, ..step }
    }

    /// 1月14日受理。用了 6 个工作日，还有 14 个。
    fn story(&self, m: &Matter) -> String {
        let t = self.t;
        let mut parts = Vec::new();
        if let Some(c) = m.correction.as_ref().filter(|c| c.answered_on.is_none()) {
            parts.push(t.a2("portal-story-correction", "day", self.day(&c.asked_on), "n", c.items.len()));
        } else if let Some(special) = m.specials.last().filter(|s| s.to_on.is_none()) {
            let procedure = t.s(special.procedure.key());
            parts.push(t.a2("portal-story-special", "day", self.day(&special.from_on), "procedure", procedure));
        } else if let Some(on) = &m.accepted_on {
            parts.push(t.a("portal-story-accepted", "day", self.day(on)));
        } else if let Some(on) = &m.submitted_on {
            parts.push(t.a("portal-story-submitted", "day", self.day(on)));
        }
        if let Some(clock) = self.clock(m) {
            let (used, left) =
                (clock.clock.consumed(self.calendar, self.today), clock.clock.remaining(self.calendar, self.today));
            parts.push(match left {
                ..0 => t.a("portal-story-over", "n", -left),
                _ => t.a2("portal-story-days", "used", used, "left", left),
            });
        }
        parts.join(if t.is_zh() { "" } else { " " })
    }

    fn done(&self, m: &Matter, step: Step) -> Step {
        let t = self.t;
        let passed = m.outcome.is_none_or(Outcome::is_pass);
        let on = m.decided_on.as_deref().map(|d| self.day(d)).unwrap_or_default();
        let took = self.clock(m).map(|c| {
            let used = c.clock.consumed(self.calendar, self.today);
            t.a2("portal-took", "used", used, "promised", c.clock.budget())
        });
        let rated = self.rated.iter().any(|r| r.subject == Subject::Matter && r.subject_id == m.id.as_str());
        Step {
            tag: if passed { t.s("portal-done") } else { String::new() },
            light: if passed { "" } else { "red" },
            state: if passed { String::new() } else { m.outcome.map(|o| t.s(o.key())).unwrap_or_default() },
            when: [on].into_iter().chain(took).collect::<Vec<_>>().join("　"),
            class: if step.class == "mine" { "mine" } else { "done" },
            rate: if can_be_rated(m) && !rated { format!("{}#rate", step.path) } else { String::new() },
            ..step
        }
    }

    /// A milestone that was reached or is expected; none where nothing is known of it.
    pub fn milestone(&self, m: &Milestone) -> Option<Told<Step>> {
        let (t, name) = (self.t, self.t.s(m.kind.key()));
        let expected = m.forecast_on.as_ref().or(m.planned_on.as_ref());
        let (part, on, when) = match (&m.actual_on, expected) {
            (Some(on), _) => (Part::Done, on.clone(), self.day(on)),
            (None, Some(on)) => {
                let late = m.forecast_late_on.as_deref().unwrap_or(on);
                (Part::Ahead, on.clone(), t.a("portal-expected", "day", days::between(t, on, late, self.today)))
            }
            (None, None) => return None,
        };
        let done = part == Part::Done;
        let step = Step {
            name,
            path: String::new(),
            place: String::new(),
            light: if done { "" } else { "todo" },
            state: if done { String::new() } else { t.s("portal-milestone-ahead") },
            tag: if done { t.s("portal-reached") } else { String::new() },
            when,
            words: String::new(),
            class: if done { "done" } else { "" },
            rate: String::new(),
            source: if done { m.source.clone() } else { Source::default() },
        };
        Some(Told { part, on, what: step })
    }
}

/// A cell of the bar.
pub struct Cell {
    pub class: &'static str,
    pub x: String,
    pub width: String,
}

#[allow(clippy::cast_precision_loss)]
fn bar([done, running, ahead]: [usize; 3]) -> Vec<Cell> {
    let all = (done + running + ahead).max(1);
    let step = 100.0 / all as f64;
    let cell = |i: usize| Cell {
        class: if i < done {
            "am"
        } else if i < done + running {
            "a"
        } else {
            "trk"
        },
        x: format!("{:.2}%", step * i as f64),
        width: format!("{:.2}%", step * 0.92),
    };
    (0..done + running + ahead).map(cell).collect()
}

/// One project as its company sees it.
pub struct Way {
    pub id: ProjectId,
    pub name: String,
    pub enterprise: String,
    pub done: usize,
    pub running: usize,
    pub ahead: usize,
    pub bar: Vec<Cell>,
    pub steps: Vec<Step>,
    /// When the next milestone, or the last approval, is expected.
    pub forecast: String,
    pub all: bool,
    pub example: bool,
}

impl Way {
    pub fn total(&self) -> usize {
        self.done + self.running + self.ahead
    }
}

/// The plan's matters with today's forecast, not that of the day on which the plan was made.
pub(super) async fn as_of(
    conn: &mut Conn,
    plan: &mut Plan,
    clocks: &[MatterClock],
    today: NaiveDate,
) -> kernel::Result<Vec<Matter>> {
    let own = |m: &Matter| clocks.iter().filter(|c| c.matter_id == m.id).cloned().collect::<Vec<_>>();
    let all = books::matters(conn, plan).await?.into_iter();
    let mut with: Vec<_> = all.map(|m| (m.clone(), own(&m))).collect();
    crate::plan::live::refresh(conn, plan, &mut with, today).await?;
    Ok(with.into_iter().map(|(m, _)| m).collect())
}

pub async fn way(req: &Req, s: &LandState, project: &Project, all: bool) -> Result<Way> {
    let (t, today) = (req.t, req.ctx.today());
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let plan = books::current_plan(&mut conn, &project.id).await?;
    let milestones = crate::project::store::milestones(&mut conn, &project.id).await?;
    let clocks = books::clocks(&mut conn, &project.id).await?;
    let (plan, matters) = match plan {
        Some(mut plan) => {
            let matters = as_of(&mut conn, &mut plan, &clocks, today).await?;
            (Some(plan), matters)
        }
        None => (None, Vec::new()),
    };
    let calendar = calendar::of_zone(&mut conn).await?;
    let rated = match &project.enterprise_id {
        Some(company) => crate::request::store::ratings_of_company(&mut conn, &req.ctx.scope()?, company).await?,
        None => Vec::new(),
    };
    drop(conn);
    let teller = Teller { t, today, calendar: &calendar, clocks: &clocks, rated: &rated, all: &matters };
    let mut told: Vec<Told<Step>> = matters.iter().map(|m| teller.matter(m)).collect();
    told.extend(milestones.iter().filter_map(|m| teller.milestone(m)));
    let told = progress::in_order(told);
    let told = if all { told } else { progress::recent(told) };
    let [done, running, ahead] = progress::counts(&matters);
    Ok(Way {
        id: project.id.clone(),
        name: project.name(t.is_zh()).to_owned(),
        enterprise: project.enterprise.clone(),
        bar: bar([done, running, ahead]),
        done,
        running,
        ahead,
        steps: told.into_iter().map(|t| t.what).collect(),
        forecast: forecast(&teller, &milestones, plan.as_ref()),
        all,
        example: project.source.example,
    })
}

/// 预计 4月21日开工，八成把握不晚于 5月14日.
fn forecast(teller: &Teller, milestones: &[Milestone], plan: Option<&Plan>) -> String {
    let t = teller.t;
    let next = milestones.iter().find(|m| m.actual_on.is_none() && m.forecast_on.is_some());
    if let Some((m, on)) = next.and_then(|m| Some((m, m.forecast_on.as_deref()?))) {
        let late = m.forecast_late_on.as_deref().unwrap_or(on);
        return t.a3(
            "portal-forecast-milestone",
            "day",
            teller.day(on),
            "name",
            t.s(m.kind.key()),
            "late",
            teller.day(late),
        );
    }
    match plan.and_then(|p| p.forecast.as_ref()) {
        Some(f) if f.provisional => {
            t.a2("portal-forecast-provisional", "day", teller.day(&f.p50_on), "late", teller.day(&f.p80_on))
        }
        Some(f) => t.a2("portal-forecast", "day", teller.day(&f.p50_on), "late", teller.day(&f.p80_on)),
        None => String::new(),
    }
}

//! 推演: what would bring the end nearer: every prerequisite on the critical path made parallel, every limit on it shorter, another
//! officer, each against the plan as it stands, under the same random numbers. What can be decided here leads to its form, filled in.
use super::duration::Sample;
use super::forecast::{Progress, Setting};
use super::what_if::{Compared, WhatIf, what_if};
use super::{Compiled, live, store as books};
use crate::matter::{Matter, MatterClock, store as matters};
use crate::project::web::{id_of, path_of};
use crate::project::{Project, service as projects, store as project_books};
use crate::{Colleague, LandState};
use axum::extract::{Path, State};
use chrono::NaiveDate;
use kernel::{Action, Error, Resource};
use std::collections::BTreeMap;
use store::Conn;
use ui::{Html, Req, Result, Shell, T};

/// Ideas that are shown.
const MOST: usize = 12;
/// A shorter limit: by this part of it.
const SHORTER: f64 = 0.3;
/// Other officers that are thought of.
const OFFICERS: usize = 4;

/// What is thought of: one change of the plan, or another officer, whose own past cases change several matters.
struct Thought {
    changes: Vec<WhatIf>,
    /// User id and name.
    officer: Option<(String, String)>,
}

impl Thought {
    fn of(change: WhatIf) -> Self {
        Self { changes: vec![change], officer: None }
    }
}

/// An idea with what it would bring.
struct Idea {
    what: String,
    /// Working days on average; negative is earlier.
    mean: String,
    interval: String,
    p80: String,
    share: String,
    /// How far the bar goes, in percent of the best.
    bar: String,
    gain: f64,
    /// Where it is decided, filled in; empty: not here.
    adopt: String,
    officer: bool,
}

#[derive(askama::Template)]
#[template(path = "land/project/what_if.html")]
pub(super) struct WhatIfPage {
    page: Shell,
    id: String,
    project: String,
    now: String,
    ideas: Vec<Idea>,
    /// Ideas can be taken up.
    works: bool,
    runs: i64,
}

pub(super) async fn show(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Html<WhatIfPage>> {
    let t = req.t;
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let project: Project = project_books::get(&mut conn, &req.ctx.scope()?, &id_of(&id)?).await?;
    let plan = books::current(&mut conn, &project.id).await?.ok_or(Error::NotFound)?;
    let all = matters::of_plan(&mut conn, &plan.id).await?;
    let mut clocks = matters::clocks_of(&mut conn, &all).await?;
    let with: Vec<(_, Vec<MatterClock>)> = all
        .into_iter()
        .map(|m| {
            let own = clocks.remove(m.id.as_str()).unwrap_or_default();
            (m, own)
        })
        .collect();
    let names: BTreeMap<String, String> =
        with.iter().map(|(m, _)| (m.code.clone(), m.name(t.is_zh()).to_owned())).collect();
    let others = s.directory.colleagues(&req.ctx.zone).await?.into_iter().filter(|c| c.is_officer());
    let others = others.filter(|c| Some(c.id.as_str()) != project.officer.as_deref()).take(OFFICERS).collect();
    let reckoned = reckoned(&mut conn, live::compiled(&plan, &with), &with, others, req.ctx.today()).await?;
    drop(conn);
    let now = reckoned
        .first()
        .map(|(c, _)| t.a2("what-if-now", "p50", &c.plan.forecast.p50_on, "p80", &c.plan.forecast.p80_on));
    let path = path_of(&project.id);
    let ideas = reckoned.iter().map(|(c, thought)| idea(t, &names, &path, c, thought)).collect();
    let title = t.a("what-if-of", "name", project.name(t.is_zh()));
    Ok(Html(WhatIfPage {
        id,
        project: project.name(t.is_zh()).to_owned(),
        now: now.unwrap_or_default(),
        ideas: best(ideas),
        works: req.may(Resource::Project, Action::Edit) && projects::require_work(&req.ctx, &project).is_ok(),
        runs: i64::try_from(live::RUNS).unwrap_or(0),
        page: req.shell("what-if-title", "land").titled(title),
    }))
}

/// Every thought against the plan as it stands.
async fn reckoned(
    conn: &mut Conn,
    compiled: Compiled,
    with: &[(Matter, Vec<MatterClock>)],
    others: Vec<Colleague>,
    today: NaiveDate,
) -> kernel::Result<Vec<(Compared, Thought)>> {
    let calendar = crate::calendar::of_zone(conn).await?;
    let codes: Vec<String> = with.iter().map(|(m, _)| m.code.clone()).collect();
    let samples = live::samples(conn, &calendar, &codes).await?;
    let progress = live::progress(&calendar, with, today);
    let mut cases = Vec::new();
    for other in others {
        let own = live::samples_of(conn, &calendar, &codes, Some(other.id.as_str())).await?;
        cases.push(((other.id.to_string(), other.name), own));
    }
    // A dozen simulations: not on the threads that answer requests.
    let reckoned = tokio::task::spawn_blocking(move || {
        let setting = Setting {
            calendar: &calendar,
            from: today,
            runs: live::RUNS,
            seed: live::SEED,
            samples: &samples,
            progress: &progress,
        };
        let open = |code: &str| !matches!(setting.progress.get(code), Some(Progress::Finished { .. }));
        let officers = cases.into_iter().filter_map(|(who, samples)| by_another(&compiled, who, &samples, open));
        let thoughts = changes(&compiled, open).into_iter().map(Thought::of).chain(officers);
        let compared =
            thoughts.filter_map(|thought| Some((what_if(&compiled, &thought.changes, &setting).ok()?, thought)));
        compared.collect::<Vec<_>>()
    });
    reckoned.await.map_err(Error::internal)
}

/// What gains most, first. That another officer would not be faster is worth knowing, too.
fn best(mut ideas: Vec<Idea>) -> Vec<Idea> {
    ideas.retain(|i| i.gain > 0.05 || i.officer);
    ideas.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    let mut others = 0;
    ideas.retain(|i| {
        others += usize::from(!i.officer);
        i.officer || others <= MOST
    });
    let most = ideas.first().map_or(1.0, |i| i.gain.max(0.1));
    for idea in &mut ideas {
        idea.bar = ui::picture::share(idea.gain.max(0.0), most);
    }
    ideas
}

/// What can be thought of: each prerequisite that is still open made parallel, each open limit a third shorter, tolerance where the matter
/// knows it.
fn changes(plan: &Compiled, open: impl Fn(&str) -> bool) -> Vec<WhatIf> {
    let links = plan
        .links
        .iter()
        .filter(|l| l.kind == crate::catalogue::LinkKind::FinishToStart && open(&l.from) && open(&l.to));
    let mut all: Vec<WhatIf> = links.map(|l| WhatIf::Parallel { from: l.from.clone(), to: l.to.clone() }).collect();
    for needed in plan.needed.iter().filter(|n| open(&n.matter.code)) {
        let m = &needed.matter;
        if let Some(limit) = m.promised_days.or(m.statutory_days).filter(|d| *d > 1) {
            let days = ((limit as f64) * (1.0 - SHORTER)).floor().max(1.0) as i64;
            all.push(WhatIf::Limit { code: m.code.clone(), days });
        }
        if m.tolerant {
            all.push(WhatIf::Tolerant { code: m.code.clone() });
        }
    }
    all
}

/// Every open matter as fast as in that officer's cases; nothing where there are none.
fn by_another(
    plan: &Compiled,
    officer: (String, String),
    samples: &[Sample],
    open: impl Fn(&str) -> bool,
) -> Option<Thought> {
    let change = |code: &String| {
        let own = || samples.iter().filter(|s| s.matter == *code);
        let waiting_days: Vec<f64> = own().map(|s| s.waiting_days).collect();
        let processing_days = own().map(|s| s.processing_days).collect();
        let codes = vec![code.clone()];
        (!waiting_days.is_empty()).then_some(WhatIf::Another { codes, waiting_days, processing_days })
    };
    let codes = plan.needed.iter().map(|n| &n.matter.code).filter(|code| open(code));
    let changes: Vec<WhatIf> = codes.filter_map(change).collect();
    (!changes.is_empty()).then_some(Thought { changes, officer: Some(officer) })
}

fn idea(t: T, names: &BTreeMap<String, String>, path: &str, c: &Compared, thought: &Thought) -> Idea {
    let name = |code: &String| names.get(code).cloned().unwrap_or_else(|| code.clone());
    let encoded = |text: &str| ui::cookie::percent(text);
    let (what, adopt) = match (&thought.officer, thought.changes.first()) {
        (Some((id, who)), _) => {
            let what = t.a2("what-if-another", "name", who, "n", thought.changes.len());
            (what, format!("{path}?officer={}#officer", encoded(id)))
        }
        (None, Some(WhatIf::Parallel { from, to })) => {
            let what = t.a2("what-if-parallel", "from", name(from), "to", name(to));
            (what, format!("{path}/plan?kind=parallel&link={}#adjust", encoded(&format!("{from}>{to}"))))
        }
        (None, Some(WhatIf::Limit { code, days })) => {
            let what = t.a2("what-if-limit", "name", name(code), "n", *days);
            (what, format!("{path}/plan?kind=promise&matter={}&days={days}#adjust", encoded(code)))
        }
        // Whether a case is accepted with documents to follow is the department's decision.
        (None, Some(WhatIf::Tolerant { code })) => (t.a("what-if-tolerant", "name", name(code)), String::new()),
        (None, Some(WhatIf::Another { .. }) | None) => (String::new(), String::new()),
    };
    let p = &c.paired;
    Idea {
        what,
        mean: t.signed(p.mean, 1),
        interval: format!("{} … {}", t.signed(p.low, 1), t.signed(p.high, 1)),
        p80: t.signed(f64::from(p.p80), 1),
        share: format!("{:.0}", p.earlier * 100.0),
        bar: String::new(),
        gain: -p.mean,
        adopt,
        officer: thought.officer.is_some(),
    }
}

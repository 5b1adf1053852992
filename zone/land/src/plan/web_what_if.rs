//! 推演: what would bring the end nearer: every prerequisite on the critical path made parallel, every limit on it shorter, each against the
//! plan as it stands, under the same random numbers.
use super::forecast::Setting;
use super::what_if::{Compared, WhatIf, what_if};
use super::{Compiled, live, store as books};
use crate::LandState;
use crate::matter::{MatterClock, store as matters};
use crate::project::web::id_of;
use crate::project::{Project, store as project_books};
use axum::extract::{Path, State};
use kernel::Error;
use std::collections::BTreeMap;
use ui::{Html, Req, Result, Shell, T};

/// Ideas that are shown.
const MOST: usize = 12;
/// A shorter limit: by this part of it.
const SHORTER: f64 = 0.3;

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
}

#[derive(askama::Template)]
#[template(path = "land/project/what_if.html")]
pub(super) struct WhatIfPage {
    page: Shell,
    id: String,
    project: String,
    now: String,
    ideas: Vec<Idea>,
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
    let calendar = crate::calendar::of_zone(&mut conn).await?;
    let codes: Vec<String> = with.iter().map(|(m, _)| m.code.clone()).collect();
    let samples = live::samples(&mut conn, &calendar, &codes).await?;
    drop(conn);
    let compiled = live::compiled(&plan, &with);
    let progress = live::progress(&calendar, &with, req.ctx.today());
    let names: BTreeMap<String, String> =
        with.iter().map(|(m, _)| (m.code.clone(), m.name(t.is_zh()).to_owned())).collect();
    let today = req.ctx.today();
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
        let open = |code: &str| !matches!(setting.progress.get(code), Some(super::forecast::Progress::Finished { .. }));
        let ideas = changes(&compiled, open);
        let compared = ideas
            .into_iter()
            .filter_map(|change| Some((what_if(&compiled, std::slice::from_ref(&change), &setting).ok()?, change)));
        compared.collect::<Vec<_>>()
    });
    let reckoned = reckoned.await.map_err(Error::internal)?;
    let now = reckoned
        .first()
        .map(|(c, _)| t.a2("what-if-now", "p50", &c.plan.forecast.p50_on, "p80", &c.plan.forecast.p80_on));
    let mut ideas: Vec<Idea> = reckoned.iter().map(|(c, change)| idea(t, &names, c, change)).collect();
    ideas.retain(|i| i.gain > 0.05);
    ideas.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    ideas.truncate(MOST);
    let best = ideas.first().map_or(1.0, |i| i.gain);
    for idea in &mut ideas {
        idea.bar = ui::picture::share(idea.gain, best);
    }
    let title = t.a("what-if-of", "name", project.name(t.is_zh()));
    Ok(Html(WhatIfPage {
        id,
        project: project.name(t.is_zh()).to_owned(),
        now: now.unwrap_or_default(),
        ideas,
        runs: i64::try_from(live::RUNS).unwrap_or(0),
        page: req.shell("what-if-title", "land").titled(title),
    }))
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

fn idea(t: T, names: &BTreeMap<String, String>, c: &Compared, change: &WhatIf) -> Idea {
    let name = |code: &String| names.get(code).cloned().unwrap_or_else(|| code.clone());
    let what = match change {
        WhatIf::Parallel { from, to } => t.a2("what-if-parallel", "from", name(from), "to", name(to)),
        WhatIf::Tolerant { code } => t.a("what-if-tolerant", "name", name(code)),
        WhatIf::Limit { code, days } => t.a2("what-if-limit", "name", name(code), "n", *days),
        WhatIf::Another { codes, .. } => t.a("what-if-another", "n", codes.len()),
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
    }
}

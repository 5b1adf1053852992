//! 现在请您做: what waits for the company itself, the most urgent first.
use crate::material::rules::NeedState;
use crate::material::service::SOON_DAYS;
use crate::material::{self, Material};
use crate::matter::{Matter, State};
use crate::request::{self, Rating, Request, Subject, rate::can_be_rated};
use crate::{LandState, days, portal};
use ::store::Conn;
use chrono::{Duration, NaiveDate};
use kernel::{Ctx, Result};
use ui::T;

/// Days for which a finished step is asked to be rated.
const RATE_DAYS: i64 = 30;

/// A thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Until when, as a company reads days; empty where nothing presses.
    pub when: String,
    pub title: String,
    pub words: String,
    pub button: String,
    pub path: String,
    /// Holds up something: the button stands out.
    pub presses: bool,
    /// The project, where the company has several.
    pub project: String,
}

/// What the company's projects and papers ask of it.
pub async fn all(ctx: &Ctx, s: &LandState, t: T) -> Result<Vec<Task>> {
    let companies = &ctx.actor.companies;
    let mut conn = s.db.read(&ctx.zone).await?;
    let projects = portal::store::projects(&mut conn, &ctx.scope()?, companies).await?;
    let mut rated = Vec::new();
    for company in companies {
        rated.extend(request::store::ratings_of_company(&mut conn, &ctx.scope()?, company).await?);
    }
    let (mut tasks, mut ratings) = (Vec::new(), Vec::new());
    for project in &projects {
        let Some(plan) = portal::store::current_plan(&mut conn, &project.id).await? else { continue };
        let shown = if projects.len() > 1 { project.name(t.is_zh()).to_owned() } else { String::new() };
        let named = |task: Task| Task { project: shown.clone(), ..task };
        for matter in portal::store::matters(&mut conn, &plan).await? {
            tasks.extend(of_matter(ctx, &mut conn, t, &matter).await?.into_iter().map(named));
            ratings.extend(to_rate(t, &matter, &rated, ctx.today()).map(named));
        }
    }
    for company in companies {
        let found = request::store::of_company(&mut conn, &ctx.scope()?, company).await?;
        tasks.extend(
            found.iter().filter(|r| r.state == request::State::Answered).map(|r| of_request(t, r, ctx.today())),
        );
        let papers = material::store::of_company(&mut conn, &ctx.scope()?, company).await?;
        tasks.extend(ending(t, &papers, ctx.today()));
    }
    // What presses first; the order within stays that of the plan.
    tasks.sort_by_key(|task| !task.presses);
    tasks.extend(ratings);
    Ok(tasks)
}

/// Handing in, mending, and what is still to follow.
async fn of_matter(ctx: &Ctx, conn: &mut Conn, t: T, m: &Matter) -> Result<Vec<Task>> {
    let (name, today) = (m.name(t.is_zh()), ctx.today());
    let path = format!("/portal/matters/{}", m.id);
    let task = |title: String, words: String, button: &str| Task {
        when: String::new(),
        title,
        words,
        button: t.s(button),
        path: path.clone(),
        presses: true,
        project: String::new(),
    };
    let owed = m.obligations.iter().filter(|o| o.met_on.is_none()).map(|o| Task {
        when: t.a("portal-until", "day", days::said(t, &o.due_on, today)),
        ..task(t.a("portal-task-follow", "name", name), t.s("portal-task-follow-words"), "portal-upload")
    });
    let mut tasks: Vec<Task> = owed.collect();
    match m.state {
        State::Ready if m.kind == crate::catalogue::MatterKind::Work => {
            tasks.push(task(t.a("portal-task-work", "name", name), t.s("portal-task-work-words"), "portal-go"));
        }
        State::Ready | State::Refused | State::Withdrawn => {
            let statuses = material::service::statuses(conn, ctx, m).await?;
            let missing = statuses.iter().filter(|s| s.state.blocks()).count();
            let offered = statuses.iter().filter(|s| s.state != NeedState::Present && s.offered.is_some()).count();
            tasks.push(if missing == 0 {
                task(t.a("portal-task-submit", "name", name), t.s("portal-task-submit-words"), "portal-submit")
            } else {
                let words = t.a2("portal-task-documents-words", "n", missing, "offered", offered);
                task(t.a("portal-task-documents", "name", name), words, "portal-upload")
            });
        }
        State::Correction => {
            let items: Vec<&str> = m.correction.iter().flat_map(|c| c.items.iter().map(|i| i.what.as_str())).collect();
            let words = t.a3(
                "portal-task-correct-words",
                "department",
                &m.department,
                "n",
                items.len(),
                "items",
                items.join(&t.s("portal-comma")),
            );
            tasks.push(task(t.a("portal-task-correct", "name", name), words, "portal-go"));
        }
        _ => {}
    }
    Ok(tasks)
}

fn to_rate(t: T, m: &Matter, rated: &[Rating], today: NaiveDate) -> Option<Task> {
    let done = rated.iter().any(|r| r.subject == Subject::Matter && r.subject_id == m.id.as_str());
    let on = m.decided_on.as_deref().or(m.ended_on.as_deref()).and_then(days::parse)?;
    if done || !can_be_rated(m) || on + Duration::days(RATE_DAYS) < today {
        return None;
    }
    Some(Task {
        when: String::new(),
        title: t.a("portal-task-rate", "name", m.name(t.is_zh())),
        words: t.s("portal-task-rate-words"),
        button: t.s("portal-rate"),
        path: format!("/portal/matters/{}#rate", m.id),
        presses: false,
        project: String::new(),
    })
}

fn of_request(t: T, r: &Request, today: NaiveDate) -> Task {
    let on = r.answered_on.as_deref().map(|d| days::said(t, d, today)).unwrap_or_default();
    Task {
        when: String::new(),
        title: t.a("portal-task-answer", "subject", &r.subject),
        words: t.a("portal-task-answer-words", "day", on),
        button: t.s("portal-look"),
        path: format!("/portal/requests/{}", r.id),
        presses: false,
        project: String::new(),
    }
}

/// Papers whose newest version ends soon.
fn ending(t: T, papers: &[Material], today: NaiveDate) -> Vec<Task> {
    let soon = today + Duration::days(SOON_DAYS);
    let newest = |m: &&Material| material::rules::current(papers, &m.code).is_some_and(|c| c.id == m.id);
    let until = |m: &Material| m.valid_until.as_deref().and_then(days::parse).filter(|d| *d <= soon);
    let task = |m: &Material| {
        let day = until(m)?;
        let said = days::said(t, &day.to_string(), today);
        Some(Task {
            when: String::new(),
            title: t.a("portal-task-renew", "name", &m.name),
            words: t.a(if day < today { "portal-task-renew-past" } else { "portal-task-renew-words" }, "day", said),
            button: t.s("material-renew"),
            path: format!(
                "/land/materials/new?company={}&code={}&next=%2Fportal%2Fmaterials",
                m.enterprise_id,
                ui::cookie::percent(&m.code)
            ),
            presses: false,
            project: String::new(),
        })
    };
    papers.iter().filter(newest).filter_map(task).collect()
}

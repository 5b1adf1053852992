//! What is due for a company itself: what it can hand in, what it has to mend or hand in later, papers that end.
use super::Deadline;
use super::service::Words;
use crate::days;
use crate::material::service::SOON_DAYS;
use crate::material::{self, Material};
use crate::matter::{Matter, State};
use crate::portal::store as portal;
use crate::project::Project;
use ::store::Conn;
use chrono::Duration;
use kernel::{Ctx, Result};

/// The deadlines of the actor's own companies.
pub(super) async fn all(ctx: &Ctx, conn: &mut Conn, w: &Words) -> Result<Vec<Deadline>> {
    let mut found = Vec::new();
    for project in portal::projects(conn, &ctx.scope()?, &ctx.actor.companies).await? {
        let Some(plan) = portal::current_plan(conn, &project.id).await? else { continue };
        let types = material::store::types_of_plan(conn, plan.id.as_str()).await?;
        let paper = |code: &str| {
            let known = types.iter().find(|t| t.code == code);
            known.map_or_else(|| code.to_owned(), |t| t.name.get(w.t.is_zh()).to_owned())
        };
        for matter in portal::matters(conn, &plan).await? {
            found.extend(to_do(w, &project, &matter));
            found.extend(owed(w, &project, &matter, &paper));
        }
    }
    for company in &ctx.actor.companies {
        let papers = material::store::of_company(conn, &ctx.scope()?, company).await?;
        found.extend(ending(w, &papers));
    }
    Ok(found)
}

/// The company's own turn: it stands on the planned day, or on today once that has passed or where none is planned.
fn to_do(w: &Words, p: &Project, m: &Matter) -> Option<Deadline> {
    let key = match m.state {
        State::Ready if m.kind == crate::catalogue::MatterKind::Work => "deadline-work",
        State::Ready | State::Refused | State::Withdrawn => "deadline-hand-in",
        State::Correction => "deadline-correct",
        _ => return None,
    };
    let planned = m.planned_start_on.as_deref().filter(|_| m.state == State::Ready).and_then(days::parse);
    let items = m.correction.iter().filter(|_| m.state == State::Correction).flat_map(|c| &c.items);
    Some(Deadline {
        uid: format!("matter-{}-turn", m.id),
        on: planned.unwrap_or(w.today).max(w.today),
        summary: w.t.a2(key, "matter", m.name(w.t.is_zh()), "project", p.name(w.t.is_zh())),
        detail: items.map(|i| i.what.clone()).collect::<Vec<_>>().join("\n"),
        path: format!("/portal/matters/{}", m.id),
        provisional: false,
        late: false,
        changed_us: m.updated_us,
    })
}

/// What is still to follow after a tolerant acceptance.
fn owed(w: &Words, p: &Project, m: &Matter, paper: &dyn Fn(&str) -> String) -> Vec<Deadline> {
    let (t, zh) = (w.t, w.t.is_zh());
    let open = m.obligations.iter().filter(|o| o.met_on.is_none());
    let one = |o: &crate::matter::Obligation| {
        let due = days::parse(&o.due_on)?;
        let late = due < w.today;
        let key = if late { "deadline-owed-late" } else { "deadline-owed" };
        Some(Deadline {
            uid: format!("matter-{}-owed-{}", m.id, o.material),
            on: due.max(w.today),
            summary: t.a3(key, "paper", paper(&o.material), "matter", m.name(zh), "project", p.name(zh)),
            detail: w.should(&o.due_on, late),
            path: format!("/portal/matters/{}", m.id),
            provisional: false,
            late,
            changed_us: m.updated_us,
        })
    };
    open.filter_map(one).collect()
}

/// Papers whose newest version ends within the next days, or has ended.
fn ending(w: &Words, papers: &[Material]) -> Vec<Deadline> {
    let soon = w.today + Duration::days(SOON_DAYS);
    let newest = |m: &&Material| material::rules::current(papers, &m.code).is_some_and(|c| c.id == m.id);
    let one = |m: &Material| {
        let until = m.valid_until.as_deref().and_then(days::parse).filter(|d| *d <= soon)?;
        let late = until < w.today;
        Some(Deadline {
            uid: format!("material-{}-until", m.id),
            on: until.max(w.today),
            summary: w.t.a(if late { "deadline-paper-late" } else { "deadline-paper" }, "paper", &m.name),
            detail: w.should(&until.to_string(), late),
            path: "/portal/materials".to_owned(),
            provisional: false,
            late,
            changed_us: w.start_of_today_us,
        })
    };
    papers.iter().filter(newest).filter_map(one).collect()
}

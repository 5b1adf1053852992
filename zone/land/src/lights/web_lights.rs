//! 红绿灯: which projects are red and why, which departments are behind, how long it takes from signing to the start.
use super::store::{self as books, Counts, Department};
use crate::LandState;
use crate::matter::view::{self, Light};
use crate::matter::{Matter, MatterClock, store as matters};
use crate::milestone::{store as milestones, view as stone};
use crate::project::view::Words;
use crate::project::{Milestone, Project};
use axum::extract::State;
use chrono::{Days, NaiveDate};
use ui::{Html, Req, Result, Shell};

/// Late and soon matters on the page.
const MOST: i64 = 60;

/// A matter that needs somebody.
pub(super) struct Row {
    pub path: String,
    pub matter: String,
    pub project: String,
    pub project_path: String,
    pub department: String,
    pub officer: String,
    pub used: String,
    pub light: Light,
    pub example: bool,
}

/// Rows of these lists of matters, with their projects and clocks, all looked up at once.
pub(super) async fn rows<const N: usize>(req: &Req, s: &LandState, lists: [Vec<Matter>; N]) -> Result<[Vec<Row>; N]> {
    let found: Vec<Matter> = lists.iter().flatten().cloned().collect();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let projects = books::projects_of(&mut conn, &found).await?;
    let clocks = matters::clocks_of(&mut conn, &found).await?;
    drop(conn);
    let w =
        Words::of(&req.ctx, s, req.t, projects.iter().filter_map(|p| p.officer.clone()).collect::<Vec<_>>()).await?;
    let none = Vec::new();
    let row = |m: &Matter| {
        let project = projects.iter().find(|p| p.id == m.project_id)?;
        Some(row(&w, m, clocks.get(m.id.as_str()).unwrap_or(&none), project))
    };
    Ok(lists.map(|list| list.iter().filter_map(row).collect()))
}

fn row(w: &Words, m: &Matter, clocks: &[MatterClock], p: &Project) -> Row {
    let zh = w.t.is_zh();
    Row {
        path: crate::matter::web::path_of(&m.id),
        matter: m.name(zh).to_owned(),
        project: p.name(zh).to_owned(),
        project_path: crate::project::web::path_of(&p.id),
        department: m.department.clone(),
        officer: w.user_or_none(p.officer.as_deref()),
        used: view::used(&w.calendar, m, clocks, w.today),
        light: view::light(w.t, &w.calendar, m, clocks, w.today),
        example: p.source.example,
    }
}

/// A milestone that comes later than planned.
struct Slip {
    project: String,
    path: String,
    example: bool,
    milestone: String,
    planned: String,
    forecast: String,
    slip: Light,
}

/// Projects whose next milestones slip, on the page.
const SLIPPING: usize = 20;
/// Milestones that are looked at to find them: the longest planned.
const SLIPPING_SEEN: i64 = 250;

/// The first milestone of each project that slips, the worst first.
async fn slipping(req: &Req, conn: &mut store::Conn) -> Result<Vec<Slip>> {
    let (t, today) = (req.t, req.ctx.today());
    let scope = req.ctx.scope::<Project>()?;
    let mut found = milestones::slipping(conn, &scope, &today.to_string(), SLIPPING_SEEN).await?;
    found.sort_by(|a, b| (&a.project_id, a.kind).cmp(&(&b.project_id, b.kind)));
    found.dedup_by(|later, first| later.project_id == first.project_id);
    found.sort_by_key(|m| std::cmp::Reverse(stone::slip_days(m, today)));
    found.truncate(SLIPPING);
    let ids: Vec<&str> = found.iter().map(|m| m.project_id.as_str()).collect();
    let projects = milestones::projects(conn, &ids).await?;
    let row = |m: &Milestone| {
        let p = projects.iter().find(|p| p.id == m.project_id)?;
        Some(Slip {
            project: p.name(t.is_zh()).to_owned(),
            path: crate::project::web::path_of(&p.id),
            example: p.source.example,
            milestone: t.s(m.kind.key()),
            planned: m.planned_on.as_deref().map(|d| view::short_day(d, today)).unwrap_or_default(),
            forecast: stone::forecast(t, m, today),
            slip: stone::slip(t, m, today),
        })
    };
    Ok(found.iter().filter_map(row).collect())
}

#[derive(askama::Template)]
#[template(path = "land/lights/lights.html")]
pub(super) struct LightsPage {
    page: Shell,
    counts: Counts,
    late: Vec<Row>,
    soon: Vec<Row>,
    slipping: Vec<Slip>,
    departments: Vec<Department>,
    start_median: String,
    start_n: usize,
    officers: Vec<(String, String, i64, i64)>,
}

/// The median of the days between two dates of each pair.
fn median_days(pairs: &[(String, String)]) -> Option<f64> {
    let mut days: Vec<i64> = pairs
        .iter()
        .filter_map(|(a, b)| Some((b.parse::<NaiveDate>().ok()? - a.parse::<NaiveDate>().ok()?).num_days()))
        .collect();
    days.sort_unstable();
    let middle = days.len() / 2;
    let upper = *days.get(middle)? as f64;
    let lower = if days.len().is_multiple_of(2) { middle.checked_sub(1).and_then(|i| days.get(i)) } else { None };
    Some(lower.map_or(upper, |l| (*l as f64 + upper) / 2.0))
}

pub(super) async fn show(req: Req, State(s): State<LandState>) -> Result<Html<LightsPage>> {
    let scope = req.ctx.scope::<Matter>()?;
    let today = req.ctx.today();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let calendar = crate::calendar::of_zone(&mut conn).await?;
    let soon_on = calendar.add(today, u32::try_from(view::SOON_DAYS).unwrap_or(5)).date.to_string();
    let (day, year_ago) = (today.to_string(), today.checked_sub_days(Days::new(365)).unwrap_or(today).to_string());
    let (counts, loads) = books::counts(&mut conn, &scope, &day, &soon_on).await?;
    let departments = books::departments(&mut conn, &scope, &day, &soon_on).await?;
    let due = books::due(&mut conn, &scope, &soon_on, None, MOST).await?;
    let starts = books::days_to_start(&mut conn, &year_ago).await?;
    let slipping = slipping(&req, &mut conn).await?;
    drop(conn);
    let (late, soon): (Vec<Matter>, Vec<Matter>) =
        due.into_iter().partition(|m| m.due_on.as_deref() < Some(day.as_str()));
    let w = Words::of(&req.ctx, &s, req.t, loads.iter().map(|l| l.officer.clone()).collect::<Vec<_>>()).await?;
    let [late, soon] = rows(&req, &s, [late, soon]).await?;
    Ok(Html(LightsPage {
        counts,
        late,
        soon,
        slipping,
        departments,
        start_median: median_days(&starts).map_or_else(|| ui::format::ABSENT.to_owned(), |d| req.t.dec(d, 0)),
        start_n: starts.len(),
        officers: loads
            .into_iter()
            .map(|l| (format!("/land/projects?officer={}", l.officer), w.user(&l.officer), l.projects, l.late))
            .collect(),
        page: crate::tabs(&req, req.shell("lights-title", "land"), "/land/lights"),
    }))
}

#[cfg(test)]
mod tests {
    use super::median_days;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let two = [pair("2020-01-01", "2020-01-31"), pair("2020-01-01", "2020-02-20")];
        assert_eq!(median_days(&two), Some(40.0));
        assert_eq!(median_days(&two[..1]), Some(30.0));
        assert_eq!(median_days(&[]), None);
    }
}

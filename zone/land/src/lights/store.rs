//! The only SQL behind the lights: counts over running matters, by department and by project.
use crate::matter::Matter;
use crate::project::{MilestoneKind, Project};
use kernel::{Error, Result, Scope};
use store::{Conn, Value};

const RUNNING: &str = "state IN ('accepted', 'correction', 'special')";

/// Officers on the page.
const MOST_OFFICERS: usize = 200;

/// How many projects have a matter that is late, due soon, or standing still; each counted once, by its worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub red: i64,
    pub yellow: i64,
    pub paused: i64,
    /// Open projects in all.
    pub open: i64,
}

fn whole(scope: &Scope<Matter>) -> Result<()> {
    if scope.extent().all { Ok(()) } else { Err(Error::NotFound) }
}

/// An officer's open projects, and how many of them have something late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    pub officer: String,
    pub projects: i64,
    pub late: i64,
}

/// Projects by light on that day, and the officers' loads, the largest first. A matter that stands has a due day only where it was missed
/// before, or where a clock runs on: it is late by the clock, as `matter::view::light` has it. `soon` is the last day that counts as soon.
pub async fn counts(conn: &mut Conn, scope: &Scope<Matter>, today: &str, soon: &str) -> Result<(Counts, Vec<Load>)> {
    whole(scope)?;
    let zone = Value::from(conn.zone().as_str());
    // One pass over what is in hand serves both: the worst matter of each project, then the projects by officer.
    let sum = |name: &str, what: &str| format!("CAST(SUM(CASE WHEN {what} THEN 1 ELSE 0 END) AS BIGINT) AS {name}");
    let open = "phase NOT IN ('stopped', 'at_capacity')";
    let sums = [
        sum("projects", open),
        sum("late", &format!("{open} AND light = 1")),
        sum("red", "light = 1"),
        sum("yellow", "light = 2"),
        sum("paused", "light = 3"),
    ];
    let sql = format!(
        "SELECT officer, {} FROM project LEFT JOIN (SELECT project_id, MIN(CASE WHEN due_on < $2 THEN 1 WHEN due_on <= $3 THEN 2 \
         WHEN state <> 'accepted' THEN 3 ELSE 4 END) AS light FROM matter WHERE zone_id = $1 AND {RUNNING} \
         GROUP BY project_id) worst ON worst.project_id = project.id WHERE zone_id = $1 GROUP BY officer",
        sums.join(", ")
    );
    let (mut counts, mut loads) = (Counts::default(), Vec::new());
    for row in conn.rows(&sql, &[zone, today.into(), soon.into()]).await? {
        counts.red += row.int("red")?;
        counts.yellow += row.int("yellow")?;
        counts.paused += row.int("paused")?;
        let projects = row.int("projects")?;
        counts.open += projects;
        if let Some(officer) = row.opt_text("officer")?.filter(|_| projects > 0) {
            loads.push(Load { officer, projects, late: row.int("late")? });
        }
    }
    loads.sort_by(|a, b| (b.projects, &a.officer).cmp(&(a.projects, &b.officer)));
    loads.truncate(MOST_OFFICERS);
    Ok((counts, loads))
}

/// Running matters of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    pub name: String,
    pub running: i64,
    pub late: i64,
    pub soon: i64,
    pub standing: i64,
}

/// Departments with matters in hand, those with most late first.
pub async fn departments(conn: &mut Conn, scope: &Scope<Matter>, today: &str, soon: &str) -> Result<Vec<Department>> {
    whole(scope)?;
    let zone = Value::from(conn.zone().as_str());
    let sql = format!(
        "SELECT department, COUNT(*) AS running, \
         CAST(SUM(CASE WHEN due_on < $2 THEN 1 ELSE 0 END) AS BIGINT) AS late, \
         CAST(SUM(CASE WHEN due_on >= $2 AND due_on <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS soon, \
         CAST(SUM(CASE WHEN state <> 'accepted' AND (due_on IS NULL OR due_on > $3) THEN 1 ELSE 0 END) AS BIGINT) AS standing \
         FROM matter WHERE zone_id = $1 AND {RUNNING} AND kind = 'approval' GROUP BY department \
         ORDER BY late DESC, soon DESC, running DESC, department LIMIT 100"
    );
    let rows = conn.rows(&sql, &[zone, today.into(), soon.into()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Department {
                name: r.text("department")?,
                running: r.int("running")?,
                late: r.int("late")?,
                soon: r.int("soon")?,
                standing: r.int("standing")?,
            })
        })
        .collect()
}

/// Running matters that are due on or before that day, the latest over first; of these officers' projects where one is named.
pub async fn due(
    conn: &mut Conn,
    scope: &Scope<Matter>,
    until: &str,
    officer: Option<&str>,
    most: i64,
) -> Result<Vec<Matter>> {
    whole(scope)?;
    match officer {
        None => {
            let rest = format!("AND {RUNNING} AND due_on <= $2 ORDER BY due_on, id LIMIT $3");
            conn.list(&rest, &[until.into(), most.into()]).await
        }
        Some(officer) => {
            let rest = format!(
                "AND id IN (SELECT id FROM matter WHERE zone_id = $1 AND {RUNNING} AND due_on <= $2 AND project_id IN \
                 (SELECT id FROM project WHERE zone_id = $1 AND officer = $4) ORDER BY due_on, id LIMIT $3) ORDER BY due_on, id"
            );
            conn.list(&rest, &[until.into(), most.into(), officer.into()]).await
        }
    }
}

/// Matters of an officer's projects that wait for the company: ready to hand in, or to be completed.
pub async fn waiting_for_company(
    conn: &mut Conn,
    scope: &Scope<Matter>,
    officer: &str,
    most: i64,
) -> Result<Vec<Matter>> {
    whole(scope)?;
    let rest = "AND state IN ('correction', 'ready') AND project_id IN \
                (SELECT id FROM project WHERE zone_id = $1 AND officer = $2 AND phase NOT IN ('stopped', 'at_capacity')) \
                ORDER BY state, paused_on NULLS LAST, id LIMIT $3";
    conn.list(rest, &[officer.into(), most.into()]).await
}

/// Days from signing to the start of construction, of projects that started on or after that day.
pub async fn days_to_start(conn: &mut Conn, since: &str) -> Result<Vec<(String, String)>> {
    let zone = Value::from(conn.zone().as_str());
    let sql = "SELECT s.actual_on AS signed, b.actual_on AS started FROM project_milestone b \
               JOIN project_milestone s ON s.zone_id = b.zone_id AND s.project_id = b.project_id AND s.kind = $3 \
               WHERE b.zone_id = $1 AND b.kind = $4 AND b.actual_on >= $2 AND s.actual_on IS NOT NULL ORDER BY b.actual_on LIMIT 10000";
    let kinds = [MilestoneKind::Signed.code().into(), MilestoneKind::Started.code().into()];
    let [signed, started] = kinds;
    let rows = conn.rows(sql, &[zone, since.into(), signed, started]).await?;
    rows.iter().map(|r| Ok((r.text("signed")?, r.text("started")?))).collect()
}

/// The projects of these matters.
pub async fn projects_of(conn: &mut Conn, matters: &[Matter]) -> Result<Vec<Project>> {
    let mut ids: Vec<&str> = matters.iter().map(|m| m.project_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::new();
    for some in ids.chunks(200) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = some.iter().map(|id| Value::from(*id)).collect();
        let mut found: Vec<Project> = conn.list(&format!("AND id IN ({})", marks.join(", ")), &args).await?;
        all.append(&mut found);
    }
    Ok(all)
}

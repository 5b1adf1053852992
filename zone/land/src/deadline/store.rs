//! The only SQL about deadlines and the addresses under which they are read.
use super::Feed;
use crate::matter::Matter;
use crate::project::{Milestone, Project};
use crate::request::Request;
use ::store::{Conn, Value};
use kernel::id::DepartmentId;
use kernel::{Error, Result, Scope};

const RUNNING: &str = "state IN ('accepted', 'correction', 'special') AND due_on IS NOT NULL";
const OPEN_PROJECTS: &str = "phase NOT IN ('stopped', 'at_capacity')";

/// What is read across projects is for those who see the whole zone.
fn whole<R>(scope: &Scope<R>) -> Result<()> {
    if scope.extent().all { Ok(()) } else { Err(Error::NotFound) }
}

/// `$from, $from+1, …` for that many values; `NULL`, which is among nothing, for none.
fn marks(from: usize, n: usize) -> String {
    let marks: Vec<String> = (from..from + n).map(|i| format!("${i}")).collect();
    if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") }
}

/// Matters in hand of this officer's projects, by due day.
pub async fn matters_of_officer(conn: &mut Conn, s: &Scope<Matter>, me: &str, most: i64) -> Result<Vec<Matter>> {
    whole(s)?;
    let rest = format!(
        "AND {RUNNING} AND project_id IN (SELECT id FROM project WHERE zone_id = $1 AND officer = $2) \
         ORDER BY due_on, id LIMIT $3"
    );
    conn.list(&rest, &[me.into(), most.into()]).await
}

/// Matters in hand of these departments, by due day.
pub async fn matters_of_departments(
    conn: &mut Conn,
    s: &Scope<Matter>,
    departments: &[DepartmentId],
    most: i64,
) -> Result<Vec<Matter>> {
    whole(s)?;
    let mut args: Vec<Value> = departments.iter().map(|d| d.as_str().into()).collect();
    args.push(most.into());
    let (among, last) = (marks(2, departments.len()), args.len() + 1);
    conn.list(&format!("AND {RUNNING} AND department_id IN ({among}) ORDER BY due_on, id LIMIT ${last}"), &args).await
}

/// Matters in hand whose day has passed, the latest over first.
pub async fn late_matters(conn: &mut Conn, s: &Scope<Matter>, today: &str, most: i64) -> Result<Vec<Matter>> {
    whole(s)?;
    let rest = format!("AND {RUNNING} AND due_on < $2 ORDER BY due_on, id LIMIT $3");
    conn.list(&rest, &[today.into(), most.into()]).await
}

/// The open projects of an officer.
pub async fn projects_of(conn: &mut Conn, s: &Scope<Project>, officer: &str, most: i64) -> Result<Vec<Project>> {
    whole(s)?;
    let rest = format!("AND officer = $2 AND {OPEN_PROJECTS} ORDER BY id LIMIT $3");
    conn.list(&rest, &[officer.into(), most.into()]).await
}

/// Milestones of these projects that are not reached and have a day.
pub async fn milestones(conn: &mut Conn, projects: &[Project]) -> Result<Vec<Milestone>> {
    let mut all = Vec::new();
    for some in projects.chunks(200) {
        let args: Vec<Value> = some.iter().map(|p| p.id.as_str().into()).collect();
        let rest = format!(
            "AND project_id IN ({}) AND actual_on IS NULL AND (planned_on IS NOT NULL OR forecast_on IS NOT NULL) \
             ORDER BY project_id, kind",
            marks(2, some.len())
        );
        let mut found: Vec<Milestone> = conn.list(&rest, &args).await?;
        all.append(&mut found);
    }
    Ok(all)
}

/// Open requests that this user has to answer, or that wait at these departments.
pub async fn requests_of(
    conn: &mut Conn,
    s: &Scope<Request>,
    me: &str,
    departments: &[DepartmentId],
    most: i64,
) -> Result<Vec<Request>> {
    whole(s)?;
    let mut args: Vec<Value> = vec![me.into()];
    args.extend(departments.iter().map(|d| Value::from(d.as_str())));
    args.push(most.into());
    let (among, last) = (marks(3, departments.len()), args.len() + 1);
    let rest = format!(
        "AND state = 'open' AND (handler = $2 OR (handler IS NULL AND department_id IN ({among}))) \
         ORDER BY due_on, id LIMIT ${last}"
    );
    conn.list(&rest, &args).await
}

/// Open requests whose day has passed.
pub async fn late_requests(conn: &mut Conn, s: &Scope<Request>, today: &str, most: i64) -> Result<Vec<Request>> {
    whole(s)?;
    conn.list("AND state = 'open' AND due_on < $2 ORDER BY due_on, id LIMIT $3", &[today.into(), most.into()]).await
}

/// The address with that fingerprint.
pub async fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Feed>> {
    Ok(conn.list::<Feed>("AND token_hash = $2", &[hash.into()]).await?.into_iter().next())
}

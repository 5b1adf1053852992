//! The only SQL about plans.
use super::Plan;
use crate::catalogue::ThemeVersion;
use kernel::id::{PlanId, ProjectId};
use kernel::{Permit, Result};
use store::{Conn, Tx};

/// The plan that a project follows now; who may see the project may see it.
pub async fn current(conn: &mut Conn, project: &ProjectId) -> Result<Option<Plan>> {
    let found: Vec<Plan> = conn.list("AND project_id = $2 AND current = 1", &[project.as_str().into()]).await?;
    Ok(found.into_iter().next())
}

pub async fn get(conn: &mut Conn, id: &PlanId) -> Result<Option<Plan>> {
    conn.get(&[id.as_str().into()]).await
}

/// A project's plans, the newest first.
pub async fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Plan>> {
    conn.list("AND project_id = $2 ORDER BY number DESC LIMIT 100", &[project.as_str().into()]).await
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Plan>, plan: &Plan) -> Result<()> {
    tx.put(plan).await
}

/// The version of a theme that new plans are compiled from.
pub async fn published(conn: &mut Conn, theme: &str) -> Result<Option<ThemeVersion>> {
    let found: Vec<ThemeVersion> = conn.list("AND theme = $2 AND state = 'published'", &[theme.into()]).await?;
    Ok(found.into_iter().next())
}

/// The published versions of all themes.
pub async fn all_published(conn: &mut Conn) -> Result<Vec<ThemeVersion>> {
    conn.list("AND state = 'published' ORDER BY theme LIMIT 200", &[]).await
}

pub async fn version(conn: &mut Conn, id: &str) -> Result<Option<ThemeVersion>> {
    conn.get(&[id.into()]).await
}

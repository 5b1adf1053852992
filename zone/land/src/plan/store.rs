//! The only SQL about plans.
use super::Plan;
use crate::catalogue::ThemeVersion;
use crate::matter::{Correction, Special};
use kernel::id::{PlanId, ProjectId};
use kernel::{Error, Permit, Result};
use store::{Conn, Tx, Value};

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

/// What a sample is made of.
pub struct Done {
    pub matter: String,
    pub department: String,
    pub submitted_on: Option<String>,
    pub accepted_on: Option<String>,
    pub decided_on: Option<String>,
    pub correction: Option<Correction>,
    pub specials: Vec<Special>,
}

/// The latest finished cases of a matter, of one officer's projects where one is named. Only the days are read, not whole matters:
/// a page asks for many.
pub async fn done(conn: &mut Conn, code: &str, officer: Option<&str>, most: i64) -> Result<Vec<Done>> {
    let mut args = vec![Value::from(conn.zone().as_str()), code.into(), most.into()];
    let mut whose = "";
    if let Some(officer) = officer {
        whose = "AND project_id IN (SELECT id FROM project WHERE zone_id = $1 AND officer = $4) ";
        args.push(officer.into());
    }
    let sql = format!(
        "SELECT code, department, submitted_on, accepted_on, decided_on, correction, specials FROM matter \
         WHERE zone_id = $1 AND code = $2 AND ended_on IS NOT NULL AND outcome <> 'rejected' {whose}\
         ORDER BY ended_on DESC LIMIT $3"
    );
    let rows = conn.rows(&sql, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(Done {
                matter: row.text("code")?,
                department: row.text("department")?,
                submitted_on: row.opt_text("submitted_on")?,
                accepted_on: row.opt_text("accepted_on")?,
                decided_on: row.opt_text("decided_on")?,
                correction: serde_json::from_str(&row.text("correction")?).map_err(Error::internal)?,
                specials: serde_json::from_str(&row.text("specials")?).map_err(Error::internal)?,
            })
        })
        .collect()
}

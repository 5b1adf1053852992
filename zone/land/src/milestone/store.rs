//! The only SQL about forecasts of milestones: whose turn it is to be reckoned, and which come later than planned.
use crate::project::{Milestone, Project};
use kernel::id::ProjectId;
use kernel::{Error, Result, Scope};
use store::{Conn, Tx, Value};

/// Open projects with a plan whose forecast was not reckoned on that day or since their last step.
pub async fn waiting(conn: &mut Conn, today: &str, most: i64) -> Result<Vec<ProjectId>> {
    const SQL: &str = "SELECT p.id AS id FROM project p JOIN plan n ON n.zone_id = p.zone_id AND n.project_id = p.id AND n.current = 1 \
                       LEFT JOIN milestone_look l ON l.zone_id = p.zone_id AND l.project_id = p.id \
                       WHERE p.zone_id = $1 AND p.phase NOT IN ('stopped', 'at_capacity') \
                       AND (l.looked_on IS NULL OR l.looked_on <> $2) ORDER BY p.id LIMIT $3";
    let args = [Value::from(conn.zone().as_str()), today.into(), most.into()];
    let rows = conn.rows(SQL, &args).await?;
    let ids = rows.iter().map(|r| Ok(ProjectId::parse(&r.text("id")?))).collect::<Result<Vec<_>>>()?;
    Ok(ids.into_iter().flatten().collect())
}

/// Notes that the project's forecast was reckoned on that day. What is looked up, not what is known: no event.
pub async fn looked(tx: &mut Tx, project: &ProjectId, today: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO milestone_look (zone_id, project_id, looked_on) VALUES ($1, $2, $3) \
                       ON CONFLICT (zone_id, project_id) DO UPDATE SET looked_on = excluded.looked_on";
    let zone = Value::from(tx.zone().as_str());
    tx.exec(SQL, &[zone, project.as_str().into(), today.into()]).await.map(|_| ())
}

/// Its turn has come again: something was done on it.
pub async fn look_again(tx: &mut Tx, project: &ProjectId) -> Result<()> {
    let zone = Value::from(tx.zone().as_str());
    let sql = "DELETE FROM milestone_look WHERE zone_id = $1 AND project_id = $2";
    tx.exec(sql, &[zone, project.as_str().into()]).await.map(|_| ())
}

/// Milestones of open projects that slip, at most so many, the longest planned first: of each project all that do.
pub async fn slipping(conn: &mut Conn, scope: &Scope<Project>, today: &str, most: i64) -> Result<Vec<Milestone>> {
    if !scope.extent().all {
        return Err(Error::NotFound);
    }
    let late = "AND actual_on IS NULL AND planned_on IS NOT NULL AND (forecast_on > planned_on OR planned_on < $2) \
                AND EXISTS (SELECT 1 FROM project p WHERE p.zone_id = project_milestone.zone_id \
                AND p.id = project_milestone.project_id AND p.phase NOT IN ('stopped', 'at_capacity')) \
                ORDER BY planned_on, project_id, kind LIMIT $3";
    conn.list(late, &[today.into(), most.into()]).await
}

/// These projects, in no order.
pub async fn projects(conn: &mut Conn, ids: &[&str]) -> Result<Vec<Project>> {
    let mut all = Vec::new();
    for some in ids.chunks(200) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = some.iter().map(|id| Value::from(*id)).collect();
        let mut found: Vec<Project> = conn.list(&format!("AND id IN ({})", marks.join(", ")), &args).await?;
        all.append(&mut found);
    }
    Ok(all)
}

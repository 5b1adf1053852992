//! What the portal reads: a company's own projects with the matters of their current plans.
use crate::matter::{Matter, MatterClock};
use crate::plan::Plan;
use crate::project::Project;
use ::store::Conn;
use kernel::id::{EnterpriseId, ProjectId};
use kernel::{Result, Scope};

/// The projects of these companies that are not stopped, the newest first.
pub async fn projects(conn: &mut Conn, scope: &Scope<Project>, companies: &[EnterpriseId]) -> Result<Vec<Project>> {
    let mut all = Vec::new();
    for company in companies {
        let found: Vec<Project> = conn
            .list(
                "AND enterprise_id = $2 AND phase <> 'stopped' ORDER BY opened_on DESC, id LIMIT 100",
                &[company.as_str().into()],
            )
            .await?;
        all.extend(found.into_iter().filter(|p| scope.holds(&p.relation())));
    }
    Ok(all)
}

pub async fn current_plan(conn: &mut Conn, project: &ProjectId) -> Result<Option<Plan>> {
    let found: Vec<Plan> = conn.list("AND project_id = $2 AND current = 1", &[project.as_str().into()]).await?;
    Ok(found.into_iter().next())
}

/// The matters of the project's current plan, in its order.
pub async fn matters(conn: &mut Conn, plan: &Plan) -> Result<Vec<Matter>> {
    conn.list("AND plan_id = $2 ORDER BY position, id LIMIT 1000", &[plan.id.as_str().into()]).await
}

/// The clocks that a company is promised: the promised one, else the legal one; by matter.
pub async fn clocks(conn: &mut Conn, project: &ProjectId) -> Result<Vec<MatterClock>> {
    conn.list("AND project_id = $2 AND kind <> 'internal' ORDER BY matter_id, kind", &[project.as_str().into()]).await
}

//! The only SQL about projects, their milestones and officers.
use super::rules::Candidate;
use super::spots::Frame;
use super::{Assignment, Milestone, MilestoneKind, Phase, Project};
use kernel::id::ProjectId;
use kernel::{Error, Permit, Result, Scope};
use std::collections::BTreeMap;
use store::{Conn, Tx, Value};

/// A project in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Project>, id: &ProjectId) -> Result<Project> {
    let found: Option<Project> = conn.get(&[id.as_str().into()]).await?;
    let project = found.ok_or(Error::NotFound)?;
    scope.require(&project.relation())?;
    Ok(project)
}

/// The project of a signed investment.
pub async fn of_investment(conn: &mut Conn, investment: &str) -> Result<Option<Project>> {
    Ok(conn.list("AND investment_id = $2 LIMIT 1", &[investment.into()]).await?.into_iter().next())
}

/// A project's milestones in their order.
pub async fn milestones(conn: &mut Conn, id: &ProjectId) -> Result<Vec<Milestone>> {
    let mut all: Vec<Milestone> = conn.list("AND project_id = $2", &[id.as_str().into()]).await?;
    all.sort_by_key(|m| m.kind);
    Ok(all)
}

/// The milestones of these projects.
pub async fn milestones_of(conn: &mut Conn, projects: &[Project]) -> Result<Vec<Milestone>> {
    let mut all = Vec::new();
    for some in projects.chunks(200) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = some.iter().map(|p| Value::from(p.id.as_str())).collect();
        let mut found: Vec<Milestone> = conn.list(&format!("AND project_id IN ({})", marks.join(", ")), &args).await?;
        all.append(&mut found);
    }
    all.sort_by_key(|m| m.kind);
    Ok(all)
}

/// Names of these projects and their companies.
pub async fn named(conn: &mut Conn, ids: &[ProjectId]) -> Result<BTreeMap<String, (String, String)>> {
    let mut ids: Vec<&str> = ids.iter().map(ProjectId::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = BTreeMap::new();
    for some in ids.chunks(200) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let sql =
            format!("SELECT id, name, enterprise FROM project WHERE zone_id = $1 AND id IN ({})", marks.join(", "));
        let zone = Value::from(conn.zone().as_str());
        let args: Vec<Value> = std::iter::once(zone).chain(some.iter().map(|id| Value::from(*id))).collect();
        for row in conn.rows(&sql, &args).await? {
            all.insert(row.text("id")?, (row.text("name")?, row.text("enterprise")?));
        }
    }
    Ok(all)
}

pub async fn milestone(conn: &mut Conn, id: &ProjectId, kind: MilestoneKind) -> Result<Option<Milestone>> {
    conn.get(&[id.as_str().into(), kind.code().into()]).await
}

/// Who looked after it, the latest first.
pub async fn assignments(conn: &mut Conn, id: &ProjectId) -> Result<Vec<Assignment>> {
    conn.list("AND project_id = $2 ORDER BY from_on DESC, id DESC LIMIT 100", &[id.as_str().into()]).await
}

/// What a list asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Part of the project's or the company's name.
    pub words: String,
    pub phase: Option<Phase>,
    pub focus: Option<String>,
    /// A user id, or `none`.
    pub officer: Option<String>,
    /// Only what is not stopped or at capacity.
    pub open: bool,
    /// Only those with a place, or only those without.
    pub placed: Option<bool>,
    /// Only those inside.
    pub within: Option<Frame>,
}

impl Asked {
    /// SQL after `WHERE zone_id = $1`.
    pub fn sql(&self) -> (String, Vec<Value>) {
        let mut args: Vec<Value> = Vec::new();
        let mut sql = String::new();
        let mut also = |condition: &str, value: Value| {
            args.push(value);
            sql.push_str(&condition.replace('?', &format!("${}", args.len() + 1)));
        };
        if !self.words.trim().is_empty() {
            let words = self.words.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_");
            also(" AND (name LIKE ? ESCAPE '!' OR enterprise LIKE ? ESCAPE '!')", format!("%{words}%").into());
        }
        if let Some(phase) = self.phase {
            also(" AND phase = ?", phase.code().into());
        }
        if let Some(focus) = self.focus.as_deref().filter(|f| *f != "none") {
            also(" AND focus = ?", focus.into());
        }
        if let Some(officer) = self.officer.as_deref().filter(|o| *o != "none") {
            also(" AND officer = ?", officer.into());
        }
        if let Some(f) = self.within {
            also(" AND longitude >= ?", f.west.into());
            also(" AND longitude <= ?", f.east.into());
            also(" AND latitude >= ?", f.south.into());
            also(" AND latitude <= ?", f.north.into());
        }
        let bare = [
            (self.placed == Some(true), " AND longitude IS NOT NULL AND latitude IS NOT NULL"),
            (self.placed == Some(false), " AND (longitude IS NULL OR latitude IS NULL)"),
            (self.focus.as_deref() == Some("none"), " AND focus IS NULL"),
            (self.officer.as_deref() == Some("none"), " AND officer IS NULL"),
            (self.open, " AND phase NOT IN ('stopped', 'at_capacity')"),
        ];
        bare.into_iter().filter(|(on, _)| *on).for_each(|(_, condition)| sql.push_str(condition));
        (sql, args)
    }
}

/// Lists across projects are for those who see the whole zone.
fn whole(scope: &Scope<Project>) -> Result<()> {
    if scope.extent().all { Ok(()) } else { Err(Error::NotFound) }
}

pub async fn count(conn: &mut Conn, scope: &Scope<Project>, asked: &Asked) -> Result<i64> {
    whole(scope)?;
    let (sql, args) = asked.sql();
    conn.count(&super::TABLE, &sql, &args).await
}

/// Projects, those that changed last first.
pub async fn page(
    conn: &mut Conn,
    scope: &Scope<Project>,
    asked: &Asked,
    most: i64,
    offset: i64,
) -> Result<Vec<Project>> {
    whole(scope)?;
    let (sql, mut args) = asked.sql();
    args.extend([most.into(), offset.into()]);
    let n = args.len();
    conn.list(&format!("{sql} ORDER BY updated_us DESC, id LIMIT ${n} OFFSET ${}", n + 1), &args).await
}

/// The worst matter in hand of each project that has any: 1 late, 2 due on or before `soon`, 3 standing, 4 none of these.
pub async fn lights(conn: &mut Conn, scope: &Scope<Project>, today: &str, soon: &str) -> Result<BTreeMap<String, i64>> {
    whole(scope)?;
    const SQL: &str = "SELECT project_id, MIN(CASE WHEN due_on < $2 THEN 1 WHEN due_on <= $3 THEN 2 WHEN state <> 'accepted' THEN 3 \
                       ELSE 4 END) AS light FROM matter WHERE zone_id = $1 AND state IN ('accepted', 'correction', 'special') \
                       GROUP BY project_id";
    let args = [Value::from(conn.zone().as_str()), today.into(), soon.into()];
    let rows = conn.rows(SQL, &args).await?;
    rows.iter().map(|r| Ok((r.text("project_id")?, r.int("light")?))).collect()
}

/// The projects of a company.
pub async fn of_company(conn: &mut Conn, scope: &Scope<Project>, company: &str) -> Result<Vec<Project>> {
    let all: Vec<Project> =
        conn.list("AND enterprise_id = $2 ORDER BY opened_on DESC, id LIMIT 200", &[company.into()]).await?;
    Ok(all.into_iter().filter(|p| scope.holds(&p.relation())).collect())
}

/// How many open projects each officer has, and how many of this focus industry each has ever looked after.
pub async fn loads(conn: &mut Conn, officers: &[String], focus: Option<&str>) -> Result<Vec<Candidate>> {
    let mut all = Vec::new();
    for id in officers {
        let open = "AND officer = $2 AND phase NOT IN ('stopped', 'at_capacity')";
        let load = conn.count(&super::TABLE, open, &[id.as_str().into()]).await?;
        let known = "AND officer = $2 AND EXISTS (SELECT 1 FROM project p WHERE p.zone_id = project_assignment.zone_id \
                     AND p.id = project_assignment.project_id AND p.focus = $3)";
        let skill = match focus {
            Some(focus) => conn.count(&super::ASSIGNMENT_TABLE, known, &[id.as_str().into(), focus.into()]).await?,
            None => 0,
        };
        all.push(Candidate { id: id.clone(), load, skill });
    }
    Ok(all)
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Project>, project: &Project) -> Result<()> {
    tx.put(project).await
}

pub async fn save_milestone(tx: &mut Tx, _permit: &Permit<Project>, milestone: &Milestone) -> Result<()> {
    tx.put(milestone).await
}

pub async fn save_assignment(tx: &mut Tx, _permit: &Permit<Project>, assignment: &Assignment) -> Result<()> {
    tx.put(assignment).await
}

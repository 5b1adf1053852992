//! The only SQL about matters, their clocks, rungs and delegations.
use super::{Delegation, Matter, MatterClock, RungFire};
use kernel::id::{DepartmentId, MatterId, PlanId, ProjectId};
use kernel::{Error, Permit, Result, Scope};
use std::collections::BTreeMap;
use store::{Conn, Tx, Value};

/// A matter in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Matter>, id: &MatterId) -> Result<Matter> {
    let found: Option<Matter> = conn.get(&[id.as_str().into()]).await?;
    let matter = found.ok_or(Error::NotFound)?;
    scope.require(&matter.relation())?;
    Ok(matter)
}

/// All matters of a plan, in its order; who may see the project may see them.
pub async fn of_plan(conn: &mut Conn, plan: &PlanId) -> Result<Vec<Matter>> {
    conn.list("AND plan_id = $2 ORDER BY position, id LIMIT 1000", &[plan.as_str().into()]).await
}

/// All matters of a project, those of its current plan in its order.
pub async fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Matter>> {
    conn.list("AND project_id = $2 ORDER BY position, id LIMIT 1000", &[project.as_str().into()]).await
}

pub async fn clocks(conn: &mut Conn, matter: &MatterId) -> Result<Vec<MatterClock>> {
    conn.list("AND matter_id = $2 ORDER BY kind DESC", &[matter.as_str().into()]).await
}

pub async fn clocks_of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<MatterClock>> {
    conn.list("AND project_id = $2 ORDER BY matter_id, kind DESC LIMIT 5000", &[project.as_str().into()]).await
}

/// The matters in hand of these projects, each with its clocks.
pub async fn running(conn: &mut Conn, projects: &[&str]) -> Result<BTreeMap<String, Vec<(Matter, Vec<MatterClock>)>>> {
    let mut found: BTreeMap<String, Vec<(Matter, Vec<MatterClock>)>> = BTreeMap::new();
    for some in projects.chunks(100) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = some.iter().map(|id| Value::from(*id)).collect();
        let marks = marks.join(", ");
        let of =
            format!("AND project_id IN ({marks}) AND state IN ('accepted', 'correction', 'special') ORDER BY position");
        let matters: Vec<Matter> = conn.list(&of, &args).await?;
        let mut clocks = clocks_of(conn, &matters).await?;
        for matter in matters {
            let own = clocks.remove(matter.id.as_str()).unwrap_or_default();
            found.entry(matter.project_id.to_string()).or_default().push((matter, own));
        }
    }
    Ok(found)
}

/// The clocks of these matters, by matter.
pub async fn clocks_of(conn: &mut Conn, matters: &[Matter]) -> Result<BTreeMap<String, Vec<MatterClock>>> {
    let mut found: BTreeMap<String, Vec<MatterClock>> = BTreeMap::new();
    for some in matters.chunks(200) {
        let marks: Vec<String> = (2..some.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = some.iter().map(|m| Value::from(m.id.as_str())).collect();
        let clocks: Vec<MatterClock> = conn.list(&format!("AND matter_id IN ({})", marks.join(", ")), &args).await?;
        for clock in clocks {
            found.entry(clock.matter_id.to_string()).or_default().push(clock);
        }
    }
    Ok(found)
}

/// Rungs that fired for a matter, the latest first.
pub async fn rungs(conn: &mut Conn, matter: &MatterId) -> Result<Vec<RungFire>> {
    conn.list("AND matter_id = $2 ORDER BY fired_us DESC, rung", &[matter.as_str().into()]).await
}

/// Clocks that run and are due on or before that day: what a sweep looks at. Behind a key, by key.
pub async fn due_clocks(conn: &mut Conn, until: &str, behind: (&str, &str), most: i64) -> Result<Vec<MatterClock>> {
    let rest = "AND state = 'running' AND due_on <= $2 AND (matter_id > $3 OR (matter_id = $3 AND kind > $4)) \
                ORDER BY matter_id, kind LIMIT $5";
    conn.list(rest, &[until.into(), behind.0.into(), behind.1.into(), most.into()]).await
}

/// Clocks whose day lies on or behind that one.
pub async fn clocks_due_from(conn: &mut Conn, day: &str) -> Result<Vec<MatterClock>> {
    conn.list("AND due_on >= $2 ORDER BY matter_id, kind", &[day.into()]).await
}

/// Stopped projects of which something is still in hand, in no order.
pub async fn stopped_with_matters(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM project WHERE zone_id = $1 AND phase = 'stopped' AND EXISTS (SELECT 1 FROM matter m \
                       WHERE m.zone_id = $1 AND m.project_id = project.id \
                       AND m.state IN ('submitted', 'accepted', 'correction', 'special')) LIMIT 500";
    let zone = Value::from(conn.zone().as_str());
    let rows = conn.rows(SQL, &[zone]).await?;
    rows.iter().map(|r| r.text("id")).collect()
}

/// Planned matters whose lag ends so. Books of before 0513 kept that day where a deadline stands: each of the two has an index, which an
/// `OR` would not use.
fn lag_ends(so: &str) -> String {
    let planned = "SELECT id FROM matter WHERE zone_id = $1 AND state = 'planned'";
    format!("AND id IN ({planned} AND opens_on {so} UNION ALL {planned} AND due_on {so})")
}

/// Planned matters whose lag is over on that day, of projects that go on.
pub async fn opening_until(conn: &mut Conn, day: &str, most: i64) -> Result<Vec<Matter>> {
    let goes_on = "AND NOT EXISTS (SELECT 1 FROM project p WHERE p.zone_id = $1 AND p.id = matter.project_id \
                   AND p.phase = 'stopped')";
    conn.list(&format!("{} {goes_on} ORDER BY id LIMIT $3", lag_ends("<= $2")), &[day.into(), most.into()]).await
}

/// Matters that begin on or behind that day, when nothing but time is missing.
pub async fn waiting_from(conn: &mut Conn, day: &str) -> Result<Vec<Matter>> {
    conn.list(&format!("{} ORDER BY plan_id, id", lag_ends(">= $2")), &[day.into()]).await
}

/// Delegations in force on that day in which this user acts for others.
pub async fn delegations_to(conn: &mut Conn, user: &str, on: &str) -> Result<Vec<Delegation>> {
    let rest = "AND to_user = $2 AND from_on <= $3 AND to_on >= $3 AND (ended_on IS NULL OR ended_on > $3) ORDER BY id";
    conn.list(rest, &[user.into(), on.into()]).await
}

/// A user's delegations to others and from others, the latest first.
pub async fn delegations_of(conn: &mut Conn, user: &str) -> Result<Vec<Delegation>> {
    conn.list("AND (from_user = $2 OR to_user = $2) ORDER BY from_on DESC, id LIMIT 200", &[user.into()]).await
}

/// What an inbox shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Departments; empty: all.
    pub departments: Vec<DepartmentId>,
    /// States, by code.
    pub states: Vec<&'static str>,
    /// Only what is due on or before that day.
    pub due_until: Option<String>,
    /// Only what is over its limit or was.
    pub breached: bool,
}

impl Asked {
    fn sql(&self) -> (String, Vec<Value>) {
        let mut args: Vec<Value> = Vec::new();
        let mut sql = String::new();
        let mut among = |column: &str, values: &mut dyn Iterator<Item = &str>, args: &mut Vec<Value>| {
            let marks: Vec<String> = values
                .map(|v| {
                    args.push(v.into());
                    format!("${}", args.len() + 1)
                })
                .collect();
            if !marks.is_empty() {
                sql.push_str(&format!(" AND {column} IN ({})", marks.join(", ")));
            }
        };
        among("department_id", &mut self.departments.iter().map(AsRef::as_ref), &mut args);
        among("state", &mut self.states.iter().copied(), &mut args);
        if let Some(day) = &self.due_until {
            args.push(day.as_str().into());
            sql.push_str(&format!(" AND due_on <= ${}", args.len() + 1));
        }
        if self.breached {
            sql.push_str(" AND breached_on IS NOT NULL");
        }
        (sql, args)
    }
}

pub async fn count(conn: &mut Conn, scope: &Scope<Matter>, asked: &Asked) -> Result<i64> {
    whole(scope)?;
    let (sql, args) = asked.sql();
    conn.count(&super::TABLE, &sql, &args).await
}

/// Matters by due day, those that stand still last.
pub async fn inbox(
    conn: &mut Conn,
    scope: &Scope<Matter>,
    asked: &Asked,
    most: i64,
    offset: i64,
) -> Result<Vec<Matter>> {
    whole(scope)?;
    let (sql, mut args) = asked.sql();
    args.extend([most.into(), offset.into()]);
    let n = args.len();
    // The page's ids come from the index alone: sorting whole matters would read all that a department has.
    let ids = format!(
        "SELECT id FROM matter WHERE zone_id = $1{sql} ORDER BY due_on NULLS LAST, id LIMIT ${n} OFFSET ${}",
        n + 1
    );
    conn.list(&format!("AND id IN ({ids}) ORDER BY due_on NULLS LAST, id"), &args).await
}

/// Lists across projects are for those who see the whole zone.
fn whole(scope: &Scope<Matter>) -> Result<()> {
    if scope.extent().all { Ok(()) } else { Err(Error::NotFound) }
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Matter>, matter: &Matter) -> Result<()> {
    tx.put(matter).await
}

pub async fn save_clocks(tx: &mut Tx, _permit: &Permit<Matter>, clocks: &[MatterClock]) -> Result<()> {
    for clock in clocks {
        tx.put(clock).await?;
    }
    Ok(())
}

/// Clocks of an earlier round go: what they consumed stays in the journal.
pub async fn drop_clocks(tx: &mut Tx, _permit: &Permit<Matter>, clocks: &[MatterClock]) -> Result<()> {
    for clock in clocks {
        tx.remove(&super::CLOCK_TABLE, &[clock.matter_id.as_str().into(), clock.kind.code().into()]).await?;
    }
    Ok(())
}

/// The ladder of an earlier round goes with its clocks: the new ones warn anew.
pub async fn drop_rungs(tx: &mut Tx, _permit: &Permit<Matter>, matter: &MatterId) -> Result<()> {
    for fired in rungs(tx, matter).await? {
        let key = [matter.as_str().into(), fired.kind.code().into(), fired.rung.as_str().into()];
        tx.remove(&super::RUNG_TABLE, &key).await?;
    }
    Ok(())
}

pub async fn save_delegation(tx: &mut Tx, _permit: &Permit<Delegation>, delegation: &Delegation) -> Result<()> {
    tx.put(delegation).await
}

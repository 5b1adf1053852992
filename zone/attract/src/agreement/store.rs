//! The only SQL about agreements, their projects, amounts and counting rules.
use super::evidence::{Paper, TABLE as PAPER_TABLE};
use super::{AMOUNT_TABLE, Agreement, AmountEntry, CountingRule, Project, WORKSTREAM_TABLE, Workstream};
use ::store::{Conn, Record, Tx, Value};
use kernel::id::{AgreementId, LeadId, MissionId};
use kernel::{Error, Permit, Relation, Result, Scope};

/// An agreement in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Agreement>, id: &AgreementId) -> Result<Agreement> {
    scope.require(&Relation::zone())?;
    conn.get::<Agreement>(&[id.as_str().into()]).await?.ok_or(Error::NotFound)
}

/// All agreements, the latest signing first, those without a day last.
pub async fn all(conn: &mut Conn, scope: &Scope<Agreement>) -> Result<Vec<Agreement>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY CASE WHEN signed_on IS NULL THEN 1 ELSE 0 END, signed_on DESC, id LIMIT 10000", &[]).await
}

pub async fn workstreams(conn: &mut Conn, id: &AgreementId) -> Result<Vec<Workstream>> {
    conn.list("AND agreement_id = $2 ORDER BY position, id LIMIT 200", &[id.as_str().into()]).await
}

pub async fn all_workstreams(conn: &mut Conn, scope: &Scope<Agreement>) -> Result<Vec<Workstream>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY agreement_id, position, id LIMIT 50000", &[]).await
}

pub async fn projects(conn: &mut Conn, id: &AgreementId) -> Result<Vec<Project>> {
    conn.list("AND agreement_id = $2 ORDER BY name, id LIMIT 200", &[id.as_str().into()]).await
}

pub async fn all_projects(conn: &mut Conn, scope: &Scope<Agreement>) -> Result<Vec<Project>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY name, id LIMIT 20000", &[]).await
}

/// The amounts that were recorded with the agreement.
pub async fn amounts(conn: &mut Conn, id: &AgreementId) -> Result<Vec<AmountEntry>> {
    conn.list("AND agreement_id = $2 ORDER BY dated_on, id LIMIT 1000", &[id.as_str().into()]).await
}

pub async fn all_amounts(conn: &mut Conn, scope: &Scope<Agreement>) -> Result<Vec<AmountEntry>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY dated_on, id LIMIT 100000", &[]).await
}

/// The amounts of one project, whatever agreement they were recorded with.
pub async fn amounts_of_project(conn: &mut Conn, s: &Scope<Agreement>, project: &str) -> Result<Vec<AmountEntry>> {
    s.require(&Relation::zone())?;
    conn.list("AND project_id = $2 ORDER BY dated_on, id LIMIT 1000", &[project.into()]).await
}

/// An amount of this agreement.
pub async fn amount(conn: &mut Conn, id: &AgreementId, amount: &str) -> Result<AmountEntry> {
    let found: Option<AmountEntry> = conn.get(&[amount.into()]).await?;
    found.filter(|e| e.agreement_id.as_ref() == Some(id)).ok_or(Error::NotFound)
}

/// The papers of an amount, in the order in which they came.
pub async fn papers_of(conn: &mut Conn, amount: &str) -> Result<Vec<Paper>> {
    conn.list("AND amount_id = $2 ORDER BY added_us, id LIMIT 200", &[amount.into()]).await
}

/// All papers: a record with one has evidence beside the words of its source.
pub async fn all_papers(conn: &mut Conn, scope: &Scope<Agreement>) -> Result<Vec<Paper>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY amount_id, id LIMIT 100000", &[]).await
}

/// The papers of one project's amounts.
pub async fn papers_of_project(conn: &mut Conn, s: &Scope<Agreement>, project: &str) -> Result<Vec<Paper>> {
    s.require(&Relation::zone())?;
    let rest = "AND amount_id IN (SELECT id FROM agreement_amount WHERE zone_id = $1 AND project_id = $2) \
                ORDER BY amount_id, id LIMIT 10000";
    conn.list(rest, &[project.into()]).await
}

/// A paper of this agreement.
pub async fn paper(conn: &mut Conn, id: &AgreementId, paper: &str) -> Result<Paper> {
    let found: Option<Paper> = conn.get(&[paper.into()]).await?;
    found.filter(|p| p.agreement_id == *id).ok_or(Error::NotFound)
}

/// Papers of any agreement with these bytes.
pub async fn same_bytes(conn: &mut Conn, sha256: &str) -> Result<i64> {
    conn.count(&PAPER_TABLE, "AND sha256 = $2", &[sha256.into()]).await
}

/// All rules by kind and day.
pub async fn rules(conn: &mut Conn) -> Result<Vec<CountingRule>> {
    conn.list("ORDER BY counts, valid_from, code LIMIT 1000", &[]).await
}

/// The project of this id.
pub async fn project(conn: &mut Conn, id: &str) -> Result<Option<Project>> {
    conn.get(&[id.into()]).await
}

/// Leads that an agreement in force ended.
pub async fn leads_signed(conn: &mut Conn) -> Result<Vec<LeadId>> {
    let found: Vec<Agreement> = conn.list("AND lead_id IS NOT NULL AND voided_on IS NULL LIMIT 20000", &[]).await?;
    Ok(found.into_iter().filter_map(|a| a.lead_id).collect())
}

/// Agreements that came out of a trip or of a lead visited on it.
pub async fn of_mission(conn: &mut Conn, scope: &Scope<Agreement>, mission: &MissionId) -> Result<Vec<Agreement>> {
    scope.require(&Relation::zone())?;
    let visited = "lead_id IN (SELECT v.lead_id FROM mission_visit v WHERE v.zone_id = agreement.zone_id \
                   AND v.mission_id = $2 AND v.lead_id IS NOT NULL)";
    let rest = format!("AND (mission_id = $2 OR {visited}) ORDER BY signed_on DESC, id LIMIT 200");
    conn.list(&rest, &[mission.as_str().into()]).await
}

/// Agreements that ended this lead.
pub async fn of_lead(conn: &mut Conn, scope: &Scope<Agreement>, lead: &LeadId) -> Result<Vec<Agreement>> {
    scope.require(&Relation::zone())?;
    conn.list("AND lead_id = $2 ORDER BY signed_on DESC, id LIMIT 50", &[lead.as_str().into()]).await
}

/// Writes an agreement or a record that hangs on one.
pub async fn save<R: Record>(tx: &mut Tx, _permit: &Permit<Agreement>, record: &R) -> Result<()> {
    tx.put(record).await
}

pub async fn save_rule(tx: &mut Tx, _permit: &Permit<CountingRule>, rule: &CountingRule) -> Result<()> {
    tx.put(rule).await
}

pub async fn remove_amount(tx: &mut Tx, _permit: &Permit<Agreement>, id: &str) -> Result<bool> {
    tx.remove(&AMOUNT_TABLE, &[Value::from(id)]).await
}

pub async fn remove_paper(tx: &mut Tx, _permit: &Permit<Agreement>, id: &str) -> Result<bool> {
    tx.remove(&PAPER_TABLE, &[Value::from(id)]).await
}

pub async fn remove_work(tx: &mut Tx, _permit: &Permit<Agreement>, id: &str) -> Result<bool> {
    tx.remove(&WORKSTREAM_TABLE, &[Value::from(id)]).await
}

//! The only SQL about trips and visits.
use super::{Mission, VISIT_TABLE, Visit};
use crate::lead::Lead;
use crate::pipeline::Kind;
use kernel::id::{EnterpriseId, LeadId, MissionId};
use kernel::region::{Level, RegionCode};
use kernel::{Error, Permit, Relation, Result, Scope};
use store::{Conn, Row, Tx, Value};

/// A trip in scope; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Mission>, id: &MissionId) -> Result<Mission> {
    scope.require(&Relation::zone())?;
    conn.get::<Mission>(&[id.as_str().into()]).await?.ok_or(Error::NotFound)
}

/// All trips, the latest first.
pub async fn all(conn: &mut Conn, scope: &Scope<Mission>) -> Result<Vec<Mission>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY starts_on DESC, id LIMIT 1000", &[]).await
}

/// A trip's visits in the order of its plan.
pub async fn visits(conn: &mut Conn, id: &MissionId) -> Result<Vec<Visit>> {
    conn.list("AND mission_id = $2 ORDER BY day, position, id LIMIT 500", &[id.as_str().into()]).await
}

/// The visits of all trips.
pub async fn all_visits(conn: &mut Conn, scope: &Scope<Mission>) -> Result<Vec<Visit>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY mission_id, day, position, id LIMIT 20000", &[]).await
}

/// A visit of that trip.
pub async fn visit(conn: &mut Conn, mission: &MissionId, id: &str) -> Result<Visit> {
    let found: Option<Visit> = conn.get(&[Value::from(id)]).await?;
    found.filter(|v| v.mission_id == *mission).ok_or(Error::NotFound)
}

/// The visits to a lead's company, newest first.
pub async fn visits_of_lead(conn: &mut Conn, scope: &Scope<Mission>, lead: &LeadId) -> Result<Vec<Visit>> {
    scope.require(&Relation::zone())?;
    conn.list("AND lead_id = $2 ORDER BY day DESC, id LIMIT 100", &[lead.as_str().into()]).await
}

/// The leads that visits (of one trip, or of all) belong to, once for each stage in which they ever stood: id, what the
/// present stage means, the stage.
pub async fn stays_of_visited(conn: &mut Conn, trip: Option<&MissionId>) -> Result<Vec<(LeadId, Kind, String)>> {
    let mut args = vec![Value::from(conn.zone().as_str())];
    args.extend(trip.map(|t| Value::from(t.as_str())));
    let sql = format!(
        "SELECT l.id AS id, l.kind AS kind, COALESCE(p.stage, l.stage) AS stage FROM lead l LEFT JOIN lead_passage p \
         ON p.zone_id = l.zone_id AND p.lead_id = l.id WHERE l.zone_id = $1 \
         AND l.id IN (SELECT v.lead_id FROM mission_visit v WHERE v.zone_id = $1{})",
        if trip.is_some() { " AND v.mission_id = $2" } else { "" }
    );
    let rows = conn.rows(&sql, &args).await?;
    let stay = |row: &Row| {
        let known = LeadId::parse(&row.text("id")?).zip(Kind::parse(&row.text("kind")?));
        let (id, kind) = known.ok_or_else(|| Error::internal("a lead without an id or a kind that is known"))?;
        Ok((id, kind, row.text("stage")?))
    };
    rows.iter().map(stay).collect()
}

/// The open lead about this company of the books, if there is one.
pub async fn open_lead_of_books(conn: &mut Conn, id: &EnterpriseId) -> Result<Option<Lead>> {
    let rest = "AND kind = 'open' AND origin = 'books' AND company_id = $2 LIMIT 1";
    Ok(conn.list(rest, &[id.as_str().into()]).await?.into_iter().next())
}

/// Open leads of a city, the longest silent first: who waits most for a visit.
pub async fn open_leads_in(conn: &mut Conn, scope: &Scope<Lead>, city: RegionCode, most: i64) -> Result<Vec<Lead>> {
    scope.require(&Relation::zone())?;
    let code = city.to_string();
    let prefix = code.get(..if city.level() == Level::Province { 2 } else { 4 }).unwrap_or(&code);
    let rest = "AND kind = 'open' AND city LIKE $2 ORDER BY active_on, id LIMIT $3";
    conn.list(rest, &[format!("{prefix}%").into(), most.into()]).await
}

pub async fn save(tx: &mut Tx, _permit: &Permit<Mission>, mission: &Mission) -> Result<()> {
    tx.put(mission).await
}

pub async fn save_visit(tx: &mut Tx, _permit: &Permit<Mission>, visit: &Visit) -> Result<()> {
    tx.put(visit).await
}

pub async fn remove_visit(tx: &mut Tx, _permit: &Permit<Mission>, id: &str) -> Result<bool> {
    tx.remove(&VISIT_TABLE, &[Value::from(id)]).await
}

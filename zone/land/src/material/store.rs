//! The only SQL about documents.
use super::{Material, MaterialUse, TABLE, USE_TABLE};
use crate::catalogue::{MaterialType, ThemeVersion};
use crate::matter::Matter;
use crate::plan::Plan;
use ::store::{Conn, Record, Tx, Value};
use kernel::access::Scope;
use kernel::id::{EnterpriseId, MaterialId, MatterId};
use kernel::{Error, Permit, Result};

/// A document; out of sight looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Material>, id: &MaterialId) -> Result<Material> {
    let found: Option<Material> = conn.get(&[id.as_str().into()]).await?;
    let found = found.ok_or(Error::NotFound)?;
    scope.require(&found.relation())?;
    Ok(found)
}

/// All documents of a company, the newest of each type first.
pub async fn of_company(conn: &mut Conn, scope: &Scope<Material>, company: &EnterpriseId) -> Result<Vec<Material>> {
    scope.require(&kernel::access::Relation::company(company))?;
    conn.list("AND enterprise_id = $2 ORDER BY name, code, number DESC", &[company.as_str().into()]).await
}

/// Documents of all companies in sight whose last day lies in that stretch and that nothing superseded, the earliest first.
pub async fn ending(
    conn: &mut Conn,
    scope: &Scope<Material>,
    from: &str,
    to: &str,
    most: i64,
) -> Result<Vec<Material>> {
    let newest = format!(
        "AND valid_until BETWEEN $2 AND $3 AND withdrawn_on IS NULL AND NOT EXISTS (SELECT 1 FROM {t} n WHERE n.zone_id = {t}.zone_id \
         AND n.enterprise_id = {t}.enterprise_id AND n.code = {t}.code AND n.number > {t}.number AND n.withdrawn_on IS NULL) \
         ORDER BY valid_until, id LIMIT $4",
        t = TABLE.name
    );
    let found: Vec<Material> = conn.list(&newest, &[from.into(), to.into(), most.into()]).await?;
    Ok(found.into_iter().filter(|m| scope.holds(&m.relation())).collect())
}

/// The last documents that were handed in, of all companies in sight.
pub async fn latest(conn: &mut Conn, scope: &Scope<Material>, most: i64) -> Result<Vec<Material>> {
    let found: Vec<Material> = conn.list("ORDER BY added_us DESC, id LIMIT $2", &[most.into()]).await?;
    Ok(found.into_iter().filter(|m| scope.holds(&m.relation())).collect())
}

/// How many documents keep these bytes.
pub async fn same_bytes(conn: &mut Conn, sha256: &str) -> Result<i64> {
    conn.count(&TABLE, "AND sha256 = $2", &[sha256.into()]).await
}

pub async fn uses_of(conn: &mut Conn, matter: &MatterId) -> Result<Vec<MaterialUse>> {
    conn.list("AND matter_id = $2 ORDER BY code", &[matter.as_str().into()]).await
}

/// Where documents of a company are used: document, then the matters' names. CROSS JOIN keeps the company's few matters in
/// front.
pub async fn matters_using(conn: &mut Conn, company: &EnterpriseId) -> Result<Vec<(String, String, String)>> {
    let sql = format!(
        "SELECT u.material_id AS material_id, m.name_zh AS name_zh, m.name_en AS name_en FROM matter m \
         CROSS JOIN {u} u WHERE m.zone_id = $1 AND m.enterprise_id = $2 AND u.zone_id = m.zone_id AND u.matter_id = m.id \
         ORDER BY u.used_on",
        u = USE_TABLE.name
    );
    let args: [Value; 2] = [conn.zone().as_str().into(), company.as_str().into()];
    let rows = conn.rows(&sql, &args).await?;
    rows.iter().map(|r| Ok((r.text("material_id")?, r.text("name_zh")?, r.text("name_en")?))).collect()
}

/// The matters that use this document.
pub async fn used_in(conn: &mut Conn, id: &MaterialId) -> Result<Vec<Matter>> {
    conn.list(
        "AND id IN (SELECT matter_id FROM material_use WHERE zone_id = $1 AND material_id = $2)",
        &[id.as_str().into()],
    )
    .await
}

/// The material types that the theme version of a plan knows.
pub async fn types_of_plan(conn: &mut Conn, plan: &str) -> Result<Vec<MaterialType>> {
    let Some(plan): Option<Plan> = conn.get(&[plan.into()]).await? else { return Ok(Vec::new()) };
    let version: Option<ThemeVersion> = conn.get(&[plan.theme_version.into()]).await?;
    Ok(version.map(|v| v.content.materials).unwrap_or_default())
}

/// The material types that matters of this company ask for, in the catalogue's order.
pub async fn types_of_company(conn: &mut Conn, company: &EnterpriseId) -> Result<Vec<MaterialType>> {
    let matters: Vec<Matter> =
        conn.list("AND enterprise_id = $2 ORDER BY position", &[company.as_str().into()]).await?;
    let mut plans: Vec<&str> = matters.iter().map(|m| m.plan_id.as_str()).collect();
    plans.sort_unstable();
    plans.dedup();
    let mut types: Vec<MaterialType> = Vec::new();
    for plan in plans {
        let all = types_of_plan(conn, plan).await?;
        let asked = |t: &MaterialType| matters.iter().any(|m| m.needs.iter().any(|n| n.material == t.code));
        types.extend(all.into_iter().filter(asked));
    }
    types.sort_by(|a, b| a.name.zh.cmp(&b.name.zh));
    types.dedup_by(|a, b| a.code == b.code);
    Ok(types)
}

/// Writes a document or its use.
pub async fn save<R: Record>(tx: &mut Tx, _: &Permit<Material>, record: &R) -> Result<()> {
    tx.put(record).await
}

//! The only SQL about companies.
use super::{Enterprise, Key, Merge, rules};
use kernel::id::EnterpriseId;
use kernel::{Error, Permit, Result, Scope};
use store::{Conn, Record, Tx, Value};

/// A company in scope, merged and removed ones included; out of scope looks absent.
pub async fn get(conn: &mut Conn, scope: &Scope<Enterprise>, id: &EnterpriseId) -> Result<Enterprise> {
    let found: Option<Enterprise> = conn.get(&[id.as_str().into()]).await?;
    let company = found.ok_or(Error::NotFound)?;
    scope.require(&company.relation())?;
    Ok(company)
}

/// Companies of these ids in scope, in the order asked; absent ones are left out.
pub async fn by_ids(conn: &mut Conn, scope: &Scope<Enterprise>, ids: &[String]) -> Result<Vec<Enterprise>> {
    let mut found = std::collections::HashMap::new();
    for chunk in ids.chunks(500) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = chunk.iter().map(Value::from).collect();
        let rows: Vec<Enterprise> = conn.list(&format!("AND id IN ({})", marks.join(",")), &args).await?;
        found.extend(rows.into_iter().map(|c| (c.id.to_string(), c)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).filter(|c| scope.holds(&c.relation())).collect())
}

/// Live and merged companies after this id, in id order: for walks over the whole books.
pub async fn after(conn: &mut Conn, id: &str, limit: i64) -> Result<Vec<Enterprise>> {
    conn.list("AND id > $2 ORDER BY id LIMIT $3", &[id.into(), limit.into()]).await
}

/// Ids of companies that hold this key.
pub async fn by_key(conn: &mut Conn, kinds: &[&str], value: &str) -> Result<Vec<EnterpriseId>> {
    let marks: Vec<String> = (3..kinds.len() + 3).map(|i| format!("${i}")).collect();
    let mut args = vec![Value::from(value)];
    args.extend(kinds.iter().map(|k| Value::from(*k)));
    let rest = format!("AND value = $2 AND kind IN ({}) ORDER BY kind, enterprise_id LIMIT 20", marks.join(","));
    let keys: Vec<Key> = conn.list(&rest, &args).await?;
    let mut ids: Vec<EnterpriseId> = keys.into_iter().map(|k| k.enterprise_id).collect();
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Children of a company (母子关系).
pub async fn children(conn: &mut Conn, scope: &Scope<Enterprise>, id: &EnterpriseId) -> Result<Vec<Enterprise>> {
    let rows: Vec<Enterprise> = conn
        .list(
            "AND parent_id = $2 AND merged_into IS NULL AND removed_on IS NULL ORDER BY name LIMIT 200",
            &[id.as_str().into()],
        )
        .await?;
    Ok(rows.into_iter().filter(|c| scope.holds(&c.relation())).collect())
}

/// Writes a company and renews the keys by which it is found.
pub async fn save(tx: &mut Tx, _permit: &Permit<Enterprise>, company: &Enterprise) -> Result<()> {
    tx.put(company).await?;
    renew_keys(tx, company).await
}

/// Keys are derived, so they are simply made anew; a merged or removed company keeps none.
pub async fn renew_keys(tx: &mut Tx, company: &Enterprise) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), company.id.as_str().into()];
    tx.exec("DELETE FROM enterprise_key WHERE zone_id = $1 AND enterprise_id = $2", &args).await?;
    if company.is_live() {
        for key in rules::keys_of(company) {
            tx.put(&key).await?;
        }
    }
    Ok(())
}

/// A merge by its id.
pub async fn merge(conn: &mut Conn, id: &str) -> Result<Merge> {
    conn.get::<Merge>(&[id.into()]).await?.ok_or(Error::NotFound)
}

/// Merges into this company that were not undone, newest first.
pub async fn merges_into(conn: &mut Conn, id: &EnterpriseId) -> Result<Vec<Merge>> {
    conn.list("AND into_id = $2 AND undone_us IS NULL ORDER BY merged_us DESC LIMIT 50", &[id.as_str().into()]).await
}

/// Puts a row image back as it was.
pub async fn put_back<R: Record>(tx: &mut Tx, image: &serde_json::Value) -> Result<()> {
    let record: R = serde_json::from_value(image.clone()).map_err(Error::internal)?;
    tx.put(&record).await
}

/// Makes all keys anew, as after a rebuild from the journal.
pub async fn renew_all_keys(ctx: &kernel::Ctx, db: &::store::Db) -> Result<()> {
    let mut last = String::new();
    loop {
        let mut tx = db.write(&ctx.zone).await?;
        let block = after(&mut tx, &last, 500).await?;
        let Some(end) = block.last() else { return Ok(()) };
        last = end.id.to_string();
        for company in &block {
            renew_keys(&mut tx, company).await?;
        }
        tx.commit_quiet().await?;
    }
}

/// How many contacts, lists, figures and children a company has: what a merge moves.
pub async fn belongings(conn: &mut Conn, id: &EnterpriseId) -> Result<Vec<(&'static str, i64)>> {
    let mut all = Vec::new();
    let own = "AND enterprise_id = $2";
    for (what, table, rest) in [
        ("contacts", crate::contact::TABLE, own),
        ("listings", crate::listing::TABLE, own),
        ("figures", crate::figure::TABLE, own),
        ("children", super::TABLE, "AND parent_id = $2"),
    ] {
        all.push((what, conn.count(&table, rest, &[id.as_str().into()]).await?));
    }
    Ok(all)
}

/// Pairs of companies that share a code or a normalised name, former names included: kind, one, two.
pub async fn shared_keys(conn: &mut Conn, limit: i64) -> Result<Vec<(String, String, String)>> {
    // Grouping walks the primary key in its order and holds nothing, however long the books are; CROSS JOIN
    // keeps the few shared keys in front.
    let same = "SELECT a.kind AS kind, a.enterprise_id AS one, b.enterprise_id AS two FROM \
                (SELECT kind, value FROM enterprise_key WHERE zone_id = $1 \
                AND kind IN ('name', 'former', 'code', 'registration') \
                GROUP BY kind, value HAVING COUNT(*) > 1 LIMIT $2) d \
                CROSS JOIN enterprise_key a JOIN enterprise_key b ON b.zone_id = $1 AND b.kind = d.kind \
                AND b.value = d.value AND b.enterprise_id > a.enterprise_id \
                WHERE a.zone_id = $1 AND a.kind = d.kind AND a.value = d.value LIMIT $2";
    // Only few companies have former names: each asks for its namesake of today.
    let former = "SELECT a.kind AS kind, a.enterprise_id AS one, b.enterprise_id AS two FROM enterprise_key a \
                  JOIN enterprise_key b ON b.zone_id = a.zone_id AND b.kind = 'name' AND b.value = a.value \
                  AND b.enterprise_id <> a.enterprise_id WHERE a.zone_id = $1 AND a.kind = 'former' LIMIT $2";
    let args = [Value::from(conn.zone().as_str()), limit.into()];
    let mut rows = conn.rows(same, &args).await?;
    rows.extend(conn.rows(former, &args).await?);
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    rows.iter().map(|row| Ok((row.text("kind")?, row.text("one")?, row.text("two")?))).collect()
}

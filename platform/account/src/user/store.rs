//! The only SQL about accounts.
use super::{Grant, Line, PAGE_ROWS, Page, Password, Profile, Query, User};
use crate::sign_in::throttle;
use ::store::{Conn, Record, Tx, Value};
use kernel::id::UserId;
use kernel::{Error, Permit, Result, Scope};
use std::collections::HashMap;

/// Every account is the zone's: there is nothing below it to be out of scope.
pub(crate) async fn get(conn: &mut Conn, scope: &Scope<Grant>, id: &UserId) -> Result<User> {
    scope.require(&kernel::Relation::user(id))?;
    find(conn, id).await?.ok_or(Error::NotFound)
}

/// An account for this crate's own purposes: sign-in, the user's own pages.
pub(crate) async fn find(conn: &mut Conn, id: &UserId) -> Result<Option<User>> {
    let Some(grant) = conn.get::<Grant>(&[id.as_str().into()]).await? else { return Ok(None) };
    let profile = conn.get::<Profile>(&[id.as_str().into()]).await?;
    Ok(Some(User { grant, profile }))
}

pub(crate) async fn by_login(conn: &mut Conn, login_key: &str) -> Result<Option<Profile>> {
    Ok(conn.list::<Profile>("AND login_key = $2", &[login_key.into()]).await?.into_iter().next())
}

pub(crate) async fn password(conn: &mut Conn, id: &UserId) -> Result<Option<Password>> {
    conn.get(&[id.as_str().into()]).await
}

/// The telephone of a person; empty where none is given or the person was erased.
pub(crate) async fn phone(conn: &mut Conn, id: &UserId) -> Result<String> {
    let profile: Option<Profile> = conn.get(&[id.as_str().into()]).await?;
    Ok(profile.map(|p| p.phone).unwrap_or_default())
}

/// Display names by id, for timelines and lists; the erased have none.
pub(crate) async fn names(conn: &mut Conn, ids: &[UserId]) -> Result<HashMap<UserId, String>> {
    let mut names = HashMap::new();
    for chunk in ids.chunks(500) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|i| format!("${i}")).collect();
        let args: Vec<Value> = chunk.iter().map(|id| Value::from(id.as_str())).collect();
        let rows: Vec<Profile> = conn.list(&format!("AND user_id IN ({})", marks.join(",")), &args).await?;
        names.extend(rows.into_iter().map(|p| (p.user_id, p.display_name)));
    }
    Ok(names)
}

/// Open accounts of persons who still have a name, by that name.
pub(crate) async fn open_accounts(conn: &mut Conn, most: i64) -> Result<Vec<(Grant, Profile)>> {
    let sql = "SELECT g.id, g.roles, g.departments, g.companies, g.disabled, g.version, p.user_id, p.login, p.login_key, \
               p.display_name, p.locale, p.phone FROM user_grant g \
               JOIN user_profile p ON p.zone_id = g.zone_id AND p.user_id = g.id \
               WHERE g.zone_id = $1 AND g.disabled = 0 ORDER BY p.display_name, g.id LIMIT $2";
    let rows = conn.rows(sql, &[Value::from(conn.zone().as_str()), most.into()]).await?;
    rows.iter().map(|row| Ok((super::TABLE.record(row)?, Profile::TABLE.record(row)?))).collect()
}

/// Open accounts with the administrator's role, without this one.
pub(crate) async fn other_administrators(conn: &mut Conn, id: &UserId) -> Result<i64> {
    let rest = "AND disabled = 0 AND roles LIKE '%\"administrator\"%' AND id <> $2";
    conn.count(&super::TABLE, rest, &[id.as_str().into()]).await
}

const FROM: &str = "FROM user_grant g \
    LEFT JOIN user_profile p ON p.zone_id = g.zone_id AND p.user_id = g.id \
    LEFT JOIN user_password w ON w.zone_id = g.zone_id AND w.user_id = g.id \
    LEFT JOIN second_factor f ON f.zone_id = g.zone_id AND f.user_id = g.id AND f.confirmed_us IS NOT NULL \
    WHERE g.zone_id = $1";

/// A page of accounts, by display name; the erased come last.
pub(crate) async fn page(conn: &mut Conn, _scope: &Scope<Grant>, query: &Query, now_us: i64) -> Result<Page> {
    let (filter, mut args) = filter(conn, query);
    let total = conn.number(&format!("SELECT COUNT(*) AS n {FROM}{filter}"), &args).await?;
    let n = args.len();
    let sql = format!(
        "SELECT g.id, g.roles, g.departments, g.companies, g.disabled, g.version, p.user_id, p.login, p.login_key, \
         p.display_name, p.locale, p.phone, w.signed_in_us, f.confirmed_us {FROM}{filter} \
         ORDER BY CASE WHEN p.display_name IS NULL THEN 1 ELSE 0 END, p.display_name, g.id LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    args.extend([PAGE_ROWS.into(), (query.page.clamp(0, 100_000) * PAGE_ROWS).into()]);
    let rows = conn.rows(&sql, &args).await?;
    let locked = throttle::locked_accounts(conn, now_us).await?;
    let lines = rows.iter().map(|row| line(row, &locked)).collect::<Result<_>>()?;
    Ok(Page { lines, total })
}

fn filter(conn: &Conn, query: &Query) -> (String, Vec<Value>) {
    let mut args = vec![Value::from(conn.zone().as_str())];
    let mut filter = String::new();
    let text = query.text.trim().to_lowercase();
    if !text.is_empty() {
        let pattern = format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
        args.push(pattern.into());
        let n = args.len();
        filter.push_str(&format!(
            " AND (p.login_key LIKE ${n} ESCAPE '!' OR LOWER(p.display_name) LIKE ${n} ESCAPE '!')"
        ));
    }
    if let Some(role) = query.role {
        args.push(format!("%\"{}\"%", role.code()).into());
        filter.push_str(&format!(" AND g.roles LIKE ${}", args.len()));
    }
    if let Some(disabled) = query.disabled {
        args.push(i64::from(disabled).into());
        filter.push_str(&format!(" AND g.disabled = ${}", args.len()));
    }
    (filter, args)
}

fn line(row: &::store::Row, locked: &std::collections::HashSet<String>) -> Result<Line> {
    let grant: Grant = super::TABLE.record(row)?;
    let profile: Option<Profile> =
        if row.opt_text("user_id")?.is_some() { Some(Profile::TABLE.record(row)?) } else { None };
    Ok(Line {
        locked: profile.as_ref().is_some_and(|p| locked.contains(&throttle::account_key(&p.login_key))),
        user: User { grant, profile },
        second_factor: row.opt_int("confirmed_us")?.is_some(),
        signed_in_us: row.opt_int("signed_in_us")?,
    })
}

/// Writes an account; its permit says that the actor may.
pub(crate) async fn save(tx: &mut Tx, _permit: &Permit<Grant>, user: &User) -> Result<()> {
    tx.put(&user.grant).await?;
    match &user.profile {
        Some(profile) => tx.put(profile).await,
        None => Ok(()),
    }
}

/// The tables that hold anything of a person.
pub(crate) const PERSONAL: &[&str] =
    &["user_profile", "user_password", "user_session", "second_factor", "recovery_code", "access_token"];

/// Takes away everything that the private tables hold of a user.
pub(crate) async fn erase(tx: &mut Tx, _permit: &Permit<Grant>, id: &UserId) -> Result<()> {
    for table in PERSONAL {
        let args = [Value::from(tx.zone().as_str()), id.as_str().into()];
        tx.exec(&format!("DELETE FROM {table} WHERE zone_id = $1 AND user_id = $2"), &args).await?;
    }
    Ok(())
}

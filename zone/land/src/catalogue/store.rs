//! The only SQL about the catalogue: versions of themes, and holiday notices.
use super::{HolidayNotice, ThemeVersion, VERSION_TABLE};
use ::store::{Conn, Tx, Value};
use kernel::{Error, Permit, Relation, Result, Scope};

/// All versions, by theme, the newest first.
pub async fn all(conn: &mut Conn, scope: &Scope<ThemeVersion>) -> Result<Vec<ThemeVersion>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY theme, number DESC LIMIT 1000", &[]).await
}

/// The versions of a theme, the newest first.
pub async fn of_theme(conn: &mut Conn, scope: &Scope<ThemeVersion>, theme: &str) -> Result<Vec<ThemeVersion>> {
    scope.require(&Relation::zone())?;
    conn.list("AND theme = $2 ORDER BY number DESC LIMIT 1000", &[theme.into()]).await
}

/// The version of this id.
pub async fn get(conn: &mut Conn, scope: &Scope<ThemeVersion>, id: &str) -> Result<ThemeVersion> {
    scope.require(&Relation::zone())?;
    conn.get(&[id.into()]).await?.ok_or(Error::NotFound)
}

/// The published versions, by theme.
pub async fn published(conn: &mut Conn) -> Result<Vec<ThemeVersion>> {
    conn.list("AND state = 'published' ORDER BY theme LIMIT 200", &[]).await
}

pub async fn save(tx: &mut Tx, _permit: &Permit<ThemeVersion>, version: &ThemeVersion) -> Result<()> {
    tx.put(version).await
}

pub async fn remove(tx: &mut Tx, _permit: &Permit<ThemeVersion>, id: &str) -> Result<bool> {
    tx.remove(&VERSION_TABLE, &[Value::from(id)]).await
}

/// The imported holiday notices by year.
pub async fn notices(conn: &mut Conn, scope: &Scope<HolidayNotice>) -> Result<Vec<HolidayNotice>> {
    scope.require(&Relation::zone())?;
    conn.list("ORDER BY year LIMIT 200", &[]).await
}

pub async fn save_notice(tx: &mut Tx, _permit: &Permit<HolidayNotice>, notice: &HolidayNotice) -> Result<()> {
    tx.put(notice).await
}

/// The matters of this code that were decided, the latest first: how long it really took.
pub async fn decided(conn: &mut Conn, scope: &Scope<ThemeVersion>, code: &str) -> Result<Vec<crate::matter::Matter>> {
    scope.require(&Relation::zone())?;
    let rest =
        "AND code = $2 AND accepted_on IS NOT NULL AND decided_on IS NOT NULL ORDER BY decided_on DESC, id LIMIT 2000";
    conn.list(rest, &[code.into()]).await
}

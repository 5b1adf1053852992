//! The only SQL about second factors.
use super::{Factor, RECOVERY_TABLE, TABLE};
use ::store::{Conn, Tx, Value};
use kernel::Result;
use kernel::id::UserId;

pub(crate) async fn find(conn: &mut Conn, id: &UserId) -> Result<Option<Factor>> {
    conn.get(&[id.as_str().into()]).await
}

/// The factor that sign-in asks for.
pub(crate) async fn confirmed(conn: &mut Conn, id: &UserId) -> Result<Option<Factor>> {
    Ok(find(conn, id).await?.filter(|f| f.confirmed_us.is_some()))
}

pub(crate) async fn recovery_codes_left(conn: &mut Conn, id: &UserId) -> Result<i64> {
    conn.count(&RECOVERY_TABLE, "AND user_id = $2", &[id.as_str().into()]).await
}

pub(crate) async fn remove_recovery_codes(tx: &mut Tx, id: &UserId) -> Result<()> {
    let args = [Value::from(tx.zone().as_str()), id.as_str().into()];
    tx.exec("DELETE FROM recovery_code WHERE zone_id = $1 AND user_id = $2", &args).await.map(|_| ())
}

pub(crate) async fn remove(tx: &mut Tx, id: &UserId) -> Result<()> {
    remove_recovery_codes(tx, id).await?;
    tx.remove(&TABLE, &[id.as_str().into()]).await.map(|_| ())
}

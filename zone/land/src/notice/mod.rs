//! 提醒: what a user should look at: a deadline, a request, a project handed over. Private to the user, never journalled: the event behind
//! it is.
use ::store::{Conn, Record, Table, Tx, Ty, Value};
use kernel::{Ctx, Result};
use serde::{Deserialize, Serialize};

/// A notice; its text is the message `land-notice-<kind>` with the words as arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub user_id: String,
    pub id: String,
    pub kind: String,
    /// Where it leads.
    pub path: String,
    /// Arguments of the text: names, days.
    pub words: Vec<(String, String)>,
    pub at_us: i64,
    pub seen_us: Option<i64>,
}
pub const TABLE: Table = Table::private(
    "land_notice",
    &["user_id", "id"],
    &[
        ("user_id", Ty::Text),
        ("id", Ty::Text),
        ("kind", Ty::Text),
        ("path", Ty::Text),
        ("words", Ty::Json),
        ("at_us", Ty::Int),
        ("seen_us", Ty::Int),
    ],
);
impl Record for Notice {
    const TABLE: Table = TABLE;
}

/// What is told, before it is known to whom.
#[derive(Clone, Debug)]
pub struct Word<'a> {
    pub kind: &'a str,
    pub path: String,
    pub words: Vec<(&'a str, String)>,
}

/// Tells these users, each once, the actor not.
pub async fn tell(ctx: &Ctx, tx: &mut Tx, users: &[String], word: &Word<'_>) -> Result<()> {
    let me = ctx.actor.user_id.as_ref().map(ToString::to_string);
    let mut told: Vec<&String> = users.iter().filter(|u| Some(*u) != me.as_ref()).collect();
    told.sort();
    told.dedup();
    for user in told {
        let notice = Notice {
            user_id: user.clone(),
            id: kernel::id::new_uuid(ctx),
            kind: word.kind.to_owned(),
            path: word.path.clone(),
            words: word.words.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect(),
            at_us: ctx.now_us(),
            seen_us: None,
        };
        tx.put(&notice).await?;
    }
    Ok(())
}

/// How many notices the user has not seen.
pub async fn unseen(conn: &mut Conn, user: &str) -> Result<i64> {
    conn.count(&TABLE, "AND user_id = $2 AND seen_us IS NULL", &[user.into()]).await
}

/// The user's notices behind an instant and id, newest first.
pub async fn page(conn: &mut Conn, user: &str, before: Option<(i64, &str)>, most: i64) -> Result<Vec<Notice>> {
    let (at, id) = before.unwrap_or((i64::MAX, ""));
    let rest = "AND user_id = $2 AND (at_us < $3 OR (at_us = $3 AND id < $4)) ORDER BY at_us DESC, id DESC LIMIT $5";
    conn.list(rest, &[user.into(), at.into(), id.into(), most.into()]).await
}

/// Marks what leads there as seen; an empty path marks all.
pub async fn see(ctx: &Ctx, tx: &mut Tx, user: &str, path: &str) -> Result<()> {
    let zone = Value::from(ctx.zone.as_str());
    let sql = "UPDATE land_notice SET seen_us = $3 WHERE zone_id = $1 AND user_id = $2 AND seen_us IS NULL AND ($4 = '' OR path = $4)";
    tx.exec(sql, &[zone, user.into(), ctx.now_us().into(), path.into()]).await.map(|_| ())
}

/// Marks what leads to that page as seen by the reader of it; nothing is written where nothing is new.
pub async fn seen(ctx: &Ctx, db: &::store::Db, path: &str) -> Result<()> {
    let Some(user) = ctx.actor.user_id.as_ref().map(ToString::to_string) else { return Ok(()) };
    let mut conn = db.read(&ctx.zone).await?;
    let rest = "AND user_id = $2 AND path = $3 AND seen_us IS NULL";
    let new = conn.count(&TABLE, rest, &[user.as_str().into(), path.into()]).await?;
    drop(conn);
    if new == 0 {
        return Ok(());
    }
    let mut tx = db.write(&ctx.zone).await?;
    see(ctx, &mut tx, &user, path).await?;
    tx.commit_quiet().await
}

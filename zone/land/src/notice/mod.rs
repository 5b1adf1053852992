//! 提醒: what a user should look at: a deadline, a request, a project handed over. Private to the user, never journalled: the event behind
//! it is.
pub mod store;

use self::store::Which;
use ::store::{Db, Record, Table, Tx, Ty};
use kernel::{Ctx, Result};
use serde::{Deserialize, Serialize};
use ui::T;

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

impl Notice {
    /// What it says.
    pub fn text(&self, t: T) -> String {
        t.args(&format!("land-notice-{}", self.kind), &self.words)
    }
}

fn me(ctx: &Ctx) -> String {
    ctx.actor.user_id.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// How many of the reader's own are new.
pub async fn unseen(ctx: &Ctx, db: &Db) -> Result<i64> {
    store::unseen(&mut db.read(&ctx.zone).await?, &me(ctx)).await
}

/// The reader's own behind an instant and id, the newest first.
pub async fn page(ctx: &Ctx, db: &Db, before: Option<(i64, &str)>, most: i64) -> Result<Vec<Notice>> {
    store::page(&mut db.read(&ctx.zone).await?, &me(ctx), before, most).await
}

/// The newest that the reader has not seen.
pub async fn unread(ctx: &Ctx, db: &Db, most: i64) -> Result<Vec<Notice>> {
    store::unread(&mut db.read(&ctx.zone).await?, &me(ctx), most).await
}

/// Marks the reader's own as seen; how many.
pub async fn mark(ctx: &Ctx, db: &Db, which: Which<'_>) -> Result<u64> {
    let mut tx = db.write(&ctx.zone).await?;
    let n = store::mark(&mut tx, &me(ctx), which, ctx.now_us()).await?;
    tx.commit_quiet().await?;
    Ok(n)
}

/// Marks what leads to that page as seen by the reader of it; nothing is written where nothing is new.
pub async fn seen(ctx: &Ctx, db: &Db, path: &str) -> Result<()> {
    let mut conn = db.read(&ctx.zone).await?;
    let new = store::new_at(&mut conn, &me(ctx), path).await?;
    drop(conn);
    if new {
        mark(ctx, db, Which::At(path)).await?;
    }
    Ok(())
}

//! What waits for the actor: unread messages, and what of the actor's leads is due today.
use super::store::{self as books, Place, Which};
use super::{Kind, Message};
use crate::AttractState;
use crate::lead::activity::Activity;
use crate::lead::handover::Handover;
use crate::lead::query::Filter;
use crate::lead::service::{conditions, me};
use crate::lead::{Lead, store as leads};
use crate::pipeline::Pipeline;
use crate::pipeline::store::pipeline;
use ::store::{Conn, Db};
use kernel::{Ctx, Result};
use std::collections::HashMap;

/// Messages on a page.
pub const PER_PAGE: i64 = 50;
/// Leads shown of each kind of due; the rest is one link away.
pub const DUE_SHOWN: u64 = 10;

/// The kinds of due, the most urgent first: text key, the list's conditions, its order.
pub fn dues(ctx: &Ctx) -> [(&'static str, Filter, &'static str); 3] {
    let own = Filter { page: 1, ..Filter::default() }.with("owner", "me");
    let today = ctx.today().to_string();
    [
        ("message-due-answers", own.with("answer", "overdue"), "began"),
        ("message-due-steps", own.clone().during("next", "", &today), "next"),
        ("message-due-returning", own.with("due", "returning"), "active"),
    ]
}

/// How many things wait: the number on the bell. Nothing for those who see no leads.
pub async fn waiting(ctx: &Ctx, db: &Db) -> Result<Option<i64>> {
    let (Some(user), Ok(scope)) = (me(ctx), ctx.scope::<Lead>()) else { return Ok(None) };
    let mut conn = db.read(&ctx.zone).await?;
    let pipeline = pipeline(&mut conn).await?;
    let mut n = books::unseen(&mut conn, &user).await?;
    for (_, filter, _) in dues(ctx) {
        n += leads::count(&mut conn, &scope, &conditions(ctx, &pipeline, &filter)).await?;
    }
    Ok(Some(n))
}

/// A kind of due with its first leads.
pub struct Due {
    pub key: &'static str,
    pub total: i64,
    pub filter: Filter,
    pub leads: Vec<Lead>,
}

/// A message with what it speaks of, as far as that is still there.
pub struct Said {
    pub message: Message,
    pub lead: Option<Lead>,
    /// The words of the note or of the request.
    pub words: String,
}

/// What waits and what was said.
pub struct Inbox {
    pub pipeline: Pipeline,
    pub due: Vec<Due>,
    pub said: Vec<Said>,
    pub unseen: i64,
    /// Behind which older ones stand.
    pub older: Option<Place>,
}

pub async fn read(ctx: &Ctx, s: &AttractState, place: &Place) -> Result<Inbox> {
    let scope = ctx.scope::<Lead>()?;
    let user = me(ctx).unwrap_or_default();
    let mut conn = s.db.read(&ctx.zone).await?;
    let pipeline = pipeline(&mut conn).await?;
    let mut due = Vec::new();
    for (key, filter, sort) in dues(ctx) {
        let w = conditions(ctx, &pipeline, &filter);
        let total = leads::count(&mut conn, &scope, &w).await?;
        let leads = leads::some(&mut conn, &scope, &w, sort, DUE_SHOWN, 0).await?;
        due.push(Due { key, total, filter, leads });
    }
    due.retain(|d| d.total > 0);
    let mut messages = books::behind(&mut conn, &user, place, PER_PAGE + 1).await?;
    let page = usize::try_from(PER_PAGE).unwrap_or(50);
    let more = messages.len() > page;
    messages.truncate(page);
    let older = messages.last().filter(|_| more).map(Place::of);
    let unseen = books::unseen(&mut conn, &user).await?;
    Ok(Inbox { pipeline, due, said: with_words(&mut conn, ctx, messages).await?, unseen, older })
}

/// The newest unread messages, with the pipeline that puts them into words: what the front page shows.
pub async fn unread(ctx: &Ctx, db: &Db, most: i64) -> Result<(Pipeline, Vec<Said>)> {
    ctx.scope::<Lead>()?;
    let mut conn = db.read(&ctx.zone).await?;
    let pipeline = pipeline(&mut conn).await?;
    let messages = books::unread(&mut conn, &me(ctx).unwrap_or_default(), most).await?;
    Ok((pipeline, with_words(&mut conn, ctx, messages).await?))
}

async fn with_words(conn: &mut Conn, ctx: &Ctx, messages: Vec<Message>) -> Result<Vec<Said>> {
    let ids: Vec<String> = messages.iter().map(|m| m.lead_id.to_string()).collect();
    let found = leads::by_ids(conn, &ctx.scope()?, &ids).await?;
    let found: HashMap<String, Lead> = found.into_iter().map(|l| (l.id.to_string(), l)).collect();
    let mut said = Vec::new();
    for message in messages {
        let words = match (message.kind, message.about.as_deref()) {
            (Kind::Mention, Some(id)) => conn.get::<Activity>(&[id.into()]).await?.map(|a| a.summary),
            (_, Some(id)) => conn.get::<Handover>(&[id.into()]).await?.map(|h| h.reason),
            _ => None,
        };
        let lead = found.get(message.lead_id.as_str()).cloned();
        said.push(Said { message, lead, words: words.unwrap_or_default() });
    }
    Ok(said)
}

/// Marks the actor's own messages as read; how many. Those who see no leads have none.
pub async fn mark(ctx: &Ctx, db: &Db, which: Which<'_>) -> Result<u64> {
    let (Some(user), Ok(_)) = (me(ctx), ctx.scope::<Lead>()) else { return Ok(0) };
    let mut tx = db.write(&ctx.zone).await?;
    let n = books::mark(&mut tx, &user, which, ctx.now_us()).await?;
    tx.commit_quiet().await?;
    Ok(n)
}

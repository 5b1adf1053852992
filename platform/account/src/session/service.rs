//! Opening, recognising, renewing and ending sessions.
use super::{Origin, Session, Stage, rules, store};
use crate::{Accounts, secret, user};
use ::store::Tx;
use axum::http::{HeaderMap, HeaderValue};
use kernel::ctx::Via;
use kernel::id::{UserId, new_uuid};
use kernel::{Action, Actor, Ctx, Error, Event, Locale, Relation, Resource, Result};
use std::time::Duration;

/// A request with this cookie comes from this user.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub actor: Actor,
    /// Against forged forms; belongs into [`ui::Visit::csrf`].
    pub csrf: String,
    pub session_id: String,
    /// The language that the user prefers, if any; a language cookie goes before it.
    pub locale: Option<Locale>,
}

/// Writing down that a session was seen must not hold up a page while a long write is going on.
const TOUCH_PATIENCE: Duration = Duration::from_secs(1);

/// Who is signed in with this cookie value: full sessions of open accounts only. `base` is the context of nobody.
pub async fn resolve(accounts: &Accounts, base: &Ctx, cookie: &str) -> Result<Option<SignedIn>> {
    if cookie.len() != 64 {
        return Ok(None);
    }
    let (hash, now_us) = (secret::sha256(cookie), base.now_us());
    if let Some(known) = accounts.cache.get(&base.zone, &hash, now_us) {
        return Ok(Some(known));
    }
    let ticket = accounts.cache.ticket();
    let mut conn = accounts.db.read(&base.zone).await?;
    let Some(session) = store::by_hash(&mut conn, &hash).await? else { return Ok(None) };
    if session.stage != Stage::Full || !rules::is_alive(&session, now_us) {
        return Ok(None);
    }
    let user = user::store::find(&mut conn, &session.user_id).await?;
    drop(conn);
    let Some(user) = user else { return Ok(None) };
    let Some(actor) = user::service::actor(&user, Via::Session) else { return Ok(None) };
    let locale = user.profile.and_then(|p| p.locale);
    if rules::is_touch_due(&session, now_us) {
        touch(accounts, base, &hash).await;
    }
    let signed_in = SignedIn { actor, csrf: session.csrf, session_id: session.id, locale };
    accounts.cache.put(&base.zone, &hash, &signed_in, now_us, ticket);
    Ok(Some(signed_in))
}

async fn touch(accounts: &Accounts, base: &Ctx, hash: &str) {
    let write = async {
        let mut tx = accounts.db.write(&base.zone).await?;
        store::touch(&mut tx, hash, base.now_us()).await?;
        tx.commit_quiet().await
    };
    match tokio::time::timeout(TOUCH_PATIENCE, write).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a session was not marked as seen"),
        Err(_) => tracing::debug!("the books were busy; a session is marked as seen with the next request"),
    }
}

/// The half-open session of a sign-in that waits for this step.
pub(crate) async fn half_open(
    accounts: &Accounts,
    ctx: &Ctx,
    cookie: Option<&str>,
    stage: Stage,
) -> Result<Option<Session>> {
    let Some(cookie) = cookie.filter(|c| c.len() == 64) else { return Ok(None) };
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let session = store::by_hash(&mut conn, &secret::sha256(cookie)).await?;
    Ok(session.filter(|s| s.stage == stage && rules::is_alive(s, ctx.now_us())))
}

/// A fresh session with a fresh token, which only the answer holds.
pub(crate) async fn open(ctx: &Ctx, tx: &mut Tx, user: &UserId, stage: Stage, origin: &Origin) -> Result<String> {
    let token = secret::token(&*ctx.rng);
    let short = |text: &str, most: usize| text.chars().filter(|c| !c.is_control()).take(most).collect();
    store::sweep(tx, ctx.now_us()).await?;
    tx.put(&Session {
        token_hash: secret::sha256(&token),
        id: new_uuid(ctx),
        user_id: user.clone(),
        stage,
        csrf: secret::token(&*ctx.rng),
        created_us: ctx.now_us(),
        seen_us: ctx.now_us(),
        address: short(&origin.address, 64),
        browser: short(&origin.browser, 200),
    })
    .await?;
    Ok(token)
}

/// A fresh session for the signed-in user after something weighty has changed and ended the old ones.
pub async fn renew(ctx: &Ctx, accounts: &Accounts, origin: &Origin) -> Result<String> {
    let id = ctx.signed_in_user()?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let token = open(ctx, &mut tx, &id, Stage::Full, origin).await?;
    tx.commit_quiet().await?;
    Ok(token)
}

/// The user's own sessions, the one used last first.
pub async fn own(ctx: &Ctx, accounts: &Accounts) -> Result<Vec<Session>> {
    let id = ctx.signed_in_user()?;
    kernel::access::check(&ctx.actor, Resource::Self_, Action::View, &Relation::user(&id))?;
    alive(ctx, accounts, &id).await
}

/// The sessions of a user, for the administrator.
pub async fn of_user(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<Vec<Session>> {
    ctx.scope::<user::Grant>()?.require(&Relation::user(id))?;
    alive(ctx, accounts, id).await
}

async fn alive(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<Vec<Session>> {
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let mut all = store::of_user(&mut conn, id).await?;
    all.retain(|s| s.stage == Stage::Full && rules::is_alive(s, ctx.now_us()));
    Ok(all)
}

/// Ends one of the user's own sessions.
pub async fn revoke(ctx: &Ctx, accounts: &Accounts, session: &str) -> Result<()> {
    let id = user::service::own_account(ctx)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    if !store::end_one(&mut tx, &id, session).await? {
        return Err(Error::NotFound);
    }
    tx.commit(event("session.revoked", ctx, &id).with("count", 1)).await?;
    accounts.cache.forget_user(&ctx.zone, &id);
    Ok(())
}

/// Ends all of the user's own sessions but this one; how many there were.
pub async fn revoke_others(ctx: &Ctx, accounts: &Accounts, keep: &str) -> Result<u64> {
    let id = user::service::own_account(ctx)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let ended = store::end_others(&mut tx, &id, keep).await?;
    if ended == 0 {
        return Ok(0);
    }
    tx.commit(event("session.revoked", ctx, &id).with("count", ended)).await?;
    accounts.cache.forget_user(&ctx.zone, &id);
    Ok(ended)
}

/// Ends the session of this cookie, as sign-out does; one that is over already is no fault.
pub async fn sign_out(ctx: &Ctx, accounts: &Accounts, cookie: &str) -> Result<()> {
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let Some(session) = store::by_hash(&mut tx, &secret::sha256(cookie)).await? else { return Ok(()) };
    store::end_one(&mut tx, &session.user_id, &session.id).await?;
    tx.commit(event("user.signed_out", ctx, &session.user_id)).await?;
    accounts.cache.forget_user(&ctx.zone, &session.user_id);
    Ok(())
}

fn event(kind: &'static str, ctx: &Ctx, id: &UserId) -> Event {
    Event::new(kind, ctx).object("user", id)
}

impl Accounts {
    /// The name of the session cookie.
    pub fn cookie_name(&self) -> &'static str {
        if self.config.secure_cookies { "__Host-wutong" } else { "wutong-session" }
    }

    /// The session cookie's value in a request.
    pub fn cookie_of<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        ui::cookie::get(headers, self.cookie_name())
    }

    /// The `Set-Cookie` of a session; it is gone when the browser closes.
    pub(crate) fn cookie(&self, token: &str) -> Result<HeaderValue> {
        let cookie = ui::cookie::set(self.cookie_name(), token, None, self.config.secure_cookies);
        cookie.ok_or_else(|| Error::internal("the session cookie holds something improper"))
    }

    pub(crate) fn cookie_gone(&self) -> Result<HeaderValue> {
        let cookie = ui::cookie::set(self.cookie_name(), "", Some(0), self.config.secure_cookies);
        cookie.ok_or_else(|| Error::internal("the session cookie holds something improper"))
    }
}

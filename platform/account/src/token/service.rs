//! Making, recognising and ending access tokens.
use super::{Scope, TABLE, Token, rules, store};
use crate::user::{self, Grant};
use crate::{Accounts, secret};
use ::store::Db;
use kernel::ctx::Via;
use kernel::id::{UserId, new_uuid};
use kernel::{Action, Actor, Ctx, Error, Event, Relation, Resource, Result};
use std::time::Duration;

const DAY_US: i64 = 24 * 3600 * 1_000_000;
/// Being used is written down at most this often.
const TOUCH_US: i64 = 60_000_000;
const TOUCH_PATIENCE: Duration = Duration::from_secs(1);

/// A token as shown once.
#[derive(Clone, Debug)]
pub struct Created {
    pub id: String,
    /// `wt_` and 64 hexadecimal digits.
    pub token: String,
    pub expires_us: i64,
}

/// Makes a token for a user: the user in person, or the system (`wutong token create`).
pub async fn create(ctx: &Ctx, db: &Db, user: &UserId, scopes: &[Scope], name: &str, days: i64) -> Result<Created> {
    if ctx.actor.user_id.as_ref() == Some(user) {
        user::service::own_account(ctx)?;
    } else if ctx.actor.via != Via::System {
        return Err(Error::NotFound);
    }
    rules::check(name, scopes, days)?;
    let mut tx = db.write(&ctx.zone).await?;
    let owner = user::store::find(&mut tx, user).await?.filter(|u| u.profile.is_some()).ok_or(Error::NotFound)?;
    if store::count(&mut tx, user).await? >= rules::MOST_TOKENS {
        return Err(Error::limit("token-many", rules::MOST_TOKENS));
    }
    let token = format!("{}{}", rules::PREFIX, secret::token(&*ctx.rng));
    let kept = Token {
        id: new_uuid(ctx),
        user_id: owner.grant.id,
        name: name.trim().to_owned(),
        scopes: scopes.to_vec(),
        token_hash: secret::sha256(&token),
        created_us: ctx.now_us(),
        expires_us: ctx.now_us() + days * DAY_US,
        used_us: None,
    };
    tx.put(&kept).await?;
    let codes: Vec<&str> = scopes.iter().map(|s| s.code()).collect();
    tx.commit(event("token.created", ctx, &kept).with("scopes", codes)).await?;
    Ok(Created { id: kept.id, token, expires_us: kept.expires_us })
}

/// Who shows this token; none when it is unknown, ended or its user's account is closed. `base` is the context of nobody.
pub async fn resolve(base: &Ctx, db: &Db, bearer: &str) -> Result<Option<Actor>> {
    if !bearer.starts_with(rules::PREFIX) || bearer.len() != rules::PREFIX.len() + 64 {
        return Ok(None);
    }
    let now_us = base.now_us();
    let mut conn = db.read(&base.zone).await?;
    let Some(token) = store::by_hash(&mut conn, &secret::sha256(bearer)).await? else { return Ok(None) };
    if token.expires_us <= now_us {
        return Ok(None);
    }
    let Some(user) = user::store::find(&mut conn, &token.user_id).await? else { return Ok(None) };
    drop(conn);
    let scopes = token.scopes.iter().map(|s| s.code().to_owned()).collect();
    let actor = user::service::actor(&user, Via::Token { scopes });
    if actor.is_some() && token.used_us.is_none_or(|used_us| now_us - used_us >= TOUCH_US) {
        touch(base, db, &token.id).await;
    }
    Ok(actor)
}

async fn touch(base: &Ctx, db: &Db, id: &str) {
    let write = async {
        let mut tx = db.write(&base.zone).await?;
        store::touch(&mut tx, id, base.now_us()).await?;
        tx.commit_quiet().await
    };
    if let Ok(Err(error)) = tokio::time::timeout(TOUCH_PATIENCE, write).await {
        tracing::warn!(%error, "a token was not marked as used");
    }
}

/// The user's own tokens, newest first.
pub async fn own(ctx: &Ctx, accounts: &Accounts) -> Result<Vec<Token>> {
    let id = ctx.signed_in_user()?;
    kernel::access::check(&ctx.actor, Resource::Self_, Action::View, &Relation::user(&id))?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    store::of_user(&mut conn, &id).await
}

/// The tokens of a user, for the administrator.
pub async fn of_user(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<Vec<Token>> {
    ctx.scope::<Grant>()?.require(&Relation::user(id))?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    store::of_user(&mut conn, id).await
}

/// Ends one of the user's own tokens.
pub async fn revoke(ctx: &Ctx, accounts: &Accounts, token: &str) -> Result<()> {
    let id = user::service::own_account(ctx)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let kept = tx.get::<Token>(&[token.into()]).await?.filter(|t| t.user_id == id).ok_or(Error::NotFound)?;
    tx.remove(&TABLE, &[token.into()]).await?;
    tx.commit(event("token.revoked", ctx, &kept)).await
}

fn event(kind: &'static str, ctx: &Ctx, token: &Token) -> Event {
    Event::new(kind, ctx).object("user", &token.user_id).related("token", &token.id, "token")
}

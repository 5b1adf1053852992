//! Setting up, using and removing a second factor.
use super::{Enrolment, Factor, RECOVERY_TABLE, RecoveryCode, State, rules, store};
use crate::{Accounts, secret, user};
use ::store::Tx;
use kernel::id::UserId;
use kernel::{Action, Ctx, Error, Event, Relation, Resource, Result};

pub const RECOVERY_CODES: usize = 10;
const RECOVERY_GROUPS: usize = 4;

/// Which kind of code opened the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Used {
    App,
    Recovery,
}

/// The state of the user's own second factor.
pub async fn state(ctx: &Ctx, accounts: &Accounts) -> Result<State> {
    let id = ctx.signed_in_user()?;
    kernel::access::check(&ctx.actor, Resource::Self_, Action::View, &Relation::user(&id))?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let since_us = store::confirmed(&mut conn, &id).await?.and_then(|f| f.confirmed_us);
    Ok(State { since_us, recovery_codes_left: store::recovery_codes_left(&mut conn, &id).await? })
}

/// A fresh secret for the authenticator app; it counts for nothing until [`confirm`].
pub async fn begin(ctx: &Ctx, accounts: &Accounts) -> Result<Enrolment> {
    let id = user::service::own_account(ctx)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    if store::confirmed(&mut tx, &id).await?.is_some() {
        return Err(Error::conflict("second-factor-exists"));
    }
    let mut bytes = [0u8; 20];
    ctx.rng.fill(&mut bytes);
    let secret = rules::secret(bytes);
    tx.put(&Factor { user_id: id, secret: secret.clone(), confirmed_us: None, last_step: 0 }).await?;
    tx.commit_quiet().await?;
    shown(ctx, accounts, &secret)
}

/// The enrolment that was begun, to be shown again after a wrong code.
pub async fn begun(ctx: &Ctx, accounts: &Accounts) -> Result<Option<Enrolment>> {
    let id = user::service::own_account(ctx)?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    match store::find(&mut conn, &id).await?.filter(|f| f.confirmed_us.is_none()) {
        Some(factor) => shown(ctx, accounts, &factor.secret).map(Some),
        None => Ok(None),
    }
}

fn shown(ctx: &Ctx, accounts: &Accounts, secret: &str) -> Result<Enrolment> {
    let address = rules::address(&accounts.config.issuer, &ctx.actor.user, secret);
    Ok(Enrolment { secret: rules::grouped(secret), qr_svg: rules::qr_svg(&address)? })
}

/// Confirms with a first code and gives the recovery codes, which only the answer holds.
pub async fn confirm(ctx: &Ctx, accounts: &Accounts, code: &str) -> Result<Vec<String>> {
    let id = user::service::own_account(ctx)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let factor = store::find(&mut tx, &id).await?.filter(|f| f.confirmed_us.is_none());
    let factor = factor.ok_or_else(|| Error::conflict("second-factor-not-begun"))?;
    let step = rules::step_of(&factor.secret, code, ctx.now_us(), factor.last_step)?;
    let step = step.ok_or_else(|| Error::invalid("code", "second-factor-wrong"))?;
    tx.put(&Factor { confirmed_us: Some(ctx.now_us()), last_step: step, ..factor }).await?;
    let codes = renew_recovery_codes(ctx, &mut tx, &id).await?;
    // What was signed in with the password alone is out; the page goes on with a fresh session.
    crate::session::store::end_all(&mut tx, &id).await?;
    tx.commit(event("second_factor.enabled", ctx, &id)).await?;
    accounts.cache.forget_user(&ctx.zone, &id);
    Ok(codes)
}

/// Ten new recovery codes; the old ones open nothing any more.
pub async fn new_recovery_codes(ctx: &Ctx, accounts: &Accounts, password: &str) -> Result<Vec<String>> {
    let id = user::service::own_account(ctx)?;
    user::service::verify_own_password(ctx, accounts, password).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    if store::confirmed(&mut tx, &id).await?.is_none() {
        return Err(Error::conflict("second-factor-not-begun"));
    }
    let codes = renew_recovery_codes(ctx, &mut tx, &id).await?;
    tx.commit(event("second_factor.recovery_codes_renewed", ctx, &id)).await?;
    Ok(codes)
}

/// Back to the password alone, which must be typed once more.
pub async fn disable(ctx: &Ctx, accounts: &Accounts, password: &str) -> Result<()> {
    let id = user::service::own_account(ctx)?;
    user::service::verify_own_password(ctx, accounts, password).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    if store::confirmed(&mut tx, &id).await?.is_none() {
        return Err(Error::conflict("second-factor-not-begun"));
    }
    store::remove(&mut tx, &id).await?;
    tx.commit(event("second_factor.disabled", ctx, &id)).await
}

/// Uses up a code of the app or a recovery code; none when it is wrong or was used before.
pub(crate) async fn take_code(ctx: &Ctx, tx: &mut Tx, id: &UserId, code: &str) -> Result<Option<Used>> {
    let Some(factor) = store::confirmed(tx, id).await? else { return Ok(None) };
    if let Some(step) = rules::step_of(&factor.secret, code, ctx.now_us(), factor.last_step)? {
        tx.put(&Factor { last_step: step, ..factor }).await?;
        return Ok(Some(Used::App));
    }
    let key = [id.as_str().into(), secret::sha256(&rules::recovery_key(code)).into()];
    Ok(tx.remove(&RECOVERY_TABLE, &key).await?.then_some(Used::Recovery))
}

async fn renew_recovery_codes(ctx: &Ctx, tx: &mut Tx, id: &UserId) -> Result<Vec<String>> {
    store::remove_recovery_codes(tx, id).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secret::readable(&*ctx.rng, RECOVERY_GROUPS)).collect();
    for code in &codes {
        let code_hash = secret::sha256(&rules::recovery_key(code));
        tx.put(&RecoveryCode { user_id: id.clone(), code_hash }).await?;
    }
    Ok(codes)
}

fn event(kind: &'static str, ctx: &Ctx, id: &UserId) -> Event {
    Event::new(kind, ctx).object("user", id)
}

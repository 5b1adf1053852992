//! The steps of a sign-in. Each gives a fresh session token; the last one opens the session.
use super::{Step, throttle};
use crate::session::rules::{Asks, after};
use crate::session::{Origin, Session, Stage, service as sessions, store as session_store};
use crate::user::{self, Password, User};
use crate::{Accounts, SECOND_FACTOR_ROLES, second_factor};
use ::store::{Conn, Tx};
use kernel::ctx::Via;
use kernel::{Ctx, Error, Event, Result};

/// Longer ones are nobody's, and hashing them would cost time.
const LONGEST_INPUT: usize = 256;

/// The first step. A wrong password, an unknown name and a disabled account get the same answer after the same work.
pub async fn with_password(
    ctx: &Ctx,
    accounts: &Accounts,
    login: &str,
    password: &str,
    origin: &Origin,
) -> Result<Step> {
    let wrong = || Error::invalid("password", "sign-in-wrong");
    if login.trim().is_empty() || password.is_empty() {
        return Err(Error::invalid("login", "sign-in-empty"));
    }
    if login.len() > LONGEST_INPUT || password.len() > 4 * LONGEST_INPUT {
        return Err(wrong());
    }
    let login_key = user::rules::login_key(login);
    let attempt = throttle::enter(ctx, accounts, &login_key, &origin.address).await?;
    let known = known(ctx, accounts, &login_key).await?;
    let hash = known.as_ref().map(|(_, p)| p.hash.as_str());
    let fits = accounts.hasher.verify(hash, password).await?;
    let Some((user, checked)) = known else {
        attempt.failed(ctx, accounts, None).await?;
        return Err(wrong());
    };
    if !fits || user.grant.disabled {
        attempt.failed(ctx, accounts, Some(&user.grant.id)).await?;
        return Err(wrong());
    }
    let mut tx = accounts.db.write(&ctx.zone).await?;
    // What was checked outside the transaction must still be so: the password may have been reset meanwhile.
    let (user, now) = reload(&mut tx, &user).await?.ok_or_else(wrong)?;
    if now.hash != checked.hash {
        return Err(wrong());
    }
    let stage = after(None, asks(accounts, &mut tx, &user, &now).await?);
    attempt.passed(&mut tx, stage != Stage::Code).await?;
    finish(ctx, accounts, tx, &user, now, stage, origin).await
}

async fn known(ctx: &Ctx, accounts: &Accounts, login_key: &str) -> Result<Option<(User, Password)>> {
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let Some(profile) = user::store::by_login(&mut conn, login_key).await? else { return Ok(None) };
    let user = user::store::find(&mut conn, &profile.user_id).await?;
    let password = user::store::password(&mut conn, &profile.user_id).await?;
    Ok(user.zip(password))
}

async fn reload(tx: &mut Tx, user: &User) -> Result<Option<(User, Password)>> {
    let now = user::store::find(tx, &user.grant.id).await?;
    let password = user::store::password(tx, &user.grant.id).await?;
    Ok(now.filter(|u| !u.grant.disabled && u.profile.is_some()).zip(password))
}

async fn asks(accounts: &Accounts, conn: &mut Conn, user: &User, password: &Password) -> Result<Asks> {
    let must = accounts.config.require_second_factor;
    Ok(Asks {
        has_factor: second_factor::store::confirmed(conn, &user.grant.id).await?.is_some(),
        must_have_factor: must && user.grant.roles.iter().any(|r| SECOND_FACTOR_ROLES.contains(r)),
        must_change_password: password.must_change,
    })
}

/// The second step: a code of the second factor, or a recovery code, which is used up by it.
pub async fn with_code(
    ctx: &Ctx,
    accounts: &Accounts,
    cookie: Option<&str>,
    code: &str,
    origin: &Origin,
) -> Result<Step> {
    let (session, user) = waiting(ctx, accounts, cookie, Stage::Code).await?;
    let login_key = user.profile.as_ref().map(|p| p.login_key.clone()).unwrap_or_default();
    let attempt = throttle::enter(ctx, accounts, &login_key, &origin.address).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, password) = reload(&mut tx, &user).await?.ok_or(Error::Forbidden)?;
    let used = second_factor::service::take_code(ctx, &mut tx, &user.grant.id, code).await?;
    if used.is_none() || !session_store::end_one(&mut tx, &user.grant.id, &session.id).await? {
        drop(tx);
        attempt.failed(ctx, accounts, Some(&user.grant.id)).await?;
        return Err(Error::invalid("code", "second-factor-wrong"));
    }
    let stage = after(Some(Stage::Code), asks(accounts, &mut tx, &user, &password).await?);
    attempt.passed(&mut tx, true).await?;
    finish(ctx, accounts, tx, &user, password, stage, origin).await
}

/// The step after a password that an administrator gave: the user chooses an own one.
pub async fn with_new_password(
    ctx: &Ctx,
    accounts: &Accounts,
    cookie: Option<&str>,
    new: &str,
    origin: &Origin,
) -> Result<Step> {
    let (_, user) = waiting(ctx, accounts, cookie, Stage::Password).await?;
    let ctx = as_user(ctx, &user)?;
    user::service::set_own_password(&ctx, accounts, &user.grant.id, None, new).await?;
    next(&ctx, accounts, &user, Stage::Password, origin).await
}

/// Begins to set up the second factor that the role must have.
pub async fn begin_enrolment(ctx: &Ctx, accounts: &Accounts, cookie: Option<&str>) -> Result<second_factor::Enrolment> {
    let (_, user) = waiting(ctx, accounts, cookie, Stage::Enrol).await?;
    second_factor::service::begin(&as_user(ctx, &user)?, accounts).await
}

/// The same enrolment once more, after a wrong code.
pub async fn enrolment_begun(ctx: &Ctx, accounts: &Accounts, cookie: Option<&str>) -> Result<second_factor::Enrolment> {
    let (_, user) = waiting(ctx, accounts, cookie, Stage::Enrol).await?;
    let begun = second_factor::service::begun(&as_user(ctx, &user)?, accounts).await?;
    begun.ok_or_else(|| Error::conflict("second-factor-not-begun"))
}

/// The step that sets up the second factor that the role must have; the recovery codes are shown once.
pub async fn with_enrolment(
    ctx: &Ctx,
    accounts: &Accounts,
    cookie: Option<&str>,
    code: &str,
    origin: &Origin,
) -> Result<(Step, Vec<String>)> {
    let (_, user) = waiting(ctx, accounts, cookie, Stage::Enrol).await?;
    let ctx = as_user(ctx, &user)?;
    let codes = second_factor::service::confirm(&ctx, accounts, code).await?;
    Ok((next(&ctx, accounts, &user, Stage::Enrol, origin).await?, codes))
}

/// Whether a sign-in waits for this step.
pub async fn waits_for(ctx: &Ctx, accounts: &Accounts, cookie: Option<&str>, stage: Stage) -> Result<bool> {
    Ok(sessions::half_open(accounts, ctx, cookie, stage).await?.is_some())
}

async fn waiting(ctx: &Ctx, accounts: &Accounts, cookie: Option<&str>, stage: Stage) -> Result<(Session, User)> {
    let session = sessions::half_open(accounts, ctx, cookie, stage).await?;
    let session = session.ok_or_else(|| Error::conflict("sign-in-again"))?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let user = user::store::find(&mut conn, &session.user_id).await?;
    let user = user.filter(|u| !u.grant.disabled && u.profile.is_some());
    Ok((session, user.ok_or_else(|| Error::conflict("sign-in-again"))?))
}

fn as_user(ctx: &Ctx, user: &User) -> Result<Ctx> {
    let actor = user::service::actor(user, Via::Session).ok_or(Error::Forbidden)?;
    Ok(ctx.acting(actor))
}

async fn next(ctx: &Ctx, accounts: &Accounts, user: &User, step: Stage, origin: &Origin) -> Result<Step> {
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, password) = reload(&mut tx, user).await?.ok_or(Error::Forbidden)?;
    session_store::end_all(&mut tx, &user.grant.id).await?;
    let stage = after(Some(step), asks(accounts, &mut tx, &user, &password).await?);
    finish(ctx, accounts, tx, &user, password, stage, origin).await
}

/// Opens the session of the next stage; a full one is a sign-in, which the journal keeps.
async fn finish(
    ctx: &Ctx,
    accounts: &Accounts,
    mut tx: Tx,
    user: &User,
    password: Password,
    stage: Stage,
    origin: &Origin,
) -> Result<Step> {
    let ctx = as_user(ctx, user)?;
    let token = sessions::open(&ctx, &mut tx, &user.grant.id, stage, origin).await?;
    if stage == Stage::Full {
        tx.put(&Password { signed_in_us: Some(ctx.now_us()), ..password }).await?;
        tx.commit(Event::new("user.signed_in", &ctx).object("user", &user.grant.id)).await?;
    } else {
        tx.commit_quiet().await?;
    }
    accounts.cache.forget_user(&ctx.zone, &user.grant.id);
    Ok(Step { token, stage })
}

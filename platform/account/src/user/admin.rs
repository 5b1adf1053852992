//! 用户管理: what an administrator does with accounts. Every command is one transaction with its event.
use super::{Credential, Draft, Grant, Page, Password, Profile, Query, User, rules, store, view};
use crate::sign_in::throttle;
use crate::{Accounts, secret, session, token};
use ::store::Tx;
use kernel::id::{EnterpriseId, UserId};
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result};

/// Four groups of four: almost 80 bits, readable over the telephone.
const ONE_TIME_GROUPS: usize = 4;

pub async fn list(ctx: &Ctx, accounts: &Accounts, query: &Query) -> Result<Page> {
    let scope = ctx.scope()?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    store::page(&mut conn, &scope, query, ctx.now_us()).await
}

pub async fn get(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<User> {
    let scope = ctx.scope()?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    store::get(&mut conn, &scope, id).await
}

/// Opens an account with a one-time password, which only the answer holds.
pub async fn create(ctx: &Ctx, accounts: &Accounts, draft: &Draft) -> Result<Credential> {
    let permit = permit(ctx, Action::Create)?;
    rules::check(draft)?;
    let companies = companies(ctx, accounts, &draft.companies).await?;
    let password = secret::readable(&*ctx.rng, ONE_TIME_GROUPS);
    let hash = accounts.hasher.hash(&*ctx.rng, &password).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    check_departments(&mut tx, draft).await?;
    check_login(&mut tx, &draft.login, None).await?;
    let user = new_user(ctx, draft, companies);
    let id = user.grant.id.clone();
    store::save(&mut tx, &permit, &user).await?;
    tx.put(&one_time(ctx, &id, hash, None)).await?;
    tx.commit(event("user.created", ctx, &user.grant)).await?;
    Ok(Credential { user_id: id, login: draft.login.trim().to_owned(), password })
}

/// Changes names, roles and memberships; `version` is the one that the form was filled from.
pub async fn edit(ctx: &Ctx, accounts: &Accounts, id: &UserId, version: i64, draft: &Draft) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    rules::check(draft)?;
    let companies = companies(ctx, accounts, &draft.companies).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let before = store::get(&mut tx, &ctx.scope()?, id).await?;
    let profile = before.profile.clone().ok_or_else(|| Error::conflict("user-erased"))?;
    check_departments(&mut tx, draft).await?;
    if before.grant.version != version {
        return Err(view::stale(&mut tx, &before, draft, &companies).await?);
    }
    check_login(&mut tx, &draft.login, Some(id)).await?;
    let after = User {
        grant: Grant {
            roles: draft.roles.clone(),
            departments: draft.departments.clone(),
            companies,
            version: version + 1,
            ..before.grant.clone()
        },
        profile: Some(Profile { phone: profile.phone.clone(), ..profile_of(id, draft) }),
    };
    keeps_an_administrator(&mut tx, &before.grant, Some(&after.grant)).await?;
    store::save(&mut tx, &permit, &after).await?;
    if rules::login_key(&profile.login) != rules::login_key(&draft.login) {
        throttle::forget(&mut tx, &profile.login_key).await?;
    }
    let same = |g: &Grant| Grant { version: 0, ..g.clone() };
    let kind = if same(&before.grant) == same(&after.grant) { "user.profile_changed" } else { "user.roles_changed" };
    tx.commit(event(kind, ctx, &after.grant)).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(())
}

/// Closes an account: its sessions end now, its tokens open nothing.
pub async fn disable(ctx: &Ctx, accounts: &Accounts, id: &UserId, version: i64) -> Result<()> {
    if ctx.actor.user_id.as_ref() == Some(id) {
        return Err(Error::conflict("user-not-yourself"));
    }
    set_disabled(ctx, accounts, id, version, true).await
}

pub async fn enable(ctx: &Ctx, accounts: &Accounts, id: &UserId, version: i64) -> Result<()> {
    set_disabled(ctx, accounts, id, version, false).await
}

async fn set_disabled(ctx: &Ctx, accounts: &Accounts, id: &UserId, version: i64, disabled: bool) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let before = store::get(&mut tx, &ctx.scope()?, id).await?;
    if before.profile.is_none() {
        return Err(Error::conflict("user-erased"));
    }
    if before.grant.version != version {
        return Err(Error::conflict("user-stale"));
    }
    let grant = Grant { disabled, version: version + 1, ..before.grant.clone() };
    keeps_an_administrator(&mut tx, &before.grant, Some(&grant)).await?;
    let kind = if disabled { "user.disabled" } else { "user.enabled" };
    let event = event(kind, ctx, &grant);
    store::save(&mut tx, &permit, &User { grant, profile: before.profile }).await?;
    session::store::end_all(&mut tx, id).await?;
    tx.commit(event).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(())
}

/// Gives a one-time password, which only the answer holds; sessions end, a lock-out ends, the next sign-in asks for a
/// new password.
pub async fn reset_password(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<Credential> {
    permit(ctx, Action::Edit)?;
    let password = secret::readable(&*ctx.rng, ONE_TIME_GROUPS);
    let hash = accounts.hasher.hash(&*ctx.rng, &password).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, profile) = present(ctx, &mut tx, id).await?;
    let signed_in_us = store::password(&mut tx, id).await?.and_then(|p| p.signed_in_us);
    tx.put(&one_time(ctx, id, hash, signed_in_us)).await?;
    session::store::end_all(&mut tx, id).await?;
    throttle::forget(&mut tx, &profile.login_key).await?;
    tx.commit(event("user.password_reset", ctx, &user.grant)).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(Credential { user_id: id.clone(), login: profile.login, password })
}

/// Ends a lock-out before its time.
pub async fn unlock(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<()> {
    permit(ctx, Action::Edit)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, profile) = present(ctx, &mut tx, id).await?;
    throttle::forget(&mut tx, &profile.login_key).await?;
    tx.commit(event("user.unlocked", ctx, &user.grant)).await
}

/// Ends all sessions of a user; how many there were.
pub async fn revoke_sessions(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<u64> {
    permit(ctx, Action::Edit)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, _) = present(ctx, &mut tx, id).await?;
    let ended = session::store::end_all(&mut tx, id).await?;
    tx.commit(event("session.revoked", ctx, &user.grant).with("count", ended)).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(ended)
}

/// Ends all access tokens of a user; how many there were.
pub async fn revoke_tokens(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<u64> {
    permit(ctx, Action::Edit)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, _) = present(ctx, &mut tx, id).await?;
    let ended = token::store::end_all(&mut tx, id).await?;
    tx.commit(event("token.revoked", ctx, &user.grant).with("count", ended)).await?;
    Ok(ended)
}

/// Takes the second factor away from somebody who lost telephone and recovery codes.
pub async fn reset_second_factor(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<()> {
    permit(ctx, Action::Edit)?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, _) = present(ctx, &mut tx, id).await?;
    crate::second_factor::store::remove(&mut tx, id).await?;
    session::store::end_all(&mut tx, id).await?;
    tx.commit(event("second_factor.disabled", ctx, &user.grant)).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(())
}

/// 擦除个人信息: name and sign-in name, password, sessions, second factor and tokens go for good; the id stays, closed
/// and without roles, so that the journal still says that one and the same person did this and that.
pub async fn erase(ctx: &Ctx, accounts: &Accounts, id: &UserId) -> Result<()> {
    let permit = permit(ctx, Action::Edit)?;
    if ctx.actor.user_id.as_ref() == Some(id) {
        return Err(Error::conflict("user-not-yourself"));
    }
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let (user, profile) = present(ctx, &mut tx, id).await?;
    keeps_an_administrator(&mut tx, &user.grant, None).await?;
    throttle::forget(&mut tx, &profile.login_key).await?;
    store::erase(&mut tx, &permit, id).await?;
    let grant = Grant {
        roles: Vec::new(),
        departments: Vec::new(),
        companies: Vec::new(),
        disabled: true,
        version: user.grant.version + 1,
        ..user.grant
    };
    let event = event("user.erased", ctx, &grant);
    store::save(&mut tx, &permit, &User { grant, profile: None }).await?;
    tx.commit(event).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    accounts.db.forget(store::PERSONAL).await
}

fn permit(ctx: &Ctx, action: Action) -> Result<Permit<Grant>> {
    let permit = ctx.permit(action, &Relation::zone())?;
    super::service::in_person(ctx)?;
    Ok(permit)
}

async fn present(ctx: &Ctx, tx: &mut Tx, id: &UserId) -> Result<(User, Profile)> {
    let user = store::get(tx, &ctx.scope()?, id).await?;
    let profile = user.profile.clone().ok_or_else(|| Error::conflict("user-erased"))?;
    Ok((user, profile))
}

fn one_time(ctx: &Ctx, id: &UserId, hash: String, signed_in_us: Option<i64>) -> Password {
    Password { user_id: id.clone(), hash, must_change: true, changed_us: ctx.now_us(), signed_in_us }
}

pub(super) fn new_user(ctx: &Ctx, draft: &Draft, companies: Vec<EnterpriseId>) -> User {
    let id = UserId::new(ctx);
    let profile = Some(profile_of(&id, draft));
    let grant = Grant {
        id,
        roles: draft.roles.clone(),
        departments: draft.departments.clone(),
        companies,
        disabled: false,
        version: 1,
    };
    User { grant, profile }
}

fn profile_of(id: &UserId, draft: &Draft) -> Profile {
    Profile {
        user_id: id.clone(),
        login: draft.login.trim().to_owned(),
        login_key: rules::login_key(&draft.login),
        display_name: draft.display_name.trim().to_owned(),
        locale: draft.locale,
        phone: String::new(),
    }
}

/// An event about an account; memberships are named, so that they show in the timelines of both sides.
pub(super) fn event(kind: &'static str, ctx: &Ctx, grant: &Grant) -> Event {
    let mut event = Event::new(kind, ctx).object("user", &grant.id);
    if matches!(kind, "user.created" | "user.roles_changed") {
        event = event.with("roles", grant.roles.iter().map(|r| r.code()).collect::<Vec<_>>());
        for department in &grant.departments {
            event = event.related("department", department, "member_of");
        }
        for company in &grant.companies {
            event = event.related("enterprise", company, "member_of");
        }
    }
    event
}

async fn keeps_an_administrator(tx: &mut Tx, before: &Grant, after: Option<&Grant>) -> Result<()> {
    let others = store::other_administrators(tx, &before.id).await?;
    rules::keeps_an_administrator(before, after, others)
}

async fn check_login(tx: &mut Tx, login: &str, own: Option<&UserId>) -> Result<()> {
    match store::by_login(tx, &rules::login_key(login)).await? {
        Some(found) if own != Some(&found.user_id) => Err(Error::invalid("login", "user-login-taken")),
        _ => Ok(()),
    }
}

async fn check_departments(tx: &mut Tx, draft: &Draft) -> Result<()> {
    for id in &draft.departments {
        if tx.get::<crate::department::Department>(&[id.as_str().into()]).await?.is_none() {
            return Err(Error::invalid("departments", "user-departments-unknown"));
        }
    }
    Ok(())
}

async fn companies(ctx: &Ctx, accounts: &Accounts, typed: &[String]) -> Result<Vec<EnterpriseId>> {
    let mut ids = Vec::with_capacity(typed.len());
    let mut errors = Vec::new();
    for text in typed {
        match accounts.companies.find(ctx, text).await? {
            Some(company) if ids.contains(&company.id) => {}
            Some(company) => ids.push(company.id),
            None => errors.push(FieldError::new("companies", "user-company-unknown").arg("text", text)),
        }
    }
    if errors.is_empty() { Ok(ids) } else { Err(Error::Invalid(errors)) }
}

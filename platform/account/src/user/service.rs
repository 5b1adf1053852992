//! What a user does with the own account, and how an installation gets its first accounts. The administrator's commands
//! are re-exported from beside it.
use super::{Draft, Grant, Password, Profile, ProfileDraft, User, rules, store};
use crate::Accounts;
use crate::password::rules as password_rules;
use crate::sign_in::throttle;
use ::store::{Conn, Db, Tx};
use kernel::ctx::Via;
use kernel::id::UserId;
use kernel::{Action, Actor, Ctx, Error, Event, Locale, Relation, Resource, Result, Role};
use std::collections::HashMap;

pub use super::admin::{
    create, disable, edit, enable, erase, get, list, reset_password, reset_second_factor, revoke_sessions,
    revoke_tokens, unlock,
};

/// The user's own account.
pub async fn own(ctx: &Ctx, accounts: &Accounts) -> Result<User> {
    let id = ctx.signed_in_user()?;
    kernel::access::check(&ctx.actor, Resource::Self_, Action::View, &Relation::user(&id))?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    store::find(&mut conn, &id).await?.ok_or(Error::NotFound)
}

/// The user changes the own display name, language and telephone.
pub async fn edit_profile(ctx: &Ctx, accounts: &Accounts, version: i64, draft: &ProfileDraft) -> Result<()> {
    let id = own_account(ctx)?;
    let errors: Vec<_> =
        rules::name_error(&draft.display_name).into_iter().chain(rules::phone_error(&draft.phone)).collect();
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let User { mut grant, profile } = store::find(&mut tx, &id).await?.ok_or(Error::NotFound)?;
    let mut profile = profile.ok_or(Error::NotFound)?;
    if grant.version != version {
        return Err(super::view::stale_profile(&profile, draft));
    }
    draft.display_name.trim().clone_into(&mut profile.display_name);
    draft.phone.trim().clone_into(&mut profile.phone);
    profile.locale = draft.locale;
    grant.version += 1;
    tx.put(&profile).await?;
    tx.put(&grant).await?;
    tx.commit(Event::new("user.profile_changed", ctx).object("user", &id)).await?;
    accounts.cache.forget_user(&ctx.zone, &id);
    Ok(())
}

/// The user chooses a new password. All sessions end; the page goes on with a fresh one from
/// [`crate::sessions::renew`]. Wrong current passwords count as failed sign-ins.
pub async fn change_password(ctx: &Ctx, accounts: &Accounts, current: &str, new: &str) -> Result<()> {
    let id = own_account(ctx)?;
    verify_own_password(ctx, accounts, current).await?;
    set_own_password(ctx, accounts, &id, Some(current), new).await
}

/// Whether this is the signed-in user's password; throttled like sign-in.
pub(crate) async fn verify_own_password(ctx: &Ctx, accounts: &Accounts, password: &str) -> Result<()> {
    let id = own_account(ctx)?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let profile = store::find(&mut conn, &id).await?.and_then(|u| u.profile).ok_or(Error::NotFound)?;
    let known = store::password(&mut conn, &id).await?;
    drop(conn);
    let attempt = throttle::enter_account(ctx, accounts, &profile.login_key).await?;
    if accounts.hasher.verify(known.as_ref().map(|k| k.hash.as_str()), password).await? {
        return throttle::forget_account(ctx, accounts, &profile.login_key).await;
    }
    attempt.failed(ctx, accounts, Some(&id)).await?;
    Err(Error::invalid("current", "password-wrong"))
}

/// Also the last step of a sign-in with a password that an administrator gave.
pub(crate) async fn set_own_password(
    ctx: &Ctx,
    accounts: &Accounts,
    id: &UserId,
    current: Option<&str>,
    new: &str,
) -> Result<()> {
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let profile = store::find(&mut conn, id).await?.and_then(|u| u.profile).ok_or(Error::NotFound)?;
    let known = store::password(&mut conn, id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    if let Some(error) = password_rules::check("new", new, &profile.login) {
        return Err(Error::Invalid(vec![error]));
    }
    if current == Some(new) || accounts.hasher.verify(Some(&known.hash), new).await? {
        return Err(Error::invalid("new", "password-same"));
    }
    let hash = accounts.hasher.hash(&*ctx.rng, new).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let before = store::password(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if before.hash != known.hash {
        return Err(Error::conflict("password-changed-meanwhile"));
    }
    tx.put(&Password { hash, must_change: false, changed_us: ctx.now_us(), ..before }).await?;
    crate::session::store::end_all(&mut tx, id).await?;
    tx.commit(Event::new("user.password_changed", ctx).object("user", id)).await?;
    accounts.cache.forget_user(&ctx.zone, id);
    Ok(())
}

/// The signed-in user, in person: an access token must not change who may sign in.
pub(crate) fn own_account(ctx: &Ctx) -> Result<UserId> {
    let id = ctx.signed_in_user()?;
    kernel::access::check(&ctx.actor, Resource::Self_, Action::Edit, &Relation::user(&id))?;
    in_person(ctx)?;
    Ok(id)
}

pub(crate) fn in_person(ctx: &Ctx) -> Result<()> {
    if matches!(ctx.actor.via, Via::Token { .. }) { Err(Error::Forbidden) } else { Ok(()) }
}

/// Display names by id, for timelines and lists; users who were erased are absent.
pub async fn names(conn: &mut Conn, ids: &[UserId]) -> Result<HashMap<UserId, String>> {
    store::names(conn, ids).await
}

/// The account of a sign-in name: for the command line, which acts as the system.
pub async fn by_login(ctx: &Ctx, accounts: &Accounts, login: &str) -> Result<User> {
    ctx.permit::<Grant>(Action::View, &Relation::zone())?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let profile = store::by_login(&mut conn, &rules::login_key(login)).await?.ok_or(Error::NotFound)?;
    store::find(&mut conn, &profile.user_id).await?.ok_or(Error::NotFound)
}

/// The first administrator of a zone; refused once there is one.
pub async fn create_first_administrator(
    ctx: &Ctx,
    accounts: &Accounts,
    login: &str,
    display_name: &str,
    password: &str,
) -> Result<UserId> {
    ctx.permit::<Grant>(Action::Create, &Relation::zone())?;
    let account = Account::of_role(Role::Administrator, login, display_name, password);
    account.check()?;
    let hash = accounts.hasher.hash(&*ctx.rng, password).await?;
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let nobody = UserId::new(ctx);
    if store::other_administrators(&mut tx, &nobody).await? > 0 {
        return Err(Error::conflict("user-first-administrator-exists"));
    }
    let event = account.add(ctx, &mut tx, hash).await?;
    let id = event.1;
    tx.commit(event.0).await?;
    Ok(id)
}

/// An account with a known password.
#[derive(Clone, Debug)]
pub struct Account {
    pub draft: Draft,
    pub companies: Vec<kernel::id::EnterpriseId>,
    pub password: String,
}

impl Account {
    pub fn of_role(role: Role, login: &str, display_name: &str, password: &str) -> Self {
        let draft = Draft {
            login: login.to_owned(),
            display_name: display_name.to_owned(),
            roles: vec![role],
            ..Draft::default()
        };
        Self { draft, companies: Vec::new(), password: password.to_owned() }
    }

    fn check(&self) -> Result<()> {
        let mut draft = self.draft.clone();
        draft.companies = self.companies.iter().map(ToString::to_string).collect();
        rules::check(&draft)?;
        match password_rules::check("password", &self.password, &draft.login) {
            Some(error) => Err(Error::Invalid(vec![error])),
            None => Ok(()),
        }
    }

    async fn add(&self, ctx: &Ctx, tx: &mut Tx, hash: String) -> Result<(Event, UserId)> {
        let user = super::admin::new_user(ctx, &self.draft, self.companies.clone());
        let id = user.grant.id.clone();
        store::save(tx, &ctx.permit(Action::Create, &Relation::zone())?, &user).await?;
        let password =
            Password { user_id: id.clone(), hash, must_change: false, changed_us: ctx.now_us(), signed_in_us: None };
        tx.put(&password).await?;
        Ok((super::admin::event("user.created", ctx, &user.grant), id))
    }
}

/// Makes sure that the demo's accounts exist, one per role; those that exist are left as they are, so that later starts
/// hash nothing.
pub async fn ensure_demo(ctx: &Ctx, accounts: &Accounts, wanted: &[Account]) -> Result<()> {
    ctx.permit::<Grant>(Action::Create, &Relation::zone())?;
    let mut conn = accounts.db.read(&ctx.zone).await?;
    let mut missing = Vec::new();
    for account in wanted {
        if store::by_login(&mut conn, &rules::login_key(&account.draft.login)).await?.is_none() {
            missing.push(account);
        }
    }
    drop(conn);
    if missing.is_empty() {
        return Ok(());
    }
    let mut hashed = Vec::with_capacity(missing.len());
    for account in missing {
        account.check()?;
        hashed.push((account, accounts.hasher.hash(&*ctx.rng, &account.password).await?));
    }
    let mut tx = accounts.db.write(&ctx.zone).await?;
    let mut events = Vec::new();
    for (account, hash) in hashed {
        events.push(account.add(ctx, &mut tx, hash).await?.0);
    }
    tx.commit_all(events).await
}

/// The actor that an account is, however it came in.
pub(crate) fn actor(user: &User, via: Via) -> Option<Actor> {
    let profile: &Profile = user.profile.as_ref()?;
    if user.grant.disabled {
        return None;
    }
    Some(Actor {
        user_id: Some(user.grant.id.clone()),
        user: profile.login.clone(),
        display_name: profile.display_name.clone(),
        roles: user.grant.roles.clone(),
        companies: user.grant.companies.clone(),
        departments: user.grant.departments.clone(),
        via,
    })
}

/// The rights that a user has now, for jobs that act for them; `NotFound` when the account is closed or erased.
pub async fn present_actor(db: &Db, zone: &kernel::ZoneId, id: &UserId) -> Result<Actor> {
    let mut conn = db.read(zone).await?;
    let user = store::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    actor(&user, Via::Session).ok_or(Error::NotFound)
}

/// Who that user is and may do now, with the language of the profile; nobody when the account is closed or erased.
pub async fn present(db: &Db, zone: &kernel::ZoneId, id: &UserId) -> Result<Option<(Actor, Option<Locale>)>> {
    let mut conn = db.read(zone).await?;
    let Some(user) = store::find(&mut conn, id).await? else { return Ok(None) };
    let locale = user.profile.as_ref().and_then(|p| p.locale);
    Ok(actor(&user, Via::Session).map(|actor| (actor, locale)))
}

/// The office telephone that the person gave; empty where there is none.
pub async fn phone(conn: &mut Conn, id: &UserId) -> Result<String> {
    store::phone(conn, id).await
}

/// The open accounts, by shown name: for lists of colleagues. At most a thousand.
pub async fn open_accounts(conn: &mut Conn) -> Result<Vec<(Grant, Profile)>> {
    store::open_accounts(conn, 1_000).await
}

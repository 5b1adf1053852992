//! 代办: while somebody is away, another decides in the same departments.
use super::service::me;
use super::{Delegation, store as books};
use crate::LandState;
use chrono::NaiveDate;
use kernel::{Action, Ctx, Error, Event, FieldError, Permit, Relation, Result, Role};

/// The actor with the departments of those for whom he or she acts today.
pub async fn acting(ctx: &Ctx, s: &LandState) -> Result<Ctx> {
    let Some(user) = me(ctx).filter(|_| ctx.actor.has(Role::DepartmentClerk)) else { return Ok(ctx.clone()) };
    let mut conn = s.db.read(&ctx.zone).await?;
    let given = books::delegations_to(&mut conn, &user, &ctx.today().to_string()).await?;
    drop(conn);
    if given.is_empty() {
        return Ok(ctx.clone());
    }
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let mut actor = ctx.actor.clone();
    for one in colleagues.iter().filter(|c| given.iter().any(|d| d.from_user == c.id.as_str())) {
        let new = one.departments.iter().filter(|d| !actor.departments.contains(d)).cloned();
        let new: Vec<_> = new.collect();
        actor.departments.extend(new);
    }
    Ok(ctx.acting(actor))
}

/// A delegation as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub to_user: String,
    pub from_on: String,
    pub to_on: String,
    pub reason: String,
}

fn permit(ctx: &Ctx) -> Result<Permit<Delegation>> {
    let department = ctx.actor.departments.first();
    ctx.permit(Action::Edit, &Relation::zone().in_department(department))
}

/// The actor hands over his or her own desk for some days.
pub async fn give(ctx: &Ctx, s: &LandState, draft: &Draft) -> Result<Delegation> {
    let permit = permit(ctx)?;
    let user = me(ctx).ok_or(Error::Forbidden)?;
    let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
    let (from, to) = (day(&draft.from_on), day(&draft.to_on));
    let colleagues = s.directory.colleagues(&ctx.zone).await?;
    let fits = |c: &&crate::Colleague| c.id.as_str() == draft.to_user && c.roles.contains(&Role::DepartmentClerk);
    let mut errors = Vec::new();
    if draft.to_user == user || !colleagues.iter().any(|c| fits(&c)) {
        errors.push(FieldError::new("to_user", "delegation-who"));
    }
    if from.is_none() {
        errors.push(FieldError::new("from_on", "delegation-day"));
    }
    if to.is_none() || to < from || to < Some(ctx.today()) {
        errors.push(FieldError::new("to_on", "delegation-until"));
    }
    let (Some(from), Some(to), true) = (from, to, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    let delegation = Delegation {
        id: kernel::id::new_uuid(ctx),
        from_user: user.clone(),
        to_user: draft.to_user.clone(),
        from_on: from.to_string(),
        to_on: to.to_string(),
        reason: draft.reason.trim().to_owned(),
        ended_on: None,
        version: 1,
    };
    let mut tx = s.db.write(&ctx.zone).await?;
    books::save_delegation(&mut tx, &permit, &delegation).await?;
    let event = Event::new("delegation.given", ctx).object("user", &user);
    tx.commit(event.related("user", &delegation.to_user, "to").with("until", delegation.to_on.as_str())).await?;
    Ok(delegation)
}

/// The giver takes the desk back early.
pub async fn end(ctx: &Ctx, s: &LandState, id: &str) -> Result<Delegation> {
    let permit = permit(ctx)?;
    let mut tx = s.db.write(&ctx.zone).await?;
    let found: Option<Delegation> = tx.get(&[id.into()]).await?;
    let mut delegation = found.filter(|d| Some(&d.from_user) == me(ctx).as_ref()).ok_or(Error::NotFound)?;
    delegation.ended_on.get_or_insert_with(|| ctx.today().to_string());
    delegation.version += 1;
    books::save_delegation(&mut tx, &permit, &delegation).await?;
    let event = Event::new("delegation.ended", ctx).object("user", &delegation.from_user);
    tx.commit(event.related("user", &delegation.to_user, "to")).await?;
    Ok(delegation)
}

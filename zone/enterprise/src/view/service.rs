//! Commands on saved views. One's own are changed by oneself; shared ones by those who keep the zone's definitions.
use super::View;
use crate::focus::Focus;
use crate::list::Filter;
use ::store::{Conn, Db};
use kernel::id::new_uuid;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result};

/// The list of this slice.
pub const LIST: &str = "enterprise";
/// More views than that nobody finds again.
const MOST: i64 = 100;

/// Own and shared views of the company list, in their order; own ones first.
pub async fn all(ctx: &Ctx, conn: &mut Conn) -> Result<Vec<View>> {
    if !ctx.may(kernel::Resource::View, Action::View) {
        return Ok(Vec::new());
    }
    let user = ctx.actor.user_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let rest = "AND list = $2 AND (user_id IS NULL OR user_id = $3) ORDER BY position, name, id LIMIT 200";
    let mut views: Vec<View> = conn.list(rest, &[LIST.into(), user.into()]).await?;
    views.sort_by_key(|v| v.user_id.is_none());
    Ok(views)
}

/// Whether the user may change the views that everybody sees.
pub fn may_share(ctx: &Ctx) -> bool {
    ctx.permit::<Focus>(Action::Edit, &Relation::zone()).is_ok()
}

fn may_edit(ctx: &Ctx, view: &View) -> Result<()> {
    match &view.user_id {
        Some(user) => ctx.permit::<View>(Action::Edit, &Relation::user(user)).map(|_| ()),
        None if may_share(ctx) => Ok(()),
        None => Err(Error::Forbidden),
    }
}

fn name_of(text: &str) -> Result<String> {
    let name = text.trim();
    match name.chars().count() {
        1..=40 => Ok(name.to_owned()),
        found => Err(Error::Invalid(vec![FieldError::new("name", "view-name-length").arg("found", found)])),
    }
}

/// 存为视图: conditions, order and columns under a name, for oneself or for all.
pub async fn save(ctx: &Ctx, db: &Db, name: &str, filter: &Filter, shared: bool) -> Result<View> {
    let name = name_of(name)?;
    let user = ctx.signed_in_user()?;
    ctx.permit::<View>(Action::Edit, &Relation::user(&user))?;
    if shared && !may_share(ctx) {
        return Err(Error::Forbidden);
    }
    let mut tx = db.write(&ctx.zone).await?;
    let count = tx.count(&super::TABLE, "AND list = $2 AND user_id = $3", &[LIST.into(), user.as_str().into()]).await?;
    if count >= MOST {
        return Err(Error::limit("view-limit", MOST));
    }
    let bare = Filter { view: None, page: 1, columns: Vec::new(), ..filter.clone() };
    let view = View {
        id: new_uuid(ctx),
        user_id: (!shared).then_some(user),
        list: LIST.to_owned(),
        name,
        query: bare.to_query(),
        columns: filter.columns.clone(),
        position: count + 1,
        version: 1,
    };
    tx.put(&view).await?;
    tx.commit(Event::new("view.saved", ctx).object("view", &view.id)).await?;
    Ok(view)
}

/// A view that the actor sees; others are absent.
pub async fn get(ctx: &Ctx, conn: &mut Conn, id: &str) -> Result<View> {
    let view: View = conn.get(&[id.into()]).await?.ok_or(Error::NotFound)?;
    match &view.user_id {
        Some(user) => ctx.scope::<View>()?.require(&Relation::user(user))?,
        None => drop(ctx.scope::<View>()?),
    }
    Ok(view)
}

/// Another name, other conditions (`filter`), or shared with all.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub filter: Option<Filter>,
    pub shared: Option<bool>,
}

pub async fn change(ctx: &Ctx, db: &Db, id: &str, version: i64, what: Change) -> Result<View> {
    let mut tx = db.write(&ctx.zone).await?;
    let mut view = get(ctx, &mut tx, id).await?;
    may_edit(ctx, &view)?;
    if view.version != version {
        return Err(Error::conflict("view-stale"));
    }
    if let Some(name) = &what.name {
        view.name = name_of(name)?;
    }
    if let Some(filter) = what.filter {
        view.columns.clone_from(&filter.columns);
        view.query = Filter { view: None, page: 1, columns: Vec::new(), ..filter }.to_query();
    }
    if let Some(shared) = what.shared {
        if !may_share(ctx) {
            return Err(Error::Forbidden);
        }
        view.user_id = if shared { None } else { Some(ctx.signed_in_user()?) };
    }
    view.version += 1;
    tx.put(&view).await?;
    tx.commit(Event::new("view.saved", ctx).object("view", id)).await?;
    Ok(view)
}

pub async fn remove(ctx: &Ctx, db: &Db, id: &str, version: i64) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let view = get(ctx, &mut tx, id).await?;
    may_edit(ctx, &view)?;
    if view.version != version {
        return Err(Error::conflict("view-stale"));
    }
    tx.remove(&super::TABLE, &[id.into()]).await?;
    tx.commit(Event::new("view.removed", ctx).object("view", id)).await
}

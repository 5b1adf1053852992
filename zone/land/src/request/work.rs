//! What of the companies' requests waits for whom, for the front page: asked of the books at that moment.
use super::service::me;
use super::store::{self as books, Asked, Show};
use super::{Rating, Request};
use ::store::Db;
use kernel::{Ctx, Result, Role};

/// Something that waits: text key, how many, where.
pub type Waiting = (&'static str, i64, &'static str);

/// What waits for the actor; what does not wait is left out.
pub async fn of(ctx: &Ctx, db: &Db) -> Result<Vec<Waiting>> {
    let (Ok(scope), Ok(_)) = (ctx.scope::<Request>(), ctx.scope::<Rating>()) else { return Ok(Vec::new()) };
    if !scope.extent().all {
        return Ok(Vec::new());
    }
    let kinds = [
        (Role::ProjectOfficer, Show::Mine, "request-work-mine", "/land/requests?show=mine"),
        (Role::DepartmentClerk, Show::Department, "request-work-department", "/land/requests?show=department"),
        (Role::Director, Show::Free, "request-work-free", "/land/requests?show=free"),
        (Role::Director, Show::Overdue, "request-work-overdue", "/land/requests?show=overdue"),
    ];
    let mut conn = db.read(&ctx.zone).await?;
    let mut waiting = Vec::new();
    for (_, show, key, path) in kinds.into_iter().filter(|(role, ..)| ctx.actor.has(*role)) {
        let asked = Asked {
            show,
            me: me(ctx).unwrap_or_default(),
            departments: ctx.actor.departments.iter().map(ToString::to_string).collect(),
            today: ctx.today().to_string(),
            ..Asked::default()
        };
        waiting.push((key, books::count(&mut conn, &scope, &asked).await?, path));
    }
    if ctx.actor.has(Role::Director) {
        waiting.push(("request-work-ratings", books::unnoted(&mut conn).await?, "/land/ratings?show=low"));
    }
    waiting.retain(|(_, n, _)| *n > 0);
    Ok(waiting)
}

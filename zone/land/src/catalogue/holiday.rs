//! 放假安排: notices of years beyond the shipped calendar; dates that were 暂定 are reckoned anew with them.
use super::HolidayNotice;
use super::store as books;
use ::store::Db;
use kernel::{Action, Ctx, Error, Event, FieldError, Relation, Result, Source};
use schedule::{Calendar, Import};

/// The zone's calendar and the notices that were imported.
pub async fn list(ctx: &Ctx, db: &Db) -> Result<(Calendar, Vec<HolidayNotice>)> {
    let mut conn = db.read(&ctx.zone).await?;
    let notices = books::notices(&mut conn, &ctx.scope()?).await?;
    Ok((crate::calendar::of_zone(&mut conn).await?, notices))
}

/// Takes a year's notice in: rows `date,kind,name`. A year that is imported again is replaced by the new text. Deadlines that it moves are
/// written in the same transaction.
pub async fn import(ctx: &Ctx, db: &Db, content: &str, source: Source) -> Result<(HolidayNotice, Import)> {
    let permit = ctx.permit::<HolidayNotice>(Action::Edit, &Relation::zone())?;
    let wrong =
        |e: schedule::CalendarFault| Error::Invalid(vec![FieldError::new("content", "holiday-fault").arg("fault", e)]);
    if source.document.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("document", "holiday-source-missing")]));
    }
    let mut tx = db.write(&ctx.zone).await?;
    let calendar = crate::calendar::of_zone(&mut tx).await?;
    let (renewed, import) = calendar.import(content).map_err(wrong)?;
    let alone = Calendar::from_text(content).map_err(wrong)?;
    let (_, year) = alone.years();
    let notices = books::notices(&mut tx, &ctx.scope()?).await?;
    let version = notices.iter().find(|n| n.year == i64::from(year)).map_or(1, |n| n.version + 1);
    let notice = HolidayNotice {
        year: i64::from(year),
        content: content.to_owned(),
        source,
        imported_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        imported_on: ctx.today().to_string(),
        version,
    };
    books::save_notice(&mut tx, &permit, &notice).await?;
    let event = Event::new("holiday.imported", ctx).object("holiday_notice", year.to_string()).with("year", year);
    let mut events = vec![event];
    if let Some(first) = import.changed_days.first() {
        events.extend(crate::matter::anew::due_from(&mut tx, ctx, &renewed, *first).await?);
    }
    tx.commit_all(events).await?;
    Ok((notice, import))
}

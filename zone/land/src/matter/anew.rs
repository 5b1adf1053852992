//! 暂定 no more: days that were reckoned with plain weeks are reckoned anew when the notice of their year is imported.
use super::service::{event, touch};
use super::{Matter, State, order, rules, store as books};
use crate::request::{self, Request};
use ::store::Tx;
use chrono::NaiveDate;
use kernel::{Action, Ctx, Event, Permit, Relation, Result};
use schedule::Calendar;
use std::collections::BTreeSet;

/// Reckons every kept day from that one on with the new calendar: deadlines of matters, ends of lags, deadlines of requests. Gives the events
/// of what begins because of it; rows that only moved go with the import's own event.
pub async fn due_from(tx: &mut Tx, ctx: &Ctx, calendar: &Calendar, first: NaiveDate) -> Result<Vec<Event>> {
    // Who may import a notice may move the days that follow from it, without a right on the matters themselves.
    let system = Ctx::system(ctx.zone.clone(), ctx.clock.clone(), ctx.rng.clone());
    let permit = system.permit::<Matter>(Action::Edit, &Relation::zone())?;
    let (today, first) = (ctx.today(), first.to_string());
    let mut moved = BTreeSet::new();
    for clock in books::clocks_due_from(tx, &first).await? {
        if !moved.insert(clock.matter_id.to_string()) {
            continue;
        }
        let Some(matter) = tx.get::<Matter>(&[clock.matter_id.as_str().into()]).await? else { continue };
        let before = rules::File { clocks: books::clocks(tx, &matter.id).await?, matter };
        let mut file = before.clone();
        rules::derive(calendar, &mut file, today);
        if file == before {
            continue;
        }
        touch(ctx, &mut file.matter);
        file.clocks.iter_mut().for_each(|c| c.version += 1);
        books::save_clocks(tx, &permit, &file.clocks).await?;
        books::save(tx, &permit, &file.matter).await?;
    }
    requests(tx, calendar, today, &first).await?;
    lags(tx, ctx, calendar, &permit, (today, &first)).await
}

/// Matters that wait for nothing but a day.
async fn lags(
    tx: &mut Tx,
    ctx: &Ctx,
    calendar: &Calendar,
    permit: &Permit<Matter>,
    (today, first): (NaiveDate, &str),
) -> Result<Vec<Event>> {
    let (mut seen, mut events) = (BTreeSet::new(), Vec::new());
    for waiting in books::waiting_from(tx, first).await? {
        if !seen.insert(waiting.plan_id.to_string()) {
            continue;
        }
        let plan = books::of_plan(tx, &waiting.plan_id).await?;
        for mut matter in order::settle(calendar, &plan, today) {
            touch(ctx, &mut matter);
            books::save(tx, permit, &matter).await?;
            if matter.state == State::Ready {
                events.push(event("matter.readied", ctx, &matter, today));
            }
        }
    }
    Ok(events)
}

async fn requests(tx: &mut Tx, calendar: &Calendar, today: NaiveDate, first: &str) -> Result<()> {
    for before in request::store::due_from(tx, first).await? {
        let mut now: Request = before.clone();
        request::rules::derive(&mut now, calendar, today);
        if now != before {
            now.version += 1;
            tx.put(&now).await?;
        }
    }
    Ok(())
}

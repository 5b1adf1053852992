//! Commands on annual figures.
use super::{Figure, Metric, store};
use crate::company::{Enterprise, store as companies};
use ::store::{Conn, Db};
use chrono::Datelike;
use kernel::id::EnterpriseId;
use kernel::money::Amount;
use kernel::period::Period;
use kernel::{Action, Ctx, Error, Event, FieldError, Result, Source};

/// 登记数据: sets a figure of a period. `value` as typed: `1.32亿元`, `13,200万元`, `402`.
#[derive(Clone, Debug, Default)]
pub struct Set {
    pub metric: String,
    pub period: String,
    pub value: String,
    /// The version that the form showed; 0 for a new figure.
    pub version: i64,
    pub source: Source,
}

/// Figures of a company, newest period first.
pub async fn of(conn: &mut Conn, id: &EnterpriseId) -> Result<Vec<Figure>> {
    conn.list("AND enterprise_id = $2 ORDER BY period DESC, metric LIMIT 500", &[id.as_str().into()]).await
}

/// The last year that is over.
pub fn last_full_year(ctx: &Ctx) -> i32 {
    ctx.today().year() - 1
}

/// The year that standings, columns and totals speak of: the latest full year of which the books know any revenue, so
/// that the pages do not stand empty from New Year until the first figures arrive; without any, the last full year.
pub async fn reference_year(ctx: &Ctx, conn: &mut Conn) -> Result<i32> {
    reference_year_up_to(conn, last_full_year(ctx)).await
}

pub(crate) async fn reference_year_up_to(conn: &mut Conn, last_full: i32) -> Result<i32> {
    Ok(store::latest_revenue(conn, last_full).await?.unwrap_or(last_full))
}

pub async fn set(ctx: &Ctx, db: &Db, company: &EnterpriseId, cmd: Set) -> Result<Figure> {
    let (metric, period, value) = check(ctx, &cmd)?;
    let mut tx = db.write(&ctx.zone).await?;
    let owner = companies::get(&mut tx, &ctx.scope()?, company).await?;
    ctx.permit::<Enterprise>(Action::Edit, &owner.relation())?;
    let key = [owner.id.as_str().into(), metric.code().into(), period.as_str().into()];
    let before: Option<Figure> = tx.get(&key).await?;
    let version = before.as_ref().map_or(0, |f| f.version);
    if version != cmd.version {
        return Err(Error::conflict("figure-stale"));
    }
    let figure = Figure {
        enterprise_id: owner.id.clone(),
        metric,
        period,
        value,
        source: cmd.source,
        recorded_by: ctx.actor.user_id.as_ref().map(ToString::to_string),
        recorded_on: ctx.today().to_string(),
        version: version + 1,
    };
    tx.put(&figure).await?;
    let event = Event::new("figure.set", ctx)
        .object("enterprise", &owner.id)
        .with("metric", metric.code())
        .with("period", figure.period.as_str());
    tx.commit(event).await?;
    Ok(figure)
}

pub async fn remove(ctx: &Ctx, db: &Db, company: &EnterpriseId, metric: Metric, period: &str) -> Result<()> {
    let mut tx = db.write(&ctx.zone).await?;
    let owner = companies::get(&mut tx, &ctx.scope()?, company).await?;
    ctx.permit::<Enterprise>(Action::Edit, &owner.relation())?;
    let key = [owner.id.as_str().into(), metric.code().into(), period.into()];
    if !tx.remove(&super::TABLE, &key).await? {
        return Err(Error::NotFound);
    }
    let event = Event::new("figure.removed", ctx)
        .object("enterprise", &owner.id)
        .with("metric", metric.code())
        .with("period", period);
    tx.commit(event).await
}

fn check(ctx: &Ctx, cmd: &Set) -> Result<(Metric, String, i64)> {
    let mut errors = Vec::new();
    let metric = Metric::parse(&cmd.metric);
    if metric.is_none() {
        errors.push(FieldError::new("metric", "figure-metric"));
    }
    let period = match Period::parse(&cmd.period) {
        Ok(p) if p.first_day() > ctx.today() => {
            errors.push(FieldError::new("period", "period-in-future").arg("found", &cmd.period));
            None
        }
        Ok(p) => Some(p.to_string()),
        Err(e) => {
            errors.push(FieldError::new("period", e.code()).arg("found", &cmd.period));
            None
        }
    };
    let value = value(metric, &cmd.value)
        .map_err(|code| errors.push(FieldError::new("value", code).arg("found", &cmd.value)))
        .ok();
    match (metric, period, value) {
        (Some(m), Some(p), Some(v)) if errors.is_empty() => Ok((m, p, v)),
        _ => Err(Error::Invalid(errors)),
    }
}

fn value(metric: Option<Metric>, text: &str) -> std::result::Result<i64, &'static str> {
    if metric.is_some_and(|m| !m.is_money()) {
        let digits: String = text.trim().trim_end_matches('人').chars().filter(|c| !matches!(c, ',' | '，')).collect();
        return digits.parse::<i64>().ok().filter(|n| (0..=10_000_000).contains(n)).ok_or("count-unrecognised");
    }
    match Amount::parse(text) {
        Ok(Some(a)) if a.currency.code() != "CNY" => Err("figure-currency"),
        Ok(Some(a)) => Ok(a.fen),
        Ok(None) => Err("figure-empty"),
        Err(e) => Err(e.code()),
    }
}

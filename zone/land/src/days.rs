//! Days as a company reads them: 1月15日; with the year where it is another one.
use chrono::{Datelike, NaiveDate, NaiveTime};
use kernel::Ctx;
use kernel::ctx::{FixedClock, china};
use std::sync::Arc;
use ui::T;

pub fn parse(iso: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(iso, "%Y-%m-%d").ok()
}

/// 1月15日, 2019年12月20日; 15 Jan, 20 Dec 2019. What is no day stays as it is.
pub fn said(t: T, iso: &str, today: NaiveDate) -> String {
    let Some(day) = parse(iso) else { return iso.to_owned() };
    match (t.is_zh(), day.year() == today.year()) {
        (true, true) => format!("{}月{}日", day.month(), day.day()),
        (true, false) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        (false, true) => day.format("%-d %b").to_string(),
        (false, false) => day.format("%-d %b %Y").to_string(),
    }
}

/// 1月15日 08:30.
pub fn at(t: T, us: i64, today: NaiveDate) -> String {
    let whole = t.instant(us);
    match whole.split_once(' ') {
        Some((day, time)) => format!("{} {time}", said(t, day, today)),
        None => whole,
    }
}

/// The day of an instant, in the books' place.
pub fn of_instant(us: i64) -> String {
    let at = chrono::DateTime::from_timestamp_micros(us).unwrap_or_default();
    at.with_timezone(&kernel::ctx::china()).date_naive().to_string()
}

/// The context on a day gone by, at that hour of the books' place: for what was done before it was written down. Never later than now.
pub fn back(ctx: &Ctx, day: NaiveDate, hour: u32) -> Ctx {
    let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
    let at = local.and_local_timezone(china()).single().map_or_else(|| ctx.now(), |at| at.to_utc());
    Ctx { clock: Arc::new(FixedClock::at(at.min(ctx.now()))), ..ctx.clone() }
}

/// From P50 to P80: 4月21日–5月14日; one day where they are the same.
pub fn between(t: T, from: &str, to: &str, today: NaiveDate) -> String {
    if from == to { said(t, from, today) } else { format!("{}–{}", said(t, from, today), said(t, to, today)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    #[test]
    fn this_year_without_the_year() {
        let today = parse("2020-01-15").unwrap();
        let (zh, en) = (T::new(Locale::ZhCn), T::new(Locale::En));
        assert_eq!(said(zh, "2020-01-20", today), "1月20日");
        assert_eq!(said(zh, "2019-12-20", today), "2019年12月20日");
        assert_eq!(said(en, "2020-01-05", today), "5 Jan");
        assert_eq!(said(en, "2019-12-20", today), "20 Dec 2019");
        assert_eq!(between(zh, "2020-04-21", "2020-05-14", today), "4月21日–5月14日");
        assert_eq!(at(zh, 1_579_046_400_000_000, today), "1月15日 08:00");
        assert_eq!(of_instant(1_579_046_400_000_000), "2020-01-15");
    }
}

//! 较昨日变化: what the journal has noted since the evening before.
use super::Today;
use crate::web::{JournalLine, journal_lines};
use chrono::{Days, NaiveTime, TimeZone};
use kernel::Result;
use kernel::ctx::china;
use ui::web::Req;

/// Kinds that say how the zone changed; housekeeping of accounts and previews is not among them.
const KINDS: &[&str] = &[
    "zone.loaded",
    "enterprise.created",
    "enterprise.edited",
    "enterprise.confirmed",
    "enterprise.removed",
    "enterprise.restored",
    "enterprise.merged",
    "enterprise.unmerged",
    "enterprise.tagged",
    "figure.set",
    "figure.removed",
    "listing.added",
    "listing.evidenced",
    "import.applied",
    "import.undone",
    "indicator.value_set",
    "indicator.value_removed",
    "rank.added",
    "rank.edited",
];

pub struct Changes {
    /// Since when, as shown.
    pub since: String,
    pub lines: Vec<JournalLine>,
}

pub async fn since_yesterday(req: &Req, s: &Today, most: i64) -> Result<Changes> {
    let evening = req.ctx.today().checked_sub_days(Days::new(1)).unwrap_or(req.ctx.today());
    let evening = evening.and_time(NaiveTime::from_hms_opt(18, 0, 0).unwrap_or_default());
    let since_us = china().from_local_datetime(&evening).single().map_or(0, |t| t.timestamp_micros());
    let mut conn = s.town.db.read(&req.ctx.zone).await?;
    let entries = journal::recent(&mut conn, since_us, KINDS, None, most).await?;
    drop(conn);
    let lines = journal_lines(req, &s.town, &entries).await?;
    Ok(Changes { since: evening.format("%m-%d %H:%M").to_string(), lines })
}

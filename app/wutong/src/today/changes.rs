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
    "lead.created",
    "lead.moved",
    "lead.resolved",
    "lead.returned",
    "ledger.applied",
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
    let mut lines = journal_lines(req, &s.town, &entries).await?;
    let today = req.ctx.today().to_string();
    for line in &mut lines {
        line.when = clock(&line.when, &today);
    }
    Ok(Changes { since: evening.format("%m-%d %H:%M").to_string(), lines })
}

/// `2026-11-24 19:49` today is `19:49`; another day of the list keeps month and day.
fn clock(instant: &str, today: &str) -> String {
    let rest = instant.strip_prefix(today).map(str::trim_start);
    rest.or_else(|| instant.split_once('-').map(|(_, rest)| rest)).unwrap_or(instant).to_owned()
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn times_are_short() {
        assert_eq!(clock("2026-11-24 19:49", "2026-11-24"), "19:49");
        assert_eq!(clock("2026-11-23 19:49", "2026-11-24"), "11-23 19:49");
    }
}

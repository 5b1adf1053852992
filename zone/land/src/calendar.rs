//! 工作日历: the shipped calendar with the zone's imported holiday notices.
use crate::catalogue::HolidayNotice;
use kernel::{Error, Result};
use schedule::Calendar;
use std::sync::OnceLock;
use store::Conn;

static CHINA: OnceLock<Calendar> = OnceLock::new();

/// The calendar that ships with the product.
pub fn shipped() -> Result<&'static Calendar> {
    if let Some(calendar) = CHINA.get() {
        return Ok(calendar);
    }
    let calendar = Calendar::china().map_err(Error::internal)?;
    Ok(CHINA.get_or_init(|| calendar))
}

/// The zone's calendar: what is shipped, and the years that were imported since.
pub async fn of_zone(conn: &mut Conn) -> Result<Calendar> {
    let notices: Vec<HolidayNotice> = conn.list("ORDER BY year", &[]).await?;
    notices.iter().try_fold(shipped()?.clone(), |calendar, notice| {
        calendar.import(&notice.content).map(|(calendar, _)| calendar).map_err(Error::internal)
    })
}

//! 工作时间: minutes of daily windows on working days, for promises in hours.
use crate::calendar::Calendar;
use crate::clock::Measure;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// Windows of the day in which time counts, such as 10:00–14:00 and 15:30–19:30, on the calendar's working days.
#[derive(Clone, Debug)]
pub struct Hours<'a> {
    calendar: &'a Calendar,
    /// Minutes of the day, in order, not touching each other.
    windows: Vec<(i64, i64)>,
}

/// Why windows cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursError {
    Empty,
    /// A window ends before it starts, or starts before the one before it ends.
    Order,
}

impl std::fmt::Display for HoursError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "give at least one window of working time",
            Self::Order => "windows of working time must follow each other, each ending after it starts",
        })
    }
}

impl std::error::Error for HoursError {}

impl<'a> Hours<'a> {
    /// Whole minutes count; seconds of the windows are dropped.
    pub fn new(calendar: &'a Calendar, windows: &[(NaiveTime, NaiveTime)]) -> Result<Self, HoursError> {
        let minute = |t: NaiveTime| i64::from(t.hour() * 60 + t.minute());
        let windows: Vec<_> = windows.iter().map(|(a, b)| (minute(*a), minute(*b))).collect();
        let ends = windows.iter().map(|w| w.1);
        let ordered = windows.iter().all(|(a, b)| a < b) && windows.iter().skip(1).zip(ends).all(|(w, end)| w.0 >= end);
        match (windows.is_empty(), ordered) {
            (true, _) => Err(HoursError::Empty),
            (_, false) => Err(HoursError::Order),
            _ => Ok(Self { calendar, windows }),
        }
    }

    /// Minutes that a working day has.
    pub fn minutes_per_day(&self) -> i64 {
        self.windows.iter().map(|(a, b)| b - a).sum()
    }

    /// Minutes of the day's windows before this minute, on a working day.
    fn before(&self, minute: i64) -> i64 {
        self.windows.iter().map(|(a, b)| (minute.min(*b) - a).max(0)).sum()
    }

    fn worked_before(&self, at: NaiveDateTime) -> i64 {
        let works = self.calendar.working(at.date()).yes;
        if works { self.before(i64::from(at.hour() * 60 + at.minute())) } else { 0 }
    }

    /// The minute of the day at which `done` minutes of its windows are over.
    fn minute_at(&self, done: i64) -> i64 {
        let mut left = done;
        for (a, b) in &self.windows {
            if left <= b - a {
                return a + left;
            }
            left -= b - a;
        }
        self.windows.last().map_or(0, |w| w.1)
    }
}

impl Measure for Hours<'_> {
    type At = NaiveDateTime;

    /// Working minutes from one instant to the other.
    fn between(&self, from: NaiveDateTime, to: NaiveDateTime) -> i64 {
        if to <= from {
            return 0;
        }
        // Working days in [from's date, to's date), then the parts of both days.
        let yesterday = |d: NaiveDate| d.pred_opt().unwrap_or(d);
        let days = self.calendar.count(yesterday(from.date()), yesterday(to.date())).days;
        days * self.minutes_per_day() + self.worked_before(to) - self.worked_before(from)
    }

    /// The first instant at which `amount` working minutes have passed.
    fn after(&self, from: NaiveDateTime, amount: i64) -> (NaiveDateTime, bool) {
        if amount <= 0 {
            return (from, false);
        }
        let total = self.worked_before(from) + amount;
        let per_day = self.minutes_per_day();
        // A day's last minute belongs to that day, not to the next morning.
        let (days, rest) = ((total - 1) / per_day, (total - 1) % per_day + 1);
        let start = from.date().pred_opt().unwrap_or(from.date());
        // Day 0 is the day of `from`, if it is worked on; else the first working day after it.
        let dated = self.calendar.add(start, u32::try_from(days + 1).unwrap_or(u32::MAX));
        let midnight = dated.date.and_time(NaiveTime::MIN);
        (midnight + TimeDelta::minutes(self.minute_at(rest)), dated.provisional)
    }
}

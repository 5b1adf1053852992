//! 工作日: which days are working days, and how many lie between two dates.
use crate::exceptions::{CalendarFault, DayKind, Exception, parse};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// The notices of 2007 to 2026; origin and licence stand in data/README.md.
const CHINA: &str = include_str!("../data/cn_holidays.csv");

/// The notice of a year may move these last days of December before it: New Year's long weekend.
const DECEMBER_OF_NEXT_NOTICE: u32 = 29;

/// Working days by published notices. Where no notice is published, plain weeks are assumed and the answer is marked provisional (暂定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    exceptions: BTreeMap<NaiveDate, (DayKind, String)>,
    /// The first and last year with a notice; all between have one.
    first: i32,
    last: i32,
    start: NaiveDate,
    /// Working days from 1 January of the first year, that day included, up to and including the day at this place.
    through: Vec<u32>,
}

/// A date that was reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    pub date: NaiveDate,
    /// 暂定: days without a published notice were counted; reckon again when it is imported.
    pub provisional: bool,
}

/// Whether a day is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Working {
    pub yes: bool,
    pub provisional: bool,
}

/// Working days between two dates; negative where the second lies before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub days: i64,
    pub provisional: bool,
}

/// What an import changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Years that have a notice now and had none before.
    pub new_years: Vec<i32>,
    /// Days whose answer is another one now; reckon dates that lie after the first of them again.
    pub changed_days: Vec<NaiveDate>,
}

impl Calendar {
    /// The shipped calendar of the People's Republic of China, 2007 to 2026.
    pub fn china() -> Result<Self, CalendarFault> {
        Self::from_text(CHINA)
    }

    /// From rows `date,kind,name`; a date may be a run `first/last`.
    pub fn from_text(text: &str) -> Result<Self, CalendarFault> {
        Self::from_exceptions(parse(text)?)
    }

    /// A year counts as published when a day from January to November is named; December alone belongs to the next year's notice.
    pub fn from_exceptions(rows: Vec<Exception>) -> Result<Self, CalendarFault> {
        let years = published(&rows);
        let (Some(&first), Some(&last)) = (years.first(), years.last()) else { return Err(CalendarFault::NoYear) };
        if let Some(missing) = (first..=last).find(|y| years.binary_search(y).is_err()) {
            return Err(CalendarFault::Gap { missing });
        }
        let exceptions = rows.into_iter().map(|e| (e.date, (e.kind, e.name))).collect();
        Ok(Self::indexed(exceptions, first, last))
    }

    fn indexed(exceptions: BTreeMap<NaiveDate, (DayKind, String)>, first: i32, last: i32) -> Self {
        let start = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or(NaiveDate::MIN);
        let mut calendar = Self { exceptions, first, last, start, through: Vec::new() };
        let mut sum = 0;
        let days = start.iter_days().take_while(|d| d.year() <= last);
        let through = days.map(|day| {
            sum += u32::from(calendar.is_worked(day));
            sum
        });
        calendar.through = through.collect();
        calendar
    }

    /// Adds or replaces the notices of whole years: all that the text says about a year replaces what was known about it.
    /// Years must follow the known ones without a gap.
    pub fn import(&self, text: &str) -> Result<(Self, Import), CalendarFault> {
        let rows = parse(text)?;
        let years = published(&rows);
        let (Some(&low), Some(&high)) = (years.first(), years.last()) else { return Err(CalendarFault::NoYear) };
        let (first, last) = (self.first.min(low), self.last.max(high));
        let known = |y: &i32| (self.first..=self.last).contains(y) || years.binary_search(y).is_ok();
        if let Some(missing) = (first..=last).find(|y| !known(y)) {
            return Err(CalendarFault::Gap { missing });
        }
        let mut exceptions = self.exceptions.clone();
        exceptions.retain(|day, _| years.binary_search(&self.notice_of(*day)).is_err());
        exceptions.extend(rows.into_iter().map(|e| (e.date, (e.kind, e.name))));
        let new = Self::indexed(exceptions, first, last);
        let days = new.start.iter_days().take_while(|d| d.year() <= last);
        let changed_days = days.filter(|d| self.working(*d) != new.working(*d)).collect();
        let new_years = years.into_iter().filter(|y| !(self.first..=self.last).contains(y)).collect();
        Ok((new, Import { new_years, changed_days }))
    }

    /// The year whose notice names the day.
    fn notice_of(&self, day: NaiveDate) -> i32 {
        let next = day.month() == 12 && day.day() >= DECEMBER_OF_NEXT_NOTICE && day.year() < self.last;
        day.year() + i32::from(next)
    }

    /// The first and last year whose notice is known.
    pub fn years(&self) -> (i32, i32) {
        (self.first, self.last)
    }

    /// The days on which the notices differ from plain weeks, in order.
    pub fn exceptions(&self) -> impl Iterator<Item = Exception> {
        self.exceptions.iter().map(|(date, (kind, name))| Exception { date: *date, kind: *kind, name: name.clone() })
    }

    /// What the notice calls the day, where it names it: 国庆节.
    pub fn name(&self, day: NaiveDate) -> Option<&str> {
        self.exceptions.get(&day).map(|(_, name)| name.as_str())
    }

    pub fn working(&self, day: NaiveDate) -> Working {
        Working { yes: self.is_worked(day), provisional: self.is_provisional(day) }
    }

    fn is_worked(&self, day: NaiveDate) -> bool {
        match self.exceptions.get(&day) {
            Some((kind, _)) => *kind == DayKind::Workday,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    fn is_provisional(&self, day: NaiveDate) -> bool {
        let year = day.year();
        let open_december = year == self.last && day.month() == 12 && day.day() >= DECEMBER_OF_NEXT_NOTICE;
        year < self.first || year > self.last || (open_december && !self.exceptions.contains_key(&day))
    }

    /// The `n`th working day after `from`: day 1 is the first working day after it. `n` = 0 gives `from` itself.
    pub fn add(&self, from: NaiveDate, n: u32) -> Dated {
        let date = self.added_by_index(from, n).unwrap_or_else(|| self.added_by_walking(from, n));
        Dated { date, provisional: n > 0 && self.spans_provisional(from, date) }
    }

    fn added_by_index(&self, from: NaiveDate, n: u32) -> Option<NaiveDate> {
        if n == 0 {
            return Some(from);
        }
        let wanted = self.index(from)?.checked_add(n)?;
        let place = self.through.partition_point(|t| *t < wanted);
        self.through.get(place)?;
        self.start.checked_add_days(Days::new(u64::try_from(place).ok()?))
    }

    fn added_by_walking(&self, from: NaiveDate, n: u32) -> NaiveDate {
        let mut left = n;
        let mut last = from;
        for day in from.iter_days().skip(1) {
            if left == 0 {
                break;
            }
            left -= u32::from(self.is_worked(day));
            last = day;
        }
        last
    }

    /// Working days after `from`, up to and including `to`; the inverse of [`Calendar::add`]. Negative where `to` lies before `from`.
    pub fn count(&self, from: NaiveDate, to: NaiveDate) -> Counted {
        if to < from {
            let back = self.count(to, from);
            return Counted { days: -back.days, provisional: back.provisional };
        }
        let days = match (self.index(from), self.index(to)) {
            (Some(a), Some(b)) => i64::from(b) - i64::from(a),
            _ => from.iter_days().skip(1).take_while(|d| *d <= to).map(|d| i64::from(self.is_worked(d))).sum(),
        };
        Counted { days, provisional: to > from && self.spans_provisional(from, to) }
    }

    /// Working days of the year.
    pub fn in_year(&self, year: i32) -> Option<Counted> {
        let before = NaiveDate::from_ymd_opt(year.checked_sub(1)?, 12, 31)?;
        Some(self.count(before, NaiveDate::from_ymd_opt(year, 12, 31)?))
    }

    fn index(&self, day: NaiveDate) -> Option<u32> {
        let place = usize::try_from(day.signed_duration_since(self.start).num_days()).ok()?;
        self.through.get(place).copied()
    }

    /// Whether a day after `from`, up to and including `to`, has no notice yet.
    fn spans_provisional(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let next = from.succ_opt().unwrap_or(from);
        next.year() < self.first || self.is_provisional(to) || (to.year() > self.last)
    }
}

fn published(rows: &[Exception]) -> Vec<i32> {
    let mut years: Vec<i32> = rows.iter().filter(|e| e.date.month() < 12).map(|e| e.date.year()).collect();
    years.sort_unstable();
    years.dedup();
    years
}

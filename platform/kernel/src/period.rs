//! 年、季度、月: the period that a figure speaks of ("2019年地区生产总值1273.2亿元"). Dates are local dates.
use chrono::{Days, Month, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::credit_code::half_width;
use crate::ctx::Locale;

/// One of the four quarters of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quarter {
    Q1,
    Q2,
    Q3,
    Q4,
}

impl Quarter {
    pub fn number(self) -> u8 {
        match self {
            Self::Q1 => 1,
            Self::Q2 => 2,
            Self::Q3 => 3,
            Self::Q4 => 4,
        }
    }

    pub fn of(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Q1),
            2 => Some(Self::Q2),
            3 => Some(Self::Q3),
            4 => Some(Self::Q4),
            _ => None,
        }
    }

    fn first_month(self) -> u32 {
        u32::from(self.number()) * 3 - 2
    }
}

/// A year, a quarter or a month. Text form: `2019`, `2019-Q3`, `2019-09`.
///
/// Ordered by first day, the longer period first: 2019 < 2019-Q1 < 2019-01 < 2019-02.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    Year(i16),
    Quarter(i16, Quarter),
    Month(i16, Month),
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodError {
    Empty,
    /// Not a year, quarter or month in a known form.
    Unrecognised {
        found: String,
    },
    /// The year has no four digits between 1000 and 9999.
    Year {
        found: String,
    },
    Quarter {
        found: u32,
    },
    Month {
        found: u32,
    },
}

impl PeriodError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "period-empty",
            Self::Unrecognised { .. } => "period-unrecognised",
            Self::Year { .. } => "period-year",
            Self::Quarter { .. } => "period-quarter",
            Self::Month { .. } => "period-month",
        }
    }
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the period is empty"),
            Self::Unrecognised { found } => write!(f, "'{found}' is not a period: write 2019, 2019-Q3 or 2019-09"),
            Self::Year { found } => write!(f, "'{found}' is not a year of four digits"),
            Self::Quarter { found } => write!(f, "there is no quarter {found}: use 1 to 4"),
            Self::Month { found } => write!(f, "there is no month {found}: use 1 to 12"),
        }
    }
}

impl std::error::Error for PeriodError {}

impl Period {
    pub fn quarter(year: i16, number: u32) -> Result<Self, PeriodError> {
        let quarter = u8::try_from(number).ok().and_then(Quarter::of);
        quarter.map(|q| Self::Quarter(year, q)).ok_or(PeriodError::Quarter { found: number })
    }

    pub fn month(year: i16, number: u32) -> Result<Self, PeriodError> {
        let month = u8::try_from(number).ok().and_then(|n| Month::try_from(n).ok());
        month.map(|m| Self::Month(year, m)).ok_or(PeriodError::Month { found: number })
    }

    /// Reads `2019`, `2019年`, `2019年度`, `2019-09`, `201909`, `2019年9月`, `2019-Q3`, `2019Q3`, `Q3 2019`,
    /// `2019年三季度`, `2019年第3季度`. A point ("2019.1") is refused: a spreadsheet may have eaten a zero.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let shown = text.trim();
        let text: String =
            (shown.chars().map(half_width)).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if text.is_empty() {
            return Err(PeriodError::Empty);
        }
        let unrecognised = || PeriodError::Unrecognised { found: shown.chars().take(40).collect() };
        // "Q3 2019" says the quarter first.
        if let Some((quarter, year)) = text.strip_prefix('Q').and_then(|t| t.split_at_checked(1)) {
            return Self::quarter(
                year_of(year.trim_start_matches(['-', '/']), shown)?,
                number(quarter).ok_or_else(unrecognised)?,
            );
        }
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (head, rest) = text.split_at_checked(digits).ok_or_else(unrecognised)?;
        if digits == 6 && matches!(rest, "" | "月") {
            let (year, month) = head.split_at_checked(4).ok_or_else(unrecognised)?;
            return Self::month(year_of(year, shown)?, number(month).ok_or_else(unrecognised)?);
        }
        if digits == 0 {
            return Err(unrecognised());
        }
        let year = year_of(head, shown)?;
        let rest = rest.strip_prefix('年').unwrap_or(rest);
        if matches!(rest, "" | "度" | "全年") {
            return Ok(Self::Year(year));
        }
        let rest = rest.trim_start_matches(['-', '/', '–', '−']);
        if let Some(quarter) = quarter_of(rest) {
            return Self::quarter(year, quarter);
        }
        let month = rest.strip_suffix("月份").or(rest.strip_suffix('月')).unwrap_or(rest);
        Self::month(year, number(month).ok_or_else(unrecognised)?)
    }

    pub fn year(self) -> i16 {
        match self {
            Self::Year(y) | Self::Quarter(y, _) | Self::Month(y, _) => y,
        }
    }

    fn first_month(self) -> u32 {
        match self {
            Self::Year(_) => 1,
            Self::Quarter(_, q) => q.first_month(),
            Self::Month(_, m) => m.number_from_month(),
        }
    }

    fn months(self) -> i32 {
        match self {
            Self::Year(_) => 12,
            Self::Quarter(..) => 3,
            Self::Month(..) => 1,
        }
    }

    pub fn first_day(self) -> NaiveDate {
        day_one(i32::from(self.year()), self.first_month())
    }

    pub fn last_day(self) -> NaiveDate {
        let past = self.first_month() + self.months().unsigned_abs();
        let year = i32::from(self.year()) + i32::from(past > 12);
        let next = day_one(year, if past > 12 { past - 12 } else { past });
        next.checked_sub_days(Days::new(1)).unwrap_or(next)
    }

    /// The period of the same kind just before.
    pub fn previous(self) -> Self {
        self.shifted(-1)
    }

    /// The period of the same kind just after.
    pub fn following(self) -> Self {
        self.shifted(1)
    }

    fn shifted(self, by: i16) -> Self {
        let year = self.year();
        let over = year.saturating_add(by);
        match self {
            Self::Year(_) => Self::Year(over),
            Self::Quarter(_, q) => {
                let n = (i16::from(q.number()) - 1 + by).rem_euclid(4) + 1;
                let wraps = (n > i16::from(q.number())) != (by > 0);
                let quarter = u8::try_from(n).ok().and_then(Quarter::of).unwrap_or(q);
                Self::Quarter(if wraps { over } else { year }, quarter)
            }
            Self::Month(_, m) if by < 0 => Self::Month(if m == Month::January { over } else { year }, m.pred()),
            Self::Month(_, m) => Self::Month(if m == Month::December { over } else { year }, m.succ()),
        }
    }

    /// 上年同期.
    pub fn same_period_last_year(self) -> Self {
        let before = self.year().saturating_sub(1);
        match self {
            Self::Year(_) => Self::Year(before),
            Self::Quarter(_, q) => Self::Quarter(before, q),
            Self::Month(_, m) => Self::Month(before, m),
        }
    }

    /// Whether every day of `other` lies in this period.
    pub fn contains(self, other: Self) -> bool {
        self.contains_day(other.first_day()) && self.contains_day(other.last_day())
    }

    pub fn contains_day(self, day: NaiveDate) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// As people read it: 2019年, 2019年三季度, 2019年9月; 2019, Q3 2019, September 2019.
    pub fn display(self, locale: Locale) -> String {
        let year = self.year();
        match (locale, self) {
            (Locale::ZhCn, Self::Year(_)) => format!("{year}年"),
            (Locale::ZhCn, Self::Quarter(_, q)) => {
                let name = match q {
                    Quarter::Q1 => '一',
                    Quarter::Q2 => '二',
                    Quarter::Q3 => '三',
                    Quarter::Q4 => '四',
                };
                format!("{year}年{name}季度")
            }
            (Locale::ZhCn, Self::Month(_, m)) => format!("{year}年{}月", m.number_from_month()),
            (Locale::En, Self::Year(_)) => year.to_string(),
            (Locale::En, Self::Quarter(_, q)) => format!("Q{} {year}", q.number()),
            (Locale::En, Self::Month(_, m)) => format!("{} {year}", m.name()),
        }
    }
}

// Every i16 year is inside chrono's calendar, so the fall-back never serves.
fn day_one(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

fn number(text: &str) -> Option<u32> {
    if text.len() > 2 || !text.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn year_of(text: &str, shown: &str) -> Result<i16, PeriodError> {
    let year = text.parse().ok().filter(|y| (1000..=9999).contains(y));
    let plain = text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
    year.filter(|_| plain).ok_or_else(|| PeriodError::Year { found: shown.chars().take(40).collect() })
}

/// Some(n) when the text speaks of a quarter, also of one that does not exist.
fn quarter_of(text: &str) -> Option<u32> {
    let inner = match text.strip_prefix('Q') {
        Some(n) => n,
        None => text.strip_suffix("季度").or(text.strip_suffix('季'))?,
    };
    let inner = inner.strip_prefix('第').unwrap_or(inner);
    match inner {
        "一" => Some(1),
        "二" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        _ => number(inner),
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.first_day().cmp(&other.first_day())).then(other.last_day().cmp(&self.last_day()))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(y) => write!(f, "{y:04}"),
            Self::Quarter(y, q) => write!(f, "{y:04}-Q{}", q.number()),
            Self::Month(y, m) => write!(f, "{y:04}-{:02}", m.number_from_month()),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

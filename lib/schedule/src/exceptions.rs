//! The days on which the State Council's notices differ from plain weeks, as text.
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假: a day off.
    Holiday,
    /// 调休上班: a weekend day on which is worked.
    Workday,
}

/// One day that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub date: NaiveDate,
    pub kind: DayKind,
    /// As the notice calls it: 春节, 国庆节.
    pub name: String,
}

/// Why a calendar cannot be imported; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarFault {
    /// A line is not `date,kind,name`.
    Line { line: usize, text: String },
    /// Not a date, or the run's end lies before its start or over a month after it.
    Date { line: usize, text: String },
    /// The kind is neither `holiday` nor `workday`.
    Kind { line: usize, text: String },
    /// The same day twice.
    Twice { line: usize, date: NaiveDate },
    /// No row names a day from January to November, so no year is published by it.
    NoYear,
    /// Between the known years and the imported one a year is missing.
    Gap { missing: i32 },
}

impl std::fmt::Display for CalendarFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line { line, text } => write!(f, "line {line}: expected date,kind,name, found \"{text}\""),
            Self::Date { line, text } => {
                write!(
                    f,
                    "line {line}: \"{text}\" is no date like 2027-01-01 or run of days like 2027-02-05/2027-02-11"
                )
            }
            Self::Kind { line, text } => write!(f, "line {line}: kind is holiday or workday, not \"{text}\""),
            Self::Twice { line, date } => write!(f, "line {line}: {date} was named before"),
            Self::NoYear => f.write_str("no row names a day from January to November: which year is it?"),
            Self::Gap { missing } => write!(f, "import {missing} first: years must follow each other"),
        }
    }
}

impl std::error::Error for CalendarFault {}

/// A run longer than this is a slip of the pen; the longest so far had nine days.
const RUN_DAYS_MAX: u64 = 31;

/// Reads `date,kind,name` with a header line or without; a date may be a run `first/last`.
pub fn parse(text: &str) -> Result<Vec<Exception>, CalendarFault> {
    let mut found: Vec<Exception> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (line, row) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let row = row.trim();
        if row.is_empty() || row == "date,kind,name" {
            continue;
        }
        for exception in parse_row(line, row)? {
            if !seen.insert(exception.date) {
                return Err(CalendarFault::Twice { line, date: exception.date });
            }
            found.push(exception);
        }
    }
    Ok(found)
}

fn parse_row(line: usize, row: &str) -> Result<Vec<Exception>, CalendarFault> {
    let mut cells = row.splitn(3, ',').map(str::trim);
    let (Some(days), Some(kind), Some(name)) = (cells.next(), cells.next(), cells.next()) else {
        return Err(CalendarFault::Line { line, text: row.to_owned() });
    };
    let kind = match kind {
        "holiday" => DayKind::Holiday,
        "workday" => DayKind::Workday,
        _ => return Err(CalendarFault::Kind { line, text: kind.to_owned() }),
    };
    let fault = || CalendarFault::Date { line, text: days.to_owned() };
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| fault());
    let (first, last) = match days.split_once('/') {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(days)?, day(days)?),
    };
    if last < first || first.checked_add_days(Days::new(RUN_DAYS_MAX)).is_none_or(|end| last > end) {
        return Err(fault());
    }
    let run = first.iter_days().take_while(|d| *d <= last);
    Ok(run.map(|date| Exception { date, kind, name: name.to_owned() }).collect())
}

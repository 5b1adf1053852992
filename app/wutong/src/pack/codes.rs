//! The values of a pack's fields: dates, years, periods, exact decimals, sums of money, and the national codes.
use super::model_measure::PeriodKind;
use chrono::NaiveDate;
use kernel::ZoneId;
use kernel::credit_code::{CreditCode, CreditCodeError};
use kernel::industry::IndustryCode;
use kernel::money::{Amount, Fen};
use kernel::period::Period;
use kernel::region::RegionCode;

pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| format!("\"{text}\" is not a date; write it like 2019-10-08"))
}

pub(super) fn year(text: &str) -> Result<i32, String> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year = text.parse().ok().filter(|year| digits && (1900..=2100).contains(year));
    year.ok_or_else(|| format!("\"{text}\" is not a year; write it like 2019"))
}

pub(super) fn count(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count >= 1);
    count.ok_or_else(|| format!("\"{text}\" is not a whole number of at least 1"))
}

/// An exact decimal: digits, perhaps a minus, perhaps a point with digits after it.
pub(super) fn decimal(text: &str) -> Result<String, String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|b| b.is_ascii_digit());
    if digits(whole) && digits(rest) {
        Ok(text.to_owned())
    } else {
        Err(format!("\"{text}\" is not a number; write digits with a point, without commas or unit"))
    }
}

/// `2019` or `2019-09`: a moment as precise as the source has it.
pub(super) fn moment(text: &str) -> Result<String, String> {
    let month = text.split_once('-').map(|(year, month)| (year, month, month.parse::<u32>()));
    let known = match month {
        None => year(text).is_ok(),
        Some((at, digits, number)) => {
            year(at).is_ok() && digits.len() == 2 && number.is_ok_and(|m| (1..=12).contains(&m))
        }
    };
    if known { Ok(text.to_owned()) } else { Err(format!("\"{text}\" is neither a year (2019) nor a month (2019-09)")) }
}

/// A sum of yuan with its unit (`2000 万元`), exactly.
pub(super) fn fen(text: &str) -> Result<Fen, String> {
    let amount = Amount::parse(text).map_err(|error| format!("{error}; write it like 2000 万元"))?;
    let fen = amount.and_then(Amount::as_cny);
    fen.ok_or_else(|| format!("\"{text}\" is not a sum of yuan; write it like 2000 万元"))
}

pub(super) fn persons(text: &str) -> Result<i64, String> {
    let number = text.strip_suffix('人').unwrap_or(text).trim();
    let persons = number.parse().ok().filter(|persons| (0..=100_000_000).contains(persons));
    persons.ok_or_else(|| format!("\"{text}\" is not a number of persons; write it like 120 or 120 人"))
}

pub(super) fn url(text: &str) -> Result<String, String> {
    if text.starts_with("https://") || text.starts_with("http://") {
        Ok(text.to_owned())
    } else {
        Err(format!("\"{text}\" is not a web address; it begins with https://"))
    }
}

/// The colour slots of the pages.
pub(super) fn slot(text: &str) -> Result<String, String> {
    if ["f1", "f2", "f3", "f4"].contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!("\"{text}\" is not a colour; a focus industry has f1, f2, f3 or f4"))
    }
}

pub(super) fn zone(text: &str) -> Result<ZoneId, String> {
    ZoneId::parse(text).ok_or_else(|| format!("\"{text}\" is not a zone code; use up to 32 of a-z, 0-9 and -"))
}

/// A period of an indicator, in the one form in which it is stored.
pub(super) fn period(text: &str, kind: PeriodKind) -> Result<Period, String> {
    let example = match kind {
        PeriodKind::Year => "2019",
        PeriodKind::Quarter => "2019-Q3",
        PeriodKind::Month => "2019-07",
    };
    let found = Period::parse(text).ok().filter(|period| {
        let of_kind = matches!(
            (period, kind),
            (Period::Year(_), PeriodKind::Year)
                | (Period::Quarter(..), PeriodKind::Quarter)
                | (Period::Month(..), PeriodKind::Month)
        );
        of_kind && period.to_string() == text
    });
    found.ok_or_else(|| format!("\"{text}\" is not a period of this indicator; write it like {example}"))
}

/// A unified social credit code (GB 32100-2015) with its check character.
pub(super) fn credit_code(text: &str) -> Result<CreditCode, String> {
    CreditCode::parse(text).map_err(|error| match error {
        CreditCodeError::Check { found, expected } => {
            format!("check character should be {expected} but is {found}")
        }
        other => other.to_string(),
    })
}

/// A code of GB/T 4754-2017 that the standard has.
pub(super) fn industry(text: &str) -> Result<IndustryCode, String> {
    IndustryCode::parse(text).map_err(|error| error.to_string())
}

/// A division that the list has.
pub(super) fn region(text: &str) -> Result<RegionCode, String> {
    RegionCode::parse_listed(text).map_err(|error| format!("{error}; write a code of 6 digits, such as 650104"))
}

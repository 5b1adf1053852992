//! Dates as files write them.
use chrono::NaiveDate;

use crate::remark::Remark;

/// Days since 1970-01-01 from "2001-01-05", "2001/1/5", "2001.1.5", "2001年1月5日", "20010105", each with or without a
/// time behind; None for an empty cell.
pub(super) fn parse(text: &str) -> Result<Option<i32>, Remark> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (year, month, day) = parts(text).ok_or(Remark::DateUnclear)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Remark::DateUnclear)?;
    if !(1900..=2100).contains(&year) {
        return Err(Remark::DateUnlikely);
    }
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    Ok(i32::try_from(days).ok())
}

fn parts(text: &str) -> Option<(i32, u32, u32)> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?));
    }
    let (year, rest) = number(text)?;
    let (month, rest) = number(rest.strip_prefix(['-', '/', '.', '年'])?)?;
    let (day, rest) = number(rest.strip_prefix(['-', '/', '.', '月'])?)?;
    // What follows the day is 日, a time or nothing; "2001-01-05-3" is no date.
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    let time = rest.is_empty() || rest.starts_with([' ', 'T']) && rest.contains(':');
    (year.len() == 4 && time).then_some(())?;
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// The digits at the beginning, and what follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_dates() {
        for text in [
            "2001-01-05",
            "2001/1/5",
            "2001.1.5",
            "2001年1月5日",
            "20010105",
            "2001-01-05 00:00:00",
            "2001-01-05T08:30:00Z",
        ] {
            assert_eq!(parse(text), Ok(Some(11_327)), "{text}");
        }
        assert_eq!(parse(""), Ok(None));
        for text in
            ["500万", "2001", "2001-13-05", "2001-02-30", "1-5-2001", "910000123456789012", "2001-01-05-07", "新疆"]
        {
            assert_eq!(parse(text), Err(Remark::DateUnclear), "{text}");
        }
        assert_eq!(parse("0001-01-01"), Err(Remark::DateUnlikely));
        assert_eq!(parse("1899-12-30"), Err(Remark::DateUnlikely));
    }
}

//! Numbers and dates as a person would type them: no exponent, no float noise, dates as ISO.
//!
//! Codes of 18 digits are often stored as numbers. Digits that the file holds are kept: they never pass through a
//! binary fraction. Digits that Excel itself has dropped cannot be brought back; such cells are counted.

/// How a cell style shows a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Number,
    Date,
    Time,
    /// `[h]:mm`: hours may pass 24.
    Elapsed,
}

/// The number in plain digits; `None` when the text is no number.
pub(crate) fn plain(raw: &str) -> Option<String> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        let digits = digits.trim_start_matches('0');
        return Some(match (digits.is_empty(), raw.starts_with('-')) {
            (true, _) => "0".to_owned(),
            (false, true) => format!("-{digits}"),
            (false, false) => digits.to_owned(),
        });
    }
    if !raw.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    let value: f64 = raw.parse().ok().filter(|v: &f64| v.is_finite())?;
    // Excel itself shows 15 digits: 0.30000000000000004 is 0.3 there. Large whole numbers keep what they have.
    let rounded = if value.abs() < 1e15 { format!("{value:.14e}").parse().unwrap_or(value) } else { value };
    let text = rounded.to_string();
    Some(if text == "-0" { "0".to_owned() } else { text })
}

/// A whole number of 16 digits or more: a spreadsheet that held it as a number keeps 15 of them.
pub(crate) fn is_long(plain: &str) -> bool {
    let digits = plain.strip_prefix('-').unwrap_or(plain);
    digits.len() >= 16 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `9.11102E+17` in a csv file: a code that Excel has already cut.
pub(crate) fn is_cut_code(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && exponent.parse::<u32>().is_ok_and(|e| e >= 10)
}

/// A date or time serial as ISO text; `None` when it is outside the calendar of spreadsheets.
pub(crate) fn moment(raw: &str, shown: Shown, date1904: bool) -> Option<String> {
    let serial: f64 = raw.parse().ok()?;
    let serial = if date1904 && shown != Shown::Elapsed { serial + 1462.0 } else { serial };
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // In range: both casts are exact.
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    match shown {
        Shown::Elapsed => Some(format!("{}:{:02}:{:02}", seconds / 3_600, second / 60 % 60, second % 60)),
        Shown::Time if days == 0 => Some(clock),
        _ if days == 0 && second == 0 => None,
        _ if days == 0 => Some(clock),
        _ if second == 0 => Some(iso_date(days)),
        _ => Some(format!("{} {clock}", iso_date(days))),
    }
}

/// Day 60 is 29 February 1900, which never was: Excel counts it, so the days before it stand one off.
fn iso_date(serial: i64) -> String {
    let since_1970 = serial - if serial < 60 { 25_568 } else { 25_569 };
    let z = since_1970 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The serial of `2020-01-15`, for writing; `None` for anything that is not such a date from March 1900 on.
pub(crate) fn serial_of(date: &str) -> Option<f64> {
    let mut fields = date.split('-');
    let (y, m, d) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() || y.len() != 4 || m.len() != 2 || d.len() != 2 {
        return None;
    }
    let (year, month, day): (i64, i64, i64) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    if !(1900..=9999).contains(&year) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let (era, yoe) = (y / 400, y % 400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let serial = era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468 + 25_569;
    // 31 February and the like come back as another day.
    if serial < 61 || iso_date(serial) != date {
        return None;
    }
    i32::try_from(serial).ok().map(f64::from)
}

/// `2020-01-15T00:00:00` as such a cell (type d) or another program writes it.
pub(crate) fn iso_cell(text: &str) -> String {
    let text = text.trim().trim_end_matches('Z');
    let Some((date, clock)) = text.split_once('T') else {
        return text.to_owned();
    };
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    if clock.chars().all(|c| c == '0' || c == ':') { date.to_owned() } else { format!("{date} {clock}") }
}

/// How one of the formats that every spreadsheet knows by number shows a number.
pub(crate) fn builtin(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32 | 33 | 45 | 47 | 55 | 56 => Shown::Time,
        46 => Shown::Elapsed,
        _ => Shown::Number,
    }
}

/// How a format code such as `yyyy"年"m"月"d"日"` shows a number.
pub(crate) fn custom(code: &str) -> Shown {
    let mut letters = String::new();
    let mut chars = code.chars();
    let mut elapsed = false;
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                elapsed |= !inside.is_empty()
                    && ['h', 'm', 's'].iter().any(|unit| inside.chars().all(|c| c.eq_ignore_ascii_case(unit)));
            }
            c => letters.push(c.to_ascii_lowercase()),
        }
    }
    if elapsed {
        return Shown::Elapsed;
    }
    if letters.contains("general") || letters.starts_with("g/") {
        return Shown::Number;
    }
    let letters = letters.replace("am/pm", "").replace("a/p", "");
    let clock = letters.contains(['h', 's']);
    if letters.contains(['y', 'd']) || (letters.contains('m') && !clock) {
        Shown::Date
    } else if clock {
        Shown::Time
    } else {
        Shown::Number
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_are_plain() {
        for (raw, shown) in [
            ("110105194912310012", "110105194912310012"),
            ("-0", "0"),
            ("0.30000000000000004", "0.3"),
            ("1.1010519491231E+17", "110105194912310000"),
            ("1E3", "1000"),
            ("12.50", "12.5"),
            ("-1.5e-7", "-0.00000015"),
            ("1234567.8900000001", "1234567.89"),
            ("0.1", "0.1"),
        ] {
            assert_eq!(plain(raw).unwrap(), shown, "{raw}");
        }
        for raw in ["", "-", "inf", "NaN", "1e999", "0x10", "1,000", "abc"] {
            assert_eq!(plain(raw), None, "{raw}");
        }
    }

    #[test]
    fn dates_are_iso() {
        assert_eq!(moment("43845", Shown::Date, false).unwrap(), "2020-01-15");
        assert_eq!(moment("43845.5", Shown::Date, false).unwrap(), "2020-01-15 12:00:00");
        assert_eq!(moment("42383", Shown::Date, true).unwrap(), "2020-01-15");
        assert_eq!(moment("1", Shown::Date, false).unwrap(), "1900-01-01");
        assert_eq!(moment("61", Shown::Date, false).unwrap(), "1900-03-01");
        assert_eq!(moment("0.5", Shown::Time, false).unwrap(), "12:00:00");
        assert_eq!(moment("1.5", Shown::Elapsed, false).unwrap(), "36:00:00");
        assert_eq!(moment("-3", Shown::Date, false), None);
        assert_eq!(moment("1e300", Shown::Date, false), None);
        for serial in (61..2_900_000).step_by(97) {
            assert_eq!(serial_of(&iso_date(serial)).unwrap(), serial as f64);
        }
        for wrong in ["2020-02-30", "2020-13-01", "2020-00-01", "1899-01-01", "2020-1-1", "x", "2020-01-15-1"] {
            assert_eq!(serial_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn formats_tell_dates_from_numbers() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d;@", "mmm-yy", "dd/mm/yyyy hh:mm"] {
            assert_eq!(custom(code), Shown::Date, "{code}");
        }
        for code in ["h:mm:ss AM/PM", "hh:mm", "mm:ss"] {
            assert_eq!(custom(code), Shown::Time, "{code}");
        }
        for code in ["General", "0.00E+00", "#,##0.00\"元\"", "[Red]0.00", "0_);(0)", "@", "\"day\"0", "G/通用格式"]
        {
            assert_eq!(custom(code), Shown::Number, "{code}");
        }
        assert_eq!(custom("[h]:mm:ss"), Shown::Elapsed);
        assert_eq!(custom("[mm]:ss"), Shown::Elapsed);
    }
}

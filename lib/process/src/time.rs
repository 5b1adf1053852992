//! Times of events: ISO 8601 to milliseconds since 1970 in UTC, and back.

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// Days in a duration of milliseconds.
pub fn days(ms: i64) -> f64 {
    ms as f64 / DAY_MS as f64
}

/// Reads `2014-04-11T09:30:39.120+02:00`, `2014-04-11 09:30`, `2014/4/11 9:30:00` or `2014-04-11`. Without an offset, `offset_minutes`
/// (of local time against UTC) is assumed. Nothing where it is not a time.
pub fn parse(text: &[u8], offset_minutes: i32) -> Option<i64> {
    let mut rest = text.trim_ascii();
    let year = number(&mut rest, 4)?;
    let separator = take(&mut rest, b"-/.")?;
    let month = number(&mut rest, 2)?;
    take(&mut rest, &[separator])?;
    let day = number(&mut rest, 2)?;
    let date = days_from_civil(year, month, day)? * DAY_MS;
    if rest.is_empty() {
        return Some(date - i64::from(offset_minutes) * 60_000);
    }
    take(&mut rest, b"T t")?;
    let clock = clock(&mut rest)?;
    let offset = offset(rest.trim_ascii_start())?.unwrap_or(i64::from(offset_minutes));
    Some(date + clock - offset * 60_000)
}

fn clock(rest: &mut &[u8]) -> Option<i64> {
    let hour = number(rest, 2)?;
    take(rest, b":")?;
    let minute = number(rest, 2)?;
    let second = if take(rest, b":").is_some() { number(rest, 2)? } else { 0 };
    let mut ms = 0;
    if take(rest, b".,").is_some() {
        let (mut scale, mut any) = (100, false);
        while let [digit @ b'0'..=b'9', tail @ ..] = rest {
            ms += i64::from(digit - b'0') * scale;
            (scale, any, *rest) = (scale / 10, true, tail);
        }
        any.then_some(())?;
    }
    let valid = hour < 24 && minute < 60 && second <= 60;
    valid.then_some(((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

/// Minutes east of UTC; `Some(None)` where nothing is said.
fn offset(mut rest: &[u8]) -> Option<Option<i64>> {
    if rest.is_empty() {
        return Some(None);
    }
    if matches!(rest, b"Z" | b"z") {
        return Some(Some(0));
    }
    let sign = if take(&mut rest, b"+-")? == b'-' { -1 } else { 1 };
    let hours = number(&mut rest, 2)?;
    take(&mut rest, b":");
    let minutes = if rest.is_empty() { 0 } else { number(&mut rest, 2)? };
    (rest.is_empty() && hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

/// Up to `most` digits, at least one.
fn number(rest: &mut &[u8], most: usize) -> Option<i64> {
    let (mut value, mut digits) = (0, 0);
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        if digits == most {
            break;
        }
        value = value * 10 + i64::from(digit - b'0');
        (digits, *rest) = (digits + 1, tail);
    }
    (digits > 0).then_some(value)
}

fn take(rest: &mut &[u8], wanted: &[u8]) -> Option<u8> {
    let [first, tail @ ..] = rest else { return None };
    wanted.contains(first).then(|| {
        *rest = tail;
        *first
    })
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// `2014-04-11T07:30:39.120+00:00`.
pub fn format(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
    let (year, month, day) = civil_from_days(days);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}+00:00", rest % 1000)
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = (shifted + 2) % 12 + 1;
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_way_to_write_a_time() {
        let ms = |text: &str| parse(text.as_bytes(), 480);
        assert_eq!(ms("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(ms("2014-04-11T09:30:39.120+02:00"), Some(1_397_201_439_120));
        assert_eq!(ms("2014-04-11 15:30:39.12"), Some(1_397_201_439_120));
        assert_eq!(ms("2014/4/11 15:30"), Some(1_397_201_400_000));
        assert_eq!(ms("2014-04-11"), Some(1_397_145_600_000));
        assert_eq!(ms("2014-04-11T09:30:39+0200"), Some(1_397_201_439_000));
        for bad in [
            "",
            "2014-02-30",
            "2014-04-11T25:00",
            "2014-04-11T09:30:39.",
            "2014-04-11Tx",
            "11.04.2014",
            "2014-04-11T09:30+99",
        ] {
            assert_eq!(ms(bad), None, "{bad}");
        }
        assert_eq!(format(1_397_201_439_120), "2014-04-11T07:30:39.120+00:00");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(ms in -60_000_000_000_000_i64..60_000_000_000_000) {
            prop_assert_eq!(parse(format(ms).as_bytes(), 0), Some(ms));
        }
    }
}

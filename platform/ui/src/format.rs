//! Numbers, dates and instants as the pages show them: thousands commas, a real minus, ISO dates, local time UTC+8.
use crate::i18n::T;
use chrono::{DateTime, Datelike, NaiveDate, Weekday};
use kernel::Locale;
use kernel::ctx::china;

/// What stands where there is no value.
pub const ABSENT: &str = "—";

/// A whole number: 1,120 or −3.
pub fn int(n: i64) -> String {
    grouped(&n.unsigned_abs().to_string(), n < 0)
}

/// A number with that many decimals, rounded half away from zero: 1,273.20.
pub fn dec(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return ABSENT.to_owned();
    }
    // A value such as 0.125 is meant as written; binary fractions would round it down.
    let scale = 10f64.powi(i32::try_from(decimals).unwrap_or(0));
    let rounded = if decimals < 9 { (x.abs() * scale + 1e-9).round() / scale } else { x.abs() };
    grouped(&format!("{rounded:.decimals$}"), x < 0.0 && rounded != 0.0)
}

/// A number with as many decimals as it has: 1,120 or 36.9.
pub fn natural(x: f64) -> String {
    if x.is_finite() { grouped(&x.abs().to_string(), x < 0.0) } else { ABSENT.to_owned() }
}

/// A change with its sign: +0.3, −1.2, 0.0.
pub fn signed(x: f64, decimals: usize) -> String {
    let text = dec(x, decimals);
    if x > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("+{text}") } else { text }
}

fn grouped(digits: &str, negative: bool) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(digits.len() + 8);
    if negative {
        out.push('\u{2212}');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `2020-01-15`.
pub fn date(d: NaiveDate) -> String {
    d.format("%Y-%m-%d").to_string()
}

/// An instant of the books (microseconds since 1970) in local time: `2020-01-15 08:30`.
pub fn instant(us: i64) -> String {
    DateTime::from_timestamp_micros(us)
        .map_or_else(|| ABSENT.to_owned(), |t| t.with_timezone(&china()).format("%Y-%m-%d %H:%M").to_string())
}

impl T {
    pub fn int(&self, n: impl Whole) -> String {
        int(n.whole())
    }
    pub fn dec(&self, x: impl Real, decimals: usize) -> String {
        dec(x.real(), decimals)
    }
    pub fn signed(&self, x: impl Real, decimals: usize) -> String {
        signed(x.real(), decimals)
    }
    /// A value, or — where there is none.
    pub fn or_dash(&self, value: &Option<impl std::fmt::Display>) -> String {
        value.as_ref().map_or_else(|| ABSENT.to_owned(), ToString::to_string)
    }
    pub fn int_or_dash(&self, value: &Option<impl Whole>) -> String {
        value.as_ref().map_or_else(|| ABSENT.to_owned(), |n| int(n.whole()))
    }
    pub fn dec_or_dash(&self, value: &Option<impl Real>, decimals: usize) -> String {
        value.as_ref().map_or_else(|| ABSENT.to_owned(), |x| dec(x.real(), decimals))
    }
    pub fn date(&self, d: &NaiveDate) -> String {
        date(*d)
    }
    pub fn instant(&self, us: impl Whole) -> String {
        instant(us.whole())
    }
    /// The head of the day: 2020年1月15日 星期三; Wednesday 15 January 2020.
    pub fn long_date(&self, d: &NaiveDate) -> String {
        match self.locale {
            Locale::ZhCn => format!("{}年{}月{}日 星期{}", d.year(), d.month(), d.day(), zh_weekday(d.weekday())),
            Locale::En => d.format("%A %-d %B %Y").to_string(),
        }
    }
}

fn zh_weekday(day: Weekday) -> char {
    match day {
        Weekday::Mon => '一',
        Weekday::Tue => '二',
        Weekday::Wed => '三',
        Weekday::Thu => '四',
        Weekday::Fri => '五',
        Weekday::Sat => '六',
        Weekday::Sun => '日',
    }
}

/// Whole numbers of any width, by value or reference, as templates hand them over.
pub trait Whole {
    fn whole(&self) -> i64;
}
/// Numbers with a fraction.
pub trait Real {
    fn real(&self) -> f64;
}
impl<N: Whole + ?Sized> Whole for &N {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}
impl<N: Real + ?Sized> Real for &N {
    fn real(&self) -> f64 {
        (**self).real()
    }
}
macro_rules! wholes {
    ($($kind:ty),*) => {$(impl Whole for $kind {
        fn whole(&self) -> i64 {
            i64::try_from(*self).unwrap_or(i64::MAX)
        }
    })*};
}
wholes!(i16, i32, i64, u8, u16, u32, u64, usize);
impl Real for f64 {
    fn real(&self) -> f64 {
        *self
    }
}
impl Real for f32 {
    fn real(&self) -> f64 {
        f64::from(*self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_the_pages_show_them() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "\u{2212}1,234,567")] {
            assert_eq!(int(n), text);
        }
        assert_eq!(int(i64::MIN), "\u{2212}9,223,372,036,854,775,808");
        for (x, d, text) in [
            (1273.2, 2, "1,273.20"),
            (0.125, 2, "0.13"),
            (2.675, 2, "2.68"),
            (-0.04, 2, "\u{2212}0.04"),
            (-0.001, 1, "0.0"),
            (f64::NAN, 1, "—"),
            (999.999, 1, "1,000.0"),
        ] {
            assert_eq!(dec(x, d), text, "{x} {d}");
        }
        assert_eq!(
            (signed(0.3, 1), signed(-1.2, 1), signed(0.0, 1), signed(0.01, 1)),
            ("+0.3".into(), "\u{2212}1.2".into(), "0.0".into(), "0.0".into())
        );
    }

    #[test]
    fn days_and_instants() {
        let day = NaiveDate::from_ymd_opt(2020, 1, 15).unwrap();
        assert_eq!(T::new(Locale::ZhCn).long_date(&day), "2020年1月15日 星期三");
        assert_eq!(T::new(Locale::En).long_date(&day), "Wednesday 15 January 2020");
        assert_eq!(date(day), "2020-01-15");
        assert_eq!(instant(1_579_046_400_000_000), "2020-01-15 08:00");
    }
}

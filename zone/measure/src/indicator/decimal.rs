//! A number exactly as it was published: 1273.2 is the digits 12732 with one decimal, and 36.90 is not 36.9.
use serde::Serialize;

/// Digits and how many of them stand behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Decimal {
    pub digits: i64,
    pub decimals: u32,
}

/// Beyond these the arithmetic on figures would not be exact.
const MOST_DECIMALS: usize = 9;
const MOST_DIGITS: usize = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    Form,
    Range,
}

impl DecimalError {
    /// The i18n key of the message.
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "indicator-value-form",
            Self::Range => "indicator-value-range",
        }
    }
}

impl Decimal {
    /// Reads `1273.2`, `1,273.2`, `+0.3`, `−3`, full width too, with the unit behind it or without: `1273.2亿元`.
    pub fn parse(text: &str, unit: &str) -> Result<Self, DecimalError> {
        let (plain, unit) = (normalise(text), normalise(unit));
        let number = plain.strip_suffix(unit.as_str()).unwrap_or(&plain);
        let (negative, number) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return Err(DecimalError::Form),
            Some(parts) => parts,
            None => (number, ""),
        };
        let whole = ungrouped(whole).ok_or(DecimalError::Form)?;
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DecimalError::Form);
        }
        let all = format!("{whole}{fraction}");
        if fraction.len() > MOST_DECIMALS || all.trim_start_matches('0').len() > MOST_DIGITS {
            return Err(DecimalError::Range);
        }
        let digits: i64 = all.parse().map_err(|_| DecimalError::Range)?;
        let decimals = u32::try_from(fraction.len()).map_err(|_| DecimalError::Range)?;
        Ok(Self { digits: if negative { -digits } else { digits }, decimals })
    }

    /// `1273.2`, `-0.3`: for forms, files and the API.
    pub fn plain(self) -> String {
        self.written("-", false)
    }

    /// `1,273.2`, `−0.3`: for pages.
    pub fn shown(self) -> String {
        self.written("\u{2212}", true)
    }

    /// With its sign: `+7`, `−1.2`, `0`.
    pub fn signed(self) -> String {
        let sign = if self.digits > 0 { "+" } else { "" };
        format!("{sign}{}", self.shown())
    }

    fn written(self, minus: &str, grouped: bool) -> String {
        let width = usize::try_from(self.decimals).unwrap_or(0) + 1;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs());
        let point = digits.len() + 1 - width;
        let (whole, fraction) = digits.split_at_checked(point).unwrap_or((&digits, ""));
        let mut text = if self.digits < 0 { minus } else { "" }.to_owned();
        for (i, c) in whole.chars().enumerate() {
            if grouped && i > 0 && (whole.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(c);
        }
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }

    /// The difference, with the decimals of the finer of the two.
    pub fn minus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let digits = self.scaled(decimals)?.checked_sub(other.scaled(decimals)?)?;
        Some(Self { digits, decimals })
    }

    fn scaled(self, decimals: u32) -> Option<i64> {
        let factor = 10_i64.checked_pow(decimals.checked_sub(self.decimals)?)?;
        self.digits.checked_mul(factor)
    }

    /// For drawing only; nothing is decided with it.
    #[allow(clippy::cast_precision_loss)]
    pub fn approximate(self) -> f64 {
        self.digits as f64 / 10_f64.powi(i32::try_from(self.decimals).unwrap_or(0))
    }
}

/// The whole part without its thousands commas; none when a comma stands where no thousand ends.
fn ungrouped(whole: &str) -> Option<String> {
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = whole.split_once(',').unwrap_or((whole, ""));
    let grouped = whole.contains(',');
    let fits = number(first) && (!grouped || (first.len() <= 3 && rest.split(',').all(|g| g.len() == 3 && number(g))));
    fits.then(|| whole.replace(',', ""))
}

fn normalise(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
            0x2212 => '-',
            _ => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_they_were_printed_with() {
        for (text, unit, plain, shown) in [
            ("1273.2", "亿元", "1273.2", "1,273.2"),
            ("1,273.2亿元", "亿元", "1273.2", "1,273.2"),
            ("３６．９％", "%", "36.9", "36.9"),
            ("36.90 %", "%", "36.90", "36.90"),
            ("+0.3个百分点", "个百分点", "0.3", "0.3"),
            ("−0.05", "%", "-0.05", "\u{2212}0.05"),
            ("0", "家", "0", "0"),
            ("999999999999999", "家", "999999999999999", "999,999,999,999,999"),
        ] {
            let number = Decimal::parse(text, unit).unwrap();
            assert_eq!((number.plain().as_str(), number.shown().as_str()), (plain, shown), "{text}");
        }
        for text in ["", "%", "1.", ".5", "1,27", "12 万元", "--1", "1e3", "1000余", "0x1"] {
            assert_eq!(Decimal::parse(text, "%"), Err(DecimalError::Form), "{text}");
        }
        for text in ["1.0123456789", "1000000000000000", &"9".repeat(400)] {
            assert_eq!(Decimal::parse(text, "%"), Err(DecimalError::Range), "{text}");
        }
    }

    #[test]
    fn differences_are_exact() {
        let d = |t: &str| Decimal::parse(t, "").unwrap();
        assert_eq!(d("36.9").minus(d("36.60")).map(Decimal::signed), Some("+0.30".to_owned()));
        assert_eq!(d("1").minus(d("1.5")).map(Decimal::signed), Some("\u{2212}0.5".to_owned()));
        assert_eq!(d("2").minus(d("2")).map(Decimal::signed), Some("0".to_owned()));
    }
}

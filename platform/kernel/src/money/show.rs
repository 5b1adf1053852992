//! Showing money: thousands commas, the real minus sign (U+2212), 四舍五入 (half away from zero).
use super::{Amount, Currency, Fen, Unit};
use crate::ctx::Locale;
use std::fmt;

/// More decimals than this say nothing: even 亿元 with eight is exact to the yuan.
const MOST_DECIMALS: u32 = 10;

impl Fen {
    /// In yuan with two decimals, exact: "1,340,000.00". The unit belongs in the head of the table.
    pub fn yuan(self) -> String {
        self.in_unit(Unit::Yuan, 2)
    }

    /// In 万元, rounded: 13,400.
    pub fn wan(self, decimals: u32) -> String {
        self.in_unit(Unit::Wan, decimals)
    }

    /// In 亿元, rounded: 1.34.
    pub fn yi(self, decimals: u32) -> String {
        self.in_unit(Unit::Yi, decimals)
    }

    pub fn in_unit(self, unit: Unit, decimals: u32) -> String {
        decimal(self.0, unit.yuan(), decimals)
    }

    /// For form fields and CSV: exact yuan, no commas, ASCII minus, decimals only where there are any ("-1340000.5").
    pub fn plain(self) -> String {
        let text = trimmed(self.yuan());
        text.replace(',', "").replace('\u{2212}', "-")
    }

    /// The unit that suits the size: "1.34亿元", "CNY 134 million".
    pub fn auto(self, locale: Locale) -> String {
        Amount::cny(self).auto(locale)
    }
}

impl Amount {
    /// The unit that suits the size, at most two decimals: "1.34亿元", "500万美元", "CNY 134 million".
    pub fn auto(self, locale: Locale) -> String {
        match locale {
            Locale::ZhCn => {
                let scales = [(1, ""), (10_000, "万"), (100_000_000, "亿")];
                let (number, word) = fitting(self.fen, &scales);
                format!("{number}{word}{}", self.currency.unit_zh())
            }
            Locale::En => {
                let scales = [(1, ""), (1_000_000, " million"), (1_000_000_000, " billion")];
                let (number, word) = fitting(self.fen, &scales);
                format!("{} {number}{word}", self.currency)
            }
        }
    }
}

/// The largest scale that the number reaches once rounded in the scale before: 9,999.999万 is 1亿, 999,996 no million.
fn fitting(fen: i64, scales: &[(i64, &'static str)]) -> (String, &'static str) {
    let size = fen.unsigned_abs();
    let mut chosen = (1, "");
    for &(scale, word) in scales {
        let shown = rounded(size, chosen.0, 2) * u128::from(chosen.0.unsigned_abs());
        if shown >= u128::from(scale.unsigned_abs()) * 100 {
            chosen = (scale, word);
        }
    }
    (trimmed(decimal(fen, chosen.0, 2)), chosen.1)
}

/// |fen| in units of `scale` yuan, times 10^decimals, half up.
fn rounded(size: u64, scale: i64, decimals: u32) -> u128 {
    let divisor = u128::from(scale.unsigned_abs()) * 100;
    (u128::from(size) * 10_u128.pow(decimals) + divisor / 2) / divisor
}

fn decimal(fen: i64, scale: i64, decimals: u32) -> String {
    let decimals = decimals.min(MOST_DECIMALS);
    let number = rounded(fen.unsigned_abs(), scale, decimals);
    let power = 10_u128.pow(decimals);
    let sign = if fen < 0 && number > 0 { "\u{2212}" } else { "" };
    let whole = commas(number / power);
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = number % power;
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("{sign}{whole}.{fraction:0width$}")
}

fn commas(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, c) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Without zeros (and a point) at the end of the decimals.
fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.yuan())
    }
}

/// Exact, for logs and exports: "USD 5,000,000.00"; [`Amount::parse`] reads it back.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency: Currency = self.currency;
        write!(f, "{currency} {}", Fen(self.fen).yuan())
    }
}

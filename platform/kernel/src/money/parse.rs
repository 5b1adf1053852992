//! Reading amounts as company files write them. Exact: a text either is a whole number of fen or it is refused.
use super::currency::WORDS;
use super::{Amount, Currency, MoneyError, Unit};
use crate::credit_code::half_width;

/// What a cell says when it says nothing.
const EMPTY: [&str; 10] = ["-", "--", "---", "/", "无", "N/A", "NULL", "企业选择不公示", "不公示", "未公示"];

/// Words of size, longer ones before those they begin with.
const SCALES: [(&str, i64); 13] = [
    ("万亿", 1_000_000_000_000),
    ("千亿", 100_000_000_000),
    ("百亿", 10_000_000_000),
    ("十亿", 1_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万", 10_000),
    ("千", 1_000),
    ("THOUSAND", 1_000),
    ("MILLION", 1_000_000),
    ("BILLION", 1_000_000_000),
];

impl Amount {
    /// Reads "13,400万元", "500万美元", "2.68亿", "人民币13,400万元", "CNY 134 million". Empty cells and their markers
    /// ("-", "--", 企业选择不公示) give None. A bare number is refused: its unit would be a guess.
    pub fn parse(text: &str) -> Result<Option<Self>, MoneyError> {
        Self::read(text, None)
    }

    /// As [`Amount::parse`], for a column whose head names the unit: a bare number counts in it.
    pub fn parse_in(text: &str, unit: Unit) -> Result<Option<Self>, MoneyError> {
        Self::read(text, Some(unit))
    }

    fn read(text: &str, bare: Option<Unit>) -> Result<Option<Self>, MoneyError> {
        let cell = normalise(text);
        if cell.is_empty() || EMPTY.contains(&cell.as_str()) {
            return Ok(None);
        }
        let shown = || text.trim().chars().take(40).collect::<String>();
        let (before, rest) = leading_currency(&cell);
        let (negative, rest) = match rest.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix('+').unwrap_or(rest)),
        };
        let (after_sign, rest) = leading_currency(rest);
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at_checked(end).unwrap_or_default();
        let number = Decimal::read(digits).ok_or_else(|| MoneyError::Number { found: shown() })?;
        let tail = Tail::read(rest)?;
        let currency = one_currency([before, after_sign, tail.currency])?;
        let scale = match (tail.scale, bare) {
            (Some(scale), _) => scale,
            (None, _) if tail.yuan || currency.is_some() => 1,
            (None, Some(unit)) => unit.yuan(),
            (None, None) => return Err(MoneyError::UnitMissing { found: shown() }),
        };
        let fen = number.fen(scale, negative).map_err(|e| e.with(shown()))?;
        let currency = currency.unwrap_or_default();
        Ok(Some(Self { fen, currency }))
    }
}

/// Half width, capitals, no spaces; dashes that serve as minus become '-'.
fn normalise(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}' && *c != '\u{200b}')
        .map(|c| match c {
            '−' | '–' | '—' | '‐' | '‑' => '-',
            '\u{ffe5}' => '¥',
            '\u{ffe1}' => '£',
            _ => c.to_ascii_uppercase(),
        })
        .collect()
}

fn leading_currency(text: &str) -> (Option<Currency>, &str) {
    for (word, currency) in WORDS {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(currency), rest);
        }
    }
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    match text.split_at_checked(letters) {
        Some((code, rest)) if letters == 3 => (Currency::iso(code), rest),
        _ => (None, text),
    }
}

fn one_currency(named: [Option<Currency>; 3]) -> Result<Option<Currency>, MoneyError> {
    let mut found = None;
    for currency in named.into_iter().flatten() {
        match found {
            Some(one) if one != currency => {
                return Err(MoneyError::Currencies { one, other: currency });
            }
            _ => found = Some(currency),
        }
    }
    Ok(found)
}

/// What follows the number: a size, 元, a currency, in the orders that files use ("万元人民币", "万人民币元", "(万元)").
#[derive(Default)]
struct Tail {
    scale: Option<i64>,
    yuan: bool,
    currency: Option<Currency>,
}

impl Tail {
    fn read(text: &str) -> Result<Self, MoneyError> {
        let plain: String = text.chars().filter(|c| !matches!(c, '(' | ')')).collect();
        let mut tail = Self::default();
        let mut rest = plain.as_str();
        while !rest.is_empty() {
            rest = tail.take(rest).ok_or_else(|| MoneyError::Unit { found: text.chars().take(40).collect() })?;
        }
        Ok(tail)
    }

    /// Takes one word off the front; None when it is no word of money or comes twice.
    fn take<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if self.scale.is_none()
            && !self.yuan
            && let Some((rest, scale)) =
                SCALES.iter().find_map(|(word, scale)| Some((text.strip_prefix(word)?, *scale)))
        {
            self.scale = Some(scale);
            return Some(rest);
        }
        if let Some(rest) = text.strip_prefix(['元', '圆'])
            && !self.yuan
        {
            self.yuan = true;
            return Some(rest.strip_prefix(['整', '正']).unwrap_or(rest));
        }
        match leading_currency(text) {
            (Some(currency), rest) if self.currency.is_none() => {
                self.currency = Some(currency);
                Some(rest)
            }
            _ => None,
        }
    }
}

/// digits × 10^-places
struct Decimal {
    digits: i128,
    places: u32,
}

enum Unfit {
    Finer,
    Large,
}

impl Unfit {
    fn with(self, found: String) -> MoneyError {
        match self {
            Self::Finer => MoneyError::FinerThanFen { found },
            Self::Large => MoneyError::TooLarge { found },
        }
    }
}

impl Decimal {
    /// None when the text is no number. A number beyond 30 digits is kept as a too large one.
    fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        if !grouped(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let mut digits: i128 = 0;
        for b in whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit) {
            digits = digits.saturating_mul(10).saturating_add(i128::from(b - b'0'));
        }
        let places = u32::try_from(fraction.len()).ok()?;
        Some(Self { digits, places })
    }

    fn fen(&self, scale: i64, negative: bool) -> Result<i64, Unfit> {
        let wide = self.digits.checked_mul(i128::from(scale) * 100).ok_or(Unfit::Large)?;
        let divisor = 10_i128.checked_pow(self.places).ok_or(Unfit::Finer)?;
        if wide % divisor != 0 {
            return Err(Unfit::Finer);
        }
        let fen = if negative { -(wide / divisor) } else { wide / divisor };
        i64::try_from(fen).map_err(|_| Unfit::Large)
    }
}

/// Digits, with commas only where they group by three (13,400) or, as some Chinese files do, by four (1,3400).
fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let size = rest.first().map_or(3, |g| g.len());
    digits(first)
        && rest.iter().all(|g| digits(g) && g.len() == size)
        && (rest.is_empty() || matches!(size, 3 | 4) && first.len() <= size)
}

//! A figure as it was published. What was rounded away is what the interval holds: 1273.2 says 1273.15…1273.25.
use crate::interval::Interval;
use crate::number::Number;
use std::fmt;
use std::str::FromStr;

/// What a number counts in. The interval of a percentage is a fraction: 36.9 % is 0.3685…0.3695.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// In the unit of its statistic (亿元, firms, people).
    Plain,
    /// A share or a rate of growth.
    Percent,
    /// A difference between two percentages (个百分点).
    Points,
}

impl Kind {
    pub(crate) fn is_percent(self) -> bool {
        self != Self::Plain
    }
}

/// A published number with the decimals it was printed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    value: Number,
    decimals: u32,
    kind: Kind,
    interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureError {
    /// No decimal number with an optional %, points or 个百分点 behind it.
    Form { found: String },
    /// More than nine decimals or more than 10^14: too fine or too large to reckon with exactly.
    Range { found: String },
}

impl FigureError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "figure-form",
            Self::Range { .. } => "figure-range",
        }
    }
}

impl fmt::Display for FigureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form { found } => write!(f, "'{found}' is not a figure: write 1273.2, 36.9% or +0.3 points"),
            Self::Range { found } => write!(f, "'{found}' has too many digits"),
        }
    }
}

impl std::error::Error for FigureError {}

impl Figure {
    /// `digits` × 10^-`decimals` as printed: `new(369, 1, Kind::Percent)` is 36.9 %.
    pub fn new(digits: i128, decimals: u32, kind: Kind) -> Option<Self> {
        // Within these limits no single step of arithmetic leaves the range of `Number`.
        if decimals > 9 || digits.unsigned_abs() > 10_u128.pow(14 + decimals) {
            return None;
        }
        let places = decimals + if kind.is_percent() { 2 } else { 0 };
        let value = Number::new(digits, places)?;
        let half = Number::new(5, places + 1)?;
        let interval = Interval::new(value.minus(half)?, value.plus(half)?)?;
        Some(Self { value, decimals, kind, interval })
    }

    /// Reads "1273.2", "1,273.2", "36.9%", "36.9 %", "+7%", "+0.3 points", "0.3个百分点", "−0.3pp"; full width too.
    pub fn parse(text: &str) -> Result<Self, FigureError> {
        let form = || FigureError::Form { found: text.trim().chars().take(40).collect() };
        let plain = normalise(text);
        let end = plain.find(|c: char| !matches!(c, '0'..='9' | '.' | ',' | '+' | '-'));
        let (number, unit) = plain.split_at_checked(end.unwrap_or(plain.len())).ok_or_else(form)?;
        let kind = match unit {
            "" => Kind::Plain,
            "%" => Kind::Percent,
            "pp" | "point" | "points" | "percentagepoint" | "percentagepoints" | "个百分点" | "百分点" => {
                Kind::Points
            }
            _ => return Err(form()),
        };
        let (digits, decimals) = digits(number).ok_or_else(form)?;
        let range = || FigureError::Range { found: text.trim().chars().take(40).collect() };
        digits.and_then(|d| Self::new(d, decimals, kind)).ok_or_else(range)
    }

    /// The printed number; a percentage as a fraction.
    pub fn value(&self) -> Number {
        self.value
    }

    /// All numbers that are printed like this.
    pub fn interval(&self) -> Interval {
        self.interval
    }

    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }
}

fn normalise(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
            0x2212 => '-',
            _ => c.to_ascii_lowercase(),
        })
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// The digits without their point and how many stood behind it. The inner None: too many digits.
fn digits(text: &str) -> Option<(Option<i128>, u32)> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match body.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (body, ""),
    };
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut rest = groups.peekable();
    let grouped = rest.peek().is_some();
    let fits = number(first) && (!grouped || first.len() <= 3) && rest.all(|g| g.len() == 3 && number(g));
    if !fits || !(fraction.is_empty() || number(fraction)) {
        return None;
    }
    let decimals = u32::try_from(fraction.len()).ok()?;
    let mut value: Option<i128> = Some(0);
    for b in whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit) {
        value = value.and_then(|v| v.checked_mul(10)?.checked_add(i128::from(b - b'0')));
    }
    Some((value.map(|v| if negative { -v } else { v }), decimals))
}

/// A number of this kind with these decimals: "1273.2", "36.9%", "0.3 points".
pub(crate) fn show(number: Number, kind: Kind, decimals: u32) -> String {
    if kind == Kind::Plain {
        return number.show(decimals);
    }
    let percent = number.hundredfold().unwrap_or(number).show(decimals);
    match kind {
        Kind::Points => format!("{percent} points"),
        _ => format!("{percent}%"),
    }
}

/// An interval of this kind: "3445.6…3455.2", "36.5…36.7%".
pub(crate) fn show_interval(interval: Interval, kind: Kind, decimals: u32) -> String {
    let low = match kind {
        Kind::Plain => interval.low(),
        _ => interval.low().hundredfold().unwrap_or(interval.low()),
    };
    format!("{}…{}", low.show(decimals), show(interval.high(), kind, decimals))
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show(self.value, self.kind, self.decimals))
    }
}

impl FromStr for Figure {
    type Err = FigureError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

//! Fixed-point decimals with twelve places. Sums are exact; products and quotients are rounded in the direction that the
//! caller asks for, so that an interval built from them always holds the true value.
use std::fmt;

/// 10^12: the grid on which all numbers lie.
const SCALE: i128 = 1_000_000_000_000;
const PLACES: u32 = 12;

/// A decimal number with up to twelve decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i128);

/// Which neighbour on the grid stands for a result that lies between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Down,
    Up,
}

impl Number {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(SCALE);

    /// `digits` × 10^-`places`; None beyond twelve places or the range.
    pub fn new(digits: i128, places: u32) -> Option<Self> {
        let factor = 10_i128.checked_pow(PLACES.checked_sub(places)?)?;
        digits.checked_mul(factor).map(Self)
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Split so that numbers up to 10^20 multiply by shares and rates without overflow.
    pub fn times(self, other: Self, toward: Toward) -> Option<Self> {
        let (high, low) = (self.0.div_euclid(SCALE), self.0.rem_euclid(SCALE));
        let low = round_div(low.checked_mul(other.0)?, SCALE, toward)?;
        high.checked_mul(other.0)?.checked_add(low).map(Self)
    }

    /// None when `other` is zero or the result does not fit.
    pub fn over(self, other: Self, toward: Toward) -> Option<Self> {
        round_div(self.0.checked_mul(SCALE)?, other.0, toward).map(Self)
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Halfway between two numbers.
    pub fn middle(self, other: Self) -> Self {
        Self(self.0 / 2 + other.0 / 2 + (self.0 % 2 + other.0 % 2) / 2)
    }

    pub fn to_f64(self) -> f64 {
        // Only for drawing; nothing is decided with it.
        #[allow(clippy::cast_precision_loss)]
        let (value, scale) = (self.0 as f64, SCALE as f64);
        value / scale
    }

    /// Rounded half away from zero to `decimals`, with the real minus sign.
    pub fn show(self, decimals: u32) -> String {
        let decimals = decimals.min(PLACES);
        let unit = 10_u128.pow(PLACES - decimals);
        let rounded = self.0.unsigned_abs().saturating_add(unit / 2) / unit;
        let power = 10_u128.pow(decimals);
        let sign = if self.is_negative() && rounded > 0 { "\u{2212}" } else { "" };
        let (whole, fraction) = (rounded / power, rounded % power);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(decimals).unwrap_or_default();
        format!("{sign}{whole}.{fraction:0width$}")
    }

    /// The same number a hundred times as large, for percent.
    pub(crate) fn hundredfold(self) -> Option<Self> {
        self.0.checked_mul(100).map(Self)
    }
}

fn round_div(a: i128, b: i128, toward: Toward) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let exact = a.checked_rem(b)? == 0;
    let negative = (a < 0) != (b < 0);
    match toward {
        _ if exact => Some(quotient),
        Toward::Down => quotient.checked_sub(i128::from(negative)),
        Toward::Up => quotient.checked_add(i128::from(!negative)),
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.show(PLACES);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

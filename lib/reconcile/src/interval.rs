//! Closed intervals whose ends are rounded outward: a computed interval is never too narrow.
use crate::number::{Number, Toward};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    low: Number,
    high: Number,
}

impl Interval {
    /// None when the ends stand the wrong way round.
    pub fn new(low: Number, high: Number) -> Option<Self> {
        (low <= high).then_some(Self { low, high })
    }

    pub fn point(value: Number) -> Self {
        Self { low: value, high: value }
    }

    pub fn low(self) -> Number {
        self.low
    }

    pub fn high(self) -> Number {
        self.high
    }

    pub fn middle(self) -> Number {
        self.low.middle(self.high)
    }

    pub fn contains(self, value: Number) -> bool {
        self.low <= value && value <= self.high
    }

    /// What both hold, or None when they are apart.
    pub fn meet(self, other: Self) -> Option<Self> {
        Self::new(self.low.max(other.low), self.high.min(other.high))
    }

    /// None (here and below) when a result does not fit the range of [`Number`].
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::new(self.low.plus(other.low)?, self.high.plus(other.high)?)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        Self::new(self.low.minus(other.high)?, self.high.minus(other.low)?)
    }

    pub fn times(self, other: Self) -> Option<Self> {
        self.corners(other, Number::times)
    }

    /// None also when the divisor may be zero: then nothing is known.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.contains(Number::ZERO) {
            return None;
        }
        self.corners(other, Number::over)
    }

    fn corners(self, other: Self, op: fn(Number, Number, Toward) -> Option<Number>) -> Option<Self> {
        let mut ends: Option<Self> = None;
        for a in [self.low, self.high] {
            for b in [other.low, other.high] {
                let corner = Self::new(op(a, b, Toward::Down)?, op(a, b, Toward::Up)?)?;
                ends = Some(match ends {
                    None => corner,
                    Some(e) => Self { low: e.low.min(corner.low), high: e.high.max(corner.high) },
                });
            }
        }
        ends
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", self.low, self.high)
    }
}

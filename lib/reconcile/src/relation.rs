//! How published figures hang together, and the arithmetic by which each gives the others.
use crate::interval::Interval;
use crate::number::{Number, Toward};

/// A relation between three named quantities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// part = whole × share (占全市36.9%)
    Share { part: String, whole: String, share: String },
    /// now = before × (1 + rate) (增长7%)
    Growth { now: String, before: String, rate: String },
    /// now = before + points (提高0.3个百分点; plain numbers too)
    Difference { now: String, before: String, points: String },
}

/// What is done with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// left × right
    Multiply,
    /// left ÷ right
    Divide,
    /// left + right
    Add,
    /// left − right
    Subtract,
    /// left × (1 + right)
    MultiplyByOnePlus,
    /// left ÷ (1 + right)
    DivideByOnePlus,
    /// left ÷ right − 1
    DivideMinusOne,
}

/// One way to compute a quantity of a relation from the other two.
pub(crate) struct Way<'a> {
    pub target: &'a str,
    pub operation: Operation,
    pub left: &'a str,
    pub right: &'a str,
}

impl Relation {
    pub fn share(part: impl Into<String>, whole: impl Into<String>, share: impl Into<String>) -> Self {
        Self::Share { part: part.into(), whole: whole.into(), share: share.into() }
    }

    pub fn growth(now: impl Into<String>, before: impl Into<String>, rate: impl Into<String>) -> Self {
        Self::Growth { now: now.into(), before: before.into(), rate: rate.into() }
    }

    pub fn difference(now: impl Into<String>, before: impl Into<String>, points: impl Into<String>) -> Self {
        Self::Difference { now: now.into(), before: before.into(), points: points.into() }
    }

    /// The most telling way first: a contradiction is shown by the first that finds it.
    pub(crate) fn ways(&self) -> [Way<'_>; 3] {
        use Operation as O;
        let way = |target, operation, left, right| Way { target, operation, left, right };
        match self {
            Self::Share { part, whole, share } => [
                way(whole, O::Divide, part, share),
                way(share, O::Divide, part, whole),
                way(part, O::Multiply, whole, share),
            ],
            Self::Growth { now, before, rate } => [
                way(before, O::DivideByOnePlus, now, rate),
                way(rate, O::DivideMinusOne, now, before),
                way(now, O::MultiplyByOnePlus, before, rate),
            ],
            Self::Difference { now, before, points } => [
                way(before, O::Subtract, now, points),
                way(points, O::Subtract, now, before),
                way(now, O::Add, before, points),
            ],
        }
    }
}

impl Operation {
    /// None when nothing follows (a divisor may be zero) or the result leaves the range.
    pub fn on_intervals(self, left: Interval, right: Interval) -> Option<Interval> {
        let one = Interval::point(Number::ONE);
        match self {
            Self::Multiply => left.times(right),
            Self::Divide => left.over(right),
            Self::Add => left.plus(right),
            Self::Subtract => left.minus(right),
            Self::MultiplyByOnePlus => left.times(one.plus(right)?),
            Self::DivideByOnePlus => left.over(one.plus(right)?),
            Self::DivideMinusOne => left.over(right)?.minus(one),
        }
    }

    pub fn on_numbers(self, left: Number, right: Number) -> Option<Number> {
        let down = Toward::Down;
        match self {
            Self::Multiply => left.times(right, down),
            Self::Divide => left.over(right, down),
            Self::Add => left.plus(right),
            Self::Subtract => left.minus(right),
            Self::MultiplyByOnePlus => left.times(Number::ONE.plus(right)?, down),
            Self::DivideByOnePlus => left.over(Number::ONE.plus(right)?, down),
            Self::DivideMinusOne => left.over(right, down)?.minus(Number::ONE),
        }
    }
}

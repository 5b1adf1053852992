//! One line of arithmetic, as data for a page and as plain symbols: "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)".
use crate::figure::{Kind, show, show_interval};
use crate::interval::Interval;
use crate::number::Number;
use crate::relation::Operation;
use std::fmt;

/// A quantity with its value in a line of arithmetic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The name that the relations use.
    pub name: String,
    /// The printed value, or the best one that was computed; a percentage as a fraction.
    pub value: Number,
    pub interval: Interval,
    pub kind: Kind,
    /// How many decimals of the value are worth showing.
    pub decimals: u32,
    /// And of the interval: half a unit of a printed figure takes one more.
    pub interval_decimals: u32,
    /// Whether it was published (and not computed).
    pub stated: bool,
}

impl Term {
    /// "3450.4", "36.9%", "0.3 points"
    pub fn shown(&self) -> String {
        show(self.value, self.kind, self.decimals)
    }

    /// "3445.6…3455.2", "36.5…36.7%"
    pub fn shown_interval(&self) -> String {
        show_interval(self.interval, self.kind, self.interval_decimals)
    }

    fn operand(&self) -> String {
        match self.value.is_negative() {
            true => format!("({})", self.shown()),
            false => self.shown(),
        }
    }
}

/// `left operation right = result`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub operation: Operation,
    pub left: Term,
    pub right: Term,
    pub result: Term,
}

impl Step {
    /// The same line of arithmetic, whatever the bounds of its operands were at the time.
    pub(crate) fn repeats(&self, other: &Self) -> bool {
        self.operation == other.operation
            && self.result.name == other.result.name
            && self.left.name == other.left.name
            && self.right.name == other.right.name
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = (self.left.shown(), self.right.operand());
        match self.operation {
            Operation::Multiply => write!(f, "{left} × {right}"),
            Operation::Divide => write!(f, "{left} ÷ {right}"),
            Operation::Add => write!(f, "{left} + {right}"),
            Operation::Subtract => write!(f, "{left} \u{2212} {right}"),
            Operation::MultiplyByOnePlus => write!(f, "{left} × (1 + {right})"),
            Operation::DivideByOnePlus => write!(f, "{left} ÷ (1 + {right})"),
            Operation::DivideMinusOne => write!(f, "{left} ÷ {right} \u{2212} 1"),
        }?;
        write!(f, " = {} ({})", self.result.shown(), self.result.shown_interval())
    }
}

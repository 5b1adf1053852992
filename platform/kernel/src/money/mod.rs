//! 钱: whole fen, never floating point. Capital, revenue, output and support of the zone are read as the files write
//! them ("13,400万元", "500万美元", "2.68亿") and shown as people read them ("1.34亿元", "CNY 134 million").
mod currency;
mod parse;
mod show;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Neg;

pub use currency::Currency;

/// Money in 分, hundredths of the unit of its currency. Columns and fields are named `…_fen`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Money with its currency. `fen` counts hundredths for every currency, also for those whose coins are larger (JPY, KRW).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    pub fen: i64,
    pub currency: Currency,
}

/// The unit that a column or page speaks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 元
    Yuan,
    /// 千元, in which many statistical forms are filled
    Thousand,
    /// 万元
    Wan,
    /// 百万元
    Million,
    /// 亿元
    Yi,
}

impl Unit {
    pub const ALL: [Self; 5] = [Self::Yuan, Self::Thousand, Self::Wan, Self::Million, Self::Yi];

    /// How many yuan one of this unit is.
    pub fn yuan(self) -> i64 {
        match self {
            Self::Yuan => 1,
            Self::Thousand => 1_000,
            Self::Wan => 10_000,
            Self::Million => 1_000_000,
            Self::Yi => 100_000_000,
        }
    }

    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Thousand => "千元",
            Self::Wan => "万元",
            Self::Million => "百万元",
            Self::Yi => "亿元",
        }
    }

    pub fn name_en(self) -> &'static str {
        match self {
            Self::Yuan => "CNY",
            Self::Thousand => "CNY thousand",
            Self::Wan => "CNY 10,000",
            Self::Million => "CNY million",
            Self::Yi => "CNY 100 million",
        }
    }
}

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// There is no number where one should be, or its commas do not group it.
    Number { found: String },
    /// What follows the number is no unit or currency.
    Unit { found: String },
    /// A bare number: 元, 万元 and 亿元 would all be guesses.
    UnitMissing { found: String },
    /// Two currencies in one cell.
    Currencies { one: Currency, other: Currency },
    /// More decimals than a fen can hold.
    FinerThanFen { found: String },
    /// More than 92 quadrillion yuan.
    TooLarge { found: String },
}

impl MoneyError {
    /// The i18n key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Number { .. } => "money-number",
            Self::Unit { .. } => "money-unit",
            Self::UnitMissing { .. } => "money-unit-missing",
            Self::Currencies { .. } => "money-currencies",
            Self::FinerThanFen { .. } => "money-finer-than-fen",
            Self::TooLarge { .. } => "money-too-large",
        }
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { found } => write!(f, "'{found}' is not an amount: write for example 13,400万元"),
            Self::Unit { found } => {
                write!(f, "'{found}' is not a unit or currency that is known here")
            }
            Self::UnitMissing { found } => write!(f, "'{found}' has no unit: add 元, 万元 or 亿元"),
            Self::Currencies { one, other } => {
                write!(f, "the amount names two currencies, {one} and {other}")
            }
            Self::FinerThanFen { found } => write!(f, "'{found}' has more decimals than whole fen"),
            Self::TooLarge { found } => write!(f, "'{found}' is too large for an amount of money"),
        }
    }
}

impl std::error::Error for MoneyError {}

impl Fen {
    pub const ZERO: Self = Self(0);

    /// None when the amount does not fit.
    pub fn of(count: i64, unit: Unit) -> Option<Self> {
        let fen = i128::from(count) * i128::from(unit.yuan()) * 100;
        i64::try_from(fen).ok().map(Self)
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The sum, or None when it does not fit. Order does not matter: it is taken wide.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let sum: i128 = amounts.into_iter().map(|a| i128::from(a.0)).sum();
        i64::try_from(sum).ok().map(Self)
    }
}

impl Neg for Fen {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Amount {
    pub fn cny(fen: Fen) -> Self {
        Self { fen: fen.0, currency: Currency::Cny }
    }

    /// The fen of an amount in yuan; None for other currencies, which nothing here converts.
    pub fn as_cny(self) -> Option<Fen> {
        (self.currency == Currency::Cny).then_some(Fen(self.fen))
    }
}

impl From<Fen> for Amount {
    fn from(fen: Fen) -> Self {
        Self::cny(fen)
    }
}

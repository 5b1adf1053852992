//! 指标: "2019年地区生产总值1273.2亿元，增长7%，占全市36.9%，提高0.3个百分点": a number of the zone with its definition,
//! unit, period and source; what the numbers say together is reckoned on reading ([`derived`]).
pub mod decimal;
pub mod derived;
pub mod form;
pub mod region_name;
pub mod revision;
pub mod rules;
pub mod service;
pub mod store;
pub mod view;
pub mod web;

pub use decimal::Decimal;
pub use derived::{Derivation, Line, Quantity, Reckoned};

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::{Locale, Resource, Source};
use serde::{Deserialize, Serialize};

/// How often an indicator is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    #[default]
    Year,
    Quarter,
    Month,
}

/// How an indicator stands to the one that it is `of`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A figure in its own right.
    #[default]
    Level,
    /// Change of the level on the year before, in percent.
    Growth,
    /// Share of the level in the whole region, in percent.
    Share,
    /// Change of the share on the year before, in percentage points.
    ShareChange,
    /// The level summed from January to the end of the period.
    Cumulative,
    /// A part counted within the level.
    Part,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    #[default]
    Neutral,
}

/// How exactly the source gives a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    #[default]
    Exact,
    /// 超过
    Over,
    /// 余
    MoreThan,
    /// 近
    Near,
    /// 以上, 不低于
    AtLeast,
}

macro_rules! words {
    ($($kind:ident { $($case:ident = $code:literal),* $(,)? })*) => {$(
        impl $kind {
            pub const ALL: &'static [$kind] = &[$($kind::$case),*];
            pub fn code(self) -> &'static str {
                match self { $($kind::$case => $code),* }
            }
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|w| w.code() == code)
            }
        }
    )*};
}
words! {
    PeriodKind { Year = "year", Quarter = "quarter", Month = "month" }
    Role {
        Level = "level", Growth = "growth", Share = "share", ShareChange = "share_change",
        Cumulative = "cumulative", Part = "part",
    }
    Direction { Up = "up", Down = "down", Neutral = "neutral" }
    Qualifier { Exact = "exact", Over = "over", MoreThan = "more_than", Near = "near", AtLeast = "at_least" }
}

/// The definition of an indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// `gdp-share`: lower-case letters, digits and hyphens.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// As shown: 亿元, %, 个百分点, 家, 个月.
    pub unit: String,
    pub period: PeriodKind,
    pub role: Role,
    /// The indicator that the role refers to.
    pub of_code: Option<String>,
    /// The region that is the whole of a share: an administrative division code.
    pub whole_region: Option<String>,
    pub focus: Option<String>,
    pub direction: Direction,
    pub definition_zh: String,
    pub definition_en: String,
    /// Place in the lists.
    pub position: i64,
    pub source: Source,
    pub updated_us: i64,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "indicator",
    &["code"],
    &[
        ("code", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("unit", Ty::Text),
        ("period", Ty::Text),
        ("role", Ty::Text),
        ("of_code", Ty::Text),
        ("whole_region", Ty::Text),
        ("focus", Ty::Text),
        ("direction", Ty::Text),
        ("definition_zh", Ty::Text),
        ("definition_en", Ty::Text),
        ("position", Ty::Int),
        ("source", Ty::Json),
        ("updated_us", Ty::Int),
        ("version", Ty::Int),
    ],
);
impl Record for Indicator {
    const TABLE: Table = TABLE;
}
impl Guarded for Indicator {
    const RESOURCE: Resource = Resource::Indicator;
}
impl Indicator {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.name_zh,
            Locale::En => &self.name_en,
        }
    }
    pub fn definition(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.definition_zh,
            Locale::En => &self.definition_en,
        }
    }
}

/// The value of one period, exactly as the source gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorValue {
    pub indicator: String,
    /// `2019`, `2019-Q3`, `2019-09`.
    pub period: String,
    /// The number without its point; with `decimals` it is exact.
    pub digits: i64,
    pub decimals: i64,
    pub qualifier: Qualifier,
    /// The number in the source's own words, such as 1000余家.
    pub as_written: Option<String>,
    pub note: Option<String>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
pub const VALUE_TABLE: Table = Table::journaled(
    "indicator_value",
    &["indicator", "period"],
    &[
        ("indicator", Ty::Text),
        ("period", Ty::Text),
        ("digits", Ty::Int),
        ("decimals", Ty::Int),
        ("qualifier", Ty::Text),
        ("as_written", Ty::Text),
        ("note", Ty::Text),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for IndicatorValue {
    const TABLE: Table = VALUE_TABLE;
}
impl IndicatorValue {
    pub fn number(&self) -> Decimal {
        Decimal { digits: self.digits, decimals: u32::try_from(self.decimals).unwrap_or(0) }
    }
}

/// An indicator with its values, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    pub indicator: Indicator,
    pub series: Vec<IndicatorValue>,
    /// Change of the latest value on the same period of the year before.
    pub change: Option<Change>,
}
impl Overview {
    pub fn latest(&self) -> Option<&IndicatorValue> {
        self.series.last()
    }
}

/// How the latest value changed on the same period of the year before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub number: Decimal,
    /// `%`, 个百分点 or the indicator's unit.
    pub unit: String,
    /// The indicator that states it; none when it is the difference of two stated values.
    pub stated_by: Option<String>,
}

//! The part of a pack that measures: dated rules of 规上, indicators and their values, places on outside lists.
use super::model::{Bilingual, Provenance};
use chrono::NaiveDate;
use kernel::industry::IndustryCode;
use kernel::money::Fen;
use kernel::period::Period;
use kernel::region::RegionCode;
use serde::Serialize;

/// A dated rule by which a company counts as 规上. It is met when any one of its conditions is met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThresholdRule {
    pub code: String,
    pub name: Bilingual,
    /// First and last day of the years whose figures it judges; no end: in force.
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// The industries to which it applies, with all that lies in them.
    pub industries: Vec<IndustryCode>,
    pub revenue_at_least_fen: Option<Fen>,
    pub staff_at_least: Option<i64>,
    /// Holds for every company that has this, whatever its size, such as 建筑业资质; `全部` means every company in scope.
    pub qualification: Option<String>,
    /// The rule in words.
    pub text: Bilingual,
    pub provenance: Provenance,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    #[default]
    Year,
    Quarter,
    Month,
}

/// How an indicator stands to the one that it is `of`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorRole {
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    #[default]
    Neutral,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Indicator {
    pub code: String,
    pub name: Bilingual,
    /// As shown: 亿元, %, 个百分点, 家, 个月.
    pub unit: String,
    pub period: PeriodKind,
    pub role: IndicatorRole,
    /// The indicator that the role refers to.
    pub of: Option<String>,
    /// The region that is the whole of a share.
    pub whole_region: Option<RegionCode>,
    pub focus: Option<String>,
    /// Which way is better.
    pub direction: Direction,
    pub definition: Bilingual,
    pub provenance: Provenance,
}

/// How exactly the source gives a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IndicatorValue {
    pub indicator: String,
    /// A year, quarter or month, as the indicator's period says.
    pub period: Period,
    /// An exact decimal in the indicator's unit, such as `1273.2`.
    pub value: String,
    pub qualifier: Qualifier,
    /// The number in the source's own words, such as `1000余家`.
    pub as_written: Option<String>,
    pub note: Option<String>,
    pub provenance: Provenance,
    /// Where it stands in `indicator_values.csv`.
    pub line: usize,
}

/// A place on a list that others publish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExternalRank {
    pub code: String,
    pub list: Bilingual,
    pub edition: i32,
    pub place: u32,
    pub out_of: u32,
    pub published_on: NaiveDate,
    pub publishers: Vec<String>,
    pub provenance: Provenance,
}

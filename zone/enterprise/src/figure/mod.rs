//! 年度数据: dated figures of a company: revenue, output, tax, R&D spending in fen, staff in persons.
pub mod service;
pub mod store;

use ::store::{Record, Table, Ty};
use kernel::Source;
use kernel::id::EnterpriseId;
use serde::{Deserialize, Serialize};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// 营业收入, fen.
    Revenue,
    /// 总产值, fen.
    Output,
    /// 纳税额, fen.
    Tax,
    /// 研发投入, fen.
    Rd,
    /// 从业人员, persons.
    Staff,
}
impl Metric {
    pub const ALL: [Metric; 5] = [Metric::Revenue, Metric::Output, Metric::Tax, Metric::Rd, Metric::Staff];
    pub fn code(self) -> &'static str {
        match self {
            Metric::Revenue => "revenue",
            Metric::Output => "output",
            Metric::Tax => "tax",
            Metric::Rd => "rd",
            Metric::Staff => "staff",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }
    pub fn is_money(self) -> bool {
        self != Metric::Staff
    }
}

/// One figure of one company and period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub enterprise_id: EnterpriseId,
    pub metric: Metric,
    /// `2019`, `2019-Q3`, `2019-09`.
    pub period: String,
    /// Fen for money, persons for staff.
    pub value: i64,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "figure",
    &["enterprise_id", "metric", "period"],
    &[
        ("enterprise_id", Ty::Text),
        ("metric", Ty::Text),
        ("period", Ty::Text),
        ("value", Ty::Int),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Figure {
    const TABLE: Table = TABLE;
}

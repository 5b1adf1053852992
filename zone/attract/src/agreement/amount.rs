//! 金额: amounts by kind with their documents, and the dated rules by which they count.
use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::id::AgreementId;
use kernel::money::{Amount, Currency};
use kernel::{Resource, Source};
use serde::{Deserialize, Serialize};

/// The kinds of amount. They are different things and never added together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// 意向额
    Intended,
    /// 签约额
    #[default]
    Contracted,
    /// 到位资金
    PaidIn,
    /// 投资总额, as the source words it
    TotalInvestment,
}

impl AmountKind {
    pub const ALL: [Self; 4] = [Self::Intended, Self::Contracted, Self::PaidIn, Self::TotalInvestment];
    pub fn code(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Contracted => "contracted",
            Self::PaidIn => "paid_in",
            Self::TotalInvestment => "total_investment",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
    /// The text key of its name.
    pub fn key(self) -> String {
        format!("amount-{}", self.code().replace('_', "-"))
    }
}

/// How an amount stands to what its project had before. The order is that of counting on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 首次
    #[default]
    First,
    /// 增资: the increment
    Increase,
    /// 补充协议: the new total
    NewTotal,
}

impl Basis {
    pub const ALL: [Self; 3] = [Self::First, Self::Increase, Self::NewTotal];
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Increase => "increase",
            Self::NewTotal => "new_total",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }
    pub fn key(self) -> String {
        format!("amount-basis-{}", self.code().replace('_', "-"))
    }
}

/// 汇率: yuan for one unit of the currency, times 10⁶, with where it can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub micro: i64,
    pub source: Source,
}

/// An amount of one kind for one project on one day, with its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountEntry {
    pub id: String,
    pub agreement_id: Option<AgreementId>,
    pub project_id: String,
    pub kind: AmountKind,
    pub basis: Basis,
    pub dated_on: String,
    /// Hundredths of the currency's unit.
    pub fen: i64,
    /// ISO 4217.
    pub currency: Currency,
    pub rate: Option<Rate>,
    pub source: Source,
    pub recorded_by: Option<String>,
    pub recorded_on: String,
    pub version: i64,
}
impl Record for AmountEntry {
    const TABLE: Table = AMOUNT_TABLE;
}
impl AmountEntry {
    pub fn amount(&self) -> Amount {
        Amount { fen: self.fen, currency: self.currency }
    }
}
pub const AMOUNT_TABLE: Table = Table::journaled(
    "agreement_amount",
    &["id"],
    &[
        ("id", Ty::Text),
        ("agreement_id", Ty::Text),
        ("project_id", Ty::Text),
        ("kind", Ty::Text),
        ("basis", Ty::Text),
        ("dated_on", Ty::Text),
        ("fen", Ty::Int),
        ("currency", Ty::Text),
        ("rate", Ty::Json),
        ("source", Ty::Json),
        ("recorded_by", Ty::Text),
        ("recorded_on", Ty::Text),
        ("version", Ty::Int),
    ],
);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerProject {
    /// Once at the first signing, then increments.
    #[default]
    Once,
    /// Each record for itself: payments.
    Each,
}

impl PerProject {
    pub const ALL: [Self; 2] = [Self::Once, Self::Each];
    pub fn code(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Each => "each",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// 统计口径: a dated rule of what counts towards the total of one kind of amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountingRule {
    pub code: String,
    pub counts: AmountKind,
    /// First and last day of the records that it judges; no end: in force.
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub per_project: PerProject,
    pub framework_counts: bool,
    pub needs_evidence: bool,
    /// Other currencies count by an evidenced rate; else not at all.
    pub foreign_by_rate: bool,
    pub text_zh: String,
    pub text_en: String,
    pub source: Source,
    pub version: i64,
}
impl Record for CountingRule {
    const TABLE: Table = RULE_TABLE;
}
impl Guarded for CountingRule {
    const RESOURCE: Resource = Resource::Pipeline;
}
pub const RULE_TABLE: Table = Table::journaled(
    "counting_rule",
    &["code"],
    &[
        ("code", Ty::Text),
        ("counts", Ty::Text),
        ("valid_from", Ty::Text),
        ("valid_to", Ty::Text),
        ("per_project", Ty::Text),
        ("framework_counts", Ty::Bool),
        ("needs_evidence", Ty::Bool),
        ("foreign_by_rate", Ty::Bool),
        ("text_zh", Ty::Text),
        ("text_en", Ty::Text),
        ("source", Ty::Json),
        ("version", Ty::Int),
    ],
);

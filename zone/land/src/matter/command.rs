//! What can be done to a matter, and why it may be refused.
use super::{CorrectionItem, Document, Obligation, Outcome, Procedure};
use schedule::ClockError;

/// What is done to a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// 申报
    Submit,
    /// 受理
    Accept,
    /// 容缺受理: these documents follow until their days.
    AcceptTolerantly {
        obligations: Vec<Obligation>,
    },
    /// 不予受理
    Refuse,
    /// 一次性告知补正
    AskCorrection {
        items: Vec<CorrectionItem>,
        by: Option<String>,
    },
    /// 补正完成
    AnswerCorrection,
    /// 特别程序
    BeginSpecial {
        procedure: Procedure,
        note: String,
    },
    EndSpecial,
    /// 联合审查: a department's opinion.
    Opine {
        department: String,
        agrees: bool,
        opinion: String,
        by: Option<String>,
    },
    /// 办结
    Decide {
        outcome: Outcome,
        document: Document,
    },
    /// 送达
    Deliver,
    /// 撤件
    Withdraw,
    /// 撤销
    Revoke,
    /// 延期, once, before the limit expires.
    Extend {
        days: i64,
        approver: String,
    },
    /// 容缺材料补齐
    MeetObligation {
        material: String,
    },
    /// Work begins, for what the company does itself.
    Start,
    /// Work is done.
    Finish,
}

/// Why a command is refused; `key` is the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The matter's state has no such step.
    State,
    /// A prerequisite is missing: its code.
    Prerequisite(String),
    /// 补正 was asked already.
    CorrectedOnce,
    /// The checklist is empty or too long.
    Checklist,
    /// Tolerant acceptance is not possible for this matter, or without a dated obligation.
    NotTolerant,
    /// An obligation's day lies before today.
    ObligationDay,
    /// These obligations are still open: the outcome must be 容缺通过.
    Obligations,
    /// This joint department has not given its opinion.
    Opinion(String),
    /// The day lies before the last step.
    Backwards,
    Clock(ClockError),
    ExtensionDays,
    /// There is no legal limit that could be extended.
    NoLimit,
    /// Nothing of that name is asked here.
    Unknown,
}

impl Refusal {
    /// Message key, with the argument `name` where it names something.
    pub fn key(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::State => ("matter-refused-state", None),
            Self::Prerequisite(code) => ("matter-refused-prerequisite", Some(code)),
            Self::CorrectedOnce => ("matter-refused-corrected-once", None),
            Self::Checklist => ("matter-refused-checklist", None),
            Self::NotTolerant => ("matter-refused-not-tolerant", None),
            Self::ObligationDay => ("matter-refused-obligation-day", None),
            Self::Obligations => ("matter-refused-obligations", None),
            Self::Opinion(name) => ("matter-refused-opinion", Some(name)),
            Self::Backwards => ("matter-refused-backwards", None),
            Self::Clock(ClockError::Expired) => ("matter-refused-expired", None),
            Self::Clock(ClockError::AlreadyExtended) => ("matter-refused-extended", None),
            Self::Clock(ClockError::NoApprover) => ("matter-refused-approver", None),
            Self::Clock(_) => ("matter-refused-clock", None),
            Self::ExtensionDays => ("matter-refused-extension", None),
            Self::NoLimit => ("matter-refused-no-limit", None),
            Self::Unknown => ("matter-refused-unknown", None),
        }
    }
}

impl From<ClockError> for Refusal {
    fn from(error: ClockError) -> Self {
        match error {
            ClockError::Backwards => Self::Backwards,
            other => Self::Clock(other),
        }
    }
}

//! 阶段、原因与公海规则: how the zone works its leads: 线索→在谈→签约, why companies hesitate or go elsewhere, when an
//! untouched lead returns to the pool. All of it is records that the zone edits; a zone that has edited nothing has the
//! standard ones.
pub mod service;
pub mod store;
pub mod web;

use ::store::{Record, Table, Ty};
use kernel::access::Guarded;
use kernel::{Locale, Resource};
use serde::{Deserialize, Serialize};

/// What a stage means for counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Open,
    Won,
    Lost,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Open, Kind::Won, Kind::Lost];
    pub fn code(self) -> &'static str {
        match self {
            Kind::Open => "open",
            Kind::Won => "won",
            Kind::Lost => "lost",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A step of the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub id: String,
    pub name_zh: String,
    pub name_en: String,
    /// Order; unique is not asked, the id decides between equals.
    pub position: i64,
    pub kind: Kind,
    /// Days that a lead should not stay longer; none where nobody waits (won, lost).
    pub target_days: Option<i64>,
    /// Whether leads can still enter it.
    pub active: bool,
    pub version: i64,
}
pub const STAGE_TABLE: Table = Table::journaled(
    "lead_stage",
    &["id"],
    &[
        ("id", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("position", Ty::Int),
        ("kind", Ty::Text),
        ("target_days", Ty::Int),
        ("active", Ty::Bool),
        ("version", Ty::Int),
    ],
);
impl Record for Stage {
    const TABLE: Table = STAGE_TABLE;
}
impl Guarded for Stage {
    const RESOURCE: Resource = Resource::Pipeline;
}
impl Stage {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.name_zh,
            Locale::En => &self.name_en,
        }
    }
}

/// What a reason explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 犹豫: why a company does not decide.
    #[default]
    Hesitation,
    /// 未成: why a lead was lost.
    Loss,
}

impl Purpose {
    pub const ALL: [Purpose; 2] = [Purpose::Hesitation, Purpose::Loss];
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Hesitation => "hesitation",
            Purpose::Loss => "loss",
        }
    }
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// A reason of the zone's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub id: String,
    pub purpose: Purpose,
    pub name_zh: String,
    pub name_en: String,
    pub position: i64,
    /// Whether it can still be chosen.
    pub active: bool,
    pub version: i64,
}
pub const REASON_TABLE: Table = Table::journaled(
    "lead_reason",
    &["id"],
    &[
        ("id", Ty::Text),
        ("purpose", Ty::Text),
        ("name_zh", Ty::Text),
        ("name_en", Ty::Text),
        ("position", Ty::Int),
        ("active", Ty::Bool),
        ("version", Ty::Int),
    ],
);
impl Record for Reason {
    const TABLE: Table = REASON_TABLE;
}
impl Guarded for Reason {
    const RESOURCE: Resource = Resource::Pipeline;
}
impl Reason {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.name_zh,
            Locale::En => &self.name_en,
        }
    }
}

/// 公海规则: when a lead returns, how many an officer may hold, how soon an enquiry is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Always `pool`: a zone has one.
    pub id: String,
    /// Calendar days without an activity of the owner after which a lead returns to the pool.
    pub return_days: i64,
    /// Calendar days before that on which the owner is told; a lead never returns sooner after the warning.
    pub warn_days: i64,
    /// Open leads that an officer may hold by claiming.
    pub claim_limit: i64,
    /// Working hours within which an enquiry is answered.
    pub answer_hours: i64,
    /// Windows of a working day, `10:00-14:00 15:30-19:30`; none: the standard ones.
    pub work_hours: Option<String>,
    pub version: i64,
}
pub const POLICY_TABLE: Table = Table::journaled(
    "lead_policy",
    &["id"],
    &[
        ("id", Ty::Text),
        ("return_days", Ty::Int),
        ("warn_days", Ty::Int),
        ("claim_limit", Ty::Int),
        ("answer_hours", Ty::Int),
        ("work_hours", Ty::Text),
        ("version", Ty::Int),
    ],
);
impl Record for Policy {
    const TABLE: Table = POLICY_TABLE;
}
impl Guarded for Policy {
    const RESOURCE: Resource = Resource::Pipeline;
}
impl Default for Policy {
    fn default() -> Self {
        Self {
            id: "pool".to_owned(),
            return_days: 60,
            warn_days: 7,
            claim_limit: 30,
            answer_hours: 8,
            work_hours: None,
            version: 0,
        }
    }
}
/// Eight hours with a break at noon, as offices in Xinjiang keep them; another zone writes its own on the page of rules.
pub const STANDARD_WORK_HOURS: &str = "10:00-14:00 15:30-19:30";
impl Policy {
    pub fn work_hours(&self) -> &str {
        self.work_hours.as_deref().unwrap_or(STANDARD_WORK_HOURS)
    }
}

/// Everything that says how leads are worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// In their order, retired ones included.
    pub stages: Vec<Stage>,
    pub reasons: Vec<Reason>,
    pub policy: Policy,
}

impl Pipeline {
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.id == id)
    }
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.reasons.iter().find(|r| r.id == id)
    }
    /// Stages that leads can enter, in their order.
    pub fn active(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|s| s.active)
    }
    /// Where a new lead begins.
    pub fn first(&self) -> Option<&Stage> {
        self.active().find(|s| s.kind == Kind::Open)
    }
    /// Stages that count as progress (open and won), in their order.
    pub fn ladder(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|s| s.kind != Kind::Lost)
    }
    pub fn reasons_for(&self, purpose: Purpose) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(move |r| r.purpose == purpose)
    }
}

/// The stages of a zone that has not said otherwise.
pub fn standard_stages() -> Vec<Stage> {
    let stage =
        |(position, (id, name_zh, name_en, kind, target_days)): (usize, (&str, &str, &str, Kind, Option<i64>))| Stage {
            id: id.to_owned(),
            name_zh: name_zh.to_owned(),
            name_en: name_en.to_owned(),
            position: i64::try_from(position).unwrap_or(0) + 1,
            kind,
            target_days,
            active: true,
            version: 0,
        };
    [
        ("lead", "线索", "Lead", Kind::Open, Some(30)),
        ("talks", "在谈", "In talks", Kind::Open, Some(90)),
        ("signed", "签约", "Signed", Kind::Won, None),
        ("lost", "未成", "Lost", Kind::Lost, None),
    ]
    .into_iter()
    .enumerate()
    .map(stage)
    .collect()
}

/// The reasons of a zone that has not said otherwise.
pub fn standard_reasons() -> Vec<Reason> {
    use Purpose::{Hesitation, Loss};
    let reason = |(position, (id, purpose, name_zh, name_en)): (usize, (&str, Purpose, &str, &str))| Reason {
        id: id.to_owned(),
        purpose,
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        position: i64::try_from(position).unwrap_or(0) + 1,
        active: true,
        version: 0,
    };
    [
        ("h-procedure", Hesitation, "不熟悉本地审批与办事流程", "Local approvals and procedures unfamiliar"),
        ("h-site", Hesitation, "用地或厂房不合适", "No suitable land or premises"),
        ("h-market", Hesitation, "对市场前景没把握", "Unsure of the market"),
        ("h-supply", Hesitation, "本地配套不足", "Too few local suppliers"),
        ("h-cost", Hesitation, "要素与物流成本高", "Cost of inputs and logistics"),
        ("h-talent", Hesitation, "招工、引才难", "Staff hard to find"),
        ("h-policy", Hesitation, "政策兑现有顾虑", "Doubts that support will be paid"),
        ("h-finance", Hesitation, "资金未落实", "Finance not in place"),
        ("h-internal", Hesitation, "企业内部决策未定", "Not decided inside the company"),
        ("l-elsewhere", Loss, "落户外地", "Went to another place"),
        ("l-shelved", Loss, "项目搁置或取消", "Project shelved or dropped"),
        ("l-terms", Loss, "条件谈不拢", "No agreement on terms"),
        ("l-site", Loss, "无合适载体或土地", "No suitable premises or land"),
        ("l-unfit", Loss, "不符合产业方向或准入", "Does not fit the zone's industries or entry rules"),
        ("l-silent", Loss, "企业无回应", "The company no longer answers"),
    ]
    .into_iter()
    .enumerate()
    .map(reason)
    .collect()
}

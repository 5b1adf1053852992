//! 审批计划: compiled from what the project is: which approvals, why, in which order, until when.
pub mod adjust;
pub mod compile;
pub mod difference;
pub mod duration;
pub mod forecast;
pub mod gantt;
mod links;
pub mod live;
mod matters;
pub mod print;
mod print_pdf;
pub mod print_web;
pub(crate) mod questions;
pub mod service;
pub mod store;
pub mod web;
mod web_what_if;
pub mod what_if;

use crate::catalogue::{Attributes, Link, MatterType, Stage};
use ::store::{Record, Table, Ty};
use kernel::Resource;
use kernel::access::Guarded;
use kernel::id::{PlanId, ProjectId};
use serde::{Deserialize, Serialize};

/// Why a matter is in the plan, or is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rule as written (CEL); empty: needed by every project of the theme.
    pub rule: String,
    /// The attributes that it looked at, with the project's answers.
    pub values: Vec<(String, serde_json::Value)>,
}

/// A matter that the project needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Needed {
    pub matter: MatterType,
    pub why: Why,
}

/// A matter of the theme that the project does not need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub code: String,
    pub name: crate::catalogue::Name,
    pub why: Why,
}

/// What the compiler makes of a theme and a project's attributes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compiled {
    /// In the theme's order.
    pub needed: Vec<Needed>,
    /// Among the needed matters only; a prerequisite that is left out hands on its own prerequisites.
    pub links: Vec<Link>,
    pub left_out: Vec<LeftOut>,
}

/// 调整: a change of the compiled plan by hand, with its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjustment {
    pub change: Change,
    pub reason: String,
    pub by: Option<String>,
    pub on: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    Add {
        matter: Box<MatterType>,
    },
    Remove {
        code: String,
    },
    AddLink {
        link: Link,
    },
    /// Two matters become parallel.
    RemoveLink {
        from: String,
        to: String,
    },
    /// The promised limit of this project only, in working days.
    Promise {
        code: String,
        days: i64,
    },
}

/// 预测: from the day on which it was reckoned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub from_on: String,
    pub runs: i64,
    pub seed: i64,
    /// Days on which the last matter ends, with 50, 80 and 95 % of runs not later.
    pub p50_on: String,
    pub p80_on: String,
    pub p95_on: String,
    /// A day beyond the published holidays was counted.
    pub provisional: bool,
}

/// A plan of a project: its matters stand in `matter`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub id: PlanId,
    pub project_id: ProjectId,
    /// From 1.
    pub number: i64,
    /// Id of the theme version that it was compiled from.
    pub theme_version: String,
    pub compiled_on: String,
    pub compiled_by: Option<String>,
    pub supersedes: Option<PlanId>,
    pub current: bool,
    /// As they stood when it was compiled.
    pub attributes: Attributes,
    /// Prerequisites between the codes of its matters.
    pub links: Vec<Link>,
    /// The theme's stages, in order.
    pub stages: Vec<Stage>,
    pub left_out: Vec<LeftOut>,
    pub adjustments: Vec<Adjustment>,
    pub forecast: Option<Forecast>,
    pub version: i64,
}
pub const TABLE: Table = Table::journaled(
    "plan",
    &["id"],
    &[
        ("id", Ty::Text),
        ("project_id", Ty::Text),
        ("number", Ty::Int),
        ("theme_version", Ty::Text),
        ("compiled_on", Ty::Text),
        ("compiled_by", Ty::Text),
        ("supersedes", Ty::Text),
        ("current", Ty::Bool),
        ("attributes", Ty::Json),
        ("links", Ty::Json),
        ("stages", Ty::Json),
        ("left_out", Ty::Json),
        ("adjustments", Ty::Json),
        ("forecast", Ty::Json),
        ("version", Ty::Int),
    ],
);
impl Record for Plan {
    const TABLE: Table = TABLE;
}
impl Guarded for Plan {
    const RESOURCE: Resource = Resource::Project;
}
impl Plan {
    /// The name of one of its stages; its code where the theme has none.
    pub fn stage_name(&self, code: &str, zh: bool) -> String {
        let stage = self.stages.iter().find(|s| s.code == code);
        stage.map_or_else(|| code.to_owned(), |s| s.name.get(zh).to_owned())
    }
}

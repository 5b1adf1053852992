//! 里程碑预测: "项目签约后仅1个月就动工了": on which day the next milestones will be reached, from what the plan still has to do. See
//! docs/decisions/0085.
pub mod rules;
pub mod service;
pub mod store;
pub mod view;

use crate::project::MilestoneKind;
use chrono::NaiveDate;

/// What a forecast rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The simulated end of the stage that leads to the milestone; the stage's code.
    Stage(String),
    /// As long after that milestone as was planned.
    Gap(MilestoneKind),
}

/// A milestone that was not reached yet, with the days on which it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    pub kind: MilestoneKind,
    /// P50
    pub on: NaiveDate,
    /// P80
    pub late_on: NaiveDate,
    pub basis: Basis,
}

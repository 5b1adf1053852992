//! The matters that a plan is made of: new ones, and those that are there already.
use super::{Compiled, Needed, Plan};
use crate::matter::{Joint, Matter, Prerequisite, State};
use crate::project::Project;
use kernel::Ctx;
use kernel::id::{DepartmentId, MatterId};
use std::collections::HashMap;

/// What a new plan's matters are made of.
pub(super) struct Draft<'a> {
    pub project: &'a Project,
    pub plan: &'a Plan,
    pub compiled: &'a Compiled,
    pub departments: &'a HashMap<String, DepartmentId>,
    pub running: &'a [Matter],
    pub kept: &'a [Matter],
}

/// A matter of the plan: a new one, or the one that is there already. What has begun keeps its limits and its documents; what the director
/// let begin out of order stays allowed.
pub(super) fn matter(ctx: &Ctx, d: &Draft<'_>, needed: &Needed, old: Option<&Matter>, position: i64) -> Matter {
    let links = d.compiled.links.iter().filter(|l| l.to == needed.matter.code);
    let prerequisites =
        links.map(|l| Prerequisite { code: l.from.clone(), kind: l.kind, lag_days: l.lag_days }).collect::<Vec<_>>();
    let here = |m: &Matter| Matter {
        plan_id: d.plan.id.clone(),
        position,
        why: needed.why.clone(),
        prerequisites: prerequisites.clone(),
        ..m.clone()
    };
    match old {
        Some(m) if !matches!(m.state, State::Planned | State::Ready) => here(m),
        Some(m) => {
            let (id, overridden) = (m.id.clone(), m.overridden.clone());
            here(&Matter { id, overridden, version: m.version, ..blank(ctx, d, needed) })
        }
        None => here(&blank(ctx, d, needed)),
    }
}

fn blank(ctx: &Ctx, d: &Draft<'_>, needed: &Needed) -> Matter {
    let of = &needed.matter;
    let joint = |name: &String| Joint {
        department_id: d.departments.get(name).cloned(),
        department: name.clone(),
        agrees: None,
        opinion: String::new(),
        on: None,
        by: None,
    };
    Matter {
        id: MatterId::new(ctx),
        project_id: d.project.id.clone(),
        enterprise_id: d.project.enterprise_id.clone(),
        plan_id: d.plan.id.clone(),
        code: of.code.clone(),
        name_zh: of.name.zh.clone(),
        name_en: of.name.en.clone(),
        kind: of.kind,
        department_id: d.departments.get(&of.department).cloned(),
        department: of.department.clone(),
        stage: of.stage.clone(),
        position: 0,
        why: needed.why.clone(),
        needs: of.needs.clone(),
        prerequisites: Vec::new(),
        statutory_days: of.statutory_days,
        promised_days: of.promised_days,
        internal_days: of.internal_days,
        took: of.took.clone(),
        tolerant: of.tolerant,
        notify_and_commit: of.notify_and_commit,
        joint: of.joint.iter().map(joint).collect(),
        state: State::Planned,
        submitted_on: None,
        accepted_on: None,
        decided_on: None,
        delivered_on: None,
        ended_on: None,
        outcome: None,
        clerk: None,
        correction: None,
        specials: Vec::new(),
        obligations: Vec::new(),
        document: None,
        overridden: None,
        planned_start_on: None,
        planned_end_on: None,
        forecast_on: None,
        forecast_late_on: None,
        criticality: None,
        critical: false,
        due_on: None,
        opens_on: None,
        due_provisional: false,
        paused_on: None,
        breached_on: None,
        updated_us: 0,
        version: 0,
    }
}

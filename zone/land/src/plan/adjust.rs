//! 调整: what was changed by hand in a compiled plan, applied again whenever it is compiled anew.
use super::compile::{CompileError, graph};
use super::{Adjustment, Change, Compiled, Needed, Why};
use kernel::Error;

/// Working days that can be promised.
const MOST_PROMISED_DAYS: i64 = 400;

/// Refuses a promise of no days, with which nothing could be accepted, or of years.
pub fn promisable(change: &Change) -> Result<(), Error> {
    match change {
        Change::Promise { days, .. } if !(1..=MOST_PROMISED_DAYS).contains(days) => {
            Err(Error::invalid("days", "plan-adjust-days"))
        }
        _ => Ok(()),
    }
}

/// The plan with its adjustments, in the order in which they were made. One that has lost its object (a matter that is not needed any
/// more) does nothing.
pub fn adjusted(compiled: &Compiled, adjustments: &[Adjustment]) -> Result<Compiled, CompileError> {
    let mut plan = compiled.clone();
    for adjustment in adjustments {
        apply(&mut plan, &adjustment.change);
    }
    graph(&plan)?;
    Ok(plan)
}

fn apply(plan: &mut Compiled, change: &Change) {
    match change {
        Change::Add { matter } => {
            if !plan.needed.iter().any(|n| n.matter.code == matter.code) {
                plan.needed.push(Needed { matter: (**matter).clone(), why: Why::default() });
            }
        }
        Change::Remove { code } => {
            let held: Vec<_> = plan.links.iter().filter(|l| l.from == *code).cloned().collect();
            let before: Vec<_> = plan.links.iter().filter(|l| l.to == *code).cloned().collect();
            // What waited for it waits for what it waited for.
            for later in &held {
                for earlier in &before {
                    let mut link = later.clone();
                    link.from.clone_from(&earlier.from);
                    link.lag_days = later.lag_days.saturating_add(earlier.lag_days);
                    if !plan.links.iter().any(|l| l.from == link.from && l.to == link.to) {
                        plan.links.push(link);
                    }
                }
            }
            plan.links.retain(|l| l.from != *code && l.to != *code);
            plan.needed.retain(|n| n.matter.code != *code);
        }
        Change::AddLink { link } => {
            let known = |code: &str| plan.needed.iter().any(|n| n.matter.code == code);
            let there = plan.links.iter().any(|l| l.from == link.from && l.to == link.to);
            if known(&link.from) && known(&link.to) && !there {
                plan.links.push(link.clone());
            }
        }
        Change::RemoveLink { from, to } => plan.links.retain(|l| l.from != *from || l.to != *to),
        Change::Promise { code, days } => {
            for needed in plan.needed.iter_mut().filter(|n| n.matter.code == *code) {
                needed.matter.promised_days = Some(*days);
            }
        }
    }
}

//! 对照计划: a case beside the plan that it should follow.
use crate::log::Log;

/// What a plan expects: activities by name, and which must come before which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// With whether it must occur.
    pub activities: Vec<(String, bool)>,
    /// (earlier, later), numbers into `activities`.
    pub before: Vec<(usize, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// `later` happened although `earlier`, which the plan puts before it, had not: it came afterwards, or not at all.
    Order { earlier: String, later: String, came_afterwards: bool },
    /// Must occur and did not, though something that follows it did, or the case has ended.
    Skipped { activity: String },
    /// The plan does not know it.
    Extra { activity: String, times: u32 },
}

/// Of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    pub deviations: Vec<Deviation>,
    /// Planned activities that happened, and that may still come.
    pub done: u32,
    pub open: u32,
}

impl Finding {
    pub fn conforms(&self) -> bool {
        self.deviations.is_empty()
    }
}

/// Compares a case with its plan. Only the first occurrence of an activity counts for the order. `ended` says whether the case is over: a
/// running case has skipped only what something that followed it has overtaken.
pub fn check(log: &Log, case: usize, plan: &Expected, ended: bool) -> Finding {
    let trace = log.trace(case);
    let id = |name: &str| log.activities.find(name);
    let first = |name: &str| id(name).and_then(|id| trace.iter().position(|a| *a == id));
    let firsts: Vec<Option<usize>> = plan.activities.iter().map(|(name, _)| first(name)).collect();
    let at = |node: usize| firsts.get(node).copied().flatten();
    let name = |node: usize| plan.activities.get(node).map_or(String::new(), |(name, _)| name.clone());
    let mut finding = Finding::default();
    let must = |node: usize| plan.activities.get(node).is_some_and(|(_, must)| *must);
    for &(earlier, later) in &plan.before {
        let Some(done) = at(later) else { continue };
        let came_afterwards = at(earlier).is_some_and(|e| e > done);
        if came_afterwards || (at(earlier).is_none() && must(earlier)) {
            let (earlier, later) = (name(earlier), name(later));
            finding.deviations.push(Deviation::Order { earlier, later, came_afterwards });
        }
    }
    for node in (0..plan.activities.len()).filter(|node| at(*node).is_none()) {
        if must(node) && (ended || plan.before.iter().any(|(e, l)| *e == node && at(*l).is_some())) {
            finding.deviations.push(Deviation::Skipped { activity: name(node) });
        } else {
            finding.open += u32::from(!ended);
        }
    }
    finding.done = firsts.iter().flatten().count() as u32;
    finding.deviations.extend(extras(log, trace, plan));
    finding
}

/// In the order in which they first occur.
fn extras(log: &Log, trace: &[u32], plan: &Expected) -> Vec<Deviation> {
    let planned: Vec<u32> = plan.activities.iter().filter_map(|(name, _)| log.activities.find(name)).collect();
    let mut extra: Vec<(u32, u32)> = Vec::new();
    for activity in trace.iter().filter(|a| !planned.contains(a)) {
        match extra.iter_mut().find(|(known, _)| known == activity) {
            Some((_, times)) => *times += 1,
            None => extra.push((*activity, 1)),
        }
    }
    let named = |(activity, times)| Deviation::Extra { activity: log.activities.text(activity).to_owned(), times };
    extra.into_iter().map(named).collect()
}

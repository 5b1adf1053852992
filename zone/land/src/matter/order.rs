//! 前置: which matters of a plan may begin, and which may not yet be decided.
use super::command::Command;
use super::{Matter, Prerequisite, State};
use crate::catalogue::LinkKind;
use chrono::NaiveDate;
use schedule::Calendar;

/// When a prerequisite lets `matter` begin: none where it does not say when, or is not part of the plan.
enum Gate {
    Open,
    From(NaiveDate),
    Shut,
}

fn gate(calendar: &Calendar, prerequisite: &Prerequisite, plan: &[Matter]) -> Gate {
    let Some(other) = plan.iter().find(|m| m.code == prerequisite.code) else { return Gate::Open };
    let since = match prerequisite.kind {
        LinkKind::FinishToStart => other.is_passed().then(|| other.decided_on.clone()),
        LinkKind::StartToStart => (other.state.is_running() || other.is_passed()).then(|| other.accepted_on.clone()),
        LinkKind::FinishToFinish => return Gate::Open,
    };
    match since.flatten().and_then(|day| day.parse::<NaiveDate>().ok()) {
        Some(day) => Gate::From(calendar.add(day, prerequisite.lag_days).date),
        None => Gate::Shut,
    }
}

/// Codes of prerequisites that keep `matter` from beginning on that day. A prerequisite that the plan does not have keeps nobody.
pub fn waiting_for(calendar: &Calendar, matter: &Matter, plan: &[Matter], on: NaiveDate) -> Vec<String> {
    let missing = matter.prerequisites.iter().filter(|p| match gate(calendar, p, plan) {
        Gate::Open => false,
        Gate::From(day) => day > on,
        Gate::Shut => true,
    });
    missing.map(|p| p.code.clone()).collect()
}

/// The day from which nothing keeps `matter` from beginning; none while a prerequisite is missing, or where it has none.
pub fn opens_on(calendar: &Calendar, matter: &Matter, plan: &[Matter]) -> Option<NaiveDate> {
    let mut latest = None;
    for prerequisite in &matter.prerequisites {
        match gate(calendar, prerequisite, plan) {
            Gate::Open => {}
            Gate::From(day) => latest = latest.max(Some(day)),
            Gate::Shut => return None,
        }
    }
    latest
}

/// Codes of the prerequisites that keep `matter` from this command on that day: from being handed in or begun, those that must come
/// first; from being approved, also those that must end before it ends, or that were taken back meanwhile. An override stands in for the former.
pub fn unmet(calendar: &Calendar, matter: &Matter, plan: &[Matter], command: &Command, on: NaiveDate) -> Vec<String> {
    match command {
        Command::Submit | Command::Start if matter.overridden.is_some() => Vec::new(),
        Command::Submit | Command::Start => waiting_for(calendar, matter, plan, on),
        Command::Decide { .. } | Command::Finish => unfinished(calendar, matter, plan, on),
        _ => Vec::new(),
    }
}

fn unfinished(calendar: &Calendar, matter: &Matter, plan: &[Matter], on: NaiveDate) -> Vec<String> {
    let asked = |p: &&Prerequisite| match p.kind {
        LinkKind::FinishToFinish => true,
        LinkKind::FinishToStart => matter.overridden.is_none(),
        LinkKind::StartToStart => false,
    };
    let missing = matter.prerequisites.iter().filter(asked).filter(|p| {
        let Some(other) = plan.iter().find(|m| m.code == p.code) else { return false };
        let ended = other.is_passed().then(|| other.decided_on.as_ref().and_then(|d| d.parse::<NaiveDate>().ok()));
        ended.flatten().is_none_or(|day| calendar.add(day, p.lag_days).date > on)
    });
    missing.map(|p| p.code.clone()).collect()
}

/// The matters whose state changes because of what the others became: 未就绪 → 待申报 and back. What was handed in stays where it is; an
/// override keeps a matter ready.
pub fn settle(calendar: &Calendar, plan: &[Matter], on: NaiveDate) -> Vec<Matter> {
    let changed = plan.iter().filter_map(|m| {
        let free = m.overridden.is_some() || waiting_for(calendar, m, plan, on).is_empty();
        let waits = || opens_on(calendar, m, plan).map(|day| day.to_string());
        let (state, opens_on) = match m.state {
            State::Planned if free => (State::Ready, None),
            State::Ready if !free => (State::Planned, waits()),
            // Books of before 0513 kept that day where a deadline stands.
            State::Planned if waits() != m.opens_on || m.due_on.is_some() => (State::Planned, waits()),
            _ => return None,
        };
        Some(Matter { state, opens_on, due_on: None, ..m.clone() })
    });
    changed.collect()
}

//! What must be true after each command.
use super::act::in_hand;
use super::command::Cmd;
use super::seen::Seen;
use super::step::{Taken, clerk_of};
use super::{Checked, Deed, World};
use crate::must;
use crate::office::{CHEN, LIU, SUN, WANG};
use chrono::NaiveDate;
use land::catalogue::LinkKind;
use land::matter::command::Command;
use land::matter::{ClockKind, ClockState, Matter, Outcome, State};
use land::project::{MilestoneKind, Phase};
use std::collections::BTreeMap;

impl World {
    pub fn after(&mut self, cmd: &Cmd, deed: &Deed, fine: bool, now: &Seen) -> Checked {
        let before = std::mem::take(&mut self.seen);
        if deed.asked || (!fine && !matches!(cmd.kind, super::Kind::Publish | super::Kind::Open)) {
            must!(before == *now, "it was refused or only asked, and something changed");
        }
        if deed.migrated && fine {
            must!(now.head == before.head + 1, "a migration is one event, not {}", now.head - before.head);
        }
        self.moves(deed, &before, now)?;
        self.order(deed, now)?;
        self.stopped(deed, now)?;
        self.clocks(now)?;
        self.breaches(deed, &before, now)?;
        self.rungs(deed, now)?;
        self.kept(deed, &before, now)?;
        people(now)?;
        self.notices(now)?;
        milestones(now)
    }

    /// Only by the allowed moves, and by those who may.
    fn moves(&self, deed: &Deed, before: &Seen, now: &Seen) -> Checked {
        let steps: BTreeMap<&str, &Taken> = deed.steps.iter().map(|s| (s.matter.as_str(), s)).collect();
        for (id, m) in &now.matters {
            let was = before.matters.get(id).map_or(State::Planned, |b| b.state);
            match steps.get(id.as_str()) {
                Some(step) => {
                    let (from, to) = allowed(&step.command, was);
                    must!(from.contains(&was) && m.state == to, "{}: {was:?} became {:?} by {step:?}", m.code, m.state);
                    let then = before.matters.get(id).unwrap_or(m);
                    must!(self.may(&step.user, then, &step.command), "{} may not do that: {step:?}", step.user);
                }
                None => {
                    let waits = |s| matches!(s, State::Planned | State::Ready);
                    let settled = waits(was) && waits(m.state);
                    let stopped = deed.stopped.as_ref() == Some(&m.project_id);
                    let ended = stopped && in_hand(was) && m.state == State::Withdrawn;
                    must!(m.state == was || settled || ended, "{}: {was:?} became {:?} by itself", m.code, m.state);
                }
            }
        }
        for (id, m) in &before.matters {
            let begun = !matches!(m.state, State::Planned | State::Ready);
            let may_go = deed.compiled && !begun;
            must!(now.matters.contains_key(id) || may_go, "{} is gone", m.code);
        }
        Ok(())
    }

    /// A stopped project has nothing in hand, and nothing of it begins.
    fn stopped(&self, deed: &Deed, now: &Seen) -> Checked {
        for m in now.matters.values().filter(|m| self.is_stopped(now, m)) {
            must!(!in_hand(m.state), "{} is {:?}, and its project is stopped", m.code, m.state);
            let stepped = deed.steps.iter().find(|s| s.matter == m.id.to_string());
            must!(
                stepped.is_none_or(|s| !matches!(s.command, Command::Submit | Command::Start)),
                "{} began: {stepped:?}",
                m.code
            );
        }
        Ok(())
    }

    fn is_stopped(&self, now: &Seen, m: &Matter) -> bool {
        now.projects.get(m.project_id.as_str()).is_some_and(|p| p.phase == Phase::Stopped)
    }

    /// Nothing before its prerequisites, unless somebody who may has said why.
    fn order(&self, deed: &Deed, now: &Seen) -> Checked {
        for step in &deed.steps {
            let m = &now.matters[&step.matter];
            let passes = matches!(m.outcome, Some(Outcome::Approved | Outcome::ApprovedTolerantly));
            match step.command {
                Command::Submit | Command::Start => self.free(now, m, step.on)?,
                Command::Decide { .. } | Command::Finish if passes => self.finished(now, m, step.on)?,
                _ => {}
            }
        }
        for m in now.matters.values() {
            if let Some(over) = &m.overridden {
                let named = over.by.as_deref() == Some(CHEN) && !over.reason.trim().is_empty();
                must!(named, "an override without reason or authority: {over:?}");
            }
            if m.state == State::Ready {
                self.free(now, m, self.today())?;
            }
            if deed.swept && m.state == State::Planned && !self.is_stopped(now, m) {
                must!(self.free(now, m, self.today()).is_err(), "{} could begin and is not ready", m.code);
            }
        }
        Ok(())
    }

    fn since(&self, day: Option<&String>, lag: u32) -> Option<NaiveDate> {
        Some(self.count.after(day?.parse().unwrap(), i64::from(lag)))
    }

    /// Nothing keeps it from beginning on that day.
    fn free(&self, now: &Seen, m: &Matter, on: NaiveDate) -> Checked {
        if m.overridden.is_some() {
            return Ok(());
        }
        for p in &m.prerequisites {
            let Some(other) = now.beside(m, &p.code) else { continue };
            let opened = match p.kind {
                LinkKind::FinishToStart if other.is_passed() => self.since(other.decided_on.as_ref(), p.lag_days),
                LinkKind::StartToStart if other.state.is_running() || other.is_passed() => {
                    self.since(other.accepted_on.as_ref(), p.lag_days)
                }
                LinkKind::FinishToFinish => continue,
                _ => None,
            };
            let said = format!("{} is {:?} on {on} before {} ({:?})", m.code, m.state, p.code, other.state);
            must!(opened.is_some_and(|day| day <= on), "{said}");
        }
        Ok(())
    }

    /// Nothing keeps it from being approved on that day: what must be finished first is finished.
    fn finished(&self, now: &Seen, m: &Matter, on: NaiveDate) -> Checked {
        for p in &m.prerequisites {
            let Some(other) = now.beside(m, &p.code) else { continue };
            let asked =
                p.kind == LinkKind::FinishToFinish || (p.kind == LinkKind::FinishToStart && m.overridden.is_none());
            let since = self.since(other.decided_on.as_ref(), p.lag_days).filter(|_| other.is_passed());
            let there = since.is_some_and(|day| day <= on);
            must!(there || !asked, "{} was approved on {on} without {} ({:?})", m.code, p.code, other.state);
        }
        Ok(())
    }

    /// Consumed time is the sum of the running spans, pauses take nothing, and the day that is shown is the one that follows from it.
    fn clocks(&mut self, now: &Seen) -> Checked {
        let today = self.today();
        for (id, m) in &now.matters {
            let clocks = now.clocks_of(id);
            let Some(round) = self.truth.rounds.get(id) else {
                must!(clocks.is_empty(), "{} has clocks and was not accepted", m.code);
                continue;
            };
            let kinds: Vec<ClockKind> = clocks.iter().map(|c| c.kind).collect();
            let wanted: Vec<ClockKind> = ClockKind::ALL.into_iter().filter(|k| round.limits.contains_key(k)).collect();
            must!(kinds == wanted, "{}: clocks {kinds:?}, limits {wanted:?}", m.code);
            must!(round.extensions <= 1 && round.corrections <= 1, "{}: extended or corrected twice", m.code);
            for c in clocks {
                let (kind, calendar) = (c.kind, land::calendar::shipped().unwrap());
                let consumed = round.consumed(&self.count, kind, today);
                let at = (id.clone(), kind);
                let earlier = self.truth.consumed.insert(at, consumed).unwrap_or(0);
                must!(consumed >= 0 && consumed >= earlier, "{}: {kind:?} ran backwards", m.code);
                must!(
                    c.clock.budget() == round.budget(kind),
                    "{}: {kind:?} has a budget of {}",
                    m.code,
                    c.clock.budget()
                );
                let spans: Vec<_> =
                    c.clock.spans().iter().map(|s| (s.kind == schedule::SpanKind::Running, s.from, s.to)).collect();
                must!(spans == round.spans(kind), "{}: {kind:?} {spans:?}, not {:?}", m.code, round.spans(kind));
                if !self.calendar_changed {
                    let said = c.clock.consumed(calendar, today);
                    must!(said == consumed, "{}: {kind:?} consumed {said}, not {consumed}", m.code);
                }
                let due = round.due(&self.count, kind).map(|d| d.to_string());
                must!(c.due_on == due, "{}: {kind:?} is due {:?}, not {due:?}", m.code, c.due_on);
                let state = match (round.runs(kind), c.clock.is_stopped()) {
                    (_, true) => ClockState::Stopped,
                    (true, _) => ClockState::Running,
                    (false, _) => ClockState::Paused,
                };
                must!(c.state == state, "{}: {kind:?} is {:?}, not {state:?}", m.code, c.state);
            }
            let order = [ClockKind::Promised, ClockKind::Statutory, ClockKind::Internal];
            let leads = order.into_iter().find(|k| round.limits.contains_key(k));
            let due = leads.and_then(|k| round.due(&self.count, k)).map(|d| d.to_string());
            must!(m.due_on == due, "{} is shown due {:?}, not {due:?}", m.code, m.due_on);
        }
        Ok(())
    }

    /// A breach is seen by the next sweep, is one, and stays.
    fn breaches(&mut self, deed: &Deed, before: &Seen, now: &Seen) -> Checked {
        let today = self.today();
        for (id, m) in &now.matters {
            let first = self.truth.breaches.get(id);
            must!(first.is_none() || m.breached_on.as_ref() == first, "{}: a breach was healed or moved", m.code);
            if let Some(day) = &m.breached_on {
                self.truth.breaches.insert(id.clone(), day.clone());
            }
            let Some(round) = self.truth.rounds.get(id) else { continue };
            for c in now.clocks_of(id) {
                let over = round.consumed(&self.count, c.kind, today) > round.budget(c.kind);
                must!(
                    c.breached_on.is_none() || over || self.calendar_changed,
                    "{}: {:?} is no breach",
                    m.code,
                    c.kind
                );
                let seen = c.breached_on.is_some() || !round.runs(c.kind);
                must!(seen || !deed.swept || !over, "{}: {:?} is over and was not noted", m.code, c.kind);
                let was = before.clocks.get(&format!("{id}/{}", c.kind.code())).and_then(|b| b.breached_on.clone());
                let new_round = deed.steps.iter().any(|s| s.matter == *id);
                must!(was.is_none() || was == c.breached_on || new_round, "{}: {:?} was healed", m.code, c.kind);
            }
        }
        Ok(())
    }

    /// After a sweep each rung that was reached has fired.
    fn rungs(&self, deed: &Deed, now: &Seen) -> Checked {
        const LADDER: [(&str, i64); 5] = [("ahead5", 5), ("ahead2", 2), ("due", 0), ("over1", -1), ("over5", -5)];
        if !deed.swept {
            return Ok(());
        }
        for (id, m) in &now.matters {
            let Some(round) = self.truth.rounds.get(id) else { continue };
            for kind in round.limits.keys().filter(|k| round.runs(**k)) {
                let budget = round.budget(*kind);
                let left = budget - round.consumed(&self.count, *kind, self.today());
                let inside = |(name, at): &&(&str, i64)| {
                    left <= *at && *at < budget && (*kind != ClockKind::Internal || !name.starts_with("over"))
                };
                for (name, _) in LADDER.iter().filter(inside) {
                    let fired = now.rungs.values().any(|r| r.matter_id == m.id && r.kind == *kind && r.rung == *name);
                    must!(fired, "{}: {kind:?} has {left} days left, and {name} did not fire", m.code);
                }
            }
        }
        Ok(())
    }

    /// A plan, a version or a question changes nothing of what has begun.
    fn kept(&self, deed: &Deed, before: &Seen, now: &Seen) -> Checked {
        if !deed.compiled {
            let same = before.plans.keys().eq(now.plans.keys());
            must!(same, "a plan came or went by itself");
        } else {
            must!(before.clocks == now.clocks && before.rungs == now.rungs, "a plan changed a clock");
            for (id, old) in &before.matters {
                let Some(new) = now.matters.get(id) else { continue };
                let limits = |m: &Matter| (m.statutory_days, m.promised_days, m.internal_days);
                let begun = !matches!(old.state, State::Planned | State::Ready);
                let kept = limits(old) == limits(new) && old.needs == new.needs && old.joint == new.joint;
                must!(!begun || kept, "{} has begun and runs under other rules", old.code);
                must!(old.overridden == new.overridden, "{}: an override was lost", old.code);
            }
        }
        for p in now.projects.values() {
            let current = now.plans.values().filter(|plan| plan.project_id == p.id && plan.current).count();
            must!(current == usize::from(p.theme.is_some()), "{} follows {current} plans", p.name);
            let strays = now.matters.values().filter(|m| m.project_id == p.id);
            let strays = strays.filter(|m| !now.plans.values().any(|plan| plan.current && plan.id == m.plan_id));
            must!(strays.count() == 0, "{} has matters of an old plan", p.name);
        }
        Ok(())
    }

    /// Only those whom it concerns are told.
    fn notices(&mut self, now: &Seen) -> Checked {
        for n in &now.notices {
            if !self.told.insert(n.id.clone()) {
                continue;
            }
            let id = n.path.rsplit('/').next().unwrap_or_default();
            if let Some(m) = now.matters.get(id) {
                let p = now.projects.values().find(|p| p.id == m.project_id).unwrap();
                let clerk = m.department_id.as_ref().map(|d| clerk_of(d.as_str()));
                let own = clerk == Some(n.user_id.as_str()) || m.clerk.as_ref() == Some(&n.user_id);
                let officer = p.officer.as_ref() == Some(&n.user_id);
                let company = n.user_id == SUN && p.enterprise_id.as_ref().is_some_and(|c| c.as_str() == "ex-film");
                let director = n.user_id == CHEN && n.kind != "matter-due";
                let deputy = clerk.is_some_and(|clerk| self.truth.is_deputy(&n.user_id, clerk, self.today()));
                must!(
                    own || officer || company || director || deputy,
                    "{} is told {} of {}",
                    n.user_id,
                    n.kind,
                    m.code
                );
            } else if n.kind == "project-yours" {
                let mine = now.assignments.values().any(|a| a.project_id.as_str() == id && a.officer == n.user_id);
                must!(mine, "{} is told of a project of somebody else", n.user_id);
            }
        }
        Ok(())
    }
}

/// From which states to which one a step leads.
fn allowed(command: &Command, was: State) -> (Vec<State>, State) {
    use State::*;
    match command {
        Command::Submit => (vec![Planned, Ready, Refused, Withdrawn, Revoked, Delivered], Submitted),
        Command::Accept | Command::AcceptTolerantly { .. } => (vec![Submitted], Accepted),
        Command::Refuse => (vec![Submitted], Refused),
        Command::AskCorrection { .. } => (vec![Accepted], Correction),
        Command::AnswerCorrection => (vec![Correction], Accepted),
        Command::BeginSpecial { .. } => (vec![Accepted], Special),
        Command::EndSpecial => (vec![Special], Accepted),
        Command::Decide { .. } => (vec![Accepted], Decided),
        Command::Deliver => (vec![Decided], Delivered),
        Command::Withdraw => (vec![Submitted, Accepted, Correction, Special], Withdrawn),
        Command::Revoke => (vec![Decided, Delivered], Revoked),
        Command::Start => (vec![Planned, Ready], Accepted),
        Command::Finish => (vec![Accepted], Delivered),
        // These leave the state as it is.
        Command::Opine { .. } | Command::Extend { .. } | Command::MeetObligation { .. } => (vec![was], was),
    }
}

/// One officer per project, and the books of who had it say the same.
fn people(now: &Seen) -> Checked {
    for p in now.projects.values() {
        let open: Vec<_> = now.assignments.values().filter(|a| a.project_id == p.id && a.to_on.is_none()).collect();
        let one = open.len() == 1 && Some(&open[0].officer) == p.officer.as_ref();
        must!(one && [WANG, LIU].contains(&p.officer.as_deref().unwrap_or("")), "{} has officers {open:?}", p.name);
    }
    Ok(())
}

fn milestones(now: &Seen) -> Checked {
    for p in now.projects.values() {
        let mut reached: Vec<(MilestoneKind, &String)> = now
            .milestones
            .values()
            .filter(|m| m.project_id == p.id)
            .filter_map(|m| Some((m.kind, m.actual_on.as_ref()?)))
            .collect();
        reached.sort();
        let ordered = reached.windows(2).all(|pair| pair[0].1 <= pair[1].1);
        must!(ordered, "{}: milestones out of order: {reached:?}", p.name);
    }
    Ok(())
}

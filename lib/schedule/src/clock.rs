//! 时限: a clock keeps what was consumed, not a target. 补正 and 特别程序 stop it, so pausing moves the deadline.
use crate::calendar::Calendar;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How time is counted: working days by a [`Calendar`], or working minutes by [`crate::Hours`].
pub trait Measure {
    type At: Copy + Ord;
    /// Units consumed from one point to the other; 0 where the second is not later. Additive: a→b and b→c give a→c.
    fn between(&self, from: Self::At, to: Self::At) -> i64;
    /// The earliest point at which `amount` units are consumed, and whether it is provisional (暂定).
    fn after(&self, from: Self::At, amount: i64) -> (Self::At, bool);
}

impl Measure for Calendar {
    type At = NaiveDate;

    /// Working days: day 1 is the day after `from`.
    fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.count(from, to).days.max(0)
    }

    fn after(&self, from: NaiveDate, amount: i64) -> (NaiveDate, bool) {
        let dated = self.add(from, u32::try_from(amount.max(0)).unwrap_or(u32::MAX));
        (dated.date, dated.provisional)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SpanKind {
    Running,
    Paused { reason: String },
}

/// A stretch of time in which the clock ran or stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span<At> {
    pub kind: SpanKind,
    pub from: At,
    /// Nothing while it lasts.
    pub to: Option<At>,
}

/// 延期: more budget, once, before the clock expires, by somebody who may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension<At> {
    pub by: i64,
    pub at: At,
    pub approver: String,
}

/// A clock with its budget and its spans. Consumed, remaining, due and overdue are derived, never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock<At> {
    budget: i64,
    extension: Option<Extension<At>>,
    spans: Vec<Span<At>>,
    stopped: bool,
}

/// Why a clock refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// A budget or an extension of nothing.
    NoBudget,
    AlreadyPaused,
    NotPaused,
    Stopped,
    /// The point lies before the clock's last change.
    Backwards,
    AlreadyExtended,
    /// Extending comes too late.
    Expired,
    /// An extension names who approved it.
    NoApprover,
}

impl std::fmt::Display for ClockError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoBudget => "a limit must be at least 1",
            Self::AlreadyPaused => "the clock stands already",
            Self::NotPaused => "the clock is running",
            Self::Stopped => "the clock was stopped for good",
            Self::Backwards => "the point lies before the clock's last change",
            Self::AlreadyExtended => "a limit can be extended once only",
            Self::Expired => "a limit can be extended only before it expires",
            Self::NoApprover => "name who approved the extension",
        })
    }
}

impl std::error::Error for ClockError {}

impl<At: Copy + Ord> Clock<At> {
    /// Starts at acceptance. `budget` is in the measure's unit.
    pub fn start(budget: i64, at: At) -> Result<Self, ClockError> {
        if budget < 1 {
            return Err(ClockError::NoBudget);
        }
        Ok(Self {
            budget,
            extension: None,
            spans: vec![Span { kind: SpanKind::Running, from: at, to: None }],
            stopped: false,
        })
    }

    /// The clock stands from `at` on; what was consumed up to and including `at` stays consumed.
    pub fn pause(&mut self, at: At, reason: &str) -> Result<(), ClockError> {
        if self.is_paused() {
            return Err(ClockError::AlreadyPaused);
        }
        self.turn(at, Some(SpanKind::Paused { reason: reason.to_owned() }))
    }

    /// The clock goes on: the next unit is the one after `at`.
    pub fn resume(&mut self, at: At) -> Result<(), ClockError> {
        if !self.stopped && !self.is_paused() {
            return Err(ClockError::NotPaused);
        }
        self.turn(at, Some(SpanKind::Running))
    }

    /// Decided, withdrawn, refused: nothing is consumed any more.
    pub fn stop(&mut self, at: At) -> Result<(), ClockError> {
        self.turn(at, None)?;
        self.stopped = true;
        Ok(())
    }

    fn turn(&mut self, at: At, next: Option<SpanKind>) -> Result<(), ClockError> {
        if self.stopped {
            return Err(ClockError::Stopped);
        }
        let Some(last) = self.spans.last_mut() else { return Err(ClockError::Stopped) };
        if at < last.from {
            return Err(ClockError::Backwards);
        }
        last.to = Some(at);
        self.spans.extend(next.map(|kind| Span { kind, from: at, to: None }));
        Ok(())
    }

    /// Once, before expiry, with an approver.
    pub fn extend<M: Measure<At = At>>(
        &mut self,
        measure: &M,
        at: At,
        by: i64,
        approver: &str,
    ) -> Result<(), ClockError> {
        let refused = [
            (self.stopped, ClockError::Stopped),
            (by < 1, ClockError::NoBudget),
            (approver.trim().is_empty(), ClockError::NoApprover),
            (self.extension.is_some(), ClockError::AlreadyExtended),
            (self.spans.last().is_some_and(|s| at < s.from), ClockError::Backwards),
            (self.is_overdue(measure, at), ClockError::Expired),
        ];
        if let Some((_, error)) = refused.into_iter().find(|(refused, _)| *refused) {
            return Err(error);
        }
        self.extension = Some(Extension { by, at, approver: approver.trim().to_owned() });
        Ok(())
    }

    pub fn is_paused(&self) -> bool {
        !self.stopped && self.spans.last().is_some_and(|s| s.kind != SpanKind::Running)
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    pub fn spans(&self) -> &[Span<At>] {
        &self.spans
    }

    pub fn extension(&self) -> Option<&Extension<At>> {
        self.extension.as_ref()
    }

    /// The limit with its extension.
    pub fn budget(&self) -> i64 {
        self.budget + self.extension.as_ref().map_or(0, |e| e.by)
    }

    /// Units consumed up to `now`: the sum over the running spans.
    pub fn consumed<M: Measure<At = At>>(&self, measure: &M, now: At) -> i64 {
        self.running().map(|(from, to)| measure.between(from, to.unwrap_or(now).min(now))).sum()
    }

    /// Negative by how much the limit is exceeded.
    pub fn remaining<M: Measure<At = At>>(&self, measure: &M, now: At) -> i64 {
        self.budget() - self.consumed(measure, now)
    }

    /// The last point in time, and whether it is provisional. Nothing while the clock stands (the point moves with every day) or once
    /// it is stopped; for an overdue clock, the point that was missed.
    pub fn due<M: Measure<At = At>>(&self, measure: &M) -> Option<(At, bool)> {
        let open = !self.stopped && !self.is_paused();
        self.missed(measure).or_else(|| open.then(|| self.resume_due(measure)).flatten())
    }

    /// While the clock stands: the due point if it went on at `at`.
    pub fn due_if_resumed<M: Measure<At = At>>(&self, measure: &M, at: At) -> Option<(At, bool)> {
        self.is_paused().then(|| measure.after(at, self.remaining(measure, at)))
    }

    /// due = after(resume point, remaining).
    fn resume_due<M: Measure<At = At>>(&self, measure: &M) -> Option<(At, bool)> {
        let last = self.spans.last()?;
        Some(measure.after(last.from, self.remaining(measure, last.from)))
    }

    /// The due point that lies inside a finished running span which went beyond it.
    fn missed<M: Measure<At = At>>(&self, measure: &M) -> Option<(At, bool)> {
        let mut left = self.budget();
        for (from, to) in self.running() {
            let used = measure.between(from, to?);
            if used > left {
                return Some(measure.after(from, left));
            }
            left -= used;
        }
        None
    }

    /// Derived: more was consumed than the budget. As consumed time never falls, a breach is permanent: pausing or stopping does not heal it.
    pub fn is_overdue<M: Measure<At = At>>(&self, measure: &M, now: At) -> bool {
        self.remaining(measure, now) < 0
    }

    fn running(&self) -> impl Iterator<Item = (At, Option<At>)> {
        self.spans.iter().filter(|s| s.kind == SpanKind::Running).map(|s| (s.from, s.to))
    }
}

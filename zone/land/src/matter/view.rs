//! A matter as pages show it: what it used of its limit, what state it is in, where its bar stands.
use super::{ClockKind, Matter, MatterClock, Outcome, State};
use crate::catalogue::MatterKind;
use crate::plan::gantt::{Part, Track};
use chrono::{Datelike, NaiveDate};
use schedule::{Calendar, SpanKind};
use ui::T;

/// Working days left from which a deadline is yellow.
pub const SOON_DAYS: i64 = 5;

/// A status as pages show it: class of the mark and words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Light {
    /// `red`, `yel`, `ok`, `pause`, `todo`; empty: a plain word.
    pub kind: &'static str,
    pub text: String,
}

/// The clock that leads: the promise, else the law, else the department's own.
pub fn leading(clocks: &[MatterClock]) -> Option<&MatterClock> {
    let order = [ClockKind::Promised, ClockKind::Statutory, ClockKind::Internal];
    order.iter().find_map(|kind| clocks.iter().find(|c| c.kind == *kind))
}

/// Used and limit in working days, such as `13/15`; a dash where there is no limit.
pub fn used(calendar: &Calendar, m: &Matter, clocks: &[MatterClock], today: NaiveDate) -> String {
    match leading(clocks) {
        Some(c) => format!("{}/{}", c.clock.consumed(calendar, today), c.clock.budget()),
        None => match m.promised_days.or(m.statutory_days) {
            Some(days) if !matches!(m.state, State::Delivered | State::Decided) => format!("0/{days}"),
            _ => "—".to_owned(),
        },
    }
}

/// Working days left on the leading clock; none while nothing runs.
pub fn left(calendar: &Calendar, clocks: &[MatterClock], today: NaiveDate) -> Option<i64> {
    let clock = leading(clocks)?;
    (!clock.clock.is_stopped() && !clock.clock.is_paused()).then(|| clock.clock.remaining(calendar, today))
}

/// What its state is, in a word that says what matters.
pub fn light(t: T, calendar: &Calendar, m: &Matter, clocks: &[MatterClock], today: NaiveDate) -> Light {
    let word = |kind, text: String| Light { kind, text };
    match m.state {
        State::Ready if m.kind == MatterKind::Work => word("todo", t.s("matter-work-ready")),
        State::Accepted if m.kind == MatterKind::Work => word("ok", t.s("matter-in-work")),
        State::Accepted => match left(calendar, clocks, today) {
            Some(left) if left < 0 => word("red", t.a("matter-over", "n", -left)),
            Some(left) if left <= SOON_DAYS => word("yel", t.a("matter-left", "n", left)),
            Some(left) => word("ok", t.a("matter-left", "n", left)),
            None => word("ok", t.s(State::Accepted.key())),
        },
        State::Correction | State::Special => standing(t, calendar, m, clocks, today),
        State::Decided | State::Delivered if m.outcome == Some(Outcome::Rejected) => {
            word("red", t.s(Outcome::Rejected.key()))
        }
        State::Decided | State::Delivered => {
            let on = m.decided_on.as_deref().unwrap_or_default();
            let day = short_day(on, today);
            // A whole date leaves no room for a word.
            word("", if day == on { day } else { t.a("matter-done-on", "on", day) })
        }
        State::Refused | State::Revoked => word("red", t.s(m.state.key())),
        State::Planned if m.opens_on.is_some() => {
            let on = m.opens_on.as_deref().unwrap_or_default();
            word("todo", t.a("matter-opens-on", "on", short_day(on, today)))
        }
        State::Planned if !m.prerequisites.is_empty() => {
            word("todo", t.a("matter-waits-for", "n", m.prerequisites.len()))
        }
        _ => word("todo", t.s(m.state.key())),
    }
}

/// Standing still. A clock that stands cannot become late: red is what was over its limit before; a clock that runs on (the department's
/// own, in a special procedure) is judged as ever.
fn standing(t: T, calendar: &Calendar, m: &Matter, clocks: &[MatterClock], today: NaiveDate) -> Light {
    let word = |kind, text: String| Light { kind, text };
    let since = m.paused_on.as_ref().and_then(|d| d.parse::<NaiveDate>().ok());
    let days = since.map_or(0, |d| (today - d).num_days());
    let what = match m.specials.last().filter(|_| m.state == State::Special) {
        Some(special) => t.s(special.procedure.key()),
        None => t.s(m.state.key()),
    };
    let text = t.a2("matter-paused", "what", what, "n", days);
    let Some(clock) = leading(clocks).map(|c| &c.clock) else { return word("pause", text) };
    match clock.remaining(calendar, today) {
        left if left < 0 && clock.is_paused() => word("red", t.a2("matter-paused-over", "what", text, "n", -left)),
        left if left < 0 => word("red", t.a2("matter-paused-internal-over", "what", text, "n", -left)),
        left if !clock.is_paused() && left <= SOON_DAYS => {
            word("yel", t.a2("matter-paused-left", "what", text, "n", left))
        }
        _ => word("pause", text),
    }
}

/// `01-15` in this year and half a year around, the whole day otherwise.
pub fn short_day(day: &str, today: NaiveDate) -> String {
    let near = day.parse::<NaiveDate>().is_ok_and(|d| d.year() == today.year() || (today - d).num_days().abs() <= 183);
    if near { day.get(5..).unwrap_or(day).to_owned() } else { day.to_owned() }
}

/// Its marks in time: what was done, what stood still, what is expected.
pub fn track(m: &Matter, clocks: &[MatterClock], today: NaiveDate) -> Track {
    let day = |text: &Option<String>| text.as_ref().and_then(|d| d.parse::<NaiveDate>().ok());
    let (begun, ended) = (day(&m.accepted_on), day(&m.decided_on).or(day(&m.ended_on)));
    let mut track = Track { parts: Vec::new(), late: None, due: None };
    if let Some(begun) = begun {
        let until = ended.unwrap_or(today);
        let class = if ended.is_some() { "done" } else { "run" };
        track.parts = stretches(clocks, begun, until, class);
    }
    if ended.is_none() && m.state != State::Withdrawn {
        let from = if begun.is_some() { Some(today) } else { day(&m.planned_start_on).map(|d| d.max(today)) };
        let to = day(&m.forecast_on);
        if let Some((from, to)) = from.zip(to).filter(|(from, to)| to > from) {
            track.parts.push(Part { class: "p50", from, to });
            track.late = day(&m.forecast_late_on);
        }
        track.due = day(&m.due_on).filter(|_| m.state.is_running()).or(day(&m.planned_end_on));
    }
    track
}

/// Running and standing stretches of the leading clock, one bar where there is none.
fn stretches(clocks: &[MatterClock], begun: NaiveDate, until: NaiveDate, class: &'static str) -> Vec<Part> {
    let Some(clock) = leading(clocks) else { return vec![Part { class, from: begun, to: until }] };
    let parts = clock.clock.spans().iter().map(|span| {
        let class = if span.kind == SpanKind::Running { class } else { "pz" };
        Part { class, from: span.from, to: span.to.unwrap_or(until) }
    });
    parts.collect()
}

//! A milestone as pages show it: planned beside forecast, and by how many days they differ.
use crate::matter::view::{Light, short_day};
use crate::project::{Milestone, MilestoneKind};
use chrono::NaiveDate;
use ui::T;

fn day(text: Option<&String>) -> Option<NaiveDate> {
    text.and_then(|d| d.parse().ok())
}

/// Days by which a milestone that was not reached is later than planned, negative: earlier. A planned day that has passed is late by
/// today at least, whatever was forecast. None where nothing is planned, or nothing can be said yet.
pub fn slip_days(m: &Milestone, today: NaiveDate) -> Option<i64> {
    let planned = day(m.planned_on.as_ref()).filter(|_| m.actual_on.is_none())?;
    let expected = day(m.forecast_on.as_ref()).map(|f| f.max(today));
    let expected = expected.or_else(|| (planned < today).then_some(today))?;
    Some((expected - planned).num_days())
}

/// The difference in words; red where it comes later than planned.
pub fn slip(t: T, m: &Milestone, today: NaiveDate) -> Light {
    let foreseen = m.forecast_on.is_some();
    match slip_days(m, today) {
        Some(n) if n > 0 && foreseen => Light { kind: "red", text: t.a("milestone-later", "n", n) },
        Some(n) if n > 0 => Light { kind: "red", text: t.a("milestone-passed", "n", n) },
        Some(0) => Light { kind: "ok", text: t.s("milestone-as-planned") },
        Some(n) => Light { kind: "ok", text: t.a("milestone-earlier", "n", -n) },
        None => Light::default(),
    }
}

/// `P50 04-21、P80 05-14`; empty where nothing is foreseen.
pub fn forecast(t: T, m: &Milestone, today: NaiveDate) -> String {
    match (&m.forecast_on, &m.forecast_late_on) {
        (Some(on), Some(late)) if late != on => {
            // The year once: 2027-07-23 … 08-19.
            let same_year = on.get(..5).is_some_and(|year| late.starts_with(year));
            let until = if same_year { late.get(5..).unwrap_or(late).to_owned() } else { short_day(late, today) };
            t.a2("milestone-forecast", "p50", short_day(on, today), "p80", until)
        }
        (Some(on), _) => t.a("milestone-forecast-one", "on", short_day(on, today)),
        (None, _) => String::new(),
    }
}

/// The first milestone after the last that was reached.
pub fn next_kind(milestones: &[Milestone]) -> Option<MilestoneKind> {
    MilestoneKind::ALL.into_iter().find(|kind| !milestones.iter().any(|m| m.kind >= *kind && m.actual_on.is_some()))
}

/// What comes next, as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// Name, and the day: forecast, else planned.
    pub text: String,
    pub slip: Light,
}

/// The first of those ahead of which a day is known, else the very next.
pub fn next(t: T, milestones: &[Milestone], today: NaiveDate) -> Next {
    let Some(kind) = next_kind(milestones) else { return Next::default() };
    let dated = |m: &&Milestone| m.kind >= kind && (m.planned_on.is_some() || m.forecast_on.is_some());
    let Some(m) = milestones.iter().filter(dated).min_by_key(|m| m.kind) else {
        return Next { text: t.s(kind.key()), ..Next::default() };
    };
    let name = t.s(m.kind.key());
    let text = match (&m.forecast_on, &m.planned_on) {
        (Some(on), _) => t.a2("project-next-forecast", "what", name, "on", short_day(on, today)),
        (None, Some(on)) => t.a2("project-next-on", "what", name, "on", short_day(on, today)),
        (None, None) => name,
    };
    Next { text, slip: slip(t, m, today) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::project::service::blank_milestone;
    use kernel::id::ProjectId;

    #[test]
    fn a_planned_day_that_passed_is_late_by_today() {
        let today: NaiveDate = "2020-01-15".parse().unwrap();
        let of = |planned: &str, forecast: Option<&str>| Milestone {
            planned_on: Some(planned.into()),
            forecast_on: forecast.map(str::to_owned),
            ..blank_milestone(&ProjectId::parse("p").unwrap(), MilestoneKind::Started)
        };
        assert_eq!(slip_days(&of("2020-02-01", Some("2020-02-11")), today), Some(10));
        assert_eq!(slip_days(&of("2020-02-01", Some("2020-01-22")), today), Some(-10));
        assert_eq!(slip_days(&of("2020-01-05", Some("2020-01-10")), today), Some(10), "the forecast has passed too");
        assert_eq!(slip_days(&of("2020-01-05", None), today), Some(10));
        assert_eq!(slip_days(&of("2020-02-01", None), today), None, "nothing is known");
        let reached = Milestone { actual_on: Some("2020-01-02".into()), ..of("2020-01-01", None) };
        assert_eq!(slip_days(&reached, today), None);
    }
}

//! What milestones say about a project, and who should look after it.
use super::{Milestone, MilestoneKind, Phase};
use chrono::NaiveDate;

/// Where a project stands by the milestones that were reached.
pub fn phase(milestones: &[Milestone]) -> Phase {
    let reached = |kind| milestones.iter().any(|m| m.kind == kind && m.actual_on.is_some());
    match () {
        () if reached(MilestoneKind::Capacity) => Phase::AtCapacity,
        () if reached(MilestoneKind::Production) => Phase::Producing,
        () if reached(MilestoneKind::Accepted) => Phase::Finished,
        () if reached(MilestoneKind::Started) || reached(MilestoneKind::ToppedOut) => Phase::Building,
        () => Phase::Preparing,
    }
}

/// The milestone that a day contradicts: one that comes before and was reached later, or comes after and was reached earlier.
pub fn contradicted(milestones: &[Milestone], kind: MilestoneKind, on: NaiveDate) -> Option<MilestoneKind> {
    let on = on.to_string();
    let actual = |m: &&Milestone| m.actual_on.is_some();
    let wrong = |m: &&Milestone| match (&m.actual_on, m.kind.cmp(&kind)) {
        (Some(day), std::cmp::Ordering::Less) => *day > on,
        (Some(day), std::cmp::Ordering::Greater) => *day < on,
        _ => false,
    };
    milestones.iter().filter(actual).find(wrong).map(|m| m.kind)
}

/// An interval between two milestones that were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub from: MilestoneKind,
    pub to: MilestoneKind,
    /// Calendar days.
    pub days: i64,
    /// Whole months between the days, as people count: 04-18 to 05-18 is one.
    pub months: i64,
    /// The later day is exactly that many months after the earlier one.
    pub exact: bool,
}

/// The intervals between successive milestones that were reached.
pub fn intervals(milestones: &[Milestone]) -> Vec<Interval> {
    let mut reached: Vec<(MilestoneKind, NaiveDate)> =
        milestones.iter().filter_map(|m| Some((m.kind, m.actual_on.as_ref()?.parse().ok()?))).collect();
    reached.sort();
    let pairs = reached.iter().zip(reached.iter().skip(1));
    pairs.map(|(a, b)| interval(*a, *b)).collect()
}

/// From one milestone's day to another's.
pub fn interval((from, a): (MilestoneKind, NaiveDate), (to, b): (MilestoneKind, NaiveDate)) -> Interval {
    use chrono::{Datelike, Months};
    let months = i64::from(b.year() - a.year()) * 12 + i64::from(b.month()) - i64::from(a.month());
    let after = |n: i64| u32::try_from(n).ok().and_then(|n| a.checked_add_months(Months::new(n)));
    let months = if after(months).is_some_and(|d| d > b) { months - 1 } else { months };
    Interval { from, to, days: (b - a).num_days(), months, exact: after(months) == Some(b) }
}

/// An officer who could take a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: String,
    /// Open projects in hand.
    pub load: i64,
    /// Projects of the same focus industry looked after, ever.
    pub skill: i64,
}

/// Officers within so many projects of the least loaded are equals: experience decides between them.
const EQUAL_LOAD: i64 = 1;

/// 派谁: of the least loaded, the one who knows the industry best; of equals, the one with fewer in hand, then by id.
pub fn choose(candidates: &[Candidate]) -> Option<&Candidate> {
    let least = candidates.iter().map(|c| c.load).min()?;
    let equals = candidates.iter().filter(|c| c.load <= least + EQUAL_LOAD);
    equals.min_by_key(|c| (-c.skill, c.load, c.id.clone()))
}

/// The reason of a choice, as kept: `auto load=3 skill=2 of=5`; pages put it into words.
pub fn reason(chosen: &Candidate, of: usize) -> String {
    format!("auto load={} skill={} of={of}", chosen.load, chosen.skill)
}

/// A kept reason in numbers (load, skill, how many there were to choose from), where the choice was automatic.
pub fn reason_parts(reason: &str) -> Option<(i64, i64, i64)> {
    let mut parts = reason.strip_prefix("auto ")?.split(' ');
    let mut number = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
    Some((number("load")?, number("skill")?, number("of")?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use kernel::Source;
    use kernel::id::ProjectId;

    fn at(kind: MilestoneKind, day: &str) -> Milestone {
        Milestone {
            project_id: ProjectId::parse("p").unwrap(),
            kind,
            planned_on: None,
            forecast_on: None,
            forecast_late_on: None,
            actual_on: Some(day.into()),
            source: Source::default(),
            note: None,
            version: 1,
        }
    }

    #[test]
    fn one_month_to_the_start_and_half_a_year_to_the_roof() {
        let all = [
            at(MilestoneKind::Signed, "2019-04-18"),
            at(MilestoneKind::Started, "2019-05-18"),
            at(MilestoneKind::ToppedOut, "2019-10-18"),
        ];
        let found = intervals(&all);
        assert_eq!((found[0].months, found[0].days, found[0].exact), (1, 30, true));
        assert_eq!((found[1].months, found[1].exact), (5, true));
        let whole = interval(
            (MilestoneKind::Signed, "2019-04-18".parse().unwrap()),
            (MilestoneKind::ToppedOut, "2019-10-18".parse().unwrap()),
        );
        assert_eq!((whole.months, whole.exact), (6, true));
        assert_eq!(phase(&all), Phase::Building);
    }

    #[test]
    fn month_ends_count_as_people_count() {
        let days = |a: &str, b: &str| {
            interval((MilestoneKind::Signed, a.parse().unwrap()), (MilestoneKind::Started, b.parse().unwrap())).months
        };
        assert_eq!(days("2020-01-31", "2020-02-29"), 1);
        assert_eq!(days("2020-01-31", "2020-02-28"), 0);
        assert_eq!(days("2019-12-15", "2020-01-14"), 0);
    }

    #[test]
    fn a_day_before_an_earlier_milestone_is_named() {
        let all = [at(MilestoneKind::Signed, "2019-04-18"), at(MilestoneKind::ToppedOut, "2019-10-18")];
        let wrong = |day: &str| contradicted(&all, MilestoneKind::Started, day.parse().unwrap());
        assert_eq!(wrong("2019-04-17"), Some(MilestoneKind::Signed));
        assert_eq!(wrong("2019-10-19"), Some(MilestoneKind::ToppedOut));
        assert_eq!(wrong("2019-05-18"), None);
    }

    #[test]
    fn the_least_loaded_who_knows_the_industry_is_chosen() {
        let c = |id: &str, load, skill| Candidate { id: id.into(), load, skill };
        let all = [c("a", 2, 0), c("b", 3, 4), c("c", 6, 9)];
        assert_eq!(choose(&all).unwrap().id, "b");
        assert_eq!(choose(&all[2..]).unwrap().id, "c");
        assert!(choose(&[]).is_none());
        assert_eq!(reason_parts(&reason(&all[1], 3)), Some((3, 4, 3)));
        assert_eq!(reason_parts("王主任指定"), None);
    }
}

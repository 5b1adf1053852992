//! 多项目甘特图: where projects' phases and milestones stand in time, in percent of the picture's width. The axis is even: projects last years,
//! and their lengths are compared by eye.
use super::{Milestone, MilestoneKind, Project};
use chrono::{Datelike, Months, NaiveDate};

/// What lies further back or ahead of today than this is cut, so that one old project does not press the others together.
const BACK_MONTHS: u32 = 24;
const AHEAD_MONTHS: u32 = 36;
/// The picture is never shorter than this.
const LEAST_MONTHS: u32 = 6;
/// Labels along the axis, at most.
const LABELS: u32 = 12;

/// The stretch of time that a picture shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub today: NaiveDate,
}

/// A label: place, the year where it changes, the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub x: String,
    pub year: Option<i32>,
    pub month: u32,
}

/// A stretch of a phase: class, place and width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub class: &'static str,
    pub x: String,
    pub width: String,
}

/// A milestone's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// `actual`, `planned` or `forecast`.
    pub class: &'static str,
    pub kind: MilestoneKind,
    pub on: NaiveDate,
    pub x: String,
}

/// A project's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    pub bars: Vec<Bar>,
    pub marks: Vec<Mark>,
    /// Something lies before or behind the picture.
    pub earlier: bool,
    pub later: bool,
}

fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn day(text: Option<&String>) -> Option<NaiveDate> {
    text.and_then(|d| d.parse().ok())
}

impl Axis {
    /// From the first to the last day of these milestones and today, in whole months, within the limits.
    pub fn of<'m>(milestones: impl Iterator<Item = &'m Milestone>, today: NaiveDate) -> Self {
        let days = milestones
            .flat_map(|m| [day(m.actual_on.as_ref()), day(m.planned_on.as_ref()), day(m.forecast_on.as_ref())]);
        let days: Vec<NaiveDate> = days.flatten().chain([today]).collect();
        let back = |n| today.checked_sub_months(Months::new(n)).unwrap_or(today);
        let ahead = |n| today.checked_add_months(Months::new(n)).unwrap_or(today);
        let first = days.iter().min().copied().unwrap_or(today).max(back(BACK_MONTHS));
        let last = days.iter().max().copied().unwrap_or(today).min(ahead(AHEAD_MONTHS));
        let from = first_of_month(first);
        let least = from.checked_add_months(Months::new(LEAST_MONTHS)).unwrap_or(last);
        let after = first_of_month(last).checked_add_months(Months::new(1)).unwrap_or(last);
        Self { from, to: after.max(least), today }
    }

    fn at(&self, day: NaiveDate) -> f64 {
        let whole = (self.to - self.from).num_days().max(1) as f64;
        100.0 * (day.clamp(self.from, self.to) - self.from).num_days() as f64 / whole
    }

    fn shows(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    pub fn today_at(&self) -> String {
        percent(self.at(self.today))
    }

    /// Every month, second, third, sixth or twelfth, as many as fit.
    pub fn ticks(&self) -> Vec<Tick> {
        let months = u32::try_from((self.to - self.from).num_days() / 30).unwrap_or(LABELS);
        let step = [1, 2, 3, 6, 12].into_iter().find(|s| months / s <= LABELS).unwrap_or(12);
        let (mut found, mut year, mut at) = (Vec::new(), None, self.from);
        while at < self.to {
            if (at.month() - 1) % step == 0 {
                let new_year = (year != Some(at.year())).then(|| at.year());
                found.push(Tick { x: percent(self.at(at)), year: new_year, month: at.month() });
                year = Some(at.year());
            }
            let Some(next) = at.checked_add_months(Months::new(1)) else { break };
            at = next;
        }
        found
    }

    fn bar(&self, class: &'static str, from: NaiveDate, to: NaiveDate) -> Option<Bar> {
        let (from, to) = (from.max(self.from), to.min(self.to));
        (from < to).then(|| Bar { class, x: percent(self.at(from)), width: percent(self.at(to) - self.at(from)) })
    }

    /// A project's phases as bars and its milestones as marks.
    pub fn track(&self, project: &Project, milestones: &[Milestone]) -> Track {
        let mut marks = Vec::new();
        for m in milestones {
            let days = match (day(m.actual_on.as_ref()), day(m.planned_on.as_ref()), day(m.forecast_on.as_ref())) {
                // What was planned stays beside what came of it.
                (Some(actual), planned, _) => [planned.map(|d| ("planned", d)), Some(("actual", actual))],
                (None, planned, forecast) => [planned.map(|d| ("planned", d)), forecast.map(|d| ("forecast", d))],
            };
            marks.extend(days.into_iter().flatten().map(|(class, on)| (class, m.kind, on)));
        }
        let bars = self.phases(project, milestones);
        let outside = |late: bool| marks.iter().any(|(_, _, on)| if late { *on > self.to } else { *on < self.from });
        let (earlier, later) = (outside(false), outside(true));
        let shown = marks.into_iter().filter(|(_, _, on)| self.shows(*on));
        let marks = shown.map(|(class, kind, on)| Mark { class, kind, on, x: percent(self.at(on)) }).collect();
        Track { bars, marks, earlier, later }
    }

    /// From each milestone that was reached to the next one, the last to today, or to the day on which the project was closed; from there to
    /// what is expected last, dashed.
    fn phases(&self, project: &Project, milestones: &[Milestone]) -> Vec<Bar> {
        let reached =
            |k: MilestoneKind| milestones.iter().find(|m| m.kind == k).and_then(|m| day(m.actual_on.as_ref()));
        let steps = [
            ("preparing", MilestoneKind::Signed),
            ("building", MilestoneKind::Started),
            ("finished", MilestoneKind::Accepted),
            ("producing", MilestoneKind::Production),
            ("", MilestoneKind::Capacity),
        ];
        let mut known: Vec<(&'static str, NaiveDate)> =
            steps.into_iter().filter_map(|(class, k)| Some((class, reached(k)?))).collect();
        if known.is_empty() {
            known.extend(project.opened_on.parse().ok().map(|d| ("preparing", d)));
        }
        let end = day(project.closed_on.as_ref()).unwrap_or(self.today);
        let ends = known.iter().skip(1).map(|(_, d)| *d).chain([end]).collect::<Vec<_>>();
        let mut bars: Vec<Bar> = known
            .iter()
            .zip(ends)
            .filter(|((class, _), _)| !class.is_empty())
            .filter_map(|((class, from), to)| self.bar(class, *from, to))
            .collect();
        let ahead = milestones.iter().filter(|m| m.actual_on.is_none());
        let ahead = ahead.filter_map(|m| day(m.forecast_on.as_ref()).or(day(m.planned_on.as_ref()))).max();
        if project.is_open() {
            bars.extend(ahead.and_then(|to| self.bar("ahead", self.today, to)));
        }
        bars
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::project::service::{blank, blank_milestone};
    use kernel::ctx::{FixedClock, SeededRng};
    use kernel::id::ProjectId;
    use kernel::{Ctx, ZoneId};
    use std::sync::Arc;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn project() -> Project {
        let clock = Arc::new(FixedClock::at("2020-01-15T00:30:00Z".parse().unwrap()));
        let ctx = Ctx::system(ZoneId::parse("test").unwrap(), clock, Arc::new(SeededRng::new(1)));
        blank(&ctx, ProjectId::parse("p").unwrap())
    }

    fn stone(kind: MilestoneKind, planned: &str, forecast: &str, actual: &str) -> Milestone {
        let some = |d: &str| Some(d.to_owned()).filter(|d| !d.is_empty());
        Milestone {
            planned_on: some(planned),
            forecast_on: some(forecast),
            actual_on: some(actual),
            ..blank_milestone(&ProjectId::parse("p").unwrap(), kind)
        }
    }

    #[test]
    fn phases_follow_one_another_up_to_today_and_are_dashed_from_there() {
        let all = [
            stone(MilestoneKind::Signed, "", "", "2019-04-18"),
            stone(MilestoneKind::Started, "2019-05-10", "", "2019-05-18"),
            stone(MilestoneKind::Accepted, "2020-03-01", "2020-04-01", ""),
        ];
        let axis = Axis::of(all.iter(), date("2020-01-15"));
        assert_eq!((axis.from, axis.to), (date("2019-04-01"), date("2020-05-01")));
        let track = axis.track(&project(), &all);
        let classes: Vec<&str> = track.bars.iter().map(|b| b.class).collect();
        assert_eq!(classes, ["preparing", "building", "ahead"]);
        let end = |b: &Bar| {
            b.x.trim_end_matches('%').parse::<f64>().unwrap() + b.width.trim_end_matches('%').parse::<f64>().unwrap()
        };
        let x = |b: &Bar| b.x.trim_end_matches('%').parse::<f64>().unwrap();
        assert!(
            (end(&track.bars[0]) - x(&track.bars[1])).abs() < 0.02
                && (end(&track.bars[1]) - x(&track.bars[2])).abs() < 0.02
        );
        let marks: Vec<&str> = track.marks.iter().map(|m| m.class).collect();
        assert_eq!(marks, ["actual", "planned", "actual", "planned", "forecast"]);
        assert!(!track.earlier && !track.later && axis.ticks().len() <= 14);
        assert_eq!(axis.ticks()[0].year, Some(2019));
    }

    #[test]
    fn an_old_project_does_not_press_the_others_together() {
        let all =
            [stone(MilestoneKind::Signed, "", "", "2009-01-01"), stone(MilestoneKind::Capacity, "2035-01-01", "", "")];
        let axis = Axis::of(all.iter(), date("2020-01-15"));
        assert_eq!((axis.from, axis.to), (date("2018-01-01"), date("2023-02-01")));
        let track = axis.track(&project(), &all);
        assert!(track.earlier && track.later && track.marks.is_empty());
        assert_eq!(track.bars.iter().map(|b| b.x.as_str()).collect::<Vec<_>>()[0], "0.00%");
    }

    #[test]
    fn nothing_known_is_half_a_year_around_today() {
        let axis = Axis::of([].iter(), date("2020-01-15"));
        assert_eq!((axis.from, axis.to), (date("2020-01-01"), date("2020-07-01")));
    }
}

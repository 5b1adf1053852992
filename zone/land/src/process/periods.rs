//! 改革前后: which cases are before and which are after, and what is measured of them.
use super::own::{OURS, SIGNED, STARTED, View, day_of};
use super::query::Query;
use super::shown::Loaded;
use ::process::{Comparison, Log, Sampling, compare, time};
use chrono::{Datelike, NaiveDate};

/// Fewer cases than this on a side: the figures say little.
pub const FEW: usize = 10;
/// The whole case, as a choice in an address.
pub const WHOLE: &str = "-";
/// Points of the curve.
const STEPS: usize = 24;

/// First and last day.
pub type Period = (NaiveDate, NaiveDate);

/// What is compared: each case from one activity to another, by the day on which that begins.
pub struct Setup {
    pub from: Option<u32>,
    pub to: Option<u32>,
    pub periods: [Period; 2],
    /// Numbers of cases in `log`.
    pub groups: [Vec<usize>; 2],
    /// Cases that began in the period and have not reached the end yet; they are not counted.
    pub open: [usize; 2],
    pub log: Log,
}

/// Nothing where no case has a time.
pub fn setup(q: &Query, loaded: &Loaded, log: &Log) -> Option<Setup> {
    let (from, to) = stretch(q, loaded, log);
    let begun = log.between(from, None);
    let begin = |log: &Log, case: usize| log.times(case).flatten().next().map(day_of);
    let mut days: Vec<NaiveDate> = (0..begun.cases()).filter_map(|c| begin(&begun, c)).collect();
    days.sort_unstable();
    days.first()?;
    let periods = asked(q, &days);
    let within = |day: NaiveDate, p: Period| p.0 <= day && day <= p.1;
    let log = begun.between(None, to);
    // Without an end of its own a case must be over to be counted.
    let over = if to.is_none() { loaded.ended(&log) } else { None };
    let counted = |period: Period| -> Vec<usize> {
        let ended = |c: usize| over.as_ref().is_none_or(|o| o.get(c) == Some(&true));
        let inside = |c: usize| begin(&log, c).is_some_and(|day| within(day, period));
        (0..log.cases()).filter(|c| inside(*c) && ended(*c)).collect()
    };
    let groups = periods.map(counted);
    let all = periods.map(|p| days.iter().filter(|day| within(**day, p)).count());
    let [b, a] = &groups;
    let open = [all[0].saturating_sub(b.len()), all[1].saturating_sub(a.len())];
    Some(Setup { from, to, periods, groups, open, log })
}

/// From which activity to which: what was asked, else from signing to the start of building where the log has both.
fn stretch(q: &Query, loaded: &Loaded, log: &Log) -> (Option<u32>, Option<u32>) {
    let projects = loaded.own.as_ref().is_some_and(|o| o.view != View::Matters);
    let find = |name: &str| log.activities.find(name);
    let both = projects && find(SIGNED).is_some() && find(STARTED).is_some();
    let asked = |name: &str, usual: &str| match q.get(name) {
        "" if both => find(usual),
        "" | WHOLE => None,
        activity => find(activity),
    };
    (asked("start", SIGNED), asked("end", STARTED))
}

/// The periods that were asked; else the halves of the cases; `begun` is sorted and not empty.
fn asked(q: &Query, begun: &[NaiveDate]) -> [Period; 2] {
    let day = |name: &str| q.get(name).parse::<NaiveDate>().ok();
    let [usual_b, usual_a] = halves(begun);
    if let Some(day) = day("day") {
        return [(usual_b.0, day.pred_opt().unwrap_or(day)), (day, usual_a.1)];
    }
    let before = (day("b1").unwrap_or(usual_b.0), day("b2").unwrap_or(usual_b.1));
    [before, (day("a1").unwrap_or(usual_a.0), day("a2").unwrap_or(usual_a.1))]
}

/// Cut at the first day of a month, so that about as many cases begin before as after; within one month at the middle case.
fn halves(begun: &[NaiveDate]) -> [Period; 2] {
    let first = begun.first().copied().unwrap_or_default();
    let last = begun.last().copied().unwrap_or_default();
    let uneven = |cut: &NaiveDate| begun.partition_point(|d| d < cut).abs_diff(begun.len() / 2);
    let months = begun.iter().filter_map(|d| d.with_day(1)).filter(|month| *month > first);
    let cut = months.min_by_key(uneven).or_else(|| begun.get(begun.len() / 2).copied()).unwrap_or(last);
    [(first, cut.pred_opt().unwrap_or(cut).max(first)), (cut.max(first), last)]
}

/// What a page shows of a comparison.
pub struct Compared {
    pub from: Option<u32>,
    pub to: Option<u32>,
    pub periods: [Period; 2],
    pub counts: [usize; 2],
    pub open: [usize; 2],
    pub found: Option<Comparison>,
    /// Names and days of the cases far out, before and after.
    pub outliers: [Vec<(String, f64)>; 2],
    /// Days, and the share in percent that had ended within them, before and after.
    pub curve: Vec<(f64, [f64; 2])>,
}

pub fn compared(q: &Query, loaded: &Loaded, log: &Log) -> Option<Compared> {
    let setup = setup(q, loaded, log)?;
    let [before, after] = &setup.groups;
    // As many rounds as can be drawn in about a second.
    let rounds = (40_000_000 / (before.len() + after.len()).max(1)).clamp(200, 2_000);
    let found = compare(&setup.log, before, after, Sampling { rounds, seed: 1 });
    let days = |case: usize| setup.log.duration(case).map(time::days);
    let named = |cases: &[usize]| -> Vec<(String, f64)> {
        cases.iter().filter_map(|c| Some((setup.log.case_name(*c).to_owned(), days(*c)?))).collect()
    };
    let outliers =
        found.as_ref().map_or_else(Default::default, |f| [named(&f.before_outliers), named(&f.after_outliers)]);
    let sides = setup.groups.clone().map(|cases| {
        let mut days: Vec<f64> = cases.iter().filter_map(|c| days(*c)).collect();
        days.sort_unstable_by(f64::total_cmp);
        days
    });
    Some(Compared {
        from: setup.from,
        to: setup.to,
        periods: setup.periods,
        counts: [before.len(), after.len()],
        open: setup.open,
        found,
        outliers,
        curve: curve(&sides),
    })
}

/// To where nearly all have ended on both sides.
fn curve(sides: &[Vec<f64>; 2]) -> Vec<(f64, [f64; 2])> {
    let late = |days: &Vec<f64>| days.get(days.len().saturating_sub(1) * 97 / 100).copied().unwrap_or(0.0);
    let far = sides.iter().map(late).fold(0.0, f64::max).max(1.0);
    let step = (far / STEPS as f64).max(1.0).ceil();
    let share =
        |days: &Vec<f64>, until: f64| days.partition_point(|d| *d <= until) as f64 * 100.0 / days.len().max(1) as f64;
    let point = |i: usize| {
        let until = step * i as f64;
        (until, [share(&sides[0], until), share(&sides[1], until)])
    };
    (0..=STEPS).map(point).collect()
}

/// Activities that a stretch can begin and end with, the own milestones first.
pub fn ends(log: &Log) -> Vec<u32> {
    const MOST: usize = 80;
    let mut counts = vec![0_u64; log.activities.len()];
    for case in 0..log.cases() {
        for activity in log.trace(case) {
            counts.get_mut(*activity as usize).into_iter().for_each(|c| *c += 1);
        }
    }
    let mut list: Vec<u32> = (0_u32..).zip(&counts).filter(|(_, n)| **n > 0).map(|(id, _)| id).collect();
    let count = |id: u32| counts.get(id as usize).copied().unwrap_or(0);
    list.sort_by_key(|id| (!log.activities.text(*id).starts_with(OURS), std::cmp::Reverse(count(*id)), *id));
    list.truncate(MOST);
    list
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn halves_meet_at_a_month() {
        let days = |texts: &[&str]| texts.iter().map(|t| t.parse::<NaiveDate>().unwrap()).collect::<Vec<_>>();
        // One that began long before does not shift the cut.
        let begun =
            days(&["2019-04-18", "2025-01-10", "2025-03-02", "2025-05-30", "2025-07-04", "2025-08-01", "2025-12-20"]);
        let [b, a] = halves(&begun);
        assert_eq!((b.0, b.1, a.0, a.1), (begun[0], days(&["2025-04-30"])[0], days(&["2025-05-01"])[0], begun[6]));
        let begun = days(&["2025-03-01", "2025-03-15", "2025-03-31"]);
        let [b, a] = halves(&begun);
        assert_eq!((b.0, a.0, a.1), (begun[0], begun[1], begun[2]));
    }

    #[test]
    fn a_curve_ends_at_all() {
        let found = curve(&[vec![1.0, 2.0, 3.0], vec![1.0]]);
        assert_eq!(found.first().map(|p| p.1), Some([0.0, 0.0]));
        assert_eq!(found.last().map(|p| p.1), Some([100.0, 100.0]));
    }
}

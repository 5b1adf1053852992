//! Which regions and activities take part.
use super::Options;
use crate::panel::Panel;

/// An activity with fewer counts by then is not learned from.
pub(super) const KNOWN_ACTIVITY: f64 = 5.0;

/// Places in the panel.
pub(super) struct Scope {
    /// Regions that are described; a superset of those that get predictions.
    pub regions: Vec<usize>,
    pub activities: Vec<usize>,
    /// Of `regions` and `activities`: those that get predictions.
    pub target_region: Vec<bool>,
    pub target_activity: Vec<bool>,
    /// Regions with fewer counts at the time are not learned from.
    pub learn_from: f64,
}

impl Scope {
    pub fn new(panel: &Panel, options: &Options) -> Self {
        let then = options.at - options.horizon;
        let known = panel.between(panel.first_year() - 1, then);
        let sizes = known.row_sums();
        let complete = |i: usize, after: i32, to: i32| {
            panel.regions().get(i).is_some_and(|region| !panel.is_missing(region, after, to))
        };
        let described =
            |(i, size): (usize, &f64)| *size >= options.region_min / 4.0 && complete(i, options.at - 3, options.at);
        let regions: Vec<usize> =
            sizes.iter().enumerate().filter(|(i, size)| described((*i, size))).map(|(i, _)| i).collect();
        let target = |i: &usize| {
            sizes.get(*i).is_some_and(|size| *size >= options.region_min)
                && complete(*i, then, options.at + options.horizon)
        };
        let target_region: Vec<bool> = regions.iter().map(target).collect();
        let whole: Vec<usize> = (0..sizes.len()).filter(|i| complete(*i, then, options.at + options.horizon)).collect();
        let all: Vec<usize> = (0..panel.activities().len()).collect();
        let counts = known.select(&whole, &all).col_sums();
        let count = |i: &usize| counts.get(*i).copied().unwrap_or(0.0);
        let activities: Vec<usize> =
            all.iter().filter(|i| count(i) >= KNOWN_ACTIVITY.min(options.activity_min)).copied().collect();
        let target_activity = activities.iter().map(|i| count(i) >= options.activity_min).collect();
        Self { regions, activities, target_region, target_activity, learn_from: options.region_min / 3.0 }
    }

    /// Places (in the panel) of the regions and activities that get predictions.
    pub fn targets(&self) -> (Vec<usize>, Vec<usize>) {
        let chosen = |all: &[usize], flags: &[bool]| {
            all.iter().zip(flags).filter(|(_, f)| **f).map(|(i, _)| *i).collect::<Vec<_>>()
        };
        (chosen(&self.regions, &self.target_region), chosen(&self.activities, &self.target_activity))
    }
}

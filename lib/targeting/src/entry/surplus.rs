//! How much more, or less, came than the signs had said, over the years that are learned from: of an activity
//! everywhere, and of a branch in the regions of one parent.
use super::feature::{BRANCH, Feature, Group};
use super::logistic::chance;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Added to the information (Σ weight × p × (1 − p)), so that what rests on few outcomes stays small. Of 10, 25 and 40 all
/// did well in 1993…1998.
const CAUTION: f64 = 25.0;

/// In log odds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Surplus {
    activities: BTreeMap<String, f64>,
    /// By parent, then by branch.
    places: BTreeMap<String, BTreeMap<String, f64>>,
}

/// What was said of a pair, and what came.
pub(super) struct Said<'a> {
    pub parent: &'a str,
    pub activity: &'a str,
    /// The log odds that were said.
    pub logit: f64,
    pub came: f64,
    pub weight: f64,
}

/// What one Newton step of a mean needs: the slope and the curvature of the log loss.
#[derive(Clone, Copy, Default)]
struct Sum {
    slope: f64,
    curvature: f64,
}

impl Sum {
    fn add(&mut self, said: &Said<'_>, shift: f64) {
        let p = chance(said.logit + shift);
        self.slope += said.weight * (said.came - p);
        self.curvature += said.weight * p * (1.0 - p);
    }

    fn step(self) -> f64 {
        self.slope / (self.curvature + CAUTION)
    }
}

impl Surplus {
    /// What the two numbers of [`Surplus::of`] are called.
    pub fn features() -> [Feature; 2] {
        let feature = |group, id: &str| Feature { id: id.to_owned(), group };
        [feature(Group::History, "history.activity_surplus"), feature(Group::Neighbours, "neighbours.branch_surplus")]
    }

    /// First of the activities, then, of what is left, of the places.
    pub fn learn(said: &[Said<'_>]) -> Self {
        let mut activities: BTreeMap<&str, Sum> = BTreeMap::new();
        said.iter().for_each(|one| activities.entry(one.activity).or_default().add(one, 0.0));
        let activities: BTreeMap<&str, f64> = activities.into_iter().map(|(name, sum)| (name, sum.step())).collect();
        let mut places: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
        for one in said.iter().filter(|one| !one.parent.is_empty()) {
            let shift = activities.get(one.activity).copied().unwrap_or(0.0);
            places.entry((one.parent, branch(one.activity))).or_default().add(one, shift);
        }
        let activities = activities.into_iter().map(|(name, step)| (name.to_owned(), step)).collect();
        let mut surplus = Self { activities, ..Self::default() };
        for ((parent, branch), sum) in places {
            surplus.places.entry(parent.to_owned()).or_default().insert(branch.to_owned(), sum.step());
        }
        surplus
    }

    /// Of the activity, and of its branch in the place; 0 where nothing was learned.
    pub fn of(&self, parent: &str, activity: &str) -> [f64; 2] {
        let everywhere = self.activities.get(activity);
        let here = self.places.get(parent).and_then(|branches| branches.get(branch(activity)));
        [everywhere, here].map(|step| step.copied().unwrap_or(0.0))
    }
}

/// The beginning of a code that makes its branch.
fn branch(activity: &str) -> &str {
    activity.char_indices().nth(BRANCH).map_or(activity, |(end, _)| activity.get(..end).unwrap_or(activity))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'a>(parent: &'a str, activity: &'a str, came: usize, of: usize) -> Vec<Said<'a>> {
        let one = |n| Said { parent, activity, logit: 0.0, came: if n < came { 1.0 } else { 0.0 }, weight: 1.0 };
        (0..of).map(one).collect()
    }

    #[test]
    fn more_than_said_is_a_surplus_and_few_say_little() {
        // Said was one half. Information is a quarter each; so 100 outcomes are worth 25.
        let many = Surplus::learn(&said("p", "311", 75, 100));
        assert!((many.of("q", "311")[0] - 25.0 / 50.0).abs() < 1e-12);
        assert!(Surplus::learn(&said("p", "311", 3, 4)).of("p", "311")[0] < 0.04);
        assert!(Surplus::learn(&said("p", "311", 50, 100)).of("p", "311").iter().all(|step| step.abs() < 1e-12));
    }

    #[test]
    fn a_branch_in_a_place_counts_for_its_other_activities() {
        let mut all = said("p", "311", 90, 100);
        all.extend(said("q", "311", 10, 100));
        let learned = Surplus::learn(&all);
        assert_eq!(learned.of("p", "311")[0], learned.of("q", "311")[0]);
        let there = |parent: &str| learned.of(parent, "319");
        assert!(there("p")[1] > 0.5 && there("q")[1] < -0.5);
        assert_eq!((there("p")[0], there("other")), (0.0, [0.0, 0.0]));
        assert_eq!(learned.of("p", "3"), [0.0, 0.0]);
    }
}

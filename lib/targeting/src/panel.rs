//! Counts by region, activity and year: the one input of entry prediction.
use crate::matrix::Matrix;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// At most this many regions × activities × features fit a machine's memory; a larger panel is refused.
const MOST_PAIRS: usize = 4_000_000;
const MOST_YEARS: i32 = 300;

/// One line of a count table. `parent` is what the region lies in (a province), or empty.
#[derive(Clone, Copy, Debug)]
pub struct Count<'a> {
    pub parent: &'a str,
    pub region: &'a str,
    pub activity: &'a str,
    pub year: i32,
    /// How many came in that year (firms registered, value exported); not negative, finite.
    pub count: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Region {
    pub parent: String,
    pub name: String,
}

/// Why counts are not a panel.
#[derive(Clone, Debug, PartialEq)]
pub enum PanelError {
    Empty,
    /// A count that is negative or not a number, with the place of its line (from 0).
    BadCount {
        line: usize,
        count: f64,
    },
    /// The first and the last year lie too far apart: a year is probably misread.
    TooManyYears {
        first: i32,
        last: i32,
    },
    TooLarge {
        regions: usize,
        activities: usize,
        most_pairs: usize,
    },
}

/// Regions and activities sorted by name, and the counts by year. The order of the lines does not matter; lines with
/// the same region, activity and year are added.
#[derive(Clone, Debug)]
pub struct Panel {
    regions: Vec<Region>,
    activities: Vec<String>,
    /// By year: (region, activity, count).
    years: BTreeMap<i32, Vec<(u32, u32, f64)>>,
    first: i32,
    last: i32,
    missing: BTreeSet<(String, i32)>,
}

struct Names<K> {
    numbers: HashMap<K, u32>,
}

impl<K: std::hash::Hash + Eq + Ord + Clone> Names<K> {
    fn new() -> Self {
        Self { numbers: HashMap::new() }
    }

    fn number(&mut self, key: K) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key).or_insert(next)
    }

    /// The sorted names, and the sorted place of each number.
    fn sorted(self) -> (Vec<K>, Vec<u32>) {
        let mut names: Vec<(K, u32)> = self.numbers.into_iter().collect();
        names.sort();
        let mut places = vec![0; names.len()];
        for (place, (_, number)) in (0..).zip(&names) {
            if let Some(slot) = places.get_mut(*number as usize) {
                *slot = place;
            }
        }
        (names.into_iter().map(|(name, _)| name).collect(), places)
    }
}

impl Panel {
    pub fn new<'a>(counts: impl IntoIterator<Item = Count<'a>>) -> Result<Self, PanelError> {
        let (mut regions, mut activities) = (Names::new(), Names::new());
        let mut cells: BTreeMap<i32, HashMap<(u32, u32), f64>> = BTreeMap::new();
        for (line, c) in counts.into_iter().enumerate() {
            if !c.count.is_finite() || c.count < 0.0 {
                return Err(PanelError::BadCount { line, count: c.count });
            }
            let region = regions.number(Region { parent: c.parent.to_owned(), name: c.region.to_owned() });
            let activity = activities.number(c.activity.to_owned());
            *cells.entry(c.year).or_default().entry((region, activity)).or_default() += c.count;
        }
        let (regions, region_places) = regions.sorted();
        let (activities, activity_places) = activities.sorted();
        let (first, last) = span(&cells)?;
        if regions.len().saturating_mul(activities.len()) > MOST_PAIRS {
            let (regions, activities) = (regions.len(), activities.len());
            return Err(PanelError::TooLarge { regions, activities, most_pairs: MOST_PAIRS });
        }
        let place = |places: &[u32], n: u32| places.get(n as usize).copied().unwrap_or(0);
        let years = cells.into_iter().map(|(year, of_year)| {
            let placed = of_year.into_iter();
            let mut placed: Vec<_> = placed
                .map(|((r, a), n)| (place(&region_places, r), place(&activity_places, a), n))
                .filter(|(_, _, n)| *n > 0.0)
                .collect();
            placed.sort_unstable_by_key(|(r, a, _)| (*r, *a));
            (year, placed)
        });
        let years = years.collect();
        Ok(Self { regions, activities, years, first, last, missing: BTreeSet::new() })
    }

    /// Says which years of which region or parent (by name) the source lacks: absence there is not a zero.
    pub fn with_missing<'a>(mut self, missing: impl IntoIterator<Item = (&'a str, i32)>) -> Self {
        self.missing.extend(missing.into_iter().map(|(name, year)| (name.to_owned(), year)));
        self
    }

    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    pub fn activities(&self) -> &[String] {
        &self.activities
    }

    pub fn first_year(&self) -> i32 {
        self.first
    }

    pub fn last_year(&self) -> i32 {
        self.last
    }

    /// Whether the source lacks this region in one of the years `after + 1 ..= to`.
    pub fn is_missing(&self, region: &Region, after: i32, to: i32) -> bool {
        (after + 1..=to)
            .any(|y| [&region.parent, &region.name].iter().any(|name| self.missing.contains(&((*name).clone(), y))))
    }

    /// All regions × all activities: the sum of the years `after + 1 ..= to`.
    pub fn between(&self, after: i32, to: i32) -> Matrix {
        let mut sum = Matrix::zeros(self.regions.len(), self.activities.len());
        for (_, cells) in self.years.range(after + 1..=to.max(after + 1)).filter(|(y, _)| **y <= to) {
            for (r, a, n) in cells {
                if let Some(cell) = sum.row_mut(*r as usize).get_mut(*a as usize) {
                    *cell += n;
                }
            }
        }
        sum
    }
}

fn span(cells: &BTreeMap<i32, HashMap<(u32, u32), f64>>) -> Result<(i32, i32), PanelError> {
    let (Some(first), Some(last)) = (cells.keys().next(), cells.keys().next_back()) else {
        return Err(PanelError::Empty);
    };
    if last.saturating_sub(*first) > MOST_YEARS {
        return Err(PanelError::TooManyYears { first: *first, last: *last });
    }
    Ok((*first, *last))
}

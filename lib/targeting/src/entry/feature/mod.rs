//! The features of a pair (region, activity), each with a name that can be said in words.
mod basic;
mod chance;
mod related;
mod similar;
mod space;

use super::state::State;
use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};
pub(super) use space::BRANCH;

/// What a feature speaks of; a page has one sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// How large the region is, how fast it grows, how much it has.
    Size,
    /// How common the activity is everywhere, and whether it grows.
    Popularity,
    /// What size and popularity together would bring.
    Expected,
    /// What the region has of the activity already.
    Own,
    /// How often the activity came to regions lately, and how often something new came to the region.
    History,
    /// What similar regions have and get.
    Similar,
    /// What related activities the region has.
    Related,
    /// What the other regions of the same parent have and get.
    Neighbours,
    /// What the region has of the same branch (codes with the same beginning).
    Branch,
}

/// The identity of a feature: stable, so that texts can be hung on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    pub id: String,
    pub group: Group,
}

/// Values of a feature: by region, by activity, or by pair (region by region).
pub(super) enum Column {
    Region(Vec<f32>),
    Activity(Vec<f32>),
    Pair(Vec<f32>),
}

impl Column {
    /// The value of a pair.
    pub fn value(&self, region: usize, activity: usize, activities: usize) -> f32 {
        let cell = match self {
            Column::Region(values) => values.get(region),
            Column::Activity(values) => values.get(activity),
            Column::Pair(values) => values.get(region * activities + activity),
        };
        cell.copied().unwrap_or(0.0)
    }

    /// The values of the open pairs, row by row.
    pub fn open<'a>(&'a self, open: &'a Matrix) -> impl Iterator<Item = f32> + 'a {
        let pairs =
            open.iter_rows().enumerate().flat_map(|(r, row)| row.iter().enumerate().map(move |(a, o)| (r, a, *o)));
        pairs.filter(|(_, _, o)| *o > 0.0).map(|(r, a, _)| self.value(r, a, open.cols()))
    }
}

/// All features of a state.
#[derive(Default)]
pub(super) struct Frame {
    pub features: Vec<Feature>,
    pub columns: Vec<Column>,
    /// What the average candidate of the year has, for each feature; see [`Frame::centred`].
    pub means: Vec<f32>,
}

impl Frame {
    pub fn of(state: &State) -> Self {
        let mut frame = Self::default();
        basic::size(state, &mut frame);
        basic::popularity(state, &mut frame);
        basic::expected(state, &mut frame);
        basic::own(state, &mut frame);
        basic::history(state, &mut frame);
        basic::bunching(state, &mut frame);
        chance::all(state, &mut frame);
        similar::all(state, &mut frame);
        similar::lately(state, &mut frame);
        related::all(state, &mut frame);
        space::neighbours(state, &mut frame);
        space::neighbours_lately(state, &mut frame);
        space::branch(state, &mut frame);
        frame
    }

    /// With the means over the open pairs. What is learned from is the distance from them: a year in which more comes
    /// everywhere moves all candidates alike, and the order of candidates does not hang on it.
    pub fn centred(mut self, open: &Matrix) -> Self {
        let mean = |column: &Column| {
            let (sum, count) = column.open(open).fold((0.0, 0.0), |(sum, n), v| (sum + f64::from(v), n + 1.0));
            (sum / f64::max(count, 1.0)) as f32
        };
        self.means = self.columns.iter().map(mean).collect();
        self
    }

    /// The distances of a pair from the average candidate, one for each feature.
    pub fn distances(&self, region: usize, activity: usize, activities: usize) -> impl Iterator<Item = f32> + '_ {
        let columns = self.columns.iter().zip(&self.means);
        columns.map(move |(column, mean)| column.value(region, activity, activities) - mean)
    }

    fn add(&mut self, group: Group, id: &str, column: Column) {
        self.features.push(Feature { id: id.to_owned(), group });
        self.columns.push(column);
    }

    fn region(&mut self, group: Group, id: &str, values: impl IntoIterator<Item = f64>) {
        self.add(group, id, Column::Region(values.into_iter().map(|v| v as f32).collect()));
    }

    fn activity(&mut self, group: Group, id: &str, values: impl IntoIterator<Item = f64>) {
        self.add(group, id, Column::Activity(values.into_iter().map(|v| v as f32).collect()));
    }

    fn pair(&mut self, group: Group, id: &str, values: &Matrix) {
        self.add(group, id, Column::Pair(values.data().iter().map(|v| *v as f32).collect()));
    }
}

/// ln(1 + x), cell by cell.
fn log1p(m: &Matrix) -> Matrix {
    m.map(f64::ln_1p)
}

fn logs(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| v.ln_1p()).collect()
}

/// Cell by cell over two lists.
fn both<'a>(a: &'a [f64], b: &'a [f64], f: impl Fn(f64, f64) -> f64 + 'a) -> impl Iterator<Item = f64> + 'a {
    a.iter().zip(b).map(move |(x, y)| f(*x, *y))
}

/// 1 where at least `least` are counted.
fn at_least(m: &Matrix, least: f64) -> Matrix {
    m.map(|n| if n >= least { 1.0 } else { 0.0 })
}

/// ln of the last year against the mean of three, or of any two counts; 1 is added to both.
fn log_growth(now: &Matrix, before: &Matrix, years: f64) -> Matrix {
    now.zip(before, |n, b| n.ln_1p() - (b / years).ln_1p())
}

/// What each cell would be if rows and columns were independent.
fn independent(m: &Matrix) -> Matrix {
    let total: f64 = m.data().iter().sum();
    let rows: Vec<f64> = m.row_sums().iter().map(|r| r / total.max(1.0)).collect();
    Matrix::outer(&rows, &m.col_sums())
}

/// The logarithm of (counted + 1) ÷ (expected + 1): a location quotient that small numbers cannot blow up.
fn shrunk_quotient(m: &Matrix) -> Matrix {
    let total: f64 = m.data().iter().sum();
    let rows: Vec<f64> = m.row_sums().iter().map(|r| (r + 1.0) / total.max(1.0)).collect();
    let cols: Vec<f64> = m.col_sums().iter().map(|c| c + 0.5).collect();
    m.zip(&Matrix::outer(&rows, &cols), |n, e| ((n + 1.0) / (e + 1.0)).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_from_the_average_candidate() {
        let mut frame = Frame::default();
        frame.region(Group::Size, "r", [1.0, 4.0]);
        frame.activity(Group::Popularity, "a", [10.0, 20.0, 60.0]);
        frame.pair(Group::Own, "p", &Matrix::from_fn(2, 3, |r, c| (3 * r + c) as f64));
        // Candidates: the first region's first and second activity, the second region's second.
        let open = Matrix::from_fn(2, 3, |r, c| if (r, c) == (0, 0) || c == 1 { 1.0 } else { 0.0 });
        let frame = frame.centred(&open);
        assert_eq!(frame.distances(0, 1, 3).collect::<Vec<_>>(), [-1.0, 20.0 - 50.0 / 3.0, 1.0 - 5.0 / 3.0]);
        let all = [(0, 0), (0, 1), (1, 1)].map(|(r, a)| frame.distances(r, a, 3).collect::<Vec<_>>());
        (0..3).for_each(|f| assert!(all.iter().filter_map(|x| x.get(f)).sum::<f32>().abs() < 1e-5));
    }
}

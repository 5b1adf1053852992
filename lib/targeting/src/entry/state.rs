//! What is known at the end of a year: stocks, flows and their sums, for the regions and activities in use.
use crate::matrix::Matrix;
use crate::panel::Panel;

/// Regions × activities at the end of `at`; nothing of a later year is looked at.
pub(super) struct State {
    pub horizon: i32,
    /// The sum of all years up to `at`.
    pub stock: Matrix,
    /// The same, `horizon` years before, and one and two years before that.
    pub stock_before: Vec<Matrix>,
    /// Arrivals of the last `horizon` years, and of as many years one and two years before.
    pub arrivals: Vec<Matrix>,
    pub flow1: Matrix,
    pub flow2: Matrix,
    pub flow3: Matrix,
    /// The three years before those of `flow3`.
    pub flow3_before: Matrix,
    /// Three years of flow, `horizon` years ago.
    pub flow3_then: Matrix,
    /// All years, each weighted by exp(−age/2).
    pub recent: Matrix,
    /// 1 where the stock is not 0.
    pub has: Matrix,
    /// 1 where it came within the last two years.
    pub entered: Matrix,
    /// 1 where it came within the last year.
    pub entered1: Matrix,
    /// Years since the last arrival, or since the panel begins.
    pub idle: Matrix,
    /// Years since the activity was first seen anywhere.
    pub age: Vec<f64>,
    /// Number of the parent of each region.
    pub parents: Vec<String>,
    pub activities: Vec<String>,
}

impl State {
    pub fn new(panel: &Panel, at: i32, horizon: i32, regions: &[usize], activities: &[usize]) -> Self {
        let sum = |after: i32, to: i32| panel.between(after, to).select(regions, activities);
        let begin = panel.first_year() - 1;
        let stock = sum(begin, at);
        let mut recent = Matrix::zeros(regions.len(), activities.len());
        let mut idle = recent.map(|_| f64::from(at - panel.first_year() + 1));
        let mut age = vec![0.0; activities.len()];
        for year in panel.first_year()..=at {
            let (came, ago) = (sum(year - 1, year), f64::from(at - year));
            recent.add_assign(&came, (-ago / 2.0).exp());
            idle = idle.zip(&came, |idle, n| if n > 0.0 { ago } else { idle });
            age.iter_mut()
                .zip(came.col_sums())
                .filter(|(age, n)| *n > 0.0 && **age < ago)
                .for_each(|(age, _)| *age = ago);
        }
        let (flow1, flow2) = (sum(at - 1, at), sum(at - 2, at));
        let entered = |flow: &Matrix| stock.zip(flow, |s, f| if f > 0.0 && s - f <= 0.0 { 1.0 } else { 0.0 });
        let name = |i: &usize| panel.regions().get(*i).map(|r| r.parent.clone()).unwrap_or_default();
        let code = |i: &usize| panel.activities().get(*i).cloned().unwrap_or_default();
        Self {
            horizon,
            has: stock.map(|s| if s > 0.0 { 1.0 } else { 0.0 }),
            stock_before: (0..3).map(|lag| sum(begin, at - horizon - lag)).collect(),
            arrivals: (0..3).map(|lag| sum(at - horizon - lag, at - lag)).collect(),
            flow3: sum(at - 3, at),
            flow3_before: sum(at - 6, at - 3),
            flow3_then: sum(at - horizon - 3, at - horizon),
            entered: entered(&flow2),
            entered1: entered(&flow1),
            flow1,
            flow2,
            recent,
            idle,
            age,
            stock,
            parents: regions.iter().map(name).collect(),
            activities: activities.iter().map(code).collect(),
        }
    }
}

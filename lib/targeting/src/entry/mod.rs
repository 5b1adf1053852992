//! Which activity comes to which region next.
//!
//! Ridge logistic regressions and boosted trees, averaged in log odds, on features that can be named in words
//! ([`Group`]), learned from several years of the past: for each of them, what was known then, and what came within the
//! horizon and within its first half. Nothing after [`Options::at`] is looked at. [`fit`] makes a [`Model`], which can be kept (serde);
//! [`Model::forecast`] ranks all candidates and explains each of them.
//!
//! ```no_run
//! use targeting::entry::{self, Options, Task};
//! use targeting::panel::{Count, Panel};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let lines: Vec<Count<'static>> = Vec::new();
//! let panel = Panel::new(lines).map_err(|e| format!("{e:?}"))?;
//! let model = entry::fit(&panel, &Options::new(2000, 2, Task::New), &mut |_| {}).map_err(|e| format!("{e:?}"))?;
//! let forecast = model.forecast(&panel);
//! for one in forecast.ranked().take(10) {
//!     let reasons = forecast.evidence(one.region, one.activity);
//!     let having = reasons.map_or(0, |r| r.similar.iter().filter(|s| s.stock > 0.0).count());
//!     println!("{} {} {:.2}: {having} of the 20 most similar have it", one.region.name, one.activity, one.probability);
//! }
//! # Ok(()) }
//! ```
mod calibrate;
mod feature;
mod forecast;
mod label;
mod learner;
mod logistic;
mod measure;
mod model;
mod near;
mod scope;
mod state;
mod surplus;
mod window;

use crate::boost::Params;
pub use calibrate::Calibration;
pub use feature::{Feature, Group};
pub use forecast::{Contribution, Evidence, Forecast, Ranked, Related, Similar};
pub use label::Task;
pub use measure::{Backtest, Bin};
pub use model::{Model, fit};

/// What to predict, and how to learn it. The defaults were chosen by cross-validation over past years, see
/// docs/decisions/0020, 0022 and 0082.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Options {
    /// The last year that is looked at.
    pub at: i32,
    /// How many years ahead.
    pub horizon: i32,
    pub task: Task,
    /// Regions with fewer counts up to `at − horizon` get no prediction.
    pub region_min: f64,
    /// Activities with fewer counts up to `at − horizon` get no prediction.
    pub activity_min: f64,
    /// How many past years are learned from.
    pub windows: usize,
    /// A past year counts exp(−age ÷ decay).
    pub decay: f64,
    /// Strength of the ridge.
    pub ridge: f64,
    /// How many boosted models stand beside each regression; without any, the regressions stand alone.
    pub boosted: u64,
    /// How much of the score is the trees', 0 to 1; the rest is the regressions'.
    pub tree_part: f64,
    /// How much of the score comes from what is learned on the first half of the horizon, 0 to 1. Of these outcomes the
    /// latest are newer.
    pub early_part: f64,
    /// How their trees are grown; each model has a seed of its own.
    pub trees: Params,
}

impl Options {
    pub fn new(at: i32, horizon: i32, task: Task) -> Self {
        // Weak entry hangs on a threshold that moves with the region's size; a strong ridge blurs it, and so do few years.
        let (ridge, early_part) = match task {
            Task::New => (0.01, 0.5),
            Task::Weak => (0.003, 0.33),
        };
        let trees = Params {
            trees: 200,
            leaves: 8,
            learning_rate: 0.05,
            l2: 20.0,
            least_rows: 60,
            least_second: 0.1,
            rows: 0.6,
            columns: 0.2,
            seed: 20,
        };
        Self {
            at,
            horizon,
            task,
            region_min: 300.0,
            activity_min: 30.0,
            windows: 7,
            decay: 2.0,
            ridge,
            boosted: 1,
            tree_part: 0.33,
            early_part,
            trees,
        }
    }
}

/// Why nothing can be predicted.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryError {
    /// A horizon below one year, or above twenty.
    Horizon(i32),
    /// The panel ends before `at` or begins after it.
    Year { at: i32, first: i32, last: i32 },
    /// Too few regions or activities are large enough.
    TooSmall { regions: usize, activities: usize, region_min: f64, activity_min: f64 },
    /// In no past year did anything come (or everything did): there is nothing to learn from.
    NothingToLearn { first: i32, at: i32 },
}

/// How far `fit` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A past year has been described: its candidates, and how many of them came.
    Described { year: i32, candidates: usize, came: usize },
    /// A model that would have been used in that year has been fitted.
    Fitted { year: i32 },
}

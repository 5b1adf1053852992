//! What the predictions stand on, and how the same method did in the past: printed beside every ranking.
use serde::{Deserialize, Serialize};

/// Fewer firms than this tell little about single cities; the pages say so.
pub const THIN: u64 = 100_000;

/// The data of the predictions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The files that the registry was built from.
    pub sources: Vec<String>,
    pub firms: u64,
    /// Firms whose city, industry and year are known: what was counted.
    pub counted: u64,
    pub first_year: i32,
    pub last_year: i32,
    /// The year in which the prediction stands: nothing later was looked at.
    pub at: i32,
    pub horizon: i32,
    /// Industries are groups (three digits), else divisions (two).
    pub by_group: bool,
    /// The year of a firm is that of its listing, not of its registration.
    pub by_listing: bool,
    pub province: String,
    pub city: String,
    pub city_firms: u64,
    /// Cities and industries with fewer firms get no prediction.
    pub region_min: f64,
    pub activity_min: f64,
    pub tasks: Vec<TaskBasis>,
    /// Company groups that had opened outside their home and can be ranked.
    pub expanders: usize,
    /// When this was computed, microseconds.
    pub computed_us: i64,
}

impl Basis {
    /// Too few firms for predictions that one can lean on.
    pub fn is_thin(&self) -> bool {
        self.counted < THIN
    }
    pub fn is_city_small(&self) -> bool {
        (self.city_firms as f64) < self.region_min
    }
    pub fn task(&self, task: super::Task) -> Option<&TaskBasis> {
        self.tasks.iter().find(|t| t.task == task)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskBasis {
    pub task: super::Task,
    /// Candidates of the zone's city.
    pub candidates: usize,
    /// Why nothing could be learned, where that is so: a text key.
    pub refused: Option<String>,
    pub backtest: Option<Backtest>,
}

/// What the method would have said in the past, against what came: all cities together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    pub at: i32,
    pub candidates: usize,
    pub came: usize,
    /// Of the first hundred that it named (or all, where there are fewer), how many came.
    pub named: usize,
    pub hits: usize,
    /// Expected calibration error, in probability.
    pub calibration_error: f64,
}

impl Backtest {
    /// Hits that naming at random would have had.
    pub fn by_chance(&self) -> f64 {
        if self.candidates == 0 { 0.0 } else { self.named as f64 * self.came as f64 / self.candidates as f64 }
    }
}

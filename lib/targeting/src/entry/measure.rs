//! How good a ranking and its probabilities are.
use serde::{Deserialize, Serialize};

/// What a method would have said in the past, against what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// The year in which the prediction would have been made; nothing later was looked at.
    pub at: i32,
    pub candidates: usize,
    pub positives: usize,
    /// Average precision: the mean precision at each positive.
    pub average_precision: f64,
    /// Of the top 100, how many came.
    pub hits_of_100: usize,
    /// Expected calibration error over ten bins of equally many candidates: mean |predicted − came|, in probability.
    pub calibration_error: f64,
    pub bins: Vec<Bin>,
}

/// Candidates with similar predictions: what was said, and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    pub count: usize,
    pub predicted: f64,
    pub came: f64,
}

impl Backtest {
    /// `said`: predicted probability and whether it came, for each candidate.
    pub fn new(at: i32, mut said: Vec<(f64, bool)>) -> Self {
        said.sort_by(|a, b| b.0.total_cmp(&a.0));
        let bins = bins(&said);
        let n = said.len().max(1) as f64;
        Self {
            at,
            candidates: said.len(),
            positives: said.iter().filter(|(_, came)| *came).count(),
            average_precision: average_precision(&said),
            hits_of_100: said.iter().take(100).filter(|(_, came)| *came).count(),
            calibration_error: bins.iter().map(|b| b.count as f64 / n * (b.predicted - b.came).abs()).sum(),
            bins,
        }
    }
}

/// Sorted from the highest prediction down.
fn average_precision(said: &[(f64, bool)]) -> f64 {
    let (mut hits, mut sum) = (0.0, 0.0);
    for (i, _) in said.iter().enumerate().filter(|(_, (_, came))| *came) {
        hits += 1.0;
        sum += hits / (i + 1) as f64;
    }
    if hits > 0.0 { sum / hits } else { 0.0 }
}

fn bins(said: &[(f64, bool)]) -> Vec<Bin> {
    let size = said.len().div_ceil(10).max(1);
    let bin = |part: &[(f64, bool)]| {
        let n = part.len() as f64;
        let predicted = part.iter().map(|(p, _)| p).sum::<f64>() / n;
        Bin { count: part.len(), predicted, came: part.iter().filter(|(_, came)| *came).count() as f64 / n }
    };
    said.chunks(size).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_ranking() {
        let test = Backtest::new(2000, vec![(0.1, false), (0.9, true), (0.5, true), (0.7, false)]);
        assert!((test.average_precision - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-15);
        assert_eq!((test.candidates, test.positives, test.hits_of_100), (4, 2, 2));
        // Four candidates are four bins: errors .1, .7, .5, .1.
        assert!((test.calibration_error - 0.35).abs() < 1e-15);
    }

    #[test]
    fn perfect_probabilities_have_no_error() {
        let said = (0..1000).map(|i| (0.25, i % 4 == 0)).collect();
        assert!(Backtest::new(2000, said).calibration_error < 1e-12);
        assert_eq!(Backtest::new(2000, Vec::new()).calibration_error, 0.0);
    }
}

//! Size, popularity, what both together would bring, what is there, what came lately.
use super::{Frame, Group, at_least, both, independent, log1p, logs};
use crate::complexity::quotient;
use crate::entry::label::{Task, positives};
use crate::entry::state::State;
use crate::matrix::Matrix;

pub fn size(s: &State, out: &mut Frame) {
    let sums = |m: &Matrix| m.row_sums();
    let (stock, f1, f3, f3b) = (sums(&s.stock), sums(&s.flow1), sums(&s.flow3), sums(&s.flow3_before));
    let diversity = s.has.row_sums();
    let known = s.stock.col_sums().iter().filter(|v| **v > 0.0).count().max(1) as f64;
    out.region(Group::Size, "size.stock", logs(&stock));
    out.region(Group::Size, "size.flow1", logs(&f1));
    out.region(Group::Size, "size.flow3", logs(&f3));
    out.region(Group::Size, "size.growth1", both(&f1, &f3, |a, b| a.ln_1p() - (b / 3.0).ln_1p()));
    out.region(Group::Size, "size.growth3", both(&f3, &f3b, |a, b| a.ln_1p() - b.ln_1p()));
    out.region(Group::Size, "size.diversity", logs(&diversity));
    out.region(Group::Size, "size.diversity_share", diversity.iter().map(|d| d / known));
    out.region(
        Group::Size,
        "size.diversity_for_size",
        both(&diversity, &stock, |d, n| (d.ln_1p() / n.ln_1p().max(1.0)).powi(2)),
    );
    out.region(Group::Size, "size.entered", logs(&s.entered.row_sums()));
}

pub fn popularity(s: &State, out: &mut Frame) {
    let sums = |m: &Matrix| m.col_sums();
    let (stock, f1, f2, f3, f3b) =
        (sums(&s.stock), sums(&s.flow1), sums(&s.flow2), sums(&s.flow3), sums(&s.flow3_before));
    let ubiquity = s.has.col_sums();
    let spread = s.flow2.map(|f| if f > 0.0 { 1.0 } else { 0.0 }).col_sums();
    let regions = s.has.rows().max(1) as f64;
    out.activity(Group::Popularity, "popularity.stock", logs(&stock));
    out.activity(Group::Popularity, "popularity.flow1", logs(&f1));
    out.activity(Group::Popularity, "popularity.flow3", logs(&f3));
    out.activity(Group::Popularity, "popularity.growth1", both(&f1, &f3, |a, b| a.ln_1p() - (b / 3.0).ln_1p()));
    out.activity(Group::Popularity, "popularity.growth3", both(&f3, &f3b, |a, b| a.ln_1p() - b.ln_1p()));
    out.activity(Group::Popularity, "popularity.ubiquity", logs(&ubiquity));
    out.activity(Group::Popularity, "popularity.ubiquity_share", ubiquity.iter().map(|u| u / regions));
    out.activity(Group::Popularity, "popularity.spread_flow", both(&spread, &f2, |a, b| a.ln_1p() - b.ln_1p()));
    out.activity(Group::Popularity, "popularity.spread_stock", both(&ubiquity, &stock, |a, b| a.ln_1p() - b.ln_1p()));
}

/// How arrivals bunch: where one came, came several? In few places, or in many? And what is how old.
pub fn bunching(s: &State, out: &mut Frame) {
    let (any, several) = (at_least(&s.flow2, 1.0), at_least(&s.flow2, 2.0));
    let (any_r, several_r) = (any.row_sums(), several.row_sums());
    out.region(Group::Size, "size.several", both(&several_r, &any_r, |a, b| a.ln_1p() - b.ln_1p()));
    let single = s.stock.map(|n| if n > 0.0 && n < 2.0 { 1.0 } else { 0.0 }).row_sums();
    out.region(Group::Size, "size.single", both(&single, &s.has.row_sums(), |a, b| a.ln_1p() - b.ln_1p()));
    let (entered, flow) = (s.entered.row_sums(), s.flow2.row_sums());
    out.region(Group::Size, "size.entered1", logs(&s.entered1.row_sums()));
    out.region(Group::Size, "size.entered_share", both(&entered, &flow, |a, b| a.ln_1p() - b.ln_1p()));
    let (any_a, several_a) = (any.col_sums(), several.col_sums());
    out.activity(Group::Popularity, "popularity.several", both(&several_a, &any_a, |a, b| a.ln_1p() - b.ln_1p()));
    let (squares, flow3) = (s.flow3.map(|n| n * n).col_sums(), s.flow3.col_sums());
    let bunched = both(&squares, &flow3, |a, b| a.ln_1p() - 2.0 * b.ln_1p());
    out.activity(Group::Popularity, "popularity.bunched", bunched);
    let mut most = vec![0.0_f64; s.flow3.cols()];
    s.flow3.iter_rows().for_each(|row| most.iter_mut().zip(row).for_each(|(m, n)| *m = m.max(*n)));
    out.activity(Group::Popularity, "popularity.most", logs(&most));
    out.activity(Group::Popularity, "popularity.age", s.age.iter().copied());
    out.pair(Group::Own, "own.idle", &log1p(&s.idle));
}

/// The logarithm, from one in ten thousand upwards.
fn log_small(m: &Matrix) -> Matrix {
    m.map(|v| v.max(1e-4).ln())
}

pub fn expected(s: &State, out: &mut Frame) {
    let horizon = f64::from(s.horizon);
    let flow3 = independent(&s.flow3).map(|v| v * horizon / 3.0);
    let stock = independent(&s.stock);
    out.pair(Group::Expected, "expected.flow3", &log_small(&flow3));
    out.pair(Group::Expected, "expected.flow1", &log_small(&independent(&s.flow1).map(|v| v * horizon)));
    out.pair(Group::Expected, "expected.recent", &log_small(&independent(&s.recent)));
    out.pair(Group::Expected, "expected.stock", &log_small(&stock));
    out.pair(Group::Expected, "expected.two_or_more", &log_small(&flow3.map(|l| 1.0 - (-l).exp() * (1.0 + l) + 1e-6)));
    let gap = log_small(&flow3).zip(&log_small(&stock), |f, n| f - n);
    out.pair(Group::Expected, "expected.flow_to_stock", &gap);
    out.pair(Group::Expected, "expected.stock_root", &stock.map(f64::sqrt));
}

pub fn own(s: &State, out: &mut Frame) {
    out.pair(Group::Own, "own.stock", &log1p(&s.stock));
    out.pair(Group::Own, "own.flow1", &log1p(&s.flow1));
    out.pair(Group::Own, "own.flow3", &log1p(&s.flow3));
    out.pair(Group::Own, "own.recent", &log1p(&s.recent));
    out.pair(Group::Own, "own.quotient", &quotient(&s.stock).map(|q| (q + 0.05).ln()));
    out.pair(Group::Own, "own.quotient_flow", &quotient(&s.flow3).map(|q| (q + 0.05).ln()));
}

/// Added to the number of candidates, so that a share of few is not taken at its word.
const PRIOR: f64 = 10.0;

pub fn history(s: &State, out: &mut Frame) {
    for (lag, (before, came)) in s.stock_before.iter().zip(&s.arrivals).enumerate() {
        let open = before.map(|n| if n > 0.0 { 0.0 } else { 1.0 });
        for (name, least) in [("entry", 2.0), ("any", 1.0)] {
            let hits = open.zip(came, |o, n| if n >= least { o } else { 0.0 });
            let rates = both_rates(&hits, &open);
            out.activity(Group::History, &format!("history.activity_{name}{lag}"), rates.1);
            out.region(Group::History, &format!("history.region_{name}{lag}"), rates.0);
        }
    }
    if let (Some(before), Some(came)) = (s.stock_before.first(), s.arrivals.first()) {
        let (open, hits) = positives(Task::Weak, before, came);
        let rates = both_rates(&hits, &open);
        out.activity(Group::History, "history.activity_weak", rates.1);
        out.region(Group::History, "history.region_weak", rates.0);
    }
}

/// The share of candidates that were hit, by region and by activity.
fn both_rates(hits: &Matrix, open: &Matrix) -> (Vec<f64>, Vec<f64>) {
    let rate = |h: Vec<f64>, o: Vec<f64>| h.iter().zip(&o).map(|(h, o)| h / (o + PRIOR)).collect();
    (rate(hits.row_sums(), open.row_sums()), rate(hits.col_sums(), open.col_sums()))
}

//! Learning: windows of the past, a model for each year that is tested, calibration, the final model.
use super::calibrate::Calibration;
use super::feature::{Feature, Frame};
use super::forecast::Forecast;
use super::learner::Learner;
use super::measure::Backtest;
use super::scope::Scope;
use super::state::State;
use super::surplus::Surplus;
use super::window::{Window, half, window};
use super::{EntryError, Options, Progress};
use crate::panel::Panel;
use serde::{Deserialize, Serialize};

/// A fitted model. Its score is a weighted mean of sums over the features: the logits of logistic regressions, and what
/// the splits of boosted trees changed in the log odds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Model {
    pub options: Options,
    pub features: Vec<Feature>,
    pub(super) learner: Learner,
    pub calibration: Calibration,
    /// How the same method would have done, if its past is long enough to say: probabilities calibrated on an earlier year.
    pub backtest: Option<Backtest>,
}

/// Past years that are described at the same time.
const AT_ONCE: usize = 2;

/// Years before the newest window whose predictions are tested and calibrated on.
const TESTS: i32 = 2;

/// Learns from the panel's years up to `options.at`. Deterministic. Memory is about 800 bytes for each candidate pair and
/// past year.
///
/// # Errors
/// See [`EntryError`].
pub fn fit(panel: &Panel, options: &Options, progress: &mut dyn FnMut(Progress)) -> Result<Model, EntryError> {
    check(panel, options)?;
    let scope = Scope::new(panel, options);
    enough(&scope, options)?;
    let windows = describe(panel, &scope, options, progress);
    let nothing = || EntryError::NothingToLearn { first: panel.first_year(), at: options.at };
    let main = Learner::at(options.at, &windows, options, None).ok_or_else(nothing)?;
    progress(Progress::Fitted { year: options.at });
    let (calibration, backtest) = test(&windows, options, &main, progress);
    let first = State::new(panel, options.at, options.horizon, &[], &[]);
    let features = Frame::of(&first).features.into_iter().chain(Surplus::features()).collect();
    Ok(Model { options: options.clone(), features, learner: main, calibration, backtest })
}

fn check(panel: &Panel, options: &Options) -> Result<(), EntryError> {
    if !(1..=20).contains(&options.horizon) {
        return Err(EntryError::Horizon(options.horizon));
    }
    if options.at < panel.first_year() || options.at > panel.last_year() {
        return Err(EntryError::Year { at: options.at, first: panel.first_year(), last: panel.last_year() });
    }
    Ok(())
}

fn enough(scope: &Scope, options: &Options) -> Result<(), EntryError> {
    let (regions, activities) = scope.targets();
    if regions.is_empty() || activities.len() < 2 {
        let (regions, activities) = (regions.len(), activities.len());
        let (region_min, activity_min) = (options.region_min, options.activity_min);
        return Err(EntryError::TooSmall { regions, activities, region_min, activity_min });
    }
    Ok(())
}

/// The windows of the final model and of the tests, newest first.
fn describe(panel: &Panel, scope: &Scope, options: &Options, progress: &mut dyn FnMut(Progress)) -> Vec<Window> {
    let newest = options.at - half(options.horizon);
    let more = TESTS * options.horizon + options.horizon - half(options.horizon);
    let count = i32::try_from(options.windows).unwrap_or(i32::MAX).saturating_add(more);
    let years = (panel.first_year() + options.horizon..=newest).rev().take(usize::try_from(count).unwrap_or(0));
    let years: Vec<i32> = years.collect();
    let mut windows = Vec::with_capacity(years.len());
    // Windows do not depend on each other; a few at a time, in order, so that the result never depends on the machine.
    for some in years.chunks(AT_ONCE) {
        std::thread::scope(|threads| {
            let work = |year: i32| move || window(panel, scope, options.task, year, options.horizon);
            let running: Vec<_> = some.iter().map(|year| threads.spawn(work(*year))).collect();
            windows.extend(
                running.into_iter().map(|one| one.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))),
            );
        });
        for window in windows.iter().rev().take(some.len()).rev() {
            let came = window.rows.labels.iter().filter(|y| **y > 0.0).count();
            progress(Progress::Described { year: window.at, candidates: window.rows.len(), came });
        }
    }
    windows
}

/// Predicts years whose outcome is known: calibrates on them, and tests the newest with a calibration from the one before.
fn test(
    windows: &[Window],
    options: &Options,
    main: &Learner,
    progress: &mut dyn FnMut(Progress),
) -> (Calibration, Option<Backtest>) {
    let mut said = Vec::new();
    for test in 1..=TESTS {
        let year = options.at - test * options.horizon;
        let Some(window) = windows.iter().find(|w| w.at == year) else { continue };
        let Some(then) = Learner::at(year, windows, options, Some(main)) else { continue };
        progress(Progress::Fitted { year });
        said.push((year, then.logits(window)));
    }
    let tested = said.first().filter(|(_, newest)| newest.iter().any(|(_, came)| *came));
    let backtest = tested.map(|(year, newest)| {
        let earlier = said.get(1).map(|(_, s)| Calibration::learn(s)).unwrap_or_default();
        Backtest::new(*year, newest.iter().map(|(z, came)| (earlier.probability(*z), *came)).collect())
    });
    let all: Vec<(f64, bool)> = said.into_iter().flat_map(|(_, s)| s).collect();
    (Calibration::learn(&all), backtest)
}

impl Model {
    /// Ranks all candidates at the end of `options.at`. Takes about a second for 300 × 400 pairs; keep the result.
    pub fn forecast(&self, panel: &Panel) -> Forecast {
        Forecast::new(self, panel)
    }
}

//! What the trees see of a moment: numbers that were known then. No dates and no counts of the office: trees learn single bad months by heart.
use super::views::{Progress, VIEWS};
use super::window::Window;
use crate::time::DAY_MS;

/// How many numbers there are.
pub const COLUMNS: usize = 20 + VIEWS;

/// What the tables say of a moment.
pub struct Said<'s> {
    pub views: &'s [f64; VIEWS],
    pub blend: f64,
    pub adaptive: f64,
    /// What the latest events say, each for itself, in milliseconds from now; ascending.
    pub horizon: &'s [f64],
    /// Ended cases after the same activity.
    pub samples: &'s Window,
}

pub fn row(progress: &Progress, said: &Said<'_>) -> [f32; COLUMNS] {
    let steps = &progress.steps;
    let back = |n: usize| steps.get(steps.len().saturating_sub(n + 1)).or(steps.first()).copied().unwrap_or_default();
    let (last, now) = back(0);
    let since = |n: usize| (now - back(n).1) as f64 / DAY_MS as f64;
    let days = |ms: f64| ms / DAY_MS as f64;
    let quantile = |p: f64| days(said.samples.quantile(p).unwrap_or(said.blend));
    let horizon = |at: usize| days(said.horizon.get(at).copied().unwrap_or(said.blend));
    let mean = said.horizon.iter().sum::<f64>() / said.horizon.len().max(1) as f64;
    let weekday = (now.div_euclid(DAY_MS) + 3).rem_euclid(7);
    let own = [
        f64::from(last),
        f64::from(back(1).0),
        f64::from(progress.frontier),
        f64::from(progress.resource),
        steps.len() as f64,
        since(steps.len()),
        since(1),
        since(3),
        since(5),
        since(10),
        weekday as f64,
        // A date without a time.
        f64::from(u8::from(now.rem_euclid(DAY_MS) == 0)),
        days(said.blend),
        days(said.adaptive),
        quantile(0.2),
        quantile(0.8),
        said.samples.len() as f64,
        horizon(said.horizon.len() / 2),
        if said.horizon.is_empty() { days(said.blend) } else { days(mean) },
        horizon(said.horizon.len().saturating_sub(1)),
    ];
    let mut row = [0.0; COLUMNS];
    let all = own.into_iter().chain(said.views.iter().map(|v| days(*v)));
    row.iter_mut().zip(all).for_each(|(to, value)| *to = value as f32);
    row
}

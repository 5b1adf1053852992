//! What is said of the cases that still run, after their latest event.
use super::rolling::{Forecast, Rolling};
use crate::log::{Event, Log};

/// Forecasts for cases that have not ended, by case number, each from its latest event and from what had ended at the end of the log.
/// Cases without any time are left out.
pub fn running(log: &Log, ended: impl Fn(usize) -> bool) -> Vec<(usize, Forecast)> {
    let mut left: Vec<u32> = (0..log.cases()).map(|case| log.times(case).flatten().count() as u32).collect();
    let mut rolling = Rolling::default();
    for (time, case, event) in log.by_time() {
        let Some(Event { activity, resource, .. }) = log.event(event as usize) else { continue };
        rolling.observe(case, activity, resource, time);
        let Some(left) = left.get_mut(case as usize) else { continue };
        *left -= 1;
        if *left == 0 && ended(case as usize) {
            rolling.end(case);
        }
    }
    let mut found: Vec<(usize, Forecast)> = rolling.open().map(|(case, said)| (case as usize, said)).collect();
    found.sort_unstable_by_key(|(case, _)| *case);
    found
}

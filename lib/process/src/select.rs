//! 筛选: a part of a log as a log of its own.
use crate::log::{Event, Log};

/// How the log is cut.
pub struct Part<'f> {
    /// Whether the case of this number is kept.
    pub case: &'f dyn Fn(usize) -> bool,
    /// Whether the event is kept; cases that lose all their events are left out.
    pub event: &'f dyn Fn(&Event) -> bool,
}

impl Log {
    /// The cases and events that are kept, in their order, with the attributes of cases; those of events are left behind. Texts keep their ids.
    pub fn part(&self, part: &Part) -> Self {
        self.copied(|case| {
            let kept = (part.case)(case);
            let range = if kept { self.range(case) } else { 0..0 };
            range.filter(move |event| self.event(*event).is_some_and(|e| (part.event)(&e)))
        })
    }

    /// Each case from the first time of `from` to the first time of `to` after it; cases that lack one of them are left out.
    /// Without `from` (`to`) the case begins (ends) where it does.
    pub fn between(&self, from: Option<u32>, to: Option<u32>) -> Self {
        self.copied(|case| {
            let range = self.range(case);
            let trace = self.trace(case);
            let first = from.map_or(Some(0), |from| trace.iter().position(|a| *a == from));
            let last = first.and_then(|first| match to {
                None => trace.len().checked_sub(1),
                Some(to) => trace.iter().skip(first).position(|a| *a == to).map(|at| at + first),
            });
            first.zip(last).map_or(0..0, |(first, last)| range.start + first..range.start + last + 1)
        })
    }

    fn copied<E: Iterator<Item = usize>>(&self, events: impl Fn(usize) -> E) -> Self {
        let mut copy = self.without_events();
        let mut cases = Vec::new();
        for case in 0..self.cases() {
            let before = copy.events();
            for event in events(case).filter_map(|event| self.event(event)) {
                copy.push(event);
            }
            if copy.events() > before {
                copy.open(self, case, before);
                cases.push(u32::try_from(case).unwrap_or(crate::NONE));
            }
        }
        copy.case_attributes.reorder(&cases);
        copy
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::csv;

    fn log() -> Log {
        let table = "case,activity,time,case:town\n1,a,2026-01-01,east\n1,b,2026-01-03,east\n1,c,2026-01-09,east\n\
            2,a,2026-01-02,west\n2,c,2026-01-04,west\n3,b,2026-01-05,west\n";
        csv::read(table.as_bytes(), &csv::Options::default()).unwrap()
    }

    fn told(log: &Log) -> Vec<(String, Vec<&str>, Option<&str>)> {
        let names = |case| log.trace(case).iter().map(|a| log.activities.text(*a)).collect();
        let one = |case| (log.case_name(case).to_owned(), names(case), log.case_attributes.get("town", case));
        (0..log.cases()).map(one).collect()
    }

    #[test]
    fn a_part_keeps_names_times_and_attributes() {
        let log = log();
        let b = log.activities.find("b").unwrap();
        let part = log.part(&Part { case: &|case| case > 0, event: &|e| e.activity != b });
        assert_eq!(told(&part), [("2".to_owned(), vec!["a", "c"], Some("west"))]);
        assert_eq!(part.duration(0), Some(2 * crate::time::DAY_MS));
    }

    #[test]
    fn a_stretch_of_each_case() {
        let log = log();
        let id = |name| log.activities.find(name);
        let stretch = log.between(id("b"), id("c"));
        assert_eq!(told(&stretch), [("1".to_owned(), vec!["b", "c"], Some("east"))]);
        assert_eq!(log.between(None, id("b")).cases(), 2);
        assert_eq!(told(&log.between(None, None)), told(&log));
    }
}

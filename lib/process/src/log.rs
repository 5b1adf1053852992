//! An event log in columns.
use crate::columns::{Columns, Kind};
use crate::interner::Interner;
use crate::time;
use std::ops::Range;

/// The id that means: there is none.
pub const NONE: u32 = u32::MAX;
const NO_TIME: i64 = i64::MIN;

/// Cases with their events in order. Ids are numbers of the interned texts.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub activities: Interner,
    pub resources: Interner,
    pub lifecycles: Interner,
    case_names: Interner,
    /// The name of each case.
    cases: Vec<u32>,
    /// Where each case's events begin; one more than there are cases.
    firsts: Vec<u32>,
    activity: Vec<u32>,
    time_ms: Vec<i64>,
    resource: Vec<u32>,
    lifecycle: Vec<u32>,
    pub case_attributes: Columns,
    pub event_attributes: Columns,
}

/// One event, with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub activity: u32,
    /// Milliseconds since 1970 in UTC.
    pub time_ms: Option<i64>,
    pub resource: u32,
    pub lifecycle: u32,
}

impl Log {
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    pub fn events(&self) -> usize {
        self.activity.len()
    }

    pub fn case_name(&self, case: usize) -> &str {
        self.cases.get(case).map_or("", |id| self.case_names.text(*id))
    }

    /// The case of that name.
    pub fn find_case(&self, name: &str) -> Option<usize> {
        let id = self.case_names.find(name)?;
        self.cases.iter().position(|case| *case == id)
    }

    /// Numbers of the case's events.
    pub fn range(&self, case: usize) -> Range<usize> {
        let at = |i: usize| self.firsts.get(i).map_or(self.events(), |f| *f as usize);
        at(case)..at(case + 1)
    }

    pub fn event(&self, event: usize) -> Option<Event> {
        Some(Event {
            activity: *self.activity.get(event)?,
            time_ms: self.time(event),
            resource: self.resource.get(event).copied().unwrap_or(NONE),
            lifecycle: self.lifecycle.get(event).copied().unwrap_or(NONE),
        })
    }

    pub fn time(&self, event: usize) -> Option<i64> {
        self.time_ms.get(event).copied().filter(|t| *t != NO_TIME)
    }

    /// The case's activities in order.
    pub fn trace(&self, case: usize) -> &[u32] {
        self.activity.get(self.range(case)).unwrap_or_default()
    }

    /// Times of the case's events in order.
    pub fn times(&self, case: usize) -> impl DoubleEndedIterator<Item = Option<i64>> + Clone {
        let times = self.time_ms.get(self.range(case)).unwrap_or_default();
        times.iter().map(|t| (*t != NO_TIME).then_some(*t))
    }

    pub(crate) fn resources_of(&self, case: usize) -> &[u32] {
        self.resource.get(self.range(case)).unwrap_or_default()
    }

    /// First and last time of the case; nothing where no event has a time.
    pub fn span(&self, case: usize) -> Option<(i64, i64)> {
        let times = self.times(case).flatten();
        let (low, high) = times.fold((i64::MAX, i64::MIN), |(l, h), t| (l.min(t), h.max(t)));
        (low <= high).then_some((low, high))
    }

    /// From the first to the last event, in milliseconds.
    pub fn duration(&self, case: usize) -> Option<i64> {
        self.span(case).map(|(first, last)| last - first)
    }

    /// The same texts and attributes, no cases and no events.
    pub(crate) fn without_events(&self) -> Self {
        Self {
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            lifecycles: self.lifecycles.clone(),
            case_names: self.case_names.clone(),
            case_attributes: self.case_attributes.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn push(&mut self, event: Event) {
        self.activity.push(event.activity);
        self.time_ms.push(event.time_ms.unwrap_or(NO_TIME));
        self.resource.push(event.resource);
        self.lifecycle.push(event.lifecycle);
    }

    /// A case of another log with the same texts, whose events begin at `first`.
    pub(crate) fn open(&mut self, other: &Self, case: usize, first: usize) {
        self.cases.push(other.cases.get(case).copied().unwrap_or(NONE));
        self.firsts.push(u32::try_from(first).unwrap_or(NONE));
    }

    /// Events with their case number, in the order of time; events of the same time keep the order of the file.
    /// Events without a time are left out.
    pub(crate) fn by_time(&self) -> Vec<(i64, u32, u32)> {
        let mut events = Vec::with_capacity(self.events());
        for (number, case) in (0_u32..).zip(0..self.cases()) {
            let timed = self.range(case).filter_map(|e| Some((self.time(e)?, number, u32::try_from(e).ok()?)));
            events.extend(timed);
        }
        events.sort_by_key(|(time, _, _)| *time);
        events
    }
}

/// Which attributes beside the core (case, activity, time, resource, lifecycle) are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Of cases all, of events none: what statistics and forecasts need.
    #[default]
    Cases,
    /// All: what writing the log again needs.
    All,
    /// Only these keys, of cases and events.
    Named(Vec<String>),
}

impl Keep {
    pub(crate) fn keeps(&self, of_event: bool, key: &[u8]) -> bool {
        match self {
            Self::All => true,
            Self::Cases => !of_event,
            Self::Named(keys) => keys.iter().any(|k| k.as_bytes() == key),
        }
    }
}

/// What a reader takes in at most; beyond it refuses, so that a hostile file costs bounded memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub events: u32,
    /// Bytes of a tag, a field or a number of attributes of one record.
    pub record_bytes: usize,
    /// Bytes of the whole text once it is unpacked.
    pub expanded_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { events: 50_000_000, record_bytes: 1 << 20, expanded_bytes: 64 << 30 }
    }
}

/// Fills a log case by case, event by event.
#[derive(Debug, Default)]
pub struct Builder {
    log: Log,
}

impl Builder {
    /// Opens the next case; its events follow.
    pub fn case(&mut self) -> usize {
        let first = u32::try_from(self.log.events()).unwrap_or(NONE);
        self.log.firsts.push(first);
        self.log.cases.push(NONE);
        self.log.cases.len() - 1
    }

    /// Names the case that was opened last. False where the name is not UTF-8.
    pub fn name(&mut self, name: &[u8]) -> bool {
        let id = self.log.case_names.intern_bytes(name);
        self.log.cases.last_mut().zip(id).map(|(case, id)| *case = id).is_some()
    }

    /// An event of the case that was opened last.
    pub fn event(&mut self, event: Event) {
        self.log.push(event);
    }

    /// The same from texts; without a resource nobody is named.
    pub fn step(&mut self, activity: &str, time_ms: i64, resource: Option<&str>) {
        let activity = self.log.activities.intern(activity);
        let resource = resource.map_or(NONE, |r| self.log.resources.intern(r));
        self.event(Event { activity, time_ms: Some(time_ms), resource, lifecycle: NONE });
    }

    /// A text about the case that was opened last.
    pub fn attribute(&mut self, key: &str, value: &str) {
        self.case_attribute(Kind::String, key.as_bytes(), value.as_bytes());
    }

    pub fn events(&self) -> usize {
        self.log.events()
    }

    pub(crate) fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    pub(crate) fn case_attribute(&mut self, kind: Kind, key: &[u8], value: &[u8]) -> bool {
        let Some(row) = self.log.cases.len().checked_sub(1) else { return true };
        self.log.case_attributes.put(row, kind, key, value)
    }

    /// Of the event that comes next.
    pub(crate) fn event_attribute(&mut self, kind: Kind, key: &[u8], value: &[u8]) -> bool {
        let row = self.log.events();
        self.log.event_attributes.put(row, kind, key, value)
    }

    /// Cases without a name are called by their number.
    pub fn finish(mut self) -> Log {
        for case in 0..self.log.cases.len() {
            let Some(name) = self.log.cases.get_mut(case).filter(|n| **n == NONE) else { continue };
            *name = self.log.case_names.intern(&(case + 1).to_string());
        }
        self.log
    }
}

/// Rows in any order become cases with their events by time; rows of one time keep their order.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    log: Log,
    case: Vec<u32>,
}

impl Rows {
    pub fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    pub fn len(&self) -> usize {
        self.case.len()
    }

    /// False where a name is not UTF-8.
    pub fn push(&mut self, case: &[u8], event: Event) -> bool {
        let Some(case) = self.log.case_names.intern_bytes(case) else { return false };
        self.case.push(case);
        self.log.push(event);
        true
    }

    /// Of the case whose row came last.
    pub fn case_attribute(&mut self, kind: Kind, key: &[u8], value: &[u8]) -> bool {
        let Some(case) = self.case.last() else { return true };
        self.log.case_attributes.put(*case as usize, kind, key, value)
    }

    /// Of a case that has rows; another is passed over.
    pub fn attribute_of(&mut self, case: &str, kind: Kind, key: &[u8], value: &[u8]) -> bool {
        let Some(case) = self.log.case_names.find(case) else { return true };
        self.log.case_attributes.put(case as usize, kind, key, value)
    }

    /// Cases in the order in which they first appear.
    pub fn finish(self) -> Log {
        let Self { mut log, case } = self;
        let mut order: Vec<u32> = (0..).take(case.len()).collect();
        let at = |column: &[u32], row: u32| column.get(row as usize).copied().unwrap_or(NONE);
        let time = |row: u32| log.time_ms.get(row as usize).copied().unwrap_or(NO_TIME);
        order.sort_by_key(|row| (at(&case, *row), time(*row)));
        let sorted = |column: &[u32]| -> Vec<u32> { order.iter().map(|row| at(column, *row)).collect() };
        let cases = sorted(&case);
        let (activity, resource, lifecycle) = (sorted(&log.activity), sorted(&log.resource), sorted(&log.lifecycle));
        let time_ms = order.iter().map(|row| time(*row)).collect();
        log.event_attributes.reorder(&order);
        let count = log.case_names.len();
        log.cases = (0..).take(count).collect();
        log.firsts = log.cases.iter().map(|c| cases.partition_point(|other| other < c) as u32).collect();
        Log { activity, resource, lifecycle, time_ms, ..log }
    }
}

/// The time under a key of the case's attributes, where it is one.
pub(crate) fn case_time(log: &Log, key: &str, case: usize) -> Option<i64> {
    time::parse(log.case_attributes.get(key, case)?.as_bytes(), 0)
}

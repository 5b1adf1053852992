//! The cases behind a figure.
use super::periods;
use super::query::Query;
use super::shown::Loaded;
use ::process::{Log, late_cases, time};
use std::collections::HashMap;

/// Which cases are meant.
enum Pick {
    All,
    /// One activity directly followed by another.
    Arc(u32, u32),
    Activity(u32),
    /// The same way as a case.
    Like(Vec<u32>),
    Late,
    /// One hands over to another.
    Handover(u32, u32),
    /// The address names what the log does not hold.
    Nothing,
}

/// A case of the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub began_ms: Option<i64>,
    pub last_ms: Option<i64>,
    pub days: Option<f64>,
    pub events: usize,
    pub last: Option<u32>,
    /// Days on the arc that was asked for, else over the deadline.
    pub special: Option<f64>,
}

pub struct Found {
    pub total: usize,
    /// The longest first; at most as many as were wanted.
    pub rows: Vec<Row>,
    pub what: What,
}

/// What `Row::special` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    None,
    Arc,
    Late,
}

fn pick(q: &Query, loaded: &Loaded, log: &Log) -> Pick {
    let pair = |a: &str, b: &str, texts: &::process::Interner| texts.find(q.get(a)).zip(texts.find(q.get(b)));
    let or_nothing = |pick: Option<Pick>| pick.unwrap_or(Pick::Nothing);
    if !q.get("a").is_empty() && !q.get("b").is_empty() {
        return or_nothing(pair("a", "b", &log.activities).map(|(a, b)| Pick::Arc(a, b)));
    }
    if !q.get("a").is_empty() {
        return or_nothing(log.activities.find(q.get("a")).map(Pick::Activity));
    }
    if !q.get("r1").is_empty() {
        return or_nothing(pair("r1", "r2", &log.resources).map(|(a, b)| Pick::Handover(a, b)));
    }
    if !q.get("like").is_empty() {
        // The example may have lost events to a condition: the part decides.
        let example = log.find_case(q.get("like")).map(|c| Pick::Like(log.trace(c).to_vec()));
        return or_nothing(
            example.or_else(|| Some(Pick::Like(loaded.log.trace(loaded.log.find_case(q.get("like"))?).to_vec()))),
        );
    }
    if q.get("late").is_empty() { Pick::All } else { Pick::Late }
}

/// Milliseconds that the case spends on an arc; nothing where it does not pass.
fn on_arc(log: &Log, case: usize, arc: (u32, u32)) -> Option<i64> {
    let steps = log.trace(case).iter().zip(log.times(case));
    let pairs = steps.clone().zip(steps.skip(1));
    let passed = pairs.filter(|((a, _), (b, _))| (**a, **b) == arc);
    passed.map(|((_, since), (_, until))| since.zip(until).map_or(0, |(s, u)| u - s)).reduce(|a, b| a + b)
}

fn hands_over(log: &Log, case: usize, pair: (u32, u32)) -> bool {
    let who = |event: usize| log.event(event).map(|e| e.resource);
    let range = log.range(case);
    range.clone().zip(range.skip(1)).any(|(a, b)| who(a).zip(who(b)) == Some(pair))
}

/// The cases that the address means, in a part of a log.
pub fn of(q: &Query, loaded: &Loaded, part: &Log, most: usize) -> Found {
    if !q.get("group").is_empty() {
        return group(q, loaded, part, most);
    }
    let pick = pick(q, loaded, part);
    let late: HashMap<usize, i64> =
        late_cases(part, None, None).map(|l| l.late.into_iter().collect()).unwrap_or_default();
    let special = |case: usize| match &pick {
        Pick::Nothing => None,
        Pick::Arc(a, b) => on_arc(part, case, (*a, *b)),
        Pick::Late => late.get(&case).copied(),
        Pick::Activity(a) => part.trace(case).contains(a).then_some(0),
        Pick::Like(trace) => (part.trace(case) == trace.as_slice()).then_some(0),
        Pick::Handover(a, b) => hands_over(part, case, (*a, *b)).then_some(0),
        Pick::All => Some(0),
    };
    let what = match pick {
        Pick::Arc(..) => What::Arc,
        Pick::Late => What::Late,
        _ => What::None,
    };
    let cases = (0..part.cases()).filter_map(|case| Some((case, special(case)?)));
    listed(part, cases, what, most)
}

fn group(q: &Query, loaded: &Loaded, part: &Log, most: usize) -> Found {
    let Some(setup) = periods::setup(q, loaded, part) else {
        return Found { total: 0, rows: Vec::new(), what: What::None };
    };
    let side = usize::from(q.get("group") == "after");
    let cases = setup.groups.get(side).cloned().unwrap_or_default();
    let activity = setup.log.activities.find(q.get("step"));
    let passes = |case: &usize| activity.is_none_or(|a| setup.log.trace(*case).contains(&a));
    listed(&setup.log, cases.into_iter().filter(passes).map(|c| (c, 0)), What::None, most)
}

fn listed(log: &Log, cases: impl Iterator<Item = (usize, i64)>, what: What, most: usize) -> Found {
    let mut list: Vec<(usize, i64)> = cases.collect();
    let longest = |(case, special): &(usize, i64)| match what {
        What::None => log.duration(*case).unwrap_or(i64::MIN),
        _ => *special,
    };
    list.sort_by_key(|one| (std::cmp::Reverse(longest(one)), one.0));
    let row = |(case, special): &(usize, i64)| Row {
        name: log.case_name(*case).to_owned(),
        began_ms: log.span(*case).map(|s| s.0),
        last_ms: log.span(*case).map(|s| s.1),
        days: log.duration(*case).map(time::days),
        events: log.trace(*case).len(),
        last: log.trace(*case).last().copied(),
        special: (what != What::None).then(|| time::days(*special)),
    };
    Found { total: list.len(), rows: list.iter().take(most).map(row).collect(), what }
}

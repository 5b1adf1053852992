//! 前置的传递: a prerequisite that the project does not need hands on its own prerequisites; several links between two matters become one.
use crate::catalogue::{Link, LinkKind};
use std::collections::{BTreeMap, BTreeSet};

/// Links among the needed matters only, in the order of their ends' codes. A matter that is left out takes no time: its prerequisites' links and
/// its own are joined, their lags added.
pub(super) fn handed_on(links: Vec<Link>, needed: &BTreeSet<&str>) -> Vec<Link> {
    let mut links = merged(links);
    let ends = links.iter().flat_map(|l| [l.from.clone(), l.to.clone()]);
    let left_out: BTreeSet<String> = ends.filter(|code| !needed.contains(code.as_str())).collect();
    for code in left_out {
        let (through, mut rest): (Vec<Link>, Vec<Link>) =
            links.into_iter().partition(|l| l.from == code || l.to == code);
        let into = through.iter().filter(|l| l.to == code && l.from != code);
        for first in into {
            let onward = through.iter().filter(|l| l.from == code && l.to != code);
            rest.extend(onward.filter_map(|second| joined(first, second)));
        }
        links = merged(rest);
    }
    links
}

/// What two links say together when the matter between them takes no time. Nothing where its start is asked for and only its finish waits.
fn joined(first: &Link, second: &Link) -> Option<Link> {
    use LinkKind::{FinishToFinish, FinishToStart, StartToStart};
    let kind = match (first.kind, second.kind) {
        (FinishToFinish, StartToStart) => return None,
        // The later one's finish waits for the earlier one's start: that its start does is the nearest that can be said.
        (StartToStart, _) => StartToStart,
        (_, FinishToFinish) => FinishToFinish,
        _ => FinishToStart,
    };
    let lag_days = first.lag_days.saturating_add(second.lag_days);
    Some(Link { from: first.from.clone(), to: second.to.clone(), kind, lag_days, when: String::new() })
}

/// One link of each kind between two matters, with the longest lag; its rule has done its work.
fn merged(links: Vec<Link>) -> Vec<Link> {
    let mut longest: BTreeMap<(String, String, u8), Link> = BTreeMap::new();
    for link in links {
        let key = (link.from.clone(), link.to.clone(), link.kind as u8);
        let kept = longest.entry(key).or_insert_with(|| Link { when: String::new(), ..link.clone() });
        kept.lag_days = kept.lag_days.max(link.lag_days);
    }
    longest.into_values().collect()
}

//! 像快递一样看进度: which part of its way each matter has behind it, and in which order the steps are told.
use crate::matter::{Matter, State};

/// Where a step stands on the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 未开始
    Ahead,
    /// 在办
    Running,
    /// 已办
    Done,
}

pub fn part(m: &Matter) -> Part {
    match m.state {
        State::Decided | State::Delivered => Part::Done,
        State::Submitted | State::Accepted | State::Correction | State::Special => Part::Running,
        State::Planned | State::Ready | State::Refused | State::Withdrawn | State::Revoked => Part::Ahead,
    }
}

/// How many are done, running, ahead.
pub fn counts(matters: &[Matter]) -> [usize; 3] {
    let of = |p: Part| matters.iter().filter(|m| part(m) == p).count();
    [of(Part::Done), of(Part::Running), of(Part::Ahead)]
}

/// A step waits for the company, not for a department.
pub fn is_companys(m: &Matter) -> bool {
    let owed = m.obligations.iter().any(|o| o.met_on.is_none());
    matches!(m.state, State::Ready | State::Correction | State::Refused | State::Withdrawn) || owed
}

/// Prerequisites of a step that are not passed yet.
pub fn unmet(m: &Matter, all: &[Matter]) -> usize {
    let passed = |code: &str| all.iter().any(|o| o.code == code && o.is_passed());
    m.prerequisites.iter().filter(|p| !passed(&p.code)).count()
}

/// A step of the story: matters and milestones alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<T> {
    pub part: Part,
    /// ISO day by which it is told: expected, due or done; empty where none is known.
    pub on: String,
    pub what: T,
}

/// Newest first: what lies farthest ahead at the top, then what runs, then what was done last.
pub fn in_order<T>(mut all: Vec<Told<T>>) -> Vec<Told<T>> {
    // A step without a day lies farthest ahead.
    let far = |t: &Told<T>| t.part == Part::Ahead && t.on.is_empty();
    all.sort_by(|a, b| a.part.cmp(&b.part).then_with(|| far(b).cmp(&far(a))).then_with(|| b.on.cmp(&a.on)));
    all
}

/// Steps ahead and done that the short story tells.
const AHEAD: usize = 3;
const DONE: usize = 4;

/// 最近: the next steps, all that run, the last that were done.
pub fn recent<T>(all: Vec<Told<T>>) -> Vec<Told<T>> {
    let ahead = all.iter().filter(|t| t.part == Part::Ahead).count();
    let skip = ahead.saturating_sub(AHEAD);
    let mut done = 0;
    let near = |(i, t): &(usize, Told<T>)| match t.part {
        Part::Ahead => *i >= skip,
        Part::Running => true,
        Part::Done => {
            done += 1;
            done <= DONE
        }
    };
    all.into_iter().enumerate().filter(near).map(|(_, t)| t).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(part: Part, on: &str, what: u8) -> Told<u8> {
        Told { part, on: on.to_owned(), what }
    }

    #[test]
    fn newest_first_and_the_far_future_on_top() {
        let all = in_order(vec![
            told(Part::Done, "2019-05-18", 1),
            told(Part::Running, "2020-02-11", 2),
            told(Part::Ahead, "2020-03-16", 3),
            told(Part::Ahead, "", 4),
            told(Part::Done, "2019-12-20", 5),
            told(Part::Ahead, "2020-04-21", 6),
        ]);
        assert_eq!(all.iter().map(|t| t.what).collect::<Vec<_>>(), [4, 6, 3, 2, 5, 1]);
    }

    #[test]
    fn the_short_story_keeps_what_is_near() {
        let mut all: Vec<_> = (0..6).map(|i| told(Part::Ahead, &format!("2020-03-0{}", i + 1), i)).collect();
        all.extend((10..13).map(|i| told(Part::Running, "2020-02-01", i)));
        all.extend((20..30).map(|i| told(Part::Done, &format!("2019-01-{i}"), i)));
        let kept: Vec<u8> = recent(in_order(all)).iter().map(|t| t.what).collect();
        assert_eq!(kept, [2, 1, 0, 10, 11, 12, 29, 28, 27, 26]);
    }
}

//! 超期: ended cases against their own deadline.
use crate::log::{Log, case_time};
use crate::time::DAY_MS;

/// Names under which logs call the end and the deadline of a case, in the order in which they are looked for.
const ENDS: &[&str] = &["enddate", "endDate", "end_date", "结束时间", "办结时间"];
const DEADLINES: &[&str] =
    &["deadline", "enddate_planned", "endDatePlanned", "due", "dueDate", "截止时间", "承诺办结时间"];

/// Which cases ended after their deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct Lateness {
    /// The keys that were used.
    pub end_key: String,
    pub deadline_key: String,
    /// Cases with an end and a deadline.
    pub ended: u64,
    /// Numbers of the late cases, and by how many milliseconds, in the order of the log.
    pub late: Vec<(usize, i64)>,
}

/// Nothing where the log's cases name no end or no deadline. Keys may be given; else the usual names are looked for.
pub fn late_cases(log: &Log, end_key: Option<&str>, deadline_key: Option<&str>) -> Option<Lateness> {
    let known = |given: Option<&str>, usual: &[&str]| -> Option<String> {
        let mut names = given.into_iter().chain(if given.is_some() { [].iter() } else { usual.iter() }.copied());
        names.find(|key| log.case_attributes.column(key).is_some()).map(str::to_owned)
    };
    let (end_key, deadline_key) = (known(end_key, ENDS)?, known(deadline_key, DEADLINES)?);
    let mut lateness = Lateness { end_key, deadline_key, ended: 0, late: Vec::new() };
    for case in 0..log.cases() {
        let end = case_time(log, &lateness.end_key, case);
        let Some((end, deadline)) = end.zip(deadline(log, &lateness.deadline_key, case)) else { continue };
        lateness.ended += 1;
        if end > deadline {
            lateness.late.push((case, end - deadline));
        }
    }
    Some(lateness)
}

/// A deadline that is a date only holds until its end.
fn deadline(log: &Log, key: &str, case: usize) -> Option<i64> {
    let whole_day = log.case_attributes.get(key, case)?.trim().len() <= "2026-11-28".len();
    Some(case_time(log, key, case)? + if whole_day { DAY_MS - 1 } else { 0 })
}

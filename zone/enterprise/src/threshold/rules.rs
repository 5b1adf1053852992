//! Which firms are above a threshold and which are near: pure decisions on dated rules.
use super::Threshold;
use crate::figure::Metric;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// From this share of the minimum on, a firm counts as near.
pub const NEAR_PERCENT: i64 = 80;

/// A firm's standing under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Above,
    /// Reaches at least [`NEAR_PERCENT`] of one minimum.
    Near,
    Below,
    /// No figure of the metrics that the rule asks.
    Unknown,
}

/// The standing with the condition that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub standing: Standing,
    /// The condition that comes closest: metric, value, minimum; none when unknown.
    pub closest: Option<(Metric, i64, i64)>,
}

/// The rule of a list for an industry on a day: the one with the longest matching code.
pub fn rule_for<'r>(
    rules: &'r [Threshold],
    list: &str,
    industry: Option<&str>,
    on: NaiveDate,
) -> Option<&'r Threshold> {
    let day = on.to_string();
    let valid =
        |r: &&Threshold| r.list == list && r.valid_from <= day && r.valid_to.as_ref().is_none_or(|to| *to >= day);
    rules
        .iter()
        .filter(valid)
        .filter_map(|rule| longest_match(&rule.industries, industry?).map(|length| (length, rule)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, rule)| rule)
}

/// The length of the longest of these codes that the industry code lies within; a section letter counts as one.
pub fn longest_match(codes: &[String], industry: &str) -> Option<usize> {
    codes.iter().filter(|code| within(industry, code)).map(String::len).max()
}

fn within(industry: &str, code: &str) -> bool {
    if industry == code {
        return true;
    }
    match code.bytes().next() {
        Some(b) if b.is_ascii_uppercase() => {
            kernel::industry::IndustryCode::parse(industry).is_ok_and(|i| i.section().as_str() == code)
        }
        _ => industry.starts_with(code),
    }
}

/// The qualification that every firm of the industry holds.
pub const EVERY_FIRM: &str = "全部";

/// The standing of a firm with these figures and tags.
pub fn standing(rule: &Threshold, figures: &BTreeMap<Metric, i64>, tags: &[String]) -> Verdict {
    if rule.qualification.as_ref().is_some_and(|q| q == EVERY_FIRM || tags.contains(q)) {
        return Verdict { standing: Standing::Above, closest: None };
    }
    let mut closest: Option<(Metric, i64, i64)> = None;
    for condition in &rule.any_of {
        let Some(value) = figures.get(&condition.metric) else { continue };
        let better = closest
            .is_none_or(|(_, v, min)| i128::from(*value) * i128::from(min) > i128::from(v) * i128::from(condition.min));
        if better {
            closest = Some((condition.metric, *value, condition.min));
        }
    }
    let standing = match closest {
        None => Standing::Unknown,
        Some((_, value, min)) if value >= min => Standing::Above,
        Some((_, value, min)) if i128::from(value) * 100 >= i128::from(min) * i128::from(NEAR_PERCENT) => {
            Standing::Near
        }
        Some(_) => Standing::Below,
    };
    Verdict { standing, closest }
}

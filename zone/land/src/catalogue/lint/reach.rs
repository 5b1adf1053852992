//! 可达: whether a rule can hold at all, by trying every combination of answers that makes a difference to it.
use crate::catalogue::answers::{Answers, Value};
use crate::catalogue::rule::{self, Expr};
use crate::catalogue::{Attribute, Attributes, Theme, ValueType};
use std::collections::BTreeSet;

/// More combinations than these are not tried.
pub const COMBINATIONS_MAX: usize = 4_096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Never,
    Sometimes,
    Always,
    /// Too many combinations, or reckoning with answers.
    Unknown,
}

/// Whether the rule holds never, sometimes or always, over all answers that the questionnaire lets through.
pub fn of(theme: &Theme, rule: &Expr) -> Reach {
    let Some(all) = combinations(theme, &[rule]) else { return Reach::Unknown };
    let (mut yes, mut no) = (false, false);
    for answers in &all {
        match rule.holds(answers) {
            Ok(true) => yes = true,
            Ok(false) => no = true,
            Err(_) => return Reach::Unknown,
        }
    }
    match (yes, no) {
        (false, _) => Reach::Never,
        (true, false) => Reach::Always,
        (true, true) => Reach::Sometimes,
    }
}

/// Every combination of answers that makes a difference to these rules: all choices, yes and no, and of numbers one from each interval between
/// the constants that they are compared with, and the constants. None: see [`Reach::Unknown`].
pub fn combinations(theme: &Theme, rules: &[&Expr]) -> Option<Vec<Answers>> {
    let attributes = concerned(theme, rules);
    let whens: Vec<Expr> = attributes.iter().filter_map(|a| rule::parse(&a.when).ok()).collect();
    let mut numbers = BTreeSet::new();
    rules.iter().copied().chain(&whens).try_for_each(|r| constants(r, &mut numbers))?;
    let domains: Vec<Vec<serde_json::Value>> = attributes.iter().map(|a| domain(a, &numbers)).collect();
    let size = domains.iter().try_fold(1_usize, |n, d| n.checked_mul(d.len()).filter(|n| *n <= COMBINATIONS_MAX))?;
    let part = Theme { attributes, ..Theme::default() };
    (0..size).map(|number| Answers::of(&part, &combination(&part, &domains, number)).ok()).collect()
}

/// The attributes of the rules, and those that decide whether these are asked, in the theme's order.
fn concerned(theme: &Theme, rules: &[&Expr]) -> Vec<Attribute> {
    let mut wanted: BTreeSet<String> = rules.iter().flat_map(|r| r.attributes()).map(str::to_owned).collect();
    for attribute in theme.attributes.iter().rev().filter(|a| !a.when.is_empty()) {
        if wanted.contains(&attribute.code)
            && let Ok(when) = rule::parse(&attribute.when)
        {
            wanted.extend(when.attributes().into_iter().map(str::to_owned));
        }
    }
    theme.attributes.iter().filter(|a| wanted.contains(&a.code)).cloned().collect()
}

/// The numbers that answers are compared with, in thousandths. None where answers are reckoned with or compared with each other.
fn constants(rule: &Expr, numbers: &mut BTreeSet<i64>) -> Option<()> {
    match rule {
        Expr::Reckon(_, a, b) if !(a.attributes().is_empty() && b.attributes().is_empty()) => return None,
        Expr::Compare(_, a, b) if !a.attributes().is_empty() && !b.attributes().is_empty() => return None,
        Expr::Literal(value) => note(value, numbers),
        Expr::Among(_, list) => list.iter().for_each(|value| note(value, numbers)),
        _ => {}
    }
    rule.parts().into_iter().try_for_each(|part| constants(part, numbers))
}

fn note(value: &Value, numbers: &mut BTreeSet<i64>) {
    if let Value::Number(n) = value {
        numbers.insert((n * 1_000.0).round() as i64);
    }
}

fn domain(attribute: &Attribute, numbers: &BTreeSet<i64>) -> Vec<serde_json::Value> {
    match attribute.ty {
        ValueType::YesNo => vec![false.into(), true.into()],
        ValueType::Choice => attribute.choices.iter().map(|c| c.code.clone().into()).collect(),
        ValueType::Number => {
            let near = numbers.iter().flat_map(|n| [n - 1, *n, n + 1]).chain([0]);
            let near: BTreeSet<i64> = near.filter(|n| *n >= 0).collect();
            near.into_iter().map(|n| (n as f64 / 1_000.0).into()).collect()
        }
    }
}

/// The combination of this number, as digits of a mixed base.
fn combination(theme: &Theme, domains: &[Vec<serde_json::Value>], mut number: usize) -> Attributes {
    let mut given = Attributes::new();
    for (attribute, domain) in theme.attributes.iter().zip(domains) {
        let size = domain.len().max(1);
        if let Some(value) = domain.get(number % size) {
            given.insert(attribute.code.clone(), value.clone());
        }
        number /= size;
    }
    given
}

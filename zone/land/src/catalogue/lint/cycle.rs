//! 循环前置: matters that wait for each other in some project, with the chain and the link to take out.
use super::reach::combinations;
use super::{Finding, Severity, Spot};
use crate::catalogue::rule::{self, Expr};
use crate::catalogue::{Link, Theme};
use schedule::{Edge, Graph, GraphError};
use std::collections::{BTreeMap, BTreeSet};

pub fn find(theme: &Theme) -> Option<Finding> {
    let rules: Vec<(usize, Expr)> = theme
        .links
        .iter()
        .enumerate()
        .filter(|(_, l)| !l.when.trim().is_empty())
        .filter_map(|(i, l)| rule::parse(&l.when).ok().map(|r| (i, r)))
        .collect();
    let asked: Vec<&Expr> = rules.iter().map(|(_, r)| r).collect();
    let Some(all) = combinations(theme, &asked) else {
        // Too many combinations: a circle of all links may never come together in one project.
        return circle(theme, &BTreeSet::new()).map(|chain| finding(theme, &chain, Severity::Warning));
    };
    let off = all.iter().map(|answers| {
        let idle = rules.iter().filter(|(_, r)| r.holds(answers) != Ok(true)).map(|(i, _)| *i);
        idle.collect::<BTreeSet<usize>>()
    });
    let different: BTreeSet<BTreeSet<usize>> = off.collect();
    let chain = different.iter().find_map(|off| circle(theme, off))?;
    Some(finding(theme, &chain, Severity::Error))
}

/// The shortest circle of the links that are not `off`, as codes.
fn circle(theme: &Theme, off: &BTreeSet<usize>) -> Option<Vec<String>> {
    let codes: BTreeSet<&str> = theme.matters.iter().map(|m| m.code.as_str()).collect();
    let numbers: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(i, c)| (*c, i)).collect();
    let links = theme.links.iter().enumerate().filter(|(i, _)| !off.contains(i));
    let number = |code: &str| numbers.get(code).copied();
    let edges = links.filter_map(|(_, l)| Some(Edge::new(number(&l.from)?, number(&l.to)?))).collect();
    match Graph::new(codes.iter().map(|c| (*c).to_owned()).collect(), edges) {
        Err(GraphError::Cycle(cycle)) => Some(cycle.names),
        _ => None,
    }
}

fn finding(theme: &Theme, chain: &[String], severity: Severity) -> Finding {
    let name = |code: &String| {
        let matter = theme.matters.iter().find(|m| m.code == *code);
        matter.map_or_else(|| code.clone(), |m| m.name.zh.clone())
    };
    let (from, to) = (chain.last().cloned().unwrap_or_default(), chain.first().cloned().unwrap_or_default());
    let whole: Vec<String> = chain.iter().chain(chain.first()).map(name).collect();
    // The link that was added last is the likeliest slip.
    let closes = |l: &&Link| chain.iter().zip(chain.iter().cycle().skip(1)).any(|(a, b)| l.from == *a && l.to == *b);
    let last = theme.links.iter().rev().find(closes);
    let (from, to) = last.map_or((from, to), |l| (l.from.clone(), l.to.clone()));
    let key = if severity == Severity::Error { "catalogue-lint-cycle" } else { "catalogue-lint-cycle-maybe" };
    Finding::new(severity, &Spot::Link { from: from.clone(), to: to.clone() }, "to", key)
        .arg("chain", whole.join(" → "))
        .arg("from", name(&from))
        .arg("to", name(&to))
}

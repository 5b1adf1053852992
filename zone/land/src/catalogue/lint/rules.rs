//! Rules of a theme: whether each can be read, asks for what there is, compares like with like, and can hold at all.
use super::reach::{self, Reach};
use super::{Finding, Spot, names};
use crate::catalogue::answers::Value;
use crate::catalogue::rule::{self, Expr, RuleFault};
use crate::catalogue::{Attribute, Theme, ValueType};

/// Every rule of the theme that can be read.
pub fn all(theme: &Theme) -> Vec<Expr> {
    let attributes = theme.attributes.iter().map(|a| &a.when);
    let matters = theme.matters.iter().flat_map(|m| std::iter::once(&m.when).chain(m.needs.iter().map(|n| &n.when)));
    let links = theme.links.iter().map(|l| &l.when);
    let sources = attributes.chain(matters).chain(links).filter(|s| !s.trim().is_empty());
    sources.filter_map(|s| rule::parse(s).ok()).collect()
}

/// `known`: the attributes that the rule may look at.
pub fn check(theme: &Theme, known: &[Attribute], (spot, source): (&Spot, &str), found: &mut Vec<Finding>) {
    if source.trim().is_empty() {
        return;
    }
    let parsed = match rule::parse(source) {
        Ok(parsed) => parsed,
        Err(fault) => return found.push(of_fault(spot, source, &fault)),
    };
    let before = found.len();
    for code in parsed.attributes().into_iter().filter(|code| known.iter().all(|a| a.code != *code)) {
        found.push(unknown(theme, known, (spot, source), code));
    }
    if found.len() == before {
        let mut typing = Typing { known, spot, source, found: &mut *found };
        typing.whole(&parsed);
    }
    if found.len() == before {
        match reach::of(theme, &parsed) {
            Reach::Never => found.push(Finding::error(spot, "when", "catalogue-lint-never")),
            Reach::Always => found.push(Finding::warning(spot, "when", "catalogue-lint-always")),
            Reach::Sometimes | Reach::Unknown => {}
        }
    }
}

fn of_fault(spot: &Spot, source: &str, fault: &RuleFault) -> Finding {
    let finding = Finding::error(spot, "when", fault.key()).arg("name", fault.name()).arg("place", "");
    let range = match fault {
        RuleFault::Syntax { at } => Some((*at, at + 1)),
        RuleFault::NotAllowed(name) => span(source, name),
        _ => None,
    };
    Finding { range, ..finding }
}

fn unknown(theme: &Theme, known: &[Attribute], (spot, source): (&Spot, &str), code: &str) -> Finding {
    let later = theme.attributes.iter().any(|a| a.code == code);
    let key = if later { "catalogue-lint-attribute-later" } else { "catalogue-rule-unknown-attribute" };
    let finding = Finding { range: span(source, code), ..Finding::error(spot, "when", key) };
    finding.arg("name", code).arg("place", "").meant(code, known.iter().map(|a| a.code.as_str()))
}

/// Where a word stands in the rule, in characters; words within other words do not count.
fn span(source: &str, word: &str) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let at = source.match_indices(word).find(|(at, _)| {
        let before = source.get(..*at).and_then(|s| s.chars().next_back());
        let after = source.get(at + word.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })?;
    let begins = source.get(..at.0)?.chars().count();
    Some((begins, begins + word.chars().count()))
}

/// Types of what a rule compares.
struct Typing<'a> {
    known: &'a [Attribute],
    spot: &'a Spot,
    source: &'a str,
    found: &'a mut Vec<Finding>,
}

impl Typing<'_> {
    fn whole(&mut self, rule: &Expr) {
        if self.of(rule).is_some_and(|ty| ty != ValueType::YesNo) {
            self.found.push(Finding::error(self.spot, "when", "catalogue-rule-not-yes-no").arg("place", ""));
        }
    }

    fn attribute(&self, code: &str) -> Option<&Attribute> {
        self.known.iter().find(|a| a.code == code)
    }

    /// None: a fault was found within it.
    fn of(&mut self, expr: &Expr) -> Option<ValueType> {
        match expr {
            Expr::Literal(value) => Some(value.ty()),
            Expr::Attribute(code) => self.attribute(code).map(|a| a.ty),
            Expr::Not(a) => self.yes_no(&[a]),
            Expr::And(a, b) | Expr::Or(a, b) => self.yes_no(&[a, b]),
            Expr::Compare(_, a, b) => self.pair(a, b),
            Expr::Among(a, list) => {
                list.iter().try_for_each(|value| self.pair(a, &Expr::Literal(value.clone())).map(drop))?;
                Some(ValueType::YesNo)
            }
            Expr::Choose(test, a, b) => {
                self.yes_no(&[test])?;
                let (left, right) = (self.of(a)?, self.of(b)?);
                if left == right { Some(left) } else { self.mixed(a, b) }
            }
            Expr::Reckon(_, a, b) => match (self.of(a)?, self.of(b)?) {
                (ValueType::Number, ValueType::Number) => Some(ValueType::Number),
                _ => self.mixed(a, b),
            },
        }
    }

    fn yes_no(&mut self, parts: &[&Expr]) -> Option<ValueType> {
        for part in parts {
            if self.of(part)? != ValueType::YesNo {
                return self.mixed(part, part);
            }
        }
        Some(ValueType::YesNo)
    }

    /// A comparison: like with like, and choices that there are.
    fn pair(&mut self, a: &Expr, b: &Expr) -> Option<ValueType> {
        let (left, right) = (self.of(a)?, self.of(b)?);
        if left != right {
            return self.mixed(a, b);
        }
        if let (Expr::Attribute(code), Expr::Literal(Value::Choice(choice)))
        | (Expr::Literal(Value::Choice(choice)), Expr::Attribute(code)) = (a, b)
        {
            self.choice(code, choice)?;
        }
        Some(ValueType::YesNo)
    }

    fn choice(&mut self, code: &str, choice: &str) -> Option<()> {
        let choices = self.attribute(code).map(|a| a.choices.clone()).unwrap_or_default();
        if choices.iter().any(|c| c.code == choice) {
            return Some(());
        }
        let listed: Vec<&str> = choices.iter().map(|c| c.code.as_str()).collect();
        let finding = Finding::error(self.spot, "when", "catalogue-lint-choice-unknown");
        let finding = finding.arg("name", choice).arg("attribute", code).arg("choices", listed.join(", "));
        let suggestion = names::nearest(choice, listed.into_iter());
        self.found.push(Finding { range: span(self.source, choice), suggestion, ..finding });
        None
    }

    fn mixed(&mut self, a: &Expr, b: &Expr) -> Option<ValueType> {
        let codes: Vec<&str> = a.attributes().into_iter().chain(b.attributes()).collect();
        let code = codes.first().copied().unwrap_or_default();
        let key = match self.attribute(code).map(|a| a.ty) {
            Some(ValueType::YesNo) => "catalogue-lint-type-yes-no",
            Some(ValueType::Number) => "catalogue-lint-type-number",
            Some(ValueType::Choice) => "catalogue-lint-type-choice",
            None => "catalogue-rule-types",
        };
        let finding = Finding::error(self.spot, "when", key).arg("name", code).arg("place", "");
        self.found.push(Finding { range: span(self.source, code), ..finding });
        None
    }
}

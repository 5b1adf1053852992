//! 规则与检查结果用话说出来: what a rule asks for, and what a finding is about, in the reader's language.
use super::answers::Value;
use super::lint::{Finding, Spot};
use super::rule::{self, Arithmetic, Comparison, Expr};
use super::sheet::RowFault;
use super::{Attribute, Name, Theme, ValueType};
use ui::T;

/// A finding as one sentence with its place: for lists and the command line.
pub fn finding(t: T, f: &Finding) -> String {
    let place = spot(t, &f.spot);
    let field = t.s(format!("catalogue-field-{}", f.field.replace('_', "-")));
    let range = f.range.map(|(from, to)| t.a2("catalogue-lint-range", "from", from + 1, "to", to)).unwrap_or_default();
    t.a3("catalogue-lint-line", "place", place, "field", format!("{field}{range}"), "text", sentence(t, f))
}

/// A row of a file that cannot be taken, with its place.
pub fn row(t: T, fault: &RowFault) -> String {
    let place = t.a2("catalogue-row-place", "sheet", &fault.sheet, "row", fault.row);
    t.a3("catalogue-lint-line", "place", place, "field", &fault.column, "text", t.field_error(&fault.field_error()))
}

/// What is wrong and what to do, without the place.
pub fn sentence(t: T, f: &Finding) -> String {
    let text = t.field_error(&f.field_error());
    match &f.suggestion {
        Some(name) => format!("{text}{}", t.a("catalogue-lint-meant", "name", name)),
        None => text,
    }
}

pub fn spot(t: T, spot: &Spot) -> String {
    match spot {
        Spot::Theme => t.s("catalogue-spot-theme"),
        Spot::Attribute(code) => t.a("catalogue-spot-attribute", "name", code),
        Spot::Stage(code) => t.a("catalogue-spot-stage", "name", code),
        Spot::Material(code) => t.a("catalogue-spot-material", "name", code),
        Spot::Matter(code) => t.a("catalogue-spot-matter", "name", code),
        Spot::Need { matter, material } => t.a2("catalogue-spot-need", "matter", matter, "material", material),
        Spot::Link { from, to } => t.a2("catalogue-spot-link", "from", from, "to", to),
    }
}

/// A rule in words; a rule that cannot be read stays as it is written.
pub fn rule(t: T, theme: &Theme, source: &str) -> String {
    if source.trim().is_empty() {
        return t.s("catalogue-rule-always");
    }
    match rule::parse(source) {
        Ok(parsed) => Words { t, theme }.of(&parsed),
        Err(_) => source.to_owned(),
    }
}

/// An answer in words.
pub fn answer(t: T, attribute: Option<&Attribute>, value: &serde_json::Value) -> String {
    let unit = attribute.map(|a| a.unit.as_str()).unwrap_or_default();
    match value {
        serde_json::Value::Null => t.s("catalogue-not-asked"),
        serde_json::Value::Bool(yes) => t.s(if *yes { "catalogue-yes" } else { "catalogue-no" }),
        serde_json::Value::String(code) => choice(t, attribute, code),
        number if unit.is_empty() => number.to_string(),
        number => format!("{number} {unit}"),
    }
}

fn choice(t: T, attribute: Option<&Attribute>, code: &str) -> String {
    let found = attribute.and_then(|a| a.choices.iter().find(|c| c.code == code));
    found.map_or_else(|| code.to_owned(), |c| c.name.get(t.is_zh()).to_owned())
}

/// What is around an expression, for its brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    And,
    Or,
}

struct Words<'a> {
    t: T,
    theme: &'a Theme,
}

impl Words<'_> {
    fn attribute(&self, expr: &Expr) -> Option<&Attribute> {
        match expr {
            Expr::Attribute(code) => self.theme.attributes.iter().find(|a| a.code == *code),
            _ => None,
        }
    }

    fn of(&self, expr: &Expr) -> String {
        let t = self.t;
        match expr {
            Expr::Attribute(_) => t.a("catalogue-words-is", "name", self.term(expr, None)),
            Expr::Not(a) => match self.attribute(a).filter(|a| a.ty == ValueType::YesNo) {
                Some(attribute) => t.a("catalogue-words-is-not", "name", self.name(&attribute.name)),
                None => t.a("catalogue-words-not", "text", self.of(a)),
            },
            Expr::And(a, b) => {
                t.a2("catalogue-words-and", "a", self.within(a, Inside::And), "b", self.within(b, Inside::And))
            }
            Expr::Or(a, b) => {
                t.a2("catalogue-words-or", "a", self.within(a, Inside::Or), "b", self.within(b, Inside::Or))
            }
            Expr::Compare(how, a, b) => self.compared(*how, a, b),
            Expr::Among(a, list) => {
                let attribute = self.attribute(a);
                let listed: Vec<String> = list.iter().map(|v| self.value(v, attribute)).collect();
                let joined = listed.join(&t.s("catalogue-words-or-short"));
                t.a2("catalogue-words-among", "name", self.term(a, None), "list", joined)
            }
            Expr::Choose(test, a, b) => {
                t.a3("catalogue-words-if", "test", self.of(test), "a", self.of(a), "b", self.of(b))
            }
            Expr::Literal(_) | Expr::Reckon(..) => self.term(expr, None),
        }
    }

    /// In brackets where `or` stands within `and`.
    fn within(&self, expr: &Expr, inside: Inside) -> String {
        let text = self.of(expr);
        match (expr, inside) {
            // "And" binds closer, in words as in rules.
            (Expr::Or(..), Inside::And) | (Expr::Choose(..), _) => self.t.a("catalogue-words-brackets", "text", text),
            _ => text,
        }
    }

    fn compared(&self, how: Comparison, a: &Expr, b: &Expr) -> String {
        let key = match how {
            Comparison::Equal => "catalogue-words-equal",
            Comparison::Differs => "catalogue-words-differs",
            Comparison::Less => "catalogue-words-less",
            Comparison::AtMost => "catalogue-words-at-most",
            Comparison::Greater => "catalogue-words-greater",
            Comparison::AtLeast => "catalogue-words-at-least",
        };
        let attribute = self.attribute(a).or_else(|| self.attribute(b));
        self.t.a2(key, "a", self.term(a, attribute), "b", self.term(b, attribute))
    }

    /// A side of a comparison; a literal is said as an answer to `attribute`.
    fn term(&self, expr: &Expr, attribute: Option<&Attribute>) -> String {
        match expr {
            Expr::Attribute(code) => self.attribute(expr).map_or_else(|| code.clone(), |a| self.name(&a.name)),
            Expr::Literal(value) => self.value(value, attribute),
            Expr::Reckon(how, a, b) => {
                let sign = match how {
                    Arithmetic::Add => "+",
                    Arithmetic::Subtract => "−",
                    Arithmetic::Multiply => "×",
                    Arithmetic::Divide => "÷",
                };
                format!("({} {sign} {})", self.term(a, attribute), self.term(b, attribute))
            }
            other => self.of(other),
        }
    }

    fn value(&self, value: &Value, attribute: Option<&Attribute>) -> String {
        match value {
            Value::YesNo(yes) => self.t.s(if *yes { "catalogue-yes" } else { "catalogue-no" }),
            Value::Choice(code) => choice(self.t, attribute, code),
            Value::Number(n) => match attribute.map(|a| a.unit.as_str()).unwrap_or_default() {
                "" => n.to_string(),
                unit => format!("{n} {unit}"),
            },
        }
    }

    fn name(&self, name: &Name) -> String {
        name.get(self.t.is_zh()).to_owned()
    }
}

//! 问卷: the theme's questions as a form, only those that matter, and the answers as typed.
use super::compile::{CompileError, attributes_needed};
use crate::catalogue::{Attribute, Attributes, Theme, ValueType};
use crate::fields::Fields;
use serde_json::Value;
use ui::view::Choice;
use ui::{Errors, T};

/// A question with what was answered.
pub struct Question {
    /// Field name: `a.` and the attribute's code.
    pub field: String,
    pub label: String,
    pub unit: String,
    /// Empty for a number.
    pub choices: Vec<Choice>,
    pub value: String,
    pub error: String,
}

/// The answers of a form: fields named `a.code`. What cannot be understood stays as text, for the compiler to refuse.
pub fn answers_of(theme: &Theme, form: &Fields) -> Attributes {
    let mut answers = Attributes::new();
    for attribute in &theme.attributes {
        let field = format!("a.{}", attribute.code);
        let typed = form.iter().find(|(n, _)| *n == field).map_or("", |(_, v)| v.trim());
        if typed.is_empty() {
            continue;
        }
        let value = match (attribute.ty, typed) {
            (ValueType::YesNo, "yes") => Value::Bool(true),
            (ValueType::YesNo, "no") => Value::Bool(false),
            (ValueType::Number, number) => {
                match number.replace([',', '，'], "").parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
                    Some(number) => Value::Number(number),
                    None => Value::String(number.to_owned()),
                }
            }
            (_, other) => Value::String(other.to_owned()),
        };
        answers.insert(attribute.code.clone(), value);
    }
    answers
}

fn shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        Some(Value::Number(n)) => n.as_f64().map(ui::format::natural).unwrap_or_default(),
        Some(Value::String(s)) => s.clone(),
        _ => String::new(),
    }
}

/// The questions that matter now, in order. Where a rule of the theme itself is at fault, all of them.
pub fn questions(t: T, theme: &Theme, answers: &Attributes, errors: &Errors) -> Vec<Question> {
    let sound = |a: &&Attribute| !matches!(answers.get(&a.code), Some(Value::String(_))) || a.ty == ValueType::Choice;
    let known: Attributes = theme
        .attributes
        .iter()
        .filter(sound)
        .filter_map(|a| Some((a.code.clone(), answers.get(&a.code)?.clone())))
        .collect();
    let asked: Vec<&Attribute> = match attributes_needed(theme, &known) {
        Ok(asked) => asked,
        Err(CompileError::Answer { .. } | CompileError::Rule { .. }) | Err(_) => theme.attributes.iter().collect(),
    };
    let refused = |a: &&Attribute| !errors.of(&a.code).is_empty() && !asked.iter().any(|b| b.code == a.code);
    let more = theme.attributes.iter().filter(refused);
    asked.iter().copied().chain(more).map(|a| question(t, a, answers, errors)).collect()
}

fn question(t: T, a: &Attribute, answers: &Attributes, errors: &Errors) -> Question {
    let value = shown(answers.get(&a.code));
    let choice = |code: &str, label: String| Choice::new(code, label, value == code);
    let mut choices = match a.ty {
        ValueType::YesNo => vec![choice("yes", t.s("land-yes")), choice("no", t.s("land-no"))],
        ValueType::Choice => a.choices.iter().map(|c| choice(&c.code, c.name.get(t.is_zh()).to_owned())).collect(),
        ValueType::Number => Vec::new(),
    };
    if !choices.is_empty() {
        choices.insert(0, choice("", t.s("plan-choose")));
    }
    Question {
        field: format!("a.{}", a.code),
        label: a.name.get(t.is_zh()).to_owned(),
        unit: a.unit.clone(),
        choices,
        error: errors.of(&a.code).to_owned(),
        value,
    }
}

/// A rule's values in words: `占用林地 = 是`.
pub fn reason(t: T, theme: &Theme, why: &super::Why) -> String {
    let zh = t.is_zh();
    if why.rule.trim().is_empty() {
        return t.s("plan-why-always");
    }
    let words = why.values.iter().map(|(code, value)| {
        let attribute = theme.attributes.iter().find(|a| a.code == *code);
        let name = attribute.map_or_else(|| code.clone(), |a| a.name.get(zh).to_owned());
        let value = match (value, attribute) {
            (Value::Bool(true), _) => t.s("land-yes"),
            (Value::Bool(false), _) => t.s("land-no"),
            (Value::String(s), Some(a)) => {
                a.choices.iter().find(|c| c.code == *s).map_or_else(|| s.clone(), |c| c.name.get(zh).to_owned())
            }
            (other, a) => format!("{}{}", shown(Some(other)), a.map(|a| format!(" {}", a.unit)).unwrap_or_default()),
        };
        t.a2("plan-why-value", "name", name, "value", value.trim())
    });
    let words: Vec<String> = words.collect();
    words.join(&t.s("land-comma"))
}

//! 问答: what is known of a project, question by question; a question that is not asked has no answer, whatever was said before.
use super::rule::{self, Open};
use super::{Attribute, Attributes, Theme, ValueType};
use std::collections::{BTreeMap, BTreeSet};

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    YesNo(bool),
    /// In the attribute's unit.
    Number(f64),
    /// The code of a choice.
    Choice(String),
}

impl Value {
    pub fn ty(&self) -> ValueType {
        match self {
            Self::YesNo(_) => ValueType::YesNo,
            Self::Number(_) => ValueType::Number,
            Self::Choice(_) => ValueType::Choice,
        }
    }
}

/// What is known of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    Is(Value),
    /// Its rule does not hold for this project.
    NotAsked,
    /// Not known yet; the questions to answer first.
    Open(BTreeSet<String>),
}

/// Why an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// 是 or 否 is expected.
    YesNo,
    /// A number from 0 on is expected.
    Number,
    /// One of the choices is expected.
    Choice,
}

/// What is known of all attributes of a theme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    known: BTreeMap<String, Known>,
}

impl Answers {
    pub fn get(&self, code: &str) -> Option<&Known> {
        self.known.get(code)
    }

    pub fn set(&mut self, code: &str, known: Known) {
        self.known.insert(code.to_owned(), known);
    }

    /// In the order of the theme's questions: what a question depends on is asked before it. Fails with the attribute whose answer or rule
    /// cannot be used.
    pub fn of(theme: &Theme, given: &Attributes) -> Result<Self, (String, Fault)> {
        let mut answers = Self::default();
        for attribute in &theme.attributes {
            let known = answers.known(attribute, given).map_err(|fault| (attribute.code.clone(), fault))?;
            answers.set(&attribute.code, known);
        }
        Ok(answers)
    }

    fn known(&self, attribute: &Attribute, given: &Attributes) -> Result<Known, Fault> {
        if !attribute.when.is_empty() {
            match rule::parse(&attribute.when).map_err(Fault::Rule)?.holds(self) {
                Ok(true) => {}
                Ok(false) => return Ok(Known::NotAsked),
                Err(Open::Unanswered(ask)) => return Ok(Known::Open(ask)),
                Err(Open::Fault(fault)) => return Err(Fault::Rule(fault)),
            }
        }
        let value = value_of(attribute, given.get(&attribute.code)).map_err(Fault::Answer)?;
        Ok(value.map_or_else(|| Known::Open(BTreeSet::from([attribute.code.clone()])), Known::Is))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Answer(AnswerFault),
    Rule(rule::RuleFault),
}

/// The answer as the attribute's type has it; nothing, null and an empty text are no answer.
pub fn value_of(attribute: &Attribute, given: Option<&serde_json::Value>) -> Result<Option<Value>, AnswerFault> {
    use serde_json::Value as Json;
    match (attribute.ty, given) {
        (_, None | Some(Json::Null)) => Ok(None),
        (_, Some(Json::String(text))) if text.is_empty() => Ok(None),
        (ValueType::YesNo, Some(Json::Bool(yes))) => Ok(Some(Value::YesNo(*yes))),
        (ValueType::YesNo, _) => Err(AnswerFault::YesNo),
        (ValueType::Number, Some(number)) => match number.as_f64() {
            Some(n) if n >= 0.0 && n.is_finite() => Ok(Some(Value::Number(n))),
            _ => Err(AnswerFault::Number),
        },
        (ValueType::Choice, Some(Json::String(code))) if attribute.choices.iter().any(|c| c.code == *code) => {
            Ok(Some(Value::Choice(code.clone())))
        }
        (ValueType::Choice, _) => Err(AnswerFault::Choice),
    }
}

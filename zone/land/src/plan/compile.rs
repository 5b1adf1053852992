//! 编制: from what a project is to the approvals that it needs, each with the rule that asks for it, and to the order among them.
use super::links::handed_on;
use super::{Compiled, LeftOut, Needed, Why};
use crate::catalogue::answers::{AnswerFault, Answers, Fault, Known, Value};
use crate::catalogue::rule::{self, Open, RuleFault};
use crate::catalogue::{Attribute, Attributes, Link, LinkKind, MatterType, Need, Theme};
use kernel::{Error, FieldError};
use schedule::{Cycle, Edge, EdgeKind, Graph, GraphError};
use std::collections::{BTreeMap, BTreeSet};

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Attribute(String),
    Matter(String),
    /// Of a document that a matter asks for.
    Need {
        matter: String,
        material: String,
    },
    Link {
        from: String,
        to: String,
    },
}

/// Why a theme makes no plan of these answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// Attributes that rules look at and that have no answer yet, in the theme's order.
    Unanswered(Vec<String>),
    Answer {
        attribute: String,
        fault: AnswerFault,
    },
    Rule {
        place: Place,
        fault: RuleFault,
    },
    /// A link names a matter that the theme does not have.
    UnknownMatter(String),
    /// Two matters of one code.
    DuplicateMatter(String),
    /// The matters' codes and names, each waiting for the one before it, the first for the last.
    Cycle {
        codes: Vec<String>,
        names: Vec<String>,
    },
}

impl CompileError {
    /// The chain `A → B → A`.
    fn chain(names: &[String]) -> String {
        Cycle { nodes: Vec::new(), names: names.to_vec() }.to_string()
    }

    /// As form errors; the field of an answer is the attribute's code.
    pub fn field_errors(&self, theme: &Theme, zh: bool) -> Vec<FieldError> {
        let named =
            |code: &String| theme.attributes.iter().find(|a| a.code == *code).map(|a| a.name.get(zh).to_owned());
        let name = |code: &String| named(code).unwrap_or_else(|| code.clone());
        match self {
            Self::Unanswered(codes) => codes
                .iter()
                .map(|code| FieldError::new(code, "catalogue-compile-unanswered").arg("name", name(code)))
                .collect(),
            Self::Answer { attribute, fault } => {
                let code = match fault {
                    AnswerFault::YesNo => "catalogue-answer-yes-no",
                    AnswerFault::Number => "catalogue-answer-number",
                    AnswerFault::Choice => "catalogue-answer-choice",
                };
                vec![FieldError::new(attribute, code).arg("name", name(attribute))]
            }
            Self::Rule { place, fault } => {
                let error = FieldError::new("when", fault.key()).arg("place", format!("{place}: "));
                vec![error.arg("name", fault.name())]
            }
            Self::UnknownMatter(code) => {
                vec![FieldError::new("links", "catalogue-link-unknown-matter").arg("name", code)]
            }
            Self::DuplicateMatter(code) => vec![FieldError::new("code", "catalogue-code-twice").arg("name", code)],
            Self::Cycle { names, .. } => {
                vec![FieldError::new("links", "catalogue-cycle").arg("chain", Self::chain(names))]
            }
        }
    }

    /// The error of a command.
    pub fn refused(&self, theme: &Theme, zh: bool) -> Error {
        Error::Invalid(self.field_errors(theme, zh))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Attribute(code) | Self::Matter(code) => f.write_str(code),
            Self::Need { matter, material } => write!(f, "{matter} / {material}"),
            Self::Link { from, to } => write!(f, "{from} → {to}"),
        }
    }
}

/// The plan of a project of this theme: what it needs and why, what it does not need, and the order.
pub fn compile(theme: &Theme, attributes: &Attributes) -> Result<Compiled, CompileError> {
    let mut run = Run { answers: answers(theme, attributes)?, open: BTreeSet::new() };
    let mut compiled = Compiled::default();
    let mut seen = BTreeSet::new();
    for matter in &theme.matters {
        if !seen.insert(matter.code.as_str()) {
            return Err(CompileError::DuplicateMatter(matter.code.clone()));
        }
        run.place(matter, &mut compiled)?;
    }
    let mut links = Vec::new();
    for link in &theme.links {
        if let Some(code) = [&link.from, &link.to].into_iter().find(|c| !seen.contains(c.as_str())) {
            return Err(CompileError::UnknownMatter(code.clone()));
        }
        let place = || Place::Link { from: link.from.clone(), to: link.to.clone() };
        if run.holds(&link.when, place)? {
            links.push(link.clone());
        }
    }
    if !run.open.is_empty() {
        let codes = theme.attributes.iter().map(|a| a.code.clone());
        return Err(CompileError::Unanswered(codes.filter(|c| run.open.contains(c)).collect()));
    }
    let needed: BTreeSet<&str> = compiled.needed.iter().map(|n| n.matter.code.as_str()).collect();
    compiled.links = handed_on(links, &needed);
    graph(&compiled)?;
    Ok(compiled)
}

fn answers(theme: &Theme, attributes: &Attributes) -> Result<Answers, CompileError> {
    Answers::of(theme, attributes).map_err(|(attribute, fault)| match fault {
        Fault::Answer(fault) => CompileError::Answer { attribute, fault },
        Fault::Rule(fault) => CompileError::Rule { place: Place::Attribute(attribute), fault },
    })
}

/// The rules against one project's answers.
struct Run {
    answers: Answers,
    /// What must be asked before every rule has an answer.
    open: BTreeSet<String>,
}

impl Run {
    /// Whether the rule holds; no while a question is open, which then stops the whole.
    fn holds(&mut self, source: &str, place: impl Fn() -> Place) -> Result<bool, CompileError> {
        if source.trim().is_empty() {
            return Ok(true);
        }
        let answered = rule::parse(source).map_err(Open::Fault).and_then(|rule| rule.holds(&self.answers));
        match answered {
            Ok(holds) => Ok(holds),
            Err(Open::Unanswered(codes)) => {
                self.open.extend(codes);
                Ok(false)
            }
            Err(Open::Fault(fault)) => Err(CompileError::Rule { place: place(), fault }),
        }
    }

    fn place(&mut self, matter: &MatterType, compiled: &mut Compiled) -> Result<(), CompileError> {
        let needed = self.holds(&matter.when, || Place::Matter(matter.code.clone()))?;
        let why = self.why(&matter.when);
        if !needed {
            compiled.left_out.push(LeftOut { code: matter.code.clone(), name: matter.name.clone(), why });
            return Ok(());
        }
        let mut needs: Vec<Need> = Vec::with_capacity(matter.needs.len());
        for need in &matter.needs {
            let place = || Place::Need { matter: matter.code.clone(), material: need.material.clone() };
            if self.holds(&need.when, place)? {
                needs.push(need.clone());
            }
        }
        compiled.needed.push(Needed { matter: MatterType { needs, ..matter.clone() }, why });
        Ok(())
    }

    fn why(&self, source: &str) -> Why {
        let parsed = rule::parse(source).ok().filter(|_| !source.trim().is_empty());
        let looked_at = parsed.as_ref().map(rule::Expr::attributes).unwrap_or_default();
        let values = looked_at.into_iter().map(|code| (code.to_owned(), json(self.answers.get(code)))).collect();
        Why { rule: source.to_owned(), values }
    }
}

/// The project's answer; null where it is not asked.
fn json(known: Option<&Known>) -> serde_json::Value {
    match known {
        Some(Known::Is(Value::YesNo(yes))) => (*yes).into(),
        Some(Known::Is(Value::Number(n))) if n.fract() == 0.0 && n.abs() < 9e15 => (*n as i64).into(),
        Some(Known::Is(Value::Number(n))) => (*n).into(),
        Some(Known::Is(Value::Choice(code))) => code.as_str().into(),
        _ => serde_json::Value::Null,
    }
}

/// The graph of a compiled plan: its nodes are the needed matters in order, named by their codes.
pub fn graph(compiled: &Compiled) -> Result<Graph, CompileError> {
    let codes: Vec<String> = compiled.needed.iter().map(|n| n.matter.code.clone()).collect();
    let numbers: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(i, c)| (c.as_str(), i)).collect();
    let number = |code: &str| numbers.get(code).copied().ok_or_else(|| CompileError::UnknownMatter(code.to_owned()));
    let edge = |link: &Link| {
        let (from, to) = (number(&link.from)?, number(&link.to)?);
        Ok(Edge { from, to, kind: edge_kind(link.kind), lag_days: link.lag_days })
    };
    let edges = compiled.links.iter().map(edge).collect::<Result<Vec<_>, _>>()?;
    Graph::new(codes, edges).map_err(|error| match error {
        GraphError::DuplicateName(code) => CompileError::DuplicateMatter(code),
        GraphError::UnknownNode { edge } => CompileError::UnknownMatter(edge.to_string()),
        GraphError::Cycle(cycle) => {
            let name = |n: &usize| compiled.needed.get(*n).map_or_else(String::new, |n| n.matter.name.zh.clone());
            CompileError::Cycle { names: cycle.nodes.iter().map(name).collect(), codes: cycle.names }
        }
    })
}

pub(super) fn edge_kind(kind: LinkKind) -> EdgeKind {
    match kind {
        LinkKind::FinishToStart => EdgeKind::FinishToStart,
        LinkKind::StartToStart => EdgeKind::StartToStart,
        LinkKind::FinishToFinish => EdgeKind::FinishToFinish,
    }
}

/// 问卷: the questions that matter now, in the theme's order: those that are answered and apply, those on whose answer an undecided rule waits,
/// and those that no rule uses (they are asked for the record). A question whose own rule does not hold is left away.
pub fn attributes_needed<'a>(theme: &'a Theme, given: &Attributes) -> Result<Vec<&'a Attribute>, CompileError> {
    let mut run = Run { answers: answers(theme, given)?, open: BTreeSet::new() };
    let mut used = BTreeSet::new();
    for (source, place) in rules(theme) {
        run.holds(source, || place.clone())?;
        if let Ok(rule) = rule::parse(source) {
            used.extend(rule.attributes().into_iter().map(str::to_owned));
        }
    }
    let matters = |attribute: &&Attribute| match run.answers.get(&attribute.code) {
        Some(Known::Is(_)) => true,
        Some(Known::NotAsked) | None => false,
        Some(Known::Open(ask)) => {
            let askable = ask.contains(&attribute.code);
            run.open.contains(&attribute.code) || (askable && !used.contains(&attribute.code))
        }
    };
    Ok(theme.attributes.iter().filter(matters).collect())
}

/// The theme's rules about matters, documents and links, and where each stands.
fn rules(theme: &Theme) -> Vec<(&str, Place)> {
    let mut rules = Vec::new();
    for matter in &theme.matters {
        rules.push((matter.when.as_str(), Place::Matter(matter.code.clone())));
        for need in &matter.needs {
            let place = Place::Need { matter: matter.code.clone(), material: need.material.clone() };
            rules.push((need.when.as_str(), place));
        }
    }
    for link in &theme.links {
        rules.push((link.when.as_str(), Place::Link { from: link.from.clone(), to: link.to.clone() }));
    }
    rules.retain(|(source, _)| !source.trim().is_empty());
    rules
}

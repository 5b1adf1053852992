//! 规则: CEL over a project's attributes, read by the crate `cel` and kept to what can be checked: attributes, literals, comparisons, `in`,
//! `&&`, `||`, `!`, `?:` and arithmetic. There are no functions, macros or fields, so a rule costs as many steps as it has signs.
use super::answers::{Answers, Known, Value};
use cel::common::ast::{Expr as Cel, IdedExpr, LiteralValue, operators as op};
use std::collections::BTreeSet;

/// The longest rule, in characters.
pub const LENGTH_MAX: usize = 1_000;
/// How deep brackets may stand within brackets.
const DEPTH_MAX: u16 = 24;
const NODES_MAX: usize = 500;

/// A rule that was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Literal(Value),
    Attribute(String),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `land in ["a", "b"]`
    Among(Box<Expr>, Vec<Value>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    Reckon(Arithmetic, Box<Expr>, Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFault {
    TooLong,
    /// Too many signs or brackets.
    TooDeep,
    /// It cannot be read; the character from which on, counted from 0.
    Syntax {
        at: usize,
    },
    /// Functions, macros, fields: the name.
    NotAllowed(String),
    /// The theme has no attribute of this code.
    Unknown(String),
    /// Values of different types were compared or reckoned with; the attribute where one is concerned.
    Types(String),
    /// The whole does not answer yes or no.
    NotYesNo,
}

/// Why a rule has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// The attributes to ask for.
    Unanswered(BTreeSet<String>),
    Fault(RuleFault),
}

/// Reads a rule.
pub fn parse(source: &str) -> Result<Expr, RuleFault> {
    if source.chars().count() > LENGTH_MAX {
        return Err(RuleFault::TooLong);
    }
    if depth(source) > usize::from(DEPTH_MAX) {
        return Err(RuleFault::TooDeep);
    }
    let parser = cel::parser::PrattParser::new()
        .max_recursion_depth(96)
        .max_expression_node_count(NODES_MAX)
        .error_recovery_limit(1);
    let parsed = parser.parse(source).map_err(|errors| syntax(source, &errors))?;
    expr(&parsed)
}

/// How deep brackets and signs of negation stand in each other, strings aside.
fn depth(source: &str) -> usize {
    let (mut open, mut most, mut quote) = (0_usize, 0, None);
    for c in source.chars() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{' | '?') => open += 1,
            (None, ')' | ']' | '}' | ':') => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    let longest_run = source.split(|c| !matches!(c, '!' | '-' | ' ')).map(|run| run.trim().len()).max();
    most.max(longest_run.unwrap_or(0))
}

/// The parser counts bytes within a line.
fn syntax(source: &str, errors: &cel::ParseErrors) -> RuleFault {
    let first = errors.errors.iter().map(|e| e.pos).filter(|(line, _)| *line > 0).min();
    let Some((line, column)) = first else { return RuleFault::Syntax { at: 0 } };
    let before = usize::try_from(line - 1).unwrap_or(0);
    let bytes: usize = source.split_inclusive('\n').take(before).map(str::len).sum();
    let bytes = bytes + usize::try_from(column - 1).unwrap_or(0);
    let at = source.char_indices().take_while(|(place, _)| *place < bytes).count();
    RuleFault::Syntax { at: at.min(source.chars().count().saturating_sub(1)) }
}

fn expr(node: &IdedExpr) -> Result<Expr, RuleFault> {
    match &node.expr {
        Cel::Ident(name) => Ok(Expr::Attribute(name.clone())),
        Cel::Literal(value) => literal(value).map(Expr::Literal),
        Cel::Call(call) if call.target.is_none() => called(&call.func_name, &call.args),
        Cel::Call(call) => Err(RuleFault::NotAllowed(call.func_name.clone())),
        Cel::Select(select) => Err(RuleFault::NotAllowed(format!(".{}", select.field))),
        Cel::Comprehension(_) => Err(RuleFault::NotAllowed("all/exists/map/filter".to_owned())),
        Cel::List(_) => Err(RuleFault::NotAllowed("[…]".to_owned())),
        Cel::Map(_) | Cel::Struct(_) => Err(RuleFault::NotAllowed("{…}".to_owned())),
        Cel::Unspecified => Err(RuleFault::Syntax { at: 0 }),
    }
}

fn literal(value: &LiteralValue) -> Result<Value, RuleFault> {
    match value {
        LiteralValue::Boolean(b) => Ok(Value::YesNo(*b.inner())),
        LiteralValue::Int(i) => Ok(Value::Number(*i.inner() as f64)),
        LiteralValue::UInt(u) => Ok(Value::Number(*u.inner() as f64)),
        LiteralValue::Double(d) => Ok(Value::Number(*d.inner())),
        LiteralValue::String(s) => Ok(Value::Choice(s.inner().to_owned())),
        LiteralValue::Null => Err(RuleFault::NotAllowed("null".to_owned())),
        LiteralValue::Bytes(_) => Err(RuleFault::NotAllowed("b\"…\"".to_owned())),
    }
}

fn called(name: &str, args: &[IdedExpr]) -> Result<Expr, RuleFault> {
    match args {
        [a] => one(name, a),
        [a, b] if name == op::IN => among(a, b),
        [a, b] => two(name, expr(a)?, expr(b)?),
        [a, b, c] if name == op::CONDITIONAL => {
            Ok(Expr::Choose(Box::new(expr(a)?), Box::new(expr(b)?), Box::new(expr(c)?)))
        }
        _ => Err(RuleFault::NotAllowed(name.to_owned())),
    }
}

fn one(name: &str, a: &IdedExpr) -> Result<Expr, RuleFault> {
    match name {
        op::LOGICAL_NOT => Ok(Expr::Not(Box::new(expr(a)?))),
        op::NEGATE => {
            Ok(Expr::Reckon(Arithmetic::Subtract, Box::new(Expr::Literal(Value::Number(0.0))), Box::new(expr(a)?)))
        }
        other => Err(RuleFault::NotAllowed(other.to_owned())),
    }
}

fn among(a: &IdedExpr, list: &IdedExpr) -> Result<Expr, RuleFault> {
    let Cel::List(list) = &list.expr else { return Err(RuleFault::NotAllowed("in".to_owned())) };
    let values = list.elements.iter().map(|e| match &e.expr {
        Cel::Literal(value) => literal(value),
        _ => Err(RuleFault::NotAllowed("[…]".to_owned())),
    });
    Ok(Expr::Among(Box::new(expr(a)?), values.collect::<Result<_, _>>()?))
}

fn two(name: &str, a: Expr, b: Expr) -> Result<Expr, RuleFault> {
    let (a, b) = (Box::new(a), Box::new(b));
    let comparison = |c| Ok(Expr::Compare(c, a.clone(), b.clone()));
    let reckoning = |r| Ok(Expr::Reckon(r, a.clone(), b.clone()));
    match name {
        op::LOGICAL_AND => Ok(Expr::And(a, b)),
        op::LOGICAL_OR => Ok(Expr::Or(a, b)),
        op::EQUALS => comparison(Comparison::Equal),
        op::NOT_EQUALS => comparison(Comparison::Differs),
        op::LESS => comparison(Comparison::Less),
        op::LESS_EQUALS => comparison(Comparison::AtMost),
        op::GREATER => comparison(Comparison::Greater),
        op::GREATER_EQUALS => comparison(Comparison::AtLeast),
        op::ADD => reckoning(Arithmetic::Add),
        op::SUBSTRACT => reckoning(Arithmetic::Subtract),
        op::MULTIPLY => reckoning(Arithmetic::Multiply),
        op::DIVIDE => reckoning(Arithmetic::Divide),
        other => Err(RuleFault::NotAllowed(other.to_owned())),
    }
}

impl Expr {
    /// The parts of which it is made.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Self::Literal(_) | Self::Attribute(_) => Vec::new(),
            Self::Not(a) | Self::Among(a, _) => vec![a],
            Self::And(a, b) | Self::Or(a, b) | Self::Compare(_, a, b) | Self::Reckon(_, a, b) => vec![a, b],
            Self::Choose(a, b, c) => vec![a, b, c],
        }
    }

    /// The attributes that it looks at, each once, in the order of the text.
    pub fn attributes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a str>) {
        if let Self::Attribute(code) = self
            && !found.contains(&code.as_str())
        {
            found.push(code);
        }
        self.parts().into_iter().for_each(|part| part.collect(found));
    }

    /// Whether it holds. `&&` and `||` answer as soon as one side decides, whichever that is. An attribute that is not asked counts as no, and
    /// no comparison with it holds.
    pub fn holds(&self, answers: &Answers) -> Result<bool, Open> {
        match self.value(answers)? {
            Some(Value::YesNo(yes)) => Ok(yes),
            None => Ok(false),
            Some(_) => Err(Open::Fault(RuleFault::NotYesNo)),
        }
    }

    /// None: an attribute that is not asked.
    fn value(&self, answers: &Answers) -> Result<Option<Value>, Open> {
        match self {
            Self::Literal(value) => Ok(Some(value.clone())),
            Self::Attribute(code) => match answers.get(code) {
                Some(Known::Is(value)) => Ok(Some(value.clone())),
                Some(Known::NotAsked) => Ok(None),
                Some(Known::Open(ask)) => Err(Open::Unanswered(ask.clone())),
                None => Err(Open::Fault(RuleFault::Unknown(code.clone()))),
            },
            Self::Not(a) => Ok(yes(!a.holds(answers)?)),
            Self::And(a, b) => both(a.holds(answers), b.holds(answers), false),
            Self::Or(a, b) => both(a.holds(answers), b.holds(answers), true),
            Self::Compare(how, a, b) => {
                let (left, right) = together(a.value(answers), b.value(answers))?;
                let (Some(left), Some(right)) = (left, right) else { return Ok(yes(false)) };
                compared(*how, &left, &right).map(yes).ok_or_else(|| self.mixed())
            }
            Self::Among(a, list) => {
                let value = a.value(answers)?;
                Ok(yes(value.is_some_and(|v| list.contains(&v))))
            }
            Self::Choose(test, a, b) => {
                let chosen = if test.holds(answers)? { a } else { b };
                chosen.value(answers)
            }
            Self::Reckon(how, a, b) => match together(a.value(answers), b.value(answers))? {
                (Some(Value::Number(a)), Some(Value::Number(b))) => Ok(Some(Value::Number(reckoned(*how, a, b)))),
                (Some(_), Some(_)) => Err(self.mixed()),
                _ => Ok(None),
            },
        }
    }

    fn mixed(&self) -> Open {
        Open::Fault(RuleFault::Types(self.attributes().first().map_or_else(String::new, |a| (*a).to_owned())))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the same type as what attributes answer")]
fn yes(yes: bool) -> Option<Value> {
    Some(Value::YesNo(yes))
}

/// `decides`: the answer of one side that makes the other one idle.
fn both(a: Result<bool, Open>, b: Result<bool, Open>, decides: bool) -> Result<Option<Value>, Open> {
    match (a, b) {
        (Err(Open::Fault(fault)), _) | (_, Err(Open::Fault(fault))) => Err(Open::Fault(fault)),
        (Ok(x), _) | (_, Ok(x)) if x == decides => Ok(yes(decides)),
        (a, b) => {
            together(a, b)?;
            Ok(yes(!decides))
        }
    }
}

/// Both, or what both lack.
fn together<A, B>(a: Result<A, Open>, b: Result<B, Open>) -> Result<(A, B), Open> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Open::Fault(fault)), _) | (_, Err(Open::Fault(fault))) => Err(Open::Fault(fault)),
        (Err(Open::Unanswered(mut a)), Err(Open::Unanswered(b))) => {
            a.extend(b);
            Err(Open::Unanswered(a))
        }
        (Err(open), _) | (_, Err(open)) => Err(open),
    }
}

fn compared(how: Comparison, a: &Value, b: &Value) -> Option<bool> {
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b)?,
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        (Value::Choice(a), Value::Choice(b)) => a.cmp(b),
        _ => return None,
    };
    Some(match how {
        Comparison::Equal => order.is_eq(),
        Comparison::Differs => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    })
}

fn reckoned(how: Arithmetic, a: f64, b: f64) -> f64 {
    match how {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
    }
}

impl RuleFault {
    /// The text key that says what to mend; its arguments are `place` and `name`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::TooLong => "catalogue-rule-too-long",
            Self::TooDeep => "catalogue-rule-too-deep",
            Self::Syntax { .. } => "catalogue-rule-syntax",
            Self::NotAllowed(_) => "catalogue-rule-not-allowed",
            Self::Unknown(_) => "catalogue-rule-unknown-attribute",
            Self::Types(_) => "catalogue-rule-types",
            Self::NotYesNo => "catalogue-rule-not-yes-no",
        }
    }

    /// What the fault is about: a name, or a place in the text counted from 1.
    pub fn name(&self) -> String {
        match self {
            Self::Syntax { at } => (at + 1).to_string(),
            Self::NotAllowed(name) | Self::Unknown(name) | Self::Types(name) => name.clone(),
            Self::TooLong => LENGTH_MAX.to_string(),
            Self::TooDeep | Self::NotYesNo => String::new(),
        }
    }
}

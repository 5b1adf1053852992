//! A score: arithmetic over the columns of one company, written as in SQL:
//! `ln(capital_fen + 1) + CASE WHEN province = '新疆' THEN 3 ELSE 0 END`.
//!
//! Numbers are floating point: a sum never overflows, a division never cuts off. An unknown value makes an unknown score.
mod tokens;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::functions::core::expr_fn::{coalesce, greatest, least};
use datafusion::functions::math::expr_fn::{abs, ln, log10, power, sqrt};
use datafusion::functions::string::expr_fn::contains;
use datafusion::logical_expr::conditional_expressions::CaseBuilder;
use datafusion::logical_expr::{Expr, cast, col, lit, not};

use tokens::{Parsed, Token, tokens};

/// Brackets, signs and cases within one another.
const DEPTH_MAX: usize = 60;
const FUNCTIONS: &str = "ln, log10, sqrt, abs, power, greatest, least, coalesce, contains";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Date,
    Truth,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Truth => "a condition",
        }
    }
}

struct Value {
    expr: Expr,
    kind: Kind,
}

/// The score as an expression over a table.
///
/// # Errors
/// What cannot be understood, in one sentence.
pub(super) fn parse(text: &str, schema: &DFSchema) -> Parsed<Expr> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, schema };
    let value = parser.either()?;
    match parser.peek() {
        Token::End => expect(value, Kind::Number),
        other => Err(format!("{} was not expected", other.shown())),
    }
}

fn expect(value: Value, kind: Kind) -> Parsed<Expr> {
    if value.kind == kind {
        Ok(value.expr)
    } else {
        Err(format!("{} stands where {} is needed", value.kind.name(), kind.name()))
    }
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    schema: &'a DFSchema,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn sign(&mut self, among: &[&'static str]) -> Option<&'static str> {
        let Token::Sign(sign) = self.peek() else { return None };
        let found = among.iter().find(|s| *s == sign).copied();
        self.at += usize::from(found.is_some());
        found
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(w) if w == word);
        self.at += usize::from(found);
        found
    }

    fn must(&mut self, what: &'static str) -> Parsed<()> {
        let found = self.sign(&[what]).is_some() || self.word(what);
        if found { Ok(()) } else { Err(format!("{what} was expected, not {}", self.peek().shown())) }
    }

    fn either(&mut self) -> Parsed<Value> {
        let mut left = self.both()?;
        while self.word("or") {
            let right = expect(self.both()?, Kind::Truth)?;
            left = Value { expr: expect(left, Kind::Truth)?.or(right), kind: Kind::Truth };
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed<Value> {
        let mut left = self.negated()?;
        while self.word("and") {
            let right = expect(self.negated()?, Kind::Truth)?;
            left = Value { expr: expect(left, Kind::Truth)?.and(right), kind: Kind::Truth };
        }
        Ok(left)
    }

    fn negated(&mut self) -> Parsed<Value> {
        if !self.word("not") {
            return self.compared();
        }
        let inner = self.deeper(Self::negated)?;
        Ok(Value { expr: not(expect(inner, Kind::Truth)?), kind: Kind::Truth })
    }

    fn compared(&mut self) -> Parsed<Value> {
        let left = self.sum()?;
        if self.word("is") {
            let negated = self.word("not");
            self.must("null")?;
            let expr = if negated { left.expr.is_not_null() } else { left.expr.is_null() };
            return Ok(Value { expr, kind: Kind::Truth });
        }
        let Some(sign) = self.sign(&["<>", "!=", "<=", ">=", "=", "<", ">"]) else { return Ok(left) };
        let right = self.sum()?;
        let dates = [left.kind, right.kind].contains(&Kind::Date) && [left.kind, right.kind].contains(&Kind::Text);
        if left.kind != right.kind && !dates {
            return Err(format!("{} cannot be compared with {}", left.kind.name(), right.kind.name()));
        }
        let as_date = |v: Value| if dates { cast(v.expr, DataType::Date32) } else { v.expr };
        let (left, right) = (as_date(left), as_date(right));
        let expr = match sign {
            "=" => left.eq(right),
            "<" => left.lt(right),
            "<=" => left.lt_eq(right),
            ">" => left.gt(right),
            ">=" => left.gt_eq(right),
            _ => left.not_eq(right),
        };
        Ok(Value { expr, kind: Kind::Truth })
    }

    fn sum(&mut self) -> Parsed<Value> {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&["+", "-"]) {
            let (a, b) = (expect(left, Kind::Number)?, expect(self.product()?, Kind::Number)?);
            left = Value { expr: if sign == "+" { a + b } else { a - b }, kind: Kind::Number };
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed<Value> {
        let mut left = self.signed()?;
        while let Some(sign) = self.sign(&["*", "/"]) {
            let (a, b) = (expect(left, Kind::Number)?, expect(self.signed()?, Kind::Number)?);
            left = Value { expr: if sign == "*" { a * b } else { a / b }, kind: Kind::Number };
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed<Value> {
        if self.sign(&["-"]).is_none() {
            return self.atom();
        }
        let inner = self.deeper(Self::signed)?;
        Ok(Value { expr: lit(0.0) - expect(inner, Kind::Number)?, kind: Kind::Number })
    }

    fn atom(&mut self) -> Parsed<Value> {
        match self.next() {
            Token::Number(n) => Ok(Value { expr: lit(n), kind: Kind::Number }),
            Token::Text(t) => Ok(Value { expr: lit(t), kind: Kind::Text }),
            Token::Sign("(") => {
                let inner = self.deeper(Self::either)?;
                self.must(")")?;
                Ok(inner)
            }
            Token::Word(w) if w == "case" => self.deeper(Self::case),
            Token::Word(w) if self.sign(&["("]).is_some() => self.call(&w),
            Token::Word(w) => self.column(&w),
            other => Err(format!("a column, a number or a text was expected, not {}", other.shown())),
        }
    }

    fn deeper(&mut self, inner: fn(&mut Self) -> Parsed<Value>) -> Parsed<Value> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} brackets stand within one another"));
        }
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn case(&mut self) -> Parsed<Value> {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        while self.word("when") {
            conditions.push(expect(self.either()?, Kind::Truth)?);
            self.must("then")?;
            values.push(expect(self.either()?, Kind::Number)?);
        }
        if conditions.is_empty() {
            return Err("case needs at least one when".to_owned());
        }
        let rest = if self.word("else") { Some(Box::new(expect(self.either()?, Kind::Number)?)) } else { None };
        self.must("end")?;
        let made = CaseBuilder::new(None, conditions, values, rest).end();
        Ok(Value { expr: made.map_err(|e| e.strip_backtrace())?, kind: Kind::Number })
    }

    fn call(&mut self, name: &str) -> Parsed<Value> {
        let mut given = vec![self.deeper(Self::either)?];
        while self.sign(&[","]).is_some() {
            given.push(self.deeper(Self::either)?);
        }
        self.must(")")?;
        let kind = if name == "contains" { Kind::Text } else { Kind::Number };
        let given = given.into_iter().map(|v| expect(v, kind)).collect::<Parsed<Vec<_>>>()?;
        let mut first = given.clone().into_iter();
        let expr = match (name, first.next(), first.next(), given.len()) {
            ("ln", Some(a), _, 1) => ln(a),
            ("log10", Some(a), _, 1) => log10(a),
            ("sqrt", Some(a), _, 1) => sqrt(a),
            ("abs", Some(a), _, 1) => abs(a),
            ("power", Some(a), Some(b), 2) => power(a, b),
            ("greatest", ..) => greatest(given),
            ("least", ..) => least(given),
            ("coalesce", ..) => coalesce(given),
            ("contains", Some(a), Some(b), 2) => {
                return Ok(Value { expr: contains(a, b), kind: Kind::Truth });
            }
            _ => return Err(format!("{name} with {} values is not known; known are {FUNCTIONS}", given.len())),
        };
        Ok(Value { expr, kind: Kind::Number })
    }

    fn column(&self, name: &str) -> Parsed<Value> {
        let field = self.schema.field_with_unqualified_name(name).map_err(|_| {
            let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
            format!("there is no column {name}; there are {}", names.join(", "))
        })?;
        Ok(match field.data_type() {
            DataType::Date32 => Value { expr: col(name), kind: Kind::Date },
            DataType::Boolean => Value { expr: col(name), kind: Kind::Truth },
            t if t.is_numeric() => Value { expr: cast(col(name), DataType::Float64), kind: Kind::Number },
            _ => Value { expr: col(name), kind: Kind::Text },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::{Field, Schema};

    fn schema() -> DFSchema {
        let field = |name, kind| Field::new(name, kind, true);
        let fields =
            [("capital_fen", DataType::Int64), ("name", DataType::Utf8View), ("registered_on", DataType::Date32)];
        let fields: Vec<Field> = fields.into_iter().map(|(n, k)| field(n, k)).collect();
        DFSchema::try_from(Schema::new(fields)).unwrap()
    }

    #[test]
    fn products_bind_closer_than_sums_and_signs_closest() {
        let capital = || cast(col("capital_fen"), DataType::Float64);
        let same = |text: &str, want: Expr| assert_eq!(parse(text, &schema()).unwrap(), want, "{text}");
        same("1 + 2 * capital_fen", lit(1.0) + lit(2.0) * capital());
        same("(1+2)*CAPITAL_FEN", (lit(1.0) + lit(2.0)) * capital());
        same("1 - 2 - 3", lit(1.0) - lit(2.0) - lit(3.0));
        same("-1.5e-3", lit(0.0) - lit(1.5e-3));
        same("power(2, ln(capital_fen))", power(lit(2.0), ln(capital())));
        same(
            "CASE WHEN name = '奥''特' AND NOT registered_on >= '2001-01-01' THEN 1 ELSE 0 END",
            CaseBuilder::new(
                None,
                vec![col("name").eq(lit("奥'特")).and(not(
                    cast(col("registered_on"), DataType::Date32).gt_eq(cast(lit("2001-01-01"), DataType::Date32)),
                ))],
                vec![lit(1.0)],
                Some(Box::new(lit(0.0))),
            )
            .end()
            .unwrap(),
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let deep = format!("{}1{}", "(".repeat(80), ")".repeat(80));
        for (text, part) in [
            ("", "was expected"),
            ("capital_fen)", ") was not expected"),
            ("sum(capital_fen)", "sum with 1 values is not known"),
            ("nothing", "there is no column nothing"),
            ("name", "a text stands where a number is needed"),
            ("name + 1", "a text stands where a number is needed"),
            ("capital_fen = name", "cannot be compared"),
            ("1; DROP TABLE firms", "';' has no meaning"),
            ("(SELECT 1)", "there is no column select"),
            ("'open", "no closing quote"),
            ("1.2.3", "is no number"),
            ("1e999", "too large"),
            ("CASE END", "at least one when"),
            (deep.as_str(), "within one another"),
        ] {
            let said = parse(text, &schema()).unwrap_err();
            assert!(said.contains(part), "{text}: {said}");
        }
    }
}

//! 试算: the rules on a made-up project: which matters result and why, in which order and how long; nothing is stored.
use super::view::{link_words, name_of};
use super::web::{asked, shell};
use super::{Attribute, Attributes, Theme, ValueType, VersionState, service, words};
use crate::LandState;
use crate::plan::compile::{CompileError, attributes_needed, compile};
use crate::plan::forecast::{Setting, forecast};
use crate::plan::{Compiled, Why};
use axum::extract::{Path, State};
use kernel::{Action, Error, FieldError, Resource};
use std::collections::BTreeMap;
use ui::view::Choice;
use ui::{Access, Errors, Html, Req, Result, Routes, Shell, T};

const RUNS: usize = 2_000;
const SEED: u64 = 1;

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Catalogue, Action::View);
    Routes::new().get("/land/catalogue/{theme}/try", see, attempt)
}

/// A question of the questionnaire.
pub struct QuestionView {
    pub code: String,
    pub name: String,
    pub unit: String,
    pub value: String,
    pub number: bool,
    pub choices: Vec<Choice>,
    pub error: String,
}

/// The questions that matter now, with the answers so far.
pub fn questions(t: T, asked: &[&Attribute], given: &Attributes, errors: &Errors) -> Vec<QuestionView> {
    let view = |a: &&Attribute| {
        let value = match given.get(&a.code) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            Some(serde_json::Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        let blank = Choice::new("", t.s("catalogue-choose"), value.is_empty());
        let options: Vec<(String, String)> = match a.ty {
            ValueType::Number => Vec::new(),
            ValueType::YesNo => {
                [("yes", "catalogue-yes"), ("no", "catalogue-no")].map(|(v, k)| (v.to_owned(), t.s(k))).to_vec()
            }
            ValueType::Choice => a.choices.iter().map(|c| (c.code.clone(), c.name.get(t.is_zh()).to_owned())).collect(),
        };
        let choices = options.into_iter().map(|(v, label)| Choice::new(v.clone(), label, v == value));
        QuestionView {
            code: a.code.clone(),
            name: a.name.get(t.is_zh()).to_owned(),
            unit: a.unit.clone(),
            number: a.ty == ValueType::Number,
            choices: std::iter::once(blank).chain(choices).collect(),
            error: errors.of(&a.code).to_owned(),
            value,
        }
    };
    asked.iter().map(view).collect()
}

/// The answers of a form: each as the attribute's type; what is not one stays text, so that the compiler says so.
pub fn answers(theme: &Theme, value: impl Fn(&str) -> String) -> Attributes {
    let mut given = Attributes::new();
    for attribute in &theme.attributes {
        let text = value(&attribute.code);
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let plain = text.replace([',', '，'], "");
        let json = match (attribute.ty, text) {
            (ValueType::YesNo, "yes") => true.into(),
            (ValueType::YesNo, "no") => false.into(),
            (ValueType::Number, _) => plain.parse::<f64>().map_or_else(|_| text.into(), number),
            _ => text.into(),
        };
        given.insert(attribute.code.clone(), json);
    }
    given
}

fn number(n: f64) -> serde_json::Value {
    if n.fract() == 0.0 && n.abs() < 9e15 { (n as i64).into() } else { n.into() }
}

/// The reason in words: the rule, and what the project answers.
pub fn why(t: T, theme: &Theme, why: &Why) -> String {
    if why.rule.is_empty() {
        return t.s("forecast-why-always");
    }
    let values = why.values.iter().map(|(code, value)| {
        let attribute = theme.attributes.iter().find(|a| a.code == *code);
        let name = attribute.map_or(code.as_str(), |a| a.name.get(t.is_zh()));
        t.a2("catalogue-answered", "name", name, "value", words::answer(t, attribute, value))
    });
    t.a2(
        "catalogue-why",
        "rule",
        words::rule(t, theme, &why.rule),
        "values",
        values.collect::<Vec<_>>().join(&t.s("catalogue-join")),
    )
}

struct ResultRow {
    name: String,
    department: String,
    why: String,
    after: String,
    days: u32,
    basis: String,
    slack: u32,
    critical: bool,
    finish: String,
}

struct Outcome {
    rows: Vec<ResultRow>,
    left_out: Vec<(String, String)>,
    days: u32,
    p50: String,
    p80: String,
    p95: String,
    provisional: bool,
}

#[derive(askama::Template)]
#[template(path = "land/catalogue/try.html")]
struct TryPage {
    page: Shell,
    code: String,
    theme_name: String,
    draft: bool,
    number: i64,
    questions: Vec<QuestionView>,
    /// Questions that are still open.
    open: usize,
    problems: Vec<String>,
    outcome: Option<Outcome>,
}

/// The draft where `?draft=1` asks for it, else the version in use.
async fn attempt(req: Req, State(s): State<LandState>, Path(code): Path<String>) -> Result<Html<TryPage>> {
    let versions = service::of_theme(&req.ctx, &s.db, &code).await?;
    let draft = asked(&req, "draft") == "1" || versions.iter().all(|v| v.state != VersionState::Published);
    let state = if draft { VersionState::Draft } else { VersionState::Published };
    let version = versions.into_iter().find(|v| v.state == state).ok_or(Error::NotFound)?;
    let (t, theme) = (req.t, &version.content);
    let given = answers(theme, |name| asked(&req, name));
    let compiled = compile(theme, &given);
    let refused: Vec<FieldError> = match &compiled {
        Err(error) => error.field_errors(theme, t.is_zh()),
        Ok(_) => Vec::new(),
    };
    let open = matches!(&compiled, Err(CompileError::Unanswered(_)));
    let errors = if open { Errors::none() } else { Errors::new(t, &refused) };
    let needed = attributes_needed(theme, &given).unwrap_or_else(|_| theme.attributes.iter().collect());
    let names: Vec<&str> = needed.iter().map(|a| a.code.as_str()).collect();
    let outcome = match compiled {
        Ok(compiled) => Some(outcome(&req, &s, theme, &compiled).await?),
        Err(_) => None,
    };
    Ok(Html(TryPage {
        page: shell(&req).titled(t.s("catalogue-try")),
        theme_name: theme.name.get(t.is_zh()).to_owned(),
        questions: questions(t, &needed, &given, &errors),
        open: if open { refused.len() } else { 0 },
        problems: errors.besides(&names).into_iter().map(str::to_owned).collect(),
        number: version.number,
        outcome,
        draft,
        code,
    }))
}

async fn outcome(req: &Req, s: &LandState, theme: &Theme, compiled: &Compiled) -> Result<Outcome> {
    let t = req.t;
    let calendar = crate::calendar::of_zone(&mut s.db.read(&req.ctx.zone).await?).await?;
    let progress = BTreeMap::new();
    let setting = Setting {
        calendar: &calendar,
        from: req.ctx.today(),
        runs: RUNS,
        seed: SEED,
        samples: &[],
        progress: &progress,
    };
    let found = forecast(compiled, &setting).map_err(|e| Error::internal(format!("{e:?}")))?;
    let after = |code: &str| {
        let links = compiled.links.iter().filter(|l| l.to == code);
        let named = links.map(|l| match l.kind {
            super::LinkKind::FinishToStart if l.lag_days == 0 => name_of(t, theme, &l.from),
            kind => format!("{} ({})", name_of(t, theme, &l.from), link_words(t, kind, l.lag_days)),
        });
        named.collect::<Vec<_>>().join(&t.s("catalogue-join"))
    };
    let rows = compiled.needed.iter().zip(&found.matters).map(|(n, f)| ResultRow {
        name: n.matter.name.get(t.is_zh()).to_owned(),
        department: n.matter.department.clone(),
        why: why(t, theme, &n.why),
        after: after(&n.matter.code),
        days: f.days,
        basis: t.s(f.basis.key()),
        slack: f.slack_days,
        critical: f.critical,
        finish: f.finish_on.to_string(),
    });
    let left = compiled.left_out.iter().map(|l| (l.name.get(t.is_zh()).to_owned(), why(t, theme, &l.why)));
    Ok(Outcome {
        rows: rows.collect(),
        left_out: left.collect(),
        days: found.days,
        p50: found.forecast.p50_on.clone(),
        p80: found.forecast.p80_on.clone(),
        p95: found.forecast.p95_on.clone(),
        provisional: found.forecast.provisional,
    })
}

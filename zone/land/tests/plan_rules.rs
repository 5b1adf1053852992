//! Rules and the compiler: what a project needs, why, and in which order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
use land::catalogue::answers::{Answers, Known, Value};
use land::catalogue::rule::{Open, RuleFault, parse};
use land::catalogue::{Attribute, Attributes, Choice, Link, LinkKind, MatterType, Name, Need, Theme, ValueType};
use land::plan::compile::{CompileError, attributes_needed, compile};
use land::plan::difference::{Part, between};
use proptest::prelude::*;
use serde_json::json;

fn attribute(code: &str, ty: ValueType) -> Attribute {
    Attribute { code: code.into(), name: Name { zh: code.into(), en: String::new() }, ty, ..Attribute::default() }
}

fn matter(code: &str, when: &str) -> MatterType {
    let name = Name { zh: format!("事项{code}"), en: String::new() };
    MatterType { code: code.into(), name, department: "住建局".into(), when: when.into(), ..MatterType::default() }
}

fn link(from: &str, to: &str, lag_days: u32) -> Link {
    Link { from: from.into(), to: to.into(), lag_days, ..Link::default() }
}

fn theme() -> Theme {
    let mut land = attribute("land", ValueType::Choice);
    land.choices = ["new", "own"].map(|c| Choice { code: c.into(), ..Choice::default() }).to_vec();
    let mut hectares = attribute("hectares", ValueType::Number);
    hectares.when = "forest".into();
    Theme {
        attributes: vec![attribute("forest", ValueType::YesNo), hectares, land, attribute("area", ValueType::Number)],
        matters: vec![
            matter("a", ""),
            matter("b", "forest && hectares > 2"),
            matter("c", "land == \"new\" || area >= 5000"),
            matter("d", ""),
        ],
        links: vec![link("a", "b", 1), link("b", "c", 2), link("c", "d", 0)],
        ..Theme::default()
    }
}

fn attributes(value: serde_json::Value) -> Attributes {
    value.as_object().unwrap().clone()
}

#[test]
fn each_matter_says_which_rule_and_answers_ask_for_it() {
    let given = attributes(json!({"forest": true, "hectares": 3, "land": "own", "area": 8000.5}));
    let plan = compile(&theme(), &given).unwrap();
    let codes: Vec<_> = plan.needed.iter().map(|n| n.matter.code.as_str()).collect();
    assert_eq!(codes, ["a", "b", "c", "d"]);
    assert_eq!(plan.needed[1].why.rule, "forest && hectares > 2");
    assert_eq!(plan.needed[1].why.values, [("forest".into(), json!(true)), ("hectares".into(), json!(3))]);
    assert_eq!(plan.needed[2].why.values, [("land".into(), json!("own")), ("area".into(), json!(8000.5))]);
    assert_eq!(plan.links.len(), 3);
}

#[test]
fn what_is_left_out_hands_on_its_prerequisites() {
    let plan = compile(&theme(), &attributes(json!({"forest": false, "land": "own", "area": 100}))).unwrap();
    let left: Vec<_> = plan.left_out.iter().map(|l| l.code.as_str()).collect();
    assert_eq!(left, ["b", "c"]);
    assert_eq!(plan.left_out[0].why.values, [("forest".into(), json!(false)), ("hectares".into(), json!(null))]);
    assert_eq!(plan.links, [link("a", "d", 3)], "over two left-out matters, with their lags");
}

#[test]
fn links_of_two_ways_between_two_matters_become_one() {
    let mut theme = theme();
    theme.links.push(link("a", "d", 9));
    let plan = compile(&theme, &attributes(json!({"forest": false, "land": "own", "area": 0}))).unwrap();
    assert_eq!(plan.links, [link("a", "d", 9)]);
}

#[test]
fn kinds_of_links_are_joined_as_times_pass_through_a_matter_without_duration() {
    use LinkKind::{FinishToFinish as Ff, FinishToStart as Fs, StartToStart as Ss};
    let cases = [
        (Fs, Fs, Some(Fs)),
        (Ss, Ss, Some(Ss)),
        (Ss, Fs, Some(Ss)),
        (Fs, Ff, Some(Ff)),
        (Fs, Ss, Some(Fs)),
        (Ff, Ss, None),
    ];
    for (first, second, joined) in cases {
        let mut theme = theme();
        theme.links = vec![Link { kind: first, ..link("a", "b", 1) }, Link { kind: second, ..link("b", "d", 1) }];
        let plan = compile(&theme, &attributes(json!({"forest": false, "land": "own", "area": 0}))).unwrap();
        let kinds: Vec<_> = plan.links.iter().map(|l| (l.kind, l.lag_days)).collect();
        assert_eq!(kinds, joined.map(|k| (k, 2)).into_iter().collect::<Vec<_>>(), "{first:?} {second:?}");
    }
}

#[test]
fn open_questions_are_named_and_never_taken_for_no() {
    let error = compile(&theme(), &Attributes::new()).unwrap_err();
    assert_eq!(error, CompileError::Unanswered(vec!["forest".into(), "land".into(), "area".into()]));
    let error = compile(&theme(), &attributes(json!({"forest": true, "land": "new"}))).unwrap_err();
    assert_eq!(error, CompileError::Unanswered(vec!["hectares".into()]));
}

#[test]
fn the_questionnaire_shows_only_what_matters_now() {
    let asked = |given: serde_json::Value| -> Vec<String> {
        let theme = theme();
        let needed = attributes_needed(&theme, &attributes(given)).unwrap();
        needed.into_iter().map(|a| a.code.clone()).collect()
    };
    assert_eq!(asked(json!({})), ["forest", "land", "area"]);
    assert_eq!(asked(json!({"forest": true})), ["forest", "hectares", "land", "area"]);
    assert_eq!(asked(json!({"forest": false})), ["forest", "land", "area"], "no forest, no hectares");
    assert_eq!(
        asked(json!({"forest": false, "land": "new"})),
        ["forest", "land"],
        "new land decides, whatever the area"
    );
    let stale = compile(&theme(), &attributes(json!({"forest": false, "hectares": 9, "land": "new"}))).unwrap();
    assert_eq!(stale.left_out[0].code, "b", "an answer to a question that is not asked any more does not count");
}

#[test]
fn a_circle_is_explained_by_its_chain() {
    let mut theme = theme();
    theme.links.push(link("d", "a", 0));
    let given = attributes(json!({"forest": false, "land": "new"}));
    let Err(CompileError::Cycle { codes, names }) = compile(&theme, &given) else { panic!("no cycle") };
    assert_eq!(codes, ["a", "c", "d"]);
    assert_eq!(names, ["事项a", "事项c", "事项d"]);
}

#[test]
fn answers_of_the_wrong_type_are_refused() {
    for (given, code) in [
        (json!({"forest": "yes"}), "forest"),
        (json!({"forest": false, "land": "sea"}), "land"),
        (json!({"forest": false, "area": -1}), "area"),
        (json!({"forest": false, "area": "12"}), "area"),
    ] {
        match compile(&theme(), &attributes(given)) {
            Err(CompileError::Answer { attribute, .. }) => assert_eq!(attribute, code),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn documents_are_asked_by_their_own_rules() {
    let mut theme = theme();
    let need = |when: &str| Need { material: format!("m{when}"), when: when.into(), ..Need::default() };
    theme.matters[0].needs = vec![need(""), need("forest"), need("!forest")];
    let plan = compile(&theme, &attributes(json!({"forest": false, "land": "new"}))).unwrap();
    let asked: Vec<_> = plan.needed[0].matter.needs.iter().map(|n| n.material.as_str()).collect();
    assert_eq!(asked, ["m", "m!forest"]);
}

#[test]
fn two_plans_are_compared_matter_by_matter() {
    let given = attributes(json!({"forest": false, "land": "new"}));
    let before = compile(&theme(), &given).unwrap();
    let mut next = theme();
    next.matters[0].promised_days = Some(3);
    next.matters[3] = matter("e", "");
    next.links = vec![link("a", "c", 0), link("c", "e", 0)];
    let difference = between(&before, &compile(&next, &given).unwrap());
    assert_eq!(difference.added.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["e"]);
    assert_eq!(difference.removed.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["d"]);
    assert_eq!(difference.changed[0].parts, [Part::Promised]);
    assert_eq!(difference.links_added, [link("a", "c", 0), link("c", "e", 0)]);
    assert!(between(&before, &before).is_empty());
}

#[test]
fn rules_that_cost_time_or_memory_are_refused_at_once() {
    let macros = "[1,2,3].all(a, [1,2,3].all(b, [1,2,3].all(c, true)))";
    assert!(matches!(parse(macros), Err(RuleFault::NotAllowed(_))));
    assert!(matches!(parse("size(x) > 1"), Err(RuleFault::NotAllowed(_))));
    assert!(matches!(parse("x.y == 1"), Err(RuleFault::NotAllowed(_))));
    assert_eq!(parse(&"a".repeat(1_001)), Err(RuleFault::TooLong));
    for open in ["(", "[", "{", "!", "-", "a?", "((((a.map(x,"] {
        let hostile = open.repeat(125 / open.len());
        assert!(parse(&hostile).is_err(), "{hostile}");
        assert!(parse(&open.repeat(999 / open.len())).is_err());
    }
    assert!(parse(&format!("a{}", " && a".repeat(190))).is_ok());
}

#[test]
fn a_fault_says_where_it_is() {
    let Err(RuleFault::Syntax { at }) = parse("forest && && area") else { panic!("no fault") };
    assert_eq!(at, 10);
    let Err(RuleFault::Syntax { at }) = parse("land == \"新供用地\" && &&") else { panic!("no fault") };
    assert_eq!(at, 18, "characters count, not bytes");
    assert!(matches!(parse("\"开 && x"), Err(RuleFault::Syntax { .. })));
}

#[test]
fn numbers_are_not_compared_with_words() {
    let error = compile(
        &Theme { matters: vec![matter("x", "area == \"5\"")], links: vec![], ..theme() },
        &attributes(json!({"area": 5})),
    );
    assert!(matches!(error, Err(CompileError::Rule { fault: RuleFault::Types(code), .. }) if code == "area"));
    let error = compile(
        &Theme { matters: vec![matter("x", "area")], links: vec![], ..theme() },
        &attributes(json!({"area": 5})),
    );
    assert!(matches!(error, Err(CompileError::Rule { fault: RuleFault::NotYesNo, .. })));
}

/// Rules over p, q (yes/no), n (number) and c (choice), as text.
fn rules() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("p".to_owned()),
        Just("q".to_owned()),
        (0..3_i32, prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]))
            .prop_map(|(n, op)| format!("n {op} {n}.0")),
        Just("c == \"x\"".to_owned()),
        Just("c in [\"x\", \"y\"]".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

proptest! {
    /// With all answers given a rule says what the interpreter of the crate `cel` says.
    #[test]
    fn rules_mean_what_cel_means(rule in rules(), p: bool, q: bool, n in 0..3_u8, c in prop::sample::select(vec!["x", "y", "z"])) {
        let mut answers = Answers::default();
        answers.set("p", Known::Is(Value::YesNo(p)));
        answers.set("q", Known::Is(Value::YesNo(q)));
        answers.set("n", Known::Is(Value::Number(f64::from(n))));
        answers.set("c", Known::Is(Value::Choice(c.to_owned())));
        let ours = parse(&rule).map(|r| r.holds(&answers));
        if let Ok(ours) = ours {
            let mut context = cel::Context::default();
            context.add_variable("p", p).unwrap();
            context.add_variable("q", q).unwrap();
            context.add_variable("n", f64::from(n)).unwrap();
            context.add_variable("c", c.to_owned()).unwrap();
            let theirs = cel::Program::compile(&rule).unwrap().execute(&context).unwrap();
            prop_assert_eq!(cel::Value::Bool(ours.unwrap()), theirs);
        } else {
            prop_assert_eq!(ours, Err(RuleFault::TooDeep));
        }
    }

    /// What holds or fails while a question is open does so whatever is answered.
    #[test]
    fn an_answer_reached_early_stays(rule in rules(), p: bool, q: bool, n in 0..3_u8) {
        let Ok(rule) = parse(&rule) else { return Ok(()) };
        let mut answers = Answers::default();
        answers.set("p", Known::Is(Value::YesNo(p)));
        answers.set("q", Known::Open(["q".to_owned()].into()));
        answers.set("n", Known::Open(["n".to_owned()].into()));
        answers.set("c", Known::Is(Value::Choice("x".into())));
        let early = rule.holds(&answers);
        answers.set("q", Known::Is(Value::YesNo(q)));
        answers.set("n", Known::Is(Value::Number(f64::from(n))));
        let late = rule.holds(&answers).unwrap();
        match early {
            Ok(early) => prop_assert_eq!(early, late),
            Err(open) => prop_assert!(matches!(open, Open::Unanswered(_))),
        }
    }
}

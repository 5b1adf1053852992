//! What the lexicon alone answers: trades, making and selling, cold cases, explanations, corrections.
use classifier::{Classifier, Corrected, Corrections, Division, Field, Firm, Group, Verdict};

fn firm<'a>(name: &'a str, scope: &'a str) -> Firm<'a> {
    Firm { name, scope }
}

fn group(name: &str, scope: &str) -> String {
    Classifier::lexicon_only().classify(firm(name, scope)).group().map(|g| g.to_string()).unwrap_or_default()
}

fn division(name: &str, scope: &str) -> String {
    Classifier::lexicon_only().classify(firm(name, scope)).division().map(|d| d.to_string()).unwrap_or_default()
}

#[test]
fn names_tell_the_trade() {
    let cases = [
        ("天河房地产开发有限公司", "701"),
        ("昌吉城建物业服务有限公司", "702"),
        ("中国建设银行股份有限公司乌鲁木齐友好路支行", "662"),
        ("乌鲁木齐县第三加油站", "526"),
        ("西域轴承制造有限公司", "345"),
        ("天山国际旅行社", "729"),
        ("博格达复合肥厂", "262"),
    ];
    for (name, expected) in cases {
        assert_eq!(group(name, ""), expected, "{name}");
    }
}

#[test]
fn the_same_goods_are_made_or_sold() {
    let cases = [
        ("服装的生产、加工", "18"),
        ("服装的批发", "51"),
        ("服装的零售", "52"),
        ("服装的生产和销售", "18"),
        ("批发、零售：服装", "51"),
    ];
    for (scope, expected) in cases {
        assert_eq!(division("天河有限公司", scope), expected, "{scope}");
    }
    assert_eq!(division("天河服装厂", ""), "18");
    assert_eq!(division("天河有限公司", "钢材、木材、服装、家具"), "51", "who lists many goods and no verb sells them");
    assert_eq!(division("天河服装贸易有限公司", ""), "51");
    assert_eq!(division("天河服装店", ""), "52");
}

#[test]
fn trade_that_names_no_goods_is_no_trade_in_crops() {
    for (name, scope) in [("示例商贸有限公司", ""), ("示例批发部", "批发"), ("示例商贸有限公司", "批发零售")]
    {
        assert_eq!(group(name, scope), "519", "{name} {scope}");
    }
    assert_eq!(group("示例商贸有限公司", "批发服装"), "513");
    assert_eq!(group("示例贸易有限公司", "销售蔬菜"), "511", "014, not division 14");
}

#[test]
fn the_first_thing_that_a_scope_names_weighs_most() {
    assert_eq!(division("天河有限公司", "水泥制造；汽车租赁；软件开发"), "30");
    assert_eq!(division("天河有限公司", "软件开发；汽车租赁；水泥制造"), "65");
}

#[test]
fn cold_cases() {
    assert_eq!(Classifier::lexicon_only().classify(firm("", "")), Verdict::UNKNOWN);
    assert_eq!(
        Classifier::lexicon_only()
            .classify(firm("某某有限公司", "依法须经批准的项目，经相关部门批准后方可开展经营活动")),
        Verdict::UNKNOWN
    );
    assert_eq!(
        Classifier::lexicon_only().classify(firm("ACME Trading Co., Ltd.", "general trading")),
        Verdict::UNKNOWN
    );
    assert_eq!(group("", "ＬＥＤ灯具的制造"), group("", "LED灯具的制造"));
    assert_eq!(group("", "led灯具的制造"), group("", "LED灯具的制造"));
    let long = format!("水泥制造；{}", "其他未列明项目、".repeat(50_000));
    assert_eq!(division("", &long), "30");
}

#[test]
fn confidences_are_shares_in_falling_order() {
    let verdict =
        Classifier::lexicon_only().classify(firm("天河工贸有限公司", "水泥制造；汽车租赁；软件开发；餐饮服务"));
    let confidences: Vec<f32> = verdict.divisions.iter().map(|g| g.confidence).collect();
    assert_eq!(confidences.len(), 3);
    assert!(confidences.is_sorted_by(|a, b| a >= b) && confidences.iter().sum::<f32>() < 1.0, "{confidences:?}");
    for group in verdict.groups.iter() {
        let of = verdict.divisions.iter().find(|d| d.code == group.code.division());
        assert!(of.is_some_and(|d| group.confidence <= d.confidence), "{verdict:?}");
    }
}

#[test]
fn words_that_decided_stand_in_the_text() {
    let classifier = Classifier::lexicon_only();
    let firm = firm("天河建材有限公司", "水泥制造、销售；汽车租赁");
    let words = classifier.explain(firm, Division::new(30).unwrap());
    let first = words.first().unwrap();
    assert_eq!((first.word.as_str(), first.field), ("水泥", Field::Scope), "{words:?}");
    assert!(words.iter().all(|e| firm.name.contains(&e.word) || firm.scope.contains(&e.word)), "{words:?}");
    assert!(words.iter().all(|e| e.share > 0.0) && words.iter().map(|e| e.share).sum::<f32>() < 1.001, "{words:?}");
    assert_eq!(classifier.explain(firm, Division::new(83).unwrap()), []);
}

#[test]
fn corrections_win_by_code_before_name() {
    let verdict = Classifier::lexicon_only().classify(firm("天河水泥厂", "水泥制造"));
    let mut corrections = Corrections::default();
    assert_eq!(corrections.apply(None, "天河水泥厂", verdict), verdict);
    corrections.set_by_name("天河 水泥厂", Corrected::Group(Group::new(621).unwrap()));
    corrections.set_by_credit_code("９１650100ma0000000x", Corrected::Division(Division::new(30).unwrap()));
    let by_name = corrections.apply(None, "天河水泥厂", verdict);
    assert_eq!((by_name.group(), by_name.corrected), (Group::new(621), true));
    assert_eq!(by_name.divisions.first().map(|g| g.confidence), Some(1.0));
    let by_code = corrections.apply(Some("91650100MA0000000X"), "天河水泥厂", verdict);
    assert_eq!((by_code.division(), by_code.group()), (Division::new(30), Group::new(301)));
    corrections.set_by_name("天河水泥厂", Corrected::Group(Group::new(302).unwrap()));
    assert_eq!(corrections.apply(None, "天河水泥厂", verdict).group(), Group::new(302), "the later one wins");
}

/// The lexicon speaks of the standard only: every group of it is in the table that the kernel ships.
#[test]
fn every_group_of_the_lexicon_is_in_the_standard() {
    let standard = include_str!("../../../platform/kernel/data/gbt4754-2017.csv");
    let known: Vec<&str> = standard.lines().filter_map(|line| line.split(',').next()).collect();
    let files = [include_str!("../data/lexicon.txt"), include_str!("../data/trade.txt")];
    let lines = files.iter().flat_map(|f| f.lines()).filter(|line| !line.starts_with('#'));
    for line in lines.filter(|line| !line.is_empty()) {
        let codes = line.split_whitespace().filter(|w| w.bytes().all(|b| b.is_ascii_digit()));
        codes.for_each(|code| assert!(known.contains(&code), "{code} in: {line}"));
    }
}

#[test]
fn every_word_of_the_lexicon_is_there_once_and_long_enough() {
    let mut seen = std::collections::BTreeMap::new();
    for line in include_str!("../data/lexicon.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let code = words.next().unwrap_or_default();
        for word in words.map(|w| w.trim_start_matches(['~', '?']).to_ascii_lowercase()) {
            assert!(word.chars().count() >= 2, "{word}");
            assert_eq!(seen.insert(word.clone(), code), None, "{word} twice, once under {code}");
        }
    }
}

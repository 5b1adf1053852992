//! What the pack of the demo zone holds, against its own sentences.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use super::urumqi_dir;
use crate::pack::*;

fn pack() -> Pack {
    read(&urumqi_dir())
        .unwrap_or_else(|errors| panic!("{}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()))
}

#[test]
fn urumqi_holds_the_figures_of_the_source() {
    let pack = pack();
    let value = |code: &str| {
        let found =
            pack.indicator_values.iter().find(|v| v.indicator == code && v.period.to_string() == "2019").unwrap();
        assert!(matches!(found.provenance, Provenance::Sentence(_)), "{code} has no sentence");
        (found.value.as_str(), found.qualifier)
    };
    assert_eq!(value("gdp"), ("1273.2", Qualifier::Exact));
    assert_eq!(value("gdp-growth"), ("7", Qualifier::Exact));
    assert_eq!(value("gdp-share"), ("36.9", Qualifier::Exact));
    assert_eq!(value("gdp-share-change"), ("0.3", Qualifier::Exact));
    assert_eq!(value("investment-total"), ("721.4", Qualifier::Over));
    assert_eq!(value("it-enterprises"), ("1000", Qualifier::MoreThan));
    assert_eq!(value("it-above-scale"), ("45", Qualifier::Exact));
    assert_eq!(value("biomed-enterprises"), ("120", Qualifier::Near));
    assert_eq!(value("biomed-share"), ("80", Qualifier::AtLeast));
    let rank = &pack.ranks[0];
    assert_eq!((rank.place, rank.out_of, rank.edition, rank.publishers.len()), (34, 100, 2019, 2));
    assert_eq!(rank.published_on.to_string(), "2019-10-08");
}

#[test]
fn the_number_as_written_stands_in_its_sentence() {
    let pack = pack();
    let mut checked = 0;
    for value in &pack.indicator_values {
        if let (Provenance::Sentence(id), Some(words)) = (&value.provenance, &value.as_written) {
            let sentence = pack.sentences.iter().find(|s| s.id == *id).unwrap();
            assert!(sentence.text.contains(words.as_str()), "{} is not in {id}", words);
            checked += 1;
        }
    }
    assert_eq!(checked, 10);
}

#[test]
fn example_trends_end_at_the_figure_of_the_year() {
    let pack = pack();
    for (trend, of) in [("gdp-ytd", "gdp"), ("investment-ytd", "investment-total")] {
        let series: Vec<&IndicatorValue> = pack.indicator_values.iter().filter(|v| v.indicator == trend).collect();
        assert!(series.iter().all(|v| v.provenance == Provenance::Example));
        let year = pack.indicator_values.iter().find(|v| v.indicator == of).unwrap();
        assert_eq!(series.last().unwrap().value, year.value);
        let numbers: Vec<f64> = series.iter().map(|v| v.value.parse().unwrap()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

#[test]
fn every_real_company_stands_in_its_sentence() {
    let pack = pack();
    let real: Vec<&PackEnterprise> = pack.enterprises.iter().filter(|e| !e.is_example()).collect();
    assert_eq!(real.len(), 22);
    for company in real {
        let Provenance::Sentence(id) = &company.provenance else { panic!("{} has no sentence", company.name) };
        let sentence = pack.sentences.iter().find(|s| s.id == *id).unwrap();
        assert!(sentence.text.contains(&company.name), "{} is not in {id}", company.name);
        assert_eq!(company.credit_code, None, "the source gives no credit code");
        assert_eq!(company.parent, None, "the source names no parent company");
    }
    for tag in &pack.enterprise_tags {
        let company = pack.enterprises.iter().find(|e| e.id == tag.enterprise).unwrap();
        let Provenance::Sentence(id) = &tag.provenance else {
            panic!("{} {} has no sentence", tag.enterprise, tag.tag)
        };
        let text = &pack.sentences.iter().find(|s| s.id == *id).unwrap().text;
        let named = std::iter::once(&company.name).chain(&company.aliases).any(|name| text.contains(name.as_str()));
        assert!(named || tag.tag == "gap-filled", "{} is not named in {id}", company.name);
    }
}

#[test]
fn invented_figures_of_real_companies_are_examples_and_only_grow() {
    let pack = pack();
    let real = |id: &str| pack.enterprises.iter().any(|e| e.id == id && !e.is_example());
    let mut compared = 0;
    for figure in pack.figures.iter().filter(|f| real(&f.enterprise)) {
        assert_eq!(figure.provenance, Provenance::Example);
        let before = pack.figures.iter().find(|f| {
            (f.enterprise.as_str(), f.metric, f.year) == (figure.enterprise.as_str(), figure.metric, figure.year - 1)
        });
        if let Some(before) = before {
            assert!(before.amount < figure.amount, "{} {:?} {}", figure.enterprise, figure.metric, figure.year);
            compared += 1;
        }
    }
    assert!(compared > 40);
}

#[test]
fn list_memberships_are_claimed_and_the_amounts_are_in_fen() {
    let pack = pack();
    assert_eq!(pack.memberships.len(), 3);
    assert!(pack.memberships.iter().all(|m| m.evidence == Evidence::Claimed && m.year.is_none() && m.rank.is_none()));
    let film = pack.enterprises.iter().find(|e| e.id == "ex-film").unwrap();
    assert_eq!(film.registered_capital_fen, Some(kernel::money::Fen(13_400_000_000)));
    let rule = pack.thresholds.iter().find(|r| r.code == "services-until-2018").unwrap();
    assert_eq!((rule.revenue_at_least_fen, rule.staff_at_least), (Some(kernel::money::Fen(1_000_000_000)), Some(50)));
}

#[test]
fn a_service_industry_has_one_rule_for_every_year() {
    let pack = pack();
    let day = |year: i32| chrono::NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
    for section in ["G", "I", "L", "M", "N"] {
        for year in 2017..=2026 {
            let valid = |rule: &&ThresholdRule| {
                rule.valid_from <= day(year) && rule.valid_to.is_none_or(|end| day(year) <= end)
            };
            let rules = pack
                .thresholds
                .iter()
                .filter(valid)
                .filter(|r| r.industries.iter().any(|c| c.as_str() == section))
                .count();
            assert_eq!(rules, 1, "{section} in {year}");
        }
    }
}

#[test]
fn a_statement_answers_where_from() {
    let pack = pack();
    let gdp = pack.indicator_values.iter().find(|v| v.indicator == "gdp").unwrap();
    let source = pack.source_of(&gdp.provenance);
    assert_eq!(source.document, "区情报道（2019 年度）");
    assert!(source.sentence.unwrap().contains("地区生产总值1273.2亿元，增长7%"));
    assert!(!source.example);
    let rule = pack.thresholds.iter().find(|r| r.code == "services-2000").unwrap();
    let source = pack.source_of(&rule.provenance);
    assert_eq!((source.publisher.as_deref(), source.sentence), (Some("国家统计局"), None));
    assert!(pack.source_of(&Provenance::Example).example);
}

#[test]
fn example_companies_stand_where_the_mapping_puts_them() {
    let pack = pack();
    let examples: Vec<&PackEnterprise> = pack.enterprises.iter().filter(|e| e.is_example()).collect();
    assert_eq!(examples.len(), 14);
    for company in examples {
        let industry = company.industry.as_ref().unwrap().industry;
        // From class to section: the longest code that the mapping has.
        let mut at = Some(industry);
        let mapped = loop {
            let Some(code) = at else { break None };
            match pack.focus_industries.iter().find(|m| m.industry == code) {
                Some(mapping) => break Some(mapping.focus.as_str()),
                None => at = code.parent(),
            }
        };
        assert_eq!(company.focus.as_ref().map(|f| f.focus.as_str()), mapped, "{} {industry}", company.name);
        assert!(company.credit_code.is_some() && company.name.contains("示例"));
    }
}

#[test]
fn some_examples_are_near_a_threshold_and_some_above() {
    let pack = pack();
    let (mut near, mut above) = (0, 0);
    for company in pack.enterprises.iter().filter(|e| e.is_example()) {
        let industry = company.industry.as_ref().unwrap().industry;
        let rule =
            pack.thresholds.iter().find(|r| r.valid_to.is_none() && r.industries.iter().any(|i| industry.within(*i)));
        let needed = rule.and_then(|rule| rule.revenue_at_least_fen).unwrap().0;
        let is =
            pack.figures.iter().find(|f| f.enterprise == company.id && f.metric == Metric::Revenue && f.year == 2019);
        match is.unwrap().amount {
            amount if amount >= needed => above += 1,
            amount if amount * 10 >= needed * 8 => near += 1,
            amount => panic!("{} has {amount} of {needed}", company.name),
        }
    }
    assert_eq!((near, above), (7, 7));
}

#[test]
fn the_outlets_hesitated_were_attended_to_and_signed() {
    let pack = pack();
    let lead = pack.leads.iter().find(|l| l.enterprise.as_deref() == Some("shanshan-huijia")).unwrap();
    let stages: Vec<&str> = lead.stages.iter().map(|(s, _)| s.as_str()).collect();
    assert_eq!(stages, ["lead", "talks", "signed"]);
    let doubt = pack.lead_hesitations.iter().find(|h| h.lead == lead.id).unwrap();
    assert!(doubt.resolved_on.is_some());
    let sentence = pack.sentences.iter().find(|s| Some(&s.id) == doubt.quotes.as_ref()).unwrap();
    assert!(
        sentence.text.contains("犹豫不决")
            && sentence.text.contains(doubt.how.as_deref().unwrap().trim_end_matches('。'))
    );
    // Days are invented, so they are marked; every other lead is an invented company's.
    assert_eq!(lead.provenance, Provenance::Example);
    let real = |l: &&PackLead| {
        l.company
            .as_deref()
            .or(l.enterprise.as_deref())
            .is_some_and(|n| !n.starts_with("示例") && !n.starts_with("ex-"))
    };
    assert_eq!(pack.leads.iter().filter(real).count(), 1);
    assert!(pack.leads.iter().all(|l| l.provenance == Provenance::Example));
    // The signing stands in the agreements on the same day.
    let agreement = pack.agreements.iter().find(|a| a.code == "shanshan").unwrap();
    assert_eq!(lead.stages.last().map(|(_, on)| *on), agreement.signed_on);
}

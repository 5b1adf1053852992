//! The check of a theme: each fault at its place, with what to do; and the theme of the demo is clean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod town;
use land::catalogue::lint::{Finding, Severity, Spot, is_clean, lint};
use land::catalogue::{Link, Theme};
use land::plan::compile::compile;
use town::{demo, seeds};

/// What the check finds in the demo's theme after a change.
fn after(change: impl FnOnce(&mut Theme)) -> Vec<Finding> {
    let mut theme = demo();
    change(&mut theme);
    lint(&theme)
}

fn with_rule(rule: &str) -> Finding {
    let mut found = after(|t| t.matters[1].when = rule.to_owned());
    found.retain(|f| f.spot == Spot::Matter("land_plan".into()));
    assert_eq!(found.len(), 1, "{rule}: {found:?}");
    assert_eq!(found[0].field, "when");
    found.remove(0)
}

#[test]
fn the_theme_of_the_demo_is_clean_and_its_samples_compile() {
    assert_eq!(lint(&demo()), []);
    for sample in ["project-outlet-mall.json", "project-film-line.json"] {
        let text = std::fs::read_to_string(seeds(&format!("../samples/{sample}"))).unwrap();
        let project: serde_json::Value = serde_json::from_str(&text).unwrap();
        let plan = compile(&demo(), project["attributes"].as_object().unwrap()).unwrap();
        assert!(plan.needed.len() >= 15, "{sample}: {}", plan.needed.len());
    }
}

#[test]
fn an_unknown_attribute_is_named_with_its_place_and_what_was_meant() {
    let found = with_rule("land == \"new\" && forrest");
    assert_eq!((found.code, found.range), ("catalogue-rule-unknown-attribute", Some((17, 24))));
    assert_eq!(found.suggestion.as_deref(), Some("forest"));
}

#[test]
fn values_are_compared_with_their_like() {
    assert_eq!(with_rule("forest == 1").code, "catalogue-lint-type-yes-no");
    assert_eq!(with_rule("floor_area == \"big\"").code, "catalogue-lint-type-number");
    assert_eq!(with_rule("land && forest").code, "catalogue-lint-type-choice");
    assert_eq!(with_rule("floor_area").code, "catalogue-rule-not-yes-no");
    let found = with_rule("land in [\"new\", \"leese\"]");
    assert_eq!((found.code, found.suggestion.as_deref()), ("catalogue-lint-choice-unknown", Some("lease")));
    assert_eq!(found.range, Some((17, 22)));
    let found = with_rule("forest && && land == \"new\"");
    assert_eq!((found.code, found.range), ("catalogue-rule-syntax", Some((10, 11))));
    assert_eq!(with_rule("size(land) > 2").code, "catalogue-rule-not-allowed");
}

#[test]
fn a_rule_that_can_never_hold_is_found() {
    for never in [
        "floor_area > 100 && floor_area < 50",
        "land == \"new\" && land == \"own\"",
        "forest && land == \"lease\"",
        "floor_area < 0",
    ] {
        assert_eq!(with_rule(never).code, "catalogue-lint-never", "{never}");
    }
    let always = with_rule("floor_area >= 0 || true");
    assert_eq!((always.code, always.severity), ("catalogue-lint-always", Severity::Warning));
    let found = after(|t| t.matters[1].when = "floor_area > 100 && floor_area < 101".into());
    assert_eq!(found, [], "a narrow one can");
}

#[test]
fn a_circle_is_an_error_only_where_its_links_hold_together() {
    let link = |from: &str, to: &str, when: &str| Link {
        from: from.into(),
        to: to.into(),
        when: when.into(),
        ..Link::default()
    };
    let found = after(|t| t.links.push(link("construction", "record", "")));
    let circle = found.iter().find(|f| f.code == "catalogue-lint-cycle").unwrap();
    assert_eq!(circle.spot, Spot::Link { from: "construction".into(), to: "record".into() }, "the last one added");
    let chain = &circle.args.iter().find(|(n, _)| n == "chain").unwrap().1;
    assert!(chain.starts_with("建筑工程施工许可 → 项目备案 → ") && chain.ends_with("建筑工程施工许可"), "{chain}");
    let apart = after(|t| {
        t.links.push(link("green", "lift_use", "land == \"new\""));
        t.links.push(link("lift_use", "green", "land == \"own\""));
    });
    assert!(is_clean(&apart), "{apart:?}");
    let together = after(|t| {
        t.links.push(link("green", "lift_use", "land == \"new\""));
        t.links.push(link("lift_use", "green", "land != \"own\""));
    });
    assert!(together.iter().any(|f| f.code == "catalogue-lint-cycle"));
}

#[test]
fn what_does_not_exist_is_named_where_it_is_used() {
    let code = |found: &[Finding]| found.iter().map(|f| (f.code, f.suggestion.clone())).collect::<Vec<_>>();
    let found = after(|t| t.matters[0].needs[0].material = "licens".into());
    assert_eq!(code(&found)[0], ("catalogue-lint-material-unknown", Some("licence".into())));
    let found = after(|t| t.matters[0].stage = "plann".into());
    assert_eq!(code(&found), [("catalogue-lint-stage-unknown", Some("plan".into()))]);
    let found = after(|t| t.links[0].to = "land_plam".into());
    assert!(code(&found).contains(&("catalogue-link-unknown-matter", Some("land_plan".into()))));
    let found = after(|t| t.matters[0].department.clear());
    assert_eq!(found[0].code, "catalogue-lint-department-missing");
    let found = after(|t| t.attributes[3].when = "floor_area > 1".into());
    assert!(found.iter().any(|f| f.code == "catalogue-lint-attribute-later"), "{found:?}");
    let found = after(|t| t.matters[2].code = "record".into());
    assert!(found.iter().any(|f| f.code == "catalogue-code-twice"));
    let found = after(|t| t.matters[0].promised_days = Some(-1));
    assert_eq!(found[0].field, "promised_days");
    let found = after(|t| t.matters[0].took = vec![(0.8, 5.0), (0.5, 9.0)]);
    assert_eq!(found[0].field, "took");
}

#[test]
fn every_finding_has_its_sentence_in_both_languages() {
    land::register_texts();
    let found = after(|t| {
        t.matters[1].when = "forrest".into();
        t.matters[2].when = "land == 5".into();
        t.links.push(Link { from: "opening".into(), to: "record".into(), ..Link::default() });
    });
    for locale in [kernel::Locale::ZhCn, kernel::Locale::En] {
        let t = ui::T::new(locale);
        for finding in &found {
            let said = land::catalogue::words::finding(t, finding);
            assert!(!said.contains("catalogue-") && !said.contains("{$"), "{said}");
        }
    }
    assert!(!ui::i18n::missing().iter().any(|k| k.contains("catalogue-")), "{:?}", ui::i18n::missing());
}

#[test]
fn rules_are_said_in_words() {
    land::register_texts();
    let theme = demo();
    let said = |locale, rule: &str| land::catalogue::words::rule(ui::T::new(locale), &theme, rule);
    let zh = |rule: &str| said(kernel::Locale::ZhCn, rule);
    assert_eq!(zh("new_build && site_area >= 5000"), "是否新建或扩建建筑为“是”，且用地面积不小于 5000 ㎡");
    assert_eq!(zh("eia in [\"report\", \"form\"]"), "环境影响评价类别为报告书或报告表");
    assert_eq!(
        zh("lift && (forest || land == \"own\")"),
        "是否有电梯为“是”，且（是否占用林地为“是”；或用地（场地）方式为自有用地）"
    );
    assert_eq!(
        said(kernel::Locale::En, "land == \"lease\" && !lift"),
        "Land or premises is Leased premises, and Are there lifts?: no"
    );
}

//! Expansion ranking on a small made country: what it learns, that it never looks ahead, and that nothing upsets it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use proptest::prelude::*;
use std::collections::BTreeSet;
use targeting::boost::Random;
use targeting::expansion::{Establishment, Expansion, Settings};

const AT: i32 = 2000;

/// Chains open year by year in the cities of one province, each in one division; one in five groups stays where it is.
fn country() -> Vec<Establishment> {
    let mut random = Random::new(11);
    let mut rows = Vec::new();
    for group in 0..120_u64 {
        let (province, division, start) = (group % 4, group % 5, 1985 + (random.bits() % 8) as i32);
        let home = (group % 3 == 0).then(|| format!("P{province}|C0"));
        for step in 0..8 {
            let year = start + 2 * step;
            if step > 0 && (group % 5 == 4 || random.unit() < 0.3) {
                continue;
            }
            let city = (u64::try_from(step).unwrap() + group) % 10;
            rows.push(Establishment {
                group: format!("g{group:03}"),
                home: home.clone(),
                place: format!("P{province}|C{city}"),
                division: format!("{division:02}"),
                year,
            });
        }
    }
    rows
}

fn quick() -> Settings {
    let mut settings = Settings { models: 2, nets: 2, negatives: 40.0, ..Settings::default() };
    settings.net.rounds = 5;
    settings.trees.trees = 40;
    settings.trees.least_rows = 10;
    settings.trees.learning_rate = 0.15;
    settings
}

fn fit(rows: &[Establishment], at: i32) -> Expansion {
    Expansion::fit_with(rows, at, &quick(), &mut |_| ())
}

fn names(expansion: &Expansion, place: &str, division: &str) -> Vec<String> {
    expansion.rank(place, division, 30).into_iter().map(|r| r.group).collect()
}

#[test]
fn groups_of_the_province_and_the_trade_come_first() {
    let expansion = fit(&country(), AT);
    assert!(expansion.model().is_learned());
    let best = expansion.rank("P1|C3", "02", 5);
    let right = best.iter().filter(|r| r.facts.province_places > 0 && r.facts.trade_establishments > 0).count();
    assert!(right >= 4, "{best:#?}");
}

#[test]
fn who_is_there_or_at_home_there_is_not_ranked() {
    let rows = country();
    let expansion = fit(&rows, AT);
    let ranked: BTreeSet<String> = names(&expansion, "P0|C0", "00").into_iter().collect();
    assert!(!ranked.is_empty());
    let known = rows.iter().filter(|r| r.year < AT);
    let there = known.filter(|r| r.place == "P0|C0" || r.home.as_deref() == Some("P0|C0"));
    assert!(there.filter(|r| ranked.contains(&r.group)).count() == 0);
}

#[test]
fn later_years_change_nothing() {
    let rows = country();
    let before: Vec<Establishment> = rows.iter().filter(|r| r.year < 1996).cloned().collect();
    let (all, past) = (fit(&rows, 1996), fit(&before, 1996));
    assert!(before.len() < rows.len());
    assert_eq!(all.model(), past.model());
    assert_eq!(all.rank("P2|C1", "03", 20), past.rank("P2|C1", "03", 20));
}

#[test]
fn order_of_rows_and_repetition_change_nothing() {
    let rows = country();
    let mut turned = rows.clone();
    turned.reverse();
    assert_eq!(names(&fit(&rows, AT), "P3|C2", "01"), names(&fit(&turned, AT), "P3|C2", "01"));
    assert_eq!(fit(&rows, AT).rank("P3|C2", "01", 9), fit(&rows, AT).rank("P3|C2", "01", 9));
}

#[test]
fn reasons_add_up_and_facts_are_true() {
    let rows = country();
    for ranked in fit(&rows, AT).rank("P1|C5", "01", 10) {
        let sum: f64 = ranked.base + ranked.reasons.iter().map(|r| r.change).sum::<f64>();
        assert!((sum - ranked.score).abs() < 1e-3, "{sum} {}", ranked.score);
        let of_group = || rows.iter().filter(|r| r.group == ranked.group && r.year < AT);
        let places: BTreeSet<&str> = of_group().map(|r| r.place.as_str()).collect();
        assert_eq!(ranked.facts.places as usize, places.len());
        let near = places.iter().filter(|p| p.starts_with("P1|")).count();
        assert_eq!(ranked.facts.province_places as usize, near);
        assert_eq!(ranked.facts.trade_establishments as usize, of_group().filter(|r| r.division == "01").count());
    }
}

#[test]
fn a_kept_model_ranks_as_before() {
    let rows = country();
    let expansion = fit(&rows, AT);
    let again = Expansion::with(expansion.model().clone(), &rows);
    assert_eq!(expansion.rank("P0|C7", "00", 20), again.rank("P0|C7", "00", 20));
}

#[test]
fn too_little_history_ranks_by_rule_and_says_so() {
    let rows = country();
    let early = fit(&rows, 1988);
    assert!(!early.model().is_learned());
    assert!(early.candidates() > 0);
    assert_eq!(early.rank("P1|C3", "02", 3).len(), 3);
}

#[test]
fn places_and_divisions_never_seen_are_ranked_too() {
    let expansion = fit(&country(), AT);
    assert!(!expansion.knows_place("P1|新区") && !expansion.knows_division("99"));
    for (place, division) in [("P1|新区", "02"), ("nowhere", "02"), ("P1|C3", "99"), ("", "")] {
        let ranked = expansion.rank(place, division, 10);
        assert_eq!(ranked.len(), 10);
        assert!(ranked.iter().all(|r| r.score.is_finite()));
    }
}

#[test]
fn a_past_year_can_be_judged() {
    let rows = country();
    let accuracy = fit(&rows, 1999).judge(&rows).unwrap();
    assert!(accuracy.questions > 0);
    assert!(accuracy.hit_10 > 0.5 && accuracy.hit_10 <= accuracy.hit_50, "{accuracy:?}");
    assert!(fit(&rows, 2050).judge(&rows).is_none());
}

#[test]
fn nothing_gives_nothing() {
    assert!(fit(&[], AT).rank("P1|C1", "01", 10).is_empty());
    assert!(fit(&country(), 1900).rank("P1|C1", "01", 10).is_empty());
    assert!(fit(&country(), AT).rank("P1|C1", "01", 0).is_empty());
    assert!(fit(&country(), i32::MIN).rank("P1|C1", "01", 10).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_rows_are_survived(rows in prop::collection::vec((0_u8..9, prop::option::of(0_u8..4), 0_u8..6, 0_u8..3, 1990_i32..2004), 0..80)) {
        let rows: Vec<Establishment> = rows.into_iter().map(|(group, home, place, division, year)| Establishment {
            group: group.to_string(),
            home: home.map(|h| format!("省|{h}")),
            place: format!("省|{place}"),
            division: division.to_string(),
            year,
        }).collect();
        let ranked = fit(&rows, AT).rank("省|1", "1", 50);
        let groups: BTreeSet<&String> = ranked.iter().map(|r| &r.group).collect();
        prop_assert_eq!(groups.len(), ranked.len());
        prop_assert!(ranked.windows(2).all(|w| w[0].score >= w[1].score));
    }
}

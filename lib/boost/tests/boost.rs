//! Boosted trees: what they learn, that they are the same every time, and that their reasons add up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use boost::{Boosted, Loss, Measured, Medians, Params, Random, Table};
use proptest::prelude::*;

const COLUMNS: usize = 3;

struct Made {
    values: Vec<f32>,
    positive: Vec<bool>,
    weights: Vec<f32>,
    lists: Vec<u32>,
}

/// Lists of 20 rows; the first two features decide together, the third is noise.
fn made(rows: u32, seed: u64) -> Made {
    let mut random = Random::new(seed);
    let mut made = Made { values: vec![], positive: vec![], weights: vec![], lists: vec![] };
    for row in 0..rows {
        let (a, b, noise) = (random.unit(), random.unit(), random.unit());
        made.values.extend([a, b, noise]);
        made.positive.push((a > 0.6 && b > 0.3) != (random.unit() < 0.05));
        made.weights.push(1.0);
        made.lists.push(row / 20);
    }
    made
}

impl Made {
    fn table(&self) -> Table<'_> {
        Table {
            columns: COLUMNS,
            values: &self.values,
            positive: &self.positive,
            weights: &self.weights,
            lists: &self.lists,
        }
    }
}

fn params(seed: u64) -> Params {
    Params {
        trees: 40,
        leaves: 6,
        learning_rate: 0.2,
        l2: 1.0,
        least_rows: 5,
        least_second: 1e-3,
        rows: 0.8,
        columns: 0.7,
        seed,
    }
}

#[test]
fn both_losses_find_what_decides() {
    let made = made(3000, 1);
    for loss in [Loss::Logistic, Loss::List] {
        let model = Boosted::fit(&made.table(), loss, &params(1));
        let inside = model.score(&[0.8, 0.6, 0.5]);
        for outside in [[0.4, 0.6, 0.5], [0.8, 0.1, 0.5], [0.1, 0.1, 0.9]] {
            assert!(inside > model.score(&outside) + 2.0, "{loss:?}");
        }
    }
}

#[test]
fn log_odds_agree_with_frequencies() {
    let made = made(6000, 2);
    let model = Boosted::fit(&made.table(), Loss::Logistic, &params(2));
    let expected: f32 = made.values.chunks(COLUMNS).map(|r| 1.0 / (1.0 + (-model.score(r)).exp())).sum();
    let seen = made.positive.iter().filter(|p| **p).count() as f32;
    assert!((expected / seen - 1.0).abs() < 0.03, "{expected} expected, {seen} seen");
}

#[test]
fn a_weighted_sample_of_negatives_stands_for_all() {
    let all = made(8000, 3);
    let (mut random, mut sample) =
        (Random::new(9), Made { values: vec![], positive: vec![], weights: vec![], lists: vec![] });
    for (n, row) in all.values.chunks(COLUMNS).enumerate() {
        if all.positive[n] || random.unit() < 0.25 {
            sample.values.extend_from_slice(row);
            sample.positive.push(all.positive[n]);
            sample.weights.push(if all.positive[n] { 1.0 } else { 4.0 });
            sample.lists.push(all.lists[n]);
        }
    }
    let full = Boosted::fit(&all.table(), Loss::Logistic, &params(3));
    let part = Boosted::fit(&sample.table(), Loss::Logistic, &params(3));
    for row in [[0.8, 0.6, 0.5], [0.4, 0.6, 0.5], [0.8, 0.1, 0.5]] {
        assert!((full.score(&row) - part.score(&row)).abs() < 0.8, "{row:?}");
    }
}

#[test]
fn same_seed_same_trees_other_seed_other_trees() {
    let made = made(1000, 4);
    let fit = |seed| Boosted::fit(&made.table(), Loss::Logistic, &params(seed));
    assert_eq!(fit(5), fit(5));
    assert_ne!(fit(5), fit(6));
}

#[test]
fn nothing_to_learn_from_is_no_accident() {
    let none = Made { values: vec![], positive: vec![], weights: vec![], lists: vec![] };
    let same = Made { values: vec![1.0; 30], positive: vec![true; 10], weights: vec![1.0; 10], lists: vec![0; 10] };
    for made in [none, same] {
        for loss in [Loss::Logistic, Loss::List] {
            assert!(Boosted::fit(&made.table(), loss, &params(1)).score(&[1.0, 1.0, 1.0]).is_finite());
        }
    }
}

/// Groups of ten rows; the first feature decides, a tenth of the groups lies far off.
fn measured(groups: u32, seed: u64) -> (Vec<f32>, Vec<f32>, Vec<u32>) {
    let mut random = Random::new(seed);
    let (mut values, mut targets, mut of) = (vec![], vec![], vec![]);
    for group in 0..groups {
        let far = if random.unit() < 0.1 { 1000.0 } else { 0.0 };
        for _ in 0..10 {
            let (a, noise) = (random.unit(), random.unit());
            values.extend([a, noise]);
            targets.push(if a > 0.5 { 8.0 } else { 2.0 } + random.unit() + far);
            of.push(group);
        }
    }
    (values, targets, of)
}

#[test]
fn medians_are_found_in_spite_of_groups_that_lie_far_off() {
    let (values, targets, groups) = measured(300, 7);
    let fit = |seed| {
        let measured = Measured { columns: 2, values: &values, targets: &targets, groups: &groups };
        Medians::fit(&measured, &Params { rows: 0.5, columns: 1.0, least_second: 1.0, ..params(seed) })
    };
    let model = fit(1);
    for (a, expected) in [(0.2, 2.5), (0.8, 8.5)] {
        let said = model.predict(&[a, 0.5]);
        assert!((said - expected).abs() < 0.5, "{said} where {expected} is the median");
    }
    assert_eq!(fit(1), fit(1));
    assert_ne!(fit(1), fit(2));
    let none = Measured { columns: 2, values: &[], targets: &[], groups: &[] };
    assert_eq!(Medians::fit(&none, &params(1)).predict(&[0.0, 0.0]), 0.0);
}

proptest! {
    #[test]
    fn reasons_add_up_to_the_score(seed in 0_u64..50, a in 0.0_f32..1.0, b in 0.0_f32..1.0, c in 0.0_f32..1.0) {
        let made = made(400, seed);
        let model = Boosted::fit(&made.table(), Loss::Logistic, &Params { trees: 10, ..params(seed) });
        let mut changes = [0.0; COLUMNS];
        let base = model.explain(&[a, b, c], &mut changes);
        prop_assert!((base + changes.iter().sum::<f32>() - model.score(&[a, b, c])).abs() < 1e-4);
    }

    #[test]
    fn a_monotone_change_of_a_feature_changes_no_ranking(seed in 0_u64..20) {
        let plain = made(400, seed);
        let mut bent = made(400, seed);
        bent.values.iter_mut().for_each(|v| *v = v.exp() * 3.0 - 7.0);
        let fit = |m: &Made| Boosted::fit(&m.table(), Loss::Logistic, &Params { trees: 10, ..params(seed) });
        let (a, b) = (fit(&plain), fit(&bent));
        for (row, other) in plain.values.chunks(COLUMNS).zip(bent.values.chunks(COLUMNS)) {
            prop_assert!((a.score(row) - b.score(other)).abs() < 1e-5);
        }
    }
}

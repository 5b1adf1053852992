//! The counting rules as properties: what counts does not depend on the order, nothing counts twice, kinds are never mixed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use attract::agreement::counting::{How, Standing, Tally, Why, converted, count};
use attract::agreement::{AmountEntry, AmountKind, Basis, CountingRule, PerProject, Rate};
use kernel::Source;
use kernel::money::{Currency, Fen};
use proptest::prelude::*;

fn entry(id: &str, project: &str, kind: AmountKind, basis: Basis, on: &str, fen: i64) -> AmountEntry {
    AmountEntry {
        id: id.to_owned(),
        agreement_id: None,
        project_id: project.to_owned(),
        kind,
        basis,
        dated_on: on.to_owned(),
        fen,
        currency: Currency::Cny,
        rate: None,
        source: Source::named("合同"),
        recorded_by: None,
        recorded_on: on.to_owned(),
        version: 1,
    }
}

fn rule(kind: AmountKind) -> CountingRule {
    CountingRule {
        code: "now".to_owned(),
        counts: kind,
        valid_from: "2019-01-01".to_owned(),
        needs_evidence: true,
        foreign_by_rate: true,
        ..CountingRule::default()
    }
}

fn plain(rules: &[CountingRule], entries: &[AmountEntry]) -> Tally {
    count(AmountKind::Contracted, rules, entries, |_| Standing::default())
}

fn whys(tally: &Tally) -> Vec<(&str, &Why)> {
    tally.left_out.iter().map(|l| (l.entry.id.as_str(), &l.why)).collect()
}

#[test]
fn a_project_counts_once_then_its_increments() {
    use AmountKind::Contracted;
    let rules = [rule(Contracted)];
    let entries = [
        entry("a", "p", Contracted, Basis::First, "2019-04-18", 1_000),
        entry("b", "p", Contracted, Basis::First, "2019-05-01", 1_000),
        entry("c", "p", Contracted, Basis::Increase, "2019-06-01", 200),
        entry("d", "p", Contracted, Basis::NewTotal, "2019-07-01", 1_500),
        entry("e", "p", Contracted, Basis::NewTotal, "2019-08-01", 1_500),
        entry("f", "q", Contracted, Basis::Increase, "2019-08-02", 70),
    ];
    let tally = plain(&rules, &entries);
    let counted: Vec<_> = tally.counted.iter().map(|c| (c.entry.id.as_str(), c.fen.0, c.how)).collect();
    assert_eq!(counted, [("a", 1_000, How::First), ("c", 200, How::Increment), ("d", 300, How::Difference)]);
    assert_eq!(tally.total(), Some(Fen(1_500)), "the total is what the last supplement says");
    let b = Why::CountedBefore("a".to_owned());
    assert_eq!(whys(&tally), [("b", &b), ("e", &Why::NothingNew), ("f", &Why::NothingBefore)]);
}

#[test]
fn a_supplement_that_lowers_the_sum_takes_away() {
    let rules = [rule(AmountKind::Contracted)];
    let first = entry("a", "p", AmountKind::Contracted, Basis::First, "2019-04-18", 1_000);
    let less = entry("b", "p", AmountKind::Contracted, Basis::NewTotal, "2019-07-01", 600);
    let tally = plain(&rules, &[first, less]);
    assert_eq!(tally.total(), Some(Fen(600)));
    assert_eq!(tally.counted[1].fen, Fen(-400));
}

#[test]
fn what_does_not_count_says_why() {
    use AmountKind::Contracted;
    let rules = [rule(Contracted)];
    let first = |id: &str| entry(id, id, Contracted, Basis::First, "2019-04-18", 1_000);
    let usd = |id: &str, rate: Option<Rate>| AmountEntry { currency: Currency::Usd, rate, ..first(id) };
    let rate = |source: Source| Some(Rate { micro: 6_976_200, source });
    let entries = [
        AmountEntry { dated_on: "2018-12-31".to_owned(), ..first("early") },
        AmountEntry { source: Source::default(), ..first("bare") },
        AmountEntry { source: Source::default(), ..first("filed") },
        first("frame"),
        first("void"),
        usd("usd", None),
        usd("usd-unevidenced", rate(Source::default())),
        usd("usd-rate", rate(Source::named("中间价"))),
    ];
    let standing =
        |e: &AmountEntry| Standing { framework: e.id == "frame", void: e.id == "void", filed: e.id == "filed" };
    let tally = count(Contracted, &rules, &entries, standing);
    let mut why = whys(&tally);
    why.sort_by_key(|(id, _)| *id);
    let want = [
        ("bare", &Why::NoEvidence),
        ("early", &Why::NoRule),
        ("frame", &Why::Framework),
        ("usd", &Why::RateMissing),
        ("usd-unevidenced", &Why::RateMissing),
        ("void", &Why::Void),
    ];
    assert_eq!(why, want);
    assert_eq!(tally.total(), Some(Fen(7_976)), "the filed one, and 1000 cents at 6.9762, half up");
    let yuan_only = [CountingRule { foreign_by_rate: false, ..rule(Contracted) }];
    let tally = count(Contracted, &yuan_only, &entries, standing);
    assert!(tally.left_out.iter().any(|l| l.entry.id == "usd-rate" && l.why == Why::ForeignExcluded));
}

#[test]
fn a_record_is_judged_by_the_rule_of_its_day() {
    use AmountKind::Contracted;
    let before = CountingRule {
        code: "before".to_owned(),
        valid_from: "2015-01-01".to_owned(),
        valid_to: Some("2018-12-31".to_owned()),
        framework_counts: true,
        ..rule(Contracted)
    };
    let rules = [before, rule(Contracted)];
    let entries = [
        entry("old", "p", Contracted, Basis::First, "2018-06-01", 500),
        entry("new", "q", Contracted, Basis::First, "2019-06-01", 500),
    ];
    let tally = count(Contracted, &rules, &entries, |_| Standing { framework: true, ..Standing::default() });
    assert_eq!(tally.counted.len(), 1);
    assert_eq!((tally.counted[0].entry.id.as_str(), tally.counted[0].rule.as_str()), ("old", "before"));
    assert_eq!(whys(&tally), [("new", &Why::Framework)]);
}

#[test]
fn intended_amounts_never_enter_the_contracted_total() {
    let rules = AmountKind::ALL.map(rule);
    let entries = AmountKind::ALL.map(|k| entry(k.code(), "p", k, Basis::First, "2019-04-18", 1_000));
    for kind in AmountKind::ALL {
        let tally = count(kind, &rules, &entries, |_| Standing::default());
        assert_eq!(tally.counted.len(), 1);
        assert_eq!(tally.counted[0].entry.kind, kind);
        assert_eq!(tally.total(), Some(Fen(1_000)));
    }
}

#[test]
fn payments_count_each_for_itself() {
    let rules = [CountingRule { per_project: PerProject::Each, ..rule(AmountKind::PaidIn) }];
    let pay = |id: &str, basis| entry(id, "p", AmountKind::PaidIn, basis, "2019-05-20", 300);
    let entries = [pay("a", Basis::First), pay("b", Basis::First), pay("c", Basis::Increase)];
    let tally = count(AmountKind::PaidIn, &rules, &entries, |_| Standing::default());
    assert_eq!((tally.total(), tally.left_out.len()), (Some(Fen(900)), 0));
}

fn any_entry() -> impl Strategy<Value = AmountEntry> {
    let basis = prop_oneof![Just(Basis::First), Just(Basis::Increase), Just(Basis::NewTotal)];
    let kind = prop_oneof![3 => Just(AmountKind::Contracted), 1 => Just(AmountKind::Intended)];
    let currency = prop_oneof![4 => Just(Currency::Cny), 1 => Just(Currency::Usd)];
    (0..30u8, 0..4u8, kind, basis, 0..40u8, 1..1_000_000_000i64, currency, any::<bool>(), any::<bool>()).prop_map(
        |(id, project, kind, basis, day, fen, currency, evidenced, rated)| AmountEntry {
            currency,
            rate: rated.then(|| Rate { micro: 6_976_200, source: Source::named("中间价") }),
            source: if evidenced { Source::named("合同") } else { Source::default() },
            ..entry(
                &format!("e{id}"),
                &format!("p{project}"),
                kind,
                basis,
                &format!("2018-12-{:02}", 1 + day % 31)
                    .replace("2018-12", if day % 2 == 0 { "2019-03" } else { "2018-12" }),
                fen,
            )
        },
    )
}

/// One record per id, as the books have it.
fn books() -> impl Strategy<Value = Vec<AmountEntry>> {
    proptest::collection::vec(any_entry(), 0..40).prop_map(|mut all| {
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|e| seen.insert(e.id.clone()));
        all
    })
}

/// The same records in two orders.
fn shuffled() -> impl Strategy<Value = (Vec<AmountEntry>, Vec<AmountEntry>)> {
    books().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

proptest! {
    #[test]
    fn any_order_of_the_same_records_gives_the_same_total((all, other) in shuffled()) {
        let rules = [rule(AmountKind::Contracted)];
        prop_assert_eq!(plain(&rules, &all), plain(&rules, &other));
    }

    #[test]
    fn recording_everything_twice_changes_nothing(all in books()) {
        let rules = [rule(AmountKind::Contracted)];
        let twice: Vec<AmountEntry> = all.iter().chain(&all).cloned().collect();
        prop_assert_eq!(plain(&rules, &all), plain(&rules, &twice));
    }

    #[test]
    fn every_record_of_the_kind_stands_in_exactly_one_list(all in books()) {
        let rules = [rule(AmountKind::Contracted)];
        let tally = plain(&rules, &all);
        let own = all.iter().filter(|e| e.kind == AmountKind::Contracted).count();
        prop_assert_eq!(tally.counted.len() + tally.left_out.len(), own);
        let sum: i128 = tally.counted.iter().map(|c| i128::from(c.fen.0)).sum();
        prop_assert_eq!(tally.total().map(|f| i128::from(f.0)), Some(sum));
    }

    #[test]
    fn a_project_has_one_first_signing_and_never_more_than_the_parts(all in books()) {
        let rules = [rule(AmountKind::Contracted)];
        let tally = plain(&rules, &all);
        for project in ["p0", "p1", "p2", "p3"] {
            let own: Vec<_> = tally.counted.iter().filter(|c| c.entry.project_id == project).collect();
            prop_assert!(own.iter().filter(|c| c.how == How::First).count() <= 1);
            // After a new total the project stands at exactly that total, whatever was counted before.
            let last = own.iter().rposition(|c| c.how == How::Difference);
            if let Some(last) = last {
                let upto: i64 = own[..=last].iter().map(|c| c.fen.0).sum();
                let said = match own[last].entry.currency {
                    Currency::Cny => Fen(own[last].entry.fen),
                    _ => converted(own[last].entry.fen, own[last].entry.rate.as_ref().unwrap()).unwrap(),
                };
                prop_assert_eq!(Fen(upto), said);
            }
        }
    }
}

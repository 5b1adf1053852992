#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use proptest::prelude::*;
use reconcile::{Figure, Findings, Interval, Kind, Number, Outcome, Refused, Relation, Toward, check};

/// Acceptance row M2: the zone, its city, this year and last year.
fn relations() -> Vec<Relation> {
    vec![
        Relation::share("zone 2019", "city 2019", "share 2019"),
        Relation::share("zone 2018", "city 2018", "share 2018"),
        Relation::growth("zone 2019", "zone 2018", "zone growth"),
        Relation::growth("city 2019", "city 2018", "city growth"),
        Relation::difference("share 2019", "share 2018", "share change"),
    ]
}

const PUBLISHED: [(&str, &str); 4] =
    [("zone 2019", "1273.2"), ("zone growth", "+7%"), ("share 2019", "36.9%"), ("share change", "+0.3个百分点")];

fn figures(texts: &[(&str, &str)]) -> Vec<(String, Figure)> {
    texts.iter().map(|(name, text)| ((*name).to_owned(), Figure::parse(text).unwrap())).collect()
}

fn run(texts: &[(&str, &str)]) -> Outcome {
    check(&relations(), figures(texts)).unwrap()
}

fn findings(outcome: Outcome) -> Findings {
    match outcome {
        Outcome::Consistent(findings) => findings,
        Outcome::Contradiction(c) => panic!("contradiction:\n{c}"),
    }
}

#[test]
fn the_published_figures_give_the_rest() {
    let found = findings(run(&PUBLISHED));
    let line = |name: &str| found.derived[name].step().to_string();
    assert_eq!(line("city 2019"), "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)");
    assert_eq!(line("share 2018"), "36.9% \u{2212} 0.3 points = 36.6% (36.5…36.7%)");
    assert_eq!(line("zone 2018"), "1273.2 ÷ (1 + 7%) = 1189.9 (1184.3…1195.5)");
    assert_eq!(line("city 2018"), "1189.9 ÷ 36.6% = 3251.1 (3227.0…3275.5)");
    assert_eq!(line("city growth"), "3450.4 ÷ 3251.1 \u{2212} 1 = 6.1% (5.2…7.1%)");
    assert_eq!(found.derived.len(), 5);
    let steps: Vec<_> = found.derived["city 2018"].steps.iter().map(|s| s.result.name.as_str()).collect();
    assert_eq!(steps, ["zone 2018", "share 2018", "city 2018"]);
}

fn refusal(extra: (&str, &str)) -> String {
    match run(&[&PUBLISHED[..], &[extra]].concat()) {
        Outcome::Contradiction(c) => c.to_string(),
        Outcome::Consistent(_) => panic!("{extra:?} passed"),
    }
}

#[test]
fn contradictory_figures_are_refused_with_the_arithmetic() {
    assert_eq!(refusal(("city 2019", "3600")), "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2) ≠ 3600 (3599.5…3600.5)",);
    assert_eq!(
        refusal(("share 2018", "36.2%")),
        "36.9% \u{2212} 0.3 points = 36.6% (36.5…36.7%) ≠ 36.2% (36.15…36.25%)",
    );
    // The gap is small: 3455.22 and 3455.25.
    assert_eq!(refusal(("city 2019", "3455.3")), "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2) ≠ 3455.3 (3455.25…3455.35)",);
    // The zone's share rose by a quarter of a point at least, so the city grew by less than 6.8 %.
    let growth = refusal(("city growth", "7.0%"));
    assert!(growth.lines().count() >= 3 && growth.contains("≠"), "{growth}");
}

#[test]
fn figures_within_their_rounding_agree() {
    for extra in [
        ("city 2019", "3450.4"),
        ("city 2019", "3455"),
        ("share 2018", "36.6%"),
        ("zone 2018", "1190"),
        ("city growth", "6%"),
        ("city growth", "6.1%"),
    ] {
        findings(run(&[&PUBLISHED[..], &[extra]].concat()));
    }
    // 3456 printed without decimals begins at 3455.5, beyond 3455.22.
    assert!(refusal(("city 2019", "3456")).contains('≠'));
}

#[test]
fn a_contradiction_is_data() {
    let Outcome::Contradiction(c) = run(&[&PUBLISHED[..], &[("city 2019", "3600.0")]].concat()) else {
        panic!("passed");
    };
    assert_eq!(c.relation, relations()[0]);
    assert_eq!((c.computed.left.name.as_str(), c.computed.right.name.as_str()), ("zone 2019", "share 2019"));
    assert_eq!((c.known.name.as_str(), c.known.stated), ("city 2019", true));
    assert!(c.computed.result.interval.high() < c.known.interval.low());
    assert!(c.steps.is_empty());
    assert_eq!(c.figures, ["city 2019", "share 2019", "zone 2019"]);
}

#[test]
fn figures_are_read_as_they_are_printed() {
    let read = |text: &str| {
        let f = Figure::parse(text).unwrap();
        (f.to_string(), f.interval().to_string(), f.kind())
    };
    let row = |shown: &str, interval: &str, kind| (shown.to_owned(), interval.to_owned(), kind);
    assert_eq!(read("1273.2"), row("1273.2", "1273.15…1273.25", Kind::Plain));
    assert_eq!(read("１，２７３"), row("1273", "1272.5…1273.5", Kind::Plain));
    assert_eq!(read("36.9 %"), row("36.9%", "0.3685…0.3695", Kind::Percent));
    assert_eq!(read("+7％"), row("7%", "0.065…0.075", Kind::Percent));
    assert_eq!(read("7.00%"), row("7.00%", "0.06995…0.07005", Kind::Percent));
    assert_eq!(read("+0.3 points"), row("0.3 points", "0.0025…0.0035", Kind::Points));
    assert_eq!(read("−0.3个百分点"), row("\u{2212}0.3 points", "\u{2212}0.0035…\u{2212}0.0025", Kind::Points));
    for text in ["", "abc", "1.", "1,27", "12 km", "--1", "1273,2", "%"] {
        assert_eq!(Figure::parse(text).unwrap_err().code(), "figure-form", "{text}");
    }
    for text in ["1.0123456789", "1000000000000000", &"9".repeat(60)] {
        assert_eq!(Figure::parse(text).unwrap_err().code(), "figure-range", "{text}");
    }
}

#[test]
fn figures_of_the_wrong_kind_are_refused_before_any_arithmetic() {
    let refused = |texts: &[(&str, &str)]| check(&relations(), figures(texts)).unwrap_err();
    let kind = |quantity: &str, found, expected| Refused::Kind { quantity: quantity.to_owned(), found, expected };
    assert_eq!(refused(&[("share 2019", "36.9")]), kind("share 2019", Kind::Plain, Kind::Percent));
    assert_eq!(refused(&[("share change", "0.3%")]), kind("share change", Kind::Percent, Kind::Points));
    assert_eq!(refused(&[("zone growth", "7")]), kind("zone growth", Kind::Plain, Kind::Percent));
    assert_eq!(refused(&[("zone 2019", "1"), ("zone 2019", "1")]), Refused::Twice { quantity: "zone 2019".to_owned() });
}

#[test]
fn nothing_follows_from_a_divisor_that_may_be_zero() {
    let one = [Relation::share("part", "whole", "share")];
    let found = findings(check(&one, figures(&[("part", "3"), ("share", "0%")])).unwrap());
    assert!(found.derived.is_empty());
    let zero = findings(check(&one, figures(&[("whole", "3"), ("share", "0%")])).unwrap());
    assert!(zero.derived["part"].term.interval.contains(Number::ZERO));
}

#[test]
fn products_and_quotients_are_rounded_outward() {
    let n = |d| Number::new(d, 0).unwrap();
    let third = Interval::point(n(1)).over(Interval::point(n(3))).unwrap();
    assert!(third.low() < third.high());
    assert!(third.times(Interval::point(n(3))).unwrap().contains(Number::ONE));
    let minus = Interval::point(n(-1)).over(Interval::point(n(3))).unwrap();
    assert!(minus.low().is_negative() && minus.low() < minus.high());
    assert_eq!(n(-7).over(n(2), Toward::Down), Number::new(-35, 1));
    assert_eq!(n(1).over(n(0), Toward::Up), None);
}

/// The true values behind a set of published figures, in thousandths.
#[derive(Clone, Debug)]
struct Truth {
    zone: i128,
    city: i128,
    zone_before: i128,
    city_before: i128,
}

impl Truth {
    /// Every quantity as a fraction.
    fn quantities(&self) -> [(&'static str, i128, i128, Kind); 9] {
        let Self { zone, city, zone_before, city_before } = *self;
        [
            ("zone 2019", zone, 1000, Kind::Plain),
            ("city 2019", city, 1000, Kind::Plain),
            ("zone 2018", zone_before, 1000, Kind::Plain),
            ("city 2018", city_before, 1000, Kind::Plain),
            ("share 2019", zone, city, Kind::Percent),
            ("share 2018", zone_before, city_before, Kind::Percent),
            ("zone growth", zone - zone_before, zone_before, Kind::Percent),
            ("city growth", city - city_before, city_before, Kind::Percent),
            ("share change", zone * city_before - zone_before * city, city * city_before, Kind::Points),
        ]
    }
}

fn truth() -> impl Strategy<Value = Truth> {
    (1_000i128..10_000_000, 100i128..900, 700i128..1400, 700i128..1400).prop_map(|(city, share, a, b)| {
        let zone = city * share / 1000 + 1;
        Truth {
            zone,
            city,
            zone_before: zone * a / 1000 + 1,
            city_before: (city * b / 1000 + 1).max(zone * a / 1000 + 2),
        }
    })
}

/// Rounds a fraction as it would be printed.
fn publish(num: i128, den: i128, kind: Kind, decimals: u32) -> Figure {
    let scale = 10i128.pow(decimals) * if kind == Kind::Plain { 1 } else { 100 };
    let digits = (2 * num * scale + den).div_euclid(2 * den);
    Figure::new(digits, decimals, kind).unwrap()
}

fn holds(interval: Interval, num: i128, den: i128) -> bool {
    let exact = num * 1_000_000_000_000;
    let below = Number::new(exact.div_euclid(den), 12).unwrap();
    let above = Number::new(-(-exact).div_euclid(den), 12).unwrap();
    interval.low() <= above && below <= interval.high()
}

fn publish_all(truth: &Truth, shown: &[bool; 9], decimals: &[u32; 9]) -> Vec<(String, Figure)> {
    let all = truth.quantities().into_iter().zip(shown).zip(decimals);
    all.filter(|((_, shown), _)| **shown)
        .map(|(((name, num, den, kind), _), d)| (name.to_owned(), publish(num, den, kind, *d)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn true_values_agree_with_their_own_rounding(
        truth in truth(), shown in any::<[bool; 9]>(), decimals in prop::array::uniform9(0u32..4),
    ) {
        let outcome = check(&relations(), publish_all(&truth, &shown, &decimals)).unwrap();
        let is_consistent = matches!(outcome, Outcome::Consistent(_));
        prop_assert!(is_consistent, "{:?}", outcome);
        let found = findings(outcome);
        for (name, num, den, _) in truth.quantities() {
            if let Some(interval) = found.intervals.get(name) {
                prop_assert!(holds(*interval, num, den), "{} {}", name, interval);
            }
        }
    }

    #[test]
    fn a_figure_beyond_the_rounding_of_the_others_is_found(
        truth in truth(), which in 0usize..9, decimals in prop::array::uniform9(1u32..4), beyond in 1i128..50, up in any::<bool>(),
    ) {
        let mut shown = [true; 9];
        shown[which] = false;
        let others = publish_all(&truth, &shown, &decimals);
        let found = findings(check(&relations(), others.clone()).unwrap());
        let (name, _, _, kind) = truth.quantities()[which];
        let possible = found.intervals[name];
        // The nearest printed number whose whole rounding interval lies outside what is possible.
        let step = if kind == Kind::Plain { 1e3 } else { 1e5 };
        let edge = if up { possible.high() } else { possible.low() };
        let edge = (edge.to_f64() * step).round() as i128;
        let wrong = Figure::new(if up { edge + 1 + beyond } else { edge - 1 - beyond }, 3, kind).unwrap();
        let figures = others.into_iter().chain([(name.to_owned(), wrong)]);
        let is_contradiction = matches!(check(&relations(), figures).unwrap(), Outcome::Contradiction(_));
        prop_assert!(is_contradiction, "{} {}", name, wrong);
    }

    #[test]
    fn order_does_not_matter(
        truth in truth(), order in Just(relations()).prop_shuffle(), shown in any::<[bool; 9]>(), shift in -3i128..4,
    ) {
        let mut figures = publish_all(&truth, &shown, &[1; 9]);
        if let Some((_, first)) = figures.first_mut() {
            let digits = (first.value().to_f64() * 10.0).round() as i128 + shift;
            *first = Figure::new(digits, 1, Kind::Plain).filter(|_| first.kind() == Kind::Plain).unwrap_or(*first);
        }
        let one = check(&relations(), figures.clone()).unwrap();
        figures.reverse();
        prop_assert_eq!(one, check(&order, figures).unwrap());
    }

    #[test]
    fn no_text_panics(text in "[0-9.,%+−个百分点 -]{0,14}|\\PC{0,12}") {
        if let Ok(figure) = Figure::parse(&text) {
            prop_assert!(figure.interval().contains(figure.value()));
            let again = Figure::parse(&figure.to_string()).unwrap();
            prop_assert_eq!(again, figure);
        }
    }
}

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use chrono::{Days, NaiveDate};
use kernel::Locale;
use kernel::period::{Period, PeriodError as E};
use proptest::prelude::*;

fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

#[test]
fn periods_are_read_as_they_are_written() {
    let cases = [
        ("2019", "2019"),
        ("2019年", "2019"),
        ("2019年度", "2019"),
        ("２０１９年", "2019"),
        ("2019-Q3", "2019-Q3"),
        ("2019Q3", "2019-Q3"),
        ("2019 q3", "2019-Q3"),
        ("Q3 2019", "2019-Q3"),
        ("2019年三季度", "2019-Q3"),
        ("2019年第三季度", "2019-Q3"),
        ("2019年第3季度", "2019-Q3"),
        ("2019-09", "2019-09"),
        ("2019-9", "2019-09"),
        ("2019/09", "2019-09"),
        ("201909", "2019-09"),
        ("2019年9月", "2019-09"),
        (" 2019 年 12 月份 ", "2019-12"),
    ];
    for (text, expected) in cases {
        assert_eq!(period(text).to_string(), expected, "{text}");
    }
}

#[test]
fn what_is_no_period_is_refused_with_the_reason() {
    assert_eq!(Period::parse("  "), Err(E::Empty));
    assert_eq!(Period::parse("2019-13"), Err(E::Month { found: 13 }));
    assert_eq!(Period::parse("201900"), Err(E::Month { found: 0 }));
    assert_eq!(Period::parse("2019-Q5"), Err(E::Quarter { found: 5 }));
    for text in ["19年", "20199", "0999"] {
        assert_eq!(Period::parse(text), Err(E::Year { found: text.to_owned() }));
    }
    for text in ["2019.1", "2019年1-9月", "2019-09-15", "上半年", "2019年上半年", "2019Q", "第三季度"] {
        let error = Period::parse(text).unwrap_err();
        assert_eq!(error.code(), "period-unrecognised", "{text}");
    }
}

#[test]
fn a_period_knows_its_days_and_neighbours() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let days = |text| (period(text).first_day(), period(text).last_day());
    assert_eq!(days("2019"), (day(2019, 1, 1), day(2019, 12, 31)));
    assert_eq!(days("2019-Q3"), (day(2019, 7, 1), day(2019, 9, 30)));
    assert_eq!(days("2020-02"), (day(2020, 2, 1), day(2020, 2, 29)));
    assert_eq!(period("2019-01").previous(), period("2018-12"));
    assert_eq!(period("2019-Q1").previous(), period("2018-Q4"));
    assert_eq!(period("2019-Q4").following(), period("2020-Q1"));
    assert_eq!(period("2019-Q3").same_period_last_year(), period("2018-Q3"));
    assert!(period("2019").contains(period("2019-Q3")));
    assert!(period("2019-Q3").contains(period("2019-09")));
    assert!(!period("2019-Q3").contains(period("2019-10")));
    assert!(!period("2019-09").contains(period("2019-Q3")));
    assert!(period("2019-10").contains_day(day(2019, 10, 8)));
}

#[test]
fn both_languages_read_naturally() {
    let both = |text| (period(text).display(Locale::ZhCn), period(text).display(Locale::En));
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(both("2019"), pair("2019年", "2019"));
    assert_eq!(both("2019-Q3"), pair("2019年三季度", "Q3 2019"));
    assert_eq!(both("2019-09"), pair("2019年9月", "September 2019"));
}

#[test]
fn the_longer_period_stands_first() {
    let mut all: Vec<_> = ["2019-02", "2019-Q1", "2020", "2019-01", "2019", "2018-12"].map(period).into();
    all.sort();
    let order: Vec<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!(order, ["2018-12", "2019", "2019-Q1", "2019-01", "2019-02", "2020"]);
}

fn any_period() -> impl Strategy<Value = Period> {
    (1001i16..9999, 0u32..17).prop_map(|(y, n)| match n {
        0 => Period::Year(y),
        1..=4 => Period::quarter(y, n).unwrap(),
        _ => Period::month(y, n - 4).unwrap(),
    })
}

proptest! {
    #[test]
    fn every_form_is_read_back(p in any_period()) {
        prop_assert_eq!(period(&p.to_string()), p);
        prop_assert_eq!(period(&p.display(Locale::ZhCn)), p);
        if !matches!(p, Period::Month(..)) {
            prop_assert_eq!(period(&p.display(Locale::En)), p);
        }
        let json = serde_json::to_string(&p).unwrap();
        prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), p);
    }

    #[test]
    fn periods_of_a_kind_follow_without_gap(p in any_period()) {
        prop_assert_eq!(p.following().previous(), p);
        prop_assert_eq!(p.last_day() + Days::new(1), p.following().first_day());
        prop_assert!(p.first_day() < p.last_day() && p.contains(p));
        prop_assert!(p.previous() < p && p.same_period_last_year() < p);
        prop_assert!(Period::Year(p.year()).contains(p));
    }

    #[test]
    fn no_text_panics(text in "[0-9Qq年季度月第一三./ -]{0,10}|\\PC{0,12}") {
        if let Ok(p) = Period::parse(&text) {
            prop_assert_eq!(period(&p.to_string()), p);
        }
    }
}

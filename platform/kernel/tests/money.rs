#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::Locale;
use kernel::money::{Amount, Currency, Fen, MoneyError as E, Unit};
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap().unwrap()
}

#[test]
fn amounts_are_read_as_company_files_write_them() {
    let wan = 1_000_000;
    let cases = [
        ("13,400万元", 13_400 * wan, Currency::Cny),
        ("人民币13,400万元", 13_400 * wan, Currency::Cny),
        ("13,400万元人民币", 13_400 * wan, Currency::Cny),
        ("13400万人民币元", 13_400 * wan, Currency::Cny),
        ("13400（万元）", 13_400 * wan, Currency::Cny),
        ("１３，４００万元", 13_400 * wan, Currency::Cny),
        ("1,3400万元", 13_400 * wan, Currency::Cny),
        ("635600万人民币", 635_600 * wan, Currency::Cny),
        ("500万美元", 500 * wan, Currency::Usd),
        ("美元500万元", 500 * wan, Currency::Usd),
        ("USD 500万", 500 * wan, Currency::Usd),
        ("US$5 million", 500 * wan, Currency::Usd),
        ("2.68亿", 26_800 * wan, Currency::Cny),
        ("1273.2亿元", 12_732_000 * wan, Currency::Cny),
        ("1340000元", 134 * wan, Currency::Cny),
        ("1340000元整", 134 * wan, Currency::Cny),
        ("￥1,340,000.50", 134_000_050, Currency::Cny),
        ("300千元", 30 * wan, Currency::Cny),
        ("2百万港币", 200 * wan, Currency::Hkd),
        ("1.2万亿日元", 120_000_000 * wan, Currency::Jpy),
        ("100万新加坡元", 100 * wan, Currency::Sgd),
        ("THB 100万", 100 * wan, Currency::iso("thb").unwrap()),
        ("CNY 134 million", 13_400 * wan, Currency::Cny),
        ("-5.00万元", -5 * wan, Currency::Cny),
        ("−5万元", -5 * wan, Currency::Cny),
        ("¥-5万元", -5 * wan, Currency::Cny),
        ("0.000001万元", 1, Currency::Cny),
        ("13400.000000000万元", 13_400 * wan, Currency::Cny),
        ("0元", 0, Currency::Cny),
    ];
    for (text, fen, currency) in cases {
        assert_eq!(Amount::parse(text), Ok(Some(Amount { fen, currency })), "{text}");
    }
}

#[test]
fn empty_cells_are_nothing() {
    for text in ["", "  ", "-", "--", "——", "－", "企业选择不公示", "无", "n/a"] {
        assert_eq!(Amount::parse(text), Ok(None), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused_with_the_reason() {
    let found = |text: &str| text.to_owned();
    for text in ["万元", "abc", "壹佰万元", "1,34万元", "13,400,00万元", "1.万元", "1.2.3元", ",5元", "--5元"]
    {
        assert_eq!(Amount::parse(text), Err(E::Number { found: found(text) }));
    }
    assert_eq!(Amount::parse("500万左右"), Err(E::Unit { found: found("万左右") }));
    assert_eq!(Amount::parse("100万泰铢"), Err(E::Unit { found: found("万泰铢") }));
    assert_eq!(Amount::parse("5元万"), Err(E::Unit { found: found("元万") }));
    assert_eq!(Amount::parse("5万万元"), Err(E::Unit { found: found("万万元") }));
    assert_eq!(Amount::parse("13400"), Err(E::UnitMissing { found: found("13400") }));
    let two = E::Currencies { one: Currency::Usd, other: Currency::Cny };
    assert_eq!(Amount::parse("USD 500万人民币"), Err(two));
    assert_eq!(Amount::parse("0.001元"), Err(E::FinerThanFen { found: found("0.001元") }));
    for text in ["92233720368547758.08元", "922337203686亿元", "99999999999999999999999999999999999999999元"] {
        assert_eq!(Amount::parse(text), Err(E::TooLarge { found: found(text).chars().take(40).collect() }));
    }
    assert_eq!(amount("92233720368547758.07元").fen, i64::MAX);
    assert_eq!(amount("-92233720368547758.08元").fen, i64::MIN);
}

#[test]
fn a_bare_number_counts_in_the_unit_of_its_column() {
    let fen = |text, unit| Amount::parse_in(text, unit).unwrap().unwrap().fen;
    assert_eq!(fen("13,400", Unit::Wan), 13_400_000_000);
    assert_eq!(fen("13,400", Unit::Thousand), 1_340_000_000);
    assert_eq!(fen("1273.2", Unit::Yi), 12_732_000_000_000);
    // The cell's own unit wins over the head of the column.
    assert_eq!(fen("500元", Unit::Wan), 50_000);
    assert_eq!(fen("2万", Unit::Yi), 2_000_000);
}

#[test]
fn amounts_are_shown_rounded_half_up() {
    let gdp = Fen::of(127_320, Unit::Million).unwrap();
    assert_eq!(gdp.yi(1), "1,273.2");
    assert_eq!(gdp.wan(0), "12,732,000");
    assert_eq!(gdp.yuan(), "127,320,000,000.00");
    assert_eq!(Fen(500_000).wan(0), "1");
    assert_eq!(Fen(499_999).wan(0), "0");
    assert_eq!(Fen(-500_000).wan(0), "\u{2212}1");
    assert_eq!(Fen(-499_999).wan(0), "0");
    assert_eq!(Fen(i64::MIN).yuan(), "\u{2212}92,233,720,368,547,758.08");
    assert_eq!(Fen(-134_000_050).plain(), "-1340000.5");
    assert_eq!(Fen(134_000_000).plain(), "1340000");
    assert_eq!(Fen(100).in_unit(Unit::Thousand, 3), "0.001");
}

#[test]
fn the_unit_suits_the_size() {
    let zh = |text: &str| amount(text).auto(Locale::ZhCn);
    let en = |text: &str| amount(text).auto(Locale::En);
    let cases = [
        ("13400万元", "1.34亿元", "CNY 134 million"),
        ("1273.2亿元", "1,273.2亿元", "CNY 127.32 billion"),
        ("500万美元", "500万美元", "USD 5 million"),
        ("9800元", "9,800元", "CNY 9,800"),
        ("0.5元", "0.5元", "CNY 0.5"),
        ("99999960元", "1亿元", "CNY 100 million"),
        ("999996元", "100万元", "CNY 999,996"),
        ("9999.99元", "9,999.99元", "CNY 9,999.99"),
        ("-13400万元", "\u{2212}1.34亿元", "CNY \u{2212}134 million"),
        ("0元", "0元", "CNY 0"),
        ("THB 12万", "12万THB", "THB 120,000"),
    ];
    for (text, in_zh, in_en) in cases {
        assert_eq!((zh(text).as_str(), en(text).as_str()), (in_zh, in_en), "{text}");
    }
}

#[test]
fn sums_never_wrap() {
    assert_eq!(Fen(1).checked_add(Fen(2)), Some(Fen(3)));
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
    assert_eq!(Fen::checked_sum([Fen(i64::MAX), Fen(1), Fen(-1)]), Some(Fen(i64::MAX)));
    assert_eq!(Fen::checked_sum([Fen(i64::MAX), Fen(1)]), None);
    assert_eq!(Fen::of(i64::MAX, Unit::Yi), None);
}

#[test]
fn currencies_are_three_letters() {
    assert_eq!(serde_json::to_string(&Currency::Usd).unwrap(), "\"USD\"");
    assert_eq!(serde_json::from_str::<Currency>("\"usd\"").unwrap(), Currency::Usd);
    assert_eq!(Currency::iso("CNY"), Some(Currency::Cny));
    assert_eq!(Currency::iso("THB").unwrap().code(), "THB");
    assert!(Currency::iso("人").is_none() && Currency::iso("US").is_none() && Currency::iso("U5D").is_none());
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(fen in any::<i64>(), which in 0usize..12) {
        let money = Amount { fen, currency: Currency::KNOWN[which] };
        prop_assert_eq!(amount(&money.to_string()), money);
        let cny = Amount::cny(Fen(fen));
        prop_assert_eq!(Amount::parse_in(&Fen(fen).yuan(), Unit::Yuan), Ok(Some(cny)));
        prop_assert_eq!(Amount::parse_in(&Fen(fen).plain(), Unit::Yuan), Ok(Some(cny)));
        prop_assert_eq!(Amount::parse_in(&Fen(fen).wan(6), Unit::Wan), Ok(Some(cny)));
        prop_assert_eq!(Amount::parse_in(&Fen(fen).yi(10), Unit::Yi), Ok(Some(cny)));
    }

    #[test]
    fn automatic_units_stay_within_their_rounding(fen in any::<i64>(), small in any::<bool>()) {
        let fen = if small { fen % 100_000_000_000 } else { fen };
        for locale in [Locale::ZhCn, Locale::En] {
            let text = Fen(fen).auto(locale);
            // The extremes of i64 may round beyond it.
            if let Ok(Some(read)) = Amount::parse(&text) {
                let off = i128::from(read.fen) - i128::from(fen);
                prop_assert!(off.abs() * 199 <= i128::from(fen).abs(), "{} for {}", text, fen);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "[0-9,.万亿元美-]{0,12}|\\PC{0,16}") {
        let _ = Amount::parse(&text);
        let _ = Amount::parse_in(&text, Unit::Wan);
    }
}

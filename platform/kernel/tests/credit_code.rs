#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::credit_code::{
    CreditCode, CreditCodeError as E, RegistrationCode as R, complete, complete_organisation, complete_registration,
};
use proptest::prelude::*;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Codes that large companies publish themselves; both checks of each hold.
const PUBLISHED: [&str; 5] =
    ["9144030071526726XG", "914403001922038216", "91330100799655058B", "91110000802100433B", "91310000132260250X"];

#[test]
fn published_codes_are_read_and_say_what_they_are() {
    for text in PUBLISHED {
        let code = CreditCode::parse(text).unwrap();
        assert_eq!(code.as_str(), text);
        assert!(code.organisation_check_holds(), "{text}");
        assert_eq!(code.kind().unwrap().zh, "企业");
        assert_eq!(code.authority().unwrap().en, "Market regulation");
    }
    let code = CreditCode::parse(PUBLISHED[0]).unwrap();
    assert_eq!(code.region().unwrap().path_name(), "广东省深圳市");
    assert_eq!(code.organisation_code(), "71526726X");
}

#[test]
fn sloppy_writing_is_put_right() {
    for text in [
        "9144030071526726xg",
        " 91440300 7152672-6XG ",
        "９１４４０３００７１５２６７２６ＸＧ",
        "91440300\u{3000}71526726XG\n",
    ] {
        assert_eq!(CreditCode::parse(text).unwrap().as_str(), PUBLISHED[0]);
    }
}

#[test]
fn errors_say_precisely_what_is_wrong() {
    let cases = [
        ("", E::Empty),
        ("  ", E::Empty),
        ("9144030071526726X", E::Length { found: 17, expected: 18 }),
        ("9144030071526726XGG", E::Length { found: 19, expected: 18 }),
        ("91440300715267260O", E::Character { found: 'O', position: 18 }),
        ("9144030071526I26XG", E::Character { found: 'I', position: 14 }),
        ("91A4030071526726XG", E::Character { found: 'A', position: 3 }),
        ("9144030071526726中G", E::Character { found: '中', position: 17 }),
        ("9144030071526726XH", E::Check { found: 'H', expected: 'G' }),
    ];
    for (text, error) in cases {
        assert_eq!(CreditCode::parse(text), Err(error.clone()), "{text}");
        assert!(error.code().starts_with("credit-code-"));
    }
    let said = E::Check { found: 'H', expected: 'G' }.to_string();
    assert!(said.contains("should be 'G' but is 'H'"), "{said}");
}

#[test]
fn older_numbers_are_recognised() {
    let uscc = CreditCode::parse(PUBLISHED[0]).unwrap();
    let unknown = |text: &str, why: E| R::Unknown { text: text.to_owned(), why };
    let cases = [
        ("9144030071526726xg", R::Uscc(uscc)),
        ("440301103448669", R::Registration15("440301103448669".to_owned())),
        ("４４０３０１１０３０９７４１３", R::Registration15("440301103097413".to_owned())),
        ("440301103448668", unknown("440301103448668", E::Check { found: '8', expected: '9' })),
        ("6501001100123", R::Registration13("6501001100123".to_owned())),
        ("71526726-X", R::OrganisationCode("71526726X".to_owned())),
        ("71526726x", R::OrganisationCode("71526726X".to_owned())),
        ("715267261", unknown("715267261", E::Check { found: '1', expected: 'X' })),
        ("", unknown("", E::Empty)),
        ("12345", unknown("12345", E::Length { found: 5, expected: 18 })),
    ];
    for (text, expected) in cases {
        assert_eq!(R::recognise(text), expected, "{text}");
    }
}

#[test]
fn kinds_follow_their_authority() {
    let kind = |prefix: &str| {
        let prefix = format!("{prefix}650104123456789");
        let code = CreditCode::parse(&format!("{prefix}{}", complete(&prefix).unwrap())).unwrap();
        (code.authority().map(|m| m.zh), code.kind().map(|m| m.zh))
    };
    assert_eq!(kind("12"), (Some("机构编制"), Some("事业单位")));
    assert_eq!(kind("52"), (Some("民政"), Some("民办非企业单位")));
    assert_eq!(kind("92"), (Some("市场监管（工商）"), Some("个体工商户")));
    assert_eq!(kind("N2"), (Some("农业"), Some("村级集体经济组织")));
    assert_eq!(kind("Q2"), (None, None));
}

#[test]
fn serde_speaks_text_and_refuses_wrong_codes() {
    let code: CreditCode = serde_json::from_str("\"9144030071526726xg\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"9144030071526726XG\"");
    assert!(serde_json::from_str::<CreditCode>("\"9144030071526726XH\"").is_err());
}

proptest! {
    #[test]
    fn completed_codes_are_valid(head in "[1-9ANY][1-9]", region in "[0-9]{6}", body in "[0-9ABCDEFGHJKLMNPQRTUWXY]{8}") {
        let organisation = complete_organisation(&body).unwrap();
        let prefix = format!("{head}{region}{body}{organisation}");
        let text = format!("{prefix}{}", complete(&prefix).unwrap());
        let code = CreditCode::parse(&text).unwrap();
        prop_assert!(code.organisation_check_holds());
        prop_assert_eq!(code.to_string(), text);
    }

    #[test]
    fn any_substitution_and_any_swap_of_neighbours_is_detected(
        prefix in "[1-9ANY][1-9][0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{9}", at in 0usize..18, with in 0usize..31,
    ) {
        let text = format!("{prefix}{}", complete(&prefix).unwrap());
        let mut chars: Vec<char> = text.chars().collect();
        let other = ALPHABET.chars().nth(with).unwrap();
        prop_assume!(chars[at] != other);
        chars[at] = other;
        prop_assert!(CreditCode::parse(&chars.iter().collect::<String>()).is_err());

        let mut swapped: Vec<char> = text.chars().collect();
        if at < 17 && swapped[at] != swapped[at + 1] {
            swapped.swap(at, at + 1);
            prop_assert!(CreditCode::parse(&swapped.iter().collect::<String>()).is_err());
        }
    }

    #[test]
    fn a_registration_number_finds_any_wrong_digit(prefix in "[0-9]{14}", at in 0usize..15, by in 1u32..10) {
        let text = format!("{prefix}{}", complete_registration(&prefix).unwrap());
        prop_assert_eq!(R::recognise(&text), R::Registration15(text.clone()));
        let mut chars: Vec<char> = text.chars().collect();
        chars[at] = char::from_digit((chars[at].to_digit(10).unwrap() + by) % 10, 10).unwrap();
        let is_unknown = matches!(R::recognise(&chars.iter().collect::<String>()), R::Unknown { .. });
        prop_assert!(is_unknown);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,24}") {
        let _ = CreditCode::parse(&text);
        let _ = R::recognise(&text);
    }
}

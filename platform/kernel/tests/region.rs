#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::region::{Level, RegionCode, RegionError as E, all, find};
use proptest::prelude::*;

fn code(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

#[test]
fn the_list_is_whole_and_each_code_stands_once() {
    let count = |level| all().iter().filter(|r| r.level == level).count();
    // 2,978 county rows less the three placeholders of cities without counties.
    assert_eq!([Level::Province, Level::City, Level::County].map(count), [31, 342, 2975]);
    for r in all() {
        assert_eq!(r.code.region(), Some(r), "{}", r.code);
        assert_eq!(r.code.parent(), r.parent.or(Some(RegionCode::CHINA)));
        assert!(r.parent.is_none_or(|p| r.code.within(p) && p.children().contains(&r.code)));
    }
    assert_eq!(code("441900").level(), Level::City);
    assert!(code("441900").children().is_empty());
}

#[test]
fn the_zone_lies_in_xinshi() {
    let zone = code("６５０１０４");
    assert_eq!(zone.name(), Some("新市区"));
    assert_eq!(zone.path_name(), "新疆维吾尔自治区乌鲁木齐市新市区");
    assert_eq!(zone.parent(), Some(code("650100")));
    assert!(zone.within(code("650000")) && zone.within(code("650100")) && zone.within(RegionCode::CHINA));
    assert!(!zone.within(code("650105")));
    assert_eq!(code("650100").children().len(), 8);
}

#[test]
fn full_names_leave_statistical_rows_out() {
    assert_eq!(code("110101").path_name(), "北京市东城区");
    assert_eq!(code("659001").path_name(), "新疆维吾尔自治区石河子市");
    assert_eq!(code("500229").path_name(), "重庆市城口县");
    assert_eq!(code("650000").path_name(), "新疆维吾尔自治区");
    assert_eq!(code("650199").path_name(), "新疆维吾尔自治区乌鲁木齐市650199");
}

#[test]
fn codes_outside_the_list_still_say_where() {
    let old = code("650108"); // 东山区, merged into 米东区 in 2007
    assert_eq!((old.region(), old.level(), old.name()), (None, Level::County, None));
    assert!(old.within(code("650100")));
    assert_eq!(code("710000").level(), Level::Province);
    assert_eq!(RegionCode::CHINA.level(), Level::Country);
    assert!(matches!(RegionCode::parse_listed("650108"), Err(E::NotFound { .. })));
    assert_eq!(RegionCode::parse("65010"), Err(E::Length { found: 5 }));
    assert_eq!(RegionCode::parse("65O104"), Err(E::Character { found: 'O', position: 3 }));
    assert_eq!(RegionCode::parse(" "), Err(E::Empty));
}

#[test]
fn names_of_company_files_find_their_codes() {
    let cases = [
        ("新疆维吾尔自治区", "乌鲁木齐市", "新市区", "650104"),
        ("新疆", "乌鲁木齐", "新市", "650104"),
        ("", "乌鲁木齐", "新市区", "650104"),
        ("新疆", "乌鲁木齐市", "", "650100"),
        ("新疆", "乌鲁木齐市", "乌鲁木齐县", "650121"),
        ("新疆", "-", "--", "650000"),
        ("新疆", "石河子市", "石河子市", "659001"),
        ("新疆", "石河子", "", "659001"),
        ("新疆", "自治区直辖县级行政区划", "五家渠市", "659004"),
        ("新疆", "伊犁", "", "654000"),
        ("新疆", "伊犁州", "伊宁市", "654002"),
        ("新疆", "巴音郭楞", "库尔勒", "652801"),
        ("新疆", "昌吉回族自治州", "昌吉市", "652301"),
        ("北京市", "北京市", "海淀区", "110108"),
        ("北京", "", "海淀", "110108"),
        ("", "北京市", "海淀区", "110108"),
        ("北京市", "市辖区", "海淀区", "110108"),
        ("广东省", "东莞市", "东莞市", "441900"),
        ("内蒙古", "呼和浩特", "", "150100"),
        ("海南", "儋州", "儋州", "460400"),
        ("吉林", "吉林", "", "220200"),
    ];
    for (province, city, county, expected) in cases {
        let found = find(province, city, county);
        assert_eq!(found, Ok(code(expected)), "{province}/{city}/{county}");
    }
}

#[test]
fn what_is_not_there_or_not_clear_is_said() {
    let zone = find("新疆", "乌鲁木齐市", "高新区");
    let missing = E::NotFound { name: "高新区".to_owned(), level: Level::County, within: Some(code("650100")) };
    assert_eq!(zone, Err(missing.clone()));
    assert_eq!(missing.to_string(), "there is no '高新区' in 新疆维吾尔自治区乌鲁木齐市");
    assert!(matches!(find("", "", "朝阳区"), Err(E::Ambiguous { candidates, .. }) if candidates.len() == 2));
    assert!(matches!(find("台湾省", "", ""), Err(E::NotFound { .. })));
    assert_eq!(find("", "-", ""), Err(E::Empty));
    assert_eq!(find("新疆", "北京市", "").unwrap_err().code(), "region-not-found");
}

#[test]
fn every_full_path_finds_itself_again() {
    for r in all().iter().filter(|r| r.level == Level::County) {
        let city = r.parent.unwrap();
        let province = city.parent().unwrap();
        let found = find(province.name().unwrap(), city.name().unwrap(), r.name);
        assert_eq!(found, Ok(r.code), "{}", r.code);
    }
}

proptest! {
    #[test]
    fn no_text_panics(a in "\\PC{0,8}", b in "\\PC{0,8}") {
        let _ = RegionCode::parse(&a);
        let _ = find(&a, &b, "");
    }

    #[test]
    fn any_six_digits_round_trip(n in 0u32..1_000_000) {
        let text = format!("{n:06}");
        let read = code(&text);
        prop_assert_eq!(read.to_string(), text);
        prop_assert!(read.within(read));
        let json = serde_json::to_string(&read).unwrap();
        prop_assert_eq!(serde_json::from_str::<RegionCode>(&json).unwrap(), read);
    }
}

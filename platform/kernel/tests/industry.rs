#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use kernel::industry::{IndustryCode, IndustryError as E, Level, all, by_name, by_names};
use proptest::prelude::*;

fn code(text: &str) -> IndustryCode {
    IndustryCode::parse(text).unwrap()
}

#[test]
fn the_table_is_whole() {
    let count = |level| all(level).count();
    assert_eq!(Level::ALL.map(count), [20, 97, 473, 1381]);
    assert!(all(Level::Section).chain(all(Level::Division)).all(|c| c.name_en().is_some()));
    for c in Level::ALL.into_iter().flat_map(all) {
        assert_eq!(c.parent().is_none(), c.level() == Level::Section, "{c}");
        assert!(c.parent().is_none_or(|p| p.children().contains(&c)), "{c}");
        assert!(!c.name().is_empty());
    }
}

#[test]
fn codes_are_read_as_they_are_written() {
    for text in ["C2710", "2710", "c2710", "Ｃ２７１０", " C 2710 "] {
        assert_eq!(code(text).as_str(), "2710");
        assert_eq!(code(text).name(), "化学药品原料药制造");
    }
    assert_eq!(code("27").name(), "医药制造业");
    assert_eq!(code("27").name_en(), Some("Pharmaceuticals"));
    assert_eq!(code("C").name(), "制造业");
    assert_eq!(code("0521").name(), "林业有害生物防治活动");
    assert_eq!(code("2710").lettered(), "C2710");
    assert_eq!(code("C").lettered(), "C");
}

#[test]
fn a_code_knows_what_it_lies_in() {
    let class = code("2710");
    let chain: Vec<_> = class.chain().iter().map(|c| c.as_str()).collect();
    assert_eq!(chain, ["C", "27", "271", "2710"]);
    assert_eq!(class.section().as_str(), "C");
    assert_eq!(class.division().unwrap().as_str(), "27");
    assert_eq!(class.group().unwrap().as_str(), "271");
    assert_eq!(class.class(), Some(class));
    assert_eq!(code("27").group(), None);
    assert!(class.within(code("C")) && !class.within(code("I")) && !code("27").within(class));
    let below: Vec<_> = code("65").children().iter().map(|c| c.as_str()).collect();
    assert_eq!(below, ["651", "652", "653", "654", "655", "656", "657", "659"]);
}

#[test]
fn wrong_codes_are_refused_with_the_reason() {
    let found = |text: &str| text.to_owned();
    assert_eq!(IndustryCode::parse(""), Err(E::Empty));
    for text in ["2", "27100", "CC27", "医药", "C2", "-"] {
        assert_eq!(IndustryCode::parse(text), Err(E::Form { found: found(text) }));
    }
    assert_eq!(IndustryCode::parse("9999"), Err(E::UnknownCode { found: found("9999") }));
    assert_eq!(IndustryCode::parse("X"), Err(E::UnknownCode { found: found("X") }));
    let section = E::Section { found: 'A', expected: 'C', code: code("2710") };
    assert_eq!(IndustryCode::parse("A2710"), Err(section.clone()));
    assert_eq!(section.to_string(), "2710 belongs to section C, not A");
}

#[test]
fn names_of_company_files_find_their_codes() {
    let find = |level, name| by_name(level, name).unwrap().as_str();
    assert_eq!(find(Level::Section, "农、林、牧、渔业"), "A");
    assert_eq!(find(Level::Section, "农,林,牧,渔业"), "A");
    assert_eq!(find(Level::Division, " 软件和信息技术服务业 "), "65");
    assert_eq!(find(Level::Class, "三维(3D)打印技术推广服务"), "7517");
    assert_eq!(find(Level::Class, "三维（３Ｄ）打印技术推广服务"), "7517");
    assert_eq!(find(Level::Class, "三维打印技术推广服务"), "7517");
    assert_eq!(find(Level::Group, "羽毛（绒）加工及制品制造"), "194");
    assert_eq!(find(Level::Section, "制造业（旧称工业）"), "C");
    assert_eq!(by_name(Level::Class, "-"), Err(E::Empty));
    let unknown = E::UnknownName { found: "制造业".to_owned(), level: Level::Class };
    assert_eq!(by_name(Level::Class, "制造业"), Err(unknown));
}

#[test]
fn four_names_agree_on_the_deepest_code() {
    let all = by_names("制造业", "医药制造业", "化学药品原料药制造", "化学药品原料药制造");
    assert_eq!((all.code, all.problems), (Some(code("2710")), vec![]));
    let some = by_names("制造业", "医药制造业", "-", "");
    assert_eq!((some.code, some.problems), (Some(code("27")), vec![]));
    let odd = by_names("制造业", "软件和信息技术服务业", "", "不存在的行业");
    assert_eq!(odd.code, Some(code("C")));
    let apart = E::Apart { code: code("65"), above: code("C") };
    let unknown = E::UnknownName { found: "不存在的行业".to_owned(), level: Level::Class };
    assert_eq!(odd.problems, [apart, unknown]);
    assert_eq!(by_names("", "", "", "").code, None);
}

#[test]
fn every_code_and_name_finds_itself_again() {
    for c in Level::ALL.into_iter().flat_map(all) {
        assert_eq!(code(c.as_str()), c);
        assert_eq!(code(&c.lettered()), c);
        assert_eq!(by_name(c.level(), c.name()), Ok(c));
        let json = serde_json::to_string(&c).unwrap();
        assert_eq!(serde_json::from_str::<IndustryCode>(&json).unwrap(), c);
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,12}") {
        let _ = IndustryCode::parse(&text);
        let _ = by_name(Level::Class, &text);
    }
}

//! What is found by which text, and in which order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod town;

use proptest::prelude::*;
use search::{Doc, Error, Index, Order, Query, Sort};
use town::{ZONE, find, firm, query, schema, sorted, town};

#[test]
fn found_and_not_found() {
    let index = town();
    let table: &[(&str, &[&str])] = &[
        ("曙光", &["shuguang"]),
        ("科曙", &["shuguang"]),
        ("曙", &["shuguang"]),
        ("光云计", &["shuguang"]),
        ("中科曙光 云计算", &["shuguang"]),
        ("中科曙光云计算新疆", &["shuguang"]),
        ("中科曙光云计算(新疆)", &["shuguang"]),
        ("中科曙光　云计算", &["shuguang"]),
        ("曙光、存储", &["shuguang"]),
        ("云计算新疆", &["shuguang"]),
        ("新疆云计算", &["shuguang"]),
        ("乌市", &["shuguang"]),
        ("新材", &["xincai"]),
        ("3d打印", &["xincai"]),
        ("３Ｄ打印", &["xincai"]),
        ("3D打", &["xincai"]),
        ("打印3d", &["xincai"]),
        ("bio", &["bio"]),
        ("BIO-TECH", &["bio"]),
        ("ＡＢＣ", &["bio"]),
        ("tec", &["bio"]),
        ("医药abc", &["bio"]),
        ("天山", &["shuguang"]),
        ("91650100ma00000b", &["xincai"]),
        ("91650100-MA00000B1Y", &["xincai"]),
        ("9165", &["bio", "shuguang", "xincai"]),
        ("MA00000B1Y", &[]),
        ("zksg", &["shuguang"]),
        ("zhongkeshu", &["shuguang"]),
        ("ZhongKeShuGuang", &["shuguang"]),
        ("slcqyh", &["bank"]),
        ("曙光 新材料", &[]),
        ("光曙", &[]),
        ("存储软", &[]),
        ("不存在", &[]),
        ("有限公司", &["bio", "shuguang", "xincai"]),
        ("，。（）、-", &["bank", "bio", "shuguang", "xincai"]),
        ("   ", &["bank", "bio", "shuguang", "xincai"]),
    ];
    for (text, ids) in table {
        assert_eq!(sorted(find(&index, text)), *ids, "query {text:?}");
        let listed = index.search(&query(text).sort(Sort::Field("sort".into(), Order::Asc))).unwrap();
        assert_eq!(sorted(listed.ids), *ids, "query {text:?} in another order");
    }
}

#[test]
fn every_substring_of_a_name_finds_it() {
    let index = town();
    let name: Vec<char> = "示例中科曙光云计算新疆有限公司".chars().collect();
    for from in 0..name.len() {
        for to in from + 1..=name.len() {
            let part: String = name[from..to].iter().collect();
            assert!(find(&index, &part).contains(&"shuguang".to_owned()), "{part}");
        }
    }
}

#[test]
fn names_before_scopes_and_the_exact_name_first() {
    let index = Index::open(None, schema()).unwrap();
    let mut docs = vec![
        firm("scope", "示例甲有限公司", "数据港数据港数据港数据港"),
        firm("long", "示例数据港数据港产业发展有限公司", "数据港"),
        firm("exact", "示例数据港", "软件"),
    ];
    docs.extend((0..30).map(|i| firm(&format!("x{i}"), "示例数据港咨询有限公司", "咨询")));
    index.put(docs).unwrap();
    index.commit(1).unwrap();
    let ids = index.search(&query("示例数据港")).unwrap().ids;
    assert_eq!(ids[0], "exact");
    let ids = index.search(&query("数据港")).unwrap().ids;
    assert_eq!(ids.last().map(String::as_str), Some("scope"));
}

#[test]
fn a_word_before_a_chance_pair() {
    let index = Index::open(None, schema()).unwrap();
    index.put(vec![firm("chance", "示例甲", "产品和服务的销售"), firm("word", "示例乙", "生产和服的销售")]).unwrap();
    index.commit(1).unwrap();
    assert_eq!(find(&index, "和服"), ["word", "chance"]);
}

#[test]
fn too_long_a_query_is_refused() {
    let index = town();
    let refused = |text: String| index.search(&query(&text)).unwrap_err();
    assert!(matches!(refused("云".repeat(201)), Error::QueryTooLong));
    let many: Vec<String> = (0..33).map(|i| format!("w{i}")).collect();
    assert_eq!(refused(many.join(" ")).code(), "search.query-too-long");
    assert!(index.search(&query(&"云".repeat(200))).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn odd_text_never_panics(text in ".{0,60}", mixed in "[中科曙光a1（）\\-， ]{0,12}") {
        thread_local!(static INDEX: Index = town());
        INDEX.with(|index| {
            for text in [&text, &mixed] {
                for sort in [Sort::Relevance, Sort::Field("revenue".into(), Order::Desc)] {
                    let hits = index.search(&query(text).sort(sort)).unwrap();
                    assert!(hits.total <= 4 && hits.ids.len() == hits.total);
                }
            }
        });
    }

    #[test]
    fn a_document_is_found_by_any_part_of_its_text(
        text in "[中科曙光云计算a1b（），]{1,20}", from in 0usize..20, len in 1usize..8
    ) {
        let index = Index::open(None, schema()).unwrap();
        index.put([Doc::new(ZONE, "d").set("name", text.as_str())]).unwrap();
        index.commit(1).unwrap();
        // Whole words of letters only: a part that begins inside abc1 is not meant to be found.
        let part: String = text.chars().skip(from).take(len).filter(|c| !c.is_ascii()).collect();
        let contiguous = text.contains(&part);
        if contiguous {
            prop_assert_eq!(index.search(&Query::new(ZONE).text(part)).unwrap().total, 1);
        }
    }
}

//! Filters, ranges, order, pages, facets, zones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod town;

use search::{Doc, Error, Filter, Index, Order, Query, Schema, Sort};
use town::{ZONE, docs, query, schema, sorted, town};

fn ids(index: &Index, q: &Query) -> Vec<String> {
    sorted(index.search(q).unwrap().ids)
}

fn all() -> Query {
    Query::new(ZONE)
}

#[test]
fn filters() {
    let index = town();
    let by = |f: Filter| ids(&index, &all().filter(f));
    assert_eq!(by(Filter::any("industry", ["信息技术"])), ["shuguang"]);
    assert_eq!(by(Filter::any("industry", ["信息技术", "新材料"])), ["shuguang", "xincai"]);
    assert_eq!(by(Filter::none("industry", ["信息技术", "新材料"])), ["bank", "bio"]);
    assert_eq!(by(Filter::any("tag", ["高企"])), ["shuguang", "xincai"]);
    assert_eq!(by(Filter::none("tag", ["龙头"])), ["bank", "bio", "xincai"]);
    assert_eq!(by(Filter::any("industry", ["信息"])), [""; 0]);
    assert_eq!(by(Filter::any("industry", [""; 0])), [""; 0]);
    assert_eq!(by(Filter::none("industry", [""; 0])), ["bank", "bio", "shuguang", "xincai"]);
    assert_eq!(by(Filter::any("code", ["91650100ma00000b1y"])), ["xincai"]);
    assert_eq!(by(Filter::any("code", ["91650100"])), [""; 0]);
    let many = (0..900).map(|i| format!("v{i}")).chain(["金融".to_owned()]);
    assert_eq!(by(Filter::any("industry", many)), ["bank"]);
    let both = query("云计算").filter(Filter::any("tag", ["高企"])).filter(Filter::none("industry", ["新材料"]));
    assert_eq!(ids(&index, &both), ["shuguang"]);
    assert!(ids(&index, &query("云计算").filter(Filter::any("industry", ["新材料"]))).is_empty());
}

#[test]
fn wrong_questions_are_refused() {
    let index = town();
    let code = |q: Query| index.search(&q).unwrap_err().code();
    assert_eq!(code(all().filter(Filter::any("nothing", ["x"]))), "search.unknown-field");
    assert_eq!(code(all().filter(Filter::any("name", ["x"]))), "search.unknown-field");
    assert_eq!(code(all().range("industry", None, None)), "search.unknown-field");
    assert_eq!(code(all().sort(Sort::Field("name".into(), Order::Asc))), "search.unknown-field");
    assert_eq!(code(all().filter(Filter::any("tag", vec!["x"; 1001]))), "search.too-many-values");
    assert_eq!(code(all().page(9_999, 2)), "search.page-too-deep");
    assert_eq!(code(all().page(usize::MAX, usize::MAX)), "search.page-too-deep");
    assert!(matches!(index.facets(&all(), &["revenue"]), Err(Error::Field(_))));
}

#[test]
fn ranges() {
    let index = town();
    let by = |min, max| ids(&index, &all().range("revenue", min, max));
    assert_eq!(by(Some(100), Some(200)), ["bio", "xincai"]);
    assert_eq!(by(Some(201), None), ["shuguang"]);
    assert_eq!(by(None, Some(99)), [""; 0]);
    assert_eq!(by(None, None), ["bio", "shuguang", "xincai"]);
    assert_eq!(by(Some(5), Some(1)), [""; 0]);
}

#[test]
fn order_with_missing_values_last() {
    let index = town();
    let by = |field: &str, order| index.search(&all().sort(Sort::Field(field.into(), order))).unwrap().ids;
    assert_eq!(by("revenue", Order::Asc), ["xincai", "bio", "shuguang", "bank"]);
    assert_eq!(by("revenue", Order::Desc), ["shuguang", "bio", "xincai", "bank"]);
    assert_eq!(by("sort", Order::Asc), ["xincai", "bio", "shuguang", "bank"]);
    assert_eq!(by("sort", Order::Desc), ["shuguang", "bio", "xincai", "bank"]);
}

/// Many commits make many segments; strings and equal values must order across them.
#[test]
fn pages_are_stable_and_complete_across_segments() {
    let index = Index::open(None, Schema::new().int("n").sort_text("s")).unwrap();
    for i in 0..120_i64 {
        let doc = Doc::new(ZONE, format!("d{i}")).set("n", i % 3 - 1).set("s", format!("{:02}", i % 7));
        index.put([doc]).unwrap();
        if i % 20 == 0 {
            index.commit(i).unwrap();
        }
    }
    index.commit(120).unwrap();
    let number = |id: &String| id[1..].parse::<i64>().unwrap();
    for (field, modulo, order) in
        [("n", 3, Order::Asc), ("n", 3, Order::Desc), ("s", 7, Order::Asc), ("s", 7, Order::Desc)]
    {
        let q = all().sort(Sort::Field(field.into(), order));
        let mut paged = Vec::new();
        for offset in (0..120).step_by(9) {
            let hits = index.search(&q.clone().page(offset, 9)).unwrap();
            assert_eq!(hits.total, 120);
            paged.extend(hits.ids);
        }
        let keys: Vec<i64> = paged.iter().map(|id| number(id) % modulo).collect();
        assert!(
            if order == Order::Asc { keys.is_sorted() } else { keys.iter().rev().is_sorted() },
            "{field} {order:?}"
        );
        assert_eq!(paged, index.ids_all(&q, 1_000).unwrap());
        // Touching another document, which moves segments about, leaves the order of the rest.
        index.put([Doc::new("other", "x")]).unwrap();
        index.commit(121).unwrap();
        assert_eq!(paged, index.ids_all(&q, 1_000).unwrap());
        let unique: std::collections::BTreeSet<_> = paged.into_iter().collect();
        assert_eq!(unique.len(), 120);
    }
    assert_eq!(index.ids_all(&all(), 7).unwrap().len(), 7);
}

#[test]
fn extreme_numbers_sort_and_range() {
    let index = Index::open(None, Schema::new().int("n")).unwrap();
    let values = [i64::MAX, -1, i64::MIN, 0, 1];
    index.put(values.map(|n| Doc::new(ZONE, n.to_string()).set("n", n))).unwrap();
    index.put([Doc::new(ZONE, "none")]).unwrap();
    index.commit(1).unwrap();
    let hits = index.search(&all().sort(Sort::Field("n".into(), Order::Asc))).unwrap().ids;
    assert_eq!(hits, ["-9223372036854775808", "-1", "0", "1", "9223372036854775807", "none"]);
    assert_eq!(ids(&index, &all().range("n", Some(i64::MAX), None)), ["9223372036854775807"]);
}

#[test]
fn facets_count_what_the_query_finds() {
    let index = town();
    let facets = index.facets(&all(), &["industry", "tag"]).unwrap();
    let pair = |v: &str, n| (v.to_owned(), n);
    assert_eq!(facets["tag"], [pair("高企", 2), pair("龙头", 1)]);
    assert_eq!(facets["industry"].len(), 4);
    let facets = index.facets(&query("曙光"), &["tag"]).unwrap();
    assert_eq!(facets["tag"], [pair("高企", 1), pair("龙头", 1)]);
    index.put((0..300).map(|i| Doc::new(ZONE, format!("t{i}")).set("tag", format!("标签{i:03}")))).unwrap();
    index.commit(2).unwrap();
    let tags = &index.facets(&all(), &["tag"]).unwrap()["tag"];
    assert_eq!((tags.len(), &tags[0]), (search::FACET_VALUES_MAX, &pair("高企", 2)));
}

#[test]
fn zones_are_apart() {
    let index = Index::open(None, schema()).unwrap();
    index.put(docs()).unwrap();
    let other = |mut d: Doc| {
        d.zone = "z2".into();
        d
    };
    index.put(docs().into_iter().take(2).map(other)).unwrap();
    index.commit(1).unwrap();
    let total = |zone: &str, text: &str| index.search(&Query::new(zone).text(text)).unwrap().total;
    assert_eq!((total(ZONE, "曙光"), total("z2", "曙光"), total("z3", "曙光")), (1, 1, 0));
    assert_eq!((total(ZONE, ""), total("z2", ""), total("z3", ""), total("", "")), (4, 2, 0, 0));
    let only_not = Query::new("z2").filter(Filter::none("industry", ["新材料"]));
    assert_eq!(ids(&index, &only_not), ["shuguang"]);
    index.delete("z2", "shuguang").unwrap();
    index.commit(2).unwrap();
    assert_eq!((total(ZONE, "曙光"), total("z2", "曙光")), (1, 0));
    assert_eq!(index.facets(&Query::new("z2"), &["tag"]).unwrap()["tag"], [("高企".to_owned(), 1)]);
}

#[test]
fn a_walk_meets_everything_once_while_documents_come_and_go() {
    let index = Index::open(None, schema()).unwrap();
    let id = |n: u32| {
        if n.is_multiple_of(3) { format!("old-{n}") } else { format!("01941f29-7c0{:x}-7000-8000-{n:012}", n % 16) }
    };
    let doc = |n: u32| {
        Doc::new(ZONE, id(n)).set("name", format!("示例{n}")).set("tag", if n.is_multiple_of(2) { "偶" } else { "奇" })
    };
    index.put((0..100).map(doc)).unwrap();
    index.commit(1).unwrap();
    let even = all().filter(Filter::any("tag", ["偶"]));
    let mut seen: Vec<String> = Vec::new();
    for step in 0_u32.. {
        let next = index.walk(&even, seen.last().map(String::as_str), 7).unwrap();
        assert!(next.len() <= 7);
        if next.is_empty() {
            break;
        }
        seen.extend(next);
        // What was seen goes, what is there is written again into another segment, an odd one comes.
        index.delete(ZONE, &seen[0]).unwrap();
        index.put([doc(98), doc(101 + 2 * step)]).unwrap();
        index.commit(i64::from(step) + 2).unwrap();
    }
    assert_eq!(sorted(seen.clone()).len(), seen.iter().collect::<std::collections::BTreeSet<_>>().len());
    assert_eq!(sorted(seen), sorted((0..100).step_by(2).map(id).collect()));
}

#[test]
fn few_are_all_of_them_or_none() {
    let index = town();
    let few = |q: &Query, most| index.few(q, most).unwrap().map(sorted);
    let every = ids(&index, &all());
    assert_eq!(few(&all(), every.len()), Some(every.clone()));
    assert_eq!(few(&all(), every.len() - 1), None, "one more than asked for");
    assert_eq!(few(&query("没有这家"), 0), Some(Vec::new()));
    assert_eq!(few(&all().filter(Filter::any("tag", ["高企"])), 2), Some(vec!["shuguang".into(), "xincai".into()]));
    // What is gone does not count, though its segment still holds it.
    index.delete(ZONE, &every[0]).unwrap();
    index.commit(9).unwrap();
    assert_eq!(few(&all(), every.len() - 1), Some(every[1..].to_vec()));
}

#[test]
fn sums_are_over_all_hits_whatever_the_page() {
    let index = town();
    let sum = |q: Query| {
        let hits = index.search(&q.sum(&["revenue"]).page(0, 1)).unwrap();
        hits.sums.iter().map(|s| (s.total, s.count)).collect::<Vec<_>>()
    };
    assert_eq!(sum(all()), [(600, 3)], "the bank has no revenue");
    assert_eq!(sum(all().filter(Filter::any("tag", ["高企"]))), [(400, 2)]);
    assert_eq!(sum(query("没有这家")), [(0, 0)]);
    assert!(index.search(&all()).unwrap().sums.is_empty());
    assert!(matches!(index.search(&all().sum(&["name"])), Err(Error::Field(_))));
}

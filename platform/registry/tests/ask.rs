//! Questions: filters, order, score, full text, counts and quotients against plain loops over the same companies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use std::collections::BTreeMap;

use registry::{By, Column, Company, Error, Filter, IndustryLevel, Order, Place, PlaceLevel, Registry, YearOf};
use town::{Lake, companies};

async fn lake(count: u32) -> (Lake, Registry) {
    let lake = Lake::new();
    let file = lake.file("a.csv", companies(count));
    lake.build(&[&file]);
    let registry = lake.open().await;
    (lake, registry)
}

async fn all(registry: &Registry) -> Vec<Company> {
    registry.find(&Filter::default(), &Order::AsStored, 0, 1_000).await.unwrap().companies
}

#[tokio::test]
async fn filters_give_what_a_loop_gives() {
    let (_lake, registry) = lake(120).await;
    let everything = all(&registry).await;
    assert_eq!(everything.len(), 120);
    let division = everything[0].division.unwrap();
    let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap();
    type Holds = Box<dyn Fn(&Company) -> bool>;
    let cases: Vec<(Filter, Holds)> = vec![
        (Filter { places: vec![Place::parse("广东省")], ..Filter::default() }, Box::new(|c| c.province == "广东")),
        (
            Filter {
                places: vec![Place::parse("新疆/乌鲁木齐市"), Place::parse("深圳")], ..Filter::default()
            },
            Box::new(|_| true),
        ),
        (Filter { industries: vec![division], ..Filter::default() }, Box::new(move |c| c.division == Some(division))),
        (
            Filter { capital_min_fen: Some(500_000_000), capital_max_fen: Some(800_000_000), ..Filter::default() },
            Box::new(|c| c.capital.is_some_and(|a| (500_000_000..=800_000_000).contains(&a.fen))),
        ),
        (Filter { currency: Some(kernel::money::Currency::Usd), ..Filter::default() }, Box::new(|_| false)),
        (
            Filter::default().aged(Some(24), Some(25), day(2026, 3, 5)),
            Box::new(move |c| {
                let on = c.registered_on.unwrap();
                on <= day(2002, 3, 5) && on > day(2000, 3, 5)
            }),
        ),
        (Filter { words: vec!["物业管理".into()], ..Filter::default() }, Box::new(|c| c.scope.contains("物业管理"))),
        (Filter { words: vec!["号软件".into()], ..Filter::default() }, Box::new(|c| c.name.contains("号软件"))),
    ];
    for (filter, holds) in cases {
        let want: Vec<i64> = everything.iter().filter(|c| holds(c)).map(|c| c.id).collect();
        let got = registry.find(&filter, &Order::AsStored, 0, 1_000).await.unwrap();
        assert_eq!(got.companies.iter().map(|c| c.id).collect::<Vec<_>>(), want, "{filter:?}");
        assert_eq!(got.total, want.len() as u64);
        let text = registry.search("示例", &filter, 0, 1_000).await.unwrap();
        assert_eq!(text.total, want.len() as u64, "the full text understands the same filter: {filter:?}");
    }
}

#[tokio::test]
async fn the_best_by_a_column_or_by_any_score() {
    let (_lake, registry) = lake(60).await;
    let mut want = all(&registry).await;
    want.sort_by_key(|c| (std::cmp::Reverse(c.capital.map(|a| a.fen)), c.id));
    let order = Order::By { column: Column::Capital, descending: true };
    let got = registry.find(&Filter::default(), &order, 5, 10).await.unwrap();
    assert_eq!(got.companies, want[5..15]);
    let score = Order::Score("CASE WHEN city = '深圳' THEN 1e12 ELSE 0 END + capital_fen".into());
    let best = registry.find(&Filter::default(), &score, 0, 1).await.unwrap();
    assert_eq!(best.companies[0].city, "深圳");
    assert_eq!(best.companies[0].id, want.iter().find(|c| c.city == "深圳").unwrap().id);
    for wrong in ["capital_fen)", "sum(capital_fen)", "no_such_column", "(SELECT 1)", "1; DROP TABLE firms", ""] {
        let got = registry.find(&Filter::default(), &Order::Score(wrong.into()), 0, 1).await;
        assert!(matches!(got, Err(Error::Query { .. })), "{wrong}: {got:?}");
    }
}

#[tokio::test]
async fn full_text_finds_any_run_of_characters_and_names_first() {
    let (_lake, registry) = lake(60).await;
    let total = |text: &'static str| {
        let registry = registry.clone();
        async move { registry.search(text, &Filter::default(), 0, 5).await.unwrap().total }
    };
    assert_eq!(total("铝型材").await, 20);
    assert_eq!(total("物业 房地产").await, 20);
    assert_eq!(total("铝").await, 20);
    assert_eq!(total("型材的生").await, 20);
    assert_eq!(total("型材生产").await, 0, "characters must stand together");
    assert_eq!(total("不存在").await, 0);
    assert_eq!(total("").await, 60);
    let best = registry.search("软件", &Filter::default(), 0, 1).await.unwrap();
    assert!(best.companies[0].name.contains("软件"));
    assert!(!registry.why(&best.companies[0]).is_empty());
    assert!(registry.search(&"字 ".repeat(40), &Filter::default(), 0, 1).await.is_err());
    assert!(registry.search("软件", &Filter::default(), 4_999, 10).await.is_err());
}

/// A word of more than 5,000 companies is not counted to its end, and the few that bear it in their name come first all
/// the same.
#[tokio::test]
async fn words_that_are_everywhere_are_counted_to_five_thousand() {
    let lake = Lake::new();
    let mut csv = companies(10_050).replace("软件有限公司", "网络有限公司");
    csv = csv.replace("软件开发", "铝型材、软件开发").replace("房地产开发、", "铝型材、房地产开发、");
    csv.push_str(&companies(10_051).lines().last().unwrap().replace("铝业", "铝型材"));
    let file = lake.file("many.csv", csv);
    lake.build(&[&file]);
    let registry = lake.open().await;
    let common = registry.search("铝型材", &Filter::default(), 0, 2).await.unwrap();
    assert!(common.at_least, "{}", common.total);
    assert_eq!(common.total, 5_000);
    assert!(common.companies[0].name.contains("10050号铝型材"), "{}", common.companies[0].name);
    assert_ne!(common.companies[1].id, common.companies[0].id);
    let deep = registry.search("铝型材", &Filter::default(), 4_990, 10).await.unwrap();
    assert_eq!(deep.companies.len(), 10);
    let rare = registry.search("网络", &Filter::default(), 0, 2).await.unwrap();
    assert_eq!((rare.total, rare.at_least), (3_350, false));
}

#[tokio::test]
async fn counts_and_quotients_agree_with_a_loop() {
    let (_lake, registry) = lake(90).await;
    let everything = all(&registry).await;
    let by = By { place: PlaceLevel::City, industry: IndustryLevel::Division, year: YearOf::Registered };
    let mut want: BTreeMap<(String, String, i32), u64> = BTreeMap::new();
    for c in &everything {
        let year = chrono::Datelike::year(&c.registered_on.unwrap());
        *want.entry((c.city.clone(), c.division.unwrap().to_string(), year)).or_default() += 1;
    }
    let got = registry.counts(&Filter::default(), by).await.unwrap();
    let got: BTreeMap<_, _> =
        got.into_iter().map(|c| ((c.city, c.industry.unwrap().to_string(), c.year), c.firms)).collect();
    assert_eq!(got, want);

    let quotients = registry.quotients(&Filter::default(), By { year: YearOf::None, ..by }).await.unwrap();
    let count = |holds: &dyn Fn(&Company) -> bool| everything.iter().filter(|c| holds(c)).count() as f64;
    assert_eq!(quotients.len(), 6);
    for q in quotients {
        let here = count(&|c| c.city == q.city && c.division == Some(q.industry));
        let lq = here / count(&|c| c.city == q.city) / (count(&|c| c.division == Some(q.industry)) / 90.0);
        assert!((q.lq - lq).abs() < 1e-12, "{q:?} {lq}");
    }
}

#[tokio::test]
async fn an_empty_lake_answers() {
    let lake = Lake::new();
    let file = lake.file("a.csv", format!("{}\n,,,,,,,\nx,y\n", town::HEAD));
    assert_eq!(lake.build(&[&file]).rows, 0);
    let registry = lake.open().await;
    assert_eq!(registry.find(&Filter::default(), &Order::AsStored, 0, 10).await.unwrap().total, 0);
    assert_eq!(registry.search("铝", &Filter::default(), 0, 10).await.unwrap().total, 0);
    assert!(registry.quotients(&Filter::default(), By::default()).await.unwrap().is_empty());
    assert_eq!(registry.info().years, None);
}

#[tokio::test]
async fn counts_by_the_year_of_listing_where_the_source_knows_no_other() {
    let lake = Lake::new();
    let rows = "企业名称,上市日期,所属省份,所属城市,经营范围\n\
                示例甲股份有限公司,2003-01-01,新疆,乌鲁木齐,铝锭的生产\n\
                示例乙股份有限公司,2003-12-31,新疆,乌鲁木齐,铝锭的生产\n\
                示例丙股份有限公司,,新疆,乌鲁木齐,铝锭的生产\n";
    lake.build(&[&lake.file("a.csv", rows)]);
    let registry = lake.open().await;
    let years = async |registry: &Registry, year| {
        let by = By { place: PlaceLevel::None, industry: IndustryLevel::None, year };
        let counts = registry.counts(&Filter::default(), by).await.unwrap();
        counts.iter().map(|c| (c.year, c.firms)).collect::<Vec<_>>()
    };
    assert_eq!(years(&registry, YearOf::Listed).await, [(0, 1), (2003, 2)]);
    assert_eq!(years(&registry, YearOf::Registered).await, [(0, 3)]);
    let first = all(&registry).await.remove(0);
    let registry = registry.correct(&first, "65".parse().unwrap()).await.unwrap();
    assert_eq!(years(&registry, YearOf::Listed).await, [(0, 1), (2003, 2)], "corrections change nothing about it");
}

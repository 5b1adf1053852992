//! Rows as bad files have them: accepted, repaired or left out one by one, and never without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use encoding_rs::GB18030;
use registry::{Filter, Order};
use town::{HEAD, Lake, code, companies};

/// Rows with what must be said about each: outcome and reason, or nothing.
fn cases() -> Vec<(String, Option<(&'static str, &'static str)>)> {
    let c = |n| code("91", "650100", n);
    let row = |name: &str, code: &str, date: &str, capital: &str, scope: &str| {
        format!("{name},{code},{date},{capital},新疆,乌鲁木齐,{scope},示例路1号")
    };
    let wrong_check = format!("{}{}", &c(7)[..17], if c(7).ends_with('0') { '1' } else { '0' });
    vec![
        (row("示例一公司", &c(1), "2001-01-05", "\"13,400万元\"", "软件开发"), None),
        (row("示例二公司", &c(2), "2001年1月5日", "500万美元", "软件开发"), None),
        (row("示例三公司", &c(3), "20010105", "-", "软件开发"), None),
        (
            row("示例四公司", &c(4), "2001/1/5", "\"13,400万元/500万美元/-\"", "软件开发"),
            Some(("repaired", "capital-several")),
        ),
        (row("示例五公司", &c(5), "2001-01-05", "13400", "软件开发"), Some(("noted", "capital-unclear"))),
        (row("示例六公司", &c(6).to_lowercase(), "2001-01-05", "1万", "软件开发"), None),
        (row("示例七公司", &wrong_check, "2001-01-05", "1万", "软件开发"), Some(("noted", "code-check"))),
        (row("示例八公司", &c(1), "2001-01-05", "1万", "软件开发"), Some(("duplicate", "same-code"))),
        (row("示例 九公司", "", "2001-01-05", "1万", "软件开发"), None),
        (row("示例九 公司", "", "2001-01-05", "1万", "软件开发"), Some(("duplicate", "same-name"))),
        (row("示例十公司", &c(10), "2001-13-45", "1万", "软件开发"), Some(("noted", "date-unclear"))),
        (row("示例十一公司", &c(11), "2001-01-05", "1万", "软件开发,系统集成服务"), Some(("repaired", "shift-mended"))),
        (format!("示例十二公司,{},1万元,新疆,乌鲁木齐,软件开发,示例路1号", c(12)), Some(("repaired", "shift-mended"))),
        (
            format!("x,示例十三公司,{},2001-01-05,1万元,新疆,乌鲁木齐,软件开发,示例路1号", c(13)),
            Some(("repaired", "shift-mended")),
        ),
        (row("2001-01-05", &c(14), "2001-01-05", "1万", "软件开发"), Some(("rejected", "name-unlikely"))),
        (row("", &c(15), "2001-01-05", "1万", "软件开发"), Some(("rejected", "name-missing"))),
        ("示例十六公司,甲,乙,丙,丁,戊,己".to_owned(), Some(("rejected", "shift-unclear"))),
        (row("示例十七公司", &c(17), "2001-01-05", "-5万元", "软件开发"), Some(("noted", "capital-negative"))),
        (row("示例十八公司", &c(18), "1001-01-05", "1万元", "软件开发"), Some(("noted", "date-unlikely"))),
        (
            format!("示例十九公司,{},2001-01-05,1万元,,,软件开发,示例路1号", c(19)),
            Some(("repaired", "province-from-code")),
        ),
    ]
}

#[tokio::test]
async fn each_row_is_taken_mended_or_left_out_with_a_reason() {
    let lake = Lake::new();
    let cases = cases();
    let text: String = cases.iter().map(|(row, _)| format!("{row}\n")).collect();
    let file = lake.file("a.csv", format!("{HEAD}\n{text}"));
    let built = lake.build(&[&file]);
    let report = lake.report(1);
    for (at, (row, want)) in cases.iter().enumerate() {
        let number = (at + 2).to_string();
        let said: Vec<(&str, &str)> =
            report.iter().filter(|r| r[1] == number).map(|r| (r[2].as_str(), r[3].as_str())).collect();
        match want {
            // Case is put right and said so.
            None if row.chars().any(|c| c.is_ascii_lowercase()) => assert_eq!(said, [("repaired", "code-tidied")]),
            None => assert!(said.is_empty(), "{row}: {said:?}"),
            Some(want) => assert!(said.contains(want), "{row}: {said:?}"),
        }
    }
    let t = built.tally;
    assert_eq!(t.rows, cases.len() as u64);
    assert_eq!(t.accepted + t.duplicate + t.rejected, t.rows, "every row is accounted for");
    assert_eq!((t.duplicate, t.rejected), (2, 3));
    assert_eq!(built.rows, t.accepted);
    let found = lake.open().await.find(&Filter::default(), &Order::AsStored, 0, 100).await.unwrap();
    let company = |name: &str| found.companies.iter().find(|c| c.name.contains(name)).unwrap();
    assert_eq!(company("示例十一公司").scope, "软件开发,系统集成服务");
    assert_eq!(company("示例十二公司").registered_on, None);
    assert_eq!(company("示例十三公司").name, "x,示例十三公司");
    assert_eq!(company("示例二公司").capital.unwrap().currency, kernel::money::Currency::Usd);
    assert_eq!(company("示例十九公司").city, "乌鲁木齐");
}

#[tokio::test]
async fn encodings_mixed_in_one_file() {
    let lake = Lake::new();
    let line = |n: u32| {
        format!("示例{n}号公司,{},2001-01-05,1万元,新疆,乌鲁木齐,软件开发,示例路1号\n", code("91", "650100", n))
    };
    let mut bytes = format!("\u{feff}{HEAD}\n{}", line(1)).into_bytes();
    bytes.extend_from_slice(&GB18030.encode(&line(2)).0);
    bytes.extend_from_slice(b"\xff\xfe\xff\xfe\xff,,,\n");
    bytes.extend_from_slice(line(3).as_bytes());
    let file = lake.file("a.csv", bytes);
    let whole = lake.file("b.csv", &GB18030.encode(&format!("{HEAD}\n{}", line(4))).0);
    let built = lake.build(&[&file, &whole]);
    assert_eq!((built.tally.accepted, built.tally.repaired, built.tally.rejected), (4, 1, 1));
    let said: Vec<String> = lake.report(1).iter().map(|r| format!("{} {} {}", r[0], r[1], r[3])).collect();
    assert_eq!(said, ["a.csv 3 encoding-differs", "a.csv 4 encoding-unknown"]);
    let page = lake.open().await.search("示例2号", &Filter::default(), 0, 10).await.unwrap();
    assert_eq!((page.total, page.companies[0].city.as_str()), (1, "乌鲁木齐"));
}

#[test]
fn a_report_runs_no_formula() {
    let lake = Lake::new();
    let file = lake.file("a.csv", format!("{HEAD}\n=HYPERLINK(\"x\"),1,2,3\n"));
    lake.build(&[&file]);
    let raw = std::fs::read_to_string(lake.path().join("report-000001.csv")).unwrap();
    assert!(raw.contains("'=HYPERLINK") && !raw.contains(",=HYPERLINK"), "{raw}");
}

#[tokio::test]
async fn individual_businesses_are_counted_and_never_shown() {
    let lake = Lake::new();
    let person =
        format!("张三示例小吃店,{},2001-01-05,1万元,新疆,乌鲁木齐,餐饮服务,示例路1号\n", code("92", "650100", 5));
    let file = lake.file("a.csv", companies(5) + &person);
    assert_eq!(lake.build(&[&file]).rows, 6);
    let registry = lake.open().await;
    assert_eq!(registry.info().individuals, 1);
    assert_eq!(registry.find(&Filter::default(), &Order::AsStored, 0, 10).await.unwrap().total, 5);
    assert_eq!(registry.search("小吃店", &Filter::default(), 0, 10).await.unwrap().total, 0);
    assert!(registry.by_code(&code("92", "650100", 5)).await.unwrap().is_none());
    let counts = registry.counts(&Filter::default(), registry::By::default()).await.unwrap();
    assert_eq!(counts.iter().map(|c| c.firms).sum::<u64>(), 6);
}

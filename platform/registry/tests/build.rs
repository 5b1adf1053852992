//! Building: incremental, whole or not at all, and the same from the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;

use std::sync::atomic::{AtomicU64, Ordering};

use registry::{Error, Filter, Mapping, Order, Progress, Registry, Step, Watch, build};
use town::{HEAD, Lake, code, companies, content};

#[tokio::test]
async fn the_same_file_is_read_once_and_a_new_one_is_added() {
    let lake = Lake::new();
    let first = lake.file("a.csv", companies(30));
    let built = lake.build(&[&first]);
    assert_eq!((built.rows, built.tally.accepted, built.read.len()), (30, 30, 1));
    let before = content(&lake.path());
    let again = lake.build(&[&first]);
    assert!(again.read.is_empty() && again.report.is_none() && again.known == ["a.csv"]);
    assert_eq!(content(&lake.path()), before, "nothing to do means nothing is touched");

    let old = lake.open().await;
    let second = lake.file("b.csv", companies(40));
    let more = lake.build(&[&first, &second]);
    assert_eq!((more.rows, more.tally.accepted, more.tally.duplicate), (40, 10, 30));
    let new = lake.open().await;
    let found = |r: Registry| async move { r.search("有限公司", &Filter::default(), 0, 100).await.unwrap().total };
    assert_eq!(found(new.clone()).await, 40);
    assert_eq!(found(old).await, 30, "who reads goes on seeing the lake as it was opened");
    assert_eq!(new.info().generation, 2);
    assert!(new.by_code(&code("91", "650100", 39)).await.unwrap().is_some());
}

struct Stop {
    at: Step,
    seen: AtomicU64,
}

impl Watch for Stop {
    fn progress(&self, progress: Progress) {
        if progress.step == self.at {
            self.seen.fetch_add(1, Ordering::Relaxed);
        }
    }
    fn cancelled(&self) -> bool {
        self.seen.load(Ordering::Relaxed) > 0
    }
}

#[tokio::test]
async fn a_build_that_breaks_off_leaves_the_old_lake() {
    let lake = Lake::new();
    let first = lake.file("a.csv", companies(30));
    lake.build(&[&first]);
    let before = content(&lake.path());
    let second = lake.file("b.csv", companies(50));
    let stop = Stop { at: Step::Writing, seen: AtomicU64::new(0) };
    assert!(matches!(build(&lake.plan(&[&second]), &stop), Err(Error::Cancelled)));
    assert_eq!(content(&lake.path()), before);

    // A process that was killed leaves files behind; the next build takes them away.
    std::fs::create_dir_all(lake.path().join("index-000002")).unwrap();
    std::fs::write(lake.path().join("firms/year=1998/part-000002-0000.parquet"), "half").unwrap();
    std::fs::create_dir_all(lake.path().join("staging")).unwrap();
    assert_eq!(lake.open().await.info().rows, 30);
    assert_eq!(lake.build(&[&second]).rows, 50);
    assert_eq!(lake.open().await.find(&Filter::default(), &Order::AsStored, 0, 100).await.unwrap().total, 50);
    assert!(!lake.path().join("staging").exists() && !lake.path().join("index-000001").exists());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_changes_nothing() {
    let lake = Lake::new();
    let first = lake.file("a.csv", companies(30));
    lake.build(&[&first]);
    let before = content(&lake.path());
    let broken = lake.file("b.parquet", b"PAR1 and nothing else");
    let unnamed = lake.file("c.csv", "x,y\n1,2\n");
    assert!(matches!(build(&lake.plan(&[&broken]), &registry::Unwatched), Err(Error::Parquet { .. })));
    assert!(matches!(build(&lake.plan(&[&unnamed]), &registry::Unwatched), Err(Error::NoNameColumn { .. })));
    let nowhere = lake.dir.path().join("nothing");
    assert!(matches!(build(&lake.plan(&[&nowhere]), &registry::Unwatched), Err(Error::Io { .. })));
    assert_eq!(content(&lake.path()), before);
    assert!(matches!(Registry::open(&nowhere).await, Err(Error::NoLake { .. })));
}

#[test]
fn one_build_at_a_time() {
    let lake = Lake::new();
    let first = lake.file("a.csv", companies(3));
    lake.build(&[&first]);
    let held = std::fs::File::options().write(true).open(lake.path().join("lock")).unwrap();
    held.lock().unwrap();
    assert!(matches!(build(&lake.plan(&[&first]), &registry::Unwatched), Err(Error::Busy { .. })));
}

#[tokio::test]
async fn the_same_rows_give_the_same_tables() {
    let parts = |lake: &Lake| {
        let all = content(&lake.path());
        let tables = all.into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "parquet"));
        tables.map(|(p, bytes)| (p.strip_prefix(lake.path()).unwrap().to_owned(), bytes)).collect::<Vec<_>>()
    };
    let (one, other) = (Lake::new(), Lake::new());
    for lake in [&one, &other] {
        let file = lake.file("a.csv", companies(200));
        lake.build(&[&file]);
    }
    assert_eq!(parts(&one), parts(&other));
    assert_eq!(parts(&one).len(), 5, "one file per year");
}

#[tokio::test]
async fn parquet_and_workbooks_read_as_csv_does() {
    let lake = Lake::new();
    let csv = lake.file("a.csv", companies(20));
    lake.build(&[&csv]);
    // The lake's own tables are Parquet with columns that are recognised.
    let copy = Lake::new();
    copy.build(&[&lake.path().join("firms")]);
    let book = Lake::new();
    let xlsx = book.dir.path().join("b.xlsx");
    let mut table = sheet::read(&csv, "a.csv", &sheet::Limits::default()).unwrap();
    let columns = HEAD.split(',').map(|h| sheet::Column::new(h, sheet::ColumnKind::Text)).collect();
    let file = std::fs::File::create(&xlsx).unwrap();
    let mut out = sheet::Writer::new(sheet::Format::Xlsx, file, "名录", columns).unwrap();
    table.head(100).unwrap().iter().skip(1).for_each(|row| out.row(&row.cells).unwrap());
    out.finish().unwrap();
    book.build(&[&xlsx]);
    let all = |r: Registry| async move {
        let order = Order::By { column: registry::Column::Name, descending: false };
        let page = r.find(&Filter::default(), &order, 0, 100).await.unwrap();
        // Numbers say only where a company stands in its lake.
        page.companies.into_iter().map(|c| registry::Company { id: 0, ..c }).collect::<Vec<_>>()
    };
    let want = all(lake.open().await).await;
    assert_eq!(want.len(), 20);
    assert_eq!(all(book.open().await).await, want);
    let mut from_parquet = all(copy.open().await).await;
    from_parquet.iter_mut().for_each(|c| c.industry_by = registry::IndustryBy::Classifier);
    let plain = |list: Vec<registry::Company>| {
        list.into_iter().map(|c| (c.name, c.credit_code, c.registered_on, c.city, c.scope)).collect::<Vec<_>>()
    };
    assert_eq!(plain(from_parquet), plain(want));
}

#[tokio::test]
async fn columns_that_the_user_maps() {
    let lake = Lake::new();
    let file = lake.file("a.csv", "全称,资本,地方\n示例甲铝业有限公司,500,新疆\n");
    let mut plan = lake.plan(&[&file]);
    plan.mapping = Mapping::default();
    for given in ["name=全称", "capital:万元=资本", "province=地方"] {
        plan.mapping.add(given).unwrap();
    }
    build(&plan, &registry::Unwatched).unwrap();
    let page = lake.open().await.find(&Filter::default(), &Order::AsStored, 0, 10).await.unwrap();
    let company = &page.companies[0];
    assert_eq!((company.capital.unwrap().fen, company.province.as_str()), (500_000_000, "新疆"));
}

#[tokio::test]
async fn what_a_user_says_about_an_industry_wins_and_stays() {
    let lake = Lake::new();
    let first = lake.file("a.csv", companies(30));
    lake.build(&[&first]);
    let registry = lake.open().await;
    let company = registry.by_code(&code("91", "440300", 0)).await.unwrap().unwrap();
    let to = "271".parse().unwrap();
    let after = registry.correct(&company, to).await.unwrap();
    let pharma = Filter { industries: vec!["27".parse().unwrap()], ..Filter::default() };
    for step in ["laid over", "built in"] {
        let registry = if step == "built in" {
            let second = lake.file("b.csv", companies(33));
            lake.build(&[&second]);
            lake.open().await
        } else {
            after.clone()
        };
        let found = registry.find(&pharma, &Order::AsStored, 0, 10).await.unwrap();
        assert_eq!(found.companies.len(), 1, "{step}");
        assert_eq!(found.companies[0].group, Some(to), "{step}");
        assert_eq!(registry.search("示例", &pharma, 0, 10).await.unwrap().companies, found.companies, "{step}");
        let was = Filter { industries: company.division.into_iter().collect(), ..Filter::default() };
        let old = registry.search("示例0号", &was, 0, 10).await.unwrap();
        assert_eq!(old.total, 0, "{step}: the old industry does not hold it any more");
    }
    assert!(registry.correct(&company, "C".parse().unwrap()).await.is_err());
}

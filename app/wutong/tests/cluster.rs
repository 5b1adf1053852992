//! The registry's questions on a cluster (one scheduler and two executors on loopback, started by the project's own
//! script) and in this process: the same answers. Needs the feature `dist`: `./test dist`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

/// The companies and the lake of the registry's own tests.
#[path = "../../../platform/registry/tests/town/mod.rs"]
mod town;

use registry::{By, Column, Error, Filter, IndustryLevel, Order, Page, Place, PlaceLevel, Registry, YearOf};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use town::Lake;

const PROGRAM: &str = env!("CARGO_BIN_EXE_wutong");

/// A running cluster; it stops when this is dropped, since the script's command ends with its input.
struct Cluster {
    script: Child,
    input: Option<ChildStdin>,
    address: String,
    work: PathBuf,
}

impl Cluster {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../platform/registry/cluster");
        let mut script = Command::new(script)
            .args(["--executors", "2", "--", "sh", "-c", "echo $WUTONG_CLUSTER; echo $WUTONG_CLUSTER_WORK; cat"])
            .env("WUTONG", PROGRAM)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = script.stdin.take();
        let mut lines = BufReader::new(script.stdout.take().unwrap()).lines();
        let mut line = || lines.next().expect("the script says what is wrong").unwrap();
        let (address, work) = (line(), PathBuf::from(line()));
        Self { script, input, address, work }
    }

    /// What an executor has handed on so far.
    fn handed_on(&self, executor: u32) -> usize {
        town::content(&self.work.join(format!("executor-{executor}"))).len()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.input.take());
        let status = self.script.wait().unwrap();
        if !std::thread::panicking() {
            assert!(status.success(), "the script ended with {status}");
            assert!(!self.work.exists(), "the script leaves nothing behind");
        }
    }
}

/// A lake of two builds, so of several files, with corrections, in a folder whose name has to be written with care.
async fn lake() -> (Lake, PathBuf) {
    let lake = Lake::new();
    let first = lake.file("a.csv", town::companies(300));
    lake.build(&[&first]);
    let more = "企业名称,成立日期,上市日期,所属省份,所属城市,经营范围\n\
                示例上市铝业股份有限公司,,2003-04-05,新疆,乌鲁木齐,铝锭的生产\n\
                示例连锁有限公司,1999-01-02,,新疆,乌鲁木齐,日用百货零售\n\
                示例连锁有限公司昌吉分公司,2001-02-03,,新疆,昌吉,日用百货零售\n\
                示例连锁有限公司深圳分公司,2002-03-04,,广东,深圳,日用百货零售\n";
    let second = lake.file("b.csv", more);
    lake.build(&[&second]);
    let registry = lake.open().await;
    let page = registry.find(&Filter::default(), &Order::AsStored, 0, 2).await.unwrap();
    let registry = registry.correct(&page.companies[0], "65".parse().unwrap()).await.unwrap();
    registry.correct(&page.companies[1], "325".parse().unwrap()).await.unwrap();
    let moved = lake.dir.path().join("企业 名录 50%");
    std::fs::rename(lake.path(), &moved).unwrap();
    (lake, moved)
}

async fn found(registry: &Registry, filter: &Filter, order: &Order) -> Page {
    registry.find(filter, order, 3, 40).await.unwrap()
}

/// What the command line counts.
fn counted(lake: &Path, on: &[&str]) -> String {
    let out = lake.with_file_name("counts.csv");
    let mut command = Command::new(PROGRAM);
    command.args(["registry", "counts"]).arg(lake).arg("--out").arg(&out).args(on);
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read_to_string(&out).unwrap()
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_named() {
    let (_dir, lake) = lake().await;
    let error = Registry::open_on(&lake, "127.0.0.1:1").await.err().unwrap();
    assert!(matches!(error, Error::Cluster { .. }), "{error}");
    assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_gives_the_same_answers() {
    let (_dir, lake) = lake().await;
    let cluster = Cluster::start();
    let here = Registry::open(&lake).await.unwrap();
    let there = Registry::open_on(&lake, &cluster.address).await.unwrap();

    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    let filters = [
        Filter::default(),
        Filter { places: vec![Place::parse("新疆/乌鲁木齐")], ..Filter::default() },
        Filter { industries: vec!["C".parse().unwrap(), "65".parse().unwrap()], ..Filter::default() },
        Filter { capital_min_fen: Some(500_000_000), capital_max_fen: Some(2_000_000_000), ..Filter::default() },
        Filter { words: vec!["软件".into(), "集成".into()], ..Filter::default() }.aged(Some(20), Some(27), day),
    ];
    let orders = [
        Order::AsStored,
        Order::By { column: Column::Capital, descending: true },
        Order::By { column: Column::Name, descending: false },
        Order::Score("ln(coalesce(capital_fen, 0) + 1) + CASE WHEN city = '深圳' THEN 3 ELSE 0 END".into()),
    ];
    for filter in &filters {
        for order in &orders {
            let want = found(&here, filter, order).await;
            assert!(want.total > 3, "{filter:?} finds something");
            assert_eq!(found(&there, filter, order).await, want, "{filter:?} {order:?}");
        }
        let levels = [(PlaceLevel::None, IndustryLevel::None), (PlaceLevel::Province, IndustryLevel::Division)];
        for (place, industry) in levels.into_iter().chain([(PlaceLevel::City, IndustryLevel::Group)]) {
            for year in [YearOf::None, YearOf::Registered, YearOf::Listed] {
                let by = By { place, industry, year };
                let want = here.counts(filter, by).await.unwrap();
                assert!(!want.is_empty());
                assert_eq!(there.counts(filter, by).await.unwrap(), want, "{filter:?} {by:?}");
            }
            let by = By { place, industry, year: YearOf::None };
            let want = here.quotients(filter, by).await.unwrap();
            assert!(!want.is_empty());
            assert_eq!(there.quotients(filter, by).await.unwrap(), want, "{filter:?} {by:?}");
        }
    }
    let branches = here.establishments().await.unwrap();
    assert_eq!(branches.len(), 2);
    assert_eq!(there.establishments().await.unwrap(), branches);
    assert_eq!(counted(&lake, &["--cluster", &cluster.address]), counted(&lake, &[]));
    assert!(cluster.handed_on(1) > 0 && cluster.handed_on(2) > 0, "both executors took part");
}

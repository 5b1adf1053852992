//! Invented companies (示例) and a lake of them.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use kernel::credit_code::complete;
use registry::{Build, Built, Mapping, Registry, Unwatched, build};

pub const HEAD: &str = "企业名称,统一社会信用代码,成立日期,注册资本,所属省份,所属城市,经营范围,企业地址";

/// The `n`th valid code of a kind: "91" enterprise, "92" individual business.
pub fn code(kind: &str, region: &str, n: u32) -> String {
    let body = format!("{kind}{region}{n:09}");
    format!("{body}{}", complete(&body).unwrap())
}

/// `count` companies of two cities and three trades, registered 1998 to 2002.
pub fn companies(count: u32) -> String {
    let trades = [
        ("铝业", "铝锭、铝板、铝型材的生产与销售"),
        ("软件", "软件开发；信息系统集成服务"),
        ("房地产开发", "房地产开发、经营；物业管理"),
    ];
    let mut out = format!("{HEAD}\n");
    for n in 0..count {
        let (word, scope) = trades[n as usize % 3];
        let (province, city, region) =
            if n % 4 == 0 { ("广东省", "深圳市", "440300") } else { ("新疆", "乌鲁木齐", "650100") };
        let (year, capital) = (1998 + n % 5, 100 + n * 10);
        let code = code("91", region, n);
        out.push_str(&format!(
            "示例{n}号{word}有限公司,{code},{year}-03-0{},{capital}万元,{province},{city},\"{scope}\",示例路{n}号\n",
            1 + n % 9
        ));
    }
    out
}

pub struct Lake {
    pub dir: tempfile::TempDir,
}

impl Lake {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("lake")
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn plan(&self, from: &[&Path]) -> Build {
        let from = from.iter().map(|p| (*p).to_owned()).collect();
        Build { from, to: self.path(), mapping: Mapping::default(), seed: 7 }
    }

    pub fn build(&self, from: &[&Path]) -> Built {
        build(&self.plan(from), &Unwatched).unwrap()
    }

    pub async fn open(&self) -> Registry {
        Registry::open(&self.path()).await.unwrap()
    }

    /// The lines of the newest report, as cells.
    pub fn report(&self, generation: u32) -> Vec<Vec<String>> {
        let path = self.path().join(format!("report-{generation:06}.csv"));
        let mut table = sheet::read(&path, "report.csv", &sheet::Limits::default()).unwrap();
        table.head(1_000).unwrap().into_iter().skip(1).map(|r| r.cells).collect()
    }
}

/// Every file of a folder with its content.
pub fn content(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

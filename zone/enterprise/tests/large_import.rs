//! A file of 100,000 rows and 41 columns: progress, cancel, time and memory. Slow, so by hand only:
//! `cargo test -p enterprise --test large_import -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use enterprise::MIGRATIONS;
use enterprise::import::service::Imports;
use enterprise::import::{Pace, State};
use kernel::credit_code::complete;
use kernel::{Error, Result};
use sheet::{Column, ColumnKind, Format, Writer};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::testing::Town;

/// Rows of the file.
const ROWS: u32 = 100_000;
/// What may be in memory at most, in KiB.
const MOST_KIB: u64 = 300 * 1024;

const HEADER: [&str; 41] = [
    "原文件导入名称",
    "系统匹配企业名称",
    "登记状态",
    "法定代表人",
    "注册资本",
    "实缴资本",
    "成立日期",
    "核准日期",
    "营业期限",
    "所属省份",
    "所属城市",
    "所属区县",
    "电话",
    "更多电话",
    "邮箱",
    "更多邮箱",
    "统一社会信用代码",
    "纳税人识别号",
    "注册号",
    "组织机构代码",
    "企业（机构）类型",
    "参保人数",
    "参保人数所属年报",
    "国标行业门类",
    "国标行业大类",
    "国标行业中类",
    "国标行业小类",
    "企查查行业门类",
    "企查查行业大类",
    "企查查行业中类",
    "企查查行业小类",
    "企业规模",
    "曾用名",
    "英文名",
    "官网",
    "通信地址",
    "企业地址",
    "企业简介",
    "经营范围",
    "登记机关",
    "纳税人资质",
];

fn cells(n: u32) -> Vec<String> {
    let prefix = format!("91650104MA7{n:06}");
    let code = format!("{prefix}{}", complete(&prefix).unwrap());
    let scope = "软件开发；信息系统集成服务；数据处理和存储支持服务；计算机软硬件及辅助设备批发；技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广。（依法须经批准的项目，经相关部门批准后方可开展经营活动）";
    HEADER
        .iter()
        .map(|h| match *h {
            "系统匹配企业名称" => format!("乌鲁木齐示例{n}号信息科技有限公司"),
            "登记状态" => "存续（在营、开业、在册）".into(),
            "法定代表人" => format!("示例{n}"),
            "注册资本" => format!("{}万元", n % 5_000 + 1),
            "成立日期" => "2015-03-02".into(),
            "统一社会信用代码" => code.clone(),
            "所属省份" => "新疆维吾尔自治区".into(),
            "所属城市" => "乌鲁木齐市".into(),
            "所属区县" => "新市区".into(),
            "电话" => format!("0991-{n:07}"),
            "参保人数" => (n % 300).to_string(),
            "国标行业门类" => "信息传输、软件和信息技术服务业".into(),
            "国标行业大类" => "软件和信息技术服务业".into(),
            "国标行业中类" => "软件开发".into(),
            "国标行业小类" => "应用软件开发".into(),
            "企业地址" => format!("新疆乌鲁木齐高新技术产业开发区（新市区）示例路 {n} 号示例大厦 {} 层", n % 30),
            "经营范围" => format!("{scope}{n}"),
            "企业简介" => format!("示例简介 {n}。").repeat(5),
            _ => "-".into(),
        })
        .collect()
}

fn write_file(path: &std::path::Path) {
    let heads = HEADER.iter().map(|h| Column::new(*h, ColumnKind::Text)).collect();
    let out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let mut writer = Writer::new(Format::Xlsx, out, "企业", heads).unwrap();
    (0..ROWS).for_each(|n| writer.row(&cells(n)).unwrap());
    writer.finish().unwrap();
}

fn status_kib(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The most of the program's own memory, in KiB, looked at all the time. Pages of the database file that SQLite maps
/// are not counted: the system takes them back whenever it needs them.
fn watch_memory() -> Arc<AtomicU64> {
    let most = Arc::new(AtomicU64::new(0));
    let seen = Arc::downgrade(&most);
    std::thread::spawn(move || {
        while let Some(most) = seen.upgrade() {
            most.fetch_max(status_kib("RssAnon"), Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    most
}

/// Hears of progress, and stops at a row when told to.
struct Watch {
    heard: Mutex<Vec<(i64, i64)>>,
    stop_at: i64,
    done: AtomicI64,
}

impl Watch {
    fn until(stop_at: i64) -> Self {
        Self { heard: Mutex::default(), stop_at, done: AtomicI64::new(0) }
    }
}

impl Pace for Watch {
    fn progress(&self, done: i64, total: i64) {
        self.done.store(done, Ordering::Relaxed);
        self.heard.lock().unwrap().push((done, total));
    }
    fn check(&self) -> Result<()> {
        if self.done.load(Ordering::Relaxed) >= self.stop_at { Err(Error::conflict("job-cancelled")) } else { Ok(()) }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long"]
async fn a_hundred_thousand_rows_stay_within_memory() {
    let t = Town::sqlite(&[jobs::MIGRATIONS, MIGRATIONS].concat()).await;
    let imports = Imports { db: t.db.clone(), uploads: t.dir.join("uploads") };
    let file = t.dir.join("upload.xlsx");
    write_file(&file);
    eprintln!("file: {} MiB, memory before: {} MiB", file.metadata().unwrap().len() >> 20, status_kib("VmRSS") >> 10);
    let memory = watch_memory();
    let most = || memory.load(Ordering::Relaxed);

    let begun = Instant::now();
    let batch = imports.receive_now(&t.ctx, &file, "名单.xlsx").await.unwrap();
    let stopped = imports.preview(&t.ctx, &batch.id, &Watch::until(2_000)).await;
    assert!(matches!(&stopped, Err(Error::Conflict { code, .. }) if code == "job-cancelled"), "cancel is heard");
    eprintln!("received and cancelled: {:?}", begun.elapsed());
    let (begun, watch) = (Instant::now(), Watch::until(i64::MAX));
    let batch = imports.preview(&t.ctx, &batch.id, &watch).await.unwrap();
    let heard = watch.heard.into_inner().unwrap();
    assert!(heard.len() > 100 && heard.iter().all(|(done, total)| done <= total && *total == i64::from(ROWS)));
    assert_eq!((batch.state, batch.counts.create), (State::Previewed, i64::from(ROWS)));
    eprintln!("preview: {:?}, at most {} MiB", begun.elapsed(), most() >> 10);
    let begun = Instant::now();
    let done = imports.apply_now(&t.ctx, &batch.id).await.unwrap();
    assert_eq!(done.written.create, i64::from(ROWS));
    eprintln!("written: {:?}, at most {} MiB", begun.elapsed(), most() >> 10);
    eprintln!("with mapped pages of the database: {} MiB", status_kib("VmHWM") >> 10);
    assert!(most() <= MOST_KIB, "{} KiB", most());
}

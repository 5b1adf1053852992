//! How fast is it? `cargo run -p search --example load -- 200000`: indexes so many invented companies
//! (示例: made of word lists by a fixed sequence, no real firm) and times a mix of questions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use search::{Doc, Filter, Index, Order, Query, Schema, Sort};

const PLACES: &[&str] = &["新疆", "乌鲁木齐", "昌吉", "北京", "上海", "深圳", "成都", "西安", "杭州", "武汉"];
const LETTERS: &str =
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈";
const TRADES: &[&str] =
    &["信息技术", "云计算", "新材料", "生物医药", "装备制造", "现代物流", "新能源", "商贸", "建筑工程", "食品"];
const FORMS: &[&str] = &["有限公司", "股份有限公司", "有限责任公司", "合伙企业"];
const SCOPES: &[&str] = &[
    "软件开发",
    "数据处理和存储支持服务",
    "铝基新材料研发",
    "药品生产",
    "道路货物运输",
    "光伏设备销售",
    "日用百货销售",
    "建筑劳务分包",
    "食品经营",
    "技术咨询、技术服务",
    "产品和服务的出口",
    "3D打印服务",
    "机械设备租赁",
    "会议及展览服务",
];

/// A fixed sequence (splitmix64), so that every run indexes the same companies.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

fn name(dice: &mut Dice, letters: &[char]) -> (String, String) {
    let short: String = (0..2 + dice.roll(2)).map(|_| letters[dice.roll(letters.len())]).collect();
    let full = format!("{}{short}{}{}", dice.of(PLACES), dice.of(TRADES), dice.of(FORMS));
    (full, short)
}

fn company(i: usize, dice: &mut Dice, letters: &[char]) -> Doc {
    let (full, short) = name(dice, letters);
    let scope: Vec<&str> = (0..6).map(|_| dice.of(SCOPES)).collect();
    let former = if dice.roll(5) == 0 { Some(name(dice, letters).0) } else { None };
    let revenue = (dice.roll(4) > 0).then(|| dice.roll(1_000_000_000) as i64);
    Doc::new("z1", format!("0193{:04x}-{:04x}-7000-8000-000000000000", i >> 16, i & 0xffff))
        .set("name", &full)
        .set_opt("former", former)
        .set_all("pinyin", [&full, &short])
        .set("scope", scope.join("；"))
        .set("address", format!("{}市示例路{}号", dice.of(PLACES), dice.roll(500)))
        .set("code", format!("91{:06}MA{i:08}X", dice.roll(1_000_000)))
        .set("industry", dice.of(TRADES))
        .set("region", format!("65{:04}", dice.roll(300)))
        .set("status", if dice.roll(10) == 0 { "closed" } else { "open" })
        .set_opt("revenue", revenue)
        .set("sort", full)
}

fn questions() -> Vec<(&'static str, Query)> {
    let q = || Query::new("z1");
    let revenue = Sort::Field("revenue".into(), Order::Desc);
    let name = Sort::Field("sort".into(), Order::Asc);
    let open = Filter::any("status", ["open"]);
    vec![
        ("two words, rare", q().text("天地 云计算")),
        ("two characters, rare", q().text("玄黄")),
        ("one common word", q().text("新材料")),
        ("very common word", q().text("有限公司")),
        ("words together", q().text("新疆云计算股份")),
        ("one character", q().text("藏")),
        ("place and trade", q().text("乌鲁木齐 物流").filter(open.clone())),
        ("code beginning", q().text("91000")),
        ("initials", q().text("xjtd")),
        ("full pinyin", q().text("xinjiangtian")),
        ("letters", q().text("3D打印")),
        ("nothing", q().text("不存在的词语")),
        ("text by revenue", q().text("云计算").sort(revenue.clone())),
        (
            "filter by revenue",
            q().filter(Filter::any("industry", ["新能源"])).filter(open.clone()).sort(revenue.clone()),
        ),
        ("filter by name", q().filter(open.clone()).sort(name.clone())),
        ("everything by revenue", q().sort(revenue.clone())),
        ("everything by name, deep", q().sort(name).page(9_950, 50)),
        ("range", q().range("revenue", Some(900_000_000), None).sort(revenue)),
        ("not, fixed order", q().filter(Filter::none("industry", ["商贸"]))),
    ]
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines: Vec<&str> = status.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("RssAnon")).collect();
    lines.join(", ").replace('\t', " ")
}

fn build(index: &Index, n: usize) {
    let (mut dice, letters) = (Dice(7), LETTERS.chars().collect::<Vec<_>>());
    let started = Instant::now();
    for from in (0..n).step_by(10_000) {
        let batch = (from..n.min(from + 10_000)).map(|i| company(i, &mut dice, &letters));
        index.put(batch).unwrap();
        index.commit(n.min(from + 10_000) as i64).unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("indexed {n} in {seconds:.1} s ({:.0}/s), {}", n as f64 / seconds, memory());
}

fn milliseconds(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    format!("p50 {:7.2} ms  p99 {:7.2} ms", at(0.5), at(0.99))
}

fn main() {
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(200_000);
    let dir = std::env::temp_dir().join(format!("search-load-{}", std::process::id()));
    let schema = Schema::new().title("name", 10.0).title("former", 6.0).text("scope", 1.0).text("address", 1.0);
    let schema =
        schema.code("code", 20.0).pinyin("pinyin", 5.0).keyword("industry").keyword("region").keyword("status");
    let schema = schema.int("revenue").sort_text("sort");
    let index = Index::open(Some(&dir), schema).unwrap();
    build(&index, n);
    let mut all = Vec::new();
    for (what, query) in questions() {
        let mut times = Vec::new();
        let mut total = 0;
        for _ in 0..15 {
            let started = Instant::now();
            total = index.search(&query).unwrap().total;
            times.push(started.elapsed());
        }
        all.extend(times.iter().copied());
        println!("{}  {total:>8} hits  {what}", milliseconds(times));
    }
    println!("{}  the mix", milliseconds(all));
    let started = Instant::now();
    let facets = index.facets(&Query::new("z1"), &["industry", "region", "status"]).unwrap();
    println!("facets of everything: {:.1} ms, {} fields", started.elapsed().as_secs_f64() * 1_000.0, facets.len());
    let started = Instant::now();
    let ids = index.ids_all(&Query::new("z1").sort(Sort::Field("sort".into(), Order::Asc)), usize::MAX).unwrap();
    println!("all {} ids by name: {:.1} ms", ids.len(), started.elapsed().as_secs_f64() * 1_000.0);
    println!("{}", memory());
    drop(index);
    std::fs::remove_dir_all(dir).unwrap();
}

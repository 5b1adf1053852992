//! 实施精准招商 in the running demo zone: industries and companies for 乌鲁木齐, ranked, with reasons, from a company registry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod api_client;
mod town;

use account::token::Scope;
use api_client::Client;
use attract::target::Standing;
use axum::body::Body;
use axum::http::{Request, header};
use kernel::Role;
use registry::{Build, Mapping, Unwatched, build};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use tower::ServiceExt;
use town::Demo;

const CITIES: [(&str, &str); 24] = [
    ("新疆", "乌鲁木齐"),
    ("新疆", "克拉玛依"),
    ("新疆", "吐鲁番"),
    ("新疆", "哈密"),
    ("甘肃", "兰州"),
    ("甘肃", "天水"),
    ("甘肃", "酒泉"),
    ("甘肃", "张掖"),
    ("广东", "深圳"),
    ("广东", "广州"),
    ("广东", "佛山"),
    ("广东", "东莞"),
    ("江苏", "苏州"),
    ("江苏", "无锡"),
    ("江苏", "南京"),
    ("江苏", "常州"),
    ("四川", "成都"),
    ("四川", "绵阳"),
    ("四川", "德阳"),
    ("四川", "宜宾"),
    ("陕西", "西安"),
    ("陕西", "宝鸡"),
    ("陕西", "咸阳"),
    ("陕西", "渭南"),
];

/// Invented firms (示例): every second city builds machines, the others farm; 乌鲁木齐 builds machines and lacks trade 34.
/// Some of the makers have branches in other cities.
fn invented() -> String {
    let mut out = String::from("企业名称,成立日期,省份,城市,行业代码\n");
    let mut n = 0;
    for (c, (province, city)) in CITIES.iter().enumerate() {
        for year in 1990..=2012_usize {
            for trade in 0..20_usize {
                let machine = (trade < 10) == (c % 2 == 0);
                let noise = (c * 31 + trade * 17 + year * 7) % 5;
                let firms = if machine { 2 + noise } else { usize::from(noise == 0) };
                let lacks = (c == 0 && trade == 4) || (c % 6 == 2 && trade == 5 && year < 2006);
                for _ in 0..if lacks { 0 } else { firms } {
                    n += 1;
                    writeln!(out, "示例{n}号实业有限公司,{year}-03-01,{province},{city},{}", 30 + trade).unwrap();
                }
            }
        }
    }
    branches(&mut out);
    out
}

/// Sixty groups, each with a seat and a branch in another city every other year.
fn branches(out: &mut String) {
    for group in 0..60_usize {
        let (province, city) = CITIES[(group * 5 + 8) % CITIES.len()];
        let trade = 30 + group % 10;
        writeln!(out, "示例{city}{group}机械有限公司,1991-05-01,{province},{city},{trade}").unwrap();
        for step in 0..10_usize {
            let place = (group * 7 + step * 5) % CITIES.len();
            let (province, there) = CITIES[place];
            if there != city && place > 0 {
                let year = 1993 + step * 2;
                writeln!(out, "示例{city}{group}机械有限公司{there}分公司,{year}-06-01,{province},{there},{trade}")
                    .unwrap();
            }
        }
    }
}

async fn learned(demo: &Demo, from: Vec<PathBuf>) -> Arc<attract::target::Findings> {
    let to = demo.folder.join("registry");
    let plan = Build { from, to, mapping: Mapping::default(), seed: 20_191_008 };
    tokio::task::spawn_blocking(move || build(&plan, &Unwatched)).await.unwrap().unwrap();
    demo.parts.targets.renew().await;
    match demo.parts.targets.standing() {
        Standing::Ready(findings) => findings,
        Standing::Failed { reason, args } => panic!("{reason} {args:?}"),
        _ => panic!("nothing was learned"),
    }
}

async fn page(client: &Client, path: &str) -> String {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {}", client.token));
    let response = client.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let bytes = axum::body::to_bytes(response.into_body(), 16 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What every registry must give: ranked industries with reasons, companies with reasons, the figures of the test on history.
async fn shows(demo: &Demo, findings: &attract::target::Findings) -> String {
    let officer = Client::of(demo, Role::AttractionOfficer, &[Scope::Read]).await;
    let list = page(&officer, "/attract/targets").await;
    for part in ["乌鲁木齐", "＋ ", "目标企业", "历史检验"] {
        assert!(list.contains(part), "no {part} in {list}");
    }
    let proposed: Vec<_> = findings.industries.iter().filter(|i| !i.prospects.is_empty()).collect();
    assert!(!proposed.is_empty());
    for industry in &findings.industries {
        assert!((0.0..=1.0).contains(&industry.probability) && !industry.contributions.is_empty(), "{}", industry.code);
        assert!(industry.prospects.iter().all(|p| !p.why.is_empty()), "{}: a company without a reason", industry.code);
    }
    let of_industry = page(&officer, &format!("/attract/targets/{}", proposed[0].code)).await;
    assert!(of_industry.contains(&findings.companies[proposed[0].prospects[0].company].name), "{of_industry}");
    of_industry
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_gives_the_zone_industries_and_companies_with_reasons() {
    let demo = town::demo("targets").await;
    let file = demo.folder.join("invented.csv");
    std::fs::write(&file, invented()).unwrap();
    let findings = learned(&demo, vec![file]).await;
    assert_eq!(findings.basis.city, "乌鲁木齐");
    assert!(findings.basis.expanders > 0, "groups with branches are ranked");
    assert!(!findings.industries.is_empty(), "industries are named");
    let named = |expander: bool| findings.industries.iter().any(|i| i.prospects.iter().any(|p| p.expander == expander));
    assert!(named(true) && named(false), "companies that expand, and companies that do not yet");
    shows(&demo, &findings).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "some minutes, and the registry is not part of the project: WUTONG_SHARED_DATA or ../shared/data"]
async fn a_registry_of_a_million_firms_gives_the_zone_its_targets() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = PathBuf::from(std::env::var("WUTONG_SHARED_DATA").unwrap_or_else(|_| beside.to_owned()));
    let from = data.join("registry");
    if !from.exists() {
        return println!("skipped: {} is not there", from.display());
    }
    let demo = town::demo("targets").await;
    let began = std::time::Instant::now();
    let findings = learned(&demo, vec![from.join("train"), from.join("valid")]).await;
    println!("{} firms, learned in {} s", findings.basis.firms, began.elapsed().as_secs());
    assert!(findings.basis.firms > 800_000 && findings.basis.expanders > 1_000, "{:?}", findings.basis);
    shows(&demo, &findings).await;
    for industry in findings.industries.iter().take(5) {
        let names: Vec<&str> =
            industry.prospects.iter().take(3).map(|p| findings.companies[p.company].name.as_str()).collect();
        println!("{} {:.2}: {names:?}", industry.code, industry.probability);
    }
}

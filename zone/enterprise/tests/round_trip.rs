//! 导出再导入: a file of ours that comes back unchanged changes nothing, whatever stands in its cells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use enterprise::company::Draft;
use enterprise::company::service::{Create, create};
use enterprise::directory::Nobody;
use enterprise::figure::service as figures;
use enterprise::focus::service as focus;
use enterprise::import::service::Imports;
use enterprise::import::{Format, Unwatched, store as rows};
use enterprise::list::{Filter, columns, export};
use enterprise::search::Search;
use enterprise::{EnterpriseState, MIGRATIONS};
use kernel::Source;
use kernel::credit_code::complete;
use kernel::ctx::Actor;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::Arc;
use store::testing::Town;
use store::{Migration, on_both};

const COMPANIES: usize = 120;

fn migrations() -> Vec<Migration> {
    [jobs::MIGRATIONS, MIGRATIONS].concat()
}

/// One of these words as often as not, else nothing.
fn maybe(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), prop::sample::select(words).prop_map(str::to_owned)]
}

/// Text that a spreadsheet, a formula or a list of words could take for something else.
fn odd() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "=1+1",
        "+86",
        "-3",
        "@甲",
        "\"引号\"",
        "'撇",
        "路 12 号",
        "A&B<C>",
        "（全角）",
        "(半角)",
        "  两端  ",
        "1e5",
        "007",
        "2019-01-01",
        "TRUE",
        "#N/A",
        "无",
        "-",
        "，逗",
        "a,b;c",
        "_x0041_",
        "一\n二",
        "𠮷",
        "é",
        "50%",
    ]);
    prop_oneof![Just(String::new()), prop::collection::vec(words, 1..3).prop_map(|w| w.concat())]
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let kind = maybe(&["active", "cancelled", "moved_out", "存续（在营、开业、在册）", "开业", "吊销，未注销", "注销"]);
    let amount =
        || maybe(&["500万美元", "1,234,567.89美元", "13,400万元", "0.01元", "1234567.89元", "3亿元", "200万港元"]);
    let place = maybe(&["650104", "650100", "110105"]);
    let trade = maybe(&["6513", "I", "39", "3911"]);
    let said = maybe(&["it"]);
    let size = maybe(&["large", "micro", "大型", "小型"]);
    let former =
        prop::collection::vec(prop::sample::select(vec!["旧名（甲）有限公司", "=旧名", " 旧 名 ", "Old \"Co\""]), 0..3);
    let tags =
        prop::collection::vec(prop::sample::select(vec!["本土", "=重点", "\"龙头\"", "A B", "（试）", "-"]), 0..4);
    let day = || maybe(&["2015-03-02", "2001/1/5", "20100101", "2019年12月31日"]);
    let count = maybe(&["0", "120", "1,234人"]);
    let front = prop::sample::select(vec!["", "=", "+", "-", "@", "'", "\"", "（示例）", "(示例)", "A&B "]);
    let back =
        prop::sample::select(vec!["有限公司", "（乌鲁木齐）有限公司", "(新疆) 公司", "\"厂\"", " Co., Ltd.", "=A1"]);
    ((front, back, kind, amount(), place, trade), (said, size, former, tags, day(), day()), (count, odd(), odd()))
        .prop_map(
            |(
                (front, back, status, capital, region_code, industry_code),
                (said, size, former, tags, founded_on, checked_on),
                (insured_count, address, group_name),
            )| Draft {
                // Its number makes a name the company's own.
                name: format!("{front}NUMBER{back}"),
                status,
                capital,
                region_code,
                industry_code,
                focus: said,
                size,
                former_names: former.join("\n"),
                tags: tags.join("，"),
                founded_on,
                checked_on,
                insured_count,
                address,
                group_name,
                ..Draft::default()
            },
        )
}

async fn furnish(t: &Town) {
    let it = focus::Draft {
        code: "it".into(),
        name_zh: "新一代信息技术".into(),
        slot: "1".into(),
        position: "1".into(),
        industries: "I".into(),
        ..focus::Draft::default()
    };
    focus::save(&t.ctx, &t.db, 0, &it, Source::default()).await.unwrap();
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    for n in 0..COMPANIES {
        let mut draft = any_draft().new_tree(&mut runner).unwrap().current();
        draft.name = draft.name.replace("NUMBER", &format!("示例{n}号"));
        draft.former_names = draft.former_names.lines().map(|l| format!("{l}{n}")).collect::<Vec<_>>().join("\n");
        if n % 3 > 0 {
            let prefix = format!("91650104MA7{n:06}");
            draft.credit_code = format!("{prefix}{}", complete(&prefix).unwrap());
        }
        let made = create(&t.ctx, &t.db, Create { draft, ..Create::default() }).await.unwrap();
        let value = ["", "1.32亿元", "13,200.5万元", "0.07元"][n % 4];
        if !value.is_empty() {
            let set = figures::Set {
                metric: "revenue".into(),
                period: "2019".into(),
                value: value.into(),
                ..figures::Set::default()
            };
            figures::set(&t.ctx, &t.db, &made.id, set).await.unwrap();
        }
    }
}

on_both!(&migrations(), what_was_exported_comes_back_without_a_change, |t| {
    furnish(&t).await;
    let (clock, rng) = (t.ctx.clock.clone(), t.ctx.rng.clone());
    let jobs = jobs::Jobs::new(t.db.clone(), clock.clone(), rng, |_, _| async { Ok(Actor::system()) });
    let search = Search::new(t.db.clone(), None, clock);
    let state = EnterpriseState { db: t.db.clone(), search, jobs, directory: Arc::new(Nobody), files: t.dir.clone() };
    let all = columns::ALL.iter().map(|c| c.key).collect::<Vec<_>>().join(",");
    let filter = Filter::parse(&format!("cols={all}"));
    let ids = export::ids(&t.ctx, &state, &filter).await.unwrap();
    assert_eq!(ids.len(), COMPANIES);
    let bytes = export::write(&t.ctx, &state, &filter, &ids, Vec::new(), |_| Ok(())).await.unwrap();
    let file = t.dir.join("out.xlsx");
    std::fs::write(&file, bytes).unwrap();

    let imports = Imports { db: t.db.clone(), uploads: t.dir.join("uploads") };
    let batch = imports.receive_now(&t.ctx, &file, "out.xlsx").await.unwrap();
    assert_eq!(batch.format, Format::Own);
    for key in ["name", "credit_code", "status", "capital", "tags", "address", "focus", "figure:revenue:2019:元"] {
        assert!(batch.mapping.iter().any(|k| k == key), "{key} is read back: {:?}", batch.mapping);
    }
    let batch = imports.preview(&t.ctx, &batch.id, &Unwatched).await.unwrap();
    let previewed = rows::rows(&mut t.db.read(&t.ctx.zone).await.unwrap(), &batch.id, None, 0, 1_000).await.unwrap();
    for row in &previewed {
        assert!(row.outcome == "skip" && row.changes.is_empty(), "{}: {:?} {:?}", row.name, row.changes, row.reasons);
        let codes: Vec<&str> = row.reasons.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes, ["import-same"], "{}: {:?}", row.name, row.reasons);
    }
    assert_eq!(previewed.len(), COMPANIES);
});

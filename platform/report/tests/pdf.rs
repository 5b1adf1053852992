//! What is written can be read back: text, structure, pages, and the same bytes every time.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use chrono::NaiveDate;
use kernel::ctx::Locale;
use proptest::prelude::*;
use report::{Block, Column, Document, Fact, Level, Opening, Point, Reason, Stance, Table};

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "考察简报".to_owned(),
        subtitle: None,
        zone: "示例高新区".to_owned(),
        date: NaiveDate::from_ymd_opt(2020, 1, 15).unwrap(),
        mark: None,
        opening: Opening::Head,
        blocks,
    }
}

fn made(blocks: Vec<Block>) -> report::Pdf {
    report::pdf(&document(blocks), Locale::ZhCn).unwrap()
}

fn paragraph(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(text.to_owned())]
}

/// The text of every page, without line ends and spaces: where lines break does not matter.
fn pages(pdf: &report::Pdf) -> Vec<String> {
    let read = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let numbers: Vec<u32> = read.get_pages().keys().copied().collect();
    let text = |number: &u32| read.extract_text(&[*number]).unwrap();
    numbers.iter().map(text).map(|text| text.split_whitespace().collect()).collect()
}

fn table(rows: usize) -> Block {
    let columns = vec![Column::text("企业"), Column::text("行业"), Column::number("签约", "亿元")];
    let name = |n: usize| format!("第{n:03}号企业");
    let rows = (1..=rows).map(|n| vec![name(n), "有色金属压延加工".to_owned(), format!("{n}.5")]).collect();
    Block::Table(Table { caption: None, columns, rows, total: None })
}

#[test]
fn every_kind_of_block_can_be_read_back() {
    let own = str::to_owned;
    let pdf = made(vec![
        Block::Contents,
        Block::Heading { level: Level::One, text: own("要点") },
        Block::Facts(vec![Fact {
            label: own("拟访"),
            value: own("7"),
            unit: Some(own("家")),
            note: Some(own("已联系五家")),
        }]),
        Block::Reasons(vec![
            Reason { stance: Stance::For, text: own("正在扩张"), source: Some(own("企业登记")) },
            Reason { stance: Stance::Against, text: own("下游在东部"), source: None },
        ]),
        Block::PageBreak,
        Block::Heading { level: Level::Two, text: own("谈什么") },
        Block::Points(vec![Point { lead: Some(own("用电")), text: own("每千瓦时 0.36 元") }]),
        table(1),
        Block::Note(own("以企业口径为准")),
        Block::Source(own("台账")),
    ]);
    let pages = pages(&pdf);
    assert_eq!((pdf.pages, pages.len()), (2, 2));
    for text in [
        "示例高新区",
        "考察简报",
        "2020年1月15日",
        "目录",
        "要点1",
        "谈什么2",
        "拟访",
        "7家",
        "已联系五家",
        "+正在扩张",
        "来源：企业登记",
        "−下游在东部",
        "第1页共2页",
    ] {
        assert!(pages[0].contains(text), "{text} in {}", pages[0]);
    }
    for text in [
        "谈什么",
        "1.用电：每千瓦时0.36元",
        "企业行业签约亿元",
        "第001号企业有色金属压延加工1.5",
        "以企业口径为准",
        "来源：台账",
        "第2页共2页",
    ] {
        assert!(pages[1].contains(text), "{text} in {}", pages[1]);
    }
}

#[test]
fn english_reports_speak_english() {
    let pdf = report::pdf(&document(vec![Block::Contents, Block::Source("ledger".to_owned())]), Locale::En).unwrap();
    let text = pages(&pdf).concat();
    for words in ["Contents", "Source:ledger", "15January2020", "Page1of1"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_title_page_stands_alone_and_has_no_number() {
    let details = vec![("带队".to_owned(), "陈主任".to_owned())];
    let document = Document { opening: Opening::TitlePage { details }, ..document(paragraph("正文")) };
    let pages = pages(&report::pdf(&document, Locale::ZhCn).unwrap());
    assert_eq!(pages.len(), 2);
    assert!(
        pages[0].contains("带队陈主任") && !pages[0].contains("正文") && !pages[0].contains("共2页"),
        "{}",
        pages[0]
    );
    assert!(pages[1].contains("正文") && pages[1].contains("第2页共2页"), "{}", pages[1]);
}

#[test]
fn five_hundred_rows_repeat_their_head_on_every_page() {
    let pages = pages(&made(vec![table(500)]));
    assert!(pages.len() > 10, "{} pages", pages.len());
    assert!(pages.iter().all(|page| page.matches("企业行业签约亿元").count() == 1));
    let all = pages.concat();
    assert!((1..=500).all(|n| all.matches(&format!("第{n:03}号企业")).count() == 1));
}

#[test]
fn a_row_longer_than_a_page_goes_on_under_the_head() {
    let long = "很长的说明".repeat(1500);
    let columns = vec![Column::text("企业"), Column::text("说明")];
    let rows = vec![vec!["甲".to_owned(), long.clone()]];
    let pages = pages(&made(vec![Block::Table(Table { caption: None, columns, rows, total: None })]));
    assert!(pages.len() > 2);
    assert!(pages.iter().all(|page| page.contains("企业说明")));
    assert_eq!(pages.concat().matches('很').count(), 1500);
}

#[test]
fn long_names_wrap_in_their_column() {
    let name = "新疆维吾尔自治区乌鲁木齐高新技术产业开发区示例新材料科技股份有限公司第三分公司";
    let columns: Vec<Column> = (0..6).map(|n| Column::text(&format!("列{n}"))).collect();
    let rows = vec![vec![name.to_owned(); 6]];
    let pdf = made(vec![Block::Table(Table { caption: None, columns, rows, total: None })]);
    let chars = pages(&pdf).concat();
    assert_eq!(chars.matches('疆').count(), 6);
    assert_eq!(pdf.pages, 1);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let blocks = || vec![Block::Heading { level: Level::One, text: "要点".to_owned() }, table(60)];
    assert_eq!(made(blocks()).bytes, made(blocks()).bytes);
}

#[test]
fn it_is_tagged_and_has_title_language_and_outline() {
    let pdf = made(vec![Block::Heading { level: Level::One, text: "要点".to_owned() }, table(3)]);
    let read = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let catalog = read.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    for key in [&b"StructTreeRoot"[..], b"MarkInfo", b"Outlines", b"Metadata"] {
        assert!(catalog.has(key), "{}", String::from_utf8_lossy(key));
    }
    let kinds: Vec<String> = read
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"S").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    for (kind, count) in [("Table", 1), ("TR", 4), ("TH", 3), ("TD", 9), ("H1", 1)] {
        assert_eq!(kinds.iter().filter(|found| *found == kind).count(), count, "{kind} in {kinds:?}");
    }
}

#[test]
fn characters_that_the_font_lacks_are_shown_and_listed() {
    let pdf = made(paragraph("客人：𠮷野、ئۇيغۇر"));
    assert!(pdf.missing.contains(&'𠮷') && pdf.missing.contains(&'ئ'), "{:?}", pdf.missing);
    let text = pages(&pdf).concat();
    assert!(text.contains("字库缺字") && text.contains("U+20BB7"), "{text}");
    assert_eq!(made(paragraph("𬭳、鑫、淼、№、㎡、€、Ⅲ、①")).missing, []);
}

#[test]
fn too_much_is_refused_with_a_reason() {
    let code = |blocks| report::pdf(&document(blocks), Locale::ZhCn).unwrap_err().code().to_owned();
    assert_eq!(code(paragraph(&"很".repeat(1_500_000))), "report-too-much-text");
    assert_eq!(code(paragraph(&"很\n".repeat(30_000))), "report-too-many-pages");
    let columns = vec![Column::text("列"); report::MAX_COLUMNS + 1];
    let wide = Table { caption: None, columns, rows: Vec::new(), total: None };
    assert_eq!(code(vec![Block::Table(wide)]), "report-too-many-columns");
}

#[test]
fn nothing_at_all_is_a_page() {
    let empty = Document { title: String::new(), zone: String::new(), ..document(Vec::new()) };
    assert_eq!(report::pdf(&empty, Locale::ZhCn).unwrap().pages, 1);
    let table = Table { caption: None, columns: Vec::new(), rows: vec![vec![]], total: None };
    let heading = Block::Heading { level: Level::Two, text: String::new() };
    let blocks = vec![
        heading,
        Block::Facts(vec![]),
        Block::Reasons(vec![]),
        Block::Points(vec![]),
        Block::Table(table),
        Block::PageBreak,
    ];
    assert_eq!(made(blocks).pages, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Text is data: whatever it is, a report comes out, and it says the same in every place.
    #[test]
    fn any_text_can_be_set(text in "(\\PC|[#*$\\\\`_<>&\\[\\]{}@=~/\\n\\t\\x00-\\x1f]){0,80}", wild in any::<String>()) {
        let cells = vec![text.clone(), wild.clone()];
        let pdf = made(vec![
            Block::Heading { level: Level::One, text: wild.clone() },
            Block::Paragraph(text.clone()),
            Block::Points(vec![Point { lead: Some(text.clone()), text: wild.clone() }]),
            Block::Facts(vec![Fact { label: wild.clone(), value: text.clone(), unit: Some(wild.clone()), note: None }]),
            Block::Table(Table {
                caption: Some(text.clone()),
                columns: vec![Column::text(&text), Column::number(&wild, &text)],
                rows: vec![cells.clone()],
                total: Some(cells),
            }),
        ]);
        prop_assert!(lopdf::Document::load_mem(&pdf.bytes).unwrap().get_pages().len() == pdf.pages);
    }

    /// Marks of typesetting and programming languages come out as they went in.
    #[test]
    fn markup_stays_text(text in "[#*$\\\\`_<>&\\[\\]{}@=~/+a-c中文，。]{1,60}") {
        let read = pages(&made(paragraph(&text))).concat();
        prop_assert!(read.contains(&text), "{} in {}", text, read);
    }
}

//! What cells, encodings, sheets and headers are read as.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod files;

use std::ops::ControlFlow;

use files::{all, cells, table, workbook, workbook_with, zip_of};
use sheet::{Kind, Limits, Row, data_begins, find_header};

fn one(cell: &str) -> String {
    let read = cells(&workbook(&format!("<row><c><v>first</v></c>{cell}</row>")), "a.xlsx");
    read[0].get(1).cloned().unwrap_or_default()
}

#[test]
fn values_are_what_a_person_would_type() {
    for (cell, shown) in [
        (r#"<c><v>110105194912310012</v></c>"#, "110105194912310012"),
        (r#"<c><v>1.1010519491231E+17</v></c>"#, "110105194912310000"),
        (r#"<c><v>0.30000000000000004</v></c>"#, "0.3"),
        (r#"<c><v>42.0</v></c>"#, "42"),
        (r#"<c t="n" s="2"><v>0.25</v></c>"#, "0.25"),
        (r#"<c s="1"><v>43845</v></c>"#, "2020-01-15"),
        (r#"<c s="3"><v>43845</v></c>"#, "2020-01-15"),
        (r#"<c s="1"><v>43845.75</v></c>"#, "2020-01-15 18:00:00"),
        (r#"<c t="d"><v>2020-01-15T00:00:00Z</v></c>"#, "2020-01-15"),
        (r#"<c t="b"><v>1</v></c>"#, "TRUE"),
        (r#"<c t="b"><v>0</v></c>"#, "FALSE"),
        (r#"<c t="e"><v>#N/A</v></c>"#, ""),
        (r#"<c t="s"><v>0</v></c>"#, "shared"),
        (r#"<c><f>A1+1</f><v>7</v></c>"#, "7"),
        (r#"<c t="str"><f>A1&amp;"x"</f><v>a &lt; b &#x4E2D;</v></c>"#, "a < b 中"),
        ("<c t=\"str\"><v>\u{3000}张　三\u{a0} </v></c>", "张　三"),
        (
            r#"<c t="inlineStr"><is><r><t>乌鲁</t></r><r><t xml:space="preserve">木齐 </t></r><rPh><t>x</t></rPh></is></c>"#,
            "乌鲁木齐",
        ),
        (r#"<c t="inlineStr"><is><t>a_x000D_b_x005F_x0041_c_xyz</t></is></c>"#, "a\rb_x0041_c_xyz"),
        (r#"<c t="str"><v><![CDATA[<&>]]></v></c>"#, "<&>"),
        (r#"<c/>"#, ""),
        (r#"<c><v/></c>"#, ""),
    ] {
        assert_eq!(one(cell), shown, "{cell}");
    }
}

#[test]
fn errors_and_long_numbers_are_counted() {
    let rows = r#"<row><c t="e"><v>#REF!</v></c><c><v>12345678901234567</v></c><c><v>1</v></c></row>"#;
    let (read, summary) = all(&workbook(rows), "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(read[0].cells, ["", "12345678901234567", "1"]);
    assert_eq!((summary.error_cells, summary.long_numbers, summary.rows, summary.cells), (1, 1, 1, 3));
    let (read, summary) = all(b"#N/A,9.11102E+17,1\n", "a.csv", &Limits::default()).unwrap();
    assert_eq!(read[0].cells, ["", "9.11102E+17", "1"]);
    assert_eq!((summary.error_cells, summary.long_numbers), (1, 1));
}

#[test]
fn rows_keep_their_numbers_and_columns_their_places() {
    let rows = r#"<row r="2"><c r="B2"><v>1</v></c></row><row r="3"><c r="A3" s="1"/></row><row r="9"><c r="C9"><v>2</v></c></row><row><c><v>3</v></c></row>"#;
    let (read, _) = all(&workbook(rows), "a.xlsx", &Limits::default()).unwrap();
    let expect = [(2, vec!["", "1"]), (9, vec!["", "", "2"]), (10, vec!["3"])];
    assert_eq!(
        read.iter().map(|r| (r.number, r.cells.iter().map(String::as_str).collect())).collect::<Vec<_>>(),
        expect
    );

    let text = "a,b\r\n\r\n\"x\r\ny\",1\r\n,,\r\n2,3";
    let (read, _) = all(text.as_bytes(), "a.csv", &Limits::default()).unwrap();
    assert_eq!(read.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 3, 5]);
    assert_eq!(read[1].cells, ["x\ny", "1"]);
    let (read, _) = all(b"a\rb\r\rc", "a.csv", &Limits::default()).unwrap();
    assert_eq!(
        read.iter().map(|r| (r.number, r.cells[0].as_str())).collect::<Vec<_>>(),
        [(1, "a"), (2, "b"), (4, "c")]
    );
}

#[test]
fn prefixed_names_absolute_targets_and_the_1904_calendar() {
    let workbook = r#"<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="数据" r:id="a"/></x:sheets></x:workbook>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="/XL/Worksheets/Data.xml"/><Relationship Id="b" Type="x/styles" Target="styles.xml"/></Relationships>"#;
    let data =
        r#"<x:worksheet><x:sheetData><x:row><x:c s="1"><x:v>42383</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let bytes = zip_of(&[
        ("_rels/.rels", files::RELS.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl\\_rels\\workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", files::STYLES.as_bytes()),
        ("xl/worksheets/data.xml", data.as_bytes()),
    ]);
    assert_eq!(cells(&bytes, "a.xlsx"), [["2020-01-15"]]);
}

#[test]
fn the_first_shown_sheet_with_content_is_read_unless_another_is_named() {
    let workbook = r#"<workbook><sheets><sheet name="选项" state="hidden" r:id="a"/><sheet name="空" r:id="b"/><sheet name="A &amp; B" r:id="c"/></sheets></workbook>"#;
    let relations =
        ["a", "b", "c"].map(|id| format!(r#"<Relationship Id="{id}" Type="x/worksheet" Target="{id}.xml"/>"#));
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    let sheet = |value: &str| format!("<worksheet><sheetData><row><c><v>{value}</v></c></row></sheetData></worksheet>");
    let bytes = zip_of(&[
        ("_rels/.rels", files::RELS.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/a.xml", sheet("1").as_bytes()),
        ("xl/b.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/c.xml", sheet("3").as_bytes()),
    ]);
    let mut table = table(&bytes, "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(table.kind(), Kind::Xlsx);
    assert_eq!(table.sheets(), ["选项", "空", "A & B"]);
    assert_eq!(table.sheet(), Some("A & B"));
    assert_eq!(table.head(9).unwrap()[0].cells, ["3"]);
    table.choose("选项").unwrap();
    assert_eq!(table.head(9).unwrap()[0].cells, ["1"]);
    table.choose("空").unwrap();
    assert!(table.head(9).unwrap().is_empty());
    assert_eq!(table.choose("没有").unwrap_err().code(), "sheet-no-such-sheet");
}

#[test]
fn text_in_every_encoding_in_use() {
    let text = "企业名称,注册资本\n乌鲁木齐示例公司,100\n";
    let expect = [["企业名称", "注册资本"], ["乌鲁木齐示例公司", "100"]];
    let utf16 =
        |bom: [u8; 2], unit: fn(u16) -> [u8; 2]| [bom.to_vec(), text.encode_utf16().flat_map(unit).collect()].concat();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
        (utf16([0xFF, 0xFE], u16::to_le_bytes), "UTF-16LE"),
        (utf16([0xFE, 0xFF], u16::to_be_bytes), "UTF-16BE"),
        (encoding_rs::GB18030.encode(text).0.into_owned(), "gb18030"),
        (encoding_rs::GBK.encode(text).0.into_owned(), "gb18030"),
    ] {
        assert_eq!(cells(&bytes, "a.csv"), expect, "{encoding}");
        assert_eq!(table(&bytes, "a.csv", &Limits::default()).unwrap().encoding(), Some(encoding));
    }
    // Neither UTF-8 nor GB18030: refused, no character is replaced in silence.
    assert_eq!(all(b"caf\xE9,1\n", "a.csv", &Limits::default()).unwrap_err().code(), "sheet-encoding");
    // Characters beyond the basic plane and across the edges of buffers.
    let long = "𠮷野,é\n".repeat(20_000);
    let (rows, _) = all(&encoding_rs::GB18030.encode(&long).0, "a.txt", &Limits::default()).unwrap();
    assert!(rows.len() == 20_000 && rows.iter().all(|r| r.cells == ["𠮷野", "é"]));
}

#[test]
fn separators_are_told_from_the_lines() {
    for (text, name, separator) in [
        ("a;b;c\n1,5;2;3\n", "a.csv", ';'),
        ("a\tb\tc\n1,5\t2\t3\n", "a.csv", '\t'),
        ("a|b|c\n1|2|3\n", "a.txt", '|'),
        ("\"a;b\",b,c\n\"1;2;3;4\",2,3\n", "a.csv", ','),
        ("sep=;\na;b;c\n", "a.csv", ';'),
        ("only\none\n", "a.csv", ','),
    ] {
        let table = table(text.as_bytes(), name, &Limits::default()).unwrap();
        assert_eq!((table.kind(), table.separator()), (Kind::Csv, Some(separator)), "{text}");
        let rows = cells(text.as_bytes(), name);
        assert!(rows.iter().all(|row| row.len() == if text.starts_with("only") { 1 } else { 3 }), "{rows:?}");
    }
    let (rows, _) = all(b"sep=;\na;b\n", "a.csv", &Limits::default()).unwrap();
    assert_eq!(rows, [Row { number: 2, cells: vec!["a".into(), "b".into()] }]);
    assert_eq!(cells(b"a,\"b \"\"x\"\" , y\"\n", "a.csv"), [["a", "b \"x\" , y"]]);
}

#[test]
fn a_consumer_can_stop_and_start_again() {
    let mut table = table(b"1\n2\n3\n", "a.csv", &Limits::default()).unwrap();
    for _ in 0..2 {
        let mut seen = 0;
        let summary = table
            .for_each_row(&mut |_| {
                seen += 1;
                if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
        assert!(seen == 2 && summary.stopped && summary.rows == 2);
    }
    assert!(table.head(0).unwrap().is_empty());
}

#[test]
fn headers_below_a_disclaimer_and_hidden_keys() {
    let row = |number: u32, cells: &[&str]| Row { number, cells: cells.iter().map(|c| (*c).to_owned()).collect() };
    let known = |name: &str| ["企业名称", "登记状态", "name", "status"].contains(&name);
    let bought = [
        row(1, &["企业名称 查询结果仅供参考"]),
        row(2, &["序号", "企业名称", "登记状态"]),
        row(3, &["1", "示例", "存续"]),
    ];
    assert_eq!(find_header(&bought, &known), Some(1));
    assert_eq!(data_begins(&bought, 1, &known), 2);
    let own = [row(1, &["name", "status"]), row(2, &["企业名称", "登记状态"]), row(3, &["示例", "存续"])];
    assert_eq!(find_header(&own, &known), Some(0));
    assert_eq!(data_begins(&own, 0, &known), 2);
    assert_eq!(find_header(&[row(1, &["x", "y"])], &known), None);
    let mut late = vec![row(1, &["x"]); 10];
    late.push(row(11, &["name"]));
    assert_eq!(find_header(&late, &known), None);
}

#[test]
fn merged_heading_cells_stay_as_they_are() {
    let sheet = br#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#;
    assert_eq!(cells(&workbook_with(sheet, b"<sst/>", &[]), "a.xlsx"), [["1", "", "2"]]);
}

#[test]
fn angle_brackets_and_quotes_within_attributes() {
    for odd in [r#"a="1>2""#, r#"a='">' b='>'"#, r#"a="=""#, r#"a = ">""#, r#"a="/>""#, r#"a="r='C1'""#] {
        let rows = format!(r#"<!-- > <c> --><row {odd} r="4"><?a > ?><c {odd} r='B4'><v>1</v></c></row>"#);
        let (read, _) = all(&workbook(&rows), "a.xlsx", &Limits::default()).unwrap();
        assert_eq!(read, [Row { number: 4, cells: vec![String::new(), "1".to_owned()] }], "{odd}");
    }
}

#[test]
fn shared_texts_on_disk_are_read_in_any_order() {
    let text = |i: usize| format!("第{i}号示例企业{}", "经营范围".repeat(200));
    let (mut strings, mut rows) = (String::from("<sst>"), String::new());
    for i in 0..20_000usize {
        strings.push_str(&format!("<si><t>{}</t></si>", text(i)));
        rows.push_str(&format!("<row><c t=\"s\"><v>{}</v></c></row>", i * 7_919 % 20_000));
    }
    strings.push_str("</sst>");
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let limits = Limits { ratio: 100_000, ..Limits::default() };
    let (read, _) = all(&workbook_with(sheet.as_bytes(), strings.as_bytes(), &[]), "a.xlsx", &limits).unwrap();
    assert_eq!(read.len(), 20_000);
    assert!(read.iter().enumerate().all(|(i, row)| row.cells == [text(i * 7_919 % 20_000)]));
}

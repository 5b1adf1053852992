//! What is written comes back unchanged; what is read equals what another library reads; garbage never panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod files;

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use files::{all, cells, workbook};
use proptest::prelude::*;
use sheet::{Column, ColumnKind, Format, Limits, Writer};

const KINDS: [ColumnKind; 4] = [ColumnKind::Text, ColumnKind::Number, ColumnKind::Date, ColumnKind::Money];

fn columns() -> Vec<Column> {
    KINDS.iter().enumerate().map(|(i, kind)| Column::new(format!("列{i}"), *kind).key(format!("key{i}"))).collect()
}

fn write(format: Format, rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = Writer::new(format, Vec::new(), "企业", columns()).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

/// Text without blanks around it, and dangerous in every other way.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[=+@'\"-]{0,3}[a-z0-9,;\t\n<&>]{0,8}",
        "[一-龥]{1,8}",
        "_x00[0-9A-F]{2}_",
        "-?[0-9]{1,20}",
        any::<String>(),
    ];
    piece.prop_map(|s| {
        let kept: String = s.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        kept.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{fffe}' | '\u{ffff}'))
            .to_owned()
    })
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        (-99_999_999i64..99_999_999, 1u32..100)
            .prop_map(|(a, b)| format!("{a}.{b:02}").trim_end_matches('0').to_owned()),
        text(),
    ]
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![(1900u32..2100, 1u32..13, 1u32..32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")), text(),]
}

fn row() -> impl Strategy<Value = Vec<String>> {
    (text(), number(), date(), number()).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

/// As rows come back: without empty cells at the end, without empty rows.
fn expected(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    for row in &mut rows {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn xlsx_comes_back_equal(rows in prop::collection::vec(row(), 1..12)) {
        let read = cells(&write(Format::Xlsx, &rows), "a.xlsx");
        prop_assert_eq!(&read[0], &["key0", "key1", "key2", "key3"]);
        prop_assert_eq!(&read[1], &["列0", "列1", "列2", "列3"]);
        prop_assert_eq!(&read[2..], expected(&rows));
    }

    #[test]
    fn csv_comes_back_equal(rows in prop::collection::vec(row(), 1..12)) {
        let read = cells(&write(Format::Csv, &rows), "a.csv");
        prop_assert_eq!(&read[0], &["列0", "列1", "列2", "列3"]);
        prop_assert_eq!(&read[1..], expected(&rows));
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), kind in 0..4usize) {
        let start: &[u8] = [&b"PK\x03\x04"[..], b"PK\x05\x06", b"\xFF\xFE", b""][kind];
        let _ = all(&[start, &bytes].concat(), "a.csv", &Limits::default());
    }

    #[test]
    fn random_xml_never_panics(xml in "(<(/?(row|c|v|is|t|f|rPh)( (r|s|t)=\"[A-Z]{0,2}[0-9]{0,5}(inlineStr|s|str|b|e|d)?\")*/?>)|[0-9.eE&;#x<>!\\[\\]-]{0,6}){0,40}") {
        let _ = all(&workbook(&xml), "a.xlsx", &Limits::default());
    }

    #[test]
    fn changed_workbooks_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let mut bytes = write(Format::Xlsx, &[vec!["示例".to_owned(), "1".to_owned(), "2020-01-15".to_owned(), "2.5".to_owned()]]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = all(&bytes, "a.xlsx", &Limits::default());
    }

    #[test]
    fn another_library_reads_the_same(rows in prop::collection::vec(row(), 1..8)) {
        let bytes = write(Format::Xlsx, &rows);
        let mut other: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
        let range = other.worksheet_range_at(0).unwrap().unwrap();
        let mut theirs: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(|cell| match cell {
            Data::DateTime(date) => {
                let (y, m, d, ..) = date.to_ymd_hms_milli();
                format!("{y}-{m:02}-{d:02}")
            }
            Data::Float(number) => number.to_string(),
            other => other.to_string(),
        }).collect()).collect();
        theirs = expected(&theirs);
        prop_assert_eq!(cells(&bytes, "a.xlsx"), theirs);
    }
}

#[test]
fn formulas_in_text_never_run() {
    let evil = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0"];
    let rows: Vec<Vec<String>> = evil.iter().map(|text| vec![(*text).to_owned(); 4]).collect();
    let csv = String::from_utf8(write(Format::Csv, &rows)).unwrap();
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    for record in reader.records() {
        assert!(record.unwrap().iter().all(|cell| cell.starts_with('\'')));
    }
    let bytes = write(Format::Xlsx, &rows);
    let mut other: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
    assert!(other.worksheet_formula("企业").unwrap().is_empty());
    assert_eq!(cells(&bytes, "a.xlsx")[2..], rows);
}

#[test]
fn the_heading_is_frozen_filtered_and_its_keys_hidden() {
    let bytes = write(Format::Xlsx, &[vec!["91650100000000000X".to_owned()]]);
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(xml.contains(r#"ySplit="2""#) && xml.contains(r#"state="frozen""#), "{xml}");
    assert!(xml.contains(r#"<autoFilter ref="A2:D3"/>"#), "{xml}");
    assert!(xml.contains(r#"<row r="1" hidden="1""#) || xml.contains(r#"hidden="1""#), "{xml}");
    assert!(!xml.contains("<f>"));
}

#[test]
fn names_of_sheets_and_cells_that_excel_refuses() {
    for (name, kept) in
        [("a/b:c*", "a b c"), ("'x'", "x"), ("", "Sheet1"), ("企业".repeat(30).as_str(), &"企业".repeat(16)[..93])]
    {
        let mut writer = Writer::new(Format::Xlsx, Vec::new(), name, columns()).unwrap();
        writer.row(&["1"]).unwrap();
        let bytes = writer.finish().unwrap();
        assert_eq!(files::table(&bytes, "a.xlsx", &Limits::default()).unwrap().sheets(), [kept]);
    }
    let mut writer = Writer::new(Format::Xlsx, Vec::new(), "a", columns()).unwrap();
    assert_eq!(writer.row(&["字".repeat(32_768)]).unwrap_err().code(), "sheet-cell-too-long");
}

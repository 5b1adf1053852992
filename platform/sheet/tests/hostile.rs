//! Files made to hurt: each is refused with its own message, before it has cost anything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod files;

use std::fmt::Write as _;

use files::{RELS, all, workbook, workbook_with, zip_of};
use sheet::{Limits, SheetError};

fn refused(bytes: &[u8], name: &str, limits: &Limits) -> SheetError {
    let error = all(bytes, name, limits).map(|(rows, _)| rows.len()).expect_err("must be refused");
    let sentence = error.to_string();
    assert!(sentence.ends_with(['.', ')']) && sentence.len() > 20, "{sentence}");
    error
}

fn code(bytes: &[u8], name: &str) -> &'static str {
    refused(bytes, name, &Limits::default()).code()
}

fn small() -> Limits {
    Limits { rows: 3, columns: 4, cell_chars: 10, cells: 20, csv_row_bytes: 100_000, ..Limits::default() }
}

#[test]
fn a_bomb_of_zeros_is_stopped_by_its_ratio() {
    let zeros = vec![0u8; 30 * 1024 * 1024];
    let bytes = workbook_with(b"<worksheet/>", b"<sst/>", &[("xl/media/image1.png", &zeros)]);
    assert!(bytes.len() < 100_000);
    let error = refused(&bytes, "a.xlsx", &Limits::default());
    assert_eq!(error.code(), "sheet-compressed-too-much");
    assert_eq!(error.args()[0], ("limit", "200".to_owned()));
}

#[test]
fn unpacked_sizes_are_counted_over_all_parts() {
    let noise: Vec<u8> = (0..400_000u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let bytes = workbook_with(b"<worksheet/>", b"<sst/>", &[("a.bin", &noise), ("b.bin", &noise)]);
    let limits = Limits { expanded_bytes: 2_000_000, ..Limits::default() };
    assert_eq!(refused(&bytes, "a.xlsx", &limits).code(), "sheet-expands-too-large");
    let limits = Limits { expanded_bytes: 1_000_000, ..Limits::default() };
    assert_eq!(refused(&bytes, "a.xlsx", &limits).code(), "sheet-expands-too-large");
}

#[test]
fn a_zip_within_the_zip_is_just_data() {
    let inner = zip_of(&[("bomb", &vec![0u8; 20 * 1024 * 1024])]);
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let bytes = workbook_with(sheet.as_bytes(), b"<sst/>", &[("xl/embeddings/x.zip", &inner)]);
    assert_eq!(files::cells(&bytes, "a.xlsx"), [["1"]]);
}

#[test]
fn too_many_parts() {
    let names: Vec<String> = (0..2_100).map(|i| format!("p{i}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
    assert_eq!(code(&zip_of(&parts), "a.xlsx"), "sheet-too-many-parts");
}

#[test]
fn a_directory_that_claims_millions_of_parts() {
    let mut bytes = workbook("");
    // A zip64 end record with 2^40 entries in front of the ordinary one.
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let mut record = b"PK\x06\x06".to_vec();
    record.extend_from_slice(&[0; 28]);
    record.extend_from_slice(&(1u64 << 40).to_le_bytes());
    bytes.splice(end..end, record);
    assert_eq!(code(&bytes, "a.xlsx"), "sheet-too-many-parts");
}

#[test]
fn a_million_columns() {
    let mut rows = String::from("<row r=\"1\">");
    for _ in 0..1_000_000 {
        rows.push_str("<c><v>1</v></c>");
    }
    rows.push_str("</row>");
    let error = refused(&workbook(&rows), "a.xlsx", &Limits { ratio: 10_000, ..Limits::default() });
    assert_eq!(error.code(), "sheet-too-many-columns");
    assert_eq!(error.args(), [("limit", "256".to_owned()), ("found", "257".to_owned())]);
    let far = r#"<row r="1"><c r="ZZZZZZZZZZZ1"><v>1</v></c></row>"#;
    assert_eq!(code(&workbook(far), "a.xlsx"), "sheet-too-many-columns");
    assert_eq!(code("1,".repeat(1_000_000).as_bytes(), "a.csv"), "sheet-too-many-columns");
}

#[test]
fn formatted_cells_without_content_are_no_columns() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>"#;
    assert_eq!(files::cells(&workbook(rows), "a.xlsx"), [["1"]]);
    assert_eq!(files::cells(format!("1{}\n", ",".repeat(5_000)).as_bytes(), "a.csv"), [["1"]]);
}

#[test]
fn too_many_rows() {
    let mut rows = String::new();
    for i in 1..=4 {
        write!(rows, r#"<row r="{i}"><c><v>{i}</v></c></row>"#).unwrap();
    }
    assert_eq!(refused(&workbook(&rows), "a.xlsx", &small()).code(), "sheet-too-many-rows");
    assert_eq!(refused(b"1\n2\n3\n4\n", "a.csv", &small()).code(), "sheet-too-many-rows");
    assert_eq!(all(b"1\n\n\n\n\n2\n3\n", "a.csv", &small()).unwrap().0.len(), 3);
}

#[test]
fn too_many_cells_even_empty_ones() {
    let rows = format!("<row r=\"1\">{}</row>", "<c s=\"1\"/>".repeat(21));
    assert_eq!(refused(&workbook(&rows), "a.xlsx", &small()).code(), "sheet-too-many-cells");
    assert_eq!(
        refused(",,,\n,,,\n,,,\n,,,\n,,,\n,,,\n1\n".as_bytes(), "a.csv", &small()).code(),
        "sheet-too-many-cells"
    );
}

#[test]
fn too_long_a_cell() {
    let long = "字".repeat(11);
    let rows = format!(r#"<row r="1"><c t="inlineStr"><is><t>{long}</t></is></c></row>"#);
    assert_eq!(refused(&workbook(&rows), "a.xlsx", &small()).code(), "sheet-cell-too-long");
    assert_eq!(refused(long.as_bytes(), "a.csv", &small()).code(), "sheet-cell-too-long");
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let bytes = workbook_with(b"<worksheet/>", strings.as_bytes(), &[]);
    assert_eq!(refused(&bytes, "a.xlsx", &small()).code(), "sheet-cell-too-long");
}

#[test]
fn one_text_of_many_megabytes_in_one_piece_or_in_many() {
    let limits = Limits { ratio: 100_000, ..Limits::default() };
    let one = format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(20_000_000));
    assert_eq!(refused(&workbook(&one), "a.xlsx", &limits).code(), "sheet-cell-too-long");
    let many = format!("<row><c t=\"str\"><v>{}</v></c></row>", "aaaaaaaaaa<!-- -->".repeat(1_000_000));
    assert_eq!(refused(&workbook(&many), "a.xlsx", &limits).code(), "sheet-cell-too-long");
    let tag = format!("<row {}><c><v>1</v></c></row>", "a".repeat(20_000_000));
    assert_eq!(refused(&workbook(&tag), "a.xlsx", &limits).code(), "sheet-damaged");
}

#[test]
fn a_million_shared_strings() {
    let strings = format!("<sst uniqueCount=\"99999999999999\">{}</sst>", "<si><t>a</t></si>".repeat(1_000_000));
    let sheet = br#"<worksheet><sheetData><row><c t="s"><v>999999</v></c></row></sheetData></worksheet>"#;
    let bytes = workbook_with(sheet, strings.as_bytes(), &[]);
    let limits = Limits { ratio: 10_000, ..Limits::default() };
    // Within the limits they are read: what the file claims about their number is not believed.
    assert_eq!(all(&bytes, "a.xlsx", &limits).unwrap().0[0].cells, ["a"]);
    let limits = Limits { shared_string_bytes: 1_000_000, ..limits };
    assert_eq!(refused(&bytes, "a.xlsx", &limits).code(), "sheet-too-many-strings");
}

#[test]
fn deep_xml() {
    let deep = "<a>".repeat(1_000_000);
    let bytes = workbook_with(format!("<worksheet><sheetData>{deep}").as_bytes(), b"<sst/>", &[]);
    assert_eq!(refused(&bytes, "a.xlsx", &Limits { ratio: 10_000, ..Limits::default() }).code(), "sheet-too-deep");
}

#[test]
fn document_types_and_entities_in_any_part() {
    let dtd = r#"<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY b "bbbb">]>"#;
    let sheet = format!("{dtd}<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>");
    assert_eq!(code(&workbook_with(sheet.as_bytes(), b"<sst/>", &[]), "a.xlsx"), "sheet-dtd");
    let unread = format!("{dtd}<a/>");
    let bytes = workbook_with(b"<worksheet/>", b"<sst/>", &[("docProps/app.xml", unread.as_bytes())]);
    assert_eq!(code(&bytes, "a.xlsx"), "sheet-dtd");
    // Without a document type there are no entities: an unknown one is damage, not text.
    assert_eq!(code(&workbook("<row><c t=\"str\"><v>&b;</v></c></row>"), "a.xlsx"), "sheet-damaged");
    // UTF-16 would hide it.
    let utf16: Vec<u8> = std::iter::once(0xFEFFu16).chain(sheet.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&workbook_with(&utf16, b"<sst/>", &[]), "a.xlsx"), "sheet-damaged");
}

#[test]
fn cut_off_and_broken() {
    let whole = workbook(&r#"<row><c t="s"><v>0</v></c></row>"#.repeat(50));
    for cut in [3, 30, whole.len() / 2, whole.len() - 1] {
        let error = refused(&whole[..cut], "a.xlsx", &Limits::default());
        assert_eq!(error.code(), "sheet-damaged", "{cut}");
    }
    let unfinished = workbook_with(b"<worksheet><sheetData><row><c><v>1</v></c></row>", b"<sst/>", &[]);
    assert_eq!(code(&unfinished, "a.xlsx"), "sheet-damaged");
    assert_eq!(code(&workbook(r#"<row><c t="s"><v>7</v></c></row>"#), "a.xlsx"), "sheet-damaged");
    assert_eq!(code(&workbook(r#"<row r="2"><c><v>1</v></c></row><row r="1"/>"#), "a.xlsx"), "sheet-damaged");
    assert_eq!(code(&workbook(r#"<row r="4000000000"/>"#), "a.xlsx"), "sheet-damaged");
}

#[test]
fn files_that_are_something_else() {
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0u8; 600]].concat();
    assert_eq!(code(&old, "a.xls"), "sheet-xls");
    assert_eq!(code(&old, "a.xlsx"), "sheet-xls");
    let mut locked = old.clone();
    locked.resize(1024, 0);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    locked.resize(2048, 0);
    assert_eq!(code(&locked, "a.xlsx"), "sheet-encrypted");
    assert!(refused(&old, "a.xls", &Limits::default()).to_string().contains("save as .xlsx"));

    assert_eq!(code(b"a,b\n1,2\n", "a.xlsx"), "sheet-wrong-extension");
    assert_eq!(code(b"a\tb\n", "a.xls"), "sheet-xls");
    assert_eq!(code(b"<html><table></table></html>", "a.xls"), "sheet-web-page");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\0", "a.csv"), "sheet-encoding");
    assert_eq!(code(b"%PDF-1.7 abc", "a.pdf"), "sheet-unknown-kind");
    assert_eq!(code(b"name,x\n", "a.docm"), "sheet-unknown-kind");
    assert_eq!(code(&zip_of(&[("mimetype", b"x")]), "a.ods"), "sheet-not-a-workbook");
    assert_eq!(code(&zip_of(&[("_rels/.rels", RELS.as_bytes())]), "a.docx"), "sheet-not-a-workbook");
    assert_eq!(code(b"", "a.csv"), "sheet-empty");
    assert_eq!(code(b" \r\n\n", "a.csv"), "sheet-empty");
    assert_eq!(code(&workbook(""), "a.xlsx"), "sheet-empty");
    // The content decides: a workbook under another name is read.
    assert_eq!(files::cells(&workbook("<row><c><v>1</v></c></row>"), "a.csv"), [["1"]]);
}

#[test]
fn a_file_larger_than_allowed_is_not_opened() {
    let error = refused(b"a,b\n", "a.csv", &Limits { file_bytes: 3, ..Limits::default() });
    assert_eq!((error.code(), error.args()[1].1.as_str()), ("sheet-file-too-large", "4"));
}

#[test]
fn a_quotation_mark_that_never_closes() {
    let text = format!("a,b\n\"{}", "1,2\n".repeat(100_000));
    assert_eq!(refused(text.as_bytes(), "a.csv", &small()).code(), "sheet-row-too-long");
}

#[test]
fn an_encrypted_part_is_refused() {
    let mut bytes = workbook("<row><c><v>1</v></c></row>");
    // The flag of the first part, in its directory entry.
    let entry = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[entry + 8] |= 1;
    bytes[6] |= 1;
    assert_eq!(code(&bytes, "a.xlsx"), "sheet-damaged");
}

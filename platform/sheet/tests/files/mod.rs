//! Files made by hand, so that a test can put anything into them.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use sheet::{Limits, Row, SheetError, Summary};
use zip::write::SimpleFileOptions;

pub const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
pub const WORKBOOK_RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
/// Style 1 is a date, 2 a percentage, 3 a date by a format of its own.
pub const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;

pub fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn workbook_with(sheet: &[u8], strings: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    parts.extend_from_slice(more);
    zip_of(&parts)
}

/// A workbook with this inside its `sheetData`.
pub fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    workbook_with(sheet.as_bytes(), b"<sst><si><t>shared</t></si></sst>", &[])
}

pub fn table(bytes: &[u8], name: &str, limits: &Limits) -> Result<sheet::Table, SheetError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    // The table keeps its own handle: the name may go.
    sheet::read(file.path(), name, limits)
}

pub fn all(bytes: &[u8], name: &str, limits: &Limits) -> Result<(Vec<Row>, Summary), SheetError> {
    let mut table = table(bytes, name, limits)?;
    let mut rows = Vec::new();
    let summary = table.for_each_row(&mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((rows, summary))
}

pub fn cells(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    all(bytes, name, &Limits::default()).unwrap().0.into_iter().map(|row| row.cells).collect()
}

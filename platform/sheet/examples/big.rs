//! Writes and reads 100,000 rows of 41 columns, as a workbook with inline texts, as one with shared texts (as Excel
//! saves it) and as csv, and prints time and the highest memory so far: `cargo run -p sheet --example big`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use sheet::{Column, ColumnKind, Format, Limits, Writer};

const ROWS: u32 = 100_000;
const COLUMNS: u32 = 41;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    report("start", Instant::now());
    for (format, name) in [(Format::Xlsx, "big.xlsx"), (Format::Csv, "big.csv")] {
        let path = folder.path().join(name);
        let begun = Instant::now();
        write(format, &path);
        report(&format!("write {name}, {} MiB", fs::metadata(&path).unwrap().len() >> 20), begun);
        read(&path);
    }
    let path = folder.path().join("shared.xlsx");
    write_shared(&path);
    read(&path);
}

/// Mostly different texts, as company records are.
fn cell(row: u32, column: u32) -> String {
    match column % 5 {
        0 => format!("乌鲁木齐示例第{row}号科技有限公司{column}"),
        1 => format!("9165{column:02}{row:012}"),
        2 => format!("2020-{:02}-{:02}", row % 12 + 1, row % 28 + 1),
        3 => (u64::from(row) * 137 + u64::from(column)).to_string(),
        _ => ["存续", "注销", "吊销"].get(row as usize % 3).copied().unwrap_or_default().to_owned(),
    }
}

fn write(format: Format, path: &Path) {
    let kinds = [ColumnKind::Text, ColumnKind::Text, ColumnKind::Date, ColumnKind::Money, ColumnKind::Text];
    let columns =
        (0..COLUMNS).zip(kinds.iter().cycle()).map(|(i, kind)| Column::new(format!("列{i}"), *kind)).collect();
    let mut writer = Writer::new(format, File::create(path).unwrap(), "企业", columns).unwrap();
    for row in 0..ROWS {
        let cells: Vec<String> = (0..COLUMNS).map(|column| cell(row, column)).collect();
        writer.row(&cells).unwrap();
    }
    writer.finish().unwrap();
}

/// A workbook whose every text is a shared string of its own: the worst case for a reader.
fn write_shared(path: &Path) {
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
    let options = zip::write::SimpleFileOptions::default();
    let mut part = |name: &str, fill: &mut dyn FnMut(&mut dyn Write)| {
        zip.start_file(name, options).unwrap();
        fill(&mut BufWriter::new(&mut zip));
    };
    let relation =
        |id: &str, kind: &str, target: &str| format!(r#"<Relationship Id="{id}" Type="x/{kind}" Target="{target}"/>"#);
    part("_rels/.rels", &mut |out| {
        write!(out, "<Relationships>{}</Relationships>", relation("a", "officeDocument", "xl/workbook.xml")).unwrap();
    });
    part("xl/_rels/workbook.xml.rels", &mut |out| {
        let (sheet, strings) =
            (relation("a", "worksheet", "sheet1.xml"), relation("b", "sharedStrings", "strings.xml"));
        write!(out, "<Relationships>{sheet}{strings}</Relationships>").unwrap();
    });
    part("xl/workbook.xml", &mut |out| {
        write!(out, r#"<workbook><sheets><sheet name="企业" r:id="a"/></sheets></workbook>"#).unwrap();
    });
    part("xl/strings.xml", &mut |out| {
        write!(out, "<sst>").unwrap();
        for index in 0..ROWS * COLUMNS {
            write!(out, "<si><t>{}</t></si>", cell(index / COLUMNS, index % COLUMNS)).unwrap();
        }
        write!(out, "</sst>").unwrap();
    });
    part("xl/sheet1.xml", &mut |out| {
        write!(out, "<worksheet><sheetData>").unwrap();
        for row in 0..ROWS {
            write!(out, "<row>").unwrap();
            for column in 0..COLUMNS {
                write!(out, r#"<c t="s"><v>{}</v></c>"#, row * COLUMNS + column).unwrap();
            }
            write!(out, "</row>").unwrap();
        }
        write!(out, "</sheetData></worksheet>").unwrap();
    });
    zip.finish().unwrap();
}

fn read(path: &Path) {
    let begun = Instant::now();
    let name = path.file_name().unwrap().to_string_lossy();
    // This csv has 77 MiB, more than an upload may have.
    let limits = Limits { file_bytes: 128 << 20, ..Limits::default() };
    let mut table = sheet::read(path, &name, &limits).unwrap();
    let mut letters = 0;
    let summary = table
        .for_each_row(&mut |row| {
            letters += row.cells.iter().map(String::len).sum::<usize>();
            ControlFlow::Continue(())
        })
        .unwrap();
    report(&format!("read {name}, {} rows, {} cells, {letters} bytes of text", summary.rows, summary.cells), begun);
}

fn report(what: &str, begun: Instant) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown");
    println!(
        "{what}: {:.1} s, {}",
        begun.elapsed().as_secs_f64(),
        peak.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

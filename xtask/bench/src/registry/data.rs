//! What is measured on: the real registry where there is one, else invented companies; and copies of either.
use crate::Done;
use crate::report::workspace;
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use kernel::credit_code::{CreditCode, complete};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the rows come from, and a sentence about them.
pub fn source(given: Option<&Path>, dir: &Path, companies: u32) -> Done<(PathBuf, String)> {
    let shared = std::env::var_os("WUTONG_SHARED_DATA").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| workspace().join("../shared/data")).join("registry");
    let found = given.map(Path::to_owned).or_else(|| shared.is_dir().then_some(shared));
    match found {
        Some(path) => {
            Ok((rows_only(path, dir)?, "The registry of mainland China 1978-2002 (test data, Parquet)".to_owned()))
        }
        None => Ok((
            invented(dir, companies)?,
            format!("{companies} invented companies (csv): the real registry is not here"),
        )),
    }
}

/// The Parquet files of a folder, without the tables and texts that lie beside them; a single file as it is.
fn rows_only(path: PathBuf, dir: &Path) -> Done<PathBuf> {
    let mut files = Vec::new();
    walk(&path, &mut files)?;
    if path.is_file() || files.is_empty() {
        return Ok(path);
    }
    let rows = dir.join("rows");
    std::fs::create_dir_all(&rows)?;
    for (n, file) in files.iter().enumerate() {
        std::fs::copy(file, rows.join(format!("part-{n:04}.parquet")))?;
    }
    Ok(rows)
}

/// The same companies in every run (示例).
fn invented(dir: &Path, companies: u32) -> Done<PathBuf> {
    const TRADES: [(&str, &str); 8] = [
        ("铝业", "铝锭、铝板、铝型材的生产与销售；货物进出口"),
        ("软件", "软件开发；信息系统集成服务；计算机及配件销售"),
        ("房地产开发", "房地产开发、经营；物业管理；房屋租赁"),
        ("机械", "机械设备制造、销售及维修；技术咨询服务"),
        ("光伏", "太阳能电池组件的研发、生产、销售；光伏电站建设"),
        ("食品", "预包装食品批发兼零售；农副产品加工"),
        ("纺织", "棉纱、坯布、服装的生产与销售"),
        ("物流", "道路普通货物运输；仓储服务；货运代理"),
    ];
    const PLACES: [(&str, &str, &str); 4] = [
        ("新疆", "乌鲁木齐", "650100"),
        ("广东", "深圳", "440300"),
        ("浙江", "杭州", "330100"),
        ("四川", "成都", "510100"),
    ];
    let path = dir.join("invented.csv");
    let mut out = BufWriter::new(File::create(&path)?);
    writeln!(out, "name,uscc,registered_on,capital_10k,business_scope,province,city,address")?;
    // Seven neighbours share a trade and three a place, over and over.
    let trades = TRADES.iter().flat_map(|t| std::iter::repeat_n(t, 7)).cycle();
    let places = PLACES.iter().flat_map(|p| std::iter::repeat_n(p, 3)).cycle();
    for (n, ((word, scope), (province, city, region))) in (0..companies).zip(trades.zip(places)) {
        let code = coded(&format!("91{region}"), u64::from(n))?;
        let year = 1990 + n % 30;
        writeln!(
            out,
            "示例{n}号{word}有限公司,{code},{year}-05-17,{},\"{scope}\",{province},{city},示例路{n}号",
            10 + n % 5_000
        )?;
    }
    out.flush()?;
    Ok(path)
}

/// A valid credit code whose organisation part is a number.
fn coded(prefix8: &str, number: u64) -> Done<String> {
    let body = format!("{prefix8}{number:09}");
    Ok(format!("{body}{}", complete(&body)?))
}

/// `copies` files with the rows of `from`, each with codes of its own, so that none is a duplicate.
pub fn copies(from: &Path, to: &Path, copies: u32) -> Done<PathBuf> {
    std::fs::create_dir_all(to)?;
    let mut files = Vec::new();
    walk(from, &mut files)?;
    if files.iter().any(|f| f.extension().is_none_or(|e| e != "parquet")) {
        return copied_text(from, to, copies);
    }
    let mut number = 0;
    for copy in 0..copies {
        let path = to.join(format!("copy-{copy:02}.parquet"));
        let mut writer = None;
        for file in &files {
            for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.build()? {
                let batch = recoded(&batch?, copy, &mut number)?;
                if writer.is_none() {
                    writer = Some(ArrowWriter::try_new(File::create(&path)?, batch.schema(), None)?);
                }
                writer.as_mut().ok_or("no writer")?.write(&batch)?;
            }
        }
        writer.ok_or("no rows")?.close()?;
    }
    Ok(to.to_owned())
}

fn copied_text(from: &Path, to: &Path, copies: u32) -> Done<PathBuf> {
    let text = std::fs::read_to_string(from)?;
    let mut out = BufWriter::new(File::create(to.join("copies.csv"))?);
    let mut lines = text.lines();
    writeln!(out, "{}", lines.next().ok_or("no rows")?)?;
    let lines: Vec<&str> = lines.collect();
    for copy in 0..copies {
        for (n, line) in lines.iter().enumerate() {
            let (name, rest) = line.split_once(',').ok_or("a row without a code")?;
            let (code, rest) = rest.split_once(',').ok_or("a row without a date")?;
            let number = u64::from(copy) * lines.len() as u64 + n as u64;
            writeln!(out, "{name},{},{rest}", coded(code.get(..8).ok_or("a short code")?, number)?)?;
        }
    }
    out.flush()?;
    Ok(to.to_owned())
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) -> Done {
    if path.is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut children = std::fs::read_dir(path)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    children.sort();
    children.retain(|c| c.is_dir() || c.extension().is_some_and(|e| e == "parquet"));
    children.iter().try_for_each(|c| walk(c, found))
}

/// The batch with new codes and, from the second copy on, names that say which copy they are.
fn recoded(batch: &RecordBatch, copy: u32, number: &mut u64) -> Done<RecordBatch> {
    let schema = batch.schema();
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let text = cast(column, &DataType::Utf8)?;
        let text = text.as_any().downcast_ref::<StringArray>().ok_or("no text")?;
        let changed: Option<StringArray> = match field.name().as_str() {
            "uscc" => Some(text.iter().map(|code| new_code(code.unwrap_or_default(), number)).collect::<Done<_>>()?),
            "name" if copy > 0 => Some(text.iter().map(|n| n.map(|n| format!("{n}·{copy}"))).collect()),
            _ => None,
        };
        match changed {
            Some(changed) => {
                fields.push(Arc::new(Field::new(field.name(), DataType::Utf8, true)));
                columns.push(Arc::new(changed));
            }
            None => {
                fields.push(field.clone());
                columns.push(column.clone());
            }
        }
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

fn new_code(code: &str, number: &mut u64) -> Done<Option<String>> {
    *number += 1;
    match CreditCode::parse(code) {
        Ok(code) => Ok(Some(coded(code.as_str().get(..8).unwrap_or_default(), *number)?)),
        Err(_) => Ok(Some(code.to_owned())),
    }
}
